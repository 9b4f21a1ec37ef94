//! The rules that come with the program, held against the field's own table: for each row a plan,
//! its dates, and what must follow from them.

use super::data::Data;
use app::{
    plans::{
        Currency,
        Currency::*,
        PlanReview, PlanVersion, ReviewOutcome, Stage,
        rules::{History, milestones},
    },
    rulebook::{Duty, ReviewRule, RuleLabel},
    sheets::plan::duties::{DutyExercise, DutyState, duty},
    source::Checked,
};
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

fn rule(code: &str) -> ReviewRule {
    let data = Data::parse().expect("the data");
    let rule = data.rules.iter().find(|rule| rule.code == code);
    rule.expect(code).review_rule()
}

fn adopted(on: &str) -> PlanVersion {
    PlanVersion {
        id: on.to_owned().into(),
        label: on.to_owned(),
        adopted_on: day(on),
        adopted_by: String::new(),
        in_force_on: day(on),
        note: String::new(),
    }
}

fn reviewed(on: &str, outcome: ReviewOutcome) -> PlanReview {
    PlanReview {
        id: on.to_owned().into(),
        reviewed_on: day(on),
        outcome,
        reviewer: String::new(),
        note: String::new(),
    }
}

/// A row of the field's table, with a plan as an example.
struct Row {
    rule: &'static str,
    adopted: &'static str,
    /// A review that found the plan still right; empty when there was none.
    reviewed: &'static str,
    due: &'static str,
    /// The last good day for each milestone.
    milestones: &'static [&'static str],
    /// The status on some days.
    status: &'static [(&'static str, Currency)],
}

/// The columns: rule, adopted, reviewed, due, milestones, status on a day.
const ROWS: &[Row] = &[
    // Regionaal beleidsplan, at most 4 years (Wvr art. 14); a review is no new plan.
    Row {
        rule: "regionaal-beleidsplan",
        adopted: "2024-01-01",
        reviewed: "2026-06-01",
        due: "2028-01-01",
        milestones: &["2027-04-01", "2027-07-01", "2027-09-01", "2027-11-01"],
        status: &[
            ("2027-03-31", Current),
            ("2027-04-01", DueSoon),
            ("2028-01-01", DueSoon),
            ("2028-01-02", Overdue),
        ],
    },
    // Regionaal crisisplan, at most 4 years (Wvr art. 16), from a leap day.
    Row {
        rule: "regionaal-crisisplan",
        adopted: "2024-02-29",
        reviewed: "",
        due: "2028-02-29",
        milestones: &["2027-05-29", "2027-08-29", "2027-10-29", "2027-12-29"],
        status: &[("2028-02-29", DueSoon), ("2028-03-01", Overdue)],
    },
    // RBP airport, renewed at most every 4 years (Bvr art. 6.2.3(5)).
    Row {
        rule: "rbp-luchthaven",
        adopted: "2022-12-01",
        reviewed: "2025-11-18",
        due: "2026-12-01",
        milestones: &["2026-03-01", "2026-06-01", "2026-08-01", "2026-10-01"],
        status: &[
            ("2026-02-28", Current),
            ("2026-11-23", DueSoon),
            ("2026-12-02", Overdue),
        ],
    },
    // RBP Seveso, at most 3 years: reviewed, tested, updated (Besluit of 21-11-2017).
    Row {
        rule: "rbp-seveso",
        adopted: "2021-03-31",
        reviewed: "2024-03-31",
        due: "2027-03-31",
        milestones: &["2026-06-30", "2026-09-30", "2026-11-30", "2027-01-31"],
        status: &[("2026-06-29", Current), ("2026-06-30", DueSoon)],
    },
    // RBP Hoogwater Limburg, 4 years by policy (bgr-2024-675).
    Row {
        rule: "rbp-hoogwater",
        adopted: "2024-04-11",
        reviewed: "",
        due: "2028-04-11",
        milestones: &["2027-07-11", "2027-10-11", "2027-12-11", "2028-02-11"],
        status: &[("2026-11-23", Current), ("2027-07-11", DueSoon)],
    },
    // … plus a check before every season (1 October): one in September is for this season …
    Row {
        rule: "hoogwater-seizoen",
        adopted: "2024-10-01",
        reviewed: "2026-09-16",
        due: "2027-10-01",
        milestones: &["2027-07-01"],
        status: &[
            ("2027-06-30", Current),
            ("2027-07-01", DueSoon),
            ("2027-10-02", Overdue),
        ],
    },
    // … and one in March is not.
    Row {
        rule: "hoogwater-seizoen",
        adopted: "2024-10-01",
        reviewed: "2026-03-16",
        due: "2026-10-01",
        milestones: &["2026-07-01"],
        status: &[("2026-10-01", DueSoon), ("2026-10-02", Overdue)],
    },
    // Integraal veiligheidsplan, 4 years (Politiewet art. 38b).
    Row {
        rule: "integraal-veiligheidsplan",
        adopted: "2024-01-01",
        reviewed: "",
        due: "2028-01-01",
        milestones: &["2027-07-01", "2027-09-01", "2027-11-01"],
        status: &[("2027-06-30", Current), ("2027-07-01", DueSoon)],
    },
    // Municipal playbook, continuity plan, annex with phone numbers: 1 year by advice.
    Row {
        rule: "draaiboek-gemeente",
        adopted: "2024-02-29",
        reviewed: "",
        due: "2025-02-28",
        milestones: &["2024-11-28"],
        status: &[("2024-11-27", Current), ("2025-03-01", Overdue)],
    },
    Row {
        rule: "continuiteitsplan",
        adopted: "2024-05-31",
        reviewed: "2025-05-31",
        due: "2026-05-31",
        milestones: &["2026-02-28"],
        status: &[("2026-02-27", Current), ("2026-02-28", DueSoon)],
    },
    Row {
        rule: "bijlage-contactgegevens",
        adopted: "2025-03-30",
        reviewed: "2025-10-26",
        due: "2026-10-26",
        milestones: &["2026-07-26"],
        // The days on which the clocks change are days like any other.
        status: &[
            ("2026-03-29", Current),
            ("2026-10-25", DueSoon),
            ("2026-10-27", Overdue),
        ],
    },
    // Municipal sub-plan: no norm found, proposed as 2 years.
    Row {
        rule: "deelplan-gemeente",
        adopted: "2025-01-15",
        reviewed: "",
        due: "2027-01-15",
        milestones: &["2026-07-15", "2026-10-15", "2026-12-15"],
        status: &[("2026-07-14", Current), ("2027-01-16", Overdue)],
    },
];

#[test]
fn each_rule_gives_the_dates_and_the_status_that_the_field_expects() {
    for row in ROWS {
        let rule = rule(row.rule);
        let reviews: Vec<_> = (!row.reviewed.is_empty())
            .then(|| reviewed(row.reviewed, ReviewOutcome::StillRight))
            .into_iter()
            .collect();
        let history = History::of(&[adopted(row.adopted)], &reviews);
        let standing = history.standing(&rule, Stage::InForce);
        assert_eq!(standing.due_on(), Some(day(row.due)), "{}", row.rule);
        let days: Vec<_> = milestones(&rule, &standing, &[])
            .into_iter()
            .map(|milestone| milestone.on)
            .collect();
        let expected: Vec<_> = row.milestones.iter().map(|on| day(on)).collect();
        assert_eq!(days, expected, "{}", row.rule);
        for (on, status) in row.status {
            assert_eq!(standing.currency(day(on)), *status, "{} on {on}", row.rule);
        }
    }
}

/// What the field's table says of a rule or of an exercise duty: months, how binding, how sure.
type Norm = (u32, RuleLabel, Checked);

const YES: Checked = Checked::Yes;
const PRESS: Checked = Checked::Press;
const NO: Checked = Checked::No;

/// The field's table itself: the rule with its exercise duties, in their order.
const TABLE: &[(&str, Norm, &[Norm])] = {
    use RuleLabel::{Advice, Law, Policy};
    &[
        ("regionaal-beleidsplan", (48, Law, YES), &[]),
        ("regionaal-crisisplan", (48, Law, YES), &[(12, Law, YES)]),
        (
            "rbp-luchthaven",
            (48, Law, YES),
            &[(24, Law, YES), (48, Law, YES)],
        ),
        ("rbp-seveso", (36, Law, PRESS), &[(36, Law, PRESS)]),
        ("rbp-hoogwater", (48, Policy, PRESS), &[]),
        ("hoogwater-seizoen", (12, Policy, PRESS), &[]),
        ("integraal-veiligheidsplan", (48, Law, YES), &[]),
        ("draaiboek-gemeente", (12, Advice, NO), &[]),
        ("continuiteitsplan", (12, Advice, NO), &[]),
        ("bijlage-contactgegevens", (12, Advice, NO), &[]),
        ("deelplan-gemeente", (24, Advice, NO), &[]),
    ]
};

#[test]
fn the_program_ships_each_rule_of_the_field_and_no_other_as_sure_as_it_is() {
    let data = Data::parse().expect("the data");
    for (code, expected, expected_duties) in TABLE {
        let rule = rule(code);
        let norm = (rule.interval_months, rule.label, rule.checked);
        assert_eq!(norm, *expected, "{code}");
        let duties: Vec<_> = duties(code)
            .iter()
            .map(|duty| (duty.interval_months, duty.label, duty.checked))
            .collect();
        assert_eq!(duties, *expected_duties, "{code}");
        assert!(ROWS.iter().any(|row| row.rule == *code), "{code}");
    }
    assert_eq!(data.rules.len(), TABLE.len());
}

#[test]
fn what_is_less_sure_than_its_rule_says_so_and_rules_of_one_plan_name_each_other() {
    let airport = rule("rbp-luchthaven");
    assert!(airport.source.contains("EASA AMC1 ADR.OPS.B.005(c)"));
    assert!(airport.source.contains("pers, niet geverifieerd"));
    for duty in duties("rbp-luchthaven") {
        assert!(!duty.source.contains("EASA"), "{}", duty.source);
    }
    let (plan, season) = (rule("rbp-hoogwater"), rule("hoogwater-seizoen"));
    assert!(plan.source.contains(&season.name), "{}", plan.source);
    assert!(season.source.contains(&plan.name), "{}", season.source);
}

/// The exercise duties of a rule, as the program ships them.
fn duties(code: &str) -> Vec<Duty> {
    let data = Data::parse().expect("the data");
    let rule = data
        .rules
        .iter()
        .find(|rule| rule.code == code)
        .expect(code);
    rule.duties().collect()
}

#[test]
fn each_exercise_duty_is_due_when_the_law_says() {
    let held = |kind: &str, on: &str| DutyExercise {
        id: on.to_owned().into(),
        title: String::new(),
        kind: kind.parse().expect(kind),
        status: app::exercises::ExerciseStatus::Closed,
        on: day(on),
        visible: true,
    };
    let adopted_on = Some(day("2022-12-01"));
    let today = day("2026-11-23");
    let expect = |of: &Duty, exercises: &[DutyExercise], due: &str, state| {
        let standing = duty(of, adopted_on, exercises, today);
        assert_eq!(standing.due_on, Some(day(due)), "{}", of.name);
        assert_eq!(standing.state, state, "{}", of.name);
    };
    // Airport: the staffs at most every 2 years, with operational units every 4 (Bvr 6.2.3(2-4)).
    let airport = duties("rbp-luchthaven");
    assert_eq!(airport.len(), 2);
    let staff = [held("staff-exercise", "2025-10-20")];
    let field = [held("field-exercise", "2025-02-07")];
    expect(&airport[0], &staff, "2027-10-20", DutyState::Met);
    expect(&airport[0], &field, "2027-02-07", DutyState::Soon);
    expect(&airport[0], &[], "2024-12-01", DutyState::Late);
    expect(&airport[1], &staff, "2026-12-01", DutyState::Soon);
    expect(&airport[1], &field, "2029-02-07", DutyState::Met);
    // Seveso: tested at most every 3 years.
    let seveso = duties("rbp-seveso");
    let table_top = [held("table-top", "2024-06-12")];
    expect(&seveso[0], &table_top, "2027-06-12", DutyState::Soon);
    expect(&seveso[0], &[], "2025-12-01", DutyState::Late);
    // The yearly test of the main structure (Bvr 2.5.1).
    let system = duties("regionaal-crisisplan");
    assert_eq!(system.len(), 1);
    expect(
        &system[0],
        &[held("system-test", "2026-05-11")],
        "2027-05-11",
        DutyState::Met,
    );
    expect(
        &system[0],
        &[held("alarm-test", "2026-05-11")],
        "2023-12-01",
        DutyState::Late,
    );
}
