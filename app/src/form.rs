//! Forms: the values as they came in, the check that turns them into something valid, and the
//! errors beside their fields.
//!
//! What somebody typed stays in [`Values`] untouched, so that a page that shows an error shows
//! every typed value again.

use crate::{Locale, Text, fold, text};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use std::{
    borrow::Cow,
    str::FromStr,
    sync::{Arc, Mutex},
};

/// A word that is not a code of the enumeration, or an empty identifier.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownCode(pub String);

impl std::fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "unknown code {:?}", self.0)
    }
}

impl std::error::Error for UnknownCode {}

/// The fields of a form as they were typed, in their order; a field may come more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(Vec<(String, String)>);

impl Values {
    /// The values of a submitted form or of an address. NUL is no text, and PostgreSQL refuses it:
    /// it is left out.
    #[must_use]
    pub fn new(mut pairs: Vec<(String, String)>) -> Self {
        for (_, value) in &mut pairs {
            value.retain(|c| c != '\0');
        }
        Self(pairs)
    }

    /// Adds a field, when a form is filled from a record.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.0.push((name.to_owned(), value.to_string()));
        self
    }

    /// Adds a field once for each value, for check boxes.
    #[must_use]
    pub fn with_all<T: ToString>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        values
            .into_iter()
            .fold(self, |form, value| form.with(name, value))
    }

    /// The same values but those of this field.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|(key, _)| key != name);
        self
    }

    /// The same values with another one for this field.
    #[must_use]
    pub fn replacing(self, name: &str, value: impl ToString) -> Self {
        self.without(name).with(name, value)
    }

    /// The page of a list that an address asks for: the first one where it names none.
    #[must_use]
    pub fn page(&self) -> i64 {
        self.get("page").parse().unwrap_or(1).max(1)
    }

    /// The field's first value as it was typed; empty when it is not there.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// Every value of the field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the field has this value among its values.
    #[must_use]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|v| v == value)
    }
}

/// What is wrong with a field.
#[derive(Clone, Debug)]
pub enum Problem {
    /// Nothing was filled in.
    Required,
    /// More than this many characters.
    TooLong(usize),
    /// Not a date that exists.
    Date,
    /// Not a time of day.
    Time,
    /// Not a whole number from the first to the second.
    Number(i64, i64),
    /// None of the choices.
    Choice,
    /// Not an e-mail address.
    Email,
    /// Something that only this form knows, in the reader's language.
    Other(Text),
    /// Something that was said in the reader's language already.
    Said(String),
}

impl Problem {
    /// The message for the reader: what is wrong, and what to do.
    #[must_use]
    pub fn message(&self, locale: Locale) -> Cow<'static, str> {
        match self {
            Self::Required => text::form::required(locale).into(),
            Self::TooLong(max) => text::form::too_long(locale, max).into(),
            Self::Date => text::form::date(locale).into(),
            Self::Time => text::form::time(locale).into(),
            Self::Number(min, max) => {
                text::form::number(locale, text::form::Number { max, min }).into()
            }
            Self::Choice => text::form::choice(locale).into(),
            Self::Email => text::form::email(locale).into(),
            Self::Other(message) => message(locale).into(),
            Self::Said(message) => message.clone().into(),
        }
    }
}

/// What is wrong with a form, by field.
#[derive(Clone, Debug, Default)]
pub struct Errors {
    found: Vec<(String, Problem)>,
    /// What the fields are called on the page. A form notes them while it is drawn; the summary on
    /// top of it is rendered afterwards and names them.
    labels: Arc<Mutex<Vec<(&'static str, &'static str)>>>,
}

impl Errors {
    /// One error.
    #[must_use]
    pub fn one(field: &str, problem: Problem) -> Self {
        let mut errors = Self::default();
        errors.add(field, problem);
        errors
    }

    /// Notes what a field is called on the page.
    pub fn note_label(&self, field: &'static str, label: &'static str) {
        if let (false, Ok(mut labels)) = (self.is_empty(), self.labels.lock()) {
            labels.push((field, label));
        }
    }

    /// The errors in the order of their fields on the page, each with what its field is called
    /// there, once the fields were drawn; first those of no field.
    #[must_use]
    pub fn on_page(&self) -> Vec<(&str, &Problem, Option<&'static str>)> {
        let labels = self.labels.lock();
        let labels = labels.as_deref().map_or(&[][..], Vec::as_slice);
        let place = |field: &str| labels.iter().position(|(known, _)| *known == field);
        let mut errors: Vec<_> = self
            .iter()
            .map(|(field, problem)| (place(field), field, problem))
            .collect();
        errors.sort_by_key(|(place, ..)| *place);
        errors
            .into_iter()
            .map(|(place, field, problem)| (field, problem, place.map(|at| labels[at].1)))
            .collect()
    }

    /// Adds an error; the first of a field is the one that is shown.
    pub fn add(&mut self, field: &str, problem: Problem) {
        if self.get(field).is_none() {
            self.found.push((field.to_owned(), problem));
        }
    }

    /// The error of a field.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&Problem> {
        self.found
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, problem)| problem)
    }

    /// What was read of the form, unless something is wrong with it.
    ///
    /// # Errors
    /// What was found wrong.
    pub fn into_result<T>(self, input: T) -> Result<T, Self> {
        if self.is_empty() {
            Ok(input)
        } else {
            Err(self)
        }
    }

    /// Whether all is well.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The errors in the order of the form.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Problem)> {
        self.found
            .iter()
            .map(|(field, problem)| (field.as_str(), problem))
    }
}

/// The state of a form on a page: what was typed and what is wrong with it. Empty when nobody tried
/// yet.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    /// What was typed.
    pub values: Values,
    /// What is wrong with it.
    pub errors: Errors,
    /// What somebody else stored meanwhile, to stand beside what was typed.
    pub stored: Option<Values>,
}

impl FormState {
    /// A form filled from a record, that nobody has tried yet.
    #[must_use]
    pub fn fresh(values: Values) -> Self {
        Self {
            values,
            ..Self::default()
        }
    }

    /// What was typed, with what is wrong with it.
    #[must_use]
    pub fn invalid(values: Values, errors: Errors) -> Self {
        Self {
            values,
            errors,
            stored: None,
        }
    }

    /// What was typed, to be stored over what somebody else stored meanwhile, and that beside it.
    #[must_use]
    pub fn beside(self, stored: Values) -> Self {
        Self {
            values: self.values.replacing("version", stored.get("version")),
            stored: Some(stored),
            ..self
        }
    }

    /// Whether something is wrong.
    #[must_use]
    pub fn failed(&self) -> bool {
        !self.errors.is_empty()
    }

    /// This form, or one that holds these values when nobody tried it yet.
    #[must_use]
    pub fn or(&self, fresh: Values) -> Self {
        if self.is_open() {
            self.clone()
        } else {
            Self::fresh(fresh)
        }
    }

    /// Whether a form that folds must stand open: something was typed or is wrong.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.failed() || self.values != Values::default()
    }
}

/// Reads checked values out of [`Values`] and gathers the errors on the way.
#[derive(Debug)]
pub struct Reader<'a> {
    values: &'a Values,
    /// What was found wrong so far.
    pub errors: Errors,
}

impl<'a> Reader<'a> {
    /// Begins to read a form.
    #[must_use]
    pub fn new(values: &'a Values) -> Self {
        Self {
            values,
            errors: Errors::default(),
        }
    }

    /// A text of many lines that may be empty, [cleaned](fold::lines), of at most `max` characters.
    pub fn optional(&mut self, field: &str, max: usize) -> String {
        let text = fold::lines(self.values.get(field));
        self.at_most(field, max, text)
    }

    /// A text of many lines that must be there, [cleaned](fold::lines), of at most `max` characters.
    pub fn required(&mut self, field: &str, max: usize) -> String {
        let text = self.optional(field, max);
        self.there(field, text)
    }

    /// A text of one line that may be empty, [cleaned](fold::line), of at most `max` characters.
    pub fn optional_line(&mut self, field: &str, max: usize) -> String {
        let text = fold::line(self.values.get(field));
        self.at_most(field, max, text)
    }

    /// A text of one line that must be there, [cleaned](fold::line), of at most `max` characters.
    pub fn required_line(&mut self, field: &str, max: usize) -> String {
        let text = self.optional_line(field, max);
        self.there(field, text)
    }

    fn at_most(&mut self, field: &str, max: usize, text: String) -> String {
        if text.chars().count() > max {
            self.errors.add(field, Problem::TooLong(max));
        }
        text
    }

    fn there(&mut self, field: &str, text: String) -> String {
        if text.is_empty() {
            self.errors.add(field, Problem::Required);
        }
        text
    }

    /// An e-mail address that must be there.
    pub fn email(&mut self, field: &str) -> String {
        let email = self.optional_email(field);
        self.there(field, email)
    }

    /// An e-mail address that may be left out.
    pub fn optional_email(&mut self, field: &str) -> String {
        let email = self.optional_line(field, 200).to_lowercase();
        if !email.is_empty() && !is_email(&email) {
            self.errors.add(field, Problem::Email);
        }
        email
    }

    /// A date that may be left out.
    pub fn optional_date(&mut self, field: &str) -> Option<NaiveDate> {
        let text = self.values.get(field).trim();
        if text.is_empty() {
            return None;
        }
        let date = parse_date(text);
        if date.is_none() {
            self.errors.add(field, Problem::Date);
        }
        date
    }

    /// A date that must be there.
    pub fn date(&mut self, field: &str) -> Option<NaiveDate> {
        if self.values.get(field).trim().is_empty() {
            self.errors.add(field, Problem::Required);
        }
        self.optional_date(field)
    }

    /// A date and a time of day from two fields.
    pub fn moment(&mut self, date_field: &str, time_field: &str) -> Option<NaiveDateTime> {
        let date = self.date(date_field);
        let text = self.values.get(time_field).trim();
        let time = NaiveTime::parse_from_str(text, "%H:%M").ok();
        if text.is_empty() {
            self.errors.add(time_field, Problem::Required);
        } else if time.is_none() {
            self.errors.add(time_field, Problem::Time);
        }
        Some(date?.and_time(time?))
    }

    /// A whole number from `min` to `max` that may be left out.
    pub fn optional_number(&mut self, field: &str, min: i64, max: i64) -> Option<i64> {
        if self.values.get(field).trim().is_empty() {
            return None;
        }
        self.number(field, min, max)
    }

    /// A whole number from `min` to `max`.
    pub fn number(&mut self, field: &str, min: i64, max: i64) -> Option<i64> {
        let text = self.values.get(field).trim();
        if text.is_empty() {
            self.errors.add(field, Problem::Required);
            return None;
        }
        let number = text.parse().ok().filter(|n| (min..=max).contains(n));
        if number.is_none() {
            self.errors.add(field, Problem::Number(min, max));
        }
        number
    }

    /// One of the choices, which must be made.
    pub fn choice<T: FromStr>(&mut self, field: &str) -> Option<T> {
        if self.values.get(field).is_empty() {
            self.errors.add(field, Problem::Choice);
        }
        self.optional_choice(field)
    }

    /// One of the choices, or none.
    pub fn optional_choice<T: FromStr>(&mut self, field: &str) -> Option<T> {
        let text = self.values.get(field);
        if text.is_empty() {
            return None;
        }
        let choice = text.parse().ok();
        if choice.is_none() {
            self.errors.add(field, Problem::Choice);
        }
        choice
    }

    /// Any number of the choices, each once.
    pub fn choices<T: FromStr + PartialEq>(&mut self, field: &str) -> Vec<T> {
        let mut chosen = Vec::new();
        for text in self.values.all(field).filter(|text| !text.is_empty()) {
            match text.parse() {
                Ok(choice) if !chosen.contains(&choice) => chosen.push(choice),
                Ok(_) => {}
                Err(_) => self.errors.add(field, Problem::Choice),
            }
        }
        chosen
    }

    /// At least one of the choices.
    pub fn some_choices<T: FromStr + PartialEq>(&mut self, field: &str) -> Vec<T> {
        let chosen = self.choices(field);
        if chosen.is_empty() {
            self.errors.add(field, Problem::Choice);
        }
        chosen
    }

    /// The version of the record that the form was filled from; 0 when it says none.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.values.get("version").parse().unwrap_or(0)
    }

    /// The checked value when there was no error.
    ///
    /// # Errors
    /// The errors that were gathered; also when `value` is `None`.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Errors> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(self.errors),
        }
    }
}

/// Whether this is one e-mail address and nothing else: no name around it, no second one, no
/// `mailto:`. Quoted names and addresses of machines are none that anybody has.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let sign = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let named = name
        .split('.')
        .all(|part| !part.is_empty() && part.chars().all(sign));
    let label = |label: &str| {
        let sign = |c: char| c.is_alphanumeric() || c == '-';
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(sign)
    };
    named && host.contains('.') && host.split('.').all(label)
}

/// Whether this can be a telephone number: 8 to 15 digits (ITU-T E.164 allows no more), with what
/// people write between them.
#[must_use]
pub fn is_phone(phone: &str) -> bool {
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let between = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.' | '/');
    (8..=15).contains(&digits)
        && phone
            .strip_prefix('+')
            .unwrap_or(phone)
            .chars()
            .all(between)
}

/// A date as a browser sends it (2026-12-02) or as people here type it (2-12-2026).
fn parse_date(text: &str) -> Option<NaiveDate> {
    use chrono::Datelike;
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(text, "%d-%m-%Y"))
        .ok()
        .filter(|date| (1900..=2200).contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_in_both_usual_forms_and_an_impossible_one_is_not() {
        let day = NaiveDate::from_ymd_opt(2028, 2, 29);
        assert_eq!(parse_date("2028-02-29"), day);
        assert_eq!(parse_date("29-2-2028"), day);
        assert_eq!(parse_date("2027-02-29"), None);
        assert_eq!(parse_date("0001-01-01"), None);
    }

    #[test]
    fn an_address_is_exactly_one_or_a_fault() {
        for text in [
            "a@x.nl",
            "jan.de-vries+x@mail.vaals.example",
            "o'brien@x.nl",
            "élise@café.nl",
        ] {
            assert!(is_email(text), "{text}");
        }
        for text in [
            "",
            "a",
            "@x.nl",
            "a@",
            "a@x",
            "a@x.nl;b@y.nl",
            "a@x.nl, b@y.nl",
            "a@x.nl,",
            "a b@x.nl",
            "mailto:a@x.nl",
            "<a@x.nl>",
            "A <a@x.nl>",
            "a@x..nl",
            "a@.nl",
            "a@x.nl.",
            "a@b@x.nl",
            ".a@x.nl",
            "a..b@x.nl",
            "a.@x.nl",
            "a@-x.nl",
            "a@x_y.nl",
            "\"a\"@x.nl",
            "a@[127.0.0.1]",
        ] {
            assert!(!is_email(text), "{text}");
        }
    }

    #[test]
    fn words_and_half_numbers_are_no_telephone_number() {
        assert!(is_phone("06-55510137"));
        assert!(is_phone("+32 87 30 67 00"));
        for wrong in [
            "",
            "12",
            "bel de balie",
            "06-55510137 of 38",
            "0655510137+",
            "1234567890123456",
        ] {
            assert!(!is_phone(wrong), "{wrong}");
        }
    }

    #[test]
    fn what_is_read_is_clean_and_what_was_typed_stays() {
        let typed = "\u{200b}Cafe\u{301}\u{a0} x\r\n y ";
        let values = Values::default()
            .with("text", typed)
            .with("email", "\u{feff}Jan@Vaals.example\u{200b}")
            .with("hidden", "\u{ad}\u{200b}");
        let mut reader = Reader::new(&values);
        assert_eq!(reader.required_line("text", 9), "Café x y");
        assert_eq!(reader.required("text", 99), "Café  x\n y");
        assert_eq!(reader.email("email"), "jan@vaals.example");
        assert!(reader.errors.is_empty());
        // Nothing that can be seen is nothing.
        reader.required("hidden", 9);
        assert!(matches!(
            reader.errors.get("hidden"),
            Some(Problem::Required)
        ));
        assert_eq!(values.get("text"), typed);
    }

    #[test]
    fn the_first_error_of_a_field_stays() {
        let values = Values::default().with("due", "31-02-2027");
        let mut reader = Reader::new(&values);
        assert_eq!(reader.date("due"), None);
        reader.required("title", 10);
        assert!(matches!(reader.errors.get("due"), Some(Problem::Date)));
        assert!(matches!(
            reader.errors.get("title"),
            Some(Problem::Required)
        ));
    }
}
