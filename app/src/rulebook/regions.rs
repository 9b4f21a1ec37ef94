//! Which rules hold where: those of a region, and the common ones from which it does not depart.

use super::ReviewRule;
use crate::id::{OrganisationId, RuleId};

/// The rules that hold in a region, in their order; without one, the common ones.
pub fn of_region<'a>(
    rules: &'a [ReviewRule],
    region: Option<&'a OrganisationId>,
) -> impl Iterator<Item = &'a ReviewRule> {
    rules.iter().filter(move |rule| match &rule.scope.region {
        Some(own) => Some(own) == region && rule.scope.ended_on.is_none(),
        None => departure(rules, &rule.id, region).is_none(),
    })
}

/// The rule of a region in the place of a common one.
#[must_use]
pub fn departure<'a>(
    rules: &'a [ReviewRule],
    common: &RuleId,
    region: Option<&OrganisationId>,
) -> Option<&'a ReviewRule> {
    rules.iter().find(|rule| {
        rule.scope.ended_on.is_none()
            && rule.scope.replaces.as_ref() == Some(common)
            && rule.scope.region.as_ref() == region
    })
}

/// The rule that holds in a region when somebody chooses this one: the region's own in place of a
/// common one, and none of another region.
#[must_use]
pub fn chosen<'a>(
    rules: &'a [ReviewRule],
    region: Option<&'a OrganisationId>,
    rule: &RuleId,
) -> Option<&'a ReviewRule> {
    departure(rules, rule, region).or_else(|| of_region(rules, region).find(|one| one.id == *rule))
}

/// The rules that hold in some of these regions: a common one from which all of them depart does not.
#[must_use]
pub fn of_regions(rules: Vec<ReviewRule>, regions: &[OrganisationId]) -> Vec<ReviewRule> {
    let holds = |rule: &ReviewRule| {
        rule.scope.region.is_some()
            || regions.is_empty()
            || regions
                .iter()
                .any(|region| departure(&rules, &rule.id, Some(region)).is_none())
    };
    let kept: Vec<bool> = rules.iter().map(holds).collect();
    let kept = rules.into_iter().zip(kept).filter(|(_, kept)| *kept);
    kept.map(|(rule, _)| rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        rulebook::PlanKind,
        rulebook::{CountedFrom, RuleFacts, RuleLabel, RuleScope},
        source::Checked,
    };
    use chrono::NaiveDate;

    fn named(id: &str, region: Option<&str>, replaces: Option<&str>) -> ReviewRule {
        ReviewRule {
            id: id.to_owned().into(),
            facts: RuleFacts {
                name: id.to_owned(),
                plan_kind: PlanKind::SubPlan,
                interval_months: 12,
                counted_from: CountedFrom::Review,
                series_start: None,
                lead_months: 3,
                draft_months: None,
                inspection_months: None,
                board_months: None,
                source: String::new(),
                label: RuleLabel::Advice,
                as_of: NaiveDate::default(),
                checked: Checked::No,
                in_use: true,
            },
            scope: RuleScope {
                region: region.map(|id| id.to_owned().into()),
                replaces: replaces.map(|id| id.to_owned().into()),
                ended_on: None,
            },
            version: 1,
        }
    }

    fn rules() -> Vec<ReviewRule> {
        let mut ended = named("ended", Some("b"), Some("common"));
        ended.scope.ended_on = Some(NaiveDate::default());
        vec![
            named("common", None, None),
            named("other", None, None),
            named("departure", Some("a"), Some("common")),
            named("own", Some("a"), None),
            ended,
        ]
    }

    fn ids<'a>(rules: impl IntoIterator<Item = &'a ReviewRule>) -> Vec<&'a str> {
        rules.into_iter().map(|rule| rule.id.as_str()).collect()
    }

    #[test]
    fn a_region_has_its_departure_in_the_place_of_the_common_rule() {
        let rules = rules();
        let of = |region: Option<&str>| {
            let region = region.map(|id| OrganisationId::from(id.to_owned()));
            let found: Vec<_> = of_region(&rules, region.as_ref()).cloned().collect();
            ids(&found).join(" ")
        };
        assert_eq!(of(Some("a")), "other departure own");
        assert_eq!(of(Some("b")), "common other");
        assert_eq!(of(None), "common other");
    }

    #[test]
    fn who_chooses_the_common_rule_gets_the_departure_and_nobody_gets_that_of_others() {
        let rules = rules();
        let chosen = |region: &str, rule: &str| {
            let region = OrganisationId::from(region.to_owned());
            let found = chosen(&rules, Some(&region), &rule.to_owned().into());
            found.map(|rule| rule.id.to_string())
        };
        assert_eq!(chosen("a", "common").as_deref(), Some("departure"));
        assert_eq!(chosen("a", "departure").as_deref(), Some("departure"));
        assert_eq!(chosen("b", "common").as_deref(), Some("common"));
        assert_eq!(chosen("b", "departure"), None);
        assert_eq!(chosen("b", "own"), None);
    }

    #[test]
    fn who_sees_several_regions_sees_the_common_rule_until_all_depart() {
        let of = |regions: &[&str]| {
            let regions = regions.iter().map(|id| (*id).to_owned().into());
            let regions: Vec<OrganisationId> = regions.collect();
            ids(&of_regions(rules(), &regions)).join(" ")
        };
        assert!(of(&["a"]).starts_with("other"));
        assert!(of(&["a", "b"]).starts_with("common"));
        assert!(of(&[]).starts_with("common"));
    }
}
