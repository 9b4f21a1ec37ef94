//! Forms about plans, checked.

mod life;

pub use life::{
    ExtensionInput, ReachedInput, SignalInput, extension, reached, settlement, signal, withdrawal,
};

use super::{Plan, PlanKind, ReviewOutcome};
use crate::{
    form::{Errors, Problem, Reader, Values},
    id::{OrganisationId, PersonId, RuleId},
    text::plans as t,
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// A plan as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlanInput {
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: PlanKind,
    /// What it is about.
    pub summary: String,
    /// The organisation that owns it.
    pub owner: OrganisationId,
    /// The organisations to which it applies.
    pub organisations: BTreeSet<OrganisationId>,
    /// Who sees to it that it stays current.
    pub steward: Option<PersonId>,
    /// How often it must be reviewed.
    pub rule: RuleId,
    /// The version of the record that the form was filled from.
    pub version: i64,
}

/// A plan as it is stored, in the shape of its form: what the audit trail keeps of it as it was.
impl From<&Plan> for PlanInput {
    fn from(plan: &Plan) -> Self {
        let organisations = plan.organisations.iter();
        Self {
            title: plan.title.clone(),
            kind: plan.kind,
            summary: plan.summary.clone(),
            owner: plan.owner.id.clone(),
            organisations: organisations.map(|one| one.id.clone()).collect(),
            steward: plan.steward.as_ref().map(|(id, _)| id.clone()),
            rule: plan.rule.id.clone(),
            version: plan.version,
        }
    }
}

/// Checks the form of a plan.
///
/// # Errors
/// What is wrong, by field.
pub fn plan(values: &Values) -> Result<PlanInput, Errors> {
    let mut form = Reader::new(values);
    let title = form.required_line("title", 200);
    let kind = form.choice("kind");
    let owner = form.choice("owner");
    let organisations = form.some_choices("organisations").into_iter().collect();
    let steward = form.optional_choice("steward");
    let rule = form.choice("rule");
    let summary = form.optional("summary", 2_000);
    let version = form.version();
    let input = (|| {
        Some(PlanInput {
            title,
            kind: kind?,
            summary,
            owner: owner?,
            organisations,
            steward,
            rule: rule?,
            version,
        })
    })();
    form.finish(input)
}

/// The form of a plan, filled from its record.
#[must_use]
pub fn values(plan: &PlanInput) -> Values {
    let steward = plan.steward.as_ref().map_or("", PersonId::as_str);
    Values::default()
        .with("title", &plan.title)
        .with("kind", plan.kind)
        .with("owner", &plan.owner)
        .with_all("organisations", &plan.organisations)
        .with("steward", steward)
        .with("rule", &plan.rule)
        .with("summary", &plan.summary)
        .with("version", plan.version)
}

/// A version of a plan as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct VersionInput {
    /// Number or year, as on the document.
    pub label: String,
    /// When it was adopted.
    pub adopted_on: NaiveDate,
    /// The body that adopted it.
    pub adopted_by: String,
    /// From when it is in force.
    pub in_force_on: NaiveDate,
    /// What changed.
    pub note: String,
}

/// Checks the form of a version; `today` because nothing is adopted in the future.
///
/// # Errors
/// What is wrong, by field.
pub fn version(values: &Values, today: NaiveDate) -> Result<VersionInput, Errors> {
    let mut form = Reader::new(values);
    let label = form.required_line("label", 40);
    let adopted_on = form.date("adopted_on");
    let adopted_by = form.required_line("adopted_by", 200);
    let in_force_on = form.optional_date("in_force_on").or(adopted_on);
    let note = form.optional("version_note", 2_000);
    if adopted_on.is_some_and(|day| day > today) {
        form.errors
            .add("adopted_on", Problem::Other(t::error_future));
    }
    if in_force_on < adopted_on {
        form.errors.add(
            "in_force_on",
            Problem::Other(t::error_in_force_before_adopted),
        );
    }
    let input = adopted_on
        .zip(in_force_on)
        .map(|(adopted_on, in_force_on)| VersionInput {
            label,
            adopted_on,
            adopted_by,
            in_force_on,
            note,
        });
    form.finish(input)
}

/// A review of a plan as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReviewInput {
    /// When.
    pub reviewed_on: NaiveDate,
    /// What was found.
    pub outcome: ReviewOutcome,
    /// By whom.
    pub reviewer: String,
    /// What is to be known of it.
    pub note: String,
}

/// Checks the form of a review; `today` because nothing was reviewed in the future.
///
/// # Errors
/// What is wrong, by field.
pub fn review(values: &Values, today: NaiveDate) -> Result<ReviewInput, Errors> {
    let mut form = Reader::new(values);
    let reviewed_on = form.date("reviewed_on");
    let outcome = form.choice("outcome");
    let reviewer = form.required_line("reviewer", 200);
    let note = form.optional("review_note", 2_000);
    if reviewed_on.is_some_and(|day| day > today) {
        form.errors
            .add("reviewed_on", Problem::Other(t::error_future));
    }
    let input = reviewed_on
        .zip(outcome)
        .map(|(reviewed_on, outcome)| ReviewInput {
            reviewed_on,
            outcome,
            reviewer,
            note,
        });
    form.finish(input)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        organisations::{OrganisationKind, OrganisationName},
        plans::{Stage, Standing},
        rulebook::{CountedFrom, ReviewRule, RuleFacts, RuleLabel, RuleScope},
        source::Checked,
    };

    fn stored() -> Plan {
        let vaals = OrganisationName {
            id: "vaals".to_owned().into(),
            kind: OrganisationKind::Municipality,
            name: "Vaals".to_owned(),
        };
        Plan {
            id: "plan".to_owned().into(),
            title: "Draaiboek".to_owned(),
            kind: PlanKind::PlaybookDocument,
            summary: "Kort".to_owned(),
            owner: vaals.clone(),
            organisations: vec![vaals],
            steward: Some(("sarah".to_owned().into(), "Sarah".to_owned())),
            steward_visible: true,
            rule_visible: true,
            rule: ReviewRule {
                id: "rule".to_owned().into(),
                facts: RuleFacts {
                    name: String::new(),
                    plan_kind: PlanKind::PlaybookDocument,
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
                scope: RuleScope::default(),
                version: 1,
            },
            standing: Standing {
                stage: Stage::Draft,
                schedule: None,
                extended_until: None,
                asked_on: None,
            },
            replaced_by: None,
            extensions: Vec::new(),
            signals: Vec::new(),
            reached: Vec::new(),
            versions: Vec::new(),
            reviews: Vec::new(),
            version: 3,
        }
    }

    #[test]
    fn a_stored_plan_is_what_its_own_form_would_give() {
        let plan = stored();
        let typed = super::plan(&values(&PlanInput::from(&plan))).expect("a form that is right");
        assert_eq!(typed, PlanInput::from(&plan));
    }

    #[test]
    fn a_stored_plan_keeps_what_no_form_would_take_today() {
        let summary = "x".repeat(3_000);
        let plan = Plan {
            summary: summary.clone(),
            organisations: Vec::new(),
            ..stored()
        };
        let input = PlanInput::from(&plan);
        assert_eq!(input.summary, summary);
        assert_eq!(input.organisations, BTreeSet::new());
    }
}
