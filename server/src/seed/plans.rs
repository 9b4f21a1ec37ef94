//! The demonstration's plans and what happened to them, with the trail that the program itself would
//! have left of it.

use super::{
    data::{Data, Extension, Plan, Reached, Reader, Review, Signal, Version},
    demo::Loader,
    derive::{Today, id},
};
use crate::{
    error::Refused,
    identity::user::Level,
    plans::{
        commands::{PlanState, Steps, change_stage, steps},
        life,
        readings::commands::{ask, read},
    },
    trail::Actor,
};
use app::{
    id::{OrganisationId, PlanId, UserId},
    plans::{
        Stage,
        form::{ExtensionInput, PlanInput, ReachedInput, ReviewInput, SignalInput, VersionInput},
        readings::form::{ReaderInput, RoleOrPerson},
        rules::{Past, Step},
    },
};
use chrono::{Duration, NaiveDate};
use std::{collections::HashMap, fmt::Display};

/// Who did what, by the names in the data; those who have an account did it with that.
pub(super) struct Authors<'a> {
    today: Today,
    region: &'a str,
    people: HashMap<&'a str, &'a str>,
    users: HashMap<&'a str, UserId>,
    /// The names of the coordinators, by the codes of their organisations.
    coordinators: HashMap<&'a str, &'a str>,
}

impl<'a> Authors<'a> {
    pub fn new(data: &'a Data, today: Today) -> Self {
        let people: HashMap<_, _> = data
            .people
            .iter()
            .map(|person| (person.key.as_str(), person.name.as_str()))
            .collect();
        let user = |account: &'a super::data::Account| {
            let name = people.get(account.person.as_deref()?)?;
            Some((*name, id("user", &account.email).into()))
        };
        let coordinators = data
            .accounts
            .iter()
            .filter(|account| account.level == Level::Coordinator);
        let coordinators = coordinators.filter_map(|account| {
            let name = people.get(account.person.as_deref()?)?;
            Some((account.organisation.as_str(), *name))
        });
        Self {
            today,
            region: data.region().map_or("", |region| &region.code),
            coordinators: coordinators.collect(),
            users: data.accounts.iter().filter_map(user).collect(),
            people,
        }
    }

    /// The name of a person.
    pub fn name(&self, key: &str) -> Option<&'a str> {
        self.people.get(key).copied()
    }

    /// The one with this name, on a day.
    pub fn named(&self, name: &str, on: NaiveDate) -> Actor {
        Actor {
            user: self.users.get(name).cloned(),
            name: name.to_owned(),
            at: self.today.moment(on),
        }
    }

    /// The coordinator of an organisation, on a day; where it has none with an account, that of the
    /// region.
    pub fn coordinator(&self, organisation: &str, on: NaiveDate) -> Actor {
        let name = self
            .coordinators
            .get(organisation)
            .or(self.coordinators.get(self.region));
        self.named(name.copied().unwrap_or_default(), on)
    }

    /// Who looks after a plan, on a day; the coordinator of its owner where nobody does.
    pub fn steward(&self, plan: &Plan, on: NaiveDate) -> Actor {
        match plan.steward.as_deref().and_then(|key| self.name(key)) {
            Some(name) => self.named(name, on),
            None => self.coordinator(&plan.owner, on),
        }
    }
}

/// What happened to a plan after it was put into the program.
enum Event<'a> {
    Adopted(VersionInput),
    Reviewed(ReviewInput),
    Extended(ExtensionInput),
    Reached(ReachedInput),
    Signalled(&'a Signal),
    Asked(&'a Reader),
    /// A version was read by a person.
    Read(&'a str, &'a str),
    RevisionBegan,
    Withdrawn,
}

impl Loader {
    /// Adds a plan. It was put into the program a month before its first version was adopted.
    pub(super) async fn plan(&mut self, authors: &Authors<'_>, plan: &Plan) -> Result<(), Refused> {
        let (plan_id, owner) = plan_and_owner(plan);
        let adopted = plan.version.iter().map(|one| self.version(one).adopted_on);
        let created = adopted.min().unwrap_or(self.today.0) - Duration::days(30);
        let organisations = plan.applies_to.iter();
        let input = PlanInput {
            title: plan.title.clone(),
            kind: plan.kind,
            summary: plan.summary.clone(),
            owner,
            organisations: organisations
                .map(|code| id("organisation", code).into())
                .collect(),
            steward: plan.steward.as_deref().map(|key| id("person", key).into()),
            rule: id("rule", &plan.rule).into(),
            version: 0,
        };
        self.act_as(authors.steward(plan, created));
        self.change.name_next([plan_id.to_string()]);
        let create = async |steps: &mut Steps<'_>| Ok(steps.create(&input).await.map(drop)?);
        steps(&mut self.change, create).await
    }

    /// What happened to a plan, one after the other. Some of it names exercises, so these are stored
    /// before.
    pub(super) async fn plan_life(
        &mut self,
        authors: &Authors<'_>,
        data: &Data,
        plan: &Plan,
    ) -> Result<(), Refused> {
        let (plan_id, owner) = plan_and_owner(plan);
        let mut state = PlanState {
            id: &plan_id,
            owner: &owner,
            stage: Stage::Draft,
            adopted_on: None,
            past: Past::default(),
            replaced_by: None,
        };
        for (on, record_id, event) in self.events(data, plan) {
            let by = match &event {
                Event::Reviewed(review) => authors.named(&review.reviewer, on),
                Event::Signalled(signal) => authors.named(&signal.raised_by, on),
                Event::Asked(reader) => authors.named(&reader.asked_by, on),
                Event::Read(_, person) => {
                    authors.named(authors.name(person).unwrap_or_default(), on)
                }
                _ => authors.steward(plan, on),
            };
            self.act_as(by);
            self.change.name_next(record_id);
            match event {
                Event::Adopted(version) => {
                    let add =
                        async |steps: &mut Steps<'_>| steps.add_version(state, &version).await;
                    state.stage = steps(&mut self.change, add).await?;
                    state.adopted_on = state.adopted_on.max(Some(version.adopted_on));
                }
                Event::Reviewed(review) => {
                    let record =
                        async |steps: &mut Steps<'_>| steps.record_review(state, &review).await;
                    steps(&mut self.change, record).await?;
                }
                Event::Extended(extension) => {
                    life::extend(&mut self.change, state, &extension).await?;
                }
                Event::Reached(reached) => life::reach(&mut self.change, state, &reached).await?,
                Event::Signalled(signal) => {
                    life::raise_signal(&mut self.change, state, &of_signal(signal)).await?;
                }
                Event::Asked(reader) => {
                    let plan = (&plan_id, &owner);
                    ask(&mut self.change, plan, &of_reader(reader)).await?;
                }
                Event::Read(version, person) => {
                    let version = id("plan version", &format!("{} {version}", plan.code)).into();
                    let person = id("person", person).into();
                    read(&mut self.change, &plan_id, &version, &person).await?;
                }
                Event::RevisionBegan => {
                    change_stage(&mut self.change, state, Step::StartRevision).await?;
                    state.stage = Stage::InRevision;
                }
                Event::Withdrawn => {
                    life::withdraw(&mut self.change, state, None).await?;
                    state.stage = Stage::Withdrawn;
                }
            }
        }
        Ok(())
    }

    /// What happened to a plan, with the days and the identifiers of what was recorded, in the order
    /// of the days.
    fn events<'a>(
        &self,
        data: &'a Data,
        plan: &'a Plan,
    ) -> Vec<(NaiveDate, Option<String>, Event<'a>)> {
        let record =
            |kind: &str, code: &dyn Display| Some(id(kind, &format!("{} {code}", plan.code)));
        let mut events = Vec::new();
        for version in &plan.version {
            let input = self.version(version);
            let version_id = record("plan version", &version.label);
            events.push((input.adopted_on, version_id, Event::Adopted(input)));
        }
        for (number, review) in (1..).zip(&plan.review) {
            let input = self.review(review);
            let review_id = record("plan review", &number);
            events.push((input.reviewed_on, review_id, Event::Reviewed(input)));
        }
        for (number, extension) in (1..).zip(&plan.extension) {
            let input = self.extension(extension);
            let extension_id = record("extension", &number);
            events.push((input.decided_on, extension_id, Event::Extended(input)));
        }
        for (number, reached) in (1..).zip(&plan.reached) {
            let input = self.reached(reached);
            let milestone_id = record("milestone", &number);
            events.push((input.done_on, milestone_id, Event::Reached(input)));
        }
        for (number, signal) in (1..).zip(&plan.signal) {
            let raised_on = self.today.ago(signal.days_ago);
            let signal_id = record("signal", &number);
            events.push((raised_on, signal_id, Event::Signalled(signal)));
        }
        for reader in data.readers.iter().filter(|one| one.plan == plan.code) {
            let who = reader.role.as_ref().or(reader.person.as_ref());
            let reader_id = who.and_then(|who| record("plan reader", who));
            let asked_on = self.today.ago(reader.asked_days_ago);
            events.push((asked_on, reader_id, Event::Asked(reader)));
        }
        for reading in data.readings.iter().filter(|one| one.plan == plan.code) {
            let read_on = self.today.ago(reading.days_ago);
            for person in &reading.people {
                events.push((read_on, None, Event::Read(&reading.version, person)));
            }
        }
        // A plan left the stage of its last version on the day after the review that asked for it.
        let reviews = plan.review.iter().map(|one| self.review(one).reviewed_on);
        if let Some(reviewed) = reviews.max() {
            let next = reviewed + Duration::days(1);
            match plan.stage {
                Stage::InRevision => {
                    let start_id = record("milestone", &"start");
                    events.push((next, start_id, Event::RevisionBegan));
                }
                Stage::Withdrawn => events.push((next, None, Event::Withdrawn)),
                Stage::Draft | Stage::InForce => {}
            }
        }
        events.sort_by_key(|(on, ..)| *on);
        events
    }

    fn version(&self, version: &Version) -> VersionInput {
        let ago = self.today.ago(version.adopted_days_ago.unwrap_or_default());
        let adopted_on = version.adopted_on.map_or(ago, |day| day.0);
        VersionInput {
            label: version.label.clone(),
            adopted_on,
            adopted_by: version.adopted_by.clone(),
            in_force_on: version.in_force_on.map_or(adopted_on, |day| day.0),
            note: version.note.clone(),
        }
    }

    fn review(&self, review: &Review) -> ReviewInput {
        let ago = self.today.ago(review.days_ago.unwrap_or_default());
        ReviewInput {
            reviewed_on: review.reviewed_on.map_or(ago, |day| day.0),
            outcome: review.outcome,
            reviewer: review.reviewer.clone(),
            note: review.note.clone(),
        }
    }

    fn extension(&self, extension: &Extension) -> ExtensionInput {
        ExtensionInput {
            until: self.today.ago(-extension.until_in_days),
            reason: extension.reason.clone(),
            decided_by: extension.decided_by.clone(),
            decided_on: self.today.ago(extension.decided_days_ago),
        }
    }

    fn reached(&self, reached: &Reached) -> ReachedInput {
        ReachedInput {
            milestone: reached.milestone,
            done_on: self.today.ago(reached.days_ago),
            note: reached.note.clone(),
        }
    }
}

fn plan_and_owner(plan: &Plan) -> (PlanId, OrganisationId) {
    let owner = id("organisation", &plan.owner);
    (id("plan", &plan.code).into(), owner.into())
}

fn of_signal(signal: &Signal) -> SignalInput {
    let exercise = signal.exercise.as_deref();
    SignalInput {
        cause: signal.cause,
        exercise: exercise.map(|code| id("exercise", code).into()),
        lesson: None,
        reason: signal.reason.clone(),
    }
}

fn of_reader(reader: &Reader) -> ReaderInput {
    let role = reader
        .role
        .as_deref()
        .map(|code| RoleOrPerson::Role(id("role", code).into()));
    let person = reader.person.as_deref().unwrap_or_default();
    ReaderInput {
        who: role.unwrap_or_else(|| RoleOrPerson::Person(id("person", person).into())),
        organisation: None,
    }
}
