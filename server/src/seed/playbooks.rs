//! The demonstration's playbooks.

use super::{data::Playbook, demo::Loader, derive::id};
use crate::execute;

impl Loader {
    pub(super) async fn playbook(&mut self, playbook: &Playbook) -> sqlx::Result<()> {
        let playbook_id = id("playbook", &playbook.code);
        execute!(
            self.change.tx(),
            "INSERT INTO playbooks (id, owner_id, plan_id, title, scenario, summary, updated_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &playbook_id,
            id("organisation", &playbook.owner),
            playbook.plan.as_deref().map(|code| id("plan", code)),
            &playbook.title,
            &playbook.scenario,
            &playbook.summary,
            self.today.ago(45),
        )?;
        for organisation in &playbook.organisations {
            execute!(
                self.change.tx(),
                "INSERT INTO playbook_organisations (playbook_id, organisation_id) VALUES ($1, $2)",
                &playbook_id,
                id("organisation", organisation),
            )?;
        }
        for (number, phase) in (1i64..).zip(&playbook.phase) {
            let code = format!("{} {number}", playbook.code);
            let phase_id = id("phase", &code);
            execute!(
                self.change.tx(),
                "INSERT INTO playbook_phases (id, playbook_id, position, name, measure, threshold, unit, source, checked, note)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                &phase_id,
                &playbook_id,
                number,
                &phase.name,
                &phase.measure,
                &phase.threshold,
                &phase.unit,
                &phase.source,
                phase.checked.code(),
                &phase.note,
            )?;
            for (position, step) in (1i64..).zip(&phase.step) {
                execute!(
                    self.change.tx(),
                    "INSERT INTO playbook_steps (id, phase_id, position, role_id, actor, instruction)
                     VALUES ($1, $2, $3, $4, $5, $6)",
                    id("step", &format!("{code} {position}")),
                    &phase_id,
                    position,
                    step.role.as_deref().map(|role| id("role", role)),
                    &step.actor,
                    &step.instruction,
                )?;
            }
        }
        Ok(())
    }
}
