//! Who must read what, and since when.

use crate::{
    id::OrganisationId,
    plans::{Plan, PlanVersion, Stage},
};
use chrono::NaiveDate;

/// The version of a plan that can be asked to be read: the newest, as long as the plan was not
/// withdrawn. While a revision is under way the adopted version is still what holds.
#[must_use]
pub fn to_read(plan: &Plan) -> Option<&PlanVersion> {
    (plan.standing.stage != Stage::Withdrawn)
        .then(|| plan.versions.first())
        .flatten()
}

/// Whose coordinators decide on a request: those of the organisation that asks its own people, as
/// long as the plan applies to it; else those of the plan's owner.
#[must_use]
pub fn decides<'a>(plan: &'a Plan, organisation: Option<&'a OrganisationId>) -> &'a OrganisationId {
    let applies = |id: &&OrganisationId| plan.organisations.iter().any(|one| one.id == **id);
    organisation.filter(applies).unwrap_or(&plan.owner.id)
}

/// Since when somebody is asked to read a version: not before the request, not before the version
/// was adopted, and not before the person had the role from which it follows.
#[must_use]
pub fn asked_since(
    asked_on: NaiveDate,
    adopted_on: NaiveDate,
    role_since: Option<NaiveDate>,
) -> NaiveDate {
    let since = asked_on.max(adopted_on);
    role_since.map_or(since, |day| since.max(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).expect("a date that exists")
    }

    #[test]
    fn somebody_is_asked_from_the_last_of_what_makes_it_so() {
        assert_eq!(asked_since(day(1), day(2), None), day(2));
        assert_eq!(asked_since(day(3), day(2), None), day(3));
        assert_eq!(asked_since(day(1), day(2), Some(day(9))), day(9));
        assert_eq!(asked_since(day(10), day(2), Some(day(9))), day(10));
    }
}
