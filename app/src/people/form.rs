//! Forms about people, checked.

use super::Person;
use crate::{
    date::add_months,
    form::{Errors, Problem, Reader, Values, is_phone},
    id::OrganisationId,
    text::people as t,
};
use chrono::NaiveDate;

/// How to reach a person, as it came in. The audit trail gets it without the private number.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ContactInput {
    /// The address at work.
    pub email: String,
    /// The number at work; may be empty.
    pub work_phone: String,
    /// The number at home; may be empty.
    #[serde(skip)]
    pub private_phone: String,
    /// The version of the record that the form was filled from.
    #[serde(skip)]
    pub version: i64,
}

/// A person as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PersonInput {
    /// The name.
    pub name: String,
    /// What the person does in daily work.
    pub function: String,
    /// The home organisation.
    pub organisation: OrganisationId,
    /// How to reach the person.
    #[serde(flatten)]
    pub contact: ContactInput,
}

/// Checks the form of one's own contact data.
///
/// # Errors
/// What is wrong, by field.
pub fn contact(values: &Values) -> Result<ContactInput, Errors> {
    let mut form = Reader::new(values);
    let contact = read_contact(&mut form);
    form.finish(Some(contact))
}

/// Checks the form of a person.
///
/// # Errors
/// What is wrong, by field.
pub fn person(values: &Values) -> Result<PersonInput, Errors> {
    let mut form = Reader::new(values);
    let name = form.required_line("name", 120);
    let function = form.required_line("function", 160);
    let organisation = form.choice("organisation");
    let contact = read_contact(&mut form);
    let input = organisation.map(|organisation| PersonInput {
        name,
        function,
        organisation,
        contact,
    });
    form.finish(input)
}

fn read_contact(form: &mut Reader<'_>) -> ContactInput {
    ContactInput {
        email: form.email("email"),
        work_phone: phone(form, "work_phone"),
        private_phone: phone(form, "private_phone"),
        version: form.version(),
    }
}

fn phone(form: &mut Reader<'_>, field: &str) -> String {
    let phone = form.optional_line(field, 40);
    if !phone.is_empty() && !is_phone(&phone) {
        form.errors.add(field, Problem::Other(t::error_phone));
    }
    phone
}

/// Checks the form of a departure: the last day at the organisation. It may be known some time
/// before, but a date more than a year ahead is a slip of the keys.
///
/// # Errors
/// What is wrong, by field.
pub fn departure(values: &Values, today: NaiveDate) -> Result<NaiveDate, Errors> {
    let mut form = Reader::new(values);
    let left_on = form.date("left_on");
    if left_on.is_some_and(|day| day > add_months(today, 12)) {
        form.errors.add("left_on", Problem::Other(t::error_far));
    }
    form.finish(left_on)
}

/// The form of a departure, filled from the record.
#[must_use]
pub fn departure_values(person: &Person) -> Values {
    let left_on = person.left_on.map(|day| day.to_string());
    Values::default()
        .with("left_on", left_on.unwrap_or_default())
        .with("version", person.version)
}

/// The form of a person, filled from the record.
#[must_use]
pub fn values(person: &Person) -> Values {
    Values::default()
        .with("name", &person.name)
        .with("function", &person.function)
        .with("organisation", &person.organisation.id)
        .with("email", &person.email)
        .with("work_phone", &person.work_phone)
        .with(
            "private_phone",
            person.private_phone.as_deref().unwrap_or_default(),
        )
        .with("version", person.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> Values {
        Values::default()
            .with("name", "Noor Dassen")
            .with("function", "AOV")
            .with("organisation", "vaals")
            .with("email", "Noor.Dassen@Vaals.example")
            .with("work_phone", "043-555 20 91")
            .with("private_phone", "06-55510959")
    }

    #[test]
    fn addresses_are_kept_in_lower_case_and_words_are_no_number() {
        let input = person(&filled()).expect("all is well");
        assert_eq!(input.contact.email, "noor.dassen@vaals.example");
        let errors = person(&filled().replacing("private_phone", "bel Noor")).expect_err("a word");
        assert_eq!(
            errors.iter().map(|(field, _)| field).collect::<Vec<_>>(),
            ["private_phone"]
        );
    }

    #[test]
    fn a_departure_may_be_announced_but_not_years_ahead() {
        let day =
            |year, month| NaiveDate::from_ymd_opt(year, month, 1).expect("a date that exists");
        let check =
            |on: NaiveDate| departure(&Values::default().with("left_on", on), day(2026, 11));
        assert!(check(day(2027, 11)).is_ok());
        assert!(check(day(2027, 12)).is_err());
        assert!(check(day(2020, 1)).is_ok());
    }
}
