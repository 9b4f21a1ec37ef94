//! Forms about exercises, checked.

use super::{Answer, Exercise, ExerciseKind, Part, Rating, Schedule};
use crate::{
    form::{Errors, Problem, Reader, Values},
    id::{OrganisationId, PersonId, PlanId, RoleId},
    text::exercises as t,
};
use chrono::{NaiveDateTime, NaiveTime};

/// An exercise as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ExerciseInput {
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: ExerciseKind,
    /// The organisation that holds it.
    pub owner: OrganisationId,
    /// The start, on the clocks of the region.
    pub starts_at: NaiveDateTime,
    /// The end, after the start.
    pub ends_at: NaiveDateTime,
    /// Whether only the days count.
    pub all_day: bool,
    /// Where; empty when not known yet.
    pub place: String,
    /// What happens in it.
    pub scenario: String,
    /// What those who take part must know.
    pub description: String,
    /// The organisations that take part.
    pub organisations: Vec<OrganisationId>,
    /// The plans that it exercises.
    pub plans: Vec<PlanId>,
    /// The crisis roles that it exercises.
    pub roles: Vec<RoleId>,
    /// The version of the record that the form was filled from.
    pub version: i64,
}

impl ExerciseInput {
    /// From when until when.
    #[must_use]
    pub fn schedule(&self) -> Schedule {
        Schedule {
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            all_day: self.all_day,
        }
    }
}

/// Checks the form of an exercise. Whether its times exist on the clocks of the region is for the
/// server to say, which knows the zone.
///
/// # Errors
/// What is wrong, by field.
pub fn exercise(values: &Values) -> Result<ExerciseInput, Errors> {
    let mut form = Reader::new(values);
    let title = form.required_line("title", 200);
    let kind = form.choice("kind");
    let owner = form.choice("owner");
    let schedule = schedule(&mut form, values);
    let place = form.optional_line("place", 200);
    let organisations = form.some_choices("organisations");
    let scenario = form.optional("scenario", 2_000);
    let description = form.optional("description", 4_000);
    let plans = form.choices("plans");
    let roles = form.choices("roles");
    let version = form.version();
    let input = (|| {
        let schedule = schedule?;
        Some(ExerciseInput {
            title,
            kind: kind?,
            owner: owner?,
            starts_at: schedule.starts_at,
            ends_at: schedule.ends_at,
            all_day: schedule.all_day,
            place,
            scenario,
            description,
            organisations,
            plans,
            roles,
            version,
        })
    })();
    form.finish(input)
}

fn schedule(form: &mut Reader<'_>, values: &Values) -> Option<Schedule> {
    let all_day = values.has("all_day", "yes");
    let other_day = !values.get("end_date").trim().is_empty();
    let last = if other_day { "end_date" } else { "date" };
    let (starts_at, ends_at) = if all_day {
        // A whole day ends within its last minute, so that its end lies on the day itself.
        let evening = NaiveTime::from_hms_opt(23, 59, 0).unwrap_or_default();
        let starts_at = form.date("date").map(|day| day.and_time(NaiveTime::MIN));
        (starts_at, form.date(last).map(|day| day.and_time(evening)))
    } else {
        (form.moment("date", "start"), form.moment(last, "end"))
    };
    let (starts_at, ends_at) = starts_at.zip(ends_at)?;
    if ends_at <= starts_at {
        let field = if other_day && ends_at.date() < starts_at.date() {
            "end_date"
        } else {
            "end"
        };
        form.errors
            .add(field, Problem::Other(t::error_end_before_start));
    }
    Some(Schedule {
        starts_at,
        ends_at,
        all_day,
    })
}

/// The form of an exercise, filled from its record.
#[must_use]
pub fn values(exercise: &Exercise) -> Values {
    let Schedule {
        starts_at,
        ends_at,
        all_day,
    } = exercise.schedule;
    let time = |moment: NaiveDateTime| {
        if all_day {
            String::new()
        } else {
            crate::date::time(moment)
        }
    };
    let end_date = if exercise.schedule.one_day() {
        String::new()
    } else {
        ends_at.date().to_string()
    };
    Values::default()
        .with("title", &exercise.title)
        .with("kind", exercise.kind)
        .with("owner", &exercise.owner.id)
        .with("date", starts_at.date())
        .with("start", time(starts_at))
        .with("end", time(ends_at))
        .with("end_date", end_date)
        .with("all_day", if all_day { "yes" } else { "" })
        .with("place", &exercise.place)
        .with_all(
            "organisations",
            exercise.organisations.iter().map(|o| &o.id),
        )
        .with("scenario", &exercise.scenario)
        .with("description", &exercise.description)
        .with_all("plans", exercise.plans.iter().map(|plan| &plan.id))
        .with_all("roles", exercise.roles.iter().map(|role| &role.id))
        .with("version", exercise.version)
}

/// Checks the form of a participant.
///
/// # Errors
/// What is wrong, by field.
pub fn participant(values: &Values) -> Result<(PersonId, Part), Errors> {
    let mut form = Reader::new(values);
    let person = form.choice("person");
    let part = form.choice("part");
    form.finish(person.zip(part))
}

/// Checks an answer: yes or no.
///
/// # Errors
/// When it is neither.
pub fn answer(values: &Values) -> Result<Answer, Errors> {
    match values.get("answer").parse() {
        Ok(answer @ (Answer::Yes | Answer::No)) => Ok(answer),
        _ => Err(Errors::one("answer", Problem::Choice)),
    }
}

/// Checks the form of one text that must be there, such as an objective.
///
/// # Errors
/// What is wrong with it.
pub fn one_text(values: &Values, field: &str, max: usize) -> Result<String, Errors> {
    let mut form = Reader::new(values);
    let text = form.required(field, max);
    form.finish(Some(text))
}

/// A rating of an objective as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RatingInput {
    /// How it went.
    pub rating: Rating,
    /// What was seen.
    pub observation: String,
}

/// Checks the form of a rating: without an observation it teaches nothing.
///
/// # Errors
/// What is wrong, by field.
pub fn rating(values: &Values) -> Result<RatingInput, Errors> {
    let mut form = Reader::new(values);
    let rating = form.choice("rating");
    let observation = form.required("observation", 2_000);
    form.finish(rating.map(|rating| RatingInput {
        rating,
        observation,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(date: &str, start: &str, end: &str, end_date: &str, all_day: &str) -> Values {
        Values::default()
            .with("title", "Table-top")
            .with("kind", "table-top")
            .with("owner", "vaals")
            .with("organisations", "vaals")
            .with("date", date)
            .with("start", start)
            .with("end", end)
            .with("end_date", end_date)
            .with("all_day", all_day)
    }

    #[test]
    fn one_date_serves_both_ends_of_an_exercise_of_one_day() {
        let input = exercise(&typed("2026-12-02", "14:00", "16:30", "", "")).expect("valid");
        assert_eq!(input.starts_at.to_string(), "2026-12-02 14:00:00");
        assert_eq!(input.ends_at.to_string(), "2026-12-02 16:30:00");
    }

    #[test]
    fn a_whole_day_needs_no_times() {
        let input = exercise(&typed("2026-12-02", "", "", "2026-12-03", "yes")).expect("valid");
        assert_eq!(input.starts_at.to_string(), "2026-12-02 00:00:00");
        assert_eq!(input.ends_at.to_string(), "2026-12-03 23:59:00");
    }

    #[test]
    fn an_end_before_the_start_is_told_beside_the_field_that_is_wrong() {
        let wrong = |values| {
            let errors = exercise(&values).expect_err("invalid");
            errors
                .iter()
                .map(|(field, _)| field.to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            wrong(typed("2026-12-02", "14:00", "13:00", "", "")),
            ["end"]
        );
        assert_eq!(
            wrong(typed("2026-12-02", "14:00", "14:00", "", "")),
            ["end"]
        );
        assert_eq!(
            wrong(typed("2026-12-02", "14:00", "16:00", "2026-12-01", "")),
            ["end_date"]
        );
        assert_eq!(
            wrong(typed("2026-12-02", "", "", "2026-12-01", "yes")),
            ["end_date"]
        );
        assert_eq!(
            wrong(typed("2026-02-30", "14:00", "", "", "")),
            ["date", "end"]
        );
    }
}
