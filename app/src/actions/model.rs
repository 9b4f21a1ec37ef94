use crate::{
    Locale,
    exercises::Linked,
    id::{ActionId, ExerciseId, LessonId, OrganisationId, PersonId},
    organisations::OrganisationName,
    people::choose::People,
    text::actions as t,
    ui::Tone,
};
use chrono::{NaiveDate, NaiveDateTime};

codes! {
    /// How far an action is, on a day.
    pub enum ActionState {
        /// Not done, and its date has passed.
        Overdue = "overdue",
        /// Not done, and in time.
        Open = "open",
        /// Done, says the one who did it; nobody else has looked yet.
        Done = "done",
        /// Done, and verified by somebody else.
        Verified = "verified",
    }
}

impl ActionState {
    /// The word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Overdue => t::state_overdue(l),
            Self::Open => t::state_open(l),
            Self::Done => t::state_done_short(l),
            Self::Verified => t::state_verified(l),
        }
    }

    /// Its colour and icon.
    #[must_use]
    pub fn tone(self) -> Tone {
        match self {
            Self::Overdue => Tone::Late,
            Self::Open => Tone::Busy,
            Self::Done => Tone::Busy,
            Self::Verified => Tone::Ok,
        }
    }
}

/// An action as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionLine {
    /// Which one.
    pub id: ActionId,
    /// What must be done.
    pub title: String,
    /// The organisation that must do it.
    pub organisation: String,
    /// Who does it.
    pub owner: String,
    /// The last good day.
    pub due_on: NaiveDate,
    /// How far it is today.
    pub state: ActionState,
    /// The lesson that it comes from.
    pub lesson: Option<LessonId>,
    /// The title of the exercise that the lesson comes from.
    pub exercise: Option<String>,
}

/// An action with all that its page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Which one.
    pub id: ActionId,
    /// What must be done.
    pub title: String,
    /// The organisation that must do it.
    pub organisation: OrganisationName,
    /// Who does it.
    pub owner: Linked<PersonId>,
    /// The last good day.
    pub due_on: NaiveDate,
    /// When it was done, who said so (if still known) and what was done.
    pub done: Option<Done>,
    /// When it was verified, and by whom (if still known).
    pub verified: Option<(NaiveDate, Option<String>)>,
    /// The lesson that it comes from.
    pub lesson: Option<FromLesson>,
    /// How often the record was changed, to notice that two people edit it.
    pub version: i64,
}

impl Action {
    /// How far it is on a day.
    #[must_use]
    pub fn state(&self, today: NaiveDate) -> ActionState {
        let done_on = self.done.as_ref().map(|done| done.on);
        let verified_on = self.verified.as_ref().map(|(day, _)| *day);
        super::rules::state(self.due_on, done_on, verified_on, today)
    }
}

/// That an action was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// When.
    pub on: NaiveDate,
    /// The name of the one who said so.
    pub by: Option<String>,
    /// What was done.
    pub note: String,
}

/// The lesson that an action comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FromLesson {
    /// Which one; visible when the reader may see its exercise.
    pub lesson: Linked<LessonId>,
    /// When it was recorded.
    pub recorded_on: NaiveDate,
    /// The exercise.
    pub exercise: Linked<ExerciseId>,
}

codes! {
    /// What can happen to an action; the codes are those of the audit trail.
    pub enum Change {
        /// It was added.
        Created = "create",
        /// Its facts were changed.
        Edited = "edit",
        /// It was reported as done.
        Completed = "complete",
        /// Somebody else agreed.
        Verified = "verify",
        /// It was opened again.
        Reopened = "reopen",
    }
}

/// Something that happened to an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When, on the clocks of the region.
    pub at: NaiveDateTime,
    /// The name of the one who did it.
    pub by: String,
    /// What happened.
    pub change: Change,
}

/// What the reader may do with an action now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Change its facts.
    pub edit: bool,
    /// Report it as done.
    pub complete: bool,
    /// Verify that it is done, or open it again; as far as the level allows it.
    pub verify: bool,
    /// Has done it, so somebody else must verify.
    pub did_it: bool,
}

/// What somebody looks for in the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in the title.
    pub q: String,
    /// Only those of the reader.
    pub mine: bool,
    /// The organisation that must do it.
    pub organisation: Option<OrganisationId>,
    /// A region: of the actions of the organisations in it that the reader may see.
    pub region: Option<OrganisationId>,
    /// How far it is.
    pub state: Option<ActionState>,
    /// The page, from 1.
    pub page: i64,
}

/// What the fields of an action's form can choose from.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Organisations whose actions the reader may change.
    pub organisations: Vec<OrganisationName>,
    /// People who can do it.
    pub people: People,
}
