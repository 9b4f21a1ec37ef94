use super::{Answer, ExerciseKind, ExerciseStatus, Part, Rating, StatusFilter};
use crate::{
    Locale, date,
    id::{ExerciseId, ObjectiveId, OrganisationId, PersonId, PlanId, RoleId},
    organisations::OrganisationName,
    text::exercises as t,
};
use chrono::{NaiveDate, NaiveDateTime};

/// From when until when, on the clocks of the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The start.
    pub starts_at: NaiveDateTime,
    /// The end, after the start.
    pub ends_at: NaiveDateTime,
    /// Whether only the days count.
    pub all_day: bool,
}

impl Schedule {
    /// Whether it begins and ends on one day.
    #[must_use]
    pub fn one_day(&self) -> bool {
        self.starts_at.date() == self.ends_at.date()
    }

    /// In words: "wo 2 dec 2026 14:00 – 16:30", "wo 2 dec 2026, hele dag".
    #[must_use]
    pub fn words(&self, l: Locale) -> String {
        let (first, last) = (self.starts_at.date(), self.ends_at.date());
        match (self.one_day(), self.all_day) {
            (true, _) => format!("{}, {}", date::with_weekday(l, first), self.hours(l)),
            (false, true) => format!(
                "{} – {}, {}",
                date::with_weekday(l, first),
                date::with_weekday(l, last),
                t::whole_days(l)
            ),
            (false, false) => format!(
                "{} – {}",
                date::with_time(l, self.starts_at),
                date::with_time(l, self.ends_at)
            ),
        }
    }

    /// What goes with the day on which it starts: "14:00 – 16:30", "hele dag", or the last day.
    #[must_use]
    pub fn hours(&self, l: Locale) -> String {
        match (self.one_day(), self.all_day) {
            (true, true) => t::whole_day(l).to_owned(),
            (true, false) => format!(
                "{} – {}",
                date::time(self.starts_at),
                date::time(self.ends_at)
            ),
            (false, true) => format!("– {}", date::with_weekday(l, self.ends_at.date())),
            (false, false) => format!(
                "{} – {}",
                date::time(self.starts_at),
                date::with_time(l, self.ends_at)
            ),
        }
    }

    /// The start as machines read it: a day, or a day with a time.
    #[must_use]
    pub fn machine(&self) -> String {
        if self.all_day {
            self.starts_at.date().to_string()
        } else {
            self.starts_at.format("%Y-%m-%dT%H:%M").to_string()
        }
    }
}

/// An exercise as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExerciseLine {
    /// Which one.
    pub id: ExerciseId,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: ExerciseKind,
    /// How far it is.
    pub status: ExerciseStatus,
    /// From when until when.
    pub schedule: Schedule,
    /// Where; empty when not known yet.
    pub place: String,
    /// The organisation that holds it.
    pub owner: String,
    /// The names of the organisations that take part, with commas.
    pub organisations: String,
    /// How many organisations take part.
    pub organisation_count: i64,
}

/// An exercise to come, as the overview shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextExercise {
    /// Which one.
    pub id: ExerciseId,
    /// Its title.
    pub title: String,
    /// How far it is.
    pub status: ExerciseStatus,
    /// From when until when.
    pub schedule: Schedule,
    /// Where; empty when not known yet.
    pub place: String,
    /// The answer of the one who reads; none when not asked.
    pub mine: Option<Answer>,
}

/// Something that an exercise refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked<T> {
    /// Which one.
    pub id: T,
    /// Its name.
    pub name: String,
    /// Whether the reader may open its page.
    pub visible: bool,
}

/// Somebody in an exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Who.
    pub person: Linked<PersonId>,
    /// The person's organisation.
    pub organisation: String,
    /// What this person does.
    pub part: Part,
    /// Whether this person comes.
    pub answer: Answer,
}

/// What must succeed in an exercise, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objective {
    /// Which one.
    pub id: ObjectiveId,
    /// What must succeed.
    pub text: String,
    /// How it went; none before it is rated.
    pub rating: Option<Rating>,
    /// What was seen.
    pub observation: String,
}

/// An exercise with all that its page shows, but for its lessons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exercise {
    /// Which one.
    pub id: ExerciseId,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: ExerciseKind,
    /// How far it is.
    pub status: ExerciseStatus,
    /// The organisation that holds it.
    pub owner: OrganisationName,
    /// From when until when.
    pub schedule: Schedule,
    /// Where; empty when not known yet.
    pub place: String,
    /// What happens in it.
    pub scenario: String,
    /// What those who take part must know.
    pub description: String,
    /// What came out of it; empty before.
    pub evaluation: String,
    /// Why it was called off; empty when it was not.
    pub cancelled_because: String,
    /// The organisations that take part.
    pub organisations: Vec<OrganisationName>,
    /// The plans that it exercises.
    pub plans: Vec<Linked<PlanId>>,
    /// The crisis roles that it exercises.
    pub roles: Vec<Linked<RoleId>>,
    /// Who takes part.
    pub participants: Vec<Participant>,
    /// What must succeed.
    pub objectives: Vec<Objective>,
    /// How often the record was changed, to notice that two people edit it.
    pub version: i64,
}

codes! {
    /// The order of the register.
    pub enum Sort {
        /// What is coming up first, the nearest on top; then what was, the newest on top.
        Upcoming = "upcoming",
        /// The latest date first.
        Newest = "newest",
        /// The earliest date first.
        Oldest = "oldest",
        /// By title.
        Title = "title",
    }
}

/// What somebody looks for in the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in the title, the place, the scenario or the description.
    pub q: String,
    /// The owner, or an organisation that takes part.
    pub organisation: Option<OrganisationId>,
    /// A region: of the exercises of the organisations in it that the reader may see.
    pub region: Option<OrganisationId>,
    /// What it is.
    pub kind: Option<ExerciseKind>,
    /// How far it is.
    pub status: Option<StatusFilter>,
    /// The year in which it starts.
    pub year: Option<i32>,
    /// The order.
    pub sort: Option<Sort>,
    /// The page, from 1.
    pub page: i64,
}

impl Filter {
    /// The days between which it must start: the first of the year, and the first of the next.
    #[must_use]
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let year = self.year?;
        NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year + 1, 1, 1))
    }
}
