use crate::{Locale, text::exercises as t, ui::Tone};

codes! {
    /// What an exercise is.
    pub enum ExerciseKind {
        /// Workshop.
        Workshop = "workshop",
        /// Informatiesessie.
        InformationSession = "information-session",
        /// Table-top.
        TableTop = "table-top",
        /// Droogoefening.
        DryRun = "dry-run",
        /// Alarmeringsoefening, bereikbaarheidstest.
        AlarmTest = "alarm-test",
        /// Stafoefening.
        StaffExercise = "staff-exercise",
        /// Bestuurlijke oefening.
        BoardExercise = "board-exercise",
        /// Functionele oefening.
        FunctionalExercise = "functional-exercise",
        /// Veldoefening, grootschalige oefening.
        FieldExercise = "field-exercise",
        /// Systeemtest (Bvr 2.5.1).
        SystemTest = "system-test",
        /// Ketenoefening.
        ChainExercise = "chain-exercise",
    }
}

impl ExerciseKind {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Workshop => t::kind_workshop(l),
            Self::InformationSession => t::kind_information_session(l),
            Self::TableTop => t::kind_table_top(l),
            Self::DryRun => t::kind_dry_run(l),
            Self::AlarmTest => t::kind_alarm_test(l),
            Self::StaffExercise => t::kind_staff_exercise(l),
            Self::BoardExercise => t::kind_board_exercise(l),
            Self::FunctionalExercise => t::kind_functional_exercise(l),
            Self::FieldExercise => t::kind_field_exercise(l),
            Self::SystemTest => t::kind_system_test(l),
            Self::ChainExercise => t::kind_chain_exercise(l),
        }
    }
}

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
            Self::Draft => Tone::Busy,
            Self::Planned | Self::Held => Tone::Soon,
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
