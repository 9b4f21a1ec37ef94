//! The demonstration's requests to read, what was read, and the local annexes.

use super::{
    data::{Annex, Plan, ReadBy, Reader},
    demo::Loader,
    derive::id,
    plans::Authors,
};
use crate::{execute, plans::annexes::commands::refresh, trail::Entry};
use app::{
    id::OrganisationId,
    plans::annexes::form::{AnnexInput, CheckInput},
    trail::Subject,
};
use chrono::Duration;

impl Loader {
    pub(super) async fn reader(&mut self, reader: &Reader) -> sqlx::Result<()> {
        let (role, person) = (reader.role.as_deref(), reader.person.as_deref());
        let who = role.or(person).unwrap_or_default();
        execute!(
            self.change.tx(),
            "INSERT INTO plan_readers (id, plan_id, role_id, person_id, asked_on, asked_by)
             VALUES ($1, $2, $3, $4, $5, $6)",
            id("plan reader", &format!("{} {who}", reader.plan)),
            id("plan", &reader.plan),
            role.map(|role| id("role", role)),
            person.map(|person| id("person", person)),
            self.today.ago(reader.asked_days_ago),
            &reader.asked_by,
        )
        .map(drop)
    }

    pub(super) async fn reading(&mut self, reading: &ReadBy) -> sqlx::Result<()> {
        let version = format!("{} {}", reading.plan, reading.version);
        for person in &reading.people {
            execute!(
                self.change.tx(),
                "INSERT INTO plan_readings (version_id, person_id, read_at) VALUES ($1, $2, $3)",
                id("plan version", &version),
                id("person", person),
                self.today.moment(self.today.ago(reading.days_ago)),
            )?;
        }
        Ok(())
    }

    /// The annex of an organisation to a plan; it was made a week before its first check.
    pub(super) async fn annex(
        &mut self,
        authors: &Authors<'_>,
        plan: &Plan,
        annex: &Annex,
    ) -> sqlx::Result<()> {
        let organisation: OrganisationId = id("organisation", &annex.organisation).into();
        let input = AnnexInput {
            contacts: annex.contacts.clone(),
            places: annex.places.clone(),
            rule: id("rule", &annex.rule).into(),
            version: 0,
        };
        let code = format!("{} {}", annex.plan, annex.organisation);
        let annex_id = id("plan annex", &code);
        execute!(
            self.change.tx(),
            "INSERT INTO plan_annexes (id, plan_id, organisation_id, rule_id, contacts, places)
             VALUES ($1, $2, $3, $4, $5, $6)",
            &annex_id,
            id("plan", &annex.plan),
            organisation.as_str(),
            input.rule.as_str(),
            &input.contacts,
            &input.places,
        )?;
        let entry = |action| Entry::new(Subject::Annex, &annex_id, action).of(&organisation);
        let first = annex.check.iter().max_by_key(|check| check.days_ago);
        let made = self.today.ago(first.map_or(0, |check| check.days_ago)) - Duration::days(7);
        let by = match first {
            Some(check) => authors.named(&check.by, made),
            None => authors.steward(plan, made),
        };
        let mut changed_at = by.at;
        self.tell(&by, entry("create").after(&input)).await?;
        for (number, check) in (1..).zip(&annex.check) {
            let input = CheckInput {
                checked_on: self.today.ago(check.days_ago),
                checked_by: check.by.clone(),
                note: check.note.clone(),
            };
            execute!(
                self.change.tx(),
                "INSERT INTO plan_annex_checks (id, annex_id, checked_on, checked_by, note) VALUES ($1, $2, $3, $4, $5)",
                id("annex check", &format!("{code} {number}")),
                &annex_id,
                input.checked_on,
                &input.checked_by,
                &input.note,
            )?;
            let by = authors.named(&input.checked_by, input.checked_on);
            changed_at = changed_at.max(by.at);
            self.tell(&by, entry("check").after(&input)).await?;
        }
        execute!(
            self.change.tx(),
            "UPDATE plan_annexes SET updated_at = $2 WHERE id = $1",
            &annex_id,
            changed_at
        )?;
        refresh(self.change.tx(), &annex_id).await
    }
}
