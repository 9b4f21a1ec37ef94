//! Forms about accounts, checked.

use crate::{
    form::{Errors, Problem, Reader, Values},
    text::account as t,
};

/// Somebody who wants to sign in.
#[derive(Debug)]
pub struct SignIn {
    /// The address of the account.
    pub email: String,
    /// The password.
    pub password: String,
}

/// Checks the sign-in form.
///
/// # Errors
/// What is wrong, by field.
pub fn sign_in(values: &Values) -> Result<SignIn, Errors> {
    let mut form = Reader::new(values);
    let email = form.email("email");
    let password = values.get("password").to_owned();
    if password.is_empty() {
        form.errors.add("password", Problem::Required);
    }
    form.finish(Some(SignIn { email, password }))
}

/// A change of password.
#[derive(Debug)]
pub struct NewPassword {
    /// The password as it is.
    pub current: String,
    /// The password as it shall be.
    pub new: String,
}

/// Checks the form of a new password, which must have at least `minimum` characters.
///
/// # Errors
/// What is wrong, by field.
pub fn new_password(values: &Values, minimum: usize) -> Result<NewPassword, Errors> {
    let mut form = Reader::new(values);
    let (current, new) = (
        values.get("current").to_owned(),
        values.get("new").to_owned(),
    );
    if current.is_empty() {
        form.errors.add("current", Problem::Required);
    }
    if new.chars().count() < minimum {
        form.errors.add("new", Problem::Other(t::too_short));
    }
    if new != values.get("again") {
        form.errors.add("again", Problem::Other(t::differs));
    }
    form.finish(Some(NewPassword { current, new }))
}
