use crate::{
    Locale, choice::Choice, organisations::OrganisationName, text::exercises as t, ui::Tone,
};

codes! {
    /// How far an exercise is: concept → gepland → uitgevoerd → geëvalueerd → afgesloten, or
    /// geannuleerd.
    pub enum ExerciseStatus {
        /// Being prepared; date and place may still move.
        Draft = "draft",
        /// Date and place are set.
        Planned = "planned",
        /// Held; not evaluated yet.
        Held = "held",
        /// The evaluation is written.
        Evaluated = "evaluated",
        /// Nothing remains to be done.
        Closed = "closed",
        /// Called off.
        Cancelled = "cancelled",
    }
}

impl ExerciseStatus {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Draft => t::status_draft(l),
            Self::Planned => t::status_planned(l),
            Self::Held => t::status_held(l),
            Self::Evaluated => t::status_evaluated(l),
            Self::Closed => t::status_closed(l),
            Self::Cancelled => t::status_cancelled(l),
        }
    }

    /// Its colour and icon.
    #[must_use]
    pub fn tone(self) -> Tone {
        match self {
            // Only what waits for somebody has the colour that asks for attention.
            Self::Draft | Self::Planned => Tone::Busy,
            Self::Held => Tone::Soon,
            Self::Evaluated | Self::Closed => Tone::Ok,
            Self::Cancelled => Tone::None,
        }
    }

    /// Whether it took place.
    #[must_use]
    pub fn took_place(self) -> bool {
        matches!(self, Self::Held | Self::Evaluated | Self::Closed)
    }
}

codes! {
    /// What the register of exercises can be narrowed to: one status, or several that belong
    /// together.
    pub enum StatusFilter {
        /// Held, whatever was done afterwards.
        TookPlace = "took-place",
        /// Still to be held.
        Ahead = "ahead",
        /// Concepts alone.
        Draft = "draft",
        /// Those whose date and place are set.
        Planned = "planned",
        /// Held and not evaluated yet.
        Held = "held",
        /// Evaluated and not closed yet.
        Evaluated = "evaluated",
        /// Closed.
        Closed = "closed",
        /// Called off.
        Cancelled = "cancelled",
    }
}

impl StatusFilter {
    /// The statuses that it lets through.
    #[must_use]
    pub fn statuses(self) -> &'static [ExerciseStatus] {
        use ExerciseStatus as S;
        match self {
            Self::TookPlace => &[S::Held, S::Evaluated, S::Closed],
            Self::Ahead => &[S::Draft, S::Planned],
            Self::Draft => &[S::Draft],
            Self::Planned => &[S::Planned],
            Self::Held => &[S::Held],
            Self::Evaluated => &[S::Evaluated],
            Self::Closed => &[S::Closed],
            Self::Cancelled => &[S::Cancelled],
        }
    }

    /// Its words in the list of choices.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::TookPlace => t::status_took_place(l),
            Self::Ahead => t::status_ahead(l),
            one => one.statuses()[0].label(l),
        }
    }
}

codes! {
    /// What somebody does in an exercise.
    pub enum Part {
        /// Opdrachtgever: wants the exercise and answers for it.
        Client = "client",
        /// Oefenleider.
        Leader = "leader",
        /// Procesmanager multidisciplinair oefenen (Bvr).
        ProcessManager = "process-manager",
        /// Evaluator multidisciplinair oefenen (Bvr).
        Evaluator = "evaluator",
        /// Responscel, tegenspel: plays the world outside.
        ResponseCell = "response-cell",
        /// Waarnemer.
        Observer = "observer",
        /// Lotusslachtoffer.
        Casualty = "casualty",
        /// Deelnemer: exercises a crisis role.
        Participant = "participant",
    }
}

impl Part {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Client => t::part_client(l),
            Self::Leader => t::part_leader(l),
            Self::ProcessManager => t::part_process_manager(l),
            Self::Evaluator => t::part_evaluator(l),
            Self::ResponseCell => t::part_response_cell(l),
            Self::Observer => t::part_observer(l),
            Self::Casualty => t::part_casualty(l),
            Self::Participant => t::part_participant(l),
        }
    }
}

codes! {
    /// Whether somebody comes to an exercise.
    pub enum Answer {
        /// Did not answer so far.
        None = "none",
        /// Comes.
        Yes = "yes",
        /// Doesn't come.
        No = "no",
    }
}

impl Answer {
    /// The word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::None => t::answer_none(l),
            Self::Yes => t::answer_yes(l),
            Self::No => t::answer_no(l),
        }
    }

    /// Its colour and icon.
    #[must_use]
    pub fn tone(self) -> Tone {
        match self {
            Self::None => Tone::None,
            Self::Yes => Tone::Ok,
            Self::No => Tone::Late,
        }
    }
}

codes! {
    /// How well an objective was performed (HSEEP).
    pub enum Rating {
        /// Performed without challenges.
        Performed = "P",
        /// Performed with some challenges.
        Some = "S",
        /// Performed with major challenges.
        Major = "M",
        /// Unable to be performed.
        Unable = "U",
    }
}

impl Rating {
    /// The field's words for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Performed => t::rating_p(l),
            Self::Some => t::rating_s(l),
            Self::Major => t::rating_m(l),
            Self::Unable => t::rating_u(l),
        }
    }
}

/// What the fields of an exercise's form can choose from.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Organisations that the reader may make the owner.
    pub owners: Vec<OrganisationName>,
    /// Organisations that can take part.
    pub organisations: Vec<OrganisationName>,
    /// Plans that can be exercised: id and title.
    pub plans: Vec<Choice>,
    /// Crisis roles that can be exercised: id and name.
    pub roles: Vec<Choice>,
}
