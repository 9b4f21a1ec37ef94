//! The demonstration's requests to read, what was read, and the local annexes.

use super::{
    data::{Annex, ReadBy, Reader},
    demo::Loader,
    derive::id,
};
use crate::{annexes::commands::refresh, execute};

impl Loader {
    pub(super) async fn reader(&mut self, reader: &Reader) -> sqlx::Result<()> {
        let (role, person) = (reader.role.as_deref(), reader.person.as_deref());
        let who = role.or(person).unwrap_or_default();
        execute!(
            &mut self.tx,
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
                &mut self.tx,
                "INSERT INTO plan_readings (version_id, person_id, read_at) VALUES ($1, $2, $3)",
                id("plan version", &version),
                id("person", person),
                self.today.moment(self.today.ago(reading.days_ago)),
            )?;
        }
        Ok(())
    }

    pub(super) async fn annex(&mut self, annex: &Annex) -> sqlx::Result<()> {
        let code = format!("{} {}", annex.plan, annex.organisation);
        let annex_id = id("plan annex", &code);
        execute!(
            &mut self.tx,
            "INSERT INTO plan_annexes (id, plan_id, organisation_id, rule_id, contacts, places)
             VALUES ($1, $2, $3, $4, $5, $6)",
            &annex_id,
            id("plan", &annex.plan),
            id("organisation", &annex.organisation),
            id("rule", &annex.rule),
            &annex.contacts,
            &annex.places,
        )?;
        for (number, check) in (1..).zip(&annex.check) {
            execute!(
                &mut self.tx,
                "INSERT INTO plan_annex_checks (id, annex_id, checked_on, checked_by, note) VALUES ($1, $2, $3, $4, $5)",
                id("annex check", &format!("{code} {number}")),
                &annex_id,
                self.today.ago(check.days_ago),
                &check.by,
                &check.note,
            )?;
        }
        refresh(&mut self.tx, &annex_id).await
    }
}
