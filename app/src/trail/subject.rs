//! The kinds of records that the trail knows.

use crate::{Locale, text::audit as t};

codes! {
    /// A kind of record of which the trail tells, in the order of the filter. What is particular to
    /// one stands in the `trail.rs` of its feature.
    pub enum Subject {
        /// A plan.
        Plan = "plan",
        /// A review rule.
        Rule = "rule",
        /// A local annex to a plan.
        Annex = "annex",
        /// A crisis role.
        Role = "role",
        /// Who fills a role.
        Assignment = "assignment",
        /// Somebody of an organisation.
        Person = "person",
        /// An exercise.
        Exercise = "exercise",
        /// A lesson from an exercise.
        Lesson = "lesson",
        /// An improvement action.
        Action = "action",
        /// A playbook.
        Playbook = "playbook",
        /// An organisation.
        Organisation = "organisation",
        /// An account.
        User = "user",
        /// A feed of the calendar.
        CalendarFeed = "calendar-feed",
    }
}

impl Subject {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Plan => t::subject_plan(l),
            Self::Rule => t::subject_rule(l),
            Self::Annex => t::subject_annex(l),
            Self::Role => t::subject_role(l),
            Self::Assignment => t::subject_assignment(l),
            Self::Person => t::subject_person(l),
            Self::Exercise => t::subject_exercise(l),
            Self::Lesson => t::subject_lesson(l),
            Self::Action => t::subject_action(l),
            Self::Playbook => t::subject_playbook(l),
            Self::Organisation => t::subject_organisation(l),
            Self::User => t::subject_user(l),
            Self::CalendarFeed => t::subject_calendar_feed(l),
        }
    }
}
