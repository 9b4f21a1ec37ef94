//! The handlers of the catalogue of roles: load, check, render or redirect.

use super::{
    commands,
    store::{self, CoverageFilter},
};
use crate::{
    change::Change,
    error::{Error, OnTaken, Result},
    identity::permission,
    organisations,
    web::{
        forms::Outcome,
        markdown,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    form::{Errors, FormState, Problem, Values},
    id::{OrganisationId, RoleId},
    organisations::{OrganisationKind, OrganisationName},
    page::{Notice, Pages},
    roles::{
        CoverageCell, FilledBy, Filter, Role,
        form::{self, RoleInput, TASK_CARD_BYTES},
        pages::{self, Sheet, Team},
    },
    text::roles as t,
};
use axum::{
    extract::{FromRequest, Multipart, Query, Request},
    http::StatusCode,
    response::Response,
};

pub async fn index(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    let query = Values::new(query);
    let filter = Filter {
        q: query.get("q").chars().take(100).collect(),
        group: query.get("group").parse().ok(),
        grip: query.get("grip").parse().ok(),
        page: query.page(),
    };
    let db = &page.app.db;
    let (lines, pages) = store::list(db, &page.user.id, &filter).await?;
    page.within(pages)?;
    let rights = store::rights(db, &page.user.id).await?;
    Ok(page.ok(|frame| pages::index(frame, &filter, &rights, lines, pages)))
}

pub async fn show(
    page: Page,
    Path(id): Path<RoleId>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response> {
    let role = load(&page, &id).await?;
    let query = Values::new(query);
    let organisation: Option<OrganisationId> = query.get("organisation").parse().ok();
    let number = query.page();
    let sheet = sheet(&page, role, organisation, number).await?;
    page.within(sheet.pages)?;
    Ok(page.ok(|frame| pages::show(frame, &sheet, &FormState::default())))
}

/// All that a role's page shows.
async fn sheet(
    page: &Page,
    role: Role,
    organisation: Option<OrganisationId>,
    number: i64,
) -> Result<Sheet> {
    let (db, user, today) = (&page.app.db, &page.user.id, page.frame.today());
    let filter = CoverageFilter {
        role: Some(&role.id),
        organisation: organisation.as_ref(),
        region: None,
        grip: None,
    };
    let cells = store::cells(db, user, today, filter);
    let by = (&role.id, &organisation);
    let cells = page.reads("cells", by, cells).await?;
    let assignments = store::assignments(db, user, &role.id, organisation.as_ref());
    let assignments = page.reads("assignments", by, assignments).await?;
    let rights = store::rights(db, user).await?;
    let team = |cell: CoverageCell| Team {
        assignments: assignments
            .iter()
            .filter(|a| a.organisation.id == cell.organisation.id)
            .cloned()
            .collect(),
        organisation: cell.organisation,
        coverage: Some((cell.coverage, cell.filled, cell.pool)),
    };
    let mut teams: Vec<Team> = cells.into_iter().map(team).collect();
    if role.filled_by == FilledBy::Municipality {
        let regions = organisations::filter::visible(page).await?;
        let regions = regions.into_iter().filter(|o| {
            o.kind == OrganisationKind::Region
                && role.region.as_ref().is_none_or(|(own, _)| *own == o.id)
                && organisation.as_ref().is_none_or(|only| *only == o.id)
        });
        teams.extend(regions.map(|region| {
            Team {
                assignments: assignments
                    .iter()
                    .filter(|a| a.organisation.id == region.id)
                    .cloned()
                    .collect(),
                organisation: region,
                coverage: None,
            }
        }));
    }
    let pages = Pages::new(number, i64::try_from(teams.len()).unwrap_or_default());
    let from = usize::try_from(Pages::offset(number)).unwrap_or_default();
    let size = usize::try_from(Pages::SIZE).unwrap_or_default();
    Ok(Sheet {
        first_steps: markdown::html(&role.first_steps),
        task_card: markdown::html(&role.task_card),
        role,
        teams: teams.into_iter().skip(from).take(size).collect(),
        pages,
        organisation,
        rights,
    })
}

pub async fn new(page: Page) -> Result<Response> {
    let regions = regions(&page).await?;
    let form_state = FormState::fresh(Values::default().with("checked", "no"));
    Ok(page.ok(|frame| pages::edit(frame, None, &regions, &form_state)))
}

pub async fn create(page: Page, Submitted(values): Submitted) -> Result<Response> {
    let regions = regions(&page).await?;
    let chosen = match regions.as_slice() {
        [only] => Some(only),
        several => several
            .iter()
            .find(|one| one.id.as_str() == values.get("region")),
    };
    let checked = match (chosen, form::role(&values)) {
        (Some(region), Ok(input)) => Ok((region.id.clone(), input)),
        (Some(_), Err(errors)) => Err(errors),
        (None, input) => {
            let mut errors = input.err().unwrap_or_default();
            errors.add("region", Problem::Choice);
            Err(errors)
        }
    };
    let run = async |change: &mut Change, (region, input)| {
        let created = commands::create(change, &region, &input).await;
        created.on_taken("name", t::error_name_taken)
    };
    let created = page.submit(values, checked, run).await?;
    Ok(page.created(created, "/roles", |frame, form| {
        pages::edit(frame, None, &regions, form)
    }))
}

pub async fn edit(page: Page, Path(id): Path<RoleId>) -> Result<Response> {
    let role = load(&page, &id).await?;
    to_edit(&page, &role)?;
    let form_state = FormState::fresh(form::values(&role));
    Ok(page.ok(|frame| pages::edit(frame, Some(&role), &[], &form_state)))
}

pub async fn update(
    page: Page,
    Path(id): Path<RoleId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let mut role = load(&page, &id).await?;
    let region = to_edit(&page, &role)?;
    let checked = form::role(&values);
    let run = async |change: &mut Change, input: RoleInput| {
        let updated = commands::update(change, region, &role, &input).await;
        updated.on_taken("name", t::error_name_taken)
    };
    let form = match page.submit(values, checked, run).await? {
        Outcome::Done(()) => return Ok(see_other(&format!("/roles/{id}"), Notice::Saved)),
        Outcome::Invalid(form) => form,
        Outcome::Stale(form) => {
            role = load(&page, &id).await?;
            form.beside(form::values(&role))
        }
    };
    Ok(page.again(&form, |frame| pages::edit(frame, Some(&role), &[], &form)))
}

pub async fn upload(page: Page, Path(id): Path<RoleId>, request: Request) -> Result<Response> {
    let mut role = load(&page, &id).await?;
    let region = to_edit(&page, &role)?;
    let Upload {
        name,
        bytes,
        version,
    } = Upload::read(request).await?;
    let text = match form::task_card_file(&name, &bytes) {
        Ok(text) => text,
        Err(problem) => {
            let errors = Errors::one("file", problem);
            let form_state = FormState::invalid(Values::default(), errors);
            let sheet = sheet(&page, role, None, 1).await?;
            return Ok(page.again(&form_state, |frame| pages::show(frame, &sheet, &form_state)));
        }
    };
    let run = async |change: &mut Change| {
        commands::replace_task_card(change, region, &role, version, &text).await
    };
    match page.press(run).await? {
        Outcome::Done(()) => Ok(see_other(&format!("/roles/{id}"), Notice::Saved)),
        Outcome::Invalid(_) | Outcome::Stale(_) => {
            role = load(&page, &id).await?;
            let stored = form::values(&role);
            let typed = stored.clone().replacing("task_card", text);
            let form = FormState::fresh(typed).beside(stored);
            Ok(page.again(&form, |frame| pages::edit(frame, Some(&role), &[], &form)))
        }
    }
}

/// A file as it came in, with the version of the page from which it was sent.
#[derive(Debug, Default)]
struct Upload {
    name: String,
    bytes: Vec<u8>,
    version: i64,
}

impl Upload {
    /// Reads the form. A file that is too large for any form of this program is cut off just above
    /// the bound of a task card, so that the reader hears what is wrong with it.
    async fn read(request: Request) -> Result<Self> {
        let mut form = Multipart::from_request(request, &())
            .await
            .map_err(|_| Error::BadRequest)?;
        let mut upload = Self::default();
        loop {
            let field = match form.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => return Ok(upload),
                Err(error) if too_large(&error) => return Ok(upload.too_large()),
                Err(_) => return Err(Error::BadRequest),
            };
            match field.name() {
                Some("file") => {
                    upload.name = field.file_name().unwrap_or_default().to_owned();
                    upload.bytes = match field.bytes().await {
                        Ok(bytes) => bytes.into(),
                        Err(error) if too_large(&error) => return Ok(upload.too_large()),
                        Err(_) => return Err(Error::BadRequest),
                    };
                }
                Some("version") => {
                    let text = field.text().await.map_err(|_| Error::BadRequest)?;
                    upload.version = text.parse().unwrap_or_default();
                }
                _ => {}
            }
        }
    }

    fn too_large(mut self) -> Self {
        self.bytes = vec![0; TASK_CARD_BYTES + 1];
        self
    }
}

fn too_large(error: &axum::extract::multipart::MultipartError) -> bool {
    error.status() == StatusCode::PAYLOAD_TOO_LARGE
}

pub(super) async fn load(page: &Page, id: &RoleId) -> Result<Role> {
    let found = store::find(&page.app.db, &page.user.id, id).await?;
    found.ok_or(Error::NotFound)
}

/// The region of a role that the user may change.
fn to_edit<'a>(page: &Page, role: &'a Role) -> Result<&'a OrganisationId> {
    let region = role.region.as_ref().map(|(region, _)| region);
    permission::edit_of_region(&page.user, region)?;
    region.ok_or(Error::Forbidden)
}

/// The regions to whose catalogue the user may add.
async fn regions(page: &Page) -> Result<Vec<OrganisationName>> {
    let mut regions = organisations::store::editable(&page.app.db, &page.user.id).await?;
    permission::edit_catalogue(&regions)?;
    regions.retain(|organisation| organisation.kind == OrganisationKind::Region);
    Ok(regions)
}
