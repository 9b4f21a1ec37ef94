//! Forms about organisations, checked.

use super::{Organisation, OrganisationKind, OrganisationName};
use crate::{
    form::{Errors, Problem, Reader, Values, is_phone},
    id::OrganisationId,
    text::people as tp,
};

/// What can be changed of an organisation, as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OrganisationInput {
    /// Its name.
    pub name: String,
    /// Its address for crisis matters; may be empty.
    pub email: String,
    /// Its number for crisis matters; may be empty.
    pub phone: String,
    /// What is to be known of it.
    pub note: String,
    /// The version of the record that the form was filled from.
    #[serde(skip)]
    pub version: i64,
}

/// A new organisation as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct NewOrganisation {
    /// Municipality or partner: a region is made with the first account of all.
    pub kind: OrganisationKind,
    /// The region in which it lies.
    pub region: OrganisationId,
    /// The rest.
    #[serde(flatten)]
    pub input: OrganisationInput,
}

/// The kinds of which one can be added.
pub const KINDS: &[OrganisationKind] = &[OrganisationKind::Municipality, OrganisationKind::Partner];

/// What the form of a new record begins with: whoever can choose one organisation alone finds it
/// chosen in these fields.
#[must_use]
pub fn only_choice(organisations: &[OrganisationName], fields: &[&str]) -> Values {
    match organisations {
        [only] => fields.iter().fold(Values::default(), |values, field| {
            values.with(field, &only.id)
        }),
        _ => Values::default(),
    }
}

/// Checks the form of an organisation.
///
/// # Errors
/// What is wrong, by field.
pub fn organisation(values: &Values) -> Result<OrganisationInput, Errors> {
    let mut form = Reader::new(values);
    let input = read(&mut form);
    form.finish(Some(input))
}

/// Checks the form of a new organisation.
///
/// # Errors
/// What is wrong, by field.
pub fn new(values: &Values) -> Result<NewOrganisation, Errors> {
    let mut form = Reader::new(values);
    let kind = form.choice("kind");
    let region = form.choice("region");
    let input = read(&mut form);
    if kind.is_some_and(|kind| !KINDS.contains(&kind)) {
        form.errors.add("kind", Problem::Choice);
    }
    let new = kind.zip(region).map(|(kind, region)| NewOrganisation {
        kind,
        region,
        input,
    });
    form.finish(new)
}

fn read(form: &mut Reader<'_>) -> OrganisationInput {
    let name = form.required_line("name", 120);
    let email = form.optional_email("email");
    let phone = form.optional_line("phone", 40);
    if !phone.is_empty() && !is_phone(&phone) {
        form.errors.add("phone", Problem::Other(tp::error_phone));
    }
    OrganisationInput {
        name,
        email,
        phone,
        note: form.optional("note", 2_000),
        version: form.version(),
    }
}

/// The form of an organisation, filled from its record.
#[must_use]
pub fn values(organisation: &Organisation) -> Values {
    Values::default()
        .with("name", &organisation.name)
        .with("email", &organisation.email)
        .with("phone", &organisation.phone)
        .with("note", &organisation.note)
        .with("version", organisation.version)
}
