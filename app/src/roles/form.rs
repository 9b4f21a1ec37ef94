//! Forms about crisis roles and assignments, checked.

use super::{Assignment, FilledBy, GripLevel, Role, RoleGroup};
use crate::{
    fold,
    form::{Errors, Problem, Reader, Values},
    id::{OrganisationId, PersonId},
    source::Checked,
    text::roles as t,
};
use chrono::NaiveDate;

/// The most that a task card may hold, in bytes.
pub const TASK_CARD_BYTES: usize = 64 * 1024;

/// A role as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RoleInput {
    /// Its name.
    pub name: String,
    /// The part of the crisis organisation.
    pub group: RoleGroup,
    /// Who has to find the people.
    pub filled_by: FilledBy,
    /// The levels at which it is called.
    pub grip_levels: Vec<GripLevel>,
    /// The people that it asks for.
    pub minimum: i64,
    /// Minutes from the alarm to being there.
    pub present_within_minutes: Option<i64>,
    /// Where these values come from.
    pub source: String,
    /// How sure we are of them.
    pub checked: Checked,
    /// To whom it reports.
    pub reports_to: String,
    /// What to do in the first ten minutes, as Markdown.
    pub first_steps: String,
    /// The whole task card, as Markdown.
    pub task_card: String,
    /// The version of the record that the form was filled from.
    pub version: i64,
}

/// Checks the form of a role.
///
/// # Errors
/// What is wrong, by field.
pub fn role(values: &Values) -> Result<RoleInput, Errors> {
    let mut form = Reader::new(values);
    let name = form.required_line("name", 120);
    let group = form.choice("group");
    let filled_by = form.choice("filled_by");
    let mut grip_levels: Vec<GripLevel> = form.some_choices("grip_levels");
    grip_levels.sort_unstable();
    let minimum = form.number("minimum", 0, 99);
    let present_within_minutes = form.optional_number("present_within_minutes", 1, 2_880);
    let reports_to = form.optional_line("reports_to", 200);
    let source = form.optional_line("source", 500);
    let checked = form.choice("checked");
    let first_steps = form.optional("first_steps", 5_000);
    let task_card = form.optional("task_card", TASK_CARD_BYTES);
    let version = form.version();
    for (field, text) in [("first_steps", &first_steps), ("task_card", &task_card)] {
        if let Err(problem) = markdown(text) {
            form.errors.add(field, problem);
        }
    }
    let input = (|| {
        Some(RoleInput {
            name,
            group: group?,
            filled_by: filled_by?,
            grip_levels,
            minimum: minimum?,
            present_within_minutes,
            source,
            checked: checked?,
            reports_to,
            first_steps,
            task_card,
            version,
        })
    })();
    form.finish(input)
}

/// The form of a role, filled from its record.
#[must_use]
pub fn values(role: &Role) -> Values {
    let minutes = role
        .present_within_minutes
        .map(|minutes| minutes.to_string());
    Values::default()
        .with("name", &role.name)
        .with("group", role.group)
        .with("filled_by", role.filled_by)
        .with_all("grip_levels", &role.grip_levels)
        .with("minimum", role.minimum)
        .with("present_within_minutes", minutes.unwrap_or_default())
        .with("reports_to", &role.reports_to)
        .with("source", &role.source)
        .with("checked", role.checked)
        .with("first_steps", &role.first_steps)
        .with("task_card", &role.task_card)
        .with("version", role.version)
}

/// Checks an uploaded task card: a Markdown file of at most [`TASK_CARD_BYTES`] in UTF-8. What it
/// is follows from its content; the name only has to agree.
///
/// # Errors
/// Why it is no Markdown that can be stored.
pub fn task_card_file(name: &str, bytes: &[u8]) -> Result<String, Problem> {
    if name.is_empty() && bytes.is_empty() {
        return Err(Problem::Other(t::error_file_missing));
    }
    if bytes.len() > TASK_CARD_BYTES {
        return Err(Problem::Other(t::error_file_size));
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    if !extension
        .is_some_and(|e| e.eq_ignore_ascii_case("md") || e.eq_ignore_ascii_case("markdown"))
    {
        return Err(Problem::Other(t::error_file_kind));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Problem::Other(t::error_file_kind))?;
    let text = text
        .trim_start_matches('\u{feff}')
        .replace("\r\n", "\n")
        .trim()
        .to_owned();
    markdown(&text)?;
    let text = fold::lines(&text);
    if text.is_empty() {
        return Err(Problem::Other(t::error_file_empty));
    }
    Ok(text)
}

/// Whether a text can be Markdown: no control characters, and not another kind of file that is
/// text as well, such as HTML or PDF.
fn markdown(text: &str) -> Result<(), Problem> {
    if text.len() > TASK_CARD_BYTES {
        return Err(Problem::Other(t::error_file_size));
    }
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    let lower = text.trim_start().to_ascii_lowercase();
    let other_kind = [
        "<!doctype",
        "<html",
        "<?xml",
        "<head",
        "<body",
        "<svg",
        "%pdf",
        "{\\rtf",
    ]
    .iter()
    .any(|beginning| lower.starts_with(beginning))
        || ["</html>", "</body>", "<script"]
            .iter()
            .any(|part| lower.contains(part));
    if other_kind || text.chars().any(control) {
        return Err(Problem::Other(t::error_file_kind));
    }
    Ok(())
}

/// A new assignment as it came in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AssignmentInput {
    /// The organisation for which the person fills the role.
    pub organisation: OrganisationId,
    /// The person.
    pub person: PersonId,
    /// The place in the order of calling, from 1.
    pub position: i64,
    /// What is on record about it.
    #[serde(flatten)]
    pub term: TermInput,
    /// The last day; none as long as it is open.
    pub ends_on: Option<NaiveDate>,
}

/// What can be corrected in an assignment.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TermInput {
    /// The reference of the decision.
    pub decision: String,
    /// The date of the decision.
    pub decided_on: Option<NaiveDate>,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The version of the record that the form was filled from.
    pub version: i64,
}

/// Checks the form of a new assignment; `today` because no decision lies in the future.
///
/// # Errors
/// What is wrong, by field.
pub fn assignment(values: &Values, today: NaiveDate) -> Result<AssignmentInput, Errors> {
    let mut form = Reader::new(values);
    let organisation = form.choice("organisation");
    let person = form.choice("person");
    let position = form.number("position", 1, 99);
    let term = read_term(&mut form, today);
    let ends_on = form.optional_date("ends_on");
    if let Some(term) = &term
        && ends_on.is_some_and(|end| end < term.starts_on)
    {
        form.errors
            .add("ends_on", Problem::Other(t::error_end_before_start));
    }
    let input = (|| {
        Some(AssignmentInput {
            organisation: organisation?,
            person: person?,
            position: position?,
            term: term?,
            ends_on,
        })
    })();
    form.finish(input)
}

/// Checks the form that corrects an assignment, whose last day is `ends_on`.
///
/// # Errors
/// What is wrong, by field.
pub fn term(
    values: &Values,
    ends_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<TermInput, Errors> {
    let mut form = Reader::new(values);
    let term = read_term(&mut form, today);
    if let Some(term) = &term
        && ends_on.is_some_and(|end| end < term.starts_on)
    {
        form.errors
            .add("starts_on", Problem::Other(t::error_start_after_end));
    }
    form.finish(term)
}

fn read_term(form: &mut Reader<'_>, today: NaiveDate) -> Option<TermInput> {
    let decision = form.optional_line("decision", 200);
    let decided_on = form.optional_date("decided_on");
    let starts_on = form.date("starts_on");
    if decided_on.is_some_and(|day| day > today) {
        form.errors
            .add("decided_on", Problem::Other(t::error_decided_in_future));
    }
    Some(TermInput {
        decision,
        decided_on,
        starts_on: starts_on?,
        version: form.version(),
    })
}

/// The form that corrects an assignment, filled from its record.
#[must_use]
pub fn term_values(assignment: &Assignment) -> Values {
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    Values::default()
        .with("decision", &assignment.decision)
        .with("decided_on", day(assignment.decided_on))
        .with("starts_on", assignment.starts_on)
        .with("version", assignment.version)
}

/// Checks the form that ends an assignment.
///
/// # Errors
/// When the day is missing, impossible, or before the first day.
pub fn end(values: &Values, starts_on: NaiveDate) -> Result<NaiveDate, Errors> {
    let mut form = Reader::new(values);
    let ends_on = form.date("ends_on");
    if ends_on.is_some_and(|day| day < starts_on) {
        form.errors
            .add("ends_on", Problem::Other(t::error_end_before_start));
    }
    form.finish(ends_on)
}

/// Checks the form that changes the order.
///
/// # Errors
/// When the place is missing or no number.
pub fn position(values: &Values) -> Result<i64, Errors> {
    let mut form = Reader::new(values);
    let position = form.number("position", 1, 99);
    form.finish(position)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str, bytes: &[u8]) -> bool {
        task_card_file(name, bytes).is_err()
    }

    #[test]
    fn a_markdown_file_is_taken_as_it_is_but_for_its_line_ends() {
        let text = task_card_file("kaart.md", b"\xef\xbb\xbf### Doel\r\n\r\n- Bel de *AC*\r\n");
        assert_eq!(text.ok().as_deref(), Some("### Doel\n\n- Bel de *AC*"));
    }

    #[test]
    fn what_is_no_markdown_is_refused_whatever_its_name() {
        assert!(refused("kaart.md", b"%PDF-1.7\n"));
        assert!(refused("kaart.md", b"PK\x03\x04\x14\x00"));
        assert!(refused("kaart.md", b"<!DOCTYPE html><p>kaart</p>"));
        assert!(refused("kaart.md", b"tekst\xff\xfe"));
        assert!(refused("kaart.md", b"a\x00b"));
        assert!(refused("kaart.md", b"  \n"));
        assert!(refused("kaart.docx", b"# Kaart"));
        assert!(refused("", b""));
        assert!(refused("kaart.md", &vec![b'a'; TASK_CARD_BYTES + 1]));
        assert!(!refused("kaart.md", &vec![b'a'; TASK_CARD_BYTES]));
    }

    #[test]
    fn an_end_before_the_start_is_an_error_of_the_end() {
        let values = Values::default()
            .with("organisation", "o")
            .with("person", "p")
            .with("position", "1")
            .with("starts_on", "2026-05-01")
            .with("ends_on", "2026-04-30");
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date that exists");
        let errors = assignment(&values, today).expect_err("impossible");
        assert!(errors.get("ends_on").is_some());
        assert!(errors.get("starts_on").is_none());
    }
}
