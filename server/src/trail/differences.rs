//! What differs between a record before and after, out of the two JSON texts that the trail keeps.

use app::trail::{Change, words::is_id};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Fields that say nothing to a reader: the counter of changes, and a record's own identifier.
const SILENT: &[&str] = &["version", "id"];

/// The identifiers of other records in a value, to look up their names.
pub fn ids(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if is_id(text) => {
            found.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| ids(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| ids(field, found)),
        _ => {}
    }
}

/// The fields that differ, in the order of their names, with names instead of identifiers. A value
/// that is no record of fields counts as one field with the name of the action; in front of a
/// record it says what the change is about.
pub fn changes(
    action: &str,
    before: Option<&Value>,
    after: Option<&Value>,
    names: &BTreeMap<String, String>,
) -> Vec<Change> {
    let about = before.is_some_and(|before| !before.is_object() && !before.is_null())
        && after.is_some_and(Value::is_object);
    let mut before = fields(action, before, names);
    let mut after = fields(action, after, names);
    if about {
        after.append(&mut before);
    }
    let mut changes = Vec::new();
    for (field, before) in before {
        let after = after.remove(&field).unwrap_or_default();
        changes.push(Change {
            field,
            before,
            after,
        });
    }
    for (field, after) in after {
        changes.push(Change {
            field,
            before: Vec::new(),
            after,
        });
    }
    changes.retain(|change| change.before != change.after);
    changes
}

fn fields(
    action: &str,
    value: Option<&Value>,
    names: &BTreeMap<String, String>,
) -> BTreeMap<String, Vec<String>> {
    let mut fields = BTreeMap::new();
    match value {
        Some(Value::Object(object)) => gather(object, names, &mut fields),
        Some(value) => {
            fields.insert(action.to_owned(), words(value, names));
        }
        None => {}
    }
    fields
}

fn is_silent(field: &str) -> bool {
    SILENT.contains(&field)
}

/// A record within a record counts as more fields of the outer one.
fn gather(
    object: &serde_json::Map<String, Value>,
    names: &BTreeMap<String, String>,
    fields: &mut BTreeMap<String, Vec<String>>,
) {
    for (field, value) in object {
        match value {
            _ if is_silent(field) => {}
            Value::Object(inner) => gather(inner, names, fields),
            value => {
                fields.insert(field.clone(), words(value, names));
            }
        }
    }
}

/// The parts of a value: none for nothing, one for a single value, each item of a list.
fn words(value: &Value, names: &BTreeMap<String, String>) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().map(|item| word(item, names)).collect(),
        value => Some(word(value, names))
            .filter(|word| !word.is_empty())
            .into_iter()
            .collect(),
    }
}

/// One value in one line; what belongs together stands side by side.
fn word(value: &Value, names: &BTreeMap<String, String>) -> String {
    let together = |items: &mut dyn Iterator<Item = &Value>| {
        let words = items.map(|item| word(item, names));
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        words.join(" · ")
    };
    match value {
        Value::Null => String::new(),
        Value::String(text) => names.get(text).unwrap_or(text).clone(),
        Value::Array(items) => together(&mut items.iter()),
        Value::Object(fields) => {
            let telling = fields.iter().filter(|(field, _)| !is_silent(field));
            together(&mut telling.map(|(_, value)| value))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const VAALS: &str = "01935e3a-7c1b-7a52-9c3e-0123456789ab";

    fn names() -> BTreeMap<String, String> {
        BTreeMap::from([(VAALS.to_owned(), "Vaals".to_owned())])
    }

    fn told(
        action: &str,
        before: Option<Value>,
        after: Option<Value>,
    ) -> Vec<(String, String, String)> {
        let changes = changes(action, before.as_ref(), after.as_ref(), &names());
        let told = changes.into_iter();
        told.map(|change| {
            (
                change.field,
                change.before.join(", "),
                change.after.join(", "),
            )
        })
        .collect()
    }

    fn one(field: &str, before: &str, after: &str) -> (String, String, String) {
        (field.to_owned(), before.to_owned(), after.to_owned())
    }

    #[test]
    fn only_what_differs_is_told_and_names_stand_for_identifiers() {
        let before = json!({ "title": "A", "owner": null, "organisations": [VAALS], "version": 1 });
        let after =
            json!({ "title": "A", "owner": VAALS, "organisations": [VAALS, "x"], "version": 2 });
        assert_eq!(
            told("edit", Some(before), Some(after)),
            [
                one("organisations", "Vaals", "Vaals, x"),
                one("owner", "", "Vaals")
            ]
        );
    }

    #[test]
    fn a_single_value_is_named_after_the_action() {
        let told = told("stage", Some(json!("draft")), Some(json!("in-force")));
        assert_eq!(told, [one("stage", "draft", "in-force")]);
    }

    #[test]
    fn a_new_record_tells_all_that_is_not_empty() {
        let after = json!({ "title": "A", "note": "", "grants": [[VAALS, "staff"]], "contact": { "email": "a@b.nl" } });
        assert_eq!(
            told("create", None, Some(after)),
            [
                one("email", "", "a@b.nl"),
                one("grants", "", "Vaals · staff"),
                one("title", "", "A")
            ]
        );
    }

    #[test]
    fn a_word_in_front_of_a_record_says_what_it_is_about() {
        let after = json!({ "rating": "S", "observation": "" });
        assert_eq!(
            told("rate", Some(json!("Alarm in time")), Some(after)),
            [one("rate", "", "Alarm in time"), one("rating", "", "S")]
        );
    }

    #[test]
    fn identifiers_are_found_at_any_depth() {
        let mut found = BTreeSet::new();
        ids(&json!({ "a": [{ "b": VAALS }], "c": "words" }), &mut found);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [VAALS]);
    }
}
