//! The demonstration's plans and what happened to them, with the trail that the program itself would
//! have left of it.

use super::{
    data::{Data, Extension, Plan, Reached, Review, Signal, Version},
    demo::Loader,
    derive::{Today, id},
};
use crate::{
    execute,
    identity::user::Level,
    plans::commands::Rows,
    trail::{Actor, Entry},
};
use app::{
    id::{OrganisationId, PlanId, UserId},
    plans::{
        Stage,
        form::{ExtensionInput, PlanInput, ReachedInput, ReviewInput, SignalInput, VersionInput},
    },
    trail::Subject,
};
use chrono::{Duration, NaiveDate};
use serde_json::json;
use std::collections::HashMap;

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

impl Loader {
    /// Adds a plan with its versions and reviews. It was put into the program a month before its
    /// first version was adopted.
    pub(super) fn plan(&self, rows: &mut Rows, authors: &Authors<'_>, plan: &Plan) {
        let (plan_id, owner) = plan_and_owner(plan);
        let versions: Vec<_> = plan.version.iter().map(|one| self.version(one)).collect();
        let reviews: Vec<_> = plan.review.iter().map(|one| self.review(one)).collect();
        let adopted = versions.iter().map(|version| version.adopted_on).min();
        let created = adopted.unwrap_or(self.today.0) - Duration::days(30);
        let organisations = plan.applies_to.iter();
        let input = PlanInput {
            title: plan.title.clone(),
            kind: plan.kind,
            summary: plan.summary.clone(),
            owner: owner.clone(),
            organisations: organisations
                .map(|code| id("organisation", code).into())
                .collect(),
            steward: plan.steward.as_deref().map(|key| id("person", key).into()),
            rule: id("rule", &plan.rule).into(),
            version: 0,
        };
        rows.plan_as(
            &plan_id,
            &authors.steward(plan, created),
            &input,
            plan.stage,
        );
        for version in versions {
            let version_id = id("plan version", &format!("{} {}", plan.code, version.label));
            let by = authors.steward(plan, version.adopted_on);
            rows.version_as(&version_id.into(), &by, &plan_id, &owner, &version);
        }
        for (number, review) in (1..).zip(reviews) {
            let review_id = id("plan review", &format!("{} {number}", plan.code));
            let by = authors.named(&review.reviewer, review.reviewed_on);
            rows.review_as(&review_id.into(), &by, &plan_id, &owner, &review);
        }
    }

    /// What happened to a plan between its reviews. Some of it names exercises, so these are stored
    /// before.
    pub(super) async fn plan_life(
        &mut self,
        rows: &mut Rows,
        authors: &Authors<'_>,
        plan: &Plan,
    ) -> sqlx::Result<()> {
        let (plan_id, owner) = plan_and_owner(plan);
        let entry = |action| Entry::new(Subject::Plan, plan_id.as_str(), action).of(&owner);
        for (number, extension) in (1..).zip(&plan.extension) {
            let input = self.extension(extension);
            execute!(
                self.change.tx(),
                "INSERT INTO plan_extensions (id, plan_id, until, reason, decided_by, decided_on)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                id("extension", &format!("{} {number}", plan.code)),
                plan_id.as_str(),
                input.until,
                &input.reason,
                &input.decided_by,
                input.decided_on,
            )?;
            let by = authors.steward(plan, input.decided_on);
            rows.changed(&plan_id, &by);
            self.tell(&by, entry("extend").after(&input)).await?;
        }
        for (number, reached) in (1..).zip(&plan.reached) {
            let input = self.reached(reached);
            execute!(
                self.change.tx(),
                "INSERT INTO plan_milestones (id, plan_id, milestone, done_on, note) VALUES ($1, $2, $3, $4, $5)",
                id("milestone", &format!("{} {number}", plan.code)),
                plan_id.as_str(),
                input.milestone.code(),
                input.done_on,
                &input.note,
            )?;
            let by = authors.steward(plan, input.done_on);
            rows.changed(&plan_id, &by);
            self.tell(&by, entry("milestone").after(&input)).await?;
        }
        for (number, signal) in (1..).zip(&plan.signal) {
            let (input, raised_on) = (of_signal(signal), self.today.ago(signal.days_ago));
            execute!(
                self.change.tx(),
                "INSERT INTO plan_signals (id, plan_id, raised_on, raised_by, cause, exercise_id, reason)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                id("signal", &format!("{} {number}", plan.code)),
                plan_id.as_str(),
                raised_on,
                &signal.raised_by,
                input.cause.code(),
                input.exercise.as_ref().map(|id| id.as_str()),
                &input.reason,
            )?;
            let by = authors.named(&signal.raised_by, raised_on);
            rows.changed(&plan_id, &by);
            self.tell(&by, entry("signal").after(&input)).await?;
        }
        // A plan left the stage of its last version after the review that asked for it.
        let reviews = plan.review.iter().map(|one| self.review(one).reviewed_on);
        if let Some(reviewed) = reviews.max()
            && matches!(plan.stage, Stage::InRevision | Stage::Withdrawn)
        {
            let by = authors.steward(plan, reviewed + Duration::days(1));
            let stage = |stage: Stage| json!({ "stage": stage, "replaced_by": null });
            let entry = entry("stage").before(&stage(Stage::InForce));
            rows.changed(&plan_id, &by);
            self.tell(&by, entry.after(&stage(plan.stage))).await?;
        }
        Ok(())
    }

    /// Writes an entry of the trail.
    pub(super) async fn tell(&mut self, by: &Actor, entry: Entry<'_>) -> sqlx::Result<()> {
        self.act_as(by.clone());
        self.change.record(entry).await
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
