//! The demonstration's playbooks.

use super::{
    data::{Phase, Playbook},
    demo::Loader,
    derive::id,
    plans::Authors,
};
use crate::{error::Refused, playbooks::commands};
use app::{
    id::OrganisationId,
    playbooks::form::{PhaseInput, PlaybookInput, StepInput},
};

/// How many days ago the playbooks were written.
const WRITTEN: i64 = 45;

impl Loader {
    pub(super) async fn playbook(
        &mut self,
        authors: &Authors<'_>,
        playbook: &Playbook,
    ) -> Result<(), Refused> {
        let owner: OrganisationId = id("organisation", &playbook.owner).into();
        let organisations = playbook.organisations.iter();
        let input = PlaybookInput {
            title: playbook.title.clone(),
            scenario: playbook.scenario.clone(),
            summary: playbook.summary.clone(),
            owner: owner.clone(),
            organisations: organisations
                .map(|code| id("organisation", code).into())
                .collect(),
            plan: playbook.plan.as_deref().map(|code| id("plan", code).into()),
            version: 0,
        };
        self.act_as(authors.coordinator(&playbook.owner, self.today.ago(WRITTEN)));
        self.change.name_next([id("playbook", &playbook.code)]);
        let playbook_id = commands::create(&mut self.change, &input).await?;
        for (number, phase) in playbook.phase.iter().enumerate() {
            let code = format!("{} {}", playbook.code, number + 1);
            let steps =
                (1..=phase.step.len()).map(|position| id("step", &format!("{code} {position}")));
            self.change
                .name_next([id("phase", &code)].into_iter().chain(steps));
            let which = (&playbook_id, &owner);
            commands::add_phase(&mut self.change, which, &of_phase(phase), number).await?;
        }
        Ok(())
    }
}

fn of_phase(phase: &Phase) -> PhaseInput {
    let steps = phase.step.iter().map(|step| StepInput {
        id: None,
        role: step.role.as_deref().map(|role| id("role", role).into()),
        actor: step.actor.clone(),
        instruction: step.instruction.clone(),
    });
    PhaseInput {
        name: phase.name.clone(),
        measure: phase.measure.clone(),
        threshold: phase.threshold.clone(),
        unit: phase.unit.clone(),
        source: phase.source.clone(),
        checked: phase.checked,
        note: phase.note.clone(),
        steps: steps.collect(),
        version: 0,
    }
}
