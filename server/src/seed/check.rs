//! Whether the demonstration's data is whole: every entry that is referred to exists, and nothing
//! contradicts itself. Needs no database.

use super::{
    data::{Action, Assignment, Data, Exercise, Lesson, Plan, Playbook},
    derive,
};
use anyhow::bail;
use app::{plans::Stage, roles::FilledBy};
use std::collections::HashSet;

/// From an exercise until what it taught is written down, with the weekend after it.
const EVALUATING: i64 = 9;

/// Checks all of it.
///
/// # Errors
/// Names every fault: the file, the entry and what is missing or wrong.
pub(super) fn check(data: &Data) -> anyhow::Result<()> {
    let mut check = Check::new(data);
    check.organisations_and_people(data);
    data.plans.iter().for_each(|plan| check.plan(plan));
    check.roles(data);
    let regional: HashSet<_> = data
        .roles
        .iter()
        .filter(|role| role.filled_by == FilledBy::Region)
        .map(|role| role.code.as_str())
        .collect();
    for assignment in &data.assignments {
        check.assignment(assignment, regional.contains(assignment.role.as_str()));
    }
    for exercise in &data.exercises {
        check.exercise(exercise);
    }
    for playbook in &data.playbooks {
        check.playbook(playbook);
    }
    check.readers_and_annexes(data);
    if check.faults.is_empty() {
        return Ok(());
    }
    bail!("{}", check.faults.join("\n"))
}

struct Check<'a> {
    organisations: HashSet<&'a str>,
    region: &'a str,
    people: HashSet<&'a str>,
    rules: HashSet<&'a str>,
    plans: HashSet<&'a str>,
    roles: HashSet<&'a str>,
    exercises: HashSet<&'a str>,
    /// The file and the entry under examination.
    file: &'static str,
    entry: String,
    faults: Vec<String>,
}

impl<'a> Check<'a> {
    fn new(data: &'a Data) -> Self {
        let mut check = Self {
            organisations: HashSet::new(),
            region: data.region().map_or("", |region| &region.code),
            people: HashSet::new(),
            rules: HashSet::new(),
            plans: HashSet::new(),
            roles: HashSet::new(),
            exercises: HashSet::new(),
            file: "",
            entry: String::new(),
            faults: Vec::new(),
        };
        let organisations = data.organisations.iter().map(|o| o.code.as_str());
        check.organisations = check.unique("organisations.toml", organisations);
        let people = data.people.iter().map(|p| p.key.as_str());
        check.people = check.unique("people.toml", people);
        let rules = data.rules.iter().map(|r| r.code.as_str());
        check.rules = check.unique("rules.toml", rules);
        let plans = data.plans.iter().map(|p| p.code.as_str());
        check.plans = check.unique("plans.toml", plans);
        let roles = data.roles.iter().map(|r| r.code.as_str());
        check.roles = check.unique("roles.toml", roles);
        let exercises = data.exercises.iter().map(|e| e.code.as_str());
        check.exercises = check.unique("exercises.toml", exercises);
        let playbooks = data.playbooks.iter().map(|p| p.code.as_str());
        check.unique("playbooks.toml", playbooks);
        check
    }

    fn unique(
        &mut self,
        file: &'static str,
        codes: impl Iterator<Item = &'a str>,
    ) -> HashSet<&'a str> {
        let mut seen = HashSet::new();
        for code in codes {
            self.at(file, code);
            self.require(seen.insert(code), || "is there twice".to_owned());
        }
        seen
    }

    fn at(&mut self, file: &'static str, entry: &str) {
        self.file = file;
        entry.clone_into(&mut self.entry);
    }

    fn require(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            let fault = format!("{}: {}: {}", self.file, self.entry, otherwise());
            self.faults.push(fault);
        }
    }

    fn organisation(&mut self, code: &str) {
        let known = self.organisations.contains(code);
        self.require(known, || format!("there is no organisation {code}"));
    }

    fn organisations(&mut self, codes: &[String]) {
        codes.iter().for_each(|code| self.organisation(code));
        self.once("organisation", codes.iter().map(String::as_str));
    }

    fn person(&mut self, key: &str) {
        let known = self.people.contains(key);
        self.require(known, || format!("there is no person {key}"));
    }

    fn plan_code(&mut self, code: &str) {
        let known = self.plans.contains(code);
        self.require(known, || format!("there is no plan {code}"));
    }

    fn role(&mut self, code: &str) {
        let known = self.roles.contains(code);
        self.require(known, || format!("there is no role {code}"));
    }

    fn once<'b>(&mut self, what: &str, codes: impl Iterator<Item = &'b str>) {
        let mut seen = HashSet::new();
        for code in codes {
            self.require(seen.insert(code), || format!("names {what} {code} twice"));
        }
    }

    fn organisations_and_people(&mut self, data: &'a Data) {
        let regions = data.organisations.iter().filter(|o| o.is_region()).count();
        self.at("organisations.toml", "region");
        self.require(regions == 1, || format!("there are {regions}, not one"));
        let mut addresses = HashSet::new();
        for person in &data.people {
            self.at("people.toml", &person.key);
            self.organisation(&person.organisation);
            let email = derive::email(&person.name, &person.organisation);
            let plain = email.is_some();
            self.require(plain, || format!("no e-mail address from {}", person.name));
            let unique = addresses.insert(email.clone());
            self.require(unique || !plain, || {
                format!("{} is taken", email.unwrap_or_default())
            });
        }
        for account in &data.accounts {
            self.at("accounts.toml", &account.email);
            self.organisation(&account.organisation);
            account.person.iter().for_each(|person| self.person(person));
            self.require(account.person.is_some() != account.name.is_some(), || {
                "needs either a person or a name".to_owned()
            });
        }
        self.at("accounts.toml", "");
        let people = data.accounts.iter().filter_map(|a| a.person.as_deref());
        self.once("person", people);
    }

    fn plan(&mut self, plan: &Plan) {
        self.at("plans.toml", &plan.code);
        self.organisation(&plan.owner);
        self.organisations(&plan.applies_to);
        let known = self.rules.contains(plan.rule.as_str());
        self.require(known, || format!("there is no rule {}", plan.rule));
        plan.steward.iter().for_each(|steward| self.person(steward));
        for version in &plan.version {
            let one = version.adopted_on.is_some() != version.adopted_days_ago.is_some();
            self.require(one, || {
                format!(
                    "version {} needs adopted_on or adopted_days_ago",
                    version.label
                )
            });
        }
        self.once("version", plan.version.iter().map(|v| v.label.as_str()));
        for review in &plan.review {
            let one = review.reviewed_on.is_some() != review.days_ago.is_some();
            self.require(one, || {
                format!(
                    "review by {} needs reviewed_on or days_ago",
                    review.reviewer
                )
            });
        }
        for code in plan.signal.iter().filter_map(|one| one.exercise.as_ref()) {
            let known = self.exercises.contains(code.as_str());
            self.require(known, || format!("there is no exercise {code}"));
        }
        let adopted = !plan.version.is_empty();
        self.require((plan.stage == Stage::Draft) != adopted, || {
            "a plan has no version if and only if it is a draft".to_owned()
        });
    }

    fn roles(&mut self, data: &Data) {
        self.at("roles.toml", "");
        self.once("name", data.roles.iter().map(|r| r.name.as_str()));
    }

    fn assignment(&mut self, assignment: &Assignment, regional: bool) {
        let Assignment {
            role,
            organisation,
            person,
            ..
        } = assignment;
        self.at(
            "assignments.toml",
            &format!("{role} {organisation} {person}"),
        );
        self.role(role);
        self.organisation(organisation);
        self.person(person);
        let of_region = organisation == self.region;
        self.require(regional == of_region, || {
            "a role that the region fills is assigned in the region, and no other".to_owned()
        });
        let ends = [assignment.ends_in_days, assignment.ends_days_ago];
        self.require(ends.iter().flatten().count() < 2, || {
            "ends twice".to_owned()
        });
        let ended = assignment.ends_days_ago.unwrap_or(i64::MIN);
        self.require(ended <= assignment.starts_days_ago, || {
            "ends before it starts".to_owned()
        });
    }

    fn exercise(&mut self, exercise: &Exercise) {
        self.at("exercises.toml", &exercise.code);
        self.organisation(&exercise.owner);
        self.organisations(&exercise.organisations);
        exercise.plans.iter().for_each(|plan| self.plan_code(plan));
        self.once("plan", exercise.plans.iter().map(String::as_str));
        exercise.roles.iter().for_each(|role| self.role(role));
        self.once("role", exercise.roles.iter().map(String::as_str));
        for participant in &exercise.participants {
            self.person(&participant.person);
        }
        let participants = exercise.participants.iter();
        self.once("person", participants.map(|p| p.person.as_str()));
        self.require(exercise.start < exercise.end, || {
            "ends before it starts".to_owned()
        });
        let past = exercise.day_offset < 0;
        self.require(past || !exercise.status.took_place(), || {
            format!("is {} before its day", exercise.status)
        });
        let rated = exercise.objective.iter().any(|one| one.rating.is_some());
        let taught = rated || !exercise.lesson.is_empty();
        self.require(!taught || exercise.status.took_place(), || {
            "taught something before it was held".to_owned()
        });
        for lesson in &exercise.lesson {
            self.lesson(exercise, lesson);
        }
    }

    fn lesson(&mut self, exercise: &Exercise, lesson: &Lesson) {
        let objective = lesson.objective.unwrap_or(1);
        let known =
            lesson.objective.is_none() || (1..=exercise.objective.len()).contains(&objective);
        self.require(known, || format!("there is no objective {objective}"));
        for action in &lesson.action {
            self.action(exercise, action);
        }
    }

    fn action(&mut self, exercise: &Exercise, action: &Action) {
        self.organisation(&action.organisation);
        self.person(&action.owner);
        let asked = -exercise.day_offset - EVALUATING;
        let done = action.done_days_ago;
        self.require(done.is_none_or(|done| (1..asked).contains(&done)), || {
            format!(
                "done before it was asked or after yesterday: {}",
                action.title
            )
        });
        let verified = action.verified_days_ago;
        let in_order = verified.is_none_or(|v| v > 0 && done.is_some_and(|done| v <= done));
        self.require(in_order, || {
            format!("verified before it was done: {}", action.title)
        });
    }

    fn playbook(&mut self, playbook: &Playbook) {
        self.at("playbooks.toml", &playbook.code);
        self.organisation(&playbook.owner);
        self.organisations(&playbook.organisations);
        playbook.plan.iter().for_each(|plan| self.plan_code(plan));
        for step in playbook.phase.iter().flat_map(|phase| &phase.step) {
            step.role.iter().for_each(|role| self.role(role));
            self.require(step.role.is_some() == step.actor.is_empty(), || {
                format!("needs either a role or an actor: {}", step.instruction)
            });
        }
    }
}

impl Check<'_> {
    fn readers_and_annexes(&mut self, data: &Data) {
        for reader in &data.readers {
            self.at("readers.toml", &reader.plan);
            self.plan_code(&reader.plan);
            reader.role.iter().for_each(|role| self.role(role));
            reader.person.iter().for_each(|person| self.person(person));
            self.require(reader.role.is_some() != reader.person.is_some(), || {
                "needs either a role or a person".to_owned()
            });
        }
        for reading in &data.readings {
            self.at("readings.toml", &reading.plan);
            let plan = data.plans.iter().find(|plan| plan.code == reading.plan);
            let versions = plan.map_or(&[][..], |plan| &plan.version);
            let known = versions.iter().any(|v| v.label == reading.version);
            self.require(known, || format!("there is no version {}", reading.version));
            reading.people.iter().for_each(|person| self.person(person));
        }
        for annex in &data.annexes {
            self.at(
                "annexes.toml",
                &format!("{} {}", annex.plan, annex.organisation),
            );
            let plan = data.plans.iter().find(|plan| plan.code == annex.plan);
            let applies = plan.is_some_and(|plan| plan.applies_to.contains(&annex.organisation));
            self.require(applies, || {
                format!("{} does not apply to {}", annex.plan, annex.organisation)
            });
            let known = self.rules.contains(annex.rule.as_str());
            self.require(known, || format!("there is no rule {}", annex.rule));
        }
    }
}
