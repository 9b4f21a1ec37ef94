//! Puts the demonstration into an empty database, in one transaction.

use super::{
    FILLED, PASSWORD,
    data::{Account, Assignment, Data, Organisation, Person, Role, Rule},
    derive::{self, Today, id},
    nobody_is_in,
    plans::Authors,
};
use crate::{
    change::Change,
    clock::Clock,
    db::{Db, Tx, is_busy, keys},
    error::Refused,
    execute,
    identity::{self, commands::NewUser, password},
    organisations::{self, commands::create_region},
    people,
    roles::{self, commands::assign},
    rulebook::{commands::insert, duties::store_duty},
    trail::{Actor, Entry},
};
use anyhow::{Context, anyhow, ensure};
use app::{
    id::OrganisationId,
    organisations::form::{NewOrganisation, OrganisationInput},
    people::form::{ContactInput, PersonInput},
    roles::form::{AssignmentInput, RoleInput, TermInput},
    trail::Subject,
};
use chrono::NaiveDate;

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
    let region_id: OrganisationId = id("organisation", &region.code).into();
    // Before the transaction: it takes a while, and others may want to write.
    let hash = password::hash(PASSWORD.to_owned()).await?;
    let mut loader = Loader::begin(db, clock).await?;
    loader.settings(clock).await.context("settings")?;
    // Before anything that is told happened, from the command line.
    let begun = loader.today.moment(loader.begun());
    loader.act_as(Actor::program(begun));
    for organisation in &data.organisations {
        let stored = loader.organisation(organisation, &region_id).await;
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
    for role in &data.roles {
        let stored = loader.role(&authors, region, role).await;
        stored.with_context(|| format!("roles.toml: {}", role.code))?;
    }
    for assignment in &data.assignments {
        let stored = loader.assignment(&authors, assignment).await;
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
        let stored = loader.plan_life(&authors, data, plan).await;
        stored.with_context(|| format!("plans.toml: {}", plan.code))?;
    }
    for playbook in &data.playbooks {
        let stored = loader.playbook(&authors, playbook).await;
        stored.with_context(|| format!("playbooks.toml: {}", playbook.code))?;
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
    let entry = Entry::new(Subject::Organisation, region_id.as_str(), "seed")
        .of(&region_id)
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
    /// # Errors
    /// When somebody else has filled the database, or fills it at this moment.
    pub(super) async fn begin(db: &Db, clock: &Clock) -> anyhow::Result<Self> {
        let begun = Change::begin(db, Actor::program(clock.now()), clock.today()).await;
        let mut change = begun.map_err(|error| match is_busy(&error) {
            true => anyhow!("another program writes to this database; try again when it is done"),
            false => error.into(),
        })?;
        // Whoever fills it at the same moment is waited for, and then seen.
        change.tx().lock(&["organisations", "users"]).await?;
        ensure!(nobody_is_in(change.tx()).await?, FILLED);
        Ok(Self {
            change,
            today: Today(clock.today()),
        })
    }

    /// The day on which the program was taken into use: before anything that is told happened, be it
    /// so many days ago or on the day of a real plan.
    fn begun(&self) -> NaiveDate {
        let real = NaiveDate::from_ymd_opt(2021, 1, 4).unwrap_or(NaiveDate::MIN);
        real.min(self.today.ago(2_000))
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
    ) -> Result<(), Refused> {
        let input = OrganisationInput {
            name: organisation.name.clone(),
            email: organisation.email.clone(),
            phone: organisation.phone.clone(),
            note: organisation.note.clone(),
            version: 0,
        };
        let change = &mut self.change;
        change.name_next([id("organisation", &organisation.code)]);
        if organisation.is_region() {
            create_region(change, &input).await?;
            return Ok(());
        }
        let new = NewOrganisation {
            kind: organisation.kind,
            region: region.clone(),
            input,
        };
        organisations::commands::create(change, &new)
            .await
            .map(drop)
    }

    async fn person(&mut self, person: &Person) -> anyhow::Result<()> {
        let email = derive::email(&person.name, &person.organisation)
            .context("no e-mail address from the name")?;
        let input = PersonInput {
            name: person.name.clone(),
            function: person.function.clone(),
            organisation: id("organisation", &person.organisation).into(),
            contact: ContactInput {
                email,
                work_phone: person.work_phone.clone(),
                private_phone: person.private_phone.clone(),
                version: 0,
            },
        };
        self.change.name_next([id("person", &person.key)]);
        people::commands::create(&mut self.change, &input).await?;
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
        let new = NewUser {
            email: account.email.clone(),
            name: name.to_owned(),
            password_hash: hash.to_owned(),
            person: person.map(|key| id("person", key).into()),
            grants: vec![(
                id("organisation", &account.organisation).into(),
                account.level,
            )],
        };
        self.change.name_next([user]);
        identity::commands::add(&mut self.change, &new).await?;
        Ok(())
    }

    async fn role(
        &mut self,
        authors: &Authors<'_>,
        region: &Organisation,
        role: &Role,
    ) -> anyhow::Result<()> {
        let input = RoleInput {
            name: role.name.clone(),
            group: role.group,
            filled_by: role.filled_by,
            grip_levels: role.grip_levels.clone(),
            minimum: role.minimum,
            present_within_minutes: role.present_within_minutes,
            source: role.source.clone(),
            checked: role.checked,
            reports_to: role.reports_to.clone(),
            first_steps: role.first_steps.clone(),
            task_card: role.task_card.clone(),
            version: 0,
        };
        self.act_as(authors.coordinator(&region.code, self.begun()));
        self.change.name_next([id("role", &role.code)]);
        let region = id("organisation", &region.code).into();
        roles::commands::create(&mut self.change, &region, &input).await?;
        Ok(())
    }

    async fn assignment(
        &mut self,
        authors: &Authors<'_>,
        assignment: &Assignment,
    ) -> Result<(), Refused> {
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
        let input = AssignmentInput {
            organisation: id("organisation", organisation).into(),
            person: id("person", person).into(),
            position: assignment.position,
            term: TermInput {
                decision: assignment.decision.clone(),
                decided_on: assignment.decided_days_ago.map(|days| self.today.ago(days)),
                starts_on: self.today.ago(started),
                version: 0,
            },
            ends_on: ends_ago.map(|days| self.today.ago(days)),
        };
        // The places in the order of calling are those of today.
        let by = authors.coordinator(organisation, input.term.starts_on);
        self.change.act_as(by, self.today.0);
        let code = format!("{role} {organisation} {person} {started}");
        self.change.name_next([id("assignment", &code)]);
        let role_id = id("role", role).into();
        assign(&mut self.change, &role_id, &input).await.map(drop)
    }
}
