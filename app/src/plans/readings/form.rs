//! The form that asks a role or a person to read a plan, checked.

use crate::{
    form::{Errors, Problem, Reader, Values},
    id::{OrganisationId, PersonId, RoleId},
    text::readings as t,
};

/// Whom a coordinator asks to read a plan: one of the two.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RoleOrPerson {
    /// All who hold this crisis role.
    Role(RoleId),
    /// One person.
    Person(PersonId),
}

/// A request to read a plan.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReaderInput {
    /// Who is asked.
    #[serde(flatten)]
    pub who: RoleOrPerson,
    /// The organisation that asks its own people alone; none for a request to all.
    pub organisation: Option<OrganisationId>,
}

/// Checks the form.
///
/// # Errors
/// What is wrong, by field.
pub fn reader(values: &Values) -> Result<ReaderInput, Errors> {
    let mut form = Reader::new(values);
    let role = form.optional_choice("role").map(RoleOrPerson::Role);
    let person = form.optional_choice("person").map(RoleOrPerson::Person);
    let organisation = form.optional_choice("organisation");
    match (&role, &person) {
        (None, None) => form.errors.add("role", Problem::Other(t::error_nobody)),
        (Some(_), Some(_)) => form.errors.add("person", Problem::Other(t::error_both)),
        _ => {}
    }
    let input = role.or(person).map(|who| ReaderInput { who, organisation });
    form.finish(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_for_a_role_or_a_person_and_not_for_both_or_nobody() {
        let form = |role, person| {
            let values = Values::default().with("role", role).with("person", person);
            reader(&values).map(|input| input.who)
        };
        assert_eq!(
            form("mayor", "").ok(),
            Some(RoleOrPerson::Role("mayor".to_owned().into()))
        );
        assert_eq!(
            form("", "an").ok(),
            Some(RoleOrPerson::Person("an".to_owned().into()))
        );
        assert!(form("", "").is_err_and(|errors| errors.get("role").is_some()));
        assert!(form("mayor", "an").is_err_and(|errors| errors.get("person").is_some()));
    }
}
