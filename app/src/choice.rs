//! What a field of a form can choose from.

/// One choice of a list: its value and its words.
pub type Choice = (String, String);

/// Whether this value is among the choices.
#[must_use]
pub fn offers(choices: &[Choice], value: &str) -> bool {
    choices.iter().any(|(offered, _)| offered == value)
}
