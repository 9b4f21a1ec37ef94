//! The demonstration's exercises, with what was learnt and done.

use super::{
    data::{Action, Exercise, Lesson},
    demo::Loader,
    derive::{id, working_day},
};
use crate::execute;
use app::exercises::ExerciseStatus;
use chrono::{DateTime, Duration, NaiveDate, Utc};

/// Who reports actions as done, and who verifies them: never the same.
const REGION: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const BOARD: &str = "bestuur@demo.paraat";

/// What calendars need to know of an exercise's history.
pub(super) struct History {
    /// Changes of time, place or status so far.
    pub sequence: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub cancelled_at: Option<DateTime<Utc>>,
}

impl Loader {
    pub(super) async fn exercise(&mut self, exercise: &Exercise) -> sqlx::Result<()> {
        let day = self.day_of(exercise);
        let history = self.history(exercise.status, day);
        let exercise_id = id("exercise", &exercise.code);
        execute!(
            self.change.tx(),
            "INSERT INTO exercises (id, owner_id, title, kind, status, starts_at, ends_at, all_day, place, scenario,
                description, evaluation, cancelled_because, cancelled_at, sequence, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
            &exercise_id,
            id("organisation", &exercise.owner),
            &exercise.title,
            exercise.kind.code(),
            exercise.status.code(),
            day.and_time(exercise.start),
            day.and_time(exercise.end),
            exercise.all_day,
            &exercise.place,
            &exercise.scenario,
            &exercise.description,
            &exercise.evaluation,
            &exercise.cancelled_because,
            history.cancelled_at,
            history.sequence,
            history.created_at,
            history.updated_at,
        )?;
        for organisation in &exercise.organisations {
            execute!(
                self.change.tx(),
                "INSERT INTO exercise_organisations (exercise_id, organisation_id) VALUES ($1, $2)",
                &exercise_id,
                id("organisation", organisation),
            )?;
        }
        for plan in &exercise.plans {
            execute!(
                self.change.tx(),
                "INSERT INTO exercise_plans (exercise_id, plan_id) VALUES ($1, $2)",
                &exercise_id,
                id("plan", plan),
            )?;
        }
        for role in &exercise.roles {
            execute!(
                self.change.tx(),
                "INSERT INTO exercise_roles (exercise_id, role_id) VALUES ($1, $2)",
                &exercise_id,
                id("role", role),
            )?;
        }
        for participant in &exercise.participants {
            execute!(
                self.change.tx(),
                "INSERT INTO exercise_participants (exercise_id, person_id, part, answer) VALUES ($1, $2, $3, $4)",
                &exercise_id,
                id("person", &participant.person),
                &participant.part,
                &participant.answer,
            )?;
        }
        for (position, objective) in (1i64..).zip(&exercise.objective) {
            execute!(
                self.change.tx(),
                "INSERT INTO exercise_objectives (id, exercise_id, position, objective, rating, observation)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                id("objective", &format!("{} {position}", exercise.code)),
                &exercise_id,
                position,
                &objective.text,
                objective.rating.as_deref(),
                &objective.observation,
            )?;
        }
        for (number, lesson) in (1..).zip(&exercise.lesson) {
            let code = format!("{} {number}", exercise.code);
            self.lesson(lesson, &code, &exercise.code, day).await?;
        }
        Ok(())
    }

    fn day_of(&self, exercise: &Exercise) -> NaiveDate {
        let took_place = exercise.status.took_place();
        working_day(
            self.today.ago(-exercise.day_offset),
            took_place.then_some(self.today.0),
        )
    }

    pub(super) fn history(&self, status: ExerciseStatus, day: NaiveDate) -> History {
        let cancelled_at = (status == ExerciseStatus::Cancelled).then(|| {
            self.today
                .moment((day - Duration::days(5)).min(self.today.ago(6)))
        });
        let created_at = self
            .today
            .moment((day - Duration::days(120)).min(self.today.ago(30)));
        let (sequence, updated_at) = match status {
            ExerciseStatus::Draft => (0, created_at),
            ExerciseStatus::Planned => (1, created_at + Duration::days(14)),
            ExerciseStatus::Held => (2, self.today.moment(day + Duration::days(1))),
            ExerciseStatus::Evaluated => (3, self.today.moment(day + Duration::days(14))),
            ExerciseStatus::Closed => (4, self.today.moment(day + Duration::days(60))),
            ExerciseStatus::Cancelled => (2, cancelled_at.unwrap_or(created_at)),
        };
        History {
            sequence,
            created_at,
            updated_at,
            cancelled_at,
        }
    }

    /// `code` names the lesson, `exercise` its exercise, which was on `day`.
    async fn lesson(
        &mut self,
        lesson: &Lesson,
        code: &str,
        exercise: &str,
        day: NaiveDate,
    ) -> sqlx::Result<()> {
        let lesson_id = id("lesson", code);
        let objective = lesson.objective;
        execute!(
            self.change.tx(),
            "INSERT INTO lessons (id, exercise_id, objective_id, kind, lesson, recorded_on) VALUES ($1, $2, $3, $4, $5, $6)",
            &lesson_id,
            id("exercise", exercise),
            objective.map(|position| id("objective", &format!("{exercise} {position}"))),
            &lesson.kind,
            &lesson.text,
            (day + Duration::days(7)).min(self.today.0),
        )?;
        for (number, action) in (1..).zip(&lesson.action) {
            let action_id = id("action", &format!("{code} {number}"));
            self.action(action, &action_id, &lesson_id).await?;
        }
        Ok(())
    }

    async fn action(&mut self, action: &Action, action_id: &str, lesson: &str) -> sqlx::Result<()> {
        let (doer, verifier) = match action.organisation.as_str() {
            "vaals" => (VAALS, REGION),
            _ => (REGION, BOARD),
        };
        let done_on = action.done_days_ago.map(|days| self.today.ago(days));
        let verified_on = action.verified_days_ago.map(|days| self.today.ago(days));
        execute!(
            self.change.tx(),
            "INSERT INTO actions (id, lesson_id, organisation_id, owner_id, title, due_on, done_on, done_by, done_note, verified_on, verified_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            action_id,
            lesson,
            id("organisation", &action.organisation),
            id("person", &action.owner),
            &action.title,
            self.today.ago(-action.due_in_days),
            done_on,
            done_on.map(|_| id("user", doer)),
            &action.done_note,
            verified_on,
            verified_on.map(|_| id("user", verifier)),
        )
        .map(drop)
    }
}
