//! People in the database: everything that reads.

use super::reach::{here_on, visible};
use crate::{
    db::Db,
    organisations::{self, reach::in_scope},
    row, rows,
};
use app::{
    form::Values,
    id::{OrganisationId, PersonId, UserId},
    organisations::{OrganisationKind, OrganisationName},
    people::{
        Person,
        choose::{self, People},
    },
};
use chrono::NaiveDate;
use sqlx::FromRow;

/// How many people one list shows, besides those of the organisations that somebody asks for.
const LISTED: i64 = 2_000;
/// How many of those it shows at the most.
const ASKED: i64 = 20_000;

/// Whom a list of people must have where there are more than it can show.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    asked: Vec<OrganisationId>,
    concerned: Vec<OrganisationId>,
    person: Option<PersonId>,
    leave_from: Option<NaiveDate>,
    on_top: bool,
}

impl Wanted {
    /// Everybody of the organisation of a record.
    #[must_use]
    pub fn of(mut self, organisation: &OrganisationId) -> Self {
        self.asked.push(organisation.clone());
        self
    }

    /// More than of others those of organisations that a record concerns besides.
    #[must_use]
    pub fn before_others(mut self, organisations: &[OrganisationName]) -> Self {
        let ids = organisations.iter().map(|one| one.id.clone());
        self.concerned.extend(ids);
        self
    }

    /// What a form says, filled in or with what was typed: the one who is chosen in the field
    /// `person`, and everybody of the organisation in the field `organisation` and of the one whose
    /// people were asked for.
    #[must_use]
    pub fn typed(mut self, values: &Values, person: &str, organisation: &str) -> Self {
        for field in [organisation, choose::OF] {
            self.asked.extend(values.get(field).parse());
        }
        self.person = values.get(person).parse().ok();
        self
    }

    /// Also those who leave, from this day on.
    #[must_use]
    pub fn leaving_from(mut self, day: NaiveDate) -> Self {
        self.leave_from = Some(day);
        self
    }

    /// Those whom the list must have first, and not each among those of its organisation's name.
    #[must_use]
    pub fn on_top(mut self) -> Self {
        self.on_top = true;
        self
    }
}

/// The identifiers of organisations in one text, which is searched for each.
fn joined(organisations: &[OrganisationId]) -> String {
    let ids: Vec<_> = organisations.iter().map(OrganisationId::as_str).collect();
    ids.join(",")
}

#[derive(FromRow)]
struct ChoiceRow {
    id: String,
    label: String,
    tier: i32,
    total: i64,
}

/// People whom a user may choose in a form: id, and name with organisation. Those who have left or
/// are about to are not offered for anything new. Where there are too many, the list has whom it must
/// have, and of each other organisation the first, ten for one of those that the record concerns: so
/// of a small one everybody. Whoever is chosen already, or in a form that came in, is on it if the
/// user may choose that person at all.
///
/// # Errors
/// When the database can't be read.
pub async fn choices(db: &Db, user: &UserId, wanted: &Wanted) -> sqlx::Result<People> {
    let sql = concat!(
        "SELECT id, label, tier, total FROM
          (SELECT p.*, COUNT(*) OVER () AS total,
                  ROW_NUMBER() OVER (PARTITION BY CASE WHEN tier = 0 THEN 0 ELSE 1 END
                                     ORDER BY CASE WHEN tier = 1 THEN place / 10 ELSE place END, tier, place, id) AS turn FROM
            (SELECT pe.id, pe.name || ' (' || m.name || ')' AS label, m.name_key, pe.sort_key, m.tier,
                    ROW_NUMBER() OVER (PARTITION BY m.id ORDER BY pe.sort_key, pe.id) AS place
             FROM people pe JOIN
               (SELECT o.id, o.name, o.name_key, CASE WHEN $2 LIKE '%' || o.id || '%' THEN 0
                                                      WHEN $3 LIKE '%' || o.id || '%' THEN 1 ELSE 2 END AS tier
                FROM organisations o WHERE ",
        in_scope!("o.id"),
        ") AS m
               ON m.id = pe.organisation_id
             WHERE ",
        here_on!("$5"),
        ") AS p) AS t
         WHERE turn <= CASE WHEN tier = 0 THEN $7 ELSE $6 END OR id = $4
         ORDER BY name_key, sort_key, id"
    );
    let mut rows: Vec<ChoiceRow> = rows!(
        db,
        sql,
        user.as_str(),
        joined(&wanted.asked),
        joined(&wanted.concerned),
        wanted.person.as_ref().map(PersonId::as_str),
        wanted.leave_from,
        LISTED,
        ASKED
    )?;
    if wanted.on_top {
        rows.sort_by_key(|row| row.tier);
    }
    let all = rows.first().map_or(0, |row| row.total);
    let others = usize::try_from(all).unwrap_or(0).saturating_sub(rows.len());
    Ok(People {
        listed: rows.into_iter().map(|row| (row.id, row.label)).collect(),
        others,
        organisations: match others {
            0 => Vec::new(),
            _ => organisations::store::visible(db, user).await?,
        },
    })
}

#[derive(FromRow)]
struct PersonRow {
    id: String,
    name: String,
    function: String,
    organisation_id: String,
    #[sqlx(try_from = "String")]
    organisation_kind: OrganisationKind,
    organisation: String,
    email: String,
    work_phone: String,
    private_phone: String,
    left_on: Option<NaiveDate>,
    version: i64,
    account: bool,
}

/// A person with the private number, if there is one whom the user may see.
///
/// # Errors
/// When the database can't be read.
pub async fn find(db: &Db, user: &UserId, id: &PersonId) -> sqlx::Result<Option<Person>> {
    let row: Option<PersonRow> = row!(db, concat!(
        "SELECT pe.id, pe.name, pe.function, pe.organisation_id, o.kind AS organisation_kind, o.name AS organisation,
                pe.email, pe.work_phone, pe.private_phone, pe.left_on, pe.version,
                EXISTS (SELECT 1 FROM users u WHERE u.person_id = pe.id AND u.active = TRUE) AS account
         FROM people pe JOIN organisations o ON o.id = pe.organisation_id
         WHERE pe.id = $2 AND ",
        visible!()
    ), user.as_str(), id.as_str())?;
    Ok(row.map(|row| Person {
        id: row.id.into(),
        name: row.name,
        function: row.function,
        organisation: OrganisationName {
            id: row.organisation_id.into(),
            kind: row.organisation_kind,
            name: row.organisation,
        },
        email: row.email,
        work_phone: row.work_phone,
        private_phone: Some(row.private_phone),
        left_on: row.left_on,
        account: row.account,
        version: row.version,
    }))
}
