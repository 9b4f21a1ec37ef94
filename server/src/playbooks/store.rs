//! Playbooks in the database: everything that reads.

use crate::{
    db::{Db, like},
    organisations::store::NameRow,
    plans::{dates::StandingRow, reach::visible as plan_visible, store::in_reach as plan_in_reach},
    roles::store::{active_on, role_in_reach},
    row, rows,
};
use app::{
    choice::Choice,
    id::{OrganisationId, PersonId, PlaybookId, RoleId, UserId},
    organisations::{OrganisationKind, OrganisationName},
    page::Pages,
    playbooks::{
        Filter, LinkedPlan, Phase, Playbook, PlaybookLine, Step, StepActor, Trigger,
        form::{MAX_PHASES, MAX_STEPS},
    },
    source::Checked,
};
use chrono::NaiveDate;
use sqlx::FromRow;

/// Playbooks that a user may see: those that an organisation in reach keeps or works by. The user
/// is `$1`. A macro, so that it can be part of a query's constant text.
macro_rules! in_reach {
    () => {
        concat!(
            "(",
            $crate::organisations::reach::in_scope!("pb.owner_id"),
            " OR pb.id IN (SELECT po.playbook_id FROM playbook_organisations po
                       JOIN user_scope us ON us.organisation_id = po.organisation_id WHERE us.user_id = $1))"
        )
    };
}
pub(crate) use in_reach;

#[derive(FromRow)]
struct LineRow {
    id: String,
    title: String,
    scenario: String,
    organisations: Option<String>,
    plan_title: Option<String>,
    #[sqlx(flatten)]
    plan: StandingRow,
    phases: i64,
    updated_on: NaiveDate,
    total: i64,
}

/// A page of the register, and how long the whole list is.
///
/// # Errors
/// When the database can't be read.
pub async fn list(
    db: &Db,
    user: &UserId,
    filter: &Filter,
) -> sqlx::Result<(Vec<PlaybookLine>, Pages)> {
    let rows: Vec<LineRow> = rows!(db, concat!(
            "SELECT pb.id, pb.title, pb.scenario,
                (SELECT string_agg(n.name, ', ') FROM (
                    SELECT o.name FROM playbook_organisations po JOIN organisations o ON o.id = po.organisation_id
                    WHERE po.playbook_id = pb.id ORDER BY o.name_key, o.id) n) AS organisations,
                p.title AS plan_title, COALESCE(p.stage, 'draft') AS stage,
                p.counted_on, p.due_on, p.warn_from, p.extended_until, p.asked_on,
                (SELECT COUNT(*) FROM playbook_phases ph WHERE ph.playbook_id = pb.id) AS phases,
                pb.updated_on, COUNT(*) OVER () AS total
             FROM playbooks pb LEFT JOIN plans p ON p.id = pb.plan_id
             WHERE ",
            in_reach!(),
            " AND ($2 IS NULL OR pb.search_key LIKE $2 ESCAPE '!')
              AND ($3 IS NULL OR pb.owner_id = $3
                   OR pb.id IN (SELECT playbook_id FROM playbook_organisations WHERE organisation_id = $3))
             ORDER BY pb.title_key, pb.id
             LIMIT $4 OFFSET $5"
        ), user.as_str(), like(&filter.q), filter.organisation.as_ref().map(OrganisationId::as_str), Pages::SIZE, Pages::offset(filter.page))?;
    let total = rows.first().map_or(0, |row| row.total);
    let line = |row: LineRow| PlaybookLine {
        id: row.id.into(),
        title: row.title,
        scenario: row.scenario,
        organisations: row.organisations.unwrap_or_default(),
        plan: row.plan_title.map(|title| (title, row.plan.into())),
        phases: row.phases,
        updated_on: row.updated_on,
    };
    Ok((
        rows.into_iter().map(line).collect(),
        Pages::new(filter.page, total),
    ))
}

#[derive(FromRow)]
struct PlaybookRow {
    id: String,
    title: String,
    scenario: String,
    summary: String,
    owner_id: String,
    #[sqlx(try_from = "String")]
    owner_kind: OrganisationKind,
    owner_name: String,
    updated_on: NaiveDate,
    version: i64,
    plan_id: Option<String>,
    plan_title: Option<String>,
    #[sqlx(flatten)]
    plan: StandingRow,
    plan_in_reach: bool,
}

/// A playbook with its phases and steps, if there is one that the user may see.
///
/// # Errors
/// When the database can't be read.
pub async fn find(db: &Db, user: &UserId, id: &PlaybookId) -> sqlx::Result<Option<Playbook>> {
    let row: Option<PlaybookRow> = row!(db, concat!(
            "SELECT pb.id, pb.title, pb.scenario, pb.summary, pb.owner_id, o.kind AS owner_kind,
                    o.name AS owner_name, pb.updated_on, pb.version,
                    p.id AS plan_id, p.title AS plan_title, COALESCE(p.stage, 'draft') AS stage,
                    p.counted_on, p.due_on, p.warn_from, p.extended_until, p.asked_on,
                    CASE WHEN p.id IS NULL THEN FALSE ELSE ",
            plan_visible!(),
            " END AS plan_in_reach
             FROM playbooks pb JOIN organisations o ON o.id = pb.owner_id LEFT JOIN plans p ON p.id = pb.plan_id
             WHERE pb.id = $2 AND ",
            in_reach!()
        ), user.as_str(), id.as_str())?;
    let Some(row) = row else { return Ok(None) };
    let standing = row.plan.into();
    let plan = row
        .plan_id
        .zip(row.plan_title)
        .map(|(id, title)| LinkedPlan {
            id: id.into(),
            title,
            standing,
            in_reach: row.plan_in_reach,
        });
    Ok(Some(Playbook {
        organisations: organisations(db, id).await?,
        phases: phases(db, user, id).await?,
        id: row.id.into(),
        title: row.title,
        scenario: row.scenario,
        summary: row.summary,
        owner: OrganisationName {
            id: row.owner_id.into(),
            kind: row.owner_kind,
            name: row.owner_name,
        },
        plan,
        updated_on: row.updated_on,
        version: row.version,
    }))
}

async fn organisations(db: &Db, id: &PlaybookId) -> sqlx::Result<Vec<OrganisationName>> {
    let rows: Vec<NameRow> = rows!(db, "SELECT o.id, o.kind, o.name FROM playbook_organisations po JOIN organisations o ON o.id = po.organisation_id
             WHERE po.playbook_id = $1 ORDER BY o.name_key, o.id LIMIT 500", id.as_str())?;
    Ok(rows.into_iter().map(Into::into).collect())
}

#[derive(FromRow)]
struct PhaseRow {
    id: String,
    name: String,
    measure: String,
    threshold: String,
    unit: String,
    source: String,
    #[sqlx(try_from = "String")]
    checked: Checked,
    note: String,
}

#[derive(FromRow)]
struct StepRow {
    phase_id: String,
    id: String,
    role_id: Option<String>,
    role_name: Option<String>,
    role_visible: bool,
    actor: String,
    instruction: String,
}

/// The phases in their order, each with its steps: two queries, however many there are. A role that the
/// user may not open, one of another region, stands there by its name alone.
async fn phases(db: &Db, user: &UserId, id: &PlaybookId) -> sqlx::Result<Vec<Phase>> {
    let phases: Vec<PhaseRow> = rows!(
        db,
        "SELECT id, name, measure, threshold, unit, source, checked, note
             FROM playbook_phases WHERE playbook_id = $1 ORDER BY position, id LIMIT $2",
        id.as_str(),
        bound(MAX_PHASES)
    )?;
    let steps: Vec<StepRow> = rows!(
        db,
        concat!(
            "SELECT s.phase_id, s.id, s.role_id, r.name AS role_name, r.id IS NOT NULL AND ",
            role_in_reach!(),
            " AS role_visible, s.actor, s.instruction
             FROM playbook_steps s JOIN playbook_phases ph ON ph.id = s.phase_id
                  LEFT JOIN crisis_roles r ON r.id = s.role_id
             WHERE ph.playbook_id = $2 ORDER BY s.position, s.id LIMIT $3"
        ),
        user.as_str(),
        id.as_str(),
        bound(MAX_PHASES * MAX_STEPS)
    )?;
    let mut phases: Vec<Phase> = phases
        .into_iter()
        .map(|row| Phase {
            id: row.id.into(),
            name: row.name,
            trigger: Trigger {
                measure: row.measure,
                threshold: row.threshold,
                unit: row.unit,
                source: row.source,
                checked: row.checked,
            },
            note: row.note,
            steps: Vec::new(),
        })
        .collect();
    for row in steps {
        let actor = match row.role_id.zip(row.role_name) {
            Some((role, name)) => StepActor::Role {
                role: role.into(),
                name,
                visible: row.role_visible,
            },
            None => StepActor::Words(row.actor),
        };
        let phase = phases
            .iter_mut()
            .find(|phase| phase.id.as_str() == row.phase_id);
        if let Some(phase) = phase {
            phase.steps.push(Step {
                id: row.id.into(),
                actor,
                instruction: row.instruction,
            });
        }
    }
    Ok(phases)
}

fn bound(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// The crisis roles to which a person is assigned on a day.
///
/// # Errors
/// When the database can't be read.
pub async fn own_roles(db: &Db, person: &PersonId, today: NaiveDate) -> sqlx::Result<Vec<RoleId>> {
    let roles: Vec<(String,)> = rows!(
        db,
        concat!(
            "SELECT DISTINCT a.role_id FROM role_assignments a WHERE a.person_id = $1 AND ",
            active_on!("a", "$2"),
            " LIMIT 50"
        ),
        person.as_str(),
        today
    )?;
    Ok(roles.into_iter().map(|(role,)| role.into()).collect())
}

/// The plans on which a user may rest a playbook: those in reach that are not withdrawn.
///
/// # Errors
/// When the database can't be read.
pub async fn plans(db: &Db, user: &UserId) -> sqlx::Result<Vec<Choice>> {
    rows!(
        db,
        concat!(
            "SELECT p.id, p.title || ' (' || o.name || ')'
             FROM plans p JOIN organisations o ON o.id = p.owner_id
             WHERE p.stage <> 'withdrawn' AND ",
            plan_in_reach!(),
            " ORDER BY p.title_key, o.name_key, p.id LIMIT 1000"
        ),
        user.as_str()
    )
}
