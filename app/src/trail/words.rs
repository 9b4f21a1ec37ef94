//! The trail's codes in words: what many kinds of records have alike, and what one kind has of its
//! own. What is unknown to both is shown neutrally rather than not at all.

use super::Subject;
use crate::{
    Locale, date,
    text::{audit as t, ui as tu},
};
use chrono::{NaiveDate, NaiveDateTime};
use std::borrow::Cow;

/// Stands for the name of a record outside the reader's organisations.
pub const OUT_OF_REACH: &str = "out-of-reach";

/// What one kind of record has of its own to say in the trail; each is a constant of its feature.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// The kind of record.
    pub subject: Subject,
    /// The folder of the addresses of its pages; none for records that have none.
    pub folder: Option<&'static str>,
    /// What was done, in words; none for what is common or not known.
    pub action: fn(Locale, &str) -> Option<&'static str>,
    /// The name of a field, in words; none for what is common or not known.
    pub field: fn(Locale, &str) -> Option<&'static str>,
    /// The value of a field, in words; none for what is common or not known.
    pub value: fn(Locale, &str, &str) -> Option<Cow<'static, str>>,
}

impl Words {
    /// A kind of record that says nothing of its own.
    #[must_use]
    pub const fn common(subject: Subject) -> Self {
        Self {
            subject,
            folder: None,
            action: |_, _| None,
            field: |_, _| None,
            value: |_, _, _| None,
        }
    }

    /// The address of a record's page; none for records that have none.
    #[must_use]
    pub fn address(&self, id: &str) -> Option<String> {
        self.folder.map(|folder| format!("/{folder}/{id}"))
    }
}

/// What was done, in words; none for something that is not known.
#[must_use]
pub fn action(l: Locale, of: Option<&Words>, code: &str) -> Option<&'static str> {
    of.and_then(|words| (words.action)(l, code))
        .or_else(|| common_action(l, code))
}

fn common_action(l: Locale, code: &str) -> Option<&'static str> {
    Some(match code {
        "create" | "add" => t::action_create(l),
        "edit" | "update" => t::action_edit(l),
        _ => return None,
    })
}

/// The name of a field, in words; its own name for a field that is not known.
#[must_use]
pub fn field(l: Locale, of: Option<&Words>, name: &str) -> Cow<'static, str> {
    of.and_then(|words| (words.field)(l, name))
        .or_else(|| common_field(l, name))
        .map_or_else(|| name.replace('_', " ").into(), Cow::Borrowed)
}

fn common_field(l: Locale, name: &str) -> Option<&'static str> {
    Some(match name {
        "title" => t::field_title(l),
        "name" => t::field_name(l),
        "kind" => t::field_kind(l),
        "owner" => t::field_owner(l),
        "organisation" | "organisation_id" => t::field_organisation(l),
        "organisations" => t::field_organisations(l),
        "rule" => t::field_rule(l),
        "summary" => t::field_summary(l),
        "note" | "text" => t::field_note(l),
        "email" => t::field_email(l),
        "grants" => t::field_grants(l),
        "person" | "person_id" => t::field_person(l),
        "role" | "role_id" => t::field_role(l),
        "roles" => t::field_roles(l),
        "decided_on" => t::field_decided_on(l),
        "place" => t::field_place(l),
        "scenario" => t::field_scenario(l),
        "plans" => t::field_plans(l),
        "lesson" => t::field_lesson(l),
        "due_on" => t::field_due_on(l),
        "done_on" => t::field_done_on(l),
        "source" => t::field_source(l),
        "checked" => t::field_checked(l),
        _ => return None,
    })
}

/// A value in words: dates as people read them, codes by their names.
#[must_use]
pub fn value(l: Locale, of: Option<&Words>, field: &str, raw: &str) -> String {
    of.and_then(|words| (words.value)(l, field, raw))
        .map_or_else(|| common_value(l, field, raw), Cow::into_owned)
}

fn common_value(l: Locale, field: &str, raw: &str) -> String {
    match (field, raw) {
        ("grants", _) => return grant(l, raw),
        ("checked", "yes") => return tu::yes(l).to_owned(),
        ("checked", "press") => return tu::checked_press(l).to_owned(),
        ("checked", _) => return tu::checked_no(l).to_owned(),
        (_, "true") => return tu::yes(l).to_owned(),
        (_, "false") => return tu::no(l).to_owned(),
        (_, OUT_OF_REACH) => return t::out_of_reach(l).to_owned(),
        _ => {}
    }
    if let Ok(day) = NaiveDate::parse_from_str(raw, "%Y-%m-%d") {
        return date::long(l, day);
    }
    if let Ok(moment) = NaiveDateTime::parse_from_str(raw, "%Y-%m-%dT%H:%M:%S") {
        return date::with_time(l, moment);
    }
    if is_id(raw) {
        return t::gone(l).to_owned();
    }
    raw.to_owned()
}

/// An organisation and a level, as the trail keeps them side by side.
fn grant(l: Locale, raw: &str) -> String {
    let Some((organisation, level)) = raw.rsplit_once(" · ") else {
        return raw.to_owned();
    };
    let level = match level {
        "staff" => t::level_staff(l),
        "coordinator" => t::level_coordinator(l),
        "manager" => t::level_manager(l),
        "admin" => t::level_admin(l),
        other => other,
    };
    format!("{organisation} · {level}")
}

/// Whether this is the identifier of a record: a UUID.
#[must_use]
pub fn is_id(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A kind of record with a field of its own.
    const KIND: Words = Words {
        field: |_, name| (name == "stage").then_some("Fase"),
        value: |_, field, raw| (field == "stage" && raw == "draft").then_some("Concept".into()),
        ..Words::common(Subject::Plan)
    };

    #[test]
    fn values_are_put_into_words() {
        let nl = |field, raw| value(Locale::Nl, Some(&KIND), field, raw);
        assert_eq!(nl("stage", "draft"), "Concept");
        assert_eq!(nl("stage", "something new"), "something new");
        assert_eq!(nl("adopted_on", "2026-12-02"), "2 december 2026");
        assert_eq!(
            nl("starts_at", "2026-12-02T14:00:00"),
            "wo 2 dec 2026 14:00"
        );
        assert_eq!(nl("private_phone_changed", "true"), "ja");
        assert_eq!(nl("grants", "Vaals · coordinator"), "Vaals · coördinator");
    }

    #[test]
    fn a_kind_that_only_a_newer_program_knows_is_told_in_common_words() {
        let l = Locale::Nl;
        assert_eq!(action(l, None, "create"), Some("toegevoegd"));
        assert_eq!(action(l, None, "something-new"), None);
        assert_eq!(field(l, Some(&KIND), "stage"), "Fase");
        assert_eq!(field(l, None, "title"), "Titel");
        assert_eq!(field(l, None, "some_thing"), "some thing");
        assert_eq!(value(l, None, "stage", "draft"), "draft");
    }

    #[test]
    fn an_identifier_is_told_from_words() {
        assert!(is_id("01935e3a-7c1b-7a52-9c3e-0123456789ab"));
        assert!(!is_id("draaiboek hoog water van de gemeente"));
    }
}
