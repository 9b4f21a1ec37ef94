//! What a file is about, and its columns.

use crate::{
    Locale, fold,
    text::{imports as t, plans as tp},
};

codes! {
    /// What a file is about.
    #[derive(serde::Deserialize)]
    #[serde(try_from = "String")]
    pub enum ImportKind {
        /// Plans, each with its newest version and its last review.
        Plans = "plans",
        /// People and how to reach them.
        People = "people",
    }
}

impl ImportKind {
    /// The columns in the order of the template; those that only an export has come last.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        use Column as C;
        match self {
            Self::Plans => &[
                C::Title,
                C::Kind,
                C::Owner,
                C::Organisations,
                C::Rule,
                C::Steward,
                C::Summary,
                C::Label,
                C::AdoptedOn,
                C::AdoptedBy,
                C::InForceOn,
                C::ReviewedOn,
                C::Outcome,
                C::Reviewer,
                C::Status,
                C::DueOn,
                C::ExtendedUntil,
                C::AskedOn,
                C::Faults,
            ],
            Self::People => &[
                C::Name,
                C::Function,
                C::Organisation,
                C::Email,
                C::WorkPhone,
                C::PrivatePhone,
                C::Faults,
            ],
        }
    }

    /// The columns that the program reads, without those that only an export has.
    pub fn read(self) -> impl Iterator<Item = Column> {
        let columns = self.columns().iter().copied();
        columns.filter(|column| !column.written_only())
    }

    /// The columns without which no row can be told from another.
    #[must_use]
    pub fn required(self) -> &'static [Column] {
        match self {
            Self::Plans => &[Column::Title, Column::Owner],
            Self::People => &[Column::Name, Column::Organisation, Column::Email],
        }
    }

    /// The page of its register.
    #[must_use]
    pub fn register(self) -> &'static str {
        match self {
            Self::Plans => "/plans",
            Self::People => "/people",
        }
    }

    /// The title of the register.
    #[must_use]
    pub fn register_label(self, l: Locale) -> &'static str {
        match self {
            Self::Plans => tp::title(l),
            Self::People => crate::text::people::title(l),
        }
    }

    /// The title of the page where a file is chosen.
    #[must_use]
    pub fn title(self, l: Locale) -> &'static str {
        match self {
            Self::Plans => t::plans_title(l),
            Self::People => t::people_title(l),
        }
    }

    /// The name of a file with these records, without its ending.
    #[must_use]
    pub fn file_name(self, l: Locale) -> &'static str {
        match self {
            Self::Plans => t::plans_file(l),
            Self::People => t::people_file(l),
        }
    }
}

codes! {
    /// A column of a file; its code is the name of the field in the form of the record.
    #[derive(serde::Deserialize)]
    #[serde(try_from = "String")]
    pub enum Column {
        /// A plan's title.
        Title = "title",
        /// What a plan is.
        Kind = "kind",
        /// The organisation that owns a plan.
        Owner = "owner",
        /// The organisations to which a plan applies.
        Organisations = "organisations",
        /// How often a plan must be reviewed.
        Rule = "rule",
        /// Who sees to it that a plan stays current.
        Steward = "steward",
        /// What a plan is about.
        Summary = "summary",
        /// Number or year of the version.
        Label = "label",
        /// When the version was adopted.
        AdoptedOn = "adopted_on",
        /// Who adopted it.
        AdoptedBy = "adopted_by",
        /// From when it is in force.
        InForceOn = "in_force_on",
        /// When the plan was last reviewed.
        ReviewedOn = "reviewed_on",
        /// What that review found.
        Outcome = "outcome",
        /// Who reviewed.
        Reviewer = "reviewer",
        /// Whether a plan is current; written, never read.
        Status = "status",
        /// By when a plan must be reviewed; written, never read.
        DueOn = "due_on",
        /// Until when a plan was extended; written, never read.
        ExtendedUntil = "extended_until",
        /// Since when work on a plan is asked for before its date; written, never read.
        AskedOn = "asked_on",
        /// A person's name.
        Name = "name",
        /// What a person does in daily work.
        Function = "function",
        /// A person's home organisation.
        Organisation = "organisation",
        /// The address at work.
        Email = "email",
        /// The number at work.
        WorkPhone = "work_phone",
        /// The number at home.
        PrivatePhone = "private_phone",
        /// What is wrong with a row; written, never read.
        Faults = "faults",
    }
}

impl Column {
    /// Its header.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Title => t::col_title(l),
            Self::Kind => t::col_kind(l),
            Self::Owner => t::col_owner(l),
            Self::Organisations => t::col_organisations(l),
            Self::Rule => t::col_rule(l),
            Self::Steward => t::col_steward(l),
            Self::Summary => t::col_summary(l),
            Self::Label => t::col_label(l),
            Self::AdoptedOn => t::col_adopted_on(l),
            Self::AdoptedBy => t::col_adopted_by(l),
            Self::InForceOn => t::col_in_force_on(l),
            Self::ReviewedOn => t::col_reviewed_on(l),
            Self::Outcome => t::col_outcome(l),
            Self::Reviewer => t::col_reviewer(l),
            Self::Status => t::col_status(l),
            Self::DueOn => t::col_due_on(l),
            Self::ExtendedUntil => t::col_extended_until(l),
            Self::AskedOn => t::col_asked_on(l),
            Self::Name => t::col_name(l),
            Self::Function => t::col_function(l),
            Self::Organisation => t::col_organisation(l),
            Self::Email => t::col_email(l),
            Self::WorkPhone => t::col_work_phone(l),
            Self::PrivatePhone => t::col_private_phone(l),
            Self::Faults => t::col_faults(l),
        }
    }

    /// What to fill in.
    #[must_use]
    pub fn help(self, l: Locale) -> &'static str {
        match self {
            Self::Title => t::help_title(l),
            Self::Kind => t::help_kind(l),
            Self::Owner => t::help_owner(l),
            Self::Organisations => t::help_organisations(l),
            Self::Rule => t::help_rule(l),
            Self::Steward => t::help_steward(l),
            Self::Summary => t::help_summary(l),
            Self::Label => t::help_label(l),
            Self::AdoptedOn => t::help_adopted_on(l),
            Self::AdoptedBy => t::help_adopted_by(l),
            Self::InForceOn => t::help_in_force_on(l),
            Self::ReviewedOn => t::help_reviewed_on(l),
            Self::Outcome => t::help_outcome(l),
            Self::Reviewer => t::help_reviewer(l),
            Self::Name => t::help_name(l),
            Self::Function => t::help_function(l),
            Self::Organisation => t::help_organisation(l),
            Self::Email => t::help_email(l),
            Self::WorkPhone => t::help_work_phone(l),
            Self::PrivatePhone => t::help_private_phone(l),
            // Nobody fills them in.
            Self::Status | Self::DueOn | Self::ExtendedUntil | Self::AskedOn | Self::Faults => "",
        }
    }

    /// Whether the program writes it and does not read it.
    #[must_use]
    pub fn written_only(self) -> bool {
        matches!(
            self,
            Self::Status | Self::DueOn | Self::ExtendedUntil | Self::AskedOn | Self::Faults
        )
    }

    /// Whether it holds a date.
    #[must_use]
    pub fn is_date(self) -> bool {
        matches!(
            self,
            Self::AdoptedOn
                | Self::InForceOn
                | Self::ReviewedOn
                | Self::DueOn
                | Self::ExtendedUntil
                | Self::AskedOn
        )
    }

    /// Whether line breaks mean something in it.
    #[must_use]
    pub fn has_many_lines(self) -> bool {
        matches!(self, Self::Summary | Self::Organisations)
    }

    /// Whether it holds a telephone number.
    #[must_use]
    pub fn is_phone(self) -> bool {
        matches!(self, Self::WorkPhone | Self::PrivatePhone)
    }

    /// The column of a file about `kind` with this header, in either language; case, spaces and
    /// signs do not matter.
    #[must_use]
    pub fn recognise(kind: ImportKind, header: &str) -> Option<Self> {
        let wanted = bare(header);
        kind.columns().iter().copied().find(|column| {
            let names = [
                column.label(Locale::Nl),
                column.label(Locale::En),
                column.code(),
            ];
            names.iter().any(|name| bare(name) == wanted)
        })
    }
}

/// A word as it is compared: letters and digits in lower case, without accents.
fn bare(text: &str) -> String {
    let key = fold::key(text);
    key.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The name of a cell as a spreadsheet shows it, from its column (from 0) and its row (from 1):
/// "C14".
#[must_use]
pub fn cell_name(column: u32, row: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{row}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_the_names_that_spreadsheets_give_them() {
        assert_eq!(cell_name(0, 1), "A1");
        assert_eq!(cell_name(2, 14), "C14");
        assert_eq!(cell_name(25, 2), "Z2");
        assert_eq!(cell_name(26, 3), "AA3");
        assert_eq!(cell_name(16_383, 1_048_576), "XFD1048576");
    }

    #[test]
    fn a_header_is_known_in_both_languages_however_it_is_written() {
        let plans = |header| Column::recognise(ImportKind::Plans, header);
        assert_eq!(plans(" VASTGESTELD  OP "), Some(Column::AdoptedOn));
        assert_eq!(plans("Adopted on"), Some(Column::AdoptedOn));
        assert_eq!(plans("adopted_on"), Some(Column::AdoptedOn));
        assert_eq!(plans("E-mail"), None);
        let people = |header| Column::recognise(ImportKind::People, header);
        assert_eq!(people("Telefoon prive"), Some(Column::PrivatePhone));
        assert_eq!(people("email"), Some(Column::Email));
    }

    #[test]
    fn no_two_columns_of_a_file_have_the_same_name() {
        for kind in ImportKind::ALL {
            for column in kind.columns() {
                for l in [Locale::Nl, Locale::En] {
                    assert_eq!(
                        Column::recognise(*kind, column.label(l)),
                        Some(*column),
                        "{column}"
                    );
                }
            }
        }
    }
}
