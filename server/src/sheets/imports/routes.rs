//! The handlers of imports: load, check, render or redirect.

use super::{
    Decided, confirm as confirm_import,
    file::{self, Cell, Table},
    store::{self, Stored},
    write::{self, Format, Value},
};
use crate::{
    error::{Error, Refused, Result},
    identity::permission,
    web::{
        page::{Page, Path, Submitted},
        upload::{Lost, blocking, received, turn},
    },
};
use app::{
    form::Values,
    id::ImportId,
    page::Pages,
    sheets::imports::{
        Column, ImportKind, Imported, MAX_BYTES, Outcome, Refusal,
        pages::{self, Remark},
    },
    text::imports as t,
};
use axum::{
    extract::{Query, Request},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use tokio::sync::SemaphorePermit;

pub async fn choose_plans(page: Page) -> Result<Response> {
    choose(&page, ImportKind::Plans)
}

pub async fn choose_people(page: Page) -> Result<Response> {
    choose(&page, ImportKind::People)
}

fn choose(page: &Page, kind: ImportKind) -> Result<Response> {
    permission::create(&page.user)?;
    Ok(page.ok(|frame| pages::choose(frame, kind, None)))
}

pub async fn upload_plans(page: Page, request: Request) -> Result<Response> {
    upload(&page, request, ImportKind::Plans).await
}

pub async fn upload_people(page: Page, request: Request) -> Result<Response> {
    upload(&page, request, ImportKind::People).await
}

async fn upload(page: &Page, request: Request, kind: ImportKind) -> Result<Response> {
    permission::create(&page.user)?;
    match keep(page, request, kind).await? {
        Ok(id) => Ok(Redirect::to(&address(&id)).into_response()),
        Err(refusal) => {
            let status = match refusal {
                Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                Refusal::TooSlow => StatusCode::REQUEST_TIMEOUT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            Ok(page.answer(status, |frame| pages::choose(frame, kind, Some(&refusal))))
        }
    }
}

/// Reads a file that is sent, and keeps its rows and its name without a path.
async fn keep(
    page: &Page,
    request: Request,
    kind: ImportKind,
) -> Result<Result<ImportId, Refusal>> {
    let file = match received(request, "file", MAX_BYTES).await {
        Ok(file) => file,
        Err(lost) => {
            return Ok(Err(match lost {
                Lost::TooLarge => Refusal::TooLarge,
                Lost::TooSlow => Refusal::TooSlow,
                Lost::NotChosen | Lost::Malformed => Refusal::NoFile,
            }));
        }
    };
    let _turn = turn().await;
    let name = file.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
    let table = blocking(move || Ok(file::read(&file.bytes, kind))).await?;
    let table = match table {
        Ok(table) => table,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (app, user) = (&page.app, &page.user.id);
    let id = store::keep(&app.db, user, &name, table, app.clock.now()).await?;
    Ok(Ok(id))
}

pub async fn plans_template_xlsx(page: Page) -> Result<Response> {
    template(&page, ImportKind::Plans, Format::Xlsx)
}

pub async fn plans_template_csv(page: Page) -> Result<Response> {
    template(&page, ImportKind::Plans, Format::Csv)
}

pub async fn people_template_xlsx(page: Page) -> Result<Response> {
    template(&page, ImportKind::People, Format::Xlsx)
}

pub async fn people_template_csv(page: Page) -> Result<Response> {
    template(&page, ImportKind::People, Format::Csv)
}

fn template(page: &Page, kind: ImportKind, format: Format) -> Result<Response> {
    permission::create(&page.user)?;
    let l = page.frame.locale;
    let headers: Vec<_> = kind.read().map(|column| column.label(l)).collect();
    let bytes = write::bytes(l, format, t::sheet(l), &headers, [])?;
    Ok(write::download(kind.file_name(l), format, bytes))
}

pub async fn show(
    page: Page,
    Path(id): Path<ImportId>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response> {
    let loaded = load(&page, &id).await?;
    let number = Values::new(query).page();
    preview(&page, loaded, number, StatusCode::OK, None).await
}

pub async fn confirm(
    page: Page,
    Path(id): Path<ImportId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let loaded = load(&page, &id).await?;
    let (db, actor, today) = (&page.app.db, page.actor(), page.frame.today());
    let seen = values.get("confirm");
    match confirm_import(db, &actor, &id, &loaded.stored.table, seen, today).await {
        Ok(Some(_)) => Ok(Redirect::to(&address(&id)).into_response()),
        Ok(None) => {
            // It is this one's turn no longer, so that there can be a next.
            drop(loaded);
            let loaded = load(&page, &id).await?;
            let remark = Some(Remark::Already);
            preview(&page, loaded, 1, StatusCode::OK, remark).await
        }
        Err(Refused::Stale | Refused::Taken) => {
            let remark = Some(Remark::Raced);
            preview(&page, loaded, 1, StatusCode::CONFLICT, remark).await
        }
        Err(refused) => Err(refused.into()),
    }
}

/// The rows with faults, each with what is wrong with it, to be corrected and imported again.
pub async fn wrong(page: Page, Path(id): Path<ImportId>) -> Result<Response> {
    let Loaded {
        stored: Stored { table, .. },
        turn: _turn,
    } = load(&page, &id).await?;
    let l = page.frame.locale;
    let decided = decided(&page, &table).await?;
    let columns = table.columns.iter().map(|(column, _)| *column);
    let columns: Vec<Column> = columns.filter(|column| !column.written_only()).collect();
    let mut headers: Vec<_> = columns.iter().map(|column| column.label(l)).collect();
    headers.push(Column::Faults.label(l));
    let rows = table
        .rows
        .iter()
        .zip(&decided.lines)
        .filter_map(|(row, line)| {
            let Outcome::Wrong(faults) = &line.outcome else {
                return None;
            };
            let cells = table.columns.iter().zip(&row.cells);
            let texts = cells.filter(|((column, _), _)| !column.written_only());
            // What is wrong stays wrong until somebody puts it right.
            let mut values: Vec<Value> = texts
                .map(|(_, cell)| match cell {
                    Cell::Text(text) | Cell::Error(text) => text.as_str().into(),
                    Cell::Merged(range) => Value::Text(file::merged(l, range)),
                    Cell::Empty => "".into(),
                })
                .collect();
            let faults = faults
                .iter()
                .map(|fault| format!("{}: {}", fault.place(l), fault.flaw.message(l)));
            values.push(Value::Text(faults.collect::<Vec<_>>().join(" ")));
            values.extend(row.beyond_header.iter().map(|text| text.as_str().into()));
            Some(values)
        });
    let rows: Vec<_> = rows.collect();
    let written = move || write::bytes(l, Format::Csv, t::sheet(l), &headers, rows);
    let bytes = blocking(written).await?;
    Ok(write::download(t::wrong_file(l), Format::Csv, bytes))
}

fn address(id: &ImportId) -> String {
    format!("/imports/{id}")
}

/// What a file would do now, when this user confirms it.
async fn decided(page: &Page, table: &Table) -> Result<Decided> {
    let (user, l, today) = (&page.user.id, page.frame.locale, page.frame.today());
    Ok(super::preview(&page.app.db, Some(user), table, l, today).await?)
}

/// A file that this user sent, and the turn to decide on it.
struct Loaded {
    stored: Stored,
    turn: Option<SemaphorePermit<'static>>,
}

async fn load(page: &Page, id: &ImportId) -> Result<Loaded> {
    let turn = turn().await;
    let stored = store::find(&page.app.db, &page.user.id, id).await?;
    let stored = stored.ok_or(Error::NotFound)?;
    permission::create(&page.user)?;
    Ok(Loaded { stored, turn })
}

async fn preview(
    page: &Page,
    loaded: Loaded,
    number: i64,
    status: StatusCode,
    remark: Option<Remark>,
) -> Result<Response> {
    let Loaded {
        stored,
        turn: _turn,
    } = loaded;
    let decided = decided(page, &stored.table).await?;
    let confirm = decided.confirm();
    let counts = decided.counts();
    let Decided { mut lines, .. } = decided;
    let pages = Pages::new(number, i64::try_from(lines.len()).unwrap_or(i64::MAX));
    page.within(pages)?;
    lines.sort_by_key(|line| line.outcome.place());
    let before = usize::try_from(Pages::offset(number)).unwrap_or(0);
    let size = usize::try_from(Pages::SIZE).unwrap_or(0);
    let lines: Vec<_> = lines.into_iter().skip(before).take(size).collect();
    let zone = page.app.clock.zone();
    let done = stored.done;
    let import = Imported {
        address: address(&stored.id),
        kind: stored.table.kind,
        file: stored.file,
        sheet: stored.table.sheet,
        unknown: stored.table.unknown,
        other_sheets: stored.table.other_sheets,
        confirm,
        counts,
        done: done.map(|(at, counts)| (at.with_timezone(&zone).naive_local(), counts)),
    };
    Ok(page.answer(status, |frame| {
        pages::show(frame, &import, remark, lines, pages)
    }))
}
