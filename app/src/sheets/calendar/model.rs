use super::rules::Month;
use crate::{
    Locale,
    exercises::{ExerciseKind, ExerciseStatus},
    id::{ExerciseId, FeedId, OrganisationId},
    sheets::planning::{DateState, Mark},
    text::calendar as t,
};
use chrono::{NaiveDate, NaiveDateTime};

codes! {
    /// How the calendar is laid out.
    pub enum View {
        /// The days of one month in rows of a week.
        Month = "month",
        /// Twelve months, each as a list.
        List = "list",
    }
}

impl View {
    /// Its name for the reader.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Month => t::view_month(l),
            Self::List => t::view_list(l),
        }
    }

    /// The months that it shows at once.
    #[must_use]
    pub fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::List => 12,
        }
    }
}

/// What somebody looks for in the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The month, or the first of the list.
    pub month: Month,
    /// How it is laid out.
    pub view: View,
    /// The owner, or an organisation that takes part.
    pub organisation: Option<OrganisationId>,
    /// What the exercise is; with it, no plans.
    pub kind: Option<ExerciseKind>,
    /// The days of all plans of the organisations that one coordinates, rather than of one's own
    /// plans alone.
    pub all_plans: bool,
}

/// An exercise as the calendar shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Which exercise.
    pub id: ExerciseId,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: ExerciseKind,
    /// How far it is.
    pub status: ExerciseStatus,
    /// The beginning, on the clocks of the region.
    pub starts_at: NaiveDateTime,
    /// The end, on the clocks of the region.
    pub ends_at: NaiveDateTime,
    /// Whether it takes whole days; the times of day mean nothing then.
    pub all_day: bool,
    /// Where it is held; may be empty.
    pub place: String,
    /// The organisation that owns it.
    pub owner: String,
}

/// A day by which something must be done for a plan, as the calendar shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDay {
    /// The page of the plan, or of an annex to it.
    pub path: String,
    /// The plan's title.
    pub title: String,
    /// The organisation that owns the plan or keeps the annex.
    pub owner: String,
    /// What must be done.
    pub mark: Mark,
    /// The last good day for it.
    pub on: NaiveDate,
    /// How it stands.
    pub state: DateState,
}

codes! {
    /// Which exercises a feed carries; the days of one's own plans are in each.
    pub enum Selection {
        /// The exercises in which one takes part, or in which one's crisis role practises.
        Mine = "mine",
        /// Every exercise that one may see.
        Scope = "scope",
    }
}

impl Selection {
    /// As a choice in the form.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Mine => t::selection_mine(l),
            Self::Scope => t::selection_scope(l),
        }
    }

    /// In few words, for the list of one's feeds.
    #[must_use]
    pub fn short_label(self, l: Locale) -> &'static str {
        match self {
            Self::Mine => t::only_mine(l),
            Self::Scope => t::everything(l),
        }
    }
}

/// A feed in the list of one's own; its secret address is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedLine {
    /// Which one.
    pub id: FeedId,
    /// The name that the user gave it.
    pub name: String,
    /// Which exercises it carries.
    pub selection: Selection,
    /// When it was made, on the clocks of the region.
    pub created_at: NaiveDateTime,
    /// When a calendar fetched it last (to the hour), on the clocks of the region.
    pub used_at: Option<NaiveDateTime>,
}
