//! Exercises of five years, with what was learnt and done.

use super::{Kind, National, PEOPLE, Place, counted, data};
use crate::seed::derive::working_day;
use app::exercises::ExerciseStatus;
use chrono::{Datelike, Duration, NaiveDate, NaiveTime};

/// The years of exercises before this one; one more lies ahead.
const YEARS_BEFORE: i32 = 3;
/// The most participants besides those who lead.
const PARTICIPANTS: usize = 10;

impl National {
    /// The exercises that a municipality holds, now and then with a neighbour or a partner.
    pub(super) fn exercises(
        &mut self,
        place: &Place,
        neighbour: Option<&Place>,
        roles: &[(String, String)],
    ) {
        let kinds = std::mem::take(&mut self.parts.exercise);
        let year = self.today().0.year();
        let mut number = 0;
        for year in year - YEARS_BEFORE..=year + 1 {
            let Some(first) = NaiveDate::from_ymd_opt(year, 1, 8) else {
                continue;
            };
            for (slot, kind) in (0i64..).zip(&kinds) {
                let day = first + Duration::days(slot * 43 + self.random.below(30));
                let status = self.status(working_day(day, None));
                let past = status.took_place().then_some(self.today().0);
                self.exercise(place, number, kind, status, working_day(day, past), roles);
                let exercise = counted(Kind::Exercise, place.number, number);
                let others = [
                    neighbour.filter(|_| number % 8 == 2).map(Place::id),
                    (number % 4 == 3).then(|| {
                        let partner = 1 + number / 4 % self.parts.partners.len();
                        counted(Kind::Organisation, place.region, partner)
                    }),
                ];
                for organisation in [Some(place.id())].into_iter().chain(others).flatten() {
                    self.tables
                        .exercise_organisations
                        .add([(&exercise).into(), organisation.into()]);
                }
                number += 1;
            }
        }
        self.parts.exercise = kinds;
    }

    fn status(&mut self, day: NaiveDate) -> ExerciseStatus {
        let ago = (self.today().0 - day).num_days();
        if self.random.one_in(20) {
            return ExerciseStatus::Cancelled;
        }
        match ago {
            ..-240 => ExerciseStatus::Draft,
            -240..=0 => ExerciseStatus::Planned,
            1..40 => ExerciseStatus::Held,
            40..120 => ExerciseStatus::Evaluated,
            _ => ExerciseStatus::Closed,
        }
    }

    fn exercise(
        &mut self,
        place: &Place,
        number: usize,
        kind: &data::Exercise,
        status: ExerciseStatus,
        day: NaiveDate,
        roles: &[(String, String)],
    ) {
        let id = counted(Kind::Exercise, place.number, number);
        let history = self.loader.history(status, day);
        let evaluated = matches!(status, ExerciseStatus::Evaluated | ExerciseStatus::Closed);
        let starts = [9, 13, 19][number % 3];
        let at = |hour| day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default());
        let cancelled = history
            .cancelled_at()
            .map_or("", |_| "Te weinig deelnemers.");
        self.tables.exercises.add([
            (&id).into(),
            place.id().into(),
            format!("{} {}", kind.title, place.name).into(),
            kind.kind.code().into(),
            status.code().into(),
            at(starts).into(),
            at(starts + 3).into(),
            false.into(),
            format!("Gemeentehuis {}", place.name).into(),
            (&kind.scenario).into(),
            "".into(),
            if evaluated {
                kind.keep.clone()
            } else {
                String::new()
            }
            .into(),
            cancelled.into(),
            history.cancelled_at().into(),
            history.sequence().into(),
            history.created_at.into(),
            history.updated_at().into(),
        ]);
        let plan = counted(Kind::Plan, place.number, number % self.parts.plan.len());
        self.tables.exercise_plans.add([(&id).into(), plan.into()]);
        for role in 0..3 {
            let (role, _) = &roles[(number * 7 + role) % roles.len()];
            self.tables.exercise_roles.add([(&id).into(), role.into()]);
        }
        self.participants(place, &id, status.took_place());
        for (position, objective) in (1i64..).zip(&kind.objectives) {
            let rating = *self.random.pick(&["P", "S", "S", "M", "U"]);
            self.tables.exercise_objectives.add([
                objective_id(place, number, position).into(),
                (&id).into(),
                position.into(),
                objective.into(),
                evaluated.then(|| rating.to_owned()).into(),
                "".into(),
            ]);
        }
        if evaluated {
            self.lessons(place, number, kind, day);
        }
    }

    fn participants(&mut self, place: &Place, exercise: &String, past: bool) {
        let first = usize::try_from(self.random.below(100)).unwrap_or_default();
        for number in 0..PARTICIPANTS {
            // Far apart, and no one twice: 7 and 120 have no divisor in common.
            let person = place.person((first + number * 7) % PEOPLE);
            let part = match number {
                0 => "leader",
                1 => "evaluator",
                2 => "observer",
                _ => "participant",
            };
            let answers = if past {
                ["yes", "yes", "yes", "no"]
            } else {
                ["yes", "none", "none", "no"]
            };
            let answer = *self.random.pick(&answers);
            self.tables.exercise_participants.add([
                exercise.into(),
                person.into(),
                part.into(),
                answer.into(),
            ]);
        }
    }

    /// One thing to keep, and one to improve with its action.
    fn lessons(&mut self, place: &Place, exercise: usize, kind: &data::Exercise, day: NaiveDate) {
        let today = self.today().0;
        let texts = [("keep", &kind.keep), ("improve", &kind.improve)];
        for (number, (code, text)) in texts.into_iter().enumerate() {
            let position = if number == 0 { 1 } else { 2 };
            self.tables.lessons.add([
                counted(Kind::Lesson, place.number, exercise * 2 + number).into(),
                counted(Kind::Exercise, place.number, exercise).into(),
                objective_id(place, exercise, position).into(),
                code.into(),
                text.into(),
                (day + Duration::days(7)).into(),
            ]);
        }
        let done_on = day + Duration::days(20 + self.random.below(100));
        let done_on = (done_on < today && !self.random.one_in(5)).then_some(done_on);
        let verified_on = done_on.map(|on| on + Duration::days(21));
        let verified_on = verified_on.filter(|on| *on < today && !self.random.one_in(6));
        let region = counted(Kind::User, place.region, super::COORDINATOR);
        let owner = place.person(usize::try_from(self.random.below(40)).unwrap_or_default());
        self.tables.actions.add([
            counted(Kind::Action, place.number, exercise).into(),
            counted(Kind::Lesson, place.number, exercise * 2 + 1).into(),
            place.id().into(),
            owner.into(),
            (&kind.action).into(),
            (day + Duration::days(120)).into(),
            done_on.into(),
            done_on.map(|_| place.coordinator()).into(),
            done_on.map_or("", |_| "Afgerond.").into(),
            verified_on.into(),
            verified_on.map(|_| region).into(),
        ]);
    }
}

fn objective_id(place: &Place, exercise: usize, position: i64) -> String {
    let position = usize::try_from(position).unwrap_or_default();
    counted(Kind::Objective, place.number, exercise * 4 + position)
}
