//! The calendar in the database: everything that reads.

use super::ics::Exercise;
use crate::{
    db::{Db, from_code},
    exercises::store::{in_reach, reach::of_organisation},
    identity::user::in_use,
    row, rows,
    sheets::planning::store::{self as planning, PlanScope, Search},
};
use app::{
    Locale,
    exercises::{ExerciseKind, ExerciseStatus},
    id::{FeedId, OrganisationId, UserId},
    sheets::calendar::{Event, FeedLine, Filter, PlanDay, Selection},
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use sqlx::FromRow;

/// The most exercises on one page of the calendar; ten a week in its twelve months.
const ON_A_PAGE: i64 = 500;
/// The most exercises in a file or a feed, the newest; at fifty a year, a working life.
const IN_A_FILE: i64 = 2_000;
/// The most feeds of one user.
pub(super) const FEEDS: i64 = 20;

/// Exercises in which the user's person takes part, or in which a crisis role practises that the
/// person holds on its first day, in an organisation that takes part or in its region. The day is
/// compared as text: a date next to a moment would be midnight, and lose the last day of the role.
macro_rules! mine {
    () => {
        "(e.id IN (SELECT ep.exercise_id FROM exercise_participants ep
                   JOIN users u ON u.person_id = ep.person_id WHERE u.id = $1)
          OR EXISTS (SELECT 1 FROM exercise_roles er JOIN role_assignments ra ON ra.role_id = er.role_id
                     JOIN users u ON u.person_id = ra.person_id
                     WHERE er.exercise_id = e.id AND u.id = $1
                       AND CAST(ra.starts_on AS TEXT) <= SUBSTR(CAST(e.starts_at AS TEXT), 1, 10)
                       AND (ra.ends_on IS NULL
                            OR CAST(ra.ends_on AS TEXT) >= SUBSTR(CAST(e.starts_at AS TEXT), 1, 10))
                       AND EXISTS (SELECT 1 FROM organisations o
                                   WHERE (o.id = ra.organisation_id OR o.region_id = ra.organisation_id)
                                     AND (o.id = e.owner_id
                                          OR o.id IN (SELECT eo.organisation_id FROM exercise_organisations eo
                                                      WHERE eo.exercise_id = e.id)))))"
    };
}

#[derive(FromRow)]
struct EventRow {
    id: String,
    title: String,
    #[sqlx(try_from = "String")]
    kind: ExerciseKind,
    #[sqlx(try_from = "String")]
    status: ExerciseStatus,
    starts_at: NaiveDateTime,
    ends_at: NaiveDateTime,
    all_day: bool,
    place: String,
    owner: String,
}

/// The exercises of the days that the calendar shows, in order of time; and whether there are more
/// than these.
///
/// # Errors
/// When the database can't be read.
pub async fn events(db: &Db, user: &UserId, filter: &Filter) -> sqlx::Result<(Vec<Event>, bool)> {
    let until = filter.month.later(filter.view.months());
    let rows: Vec<EventRow> = rows!(db, concat!(
            "SELECT e.id, e.title, e.kind, e.status, e.starts_at, e.ends_at, e.all_day, e.place, o.name AS owner
         FROM exercises e JOIN organisations o ON o.id = e.owner_id
         WHERE e.starts_at < $3
           AND (e.starts_at >= $2 OR e.ends_at > $2 OR (e.all_day = TRUE AND e.ends_at >= $2))
           AND ",
            of_organisation!("$4"),
            " AND ($5 IS NULL OR e.kind = $5)
           AND ",
            in_reach!(),
            " ORDER BY e.starts_at, e.all_day DESC, e.ends_at, e.id LIMIT $6"
        ), user.as_str(), filter.month.first().and_time(NaiveTime::MIN), until.first().and_time(NaiveTime::MIN), filter.organisation.as_ref().map(OrganisationId::as_str), filter.kind.map(ExerciseKind::code), ON_A_PAGE + 1)?;
    let most = usize::try_from(ON_A_PAGE).unwrap_or(usize::MAX);
    let cut = rows.len() > most;
    let event = |row: EventRow| Event {
        id: row.id.into(),
        title: row.title,
        kind: row.kind,
        status: row.status,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        all_day: row.all_day,
        place: row.place,
        owner: row.owner,
    };
    Ok((rows.into_iter().take(most).map(event).collect(), cut))
}

/// The days of plans that the calendar shows, in order of time; and whether there are more plans
/// than were looked at. They are those of the user's own plans or, when the filter says so, of the
/// organisations that the user coordinates; none when it asks for one kind of exercise.
///
/// # Errors
/// When the database can't be read.
pub async fn plan_days(
    db: &Db,
    user: &UserId,
    filter: &Filter,
    today: NaiveDate,
) -> sqlx::Result<(Vec<PlanDay>, bool)> {
    if filter.kind.is_some() {
        return Ok((Vec::new(), false));
    }
    let first = filter.month.first();
    let last = filter.month.later(filter.view.months() - 1).last();
    let search = Search {
        scope: PlanScope::in_calendar(filter.all_plans),
        organisation: filter.organisation.as_ref(),
        from: Some(first),
        to: Some(last),
        page: 1,
        size: ON_A_PAGE,
    };
    let (plans, total) = planning::plans(db, user, &search).await?;
    let mut days: Vec<PlanDay> = plans
        .iter()
        .flat_map(|plan| plan.dates.iter().map(move |date| (plan, date)))
        .filter(|(_, date)| (first..=last).contains(&date.on))
        .map(|(plan, date)| PlanDay {
            path: plan.path(),
            title: plan.title.clone(),
            owner: plan.owner.name.clone(),
            mark: date.mark,
            on: date.on,
            state: plan.state(date, today),
        })
        .collect();
    days.sort_by_key(|day| day.on);
    Ok((days, total > ON_A_PAGE))
}

/// Which exercises go into a file.
#[derive(Clone, Copy, Debug)]
pub enum ExercisesInFile<'a> {
    /// This one.
    One(&'a str),
    /// Those of an organisation and of a kind.
    Filtered(Option<&'a OrganisationId>, Option<ExerciseKind>),
    /// Those that a feed carries.
    Feed(Selection),
}

/// The exercises of a file, of those that the user may see now, in order of time; the cancelled
/// ones of all times among them.
///
/// # Errors
/// When the database can't be read.
pub async fn exercises(
    db: &Db,
    user: &UserId,
    which: ExercisesInFile<'_>,
) -> sqlx::Result<Vec<Exercise>> {
    let (id, organisation, kind, mine) = match which {
        ExercisesInFile::One(id) => (Some(id), None, None, false),
        ExercisesInFile::Filtered(organisation, kind) => (None, organisation, kind, false),
        ExercisesInFile::Feed(selection) => (None, None, None, selection == Selection::Mine),
    };
    let mut rows: Vec<Exercise> = rows!(db, concat!(
            "SELECT e.id, e.title, e.kind, e.status, e.starts_at, e.ends_at, e.all_day, e.place, e.scenario,
                e.description, e.cancelled_because, e.cancelled_at, e.sequence, e.updated_at,
                (SELECT string_agg(o.name, '\n') FROM exercise_organisations eo
                 JOIN organisations o ON o.id = eo.organisation_id WHERE eo.exercise_id = e.id) AS organisations
         FROM exercises e
         WHERE ($2 IS NULL OR e.id = $2)
           AND ",
            of_organisation!("$3"),
            " AND ($4 IS NULL OR e.kind = $4)
           AND ($5 = FALSE OR ",
            mine!(),
            ") AND ",
            in_reach!(),
            " ORDER BY e.starts_at DESC, e.id DESC LIMIT $6"
        ), user.as_str(), id, organisation.map(OrganisationId::as_str), kind.map(ExerciseKind::code), mine, IN_A_FILE)?;
    rows.reverse();
    Ok(rows)
}

/// The feeds of a user that are not revoked, the newest first.
///
/// # Errors
/// When the database can't be read.
pub async fn feeds(db: &Db, user: &UserId, zone: Tz) -> sqlx::Result<Vec<FeedLine>> {
    type Row = (String, String, String, DateTime<Utc>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = rows!(
        db,
        "SELECT id, name, selection, created_at, used_at FROM calendar_feeds
         WHERE user_id = $1 AND revoked_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 50",
        user.as_str()
    )?;
    let local = |at: DateTime<Utc>| zone.from_utc_datetime(&at.naive_utc()).naive_local();
    let line = |(id, name, selection, created_at, used_at): Row| {
        Ok(FeedLine {
            id: id.into(),
            name,
            selection: from_code(&selection)?,
            created_at: local(created_at),
            used_at: used_at.map(local),
        })
    };
    rows.into_iter().map(line).collect()
}

/// A feed that a calendar asks for.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Which one.
    pub id: FeedId,
    /// Whose it is: it carries what this user may see now.
    pub user: UserId,
    /// The language of that user.
    pub locale: Locale,
    /// The name that the user gave it.
    pub name: String,
    /// What it carries.
    pub selection: Selection,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was fetched last, to the hour.
    pub used_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct FeedRow {
    id: String,
    user_id: String,
    locale: String,
    name: String,
    #[sqlx(try_from = "String")]
    selection: Selection,
    created_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
}

/// The feed of a secret, unless it was revoked, its user is no longer active or its person has
/// left.
///
/// # Errors
/// When the database can't be read.
pub async fn feed(db: &Db, token_hash: &str, today: NaiveDate) -> sqlx::Result<Option<Feed>> {
    let row: Option<FeedRow> = row!(db, concat!(
            "SELECT f.id, f.user_id, u.locale, f.name, f.selection, f.created_at, f.used_at
         FROM calendar_feeds f JOIN users u ON u.id = f.user_id LEFT JOIN people pe ON pe.id = u.person_id
         WHERE f.token_hash = $1 AND f.revoked_at IS NULL AND ",
            in_use!("$2")
        ), token_hash, today)?;
    Ok(row.map(|row| Feed {
        id: row.id.into(),
        user: row.user_id.into(),
        locale: Locale::from_code(&row.locale),
        name: row.name,
        selection: row.selection,
        created_at: row.created_at,
        used_at: row.used_at,
    }))
}
