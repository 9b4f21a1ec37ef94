//! One exercise with all that belongs to it, and what its form can choose from.

use super::{ScheduleRow, reach::visible};
use crate::{
    db::{Db, from_code, optional},
    organisations::{self, reach::in_scope, store::NameRow},
    plans::{reach::visible as plan_visible, store::in_reach as plan_in_reach},
    roles::{self, store::role_in_reach},
    row, rows,
};
use app::{
    choice::{Choice, offers},
    exercises::{
        Answer, Choices, Exercise, ExerciseKind, ExerciseStatus, Linked, Objective, Part,
        Participant,
    },
    id::{ExerciseId, OrganisationId, PersonId, PlanId, RoleId, UserId},
    organisations::{OrganisationKind, OrganisationName},
};
use sqlx::FromRow;

#[derive(FromRow)]
struct ExerciseRow {
    id: String,
    title: String,
    #[sqlx(try_from = "String")]
    kind: ExerciseKind,
    #[sqlx(try_from = "String")]
    status: ExerciseStatus,
    owner_id: String,
    #[sqlx(try_from = "String")]
    owner_kind: OrganisationKind,
    owner_name: String,
    #[sqlx(flatten)]
    schedule: ScheduleRow,
    place: String,
    scenario: String,
    description: String,
    evaluation: String,
    cancelled_because: String,
    version: i64,
}

/// An exercise, if there is one that the user may see.
///
/// # Errors
/// When the database can't be read.
pub async fn find(db: &Db, user: &UserId, id: &ExerciseId) -> sqlx::Result<Option<Exercise>> {
    let row: Option<ExerciseRow> = row!(db, concat!(
        "SELECT e.id, e.title, e.kind, e.status, e.owner_id, o.kind AS owner_kind, o.name AS owner_name,
                e.starts_at, e.ends_at, e.all_day, e.place, e.scenario, e.description, e.evaluation,
                e.cancelled_because, e.version
         FROM exercises e JOIN organisations o ON o.id = e.owner_id
         WHERE e.id = $2 AND ",
        visible!()
    ), user.as_str(), id.as_str())?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Exercise {
        organisations: participating(db, id).await?,
        plans: plans(db, user, id).await?,
        roles: roles(db, user, id).await?,
        participants: participants(db, user, id).await?,
        objectives: objectives(db, id).await?,
        id: row.id.into(),
        title: row.title,
        kind: row.kind,
        status: row.status,
        owner: OrganisationName {
            id: row.owner_id.into(),
            kind: row.owner_kind,
            name: row.owner_name,
        },
        schedule: row.schedule.into(),
        place: row.place,
        scenario: row.scenario,
        description: row.description,
        evaluation: row.evaluation,
        cancelled_because: row.cancelled_because,
        version: row.version,
    }))
}

/// An exercise that the user may see, as far as an answer to it asks for more.
#[derive(Debug)]
pub struct Asked {
    /// The organisation that holds it.
    pub owner: OrganisationId,
    /// How far it is.
    pub status: ExerciseStatus,
    /// Whether the person is asked to take part.
    pub asked: bool,
}

/// Whether a person is asked to take part in an exercise, if there is one that the user may see.
///
/// # Errors
/// When the database can't be read.
pub async fn asked(
    db: &Db,
    user: &UserId,
    id: &ExerciseId,
    person: &PersonId,
) -> sqlx::Result<Option<Asked>> {
    let row: Option<(String, String, bool)> = row!(
        db,
        concat!(
            "SELECT e.owner_id, e.status,
                    EXISTS (SELECT 1 FROM exercise_participants ep
                            WHERE ep.exercise_id = e.id AND ep.person_id = $3)
             FROM exercises e WHERE e.id = $2 AND ",
            visible!()
        ),
        user.as_str(),
        id.as_str(),
        person.as_str()
    )?;
    let Some((owner, status, asked)) = row else {
        return Ok(None);
    };
    Ok(Some(Asked {
        owner: owner.into(),
        status: from_code(&status)?,
        asked,
    }))
}

async fn participating(db: &Db, id: &ExerciseId) -> sqlx::Result<Vec<OrganisationName>> {
    let rows: Vec<NameRow> = rows!(db, "SELECT o.id, o.kind, o.name FROM exercise_organisations eo JOIN organisations o ON o.id = eo.organisation_id
         WHERE eo.exercise_id = $1
         ORDER BY CASE o.kind WHEN 'region' THEN 0 WHEN 'municipality' THEN 1 ELSE 2 END, o.name_key, o.id LIMIT 1000", id.as_str())?;
    Ok(rows.into_iter().map(Into::into).collect())
}

async fn plans(db: &Db, user: &UserId, id: &ExerciseId) -> sqlx::Result<Vec<Linked<PlanId>>> {
    let rows: Vec<(String, String, bool)> = rows!(
        db,
        concat!(
            "SELECT p.id, p.title,
                CASE WHEN ",
            plan_visible!(),
            " THEN TRUE ELSE FALSE END
         FROM exercise_plans ep JOIN plans p ON p.id = ep.plan_id
         WHERE ep.exercise_id = $2 ORDER BY p.title_key, p.id LIMIT 500"
        ),
        user.as_str(),
        id.as_str()
    )?;
    let plan = |(id, name, visible): (String, String, bool)| Linked {
        id: id.into(),
        name,
        visible,
    };
    Ok(rows.into_iter().map(plan).collect())
}

async fn roles(db: &Db, user: &UserId, id: &ExerciseId) -> sqlx::Result<Vec<Linked<RoleId>>> {
    let rows: Vec<(String, String, bool)> = rows!(
        db,
        concat!(
            "SELECT r.id, r.name, ",
            role_in_reach!(),
            " FROM exercise_roles er JOIN crisis_roles r ON r.id = er.role_id
         WHERE er.exercise_id = $2 ORDER BY r.position, r.name_key LIMIT 500",
        ),
        user.as_str(),
        id.as_str()
    )?;
    let role = |(id, name, visible): (String, String, bool)| Linked {
        id: id.into(),
        name,
        visible,
    };
    Ok(rows.into_iter().map(role).collect())
}

#[derive(FromRow)]
struct ParticipantRow {
    id: String,
    name: String,
    visible: bool,
    organisation: String,
    #[sqlx(try_from = "String")]
    part: Part,
    #[sqlx(try_from = "String")]
    answer: Answer,
}

async fn participants(db: &Db, user: &UserId, id: &ExerciseId) -> sqlx::Result<Vec<Participant>> {
    let rows: Vec<ParticipantRow> = rows!(db, concat!(
            "SELECT pe.id, pe.name, o.name AS organisation, ep.part, ep.answer,
                CASE WHEN ",
            in_scope!("pe.organisation_id"),
            " THEN TRUE ELSE FALSE END AS visible
         FROM exercise_participants ep JOIN people pe ON pe.id = ep.person_id
              JOIN organisations o ON o.id = pe.organisation_id
         WHERE ep.exercise_id = $2
         ORDER BY CASE ep.part WHEN 'client' THEN 0 WHEN 'leader' THEN 1 WHEN 'process-manager' THEN 2
                               WHEN 'evaluator' THEN 3 WHEN 'response-cell' THEN 4 WHEN 'observer' THEN 5
                               WHEN 'participant' THEN 6 ELSE 7 END, pe.sort_key, pe.id
         LIMIT 1000"
        ), user.as_str(), id.as_str())?;
    let participant = |row: ParticipantRow| Participant {
        person: Linked {
            id: row.id.into(),
            name: row.name,
            visible: row.visible,
        },
        organisation: row.organisation,
        part: row.part,
        answer: row.answer,
    };
    Ok(rows.into_iter().map(participant).collect())
}

async fn objectives(db: &Db, id: &ExerciseId) -> sqlx::Result<Vec<Objective>> {
    let rows: Vec<(String, String, Option<String>, String)> = rows!(
        db,
        "SELECT id, objective, rating, observation FROM exercise_objectives
         WHERE exercise_id = $1 ORDER BY position, id LIMIT 200",
        id.as_str()
    )?;
    let objective = |(id, text, rating, observation): (String, String, Option<String>, String)| {
        Ok(Objective {
            id: id.into(),
            text,
            rating: optional(rating)?,
            observation,
        })
    };
    rows.into_iter().map(objective).collect()
}

/// What the form of an exercise can choose from: the organisations, plans and roles in the user's
/// reach, and those that the exercise has already, so that saving it does not lose them.
///
/// # Errors
/// When the database can't be read.
pub async fn choices(db: &Db, user: &UserId, exercise: Option<&Exercise>) -> sqlx::Result<Choices> {
    let mut choices = Choices {
        owners: organisations::store::editable(db, user).await?,
        organisations: organisations::store::visible(db, user).await?,
        plans: plan_choices(db, user).await?,
        roles: roles::store::choices(db, user).await?,
    };
    if let Some(exercise) = exercise {
        for organisation in &exercise.organisations {
            if !choices.organisations.contains(organisation) {
                choices.organisations.push(organisation.clone());
            }
        }
        for plan in &exercise.plans {
            if !offers(&choices.plans, plan.id.as_str()) {
                choices.plans.push((plan.id.to_string(), plan.name.clone()));
            }
        }
        for role in &exercise.roles {
            if !offers(&choices.roles, role.id.as_str()) {
                choices.roles.push((role.id.to_string(), role.name.clone()));
            }
        }
    }
    Ok(choices)
}

async fn plan_choices(db: &Db, user: &UserId) -> sqlx::Result<Vec<Choice>> {
    rows!(db, concat!(
        "SELECT p.id, CASE WHEN p.title LIKE '%' || o.name || '%' THEN p.title ELSE p.title || ' (' || o.name || ')' END
         FROM plans p JOIN organisations o ON o.id = p.owner_id
         WHERE p.stage <> 'withdrawn'
           AND ",
        plan_in_reach!(),
        " ORDER BY p.title_key, o.name_key, p.id LIMIT 1000"
        ), user.as_str())
}
