//! What the audit trail says of exercises.

use super::{Answer, ExerciseKind, ExerciseStatus, Part, Rating};
use crate::{
    Locale,
    text::audit as t,
    trail::{Subject, Words},
};
use std::borrow::Cow;

/// An exercise.
pub const EXERCISE: Words = Words {
    folder: Some("exercises"),
    action,
    field,
    value,
    ..Words::common(Subject::Exercise)
};

fn action(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "status" => t::action_status(l),
        "cancel" => t::action_cancel(l),
        "answer" => t::action_answer(l),
        "objective-add" => t::action_objective_add(l),
        "participant-add" => t::action_participant_add(l),
        "participant-remove" => t::action_participant_remove(l),
        "rate" => t::action_rate(l),
        _ => return None,
    })
}

fn field(l: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "status" => t::field_status(l),
        "starts_at" => t::field_starts_at(l),
        "ends_at" => t::field_ends_at(l),
        "all_day" => t::field_all_day(l),
        "description" => t::field_description(l),
        "participants" => t::field_participants(l),
        "evaluation" => t::field_evaluation(l),
        "objective" | "objective-add" | "rate" => t::field_objective(l),
        "rating" => t::field_rating(l),
        "observation" => t::field_observation(l),
        "part" => t::field_part(l),
        "answer" => t::field_answer(l),
        "cancelled_because" => t::field_cancelled_because(l),
        _ => return None,
    })
}

fn value(l: Locale, field: &str, raw: &str) -> Option<Cow<'static, str>> {
    Some(match field {
        "kind" => raw.parse::<ExerciseKind>().ok()?.label(l).into(),
        "status" => raw.parse::<ExerciseStatus>().ok()?.label(l).into(),
        "part" => raw.parse::<Part>().ok()?.label(l).into(),
        "answer" => raw.parse::<Answer>().ok()?.label(l).into(),
        "rating" => raw.parse::<Rating>().ok()?.label(l).into(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trail::words;

    #[test]
    fn values_are_put_into_words() {
        let nl = |field, raw| words::value(Locale::Nl, Some(&EXERCISE), field, raw);
        assert_eq!(
            nl("starts_at", "2026-12-02T14:00:00"),
            "wo 2 dec 2026 14:00"
        );
        assert_eq!(nl("answer", "yes"), Answer::Yes.label(Locale::Nl));
    }
}
