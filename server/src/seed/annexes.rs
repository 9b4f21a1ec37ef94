//! The demonstration's local annexes.

use super::{
    data::{Annex, Plan},
    demo::Loader,
    derive::id,
    plans::Authors,
};
use crate::{
    error::Refused,
    plans::annexes::commands::{create, record_check},
};
use app::{
    id::{OrganisationId, PlanId},
    plans::annexes::form::{AnnexInput, CheckInput},
};
use chrono::Duration;

impl Loader {
    /// The annex of an organisation to a plan; it was made a week before its first check.
    pub(super) async fn annex(
        &mut self,
        authors: &Authors<'_>,
        plan: &Plan,
        annex: &Annex,
    ) -> Result<(), Refused> {
        let plan_id: PlanId = id("plan", &annex.plan).into();
        let organisation: OrganisationId = id("organisation", &annex.organisation).into();
        let input = AnnexInput {
            contacts: annex.contacts.clone(),
            places: annex.places.clone(),
            rule: id("rule", &annex.rule).into(),
            version: 0,
        };
        let code = format!("{} {}", annex.plan, annex.organisation);
        let mut checks: Vec<_> = (1..).zip(&annex.check).collect();
        checks.sort_by_key(|(_, check)| -check.days_ago);
        let first = checks.first().map(|(_, check)| check);
        let made = self.today.ago(first.map_or(0, |check| check.days_ago)) - Duration::days(7);
        self.act_as(match first {
            Some(check) => authors.named(&check.by, made),
            None => authors.steward(plan, made),
        });
        self.change.name_next([id("plan annex", &code)]);
        let annex_id = create(&mut self.change, &plan_id, &organisation, &input).await?;
        for (number, check) in checks {
            let input = CheckInput {
                checked_on: self.today.ago(check.days_ago),
                checked_by: check.by.clone(),
                note: check.note.clone(),
            };
            self.act_as(authors.named(&check.by, input.checked_on));
            self.change
                .name_next([id("annex check", &format!("{code} {number}"))]);
            let change = &mut self.change;
            record_check(change, &plan_id, &organisation, &annex_id, &input).await?;
        }
        Ok(())
    }
}
