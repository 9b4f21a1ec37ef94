//! The audit trail in the database: everything that reads.

use super::differences;
use crate::{
    db::{Db, like},
    on_db, rows,
};
use app::{
    id::UserId,
    page::Pages,
    trail::{AuditLine, Filter, SHOWN, words::OUT_OF_REACH},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use sqlx::{AssertSqlSafe, FromRow};
use std::collections::{BTreeMap, BTreeSet};

/// One more than the page of a record shows of its history, so that it can say that there is more.
pub const HISTORY: i64 = SHOWN as i64 + 1;

/// The name of the record of an entry `a`, as it is now, and the record on whose page it stands: an
/// assignment stands on the page of its role.
macro_rules! title {
    () => {
        "CASE a.subject
           WHEN 'plan' THEN (SELECT title FROM plans WHERE id = a.subject_id)
           WHEN 'rule' THEN (SELECT name FROM review_rules WHERE id = a.subject_id)
           WHEN 'person' THEN (SELECT name FROM people WHERE id = a.subject_id)
           WHEN 'organisation' THEN (SELECT name FROM organisations WHERE id = a.subject_id)
           WHEN 'user' THEN (SELECT name FROM users WHERE id = a.subject_id)
           WHEN 'role' THEN (SELECT name FROM crisis_roles WHERE id = a.subject_id)
           WHEN 'assignment' THEN (SELECT r.name || ': ' || pe.name FROM role_assignments ra
                                   JOIN crisis_roles r ON r.id = ra.role_id
                                   JOIN people pe ON pe.id = ra.person_id WHERE ra.id = a.subject_id)
           WHEN 'exercise' THEN (SELECT title FROM exercises WHERE id = a.subject_id)
           WHEN 'lesson' THEN (SELECT lesson FROM lessons WHERE id = a.subject_id)
           WHEN 'action' THEN (SELECT title FROM actions WHERE id = a.subject_id)
           WHEN 'playbook' THEN (SELECT title FROM playbooks WHERE id = a.subject_id)
           WHEN 'annex' THEN (SELECT p.title || ': ' || o.name FROM plan_annexes x JOIN plans p ON p.id = x.plan_id
                              JOIN organisations o ON o.id = x.organisation_id WHERE x.id = a.subject_id)
           WHEN 'calendar-feed' THEN (SELECT name FROM calendar_feeds WHERE id = a.subject_id)
         END AS title,
         COALESCE((SELECT ra.role_id FROM role_assignments ra WHERE a.subject = 'assignment' AND ra.id = a.subject_id),
                  (SELECT x.plan_id || '/annexes/' || x.organisation_id FROM plan_annexes x
                   WHERE a.subject = 'annex' AND x.id = a.subject_id),
                  a.subject_id) AS page_id"
    };
}

/// Whether an entry `a` tells what happened to the record itself; who must read a plan and who has
/// is no change of the plan.
macro_rules! of_the_record {
    () => {
        "a.action NOT IN ('reader-add', 'reader-end', 'read')"
    };
}

#[derive(FromRow)]
struct Row {
    at: DateTime<Utc>,
    actor: String,
    action: String,
    subject: String,
    page_id: String,
    before: Option<String>,
    after: Option<String>,
    title: Option<String>,
    total: i64,
}

/// A page of the trail, the newest first, and how long all of it is: entries of the organisations
/// that the user administers or coordinates, and those of accounts and feeds of no one organisation:
/// one's own, and those of the users whom one administers.
///
/// # Errors
/// When the database can't be read.
pub async fn list(
    db: &Db,
    zone: Tz,
    user: &UserId,
    filter: &Filter,
) -> sqlx::Result<(Vec<AuditLine>, Pages)> {
    let actor = filter.actor.trim();
    let pattern = (!actor.is_empty()).then(|| like(actor));
    let subject = Some(filter.subject.as_str()).filter(|subject| !subject.is_empty());
    // The names are looked up for the one page only.
    let rows: Vec<Row> = rows!(db, concat!(
        "SELECT a.at, a.actor, a.action, a.subject, a.before, a.after, a.total, ",
        title!(),
        " FROM (SELECT e.*, COUNT(*) OVER () AS total FROM audit e
               WHERE (e.organisation_id IN (SELECT organisation_id FROM user_scope
                                            WHERE user_id = $1 AND level IN ('admin', 'coordinator'))
                      OR (e.organisation_id IS NULL AND e.user_id = $1)
                      OR (e.organisation_id IS NULL AND e.subject IN ('user', 'calendar-feed')
                          AND CASE e.subject WHEN 'user' THEN e.subject_id ELSE e.user_id END IN (SELECT g.user_id FROM grants g
                                               JOIN user_scope us ON us.organisation_id = g.organisation_id
                                               WHERE us.user_id = $1 AND us.level = 'admin')))
                 AND ($2 IS NULL OR e.subject = $2)
                 AND ($3 IS NULL OR e.actor_key LIKE $3 ESCAPE '!')
               ORDER BY e.at DESC, e.id DESC LIMIT $4 OFFSET $5) AS a
         ORDER BY a.at DESC, a.id DESC"
    ), user.as_str(), subject, &pattern, Pages::SIZE, Pages::offset(filter.page))?;
    let pages = Pages {
        page: filter.page.max(1),
        total: rows.first().map_or(0, |row| row.total),
    };
    Ok((lines(db, zone, user, rows).await?, pages))
}

/// What happened to one record, the newest first. Who must read a plan and who has is left out: those
/// names stand on a page of their own. Whether the reader may know of the record is decided before;
/// the exercises, lessons, plans and playbooks that it names are named to a user who may see them.
///
/// # Errors
/// When the database can't be read.
pub async fn history(
    db: &Db,
    zone: Tz,
    user: &UserId,
    subject: &str,
    id: &str,
) -> sqlx::Result<Vec<AuditLine>> {
    newest(db, zone, user, subject, id, HISTORY).await
}

/// Like [`history`], but with as many as `most` entries.
///
/// # Errors
/// When the database can't be read.
pub async fn newest(
    db: &Db,
    zone: Tz,
    user: &UserId,
    subject: &str,
    id: &str,
    most: i64,
) -> sqlx::Result<Vec<AuditLine>> {
    let rows: Vec<Row> = rows!(
        db,
        concat!(
            "SELECT a.at, a.actor, a.action, a.subject, a.before, a.after, COUNT(*) OVER () AS total, ",
            title!(),
            " FROM audit a WHERE a.subject = $1 AND a.subject_id = $2 AND ",
            of_the_record!(),
            " ORDER BY a.at DESC, a.id DESC LIMIT $3"
        ),
        subject,
        id,
        most
    )?;
    lines(db, zone, user, rows).await
}

async fn lines(db: &Db, zone: Tz, user: &UserId, rows: Vec<Row>) -> sqlx::Result<Vec<AuditLine>> {
    let parse = |text: &Option<String>| -> Option<Value> {
        text.as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
    };
    let parsed: Vec<_> = rows
        .into_iter()
        .map(|row| (parse(&row.before), parse(&row.after), row))
        .collect();
    let mut ids = BTreeSet::new();
    for value in parsed.iter().flat_map(|(before, after, _)| [before, after]) {
        value
            .iter()
            .for_each(|value| differences::ids(value, &mut ids));
    }
    let names = names(db, user, ids).await?;
    let line = |(before, after, row): (Option<Value>, Option<Value>, Row)| AuditLine {
        at: row.at.with_timezone(&zone).naive_local(),
        changes: differences::changes(&row.action, before.as_ref(), after.as_ref(), &names),
        actor: row.actor,
        action: row.action,
        subject: row.subject,
        page_id: row.page_id,
        title: row.title,
    };
    Ok(parsed.into_iter().map(line).collect())
}

/// The most names that are looked up for one page; further identifiers stay without.
const NAMES: usize = 500;

/// The names of the records with these identifiers; [`OUT_OF_REACH`] for those of which a user may
/// not know.
async fn names(
    db: &Db,
    user: &UserId,
    ids: BTreeSet<String>,
) -> sqlx::Result<BTreeMap<String, String>> {
    use crate::{exercises, plans, playbooks, roles, rulebook};
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<_> = ids.into_iter().take(NAMES).collect();
    let places: Vec<_> = (2..=ids.len() + 1).map(|at| format!("${at}")).collect();
    let places = places.join(", ");
    // Nothing of what came in is part of the text: only the numbers of the parameters.
    let select = |from: &str, id: &str, name: &str| {
        format!("SELECT {id} AS id, {name} AS name FROM {from} WHERE {id} IN ({places})")
    };
    let within = |from: &str, id: &str, name: &str, reach: &str| {
        let name = format!("CASE WHEN {reach} THEN {name} END");
        select(from, id, &name)
    };
    let exercise = exercises::store::reach::visible!();
    let (role, rule) = (
        roles::store::role_in_reach!(),
        rulebook::store::rule_in_reach!(),
    );
    let objectives = "exercise_objectives ob JOIN exercises e ON e.id = ob.exercise_id";
    let lessons = "lessons l JOIN exercises e ON e.id = l.exercise_id";
    let sql = [
        select("organisations", "id", "name"),
        select("people", "id", "name"),
        within("crisis_roles r", "r.id", "r.name", role),
        within("review_rules r", "r.id", "r.name", rule),
        select("users", "id", "name"),
        within("plans p", "p.id", "p.title", plans::reach::visible!()),
        within("exercises e", "e.id", "e.title", exercise),
        within(objectives, "ob.id", "ob.objective", exercise),
        within(lessons, "l.id", "l.lesson", exercise),
        within(
            "playbooks pb",
            "pb.id",
            "pb.title",
            playbooks::store::in_reach!(),
        ),
    ]
    .join(" UNION ALL ");
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
