//! The kinds of plans and exercises: rules are about kinds, and know nothing more of either.

use crate::{
    Locale,
    text::{exercises as te, plans as tp},
};

codes! {
    /// What a plan is.
    pub enum PlanKind {
        /// Regionaal beleidsplan (Wvr art. 14).
        PolicyPlan = "policy-plan",
        /// Regionaal crisisplan (Wvr art. 16).
        CrisisPlan = "crisis-plan",
        /// Rampbestrijdingsplan (Wvr art. 17).
        DisasterPlan = "disaster-plan",
        /// Integraal veiligheidsplan (Politiewet art. 38b).
        SafetyPlan = "safety-plan",
        /// Deelplan, such as bevolkingszorg.
        SubPlan = "sub-plan",
        /// Draaiboek: a municipality's document for one scenario.
        PlaybookDocument = "playbook-document",
        /// Continuïteitsplan.
        ContinuityPlan = "continuity-plan",
        /// Bijlage, such as a list of contacts.
        Annex = "annex",
    }
}

impl PlanKind {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::PolicyPlan => tp::kind_policy_plan(l),
            Self::CrisisPlan => tp::kind_crisis_plan(l),
            Self::DisasterPlan => tp::kind_disaster_plan(l),
            Self::SafetyPlan => tp::kind_safety_plan(l),
            Self::SubPlan => tp::kind_sub_plan(l),
            Self::PlaybookDocument => tp::kind_playbook_document(l),
            Self::ContinuityPlan => tp::kind_continuity_plan(l),
            Self::Annex => tp::kind_annex(l),
        }
    }
}

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
            Self::Workshop => te::kind_workshop(l),
            Self::InformationSession => te::kind_information_session(l),
            Self::TableTop => te::kind_table_top(l),
            Self::DryRun => te::kind_dry_run(l),
            Self::AlarmTest => te::kind_alarm_test(l),
            Self::StaffExercise => te::kind_staff_exercise(l),
            Self::BoardExercise => te::kind_board_exercise(l),
            Self::FunctionalExercise => te::kind_functional_exercise(l),
            Self::FieldExercise => te::kind_field_exercise(l),
            Self::SystemTest => te::kind_system_test(l),
            Self::ChainExercise => te::kind_chain_exercise(l),
        }
    }
}
