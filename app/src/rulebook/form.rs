//! Forms about review rules and exercise duties, checked.

use super::{CountedFrom, Duty, DutyFacts, ReviewRule, RuleFacts, RuleLabel};
use crate::{
    form::{Errors, Problem, Reader, Values},
    source::Checked,
    text::rulebook as t,
};
use chrono::NaiveDate;

/// The longest interval that a rule or a duty can have: twenty years.
const LONGEST: i64 = 240;

/// A review rule as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RuleInput {
    /// What it says.
    #[serde(flatten)]
    pub facts: RuleFacts,
    /// The version of the record that the form was filled from.
    pub version: i64,
}

/// A rule as it is stored, in the shape of its form: what the audit trail keeps of it as it was.
impl From<&ReviewRule> for RuleInput {
    fn from(rule: &ReviewRule) -> Self {
        Self {
            facts: rule.facts.clone(),
            version: rule.version,
        }
    }
}

impl RuleInput {
    /// What `was` says once this is stored, still with the version that it has before.
    #[must_use]
    pub fn rule(&self, was: &ReviewRule) -> ReviewRule {
        ReviewRule {
            facts: self.facts.clone(),
            ..was.clone()
        }
    }
}

/// Every field of the form of a rule.
pub const FIELDS: [&str; 16] = [
    "name",
    "plan_kind",
    "interval_months",
    "counted_from",
    "series_start",
    "lead_months",
    "draft_months",
    "inspection_months",
    "board_months",
    "source",
    "label",
    "as_of",
    "checked",
    "in_use",
    "region",
    "version",
];

/// The fields that say when work on a plan begins and goes on, in their order.
const MILESTONES: [&str; 4] = [
    "lead_months",
    "draft_months",
    "inspection_months",
    "board_months",
];

/// Checks the form of a review rule; `today` because no source was read in the future.
///
/// # Errors
/// What is wrong, by field.
pub fn rule(values: &Values, today: NaiveDate) -> Result<RuleInput, Errors> {
    let mut form = Reader::new(values);
    let name = form.required_line("name", 200);
    let plan_kind = form.choice("plan_kind");
    let interval = form.number("interval_months", 1, LONGEST);
    let counted_from = form.choice("counted_from");
    let series_start = form.optional_date("series_start");
    match counted_from {
        Some(CountedFrom::Series) if values.get("series_start").trim().is_empty() => {
            let problem = Problem::Other(t::error_series_start);
            form.errors.add("series_start", problem);
        }
        Some(CountedFrom::Review | CountedFrom::Adoption) if series_start.is_some() => {
            let problem = Problem::Other(t::error_no_series);
            form.errors.add("series_start", problem);
        }
        _ => {}
    }
    let lead = form.number("lead_months", 0, LONGEST);
    let [draft, inspection, board] =
        [1, 2, 3].map(|at| form.optional_number(MILESTONES[at], 0, LONGEST));
    let mut before = None;
    for (field, months) in MILESTONES.into_iter().zip([lead, draft, inspection, board]) {
        let Some(months) = months else { continue };
        if interval.is_some_and(|interval| months >= interval) {
            form.errors.add(field, Problem::Other(t::error_lead));
        } else if before.is_some_and(|before| months > before) {
            form.errors.add(field, Problem::Other(t::error_order));
        }
        before = Some(months);
    }
    let from = Provenance::read(&mut form, today);
    let in_use = values.has("in_use", "yes");
    let version = form.version();
    let input = (|| {
        let from = from?;
        let facts = RuleFacts {
            name,
            plan_kind: plan_kind?,
            interval_months: months(interval?),
            counted_from: counted_from?,
            series_start,
            lead_months: months(lead?),
            draft_months: draft.map(months),
            inspection_months: inspection.map(months),
            board_months: board.map(months),
            source: from.source,
            label: from.label,
            as_of: from.as_of,
            checked: from.checked,
            in_use,
        };
        Some(RuleInput { facts, version })
    })();
    form.finish(input)
}

/// A number that was checked to be one of months.
fn months(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

/// Where a rule or a duty comes from.
struct Provenance {
    source: String,
    label: RuleLabel,
    as_of: NaiveDate,
    checked: Checked,
}

impl Provenance {
    fn read(form: &mut Reader<'_>, today: NaiveDate) -> Option<Self> {
        let source = form.required_line("source", 500);
        let label = form.choice("label");
        let as_of = form.date("as_of");
        let checked = form.choice("checked");
        if as_of.is_some_and(|day| day > today) {
            form.errors
                .add("as_of", Problem::Other(t::error_as_of_future));
        }
        Some(Self {
            source,
            label: label?,
            as_of: as_of?,
            checked: checked?,
        })
    }
}

/// The form of a review rule, filled from its record.
#[must_use]
pub fn values(rule: &ReviewRule) -> Values {
    let months = |months: Option<u32>| months.map(|m| m.to_string()).unwrap_or_default();
    let start = rule.series_start.map(|day| day.to_string());
    Values::default()
        .with("name", &rule.name)
        .with("plan_kind", rule.plan_kind)
        .with("interval_months", rule.interval_months)
        .with("counted_from", rule.counted_from)
        .with("series_start", start.unwrap_or_default())
        .with("lead_months", rule.lead_months)
        .with("draft_months", months(rule.draft_months))
        .with("inspection_months", months(rule.inspection_months))
        .with("board_months", months(rule.board_months))
        .with("source", &rule.source)
        .with("label", rule.label)
        .with("as_of", rule.as_of)
        .with("checked", rule.checked)
        .with("in_use", if rule.in_use { "yes" } else { "" })
        .with("version", rule.version)
}

/// An exercise duty as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DutyInput {
    /// What it asks for.
    #[serde(flatten)]
    pub facts: DutyFacts,
    /// The version of the duty's rule that the form was filled from.
    pub version: i64,
}

/// Checks the form of an exercise duty; `today` because no source was read in the future.
///
/// # Errors
/// What is wrong, by field.
pub fn duty(values: &Values, today: NaiveDate) -> Result<DutyInput, Errors> {
    let mut form = Reader::new(values);
    let name = form.required_line("name", 200);
    let interval = form.number("interval_months", 1, LONGEST);
    let lead = form.number("lead_months", 0, LONGEST);
    if interval.is_some_and(|interval| lead >= Some(interval)) {
        let problem = Problem::Other(t::error_duty_lead);
        form.errors.add("lead_months", problem);
    }
    let kinds = form.some_choices("kinds");
    let from = Provenance::read(&mut form, today);
    let version = form.version();
    let input = (|| {
        let from = from?;
        let facts = DutyFacts {
            name,
            interval_months: months(interval?),
            lead_months: months(lead?),
            kinds,
            source: from.source,
            label: from.label,
            as_of: from.as_of,
            checked: from.checked,
        };
        Some(DutyInput { facts, version })
    })();
    form.finish(input)
}

/// The form of an exercise duty, filled from its record; `version` is that of its rule.
#[must_use]
pub fn duty_values(duty: &Duty, version: i64) -> Values {
    Values::default()
        .with("name", &duty.name)
        .with("interval_months", duty.interval_months)
        .with("lead_months", duty.lead_months)
        .with_all("kinds", &duty.kinds)
        .with("source", &duty.source)
        .with("label", duty.label)
        .with("as_of", duty.as_of)
        .with("checked", duty.checked)
        .with("version", version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::{ExerciseKind, PlanKind, RuleScope};

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a date that exists")
    }

    const TODAY: (i32, u32, u32) = (2026, 11, 23);

    fn stored() -> ReviewRule {
        ReviewRule {
            id: "rule".to_owned().into(),
            facts: RuleFacts {
                name: "Rampbestrijdingsplan".to_owned(),
                plan_kind: PlanKind::DisasterPlan,
                interval_months: 48,
                counted_from: CountedFrom::Adoption,
                series_start: None,
                lead_months: 9,
                draft_months: Some(6),
                inspection_months: None,
                board_months: Some(2),
                source: "Bvr 6.2.3".to_owned(),
                label: RuleLabel::Law,
                as_of: day(2017, 5, 1),
                checked: Checked::Yes,
                in_use: false,
            },
            scope: RuleScope::default(),
            version: 4,
        }
    }

    fn tried(changes: &[(&str, &str)]) -> Result<RuleInput, Vec<String>> {
        let mut values = values(&stored());
        for (field, value) in changes {
            values = values.replacing(field, value);
        }
        let (year, month, on) = TODAY;
        rule(&values, day(year, month, on))
            .map_err(|errors| errors.iter().map(|(field, _)| field.to_owned()).collect())
    }

    #[test]
    fn a_stored_rule_is_what_its_own_form_would_give() {
        let typed = tried(&[]).expect("a form that is right");
        assert_eq!(typed, RuleInput::from(&stored()));
        assert_eq!(typed.rule(&stored()), stored());
    }

    #[test]
    fn each_milestone_comes_after_the_one_before_and_all_within_the_interval() {
        let wrong = |changes: &[(&str, &str)]| tried(changes).expect_err("a form that is wrong");
        assert_eq!(wrong(&[("lead_months", "48")]), ["lead_months"]);
        assert_eq!(wrong(&[("draft_months", "10")]), ["draft_months"]);
        assert_eq!(wrong(&[("board_months", "7")]), ["board_months"]);
        assert_eq!(wrong(&[("inspection_months", "-1")]), ["inspection_months"]);
        assert_eq!(
            wrong(&[("interval_months", "6")]),
            ["lead_months", "draft_months"]
        );
        assert!(tried(&[("draft_months", "9"), ("board_months", "9")]).is_ok());
        assert!(tried(&[("draft_months", ""), ("board_months", "")]).is_ok());
    }

    #[test]
    fn a_series_has_a_first_day_and_nothing_else_has() {
        let wrong = |changes: &[(&str, &str)]| tried(changes).expect_err("a form that is wrong");
        assert_eq!(wrong(&[("counted_from", "series")]), ["series_start"]);
        assert_eq!(wrong(&[("series_start", "2024-10-01")]), ["series_start"]);
        let malformed = [("counted_from", "series"), ("series_start", "31-02-2024")];
        assert_eq!(wrong(&malformed), ["series_start"]);
        let series = tried(&[("counted_from", "series"), ("series_start", "1-10-2024")]);
        assert_eq!(
            series.map(|input| input.facts.series_start),
            Ok(Some(day(2024, 10, 1)))
        );
    }

    #[test]
    fn what_is_missing_or_out_of_bounds_is_named() {
        for (field, value) in [
            ("name", " "),
            ("plan_kind", "nonsense"),
            ("interval_months", "0"),
            ("interval_months", "241"),
            ("interval_months", "vier jaar"),
            ("counted_from", ""),
            ("lead_months", ""),
            ("source", ""),
            ("label", "gerucht"),
            ("as_of", "2026-11-24"),
            ("checked", ""),
        ] {
            assert_eq!(
                tried(&[(field, value)]),
                Err(vec![field.to_owned()]),
                "{value}"
            );
        }
    }

    #[test]
    fn a_duty_is_read_back_as_it_stands_and_bounded() {
        let stored = Duty {
            id: "duty".to_owned().into(),
            facts: DutyFacts {
                name: "Stafoefening".to_owned(),
                interval_months: 24,
                lead_months: 6,
                kinds: vec![ExerciseKind::StaffExercise, ExerciseKind::FieldExercise],
                source: "Bvr 6.2.3".to_owned(),
                label: RuleLabel::Law,
                as_of: day(2017, 5, 1),
                checked: Checked::Yes,
            },
        };
        let today = day(2026, 11, 23);
        let values = duty_values(&stored, 3);
        let read = duty(&values, today).expect("a form that is right");
        assert_eq!(read.facts, stored.facts);
        assert_eq!(read.version, 3);
        for (field, value) in [("lead_months", "24"), ("kinds", ""), ("kinds", "circus")] {
            let errors = duty(&values.clone().replacing(field, value), today).expect_err(value);
            let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
            assert_eq!(fields, [field], "{value}");
        }
    }
}
