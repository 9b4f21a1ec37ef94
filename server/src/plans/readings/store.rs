//! Proof of reading in the database: everything that reads.

use crate::{
    db::Db,
    organisations::reach::in_scope,
    people::reach::here_on,
    plans::reach::visible,
    roles::store::{active_on, role_in_reach},
    rows,
};
use app::{
    id::{OrganisationId, PersonId, PlanId, PlanVersionId, ReaderId, UserId},
    plans::{
        Plan, PlanVersion,
        readings::{
            Asked, EndedReader, MyReading, Reader, ReadersSheet, ReadingRequest, Tally, Who,
            rules::{asked_since, to_read},
        },
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sqlx::FromRow;
use std::collections::BTreeMap;

/// The most requests of a plan, and the most names of people who are asked by one of them.
const READERS: i64 = 200;
const NAMES: i64 = 200;
/// The most that one person is asked to read, and the most of what was read that is shown.
const MINE: i64 = 500;
const READ: i64 = 50;

/// Who is asked to read which plan on a day, `$2`, once for each request and each organisation: the holders of the role
/// for the organisations to which the plan applies or that own it, for a role that the region fills
/// its holders in their region; and single people. A request that an organisation makes reaches its own
/// people alone, as long as the plan applies to it.
macro_rules! asked_sql {
    () => {
        concat!(
            "SELECT rd.id AS reader_id, rd.plan_id, a.person_id, a.organisation_id, rd.asked_on, a.starts_on AS role_since
         FROM plan_readers rd JOIN plans p ON p.id = rd.plan_id JOIN crisis_roles r ON r.id = rd.role_id
              JOIN role_assignments a ON a.role_id = rd.role_id
         WHERE rd.ended_on IS NULL AND ",
            active_on!("a", "$2"),
            " AND (rd.organisation_id IS NULL OR rd.organisation_id = a.organisation_id)
           AND (a.organisation_id = p.owner_id
                OR EXISTS (SELECT 1 FROM plan_organisations po
                           WHERE po.plan_id = p.id AND po.organisation_id = a.organisation_id)
                OR (r.filled_by = 'region'
                    AND EXISTS (SELECT 1 FROM organisations o
                                WHERE o.region_id = a.organisation_id
                                  AND (o.id = p.owner_id
                                       OR o.id IN (SELECT po.organisation_id FROM plan_organisations po
                                                   WHERE po.plan_id = p.id)))))
         UNION ALL
         SELECT rd.id, rd.plan_id, rd.person_id, pe.organisation_id, rd.asked_on, NULL
         FROM plan_readers rd JOIN people pe ON pe.id = rd.person_id
         WHERE rd.ended_on IS NULL
           AND (rd.organisation_id IS NULL
                OR (rd.organisation_id = pe.organisation_id
                    AND EXISTS (SELECT 1 FROM plan_organisations po
                                WHERE po.plan_id = rd.plan_id AND po.organisation_id = rd.organisation_id)))"
        )
    };
}

/// Whether `$1` may know the name of person `pe` who is asked for organisation `asked`: coordinators
/// and managers of that organisation or of the person's own, when `$4` says that they see names of
/// this plan at all; and everybody their own.
macro_rules! names_sql {
    ($organisation:literal) => {
        concat!(
            "(($4 = TRUE AND EXISTS (SELECT 1 FROM user_scope us WHERE us.user_id = $1
                                 AND us.level IN ('coordinator', 'manager')
                                 AND us.organisation_id IN (",
            $organisation,
            ", pe.organisation_id)))
              OR EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND u.person_id = pe.id))"
        )
    };
}

#[derive(FromRow)]
struct ReaderRow {
    id: String,
    role_id: Option<String>,
    role_name: Option<String>,
    person_id: Option<String>,
    person_name: Option<String>,
    visible: bool,
    organisation_id: Option<String>,
    organisation: Option<String>,
    asked_on: NaiveDate,
    asked_by: String,
    ended_on: Option<NaiveDate>,
}

impl ReaderRow {
    fn who(&mut self) -> Who {
        let (role, role_name) = (self.role_id.take(), self.role_name.take());
        let person = self.person_id.take().zip(self.person_name.take());
        match role_name {
            Some(name) => Who::Role(role.map(Into::into), name),
            None => Who::Person(
                person
                    .filter(|_| self.visible)
                    .map(|(id, name)| (id.into(), name)),
            ),
        }
    }

    fn organisation(&mut self) -> Option<(OrganisationId, String)> {
        let (id, name) = self.organisation_id.take().zip(self.organisation.take())?;
        Some((id.into(), name))
    }
}

/// The requests of a plan, those that came to their end too: first those to all, then those of the
/// user's organisations; of these roles first, in the order of the catalogue.
async fn rows(db: &Db, user: &UserId, plan: &PlanId, names: bool) -> sqlx::Result<Vec<ReaderRow>> {
    rows!(db, concat!(
            "SELECT rd.id, CASE WHEN ",
            role_in_reach!(),
            " THEN rd.role_id END AS role_id, r.name AS role_name, rd.person_id, pe.name AS person_name,
                    (pe.id IS NOT NULL AND ",
            names_sql!("pe.organisation_id"),
            ") AS visible, rd.organisation_id, o.name AS organisation, rd.asked_on, rd.asked_by, rd.ended_on
             FROM plan_readers rd LEFT JOIN crisis_roles r ON r.id = rd.role_id
                  LEFT JOIN people pe ON pe.id = rd.person_id
                  LEFT JOIN organisations o ON o.id = rd.organisation_id
             WHERE rd.plan_id = $2
             ORDER BY CASE WHEN rd.ended_on IS NULL THEN 0 ELSE 1 END, rd.ended_on DESC,
                      CASE WHEN o.id IS NULL THEN 0
                           WHEN ",
            in_scope!("o.id"),
            " THEN 1
                           ELSE 2 END, o.name_key,
                      CASE WHEN rd.role_id IS NULL THEN 1 ELSE 0 END, r.position, pe.sort_key, rd.id LIMIT $3"
        ), user.as_str(), plan.as_str(), READERS, names)
}

/// Who is asked to read a plan today and how many have read its newest version, and the requests
/// that came to their end. `names` says whether the user sees the names of the own organisations,
/// besides the own one.
///
/// # Errors
/// When the database can't be read.
pub async fn sheet(
    db: &Db,
    zone: Tz,
    user: (&UserId, Option<&PersonId>),
    plan: &Plan,
    today: NaiveDate,
    names: bool,
) -> sqlx::Result<(ReadersSheet, Vec<EndedReader>)> {
    let (user, person) = user;
    let (mut sheet, mut ended) = (ReadersSheet::default(), Vec::new());
    for mut row in rows(db, user, &plan.id, names).await? {
        let (who, organisation) = (row.who(), row.organisation());
        match row.ended_on {
            Some(ended_on) => ended.push(EndedReader {
                who,
                organisation,
                asked_on: row.asked_on,
                ended_on,
            }),
            None => sheet.readers.push(Reader {
                id: row.id.into(),
                who,
                organisation,
                asked_on: row.asked_on,
                asked_by: row.asked_by,
                tally: Tally::default(),
            }),
        }
    }
    let version = to_read(plan);
    let Some(version) = version.filter(|_| !sheet.readers.is_empty()) else {
        return Ok((sheet, ended));
    };
    let mut tallies = tallies(db, plan, version, today).await?;
    for reader in &mut sheet.readers {
        let tally = tallies.remove(&Some(reader.id.clone()));
        reader.tally = tally.unwrap_or_default();
    }
    sheet.tally = tallies.remove(&None).unwrap_or_default();
    if let Some(person) = person {
        let mine = requests(db, zone, user, person, today, Some(&plan.id)).await?;
        sheet.mine = mine.into_iter().next();
    }
    Ok((sheet, ended))
}

/// How many are asked to read a version of a plan today, and have: by request and, without one, in
/// all.
async fn tallies(
    db: &Db,
    plan: &Plan,
    version: &PlanVersion,
    today: NaiveDate,
) -> sqlx::Result<BTreeMap<Option<ReaderId>, Tally>> {
    let rows: Vec<(Option<String>, i64, i64)> = rows!(db, concat!(
            "WITH people_asked AS (
                 SELECT asked.reader_id, asked.person_id, g.person_id AS has_read
                 FROM (",
            asked_sql!(),
            ") AS asked JOIN people pe ON pe.id = asked.person_id
                      LEFT JOIN plan_readings g ON g.person_id = asked.person_id AND g.version_id = $1
                 WHERE asked.plan_id = $3 AND ",
            here_on!("$2"),
            ")
             SELECT reader_id, COUNT(DISTINCT person_id), COUNT(DISTINCT has_read) FROM people_asked GROUP BY reader_id
             UNION ALL
             SELECT NULL, COUNT(DISTINCT person_id), COUNT(DISTINCT has_read) FROM people_asked"
        ), version.id.as_str(), today, plan.id.as_str())?;
    let tally = |(reader, asked, read): (Option<String>, _, _)| {
        (reader.map(Into::into), Tally { asked, read })
    };
    Ok(rows.into_iter().map(tally).collect())
}

#[derive(FromRow)]
struct AskedRow {
    reader_id: String,
    person_id: String,
    name: String,
    known: bool,
    organisation: String,
    read_at: Option<DateTime<Utc>>,
}

/// Who is asked to read a plan today, by request, as far as the user may know them: those who have
/// not read its newest version first, and at most 200 a request. `names` as in [`sheet`].
///
/// # Errors
/// When the database can't be read.
pub async fn asked(
    db: &Db,
    zone: Tz,
    user: &UserId,
    plan: &Plan,
    today: NaiveDate,
    names: bool,
) -> sqlx::Result<BTreeMap<ReaderId, Vec<Asked>>> {
    let Some(version) = to_read(plan) else {
        return Ok(BTreeMap::new());
    };
    // The rows of one person follow each other, so that the organisations can be put together.
    let rows: Vec<AskedRow> = rows!(db, concat!(
            "SELECT * FROM (
                 SELECT one.*, DENSE_RANK() OVER (PARTITION BY reader_id
                                                  ORDER BY waits DESC, first_organisation, sort_key, person_id) AS place
                 FROM (SELECT DISTINCT asked.reader_id, asked.person_id, pe.name, pe.sort_key, o.name AS organisation,
                              o.name_key AS organisation_key, g.read_at,
                              CASE WHEN g.read_at IS NULL THEN 1 ELSE 0 END AS waits,
                              MIN(o.name_key) OVER (PARTITION BY asked.reader_id, pe.id) AS first_organisation,
                              (",
            in_scope!("pe.organisation_id"),
            ") AS known
                       FROM (",
            asked_sql!(),
            ") AS asked JOIN people pe ON pe.id = asked.person_id JOIN organisations o ON o.id = asked.organisation_id
                            LEFT JOIN plan_readings g ON g.person_id = asked.person_id AND g.version_id = $5
                       WHERE asked.plan_id = $3 AND ",
            here_on!("$2"),
            " AND ",
            names_sql!("asked.organisation_id"),
            ") AS one) AS placed
             WHERE place <= $6 ORDER BY reader_id, place, organisation_key"
        ), user.as_str(), today, plan.id.as_str(), names, version.id.as_str(), NAMES)?;
    let mut asked: BTreeMap<ReaderId, Vec<Asked>> = BTreeMap::new();
    for row in rows {
        let people = asked.entry(row.reader_id.into()).or_default();
        match people.last_mut() {
            Some(last) if last.person.as_str() == row.person_id => {
                last.organisations.push(row.organisation);
            }
            _ => people.push(Asked {
                person: row.person_id.into(),
                name: row.name,
                known: row.known,
                organisations: vec![row.organisation],
                read_on: row.read_at.map(|at| at.with_timezone(&zone).date_naive()),
            }),
        }
    }
    Ok(asked)
}

#[derive(FromRow)]
struct RequestRow {
    plan_id: String,
    title: String,
    owner: String,
    visible: bool,
    version_id: String,
    label: String,
    adopted_on: NaiveDate,
    asked_on: NaiveDate,
    role_since: Option<NaiveDate>,
    read_at: Option<DateTime<Utc>>,
}

/// What a person is asked to read today, with what of it was read: the newest version of each plan
/// that was not withdrawn, or of this one plan, what waits longest first. `user` is the person's
/// account.
///
/// # Errors
/// When the database can't be read.
pub async fn requests(
    db: &Db,
    zone: Tz,
    user: &UserId,
    person: &PersonId,
    today: NaiveDate,
    plan: Option<&PlanId>,
) -> sqlx::Result<Vec<ReadingRequest>> {
    let rows: Vec<RequestRow> = rows!(db, concat!(
            "SELECT p.id AS plan_id, p.title, o.name AS owner, ",
            visible!(),
            " AS visible, v.id AS version_id, v.label, v.adopted_on, asked.asked_on, asked.role_since, g.read_at
             FROM (",
            asked_sql!(),
            ") AS asked JOIN plans p ON p.id = asked.plan_id JOIN organisations o ON o.id = p.owner_id
                  JOIN people pe ON pe.id = asked.person_id
                  JOIN plan_versions v ON v.plan_id = p.id AND v.revoked_on IS NULL
                  LEFT JOIN plan_readings g ON g.version_id = v.id AND g.person_id = asked.person_id
             WHERE asked.person_id = $3 AND p.stage <> 'withdrawn' AND ($5 IS NULL OR asked.plan_id = $5)
               AND ",
            here_on!("$2"),
            " AND NOT EXISTS (SELECT 1 FROM plan_versions n WHERE n.plan_id = p.id AND n.revoked_on IS NULL
                               AND (n.adopted_on > v.adopted_on OR (n.adopted_on = v.adopted_on AND n.id > v.id)))
             ORDER BY p.title_key, p.id LIMIT $4"
        ), user.as_str(), today, person.as_str(), MINE, plan.map(PlanId::as_str))?;
    let mut requests: Vec<ReadingRequest> = Vec::new();
    for row in rows {
        let since = asked_since(row.asked_on, row.adopted_on, row.role_since);
        // Asked twice, by two roles, is asked once, since the first.
        match requests.last_mut() {
            Some(last) if last.plan.as_str() == row.plan_id => last.since = last.since.min(since),
            _ => requests.push(ReadingRequest {
                plan: row.plan_id.into(),
                title: row.title,
                owner: row.owner,
                visible: row.visible,
                version: PlanVersionId::from(row.version_id),
                label: row.label,
                adopted_on: row.adopted_on,
                since,
                read_on: row.read_at.map(|at| at.with_timezone(&zone).date_naive()),
            }),
        }
    }
    requests.sort_by_key(|request| request.since);
    Ok(requests)
}

#[derive(FromRow)]
struct ReadRow {
    plan_id: String,
    title: String,
    visible: bool,
    label: String,
    read_at: DateTime<Utc>,
}

/// What a person has read, the newest first.
///
/// # Errors
/// When the database can't be read.
pub async fn read(
    db: &Db,
    zone: Tz,
    user: &UserId,
    person: &PersonId,
) -> sqlx::Result<Vec<MyReading>> {
    let rows: Vec<ReadRow> = rows!(db, concat!(
            "SELECT p.id AS plan_id, p.title, ",
            visible!(),
            " AS visible, v.label, g.read_at
             FROM plan_readings g JOIN plan_versions v ON v.id = g.version_id JOIN plans p ON p.id = v.plan_id
             WHERE g.person_id = $2 AND v.revoked_on IS NULL ORDER BY g.read_at DESC, p.title_key, p.id LIMIT $3"
        ), user.as_str(), person.as_str(), READ)?;
    let reading = |row: ReadRow| MyReading {
        plan: row.plan_id.into(),
        title: row.title,
        visible: row.visible,
        label: row.label,
        read_on: row.read_at.with_timezone(&zone).date_naive(),
    };
    Ok(rows.into_iter().map(reading).collect())
}
