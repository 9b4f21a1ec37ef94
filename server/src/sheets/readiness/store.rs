//! The figures of management, gathered from the features that own them.

use crate::{actions, db::Db, exercises, on_db, organisations, plans, roles};
use app::{
    id::{OrganisationId, UserId},
    organisations::OrganisationKind,
    roles::CoverageCell,
    sheets::readiness::{Figures, OrganisationFigures, PartnerLine, Readiness},
};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use std::collections::BTreeMap;

/// The figures on a day, for the organisations in a user's reach.
///
/// # Errors
/// When the database can't be read.
pub async fn readiness(db: &Db, user: &UserId, today: NaiveDate) -> sqlx::Result<Readiness> {
    let cells = roles::store::coverage(db, user, today).await?;
    Ok(Readiness {
        partners: partners(db, user, today).await?,
        ..figures(db, user, today, &cells).await?
    })
}

/// The [`readiness`] without the partners, of organisations whose coverage is known already.
///
/// # Errors
/// When the database can't be read.
pub async fn figures(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    cells: &[CoverageCell],
) -> sqlx::Result<Readiness> {
    let year = today.year();
    let organisations = organisations::store::visible(db, user).await?;
    let counts = plans::store::counts(db, user, today).await?;
    let mut cells_of: BTreeMap<&OrganisationId, Vec<&CoverageCell>> = BTreeMap::new();
    for cell in cells {
        cells_of
            .entry(&cell.organisation.id)
            .or_default()
            .push(cell);
    }
    let exercises = exercises::store::counts(db, user, year).await?;
    let overdue = actions::store::overdue_counts(db, user, today).await?;

    let plans_of = |id: Option<&str>| {
        let of = counts
            .iter()
            .filter(|count| count.organisation.as_ref().map(|id| id.as_str()) == id);
        Figures {
            plans: of
                .clone()
                .map(|count| (count.currency, count.count))
                .collect(),
            extended: of.map(|count| count.extended).sum(),
            ..Figures::default()
        }
    };
    let municipality = |organisation: app::organisations::OrganisationName| {
        let id = organisation.id.as_str();
        let mut figures = plans_of(Some(id));
        for cell in cells_of.get(&organisation.id).into_iter().flatten() {
            figures.add_role(cell);
        }
        if let Some(year) = exercises.iter().find(|count| count.organisation_id == id) {
            (figures.held, figures.ahead) = (year.held, year.ahead);
        }
        figures.overdue = overdue
            .iter()
            .filter(|(of, _)| of == id)
            .map(|(_, count)| count)
            .sum();
        OrganisationFigures {
            organisation,
            figures,
        }
    };
    let (held, ahead) = exercises::store::count(db, user, year).await?;
    let mut together = Figures {
        held,
        ahead,
        ..plans_of(None)
    };
    cells.iter().for_each(|cell| together.add_role(cell));
    together.overdue = overdue.iter().map(|(_, count)| count).sum();
    Ok(Readiness {
        year,
        together,
        municipalities: organisations
            .into_iter()
            .filter(|organisation| organisation.kind == OrganisationKind::Municipality)
            .map(municipality)
            .collect(),
        partners: Vec::new(),
    })
}

type PartnerRow = (String, String, Option<NaiveDateTime>, Option<NaiveDateTime>);

/// The partners in a user's reach or in the exercises of organisations in reach; those longest
/// without an exercise first.
async fn partners(db: &Db, user: &UserId, today: NaiveDate) -> sqlx::Result<Vec<PartnerLine>> {
    let rows: Vec<PartnerRow> = on_db!(db, |c| {
        sqlx::query_as(
        "SELECT o.id, o.name,
                MAX(CASE WHEN e.status IN ('held', 'evaluated', 'closed') THEN e.starts_at END) AS last,
                MIN(CASE WHEN e.status IN ('draft', 'planned') AND e.starts_at >= $2 THEN e.starts_at END) AS next
         FROM organisations o
              LEFT JOIN exercise_organisations eo ON eo.organisation_id = o.id
                   AND eo.exercise_id IN (SELECT exercise_id FROM exercise_organisations
                       WHERE organisation_id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1))
              LEFT JOIN exercises e ON e.id = eo.exercise_id
         WHERE o.kind = 'partner'
           AND (e.id IS NOT NULL OR o.id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1))
         GROUP BY o.id, o.name, o.name_key
         ORDER BY CASE WHEN MAX(CASE WHEN e.status IN ('held', 'evaluated', 'closed') THEN e.starts_at END) IS NULL
                       THEN 0 ELSE 1 END,
                  MAX(CASE WHEN e.status IN ('held', 'evaluated', 'closed') THEN e.starts_at END), o.name_key, o.id
         LIMIT 50"
    )
    .bind(user.as_str())
    .bind(today.and_time(NaiveTime::MIN))
    .fetch_all(c)
    .await
    })?;
    let line = |(id, name, last, next): PartnerRow| PartnerLine {
        id: id.into(),
        name,
        last: last.map(|moment| moment.date()),
        next: next.map(|moment| moment.date()),
    };
    Ok(rows.into_iter().map(line).collect())
}
