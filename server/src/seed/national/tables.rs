//! The rows of a national set on their way to the database.

use crate::db::{Batch, Tx};

/// The tables in an order in which each refers to those before it alone.
macro_rules! tables {
    ($($name:ident: $columns:literal,)+) => {
        /// The rows that wait.
        #[derive(Debug)]
        pub(super) struct Tables {
            $(pub $name: Batch,)+
        }

        impl Tables {
            pub fn new() -> Self {
                Self {
                    $($name: Batch::new(concat!(stringify!($name), " (", $columns, ")")),)+
                }
            }

            /// Stores what waits; gives the number of rows.
            ///
            /// # Errors
            /// When the database can't.
            pub async fn flush(&mut self, tx: &mut Tx) -> sqlx::Result<u64> {
                let mut rows = 0;
                $(rows += self.$name.flush(tx).await?;)+
                Ok(rows)
            }
        }
    };
}

tables! {
    organisations: "id, region_id, kind, name, email, phone, note",
    people: "id, organisation_id, name, function, email, work_phone, private_phone",
    users: "id, person_id, email, name, password_hash, created_at",
    grants: "user_id, organisation_id, level",
    plans: "id, owner_id, title, kind, summary, steward_id, rule_id, stage, counted_on, due_on, warn_from,
        next_milestone, next_milestone_on, updated_at",
    plan_organisations: "plan_id, organisation_id",
    plan_versions: "id, plan_id, label, adopted_on, adopted_by, in_force_on, note",
    plan_reviews: "id, plan_id, reviewed_on, outcome, reviewer, note",
    role_assignments: "id, role_id, person_id, organisation_id, position, decision, decided_on, starts_on, ends_on",
    exercises: "id, owner_id, title, kind, status, starts_at, ends_at, all_day, place, scenario, description,
        evaluation, cancelled_because, cancelled_at, sequence, created_at, updated_at",
    exercise_organisations: "exercise_id, organisation_id",
    exercise_plans: "exercise_id, plan_id",
    exercise_roles: "exercise_id, role_id",
    exercise_participants: "exercise_id, person_id, part, answer",
    exercise_objectives: "id, exercise_id, position, objective, rating, observation",
    lessons: "id, exercise_id, objective_id, kind, lesson, recorded_on",
    actions: "id, lesson_id, organisation_id, owner_id, title, due_on, done_on, done_by, done_note, verified_on, verified_by",
    audit: "id, at, user_id, actor, action, subject, subject_id, organisation_id, before, after",
}
