//! Forms about playbooks, checked. A phase comes with its steps, as numbered rows of one form, so
//! that one save stores all of it.

use super::{Direction, Phase, Playbook, StepActor, rules::moved};
use crate::{
    form::{Errors, Problem, Reader, Values},
    id::{OrganisationId, PlanId, RoleId, StepId},
    source::Checked,
    text::playbooks as t,
};
use serde::Serialize;

/// The most steps of one phase: beyond it nobody reads it in a crisis.
pub const MAX_STEPS: usize = 60;
/// The most phases of one playbook.
pub const MAX_PHASES: usize = 40;

/// A playbook as it came in, without its phases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlaybookInput {
    /// Its title.
    pub title: String,
    /// What it is for, in a few words.
    pub scenario: String,
    /// What it is about and how to use it.
    pub summary: String,
    /// The organisation that keeps it.
    pub owner: OrganisationId,
    /// The organisations that work by it.
    pub organisations: Vec<OrganisationId>,
    /// The plan on which it rests.
    pub plan: Option<PlanId>,
    /// The version of the record that the form was filled from.
    pub version: i64,
}

impl From<&Playbook> for PlaybookInput {
    fn from(playbook: &Playbook) -> Self {
        let organisations = playbook.organisations.iter();
        Self {
            title: playbook.title.clone(),
            scenario: playbook.scenario.clone(),
            summary: playbook.summary.clone(),
            owner: playbook.owner.id.clone(),
            organisations: organisations.map(|o| o.id.clone()).collect(),
            plan: playbook.plan.as_ref().map(|plan| plan.id.clone()),
            version: playbook.version,
        }
    }
}

/// Checks the form of a playbook.
///
/// # Errors
/// What is wrong, by field.
pub fn playbook(values: &Values) -> Result<PlaybookInput, Errors> {
    let mut form = Reader::new(values);
    let title = form.required_line("title", 200);
    let scenario = form.required_line("scenario", 200);
    let owner = form.choice("owner");
    let organisations = form.some_choices("organisations");
    let plan = form.optional_choice("plan");
    let summary = form.optional("summary", 4_000);
    let version = form.version();
    let input = owner.map(|owner| PlaybookInput {
        title,
        scenario,
        summary,
        owner,
        organisations,
        plan,
        version,
    });
    form.finish(input)
}

/// The form of a playbook, filled from its record.
#[must_use]
pub fn values(playbook: &Playbook) -> Values {
    let input = PlaybookInput::from(playbook);
    Values::default()
        .with("title", input.title)
        .with("scenario", input.scenario)
        .with("owner", input.owner)
        .with_all("organisations", input.organisations)
        .with("plan", input.plan.as_ref().map_or("", PlanId::as_str))
        .with("summary", input.summary)
        .with("version", input.version)
}

/// A phase with its steps as it came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PhaseInput {
    /// Its name.
    pub name: String,
    /// What is measured or watched.
    pub measure: String,
    /// The value at which it starts; empty when not known.
    pub threshold: String,
    /// The unit of the value.
    pub unit: String,
    /// Who says so, or where to ask.
    pub source: String,
    /// How sure we are.
    pub checked: Checked,
    /// What else to know.
    pub note: String,
    /// The steps in their order.
    pub steps: Vec<StepInput>,
    /// The version of the playbook that the form was filled from.
    pub version: i64,
}

/// A step as it came in: done by a role, or else by somebody in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepInput {
    /// The step that it was; none for a new one.
    pub id: Option<StepId>,
    /// The crisis role that does it.
    pub role: Option<RoleId>,
    /// Who does it, in words; empty with a role.
    pub actor: String,
    /// What is to be done.
    pub instruction: String,
}

/// Checks the form of a phase and its steps; `is_role` knows the catalogue.
///
/// # Errors
/// What is wrong, by field.
pub fn phase(values: &Values, is_role: impl Fn(&RoleId) -> bool) -> Result<PhaseInput, Errors> {
    let mut form = Reader::new(values);
    let name = form.required_line("name", 160);
    let measure = form.required_line("measure", 200);
    let threshold = form.optional_line("threshold", 60);
    let unit = form.optional_line("unit", 40);
    let source = form.optional_line("source", 300);
    let checked: Option<Checked> = form.choice("checked");
    let note = form.optional("note", 2_000);
    let version = form.version();
    if !threshold.is_empty() && source.is_empty() {
        form.errors
            .add("source", Problem::Other(t::error_source_missing));
    }
    if threshold.is_empty() && checked == Some(Checked::Yes) {
        form.errors
            .add("checked", Problem::Other(t::error_unknown_checked));
    }
    let rows = rows(values);
    if rows.len() > MAX_STEPS {
        let field = format!("step_{}_instruction", MAX_STEPS + 1);
        form.errors
            .add(&field, Problem::Other(t::error_too_many_steps));
    }
    let mut steps = Vec::new();
    for (index, row) in rows.iter().enumerate().take(MAX_STEPS) {
        if !row.is_blank() {
            steps.push(step(&mut form, index + 1, row, &is_role));
        }
    }
    let input = checked.map(|checked| PhaseInput {
        name,
        measure,
        threshold,
        unit,
        source,
        checked,
        note,
        steps,
        version,
    });
    form.finish(input)
}

fn step(
    form: &mut Reader<'_>,
    number: usize,
    row: &Row,
    is_role: impl Fn(&RoleId) -> bool,
) -> StepInput {
    let field = |part: &str| format!("step_{number}_{part}");
    let role: Option<RoleId> = form.optional_choice(&field("role"));
    let actor = form.optional_line(&field("actor"), 120);
    let instruction = form.required(&field("instruction"), 1_000);
    let problem = match (&role, actor.is_empty()) {
        (None, true) => Some(Problem::Other(t::error_nobody)),
        (Some(_), false) => Some(Problem::Other(t::error_two_actors)),
        (Some(role), true) if !is_role(role) => Some(Problem::Choice),
        _ => None,
    };
    if let Some(problem) = problem {
        form.errors.add(&field("role"), problem);
    }
    StepInput {
        id: row.id.parse().ok(),
        role,
        actor,
        instruction,
    }
}

/// A row of the form, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The step that it was; empty for a new one.
    pub id: String,
    /// The chosen role.
    pub role: String,
    /// The words for who does it.
    pub actor: String,
    /// What is to be done.
    pub instruction: String,
}

impl Row {
    /// Whether nothing was filled in: such a row is no step.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        [&self.role, &self.actor, &self.instruction]
            .iter()
            .all(|text| text.trim().is_empty())
    }
}

/// The rows of the form, up to one more than are allowed.
#[must_use]
pub fn rows(values: &Values) -> Vec<Row> {
    (1..=MAX_STEPS + 1)
        .map_while(|number| {
            let field = |part: &str| format!("step_{number}_{part}");
            let there = ["role", "actor", "instruction"]
                .iter()
                .any(|part| values.all(&field(part)).next().is_some());
            there.then(|| Row {
                id: values.get(&field("id")).to_owned(),
                role: values.get(&field("role")).to_owned(),
                actor: values.get(&field("actor")).to_owned(),
                instruction: values.get(&field("instruction")).to_owned(),
            })
        })
        .collect()
}

/// The form of a phase, filled from its record, with a blank row for one more step.
#[must_use]
pub fn phase_values(phase: &Phase, version: i64) -> Values {
    let trigger = &phase.trigger;
    let values = Values::default()
        .with("version", version)
        .with("name", &phase.name)
        .with("measure", &trigger.measure)
        .with("threshold", &trigger.threshold)
        .with("unit", &trigger.unit)
        .with("source", &trigger.source)
        .with("checked", trigger.checked)
        .with("note", &phase.note);
    let rows = phase.steps.iter().map(|step| {
        let (role, actor) = match &step.actor {
            StepActor::Role { role, .. } => (role.to_string(), String::new()),
            StepActor::Words(words) => (String::new(), words.clone()),
        };
        Row {
            id: step.id.to_string(),
            role,
            actor,
            instruction: step.instruction.clone(),
        }
    });
    with_rows(values, rows.chain([Row::default()]).collect())
}

/// The form of a new phase, to come after the first `after` phases.
#[must_use]
pub fn new_phase_values(after: usize) -> Values {
    let values = Values::default()
        .with("checked", Checked::No)
        .with("after", after);
    with_rows(values, vec![Row::default(); 3])
}

fn with_rows(values: Values, rows: Vec<Row>) -> Values {
    rows.into_iter().zip(1..).fold(values, |values, (row, n)| {
        values
            .with(&format!("step_{n}_id"), row.id)
            .with(&format!("step_{n}_role"), row.role)
            .with(&format!("step_{n}_actor"), row.actor)
            .with(&format!("step_{n}_instruction"), row.instruction)
    })
}

/// The same form with its rows arranged anew: `up-3`, `down-3`, `remove-3`, or `add-3` for a blank
/// row after the third. Nothing that was typed is lost and nothing is stored. None when `order` is
/// none of these.
#[must_use]
pub fn arrange(values: &Values, order: &str) -> Option<Values> {
    let (verb, number) = order.split_once('-')?;
    let number: usize = number.parse().ok()?;
    let mut rows = rows(values);
    if verb == "add" {
        if rows.len() < MAX_STEPS {
            rows.insert(number.min(rows.len()), Row::default());
        }
    } else {
        let index = number.checked_sub(1).filter(|index| *index < rows.len())?;
        if verb == "remove" {
            rows.remove(index);
        } else {
            rows = moved(rows, index, verb.parse::<Direction>().ok()?);
        }
    }
    if rows.is_empty() {
        rows.push(Row::default());
    }
    let fields = [
        "version",
        "after",
        "name",
        "measure",
        "threshold",
        "unit",
        "source",
        "checked",
        "note",
    ];
    let kept = fields.iter().fold(Values::default(), |kept, field| {
        kept.with(field, values.get(field))
    });
    Some(with_rows(kept, rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(rows: &[[&str; 3]]) -> Values {
        let row = |row: &[&str; 3]| Row {
            id: String::new(),
            role: row[0].to_owned(),
            actor: row[1].to_owned(),
            instruction: row[2].to_owned(),
        };
        let values = Values::default()
            .with("name", "Attendering")
            .with("measure", "Afvoer")
            .with("checked", "no");
        with_rows(values, rows.iter().map(row).collect())
    }

    fn check(values: &Values) -> Result<PhaseInput, Errors> {
        phase(values, |role| role.as_str() == "mayor")
    }

    #[test]
    fn a_step_is_done_by_a_role_or_by_somebody_in_words_but_not_by_nobody_or_both() {
        let values = typed(&[
            ["mayor", "", "Decide."],
            ["", "Rijkswaterstaat", "Say how much."],
            ["", "", ""],
        ]);
        assert_eq!(check(&values).expect("well filled").steps.len(), 2);
        for wrong in [["", "", "Decide."], ["mayor", "Police", "Decide."]] {
            let errors = check(&typed(&[wrong])).expect_err("nobody or both");
            assert!(errors.get("step_1_role").is_some());
        }
        let errors = check(&typed(&[["cook", "", "Cook."]])).expect_err("no such role");
        assert!(matches!(errors.get("step_1_role"), Some(Problem::Choice)));
        let errors = check(&typed(&[["mayor", "", " "]])).expect_err("no instruction");
        assert!(errors.get("step_1_instruction").is_some());
    }

    #[test]
    fn a_value_needs_a_source_and_an_unknown_one_can_t_be_verified() {
        let known = typed(&[]).with("threshold", "1250");
        assert!(check(&known).is_err_and(|errors| errors.get("source").is_some()));
        let unknown = typed(&[]).replacing("checked", "yes");
        assert!(check(&unknown).is_err_and(|errors| errors.get("checked").is_some()));
    }

    #[test]
    fn too_many_steps_are_refused_and_not_cut_off() {
        let rows = vec![["mayor", "", "Decide."]; MAX_STEPS + 1];
        assert!(check(&typed(&rows[1..])).is_ok());
        assert!(check(&typed(&rows)).is_err());
    }

    #[test]
    fn rows_are_arranged_without_losing_what_was_typed() {
        let values = typed(&[["", "A", "one"], ["", "B", "two"]]).with("note", "mind this");
        let order = |order| {
            let values = arrange(&values, order).expect("a known order");
            assert_eq!(values.get("note"), "mind this");
            let rows = rows(&values).into_iter();
            rows.map(|row| row.instruction).collect::<Vec<_>>()
        };
        assert_eq!(order("up-2"), ["two", "one"]);
        assert_eq!(order("down-2"), ["one", "two"]);
        assert_eq!(order("remove-1"), ["two"]);
        assert_eq!(order("add-1"), ["one", "", "two"]);
        assert_eq!(order("add-0"), ["", "one", "two"]);
        for unknown in ["", "up", "up-9", "up-0", "sideways-1"] {
            assert_eq!(arrange(&values, unknown), None);
        }
    }
}
