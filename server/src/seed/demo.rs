//! Puts the demonstration into an empty database, in one transaction.

use super::{
    PASSWORD,
    data::{Account, Assignment, Data, Organisation, Person, Role, Rule},
    derive::{self, Today, id},
    plans::Authors,
};
use crate::{
    change::Change,
    clock::Clock,
    db::{Db, Tx, keys},
    execute,
    identity::password,
    rulebook::{commands::insert, duties::store_duty},
    trail::{Actor, Entry},
};
use anyhow::Context;
use app::{id::OrganisationId, trail::Subject};

/// Stores a review rule as far as it is not there yet, and its exercise duties as they are now: a
/// rule that nobody has edited has no others. Gives the names of those that are new or differ.
pub(super) async fn store_rule(tx: &mut Tx, rule: &Rule) -> sqlx::Result<Vec<String>> {
    let stored = rule.review_rule();
    insert(tx, &stored).await?;
    let mut changed = Vec::new();
    for (position, duty) in (1..).zip(rule.duties()) {
        if store_duty(tx, &stored.id, &duty, Some(position)).await? {
            changed.push(duty.facts.name);
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
    let mut loader = Loader::begin(db, clock).await?;
    loader.settings(clock).await.context("settings")?;
    for organisation in &data.organisations {
        let stored = loader.organisation(organisation, &region).await;
        stored.with_context(|| format!("organisations.toml: {}", organisation.code))?;
    }
    for person in &data.people {
        let stored = loader.person(person).await;
        stored.with_context(|| format!("people.toml: {}", person.key))?;
    }
    let authors = Authors::new(data, loader.today);
    for account in &data.accounts {
        let stored = loader.account(account, &authors, &hash).await;
        stored.with_context(|| format!("accounts.toml: {}", account.email))?;
    }
    for rule in &data.rules {
        let stored = store_rule(loader.change.tx(), rule).await;
        stored.with_context(|| format!("rules.toml: {}", rule.code))?;
    }
    for plan in &data.plans {
        let stored = loader.plan(&authors, plan).await;
        stored.with_context(|| format!("plans.toml: {}", plan.code))?;
    }
    for (position, role) in (1..).zip(&data.roles) {
        let stored = loader.role(Some(&region), role, position).await;
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
        let stored = loader.exercise(&authors, exercise).await;
        stored.with_context(|| format!("exercises.toml: {}", exercise.code))?;
    }
    for plan in &data.plans {
        let stored = loader.plan_life(&authors, plan).await;
        stored.with_context(|| format!("plans.toml: {}", plan.code))?;
    }
    for playbook in &data.playbooks {
        let stored = loader.playbook(&authors, playbook).await;
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
        let plan = data.plans.iter().find(|plan| plan.code == annex.plan);
        let plan = plan.with_context(|| format!("annexes.toml: {}", annex.plan))?;
        let stored = loader.annex(&authors, plan, annex).await;
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
    let entry = Entry::new(Subject::Organisation, region.as_str(), "seed")
        .of(&region)
        .after(&after);
    loader
        .change
        .act_as(Actor::program(clock.now()), clock.today());
    loader.change.record(entry).await?;
    keys::fill(loader.change.tx()).await?;
    loader.change.commit().await?;
    Ok(())
}

/// The change, and the day to which the data is relative.
pub(super) struct Loader {
    pub change: Change,
    pub today: Today,
}

impl Loader {
    pub(super) async fn begin(db: &Db, clock: &Clock) -> sqlx::Result<Self> {
        Ok(Self {
            change: Change::begin(db, Actor::program(clock.now()), clock.today()).await?,
            today: Today(clock.today()),
        })
    }

    /// From here on somebody acts, on the day of the moment at which that was.
    pub(super) fn act_as(&mut self, by: Actor) {
        let today = by.at.date_naive();
        self.change.act_as(by, today);
    }

    pub(super) async fn settings(&mut self, clock: &Clock) -> sqlx::Result<()> {
        let zone = clock.zone().name().to_owned();
        for (name, value) in [("demo", self.today.0.to_string()), ("time-zone", zone)] {
            execute!(
                self.change.tx(),
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
            self.change.tx(),
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
            self.change.tx(),
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
        authors: &Authors<'_>,
        hash: &str,
    ) -> anyhow::Result<()> {
        let user = id("user", &account.email);
        let person = account.person.as_deref();
        let name = person
            .and_then(|key| authors.name(key))
            .or(account.name.as_deref())
            .context("no name")?;
        execute!(
            self.change.tx(),
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
            self.change.tx(),
            "INSERT INTO grants (user_id, organisation_id, level) VALUES ($1, $2, $3)",
            &user,
            id("organisation", &account.organisation),
            account.level.code(),
        )?;
        Ok(())
    }

    /// Adds a role to the catalogue of a region, or to the common one.
    pub(super) async fn role(
        &mut self,
        region: Option<&OrganisationId>,
        role: &Role,
        position: i64,
    ) -> sqlx::Result<()> {
        execute!(
            self.change.tx(),
            "INSERT INTO crisis_roles (id, name, role_group, filled_by, grip_levels, minimum, present_within_minutes,
                source, checked, first_steps, task_card, reports_to, position, region_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
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
            region.map(OrganisationId::as_str),
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
            self.change.tx(),
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
