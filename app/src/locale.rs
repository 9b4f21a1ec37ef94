//! The languages of the program.

/// A text of the program, in the language that is asked for: one of the functions in
/// [`text`](crate::text).
pub type Text = fn(Locale) -> &'static str;

/// A language in which the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    /// Dutch, the first language.
    #[default]
    Nl,
    /// English.
    En,
}

impl Locale {
    /// The language tag, as in `<html lang>` and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
        }
    }

    /// The language with this tag; Dutch when it is none of ours.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        if code == "en" { Self::En } else { Self::Nl }
    }
}
