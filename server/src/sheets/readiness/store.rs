//! The figures of management, gathered from the features that own them.

use super::partners;
use crate::{
    actions::store as actions,
    db::Db,
    exercises::store::figures as exercises,
    organisations::{self, reach::By},
    plans::figures as plans,
    roles::store::{self as roles, CoverageFilter},
};
use app::{
    id::{OrganisationId, UserId},
    organisations::{OrganisationKind, OrganisationName},
    sheets::readiness::{Figures, OrganisationFigures, Readiness, RegionFigures},
};
use chrono::{Datelike, NaiveDate};
use std::collections::HashMap;

/// The figures on a day for the organisations in a user's reach, or in one region of it.
///
/// # Errors
/// When the database can't be read.
pub async fn readiness(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    region: Option<OrganisationName>,
) -> sqlx::Result<Readiness> {
    let within = region.as_ref().map(|region| &region.id);
    let Sums {
        together,
        mut parts,
    } = sums(db, user, today, within, By::Organisation, false).await?;
    let organisations = organisations::store::in_region(db, user, within).await?;
    let partners = partners::list(db, user, today, within).await?;
    let municipalities = organisations
        .into_iter()
        .filter(|organisation| organisation.kind == OrganisationKind::Municipality);
    let figures = |organisation: OrganisationName| OrganisationFigures {
        figures: parts.remove(&organisation.id).unwrap_or_default(),
        organisation,
    };
    Ok(Readiness {
        year: today.year(),
        together,
        municipalities: municipalities.map(figures).collect(),
        partners,
        regions: Vec::new(),
        region,
    })
}

/// The figures on a day by region, for a user who sees several.
///
/// # Errors
/// When the database can't be read.
pub async fn by_region(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    regions: Vec<OrganisationName>,
) -> sqlx::Result<Readiness> {
    let Sums {
        together,
        mut parts,
    } = sums(db, user, today, None, By::Region, true).await?;
    let partners = partners::by_region(db, user, today.year()).await?;
    let figures = |region: OrganisationName| {
        let partners = partners.iter().find(|(of, ..)| of == region.id.as_str());
        let (partners, practised) = partners.map_or((0, 0), |(_, all, some)| (*all, *some));
        RegionFigures {
            figures: parts.remove(&region.id).unwrap_or_default(),
            region,
            partners,
            practised,
        }
    };
    Ok(Readiness {
        year: today.year(),
        together,
        regions: regions.into_iter().map(figures).collect(),
        ..Readiness::default()
    })
}

/// Figures for all together, and for each organisation or region.
struct Sums {
    together: Figures,
    parts: HashMap<OrganisationId, Figures>,
}

async fn sums(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    region: Option<&OrganisationId>,
    by: By,
    all: bool,
) -> sqlx::Result<Sums> {
    let year = today.year();
    let filter = CoverageFilter {
        region,
        ..CoverageFilter::default()
    };
    let mut together = Figures::default();
    let mut parts: HashMap<OrganisationId, Figures> = HashMap::new();
    for count in plans::counts(db, user, today, region, by).await? {
        let figures = match count.part {
            Some(part) => parts.entry(part).or_default(),
            None => &mut together,
        };
        figures.plans.push((count.currency, count.count));
        figures.extended += count.extended;
    }
    for (part, coverage, count) in roles::counts(db, user, today, filter, by, all).await? {
        together.roles.push((coverage, count));
        let figures = parts.entry(part).or_default();
        figures.roles.push((coverage, count));
    }
    for count in exercises::counts(db, user, year, region, by, all).await? {
        let figures = parts.entry(count.part.into()).or_default();
        (figures.held, figures.ahead) = (count.held, count.ahead);
    }
    for (part, count) in actions::overdue_counts(db, user, today, region, by).await? {
        together.overdue += count;
        parts.entry(part.into()).or_default().overdue = count;
    }
    (together.held, together.ahead) = exercises::count(db, user, year, region, all).await?;
    if region.is_none() {
        // One's own action for an organisation out of reach is among those that the link shows.
        together.overdue = actions::overdue_count(db, user, today, all).await?;
    }
    Ok(Sums { together, parts })
}
