//! Puts the demonstration into an empty database, in one transaction.

use super::{
    PASSWORD,
    data::{Account, Assignment, Data, Organisation, Person, Plan, Role, Rule},
    derive::{self, Today, id},
};
use crate::{
    audit::{self, Actor, Entry},
    auth::password,
    clock::Clock,
    db::{Db, Tx},
    execute,
    plans::dates,
};
use anyhow::Context;
use app::{
    id::{OrganisationId, PlanId},
    plans::{PlanReview, PlanVersion},
};
use std::collections::HashMap;

/// Stores a review rule as far as it is not there yet, and its exercise duties as they are now: a
/// rule that nobody has edited has no others. Gives the names of those that are new or differ.
pub(super) async fn store_rule<'a>(tx: &mut Tx, rule: &'a Rule) -> sqlx::Result<Vec<&'a str>> {
    let rule_id = id("rule", &rule.code);
    let months = |months: Option<u32>| months.map(i64::from);
    execute!(
        &mut *tx,
        "INSERT INTO review_rules (id, name, plan_kind, interval_months, counted_from, series_start, lead_months,
            draft_months, inspection_months, board_months, source, label, as_of, checked)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (id) DO NOTHING",
        &rule_id,
        &rule.name,
        rule.plan_kind.code(),
        i64::from(rule.interval_months),
        rule.counted_from.code(),
        rule.series_start.map(|day| day.0),
        i64::from(rule.lead_months),
        months(rule.draft_months),
        months(rule.inspection_months),
        months(rule.board_months),
        &rule.source,
        rule.label.code(),
        rule.as_of.0,
        rule.checked.code(),
    )?;
    let mut changed = Vec::new();
    for (position, duty) in (1i64..).zip(&rule.duty) {
        let stored = execute!(
            &mut *tx,
            "INSERT INTO rule_duties (id, rule_id, position, name, interval_months, lead_months, exercise_kinds,
                source, label, as_of, checked)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, interval_months = excluded.interval_months,
                lead_months = excluded.lead_months, exercise_kinds = excluded.exercise_kinds,
                source = excluded.source, label = excluded.label, as_of = excluded.as_of, checked = excluded.checked
             WHERE (rule_duties.name, rule_duties.interval_months, rule_duties.lead_months, rule_duties.exercise_kinds,
                    rule_duties.source, rule_duties.label, rule_duties.as_of, rule_duties.checked)
                <> (excluded.name, excluded.interval_months, excluded.lead_months, excluded.exercise_kinds,
                    excluded.source, excluded.label, excluded.as_of, excluded.checked)",
            id("duty", &format!("{} {position}", rule.code)),
            &rule_id,
            position,
            &duty.name,
            i64::from(duty.interval_months),
            i64::from(duty.lead_months),
            duty.kinds.join(","),
            &duty.source,
            duty.label.code(),
            duty.as_of.0,
            duty.checked.code(),
        )?;
        if stored > 0 {
            changed.push(duty.name.as_str());
        }
    }
    Ok(changed)
}

/// Stores data that was checked.
pub(super) async fn load(db: &Db, clock: &Clock, data: &Data) -> anyhow::Result<()> {
    let region = data.region().context("there is no region")?;
    let region: OrganisationId = id("organisation", &region.code).into();
    // Before the transaction: it takes a while, and others may want to write.
    let hash = password::hash(PASSWORD.to_owned()).await?;
    let mut loader = Loader {
        tx: db.begin().await?,
        today: Today(clock.today()),
    };
    loader.settings(clock).await.context("settings")?;
    for organisation in &data.organisations {
        let stored = loader.organisation(organisation, &region).await;
        stored.with_context(|| format!("organisations.toml: {}", organisation.code))?;
    }
    for person in &data.people {
        let stored = loader.person(person).await;
        stored.with_context(|| format!("people.toml: {}", person.key))?;
    }
    let names: HashMap<_, _> = data
        .people
        .iter()
        .map(|person| (person.key.as_str(), person.name.as_str()))
        .collect();
    for account in &data.accounts {
        let stored = loader.account(account, &names, &hash).await;
        stored.with_context(|| format!("accounts.toml: {}", account.email))?;
    }
    for rule in &data.rules {
        let stored = store_rule(&mut loader.tx, rule).await;
        stored.with_context(|| format!("rules.toml: {}", rule.code))?;
    }
    for plan in &data.plans {
        let stored = loader.plan(plan).await;
        stored.with_context(|| format!("plans.toml: {}", plan.code))?;
    }
    for (position, role) in (1..).zip(&data.roles) {
        let stored = loader.role(role, position).await;
        stored.with_context(|| format!("roles.toml: {}", role.code))?;
    }
    for assignment in &data.assignments {
        let stored = loader.assignment(assignment).await;
        stored.with_context(|| {
            format!(
                "assignments.toml: {} {}",
                assignment.role, assignment.person
            )
        })?;
    }
    for exercise in &data.exercises {
        let stored = loader.exercise(exercise).await;
        stored.with_context(|| format!("exercises.toml: {}", exercise.code))?;
    }
    for plan in &data.plans {
        let stored = loader.plan_life(plan).await;
        stored.with_context(|| format!("plans.toml: {}", plan.code))?;
    }
    let plans = data.plans.iter().map(|plan| id("plan", &plan.code).into());
    dates::refresh(&mut loader.tx, &plans.collect::<Vec<_>>()).await?;
    for playbook in &data.playbooks {
        let stored = loader.playbook(playbook).await;
        stored.with_context(|| format!("playbooks.toml: {}", playbook.code))?;
    }
    for reader in &data.readers {
        let stored = loader.reader(reader).await;
        stored.with_context(|| format!("readers.toml: {}", reader.plan))?;
    }
    for reading in &data.readings {
        let stored = loader.reading(reading).await;
        stored.with_context(|| format!("readings.toml: {}", reading.plan))?;
    }
    for annex in &data.annexes {
        let stored = loader.annex(annex).await;
        stored.with_context(|| format!("annexes.toml: {}", annex.plan))?;
    }
    let after = serde_json::json!({
        "organisations": data.organisations.len(),
        "people": data.people.len(),
        "plans": data.plans.len(),
        "roles": data.roles.len(),
        "assignments": data.assignments.len(),
        "exercises": data.exercises.len(),
        "playbooks": data.playbooks.len(),
    });
    let entry = Entry::new("organisation", region.as_str(), "seed")
        .of(&region)
        .after(&after);
    audit::record(&mut loader.tx, &Actor::program(clock.now()), entry).await?;
    loader.tx.commit().await?;
    Ok(())
}

/// The transaction, and the day to which the data is relative.
pub(super) struct Loader {
    pub tx: Tx,
    pub today: Today,
}

impl Loader {
    pub(super) async fn settings(&mut self, clock: &Clock) -> sqlx::Result<()> {
        let zone = clock.zone().name().to_owned();
        for (name, value) in [("demo", self.today.0.to_string()), ("time-zone", zone)] {
            execute!(
                &mut self.tx,
                "INSERT INTO settings (name, value) VALUES ($1, $2)",
                name,
                &value
            )?;
        }
        Ok(())
    }

    async fn organisation(
        &mut self,
        organisation: &Organisation,
        region: &OrganisationId,
    ) -> sqlx::Result<()> {
        let within = (!organisation.is_region()).then_some(region.as_str());
        execute!(
            &mut self.tx,
            "INSERT INTO organisations (id, region_id, kind, name, email, phone, note)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            id("organisation", &organisation.code),
            within,
            organisation.kind.code(),
            &organisation.name,
            &organisation.email,
            &organisation.phone,
            &organisation.note,
        )
        .map(drop)
    }

    async fn person(&mut self, person: &Person) -> anyhow::Result<()> {
        let email = derive::email(&person.name, &person.organisation)
            .context("no e-mail address from the name")?;
        execute!(
            &mut self.tx,
            "INSERT INTO people (id, organisation_id, name, function, email, work_phone, private_phone)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            id("person", &person.key),
            id("organisation", &person.organisation),
            &person.name,
            &person.function,
            &email,
            &person.work_phone,
            &person.private_phone,
        )?;
        Ok(())
    }

    async fn account(
        &mut self,
        account: &Account,
        names: &HashMap<&str, &str>,
        hash: &str,
    ) -> anyhow::Result<()> {
        let user = id("user", &account.email);
        let person = account.person.as_deref();
        let name = person
            .and_then(|key| names.get(key).copied())
            .or(account.name.as_deref())
            .context("no name")?;
        execute!(
            &mut self.tx,
            "INSERT INTO users (id, person_id, email, name, password_hash, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            &user,
            person.map(|key| id("person", key)),
            &account.email,
            name,
            hash,
            self.today.moment(self.today.ago(400)),
        )?;
        execute!(
            &mut self.tx,
            "INSERT INTO grants (user_id, organisation_id, level) VALUES ($1, $2, $3)",
            &user,
            id("organisation", &account.organisation),
            account.level.code(),
        )?;
        Ok(())
    }

    async fn plan(&mut self, plan: &Plan) -> anyhow::Result<()> {
        let plan_id = id("plan", &plan.code);
        let versions = self.versions(plan);
        let reviews = self.reviews(plan);
        execute!(
            &mut self.tx,
            "INSERT INTO plans (id, owner_id, title, kind, summary, steward_id, rule_id, stage)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &plan_id,
            id("organisation", &plan.owner),
            &plan.title,
            plan.kind.code(),
            &plan.summary,
            plan.steward.as_deref().map(|key| id("person", key)),
            id("rule", &plan.rule),
            plan.stage.code(),
        )?;
        for organisation in &plan.applies_to {
            execute!(
                &mut self.tx,
                "INSERT INTO plan_organisations (plan_id, organisation_id) VALUES ($1, $2)",
                &plan_id,
                id("organisation", organisation),
            )?;
        }
        for version in &versions {
            execute!(
                &mut self.tx,
                "INSERT INTO plan_versions (id, plan_id, label, adopted_on, adopted_by, in_force_on, note)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                version.id.as_str(),
                &plan_id,
                &version.label,
                version.adopted_on,
                &version.adopted_by,
                version.in_force_on,
                &version.note,
            )?;
        }
        for (number, review) in (1..).zip(&reviews) {
            execute!(
                &mut self.tx,
                "INSERT INTO plan_reviews (id, plan_id, reviewed_on, outcome, reviewer, note)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                id("plan review", &format!("{} {number}", plan.code)),
                &plan_id,
                review.reviewed_on,
                review.outcome.code(),
                &review.reviewer,
                &review.note,
            )?;
        }
        Ok(())
    }

    /// What happened to a plan between its reviews. Some of it names exercises, so these are stored
    /// before.
    async fn plan_life(&mut self, plan: &Plan) -> sqlx::Result<()> {
        let plan_id: PlanId = id("plan", &plan.code).into();
        for (number, extension) in (1..).zip(&plan.extension) {
            execute!(
                &mut self.tx,
                "INSERT INTO plan_extensions (id, plan_id, until, reason, decided_by, decided_on)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                id("extension", &format!("{} {number}", plan.code)),
                plan_id.as_str(),
                self.today.ago(-extension.until_in_days),
                &extension.reason,
                &extension.decided_by,
                self.today.ago(extension.decided_days_ago),
            )?;
        }
        for (number, reached) in (1..).zip(&plan.reached) {
            execute!(
                &mut self.tx,
                "INSERT INTO plan_milestones (id, plan_id, milestone, done_on, note) VALUES ($1, $2, $3, $4, $5)",
                id("milestone", &format!("{} {number}", plan.code)),
                plan_id.as_str(),
                reached.milestone.code(),
                self.today.ago(reached.days_ago),
                &reached.note,
            )?;
        }
        for (number, signal) in (1..).zip(&plan.signal) {
            execute!(
                &mut self.tx,
                "INSERT INTO plan_signals (id, plan_id, raised_on, raised_by, cause, exercise_id, reason)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                id("signal", &format!("{} {number}", plan.code)),
                plan_id.as_str(),
                self.today.ago(signal.days_ago),
                &signal.raised_by,
                signal.cause.code(),
                signal.exercise.as_deref().map(|code| id("exercise", code)),
                &signal.reason,
            )?;
        }
        Ok(())
    }

    fn versions(&self, plan: &Plan) -> Vec<PlanVersion> {
        let version = |version: &super::data::Version| {
            let ago = self.today.ago(version.adopted_days_ago.unwrap_or_default());
            let adopted_on = version.adopted_on.map_or(ago, |day| day.0);
            PlanVersion {
                id: id("plan version", &format!("{} {}", plan.code, version.label)).into(),
                label: version.label.clone(),
                adopted_on,
                adopted_by: version.adopted_by.clone(),
                in_force_on: version.in_force_on.map_or(adopted_on, |day| day.0),
                note: version.note.clone(),
            }
        };
        plan.version.iter().map(version).collect()
    }

    fn reviews(&self, plan: &Plan) -> Vec<PlanReview> {
        let review = |review: &super::data::Review| {
            let ago = self.today.ago(review.days_ago.unwrap_or_default());
            PlanReview {
                id: String::new().into(),
                reviewed_on: review.reviewed_on.map_or(ago, |day| day.0),
                outcome: review.outcome,
                reviewer: review.reviewer.clone(),
                note: review.note.clone(),
            }
        };
        plan.review.iter().map(review).collect()
    }

    pub(super) async fn role(&mut self, role: &Role, position: i64) -> sqlx::Result<()> {
        execute!(
            &mut self.tx,
            "INSERT INTO crisis_roles (id, name, role_group, filled_by, grip_levels, minimum, present_within_minutes,
                source, checked, first_steps, task_card, reports_to, position)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            id("role", &role.code),
            &role.name,
            &role.group,
            &role.filled_by,
            role.grip_levels.join(","),
            role.minimum,
            role.present_within_minutes,
            &role.source,
            role.checked.code(),
            &role.first_steps,
            &role.task_card,
            &role.reports_to,
            position,
        )
        .map(drop)
    }

    async fn assignment(&mut self, assignment: &Assignment) -> sqlx::Result<()> {
        let Assignment {
            role,
            organisation,
            person,
            ..
        } = assignment;
        let started = assignment.starts_days_ago;
        let ends_ago = assignment
            .ends_days_ago
            .or(assignment.ends_in_days.map(|days| -days));
        execute!(
            &mut self.tx,
            "INSERT INTO role_assignments (id, role_id, person_id, organisation_id, position, decision, decided_on, starts_on, ends_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            id(
                "assignment",
                &format!("{role} {organisation} {person} {started}")
            ),
            id("role", role),
            id("person", person),
            id("organisation", organisation),
            assignment.position,
            &assignment.decision,
            assignment.decided_days_ago.map(|days| self.today.ago(days)),
            self.today.ago(started),
            ends_ago.map(|days| self.today.ago(days)),
        )
        .map(drop)
    }
}
