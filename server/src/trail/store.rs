//! The audit trail in the database: everything that reads.

use super::{Records, differences};
use crate::{
    db::{Db, like},
    on_db, rows,
    state::App,
};
use app::{
    id::UserId,
    page::Pages,
    trail::{AuditLine, Filter, RegisterLine, SHOWN, Subject, Words, words::OUT_OF_REACH},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{AssertSqlSafe, FromRow};
use std::collections::{BTreeMap, BTreeSet};

/// One more than the page of a record shows of its history, so that it can say that there is more.
pub const HISTORY: i64 = SHOWN as i64 + 1;

#[derive(FromRow)]
struct Row {
    at: DateTime<Utc>,
    actor: String,
    action: String,
    before: Option<String>,
    after: Option<String>,
}

#[derive(FromRow)]
struct RegisterRow {
    #[sqlx(flatten)]
    row: Row,
    subject: String,
    page_id: String,
    title: Option<String>,
    total: i64,
}

/// A page of the trail, the newest first, and how long all of it is: entries of the organisations
/// that the user administers or coordinates, and those of no one organisation: one's own, and those of
/// records that belong to a user whom one administers.
///
/// # Errors
/// When the database can't be read.
pub async fn list(
    app: &App,
    user: &UserId,
    filter: &Filter,
) -> sqlx::Result<(Vec<RegisterLine>, Pages)> {
    let found: Vec<RegisterRow> = rows!(
        &app.db,
        app.records.register(),
        user.as_str(),
        filter.subject.map(Subject::code),
        like(&filter.actor),
        Pages::SIZE,
        Pages::offset(filter.page)
    )?;
    let pages = Pages::new(filter.page, found.first().map_or(0, |row| row.total));
    let mut rows = Vec::new();
    let mut records = Vec::new();
    for row in found {
        // The kind may be one that only a newer program knows.
        let subject: Option<Subject> = row.subject.parse().ok();
        rows.push((row.row, subject.map(|subject| app.records.words(subject))));
        records.push((row.page_id, row.title));
    }
    let lines = lines(app, user, rows).await?;
    let lines = lines.into_iter().zip(records);
    let lines = lines.map(|(line, (page_id, title))| RegisterLine {
        line,
        page_id,
        title,
    });
    Ok((lines.collect(), pages))
}

/// What happened to one record, the newest first, without what is done [beside](super::Kind::beside)
/// it. Whether the reader may know of the record is decided before; the records that its entries name
/// are named to a user who may know of them.
///
/// # Errors
/// When the database can't be read.
pub async fn history(
    app: &App,
    user: &UserId,
    subject: Subject,
    id: &str,
) -> sqlx::Result<Vec<AuditLine>> {
    newest(app, user, subject, id, HISTORY).await
}

/// Like [`history`], but with as many as `most` entries.
///
/// # Errors
/// When the database can't be read.
pub async fn newest(
    app: &App,
    user: &UserId,
    subject: Subject,
    id: &str,
    most: i64,
) -> sqlx::Result<Vec<AuditLine>> {
    let found: Vec<Row> = rows!(&app.db, app.records.history(subject), id, most)?;
    let words = Some(app.records.words(subject));
    let rows = found.into_iter().map(|row| (row, words)).collect();
    lines(app, user, rows).await
}

async fn lines(
    app: &App,
    user: &UserId,
    rows: Vec<(Row, Option<&'static Words>)>,
) -> sqlx::Result<Vec<AuditLine>> {
    let parse = |text: &Option<String>| -> Option<Value> {
        text.as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
    };
    let parsed: Vec<_> = rows
        .into_iter()
        .map(|(row, words)| (parse(&row.before), parse(&row.after), row, words))
        .collect();
    let mut ids = BTreeSet::new();
    for value in parsed
        .iter()
        .flat_map(|(before, after, ..)| [before, after])
    {
        value
            .iter()
            .for_each(|value| differences::ids(value, &mut ids));
    }
    let names = names(&app.db, app.records, user, ids).await?;
    let zone = app.clock.zone();
    let line = |(before, after, row, words): (Option<Value>, Option<Value>, Row, _)| AuditLine {
        at: row.at.with_timezone(&zone).naive_local(),
        changes: differences::changes(&row.action, before.as_ref(), after.as_ref(), &names),
        actor: row.actor,
        action: row.action,
        words,
    };
    Ok(parsed.into_iter().map(line).collect())
}

/// The most names that are looked up for one page; further identifiers stay without.
const NAMES: usize = 500;

/// The names of the records with these identifiers; [`OUT_OF_REACH`] for those of which a user may
/// not know.
async fn names(
    db: &Db,
    records: &Records,
    user: &UserId,
    ids: BTreeSet<String>,
) -> sqlx::Result<BTreeMap<String, String>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<_> = ids.into_iter().take(NAMES).collect();
    let places: Vec<_> = (2..=ids.len() + 1).map(|at| format!("${at}")).collect();
    // Nothing of what came in is part of the text: only the numbers of the parameters.
    let sql = records.names(&format!("({})", places.join(", ")));
    let rows: Vec<(String, Option<String>)> = on_db!(db, |c| {
        let query = sqlx::query_as(AssertSqlSafe(sql)).bind(user.as_str());
        let query = ids.iter().fold(query, |query, id| query.bind(id));
        query.fetch_all(c).await
    })?;
    let named = |(id, name): (String, Option<String>)| {
        (id, name.unwrap_or_else(|| OUT_OF_REACH.to_owned()))
    };
    Ok(rows.into_iter().map(named).collect())
}
