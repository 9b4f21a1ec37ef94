//! Bare handlers: the least that can be made of a page. They run the queries below on a pool of sqlx
//! as it comes, format what comes back by hand, each text escaped, and fill it up to the size of the
//! page.
//!
//! A register is one `SELECT` of the columns that it shows, of one table, without scope, order or
//! counts. The page of a record is one `SELECT` by id and one for each list on it. The overview is
//! its figures, each a plain `COUNT`. A feed is one `SELECT` of its events; for who has it already,
//! no more than that is done.

use crate::Result;
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use sqlx::{Row, SqlitePool};
use std::{collections::HashMap, sync::Arc};

pub const PLANS: &[&str] = &[
    "SELECT id, title, kind, owner_id, rule_id, stage, due_on, warn_from, extended_until, next_milestone,
            next_milestone_on FROM plans LIMIT 50",
];

pub const EXERCISES: &[&str] = &[
    "SELECT id, title, kind, status, starts_at, ends_at, all_day, place, owner_id FROM exercises LIMIT 50",
];

pub const PLAN: &[&str] = &[
    "SELECT id, title, kind, summary, owner_id, steward_id, rule_id, stage, counted_on, due_on, warn_from,
            extended_until, asked_on, replaced_by, next_milestone, next_milestone_on, version
     FROM plans WHERE id = $1",
    "SELECT o.id, o.kind, o.name FROM plan_organisations po JOIN organisations o ON o.id = po.organisation_id
     WHERE po.plan_id = $1",
    "SELECT id, label, adopted_on, adopted_by, in_force_on, note, revoked_on FROM plan_versions WHERE plan_id = $1",
    "SELECT id, reviewed_on, outcome, reviewer, note, revoked_on FROM plan_reviews WHERE plan_id = $1",
    "SELECT id, until, reason, decided_by, decided_on, revoked_on FROM plan_extensions WHERE plan_id = $1",
    "SELECT id, milestone, done_on, note, revoked_on FROM plan_milestones WHERE plan_id = $1",
    "SELECT id, raised_on, raised_by, cause, reason, settled_on, settled_by FROM plan_signals WHERE plan_id = $1",
    "SELECT id, role_id, person_id, asked_on, asked_by, ended_on FROM plan_readers WHERE plan_id = $1",
    "SELECT x.id, o.name, x.due_on, x.warn_from FROM plan_annexes x JOIN organisations o ON o.id = x.organisation_id
     WHERE x.plan_id = $1",
    "SELECT id, name, interval_months, lead_months, source, label FROM rule_duties
     WHERE rule_id = (SELECT rule_id FROM plans WHERE id = $1)",
    "SELECT e.id, e.title, e.kind, e.status, e.starts_at, e.ends_at FROM exercise_plans ep
     JOIN exercises e ON e.id = ep.exercise_id WHERE ep.plan_id = $1",
    "SELECT id, version_id, name, kind, size, added_at, added_by FROM plan_documents WHERE plan_id = $1",
    "SELECT id, at, actor, action, before, after FROM audit WHERE subject = 'plan' AND subject_id = $1 LIMIT 20",
];

pub const EXERCISE: &[&str] = &[
    "SELECT id, title, kind, status, owner_id, starts_at, ends_at, all_day, place, scenario, description, evaluation,
            cancelled_because, version FROM exercises WHERE id = $1",
    "SELECT o.id, o.kind, o.name FROM exercise_organisations eo JOIN organisations o ON o.id = eo.organisation_id
     WHERE eo.exercise_id = $1",
    "SELECT p.id, p.title FROM exercise_plans ep JOIN plans p ON p.id = ep.plan_id WHERE ep.exercise_id = $1",
    "SELECT r.id, r.name FROM exercise_roles er JOIN crisis_roles r ON r.id = er.role_id WHERE er.exercise_id = $1",
    "SELECT pe.id, pe.name, o.name, ep.part, ep.answer FROM exercise_participants ep
     JOIN people pe ON pe.id = ep.person_id JOIN organisations o ON o.id = pe.organisation_id
     WHERE ep.exercise_id = $1",
    "SELECT id, objective, rating, observation FROM exercise_objectives WHERE exercise_id = $1",
    "SELECT id, kind, lesson, objective_id, recorded_on FROM lessons WHERE exercise_id = $1",
];

pub const OVERVIEW: &[&str] = &[
    "SELECT COUNT(*) FROM plans",
    "SELECT COUNT(*) FROM plans WHERE warn_from > '2026-11-23'",
    "SELECT COUNT(*) FROM plans WHERE due_on < '2026-11-23'",
    "SELECT COUNT(*) FROM plans WHERE warn_from <= '2026-11-23' AND due_on >= '2026-11-23'",
    "SELECT COUNT(*) FROM plans WHERE extended_until IS NOT NULL",
    "SELECT COUNT(*) FROM crisis_roles",
    "SELECT COUNT(*) FROM role_assignments WHERE ends_on IS NULL",
    "SELECT COUNT(*) FROM role_assignments WHERE position = 1",
    "SELECT COUNT(*) FROM role_assignments WHERE position = 2",
    "SELECT COUNT(*) FROM exercises WHERE starts_at >= '2026' AND starts_at < '2027'",
    "SELECT COUNT(*) FROM exercises WHERE starts_at >= '2026' AND starts_at < '2026-11-23'",
    "SELECT COUNT(*) FROM exercises WHERE starts_at >= '2026-11-23' AND starts_at < '2027'",
    "SELECT COUNT(*) FROM actions WHERE due_on < '2026-11-23' AND done_on IS NULL",
];

pub const FEED: &[&str] = &[
    "SELECT id, title, kind, status, starts_at, ends_at, place, scenario, description, cancelled_because, sequence,
            updated_at FROM exercises
     UNION ALL
     SELECT id, title, kind, stage, due_on, warn_from, owner_id, next_milestone, next_milestone_on, asked_on, version,
            counted_on FROM plans WHERE due_on IS NOT NULL",
];

const ALL: [(&str, &[&str]); 6] = [
    ("plans", PLANS),
    ("exercises", EXERCISES),
    ("plan", PLAN),
    ("exercise", EXERCISE),
    ("overview", OVERVIEW),
    ("feed", FEED),
];

/// What is answered at a path.
#[derive(Clone, Debug)]
pub struct Answer {
    pub path: String,
    pub queries: &'static [&'static str],
    /// The record, for queries that ask for one.
    pub id: String,
    pub size: usize,
}

/// Answers as a process is given them, a line each.
pub fn written(answers: &[Answer]) -> String {
    let line = |answer: &Answer| {
        let named = ALL.iter().find(|(_, queries)| *queries == answer.queries);
        let name = named.map_or("", |(name, _)| name);
        format!("{} {name} {} {}\n", answer.path, answer.size, answer.id)
    };
    answers.iter().map(line).collect()
}

fn read(line: &str) -> Result<Answer> {
    let mut parts = line.splitn(4, ' ');
    let mut next = || parts.next().ok_or("too short a line");
    let path = next()?.to_owned();
    let name = next()?;
    let known = ALL.iter().find(|(known, _)| *known == name);
    let (_, queries) = known.ok_or("an unknown answer")?;
    Ok(Answer {
        path,
        queries,
        size: next()?.parse()?,
        id: next()?.to_owned(),
    })
}

type Answers = Arc<HashMap<String, Answer>>;

pub fn router(db: SqlitePool, answers: &str) -> Result<Router> {
    let mut all = HashMap::new();
    for line in answers.lines() {
        let answer = read(line)?;
        all.insert(answer.path.clone(), answer);
    }
    let answers: Answers = Arc::new(all);
    Ok(Router::new().fallback(answer).with_state((db, answers)))
}

async fn answer(
    State((db, answers)): State<(SqlitePool, Answers)>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Some(answer) = answers.get(uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match bytes(&db, answer, headers.contains_key(header::IF_NONE_MATCH)).await {
        Ok(Some(html)) => {
            ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
        }
        Ok(None) => StatusCode::NOT_MODIFIED.into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// The bytes of an answer; none for those who have them.
async fn bytes(db: &SqlitePool, answer: &Answer, known: bool) -> sqlx::Result<Option<String>> {
    let mut html = String::with_capacity(answer.size);
    html.push_str("<!doctype html><title>Bare</title>");
    for sql in answer.queries.iter().copied() {
        let mut query = sqlx::query(sql);
        if sql.contains("$1") {
            query = query.bind(&answer.id);
        }
        let rows = query.fetch_all(db).await?;
        if known {
            continue;
        }
        html.push_str("<table>");
        for row in &rows {
            html.push_str("<tr>");
            for column in 0..row.len() {
                let text: Option<String> = row.try_get_unchecked(column)?;
                html.push_str("<td>");
                html_escape::encode_safe_to_string(text.unwrap_or_default(), &mut html);
                html.push_str("</td>");
            }
            html.push_str("</tr>");
        }
        html.push_str("</table>");
    }
    if known {
        return Ok(None);
    }
    while html.len() < answer.size {
        html.push(' ');
    }
    Ok(Some(html))
}
