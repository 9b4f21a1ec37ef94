//! The demonstration's exercises, with what was learnt and done, each step by the one who took it.

use super::{
    data::{Action, Exercise, Lesson},
    demo::Loader,
    derive::{id, working_day},
    plans::Authors,
};
use crate::{
    actions::{self, commands::Seen},
    error::Refused,
    exercises::commands::{self, ExerciseState},
    lessons,
};
use app::{
    actions::form::{ActionInput, CompletionInput},
    exercises::{
        Answer, ExerciseStatus, Part,
        form::{ExerciseInput, RatingInput},
    },
    id::{ExerciseId, LessonId, ObjectiveId, OrganisationId},
    lessons::form::LessonInput,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};

/// Who verifies what Vaals did, and what the coordinator of the region did for all others.
const REGION: &str = "coordinator-heuvelland";
const BOARD: &str = "bestuur";

/// When an exercise came and became what it is.
pub(super) struct History {
    pub created_at: DateTime<Utc>,
    /// The statuses after the concept, in the order of time.
    pub steps: Vec<(ExerciseStatus, DateTime<Utc>)>,
}

impl History {
    /// Changes of time, place or status so far.
    pub fn sequence(&self) -> i64 {
        (1i64..)
            .zip(&self.steps)
            .last()
            .map_or(0, |(count, _)| count)
    }

    pub fn updated_at(&self) -> DateTime<Utc> {
        self.steps.last().map_or(self.created_at, |(_, at)| *at)
    }

    pub fn cancelled_at(&self) -> Option<DateTime<Utc>> {
        let last = self.steps.last();
        last.filter(|(status, _)| *status == ExerciseStatus::Cancelled)
            .map(|(_, at)| *at)
    }
}

impl Loader {
    pub(super) async fn exercise(
        &mut self,
        authors: &Authors<'_>,
        exercise: &Exercise,
    ) -> Result<(), Refused> {
        let day = self.day_of(exercise);
        let history = self.history(exercise.status, day);
        let (exercise_id, owner) = exercise_and_owner(exercise);
        let mut state = ExerciseState {
            id: &exercise_id,
            owner: &owner,
            status: ExerciseStatus::Draft,
        };
        let coordinator = |at: DateTime<Utc>| authors.coordinator(&exercise.owner, at.date_naive());
        self.act_as(coordinator(history.created_at));
        self.change.name_next([exercise_id.to_string()]);
        commands::create(&mut self.change, &input(exercise, day)).await?;
        for (position, objective) in (1..).zip(&exercise.objective) {
            self.change
                .name_next([objective_id(&exercise.code, position).to_string()]);
            commands::add_objective(&mut self.change, state, &objective.text).await?;
        }
        let mut steps = history.steps.into_iter().peekable();
        // People are asked the day after the date is set; for a concept the one who prepares it
        // does not wait for that.
        let mut asked_at = history.created_at + Duration::days(1);
        if let Some((status, at)) = steps.next_if(|(step, _)| *step == ExerciseStatus::Planned) {
            self.act_as(coordinator(at));
            commands::change_status(&mut self.change, state, status, None, "").await?;
            state.status = status;
            asked_at = at + Duration::days(1);
        }
        self.act_as(coordinator(asked_at));
        self.participants(authors, exercise, state).await?;
        for (status, at) in steps {
            self.act_as(coordinator(at));
            let text = match status {
                ExerciseStatus::Evaluated => exercise.evaluation.as_str(),
                ExerciseStatus::Cancelled => exercise.cancelled_because.as_str(),
                _ => "",
            };
            commands::change_status(&mut self.change, state, status, None, text).await?;
            state.status = status;
            if status == ExerciseStatus::Held {
                self.ratings(authors, exercise, state).await?;
            }
        }
        for (number, lesson) in (1..).zip(&exercise.lesson) {
            let code = format!("{} {number}", exercise.code);
            self.lesson(authors, lesson, &code, (exercise, day)).await?;
        }
        Ok(())
    }

    /// Asks those who take part; within a week each of them answers who has answered.
    async fn participants(
        &mut self,
        authors: &Authors<'_>,
        exercise: &Exercise,
        state: ExerciseState<'_>,
    ) -> Result<(), Refused> {
        let asked_on = self.change.today();
        for one in &exercise.participants {
            let person = id("person", &one.person).into();
            commands::add_participant(&mut self.change, state, &person, one.part).await?;
        }
        for (number, one) in (2i64..).zip(&exercise.participants) {
            if one.answer == Answer::None {
                continue;
            }
            // Two a day.
            let on = asked_on + Duration::days((number / 2).min(7));
            let name = authors.name(&one.person).unwrap_or_default();
            self.act_as(authors.named(name, on));
            let person = id("person", &one.person).into();
            commands::answer(&mut self.change, state, &person, one.answer).await?;
        }
        Ok(())
    }

    /// The ratings, by the evaluator, or whoever acts where there is none.
    async fn ratings(
        &mut self,
        authors: &Authors<'_>,
        exercise: &Exercise,
        state: ExerciseState<'_>,
    ) -> Result<(), Refused> {
        let mut participants = exercise.participants.iter();
        let evaluator = participants.find(|one| one.part == Part::Evaluator);
        if let Some(name) = evaluator.and_then(|one| authors.name(&one.person)) {
            self.act_as(authors.named(name, self.change.today()));
        }
        for (position, objective) in (1..).zip(&exercise.objective) {
            let Some(rating) = objective.rating else {
                continue;
            };
            let input = RatingInput {
                rating,
                observation: objective.observation.clone(),
            };
            let objective_id = objective_id(&exercise.code, position);
            let which = (&objective_id, objective.text.as_str());
            commands::rate(&mut self.change, state, which, &input).await?;
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

    /// What happened to an exercise of this status, which is or was on a day.
    pub(super) fn history(&self, status: ExerciseStatus, day: NaiveDate) -> History {
        use ExerciseStatus as S;
        let after = |days| self.today.moment(day + Duration::days(days));
        let created_at = self
            .today
            .moment((day - Duration::days(120)).min(self.today.ago(30)));
        let cancelled_on = (day - Duration::days(5)).min(self.today.ago(6));
        let mut steps = vec![
            (S::Planned, created_at + Duration::days(14)),
            (S::Held, after(1)),
            (S::Evaluated, after(14)),
            (S::Closed, after(60)),
        ];
        match steps.iter().position(|(step, _)| *step == status) {
            Some(last) => steps.truncate(last + 1),
            None if status == S::Cancelled => {
                steps.truncate(1);
                steps.push((status, self.today.moment(cancelled_on)));
            }
            None => steps.clear(),
        }
        History { created_at, steps }
    }

    /// What an exercise on a day taught; `code` names the lesson.
    async fn lesson(
        &mut self,
        authors: &Authors<'_>,
        lesson: &Lesson,
        code: &str,
        (exercise, day): (&Exercise, NaiveDate),
    ) -> Result<(), Refused> {
        let recorded_on = day + Duration::days(7);
        let (exercise_id, owner) = exercise_and_owner(exercise);
        let input = LessonInput {
            kind: lesson.kind,
            lesson: lesson.text.clone(),
            objective: lesson
                .objective
                .map(|position| objective_id(&exercise.code, position)),
        };
        self.act_as(authors.coordinator(&exercise.owner, recorded_on));
        self.change.name_next([id("lesson", code)]);
        let of = (&exercise_id, &owner);
        let lesson_id = lessons::commands::create(&mut self.change, of, &input).await?;
        for (number, action) in (1..).zip(&lesson.action) {
            self.act_as(authors.coordinator(&action.organisation, recorded_on));
            self.change
                .name_next([id("action", &format!("{code} {number}"))]);
            self.action(authors, action, &lesson_id).await?;
        }
        Ok(())
    }

    /// An action, which whoever acts adds; the coordinator of its organisation does the rest.
    async fn action(
        &mut self,
        authors: &Authors<'_>,
        action: &Action,
        lesson: &LessonId,
    ) -> Result<(), Refused> {
        let organisation: OrganisationId = id("organisation", &action.organisation).into();
        let input = ActionInput {
            title: action.title.clone(),
            organisation: organisation.clone(),
            owner: id("person", &action.owner).into(),
            due_on: self.today.ago(-action.due_in_days),
            version: 0,
        };
        let action_id = actions::commands::create(&mut self.change, &input, Some(lesson)).await?;
        let seen = |version| Seen {
            id: &action_id,
            organisation: &organisation,
            version,
        };
        if let Some(days) = action.done_days_ago {
            let input = CompletionInput {
                done_on: self.today.ago(days),
                done_note: action.done_note.clone(),
            };
            self.act_as(authors.coordinator(&action.organisation, input.done_on));
            actions::commands::complete(&mut self.change, seen(1), &input).await?;
        }
        if let Some(days) = action.verified_days_ago {
            let verifier = match action.organisation.as_str() {
                "vaals" => REGION,
                _ => BOARD,
            };
            let name = authors.name(verifier).unwrap_or_default();
            self.act_as(authors.named(name, self.today.ago(days)));
            actions::commands::verify(&mut self.change, seen(2)).await?;
        }
        Ok(())
    }
}

fn exercise_and_owner(exercise: &Exercise) -> (ExerciseId, OrganisationId) {
    let owner = id("organisation", &exercise.owner);
    (id("exercise", &exercise.code).into(), owner.into())
}

/// `position` counts from 1.
fn objective_id(exercise: &str, position: usize) -> ObjectiveId {
    id("objective", &format!("{exercise} {position}")).into()
}

fn input(exercise: &Exercise, day: NaiveDate) -> ExerciseInput {
    fn all<T: From<String>>(kind: &str, codes: &[String]) -> Vec<T> {
        codes.iter().map(|code| id(kind, code).into()).collect()
    }
    ExerciseInput {
        title: exercise.title.clone(),
        kind: exercise.kind,
        owner: id("organisation", &exercise.owner).into(),
        starts_at: day.and_time(exercise.start),
        ends_at: day.and_time(exercise.end),
        all_day: exercise.all_day,
        place: exercise.place.clone(),
        scenario: exercise.scenario.clone(),
        description: exercise.description.clone(),
        organisations: all("organisation", &exercise.organisations),
        plans: all("plan", &exercise.plans),
        roles: all("role", &exercise.roles),
        version: 0,
    }
}
