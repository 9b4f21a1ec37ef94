//! The pages about crisis roles.

mod assign;
mod catalogue;
mod coverage;
mod regions;
mod show;

pub use assign::{AssignmentForms, Staff, assign, assignment};
pub use catalogue::{edit, index};
pub use coverage::{Asked, CoverageView, coverage};
pub use regions::{RegionsView, regions};
pub use show::{Sheet, Team, show};

use super::{Coverage, GripLevel};
use crate::{Locale, text::roles as t, ui::icon};
use leptos::prelude::*;

/// The levels in short words: "GRIP 2–5, GRIP Rijk, niet-acuut".
#[must_use]
pub fn grip_words(l: Locale, levels: &[GripLevel]) -> String {
    let numbered: Vec<usize> = (0..=5)
        .filter(|number| {
            levels
                .iter()
                .any(|level| level.code() == number.to_string())
        })
        .collect();
    let runs = numbered.chunk_by(|a, b| a + 1 == *b).map(|run| match run {
        [only] => only.to_string(),
        [first, .., last] => format!("{first}–{last}"),
        [] => String::new(),
    });
    let runs = runs.collect::<Vec<_>>().join(", ");
    let mut words = Vec::new();
    if !runs.is_empty() {
        words.push(t::grip_numbers(l, runs));
    }
    if levels.contains(&GripLevel::National) {
        words.push(t::grip_national(l).to_owned());
    }
    if levels.contains(&GripLevel::NonAcute) {
        words.push(t::grip_non_acute_short(l).to_owned());
    }
    words.join(", ")
}

/// What a cell of coverage says: number and word. `own` are the organisation's people, `pool` the
/// region's.
#[must_use]
pub fn cell_words(l: Locale, coverage: Coverage, own: i64, pool: i64) -> String {
    match coverage {
        Coverage::Vacant => t::cell_vacant(l).to_owned(),
        Coverage::UnderMinimum if pool > 0 => {
            t::cell_under_minimum_pool(l, t::CellUnderMinimumPool { own, pool })
        }
        Coverage::UnderMinimum => t::cell_under_minimum(l, own),
        Coverage::Pooled if own > 0 => t::cell_pooled_own(l, own),
        Coverage::Pooled => t::cell_pooled(l).to_owned(),
        Coverage::Thin => t::cell_thin(l, own),
        Coverage::Filled => t::cell_filled(l, own),
    }
}

/// The chip that says how well a role is filled.
#[must_use]
pub fn coverage_chip(l: Locale, coverage: Coverage, own: i64, pool: i64) -> AnyView {
    view! {
        <span class=format!("chip {}", coverage.tone().class()) data-status=coverage.code()>
            {icon(coverage.icon())}{cell_words(l, coverage, own, pool)}
        </span>
    }
    .into_any()
}

/// A telephone number that can be called by pressing it.
#[must_use]
pub fn phone(number: &str) -> Option<AnyView> {
    let dialled: String = number
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    (!dialled.is_empty())
        .then(|| view! { <a href=format!("tel:{dialled}")>{number.to_owned()}</a> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_in_a_row_are_said_as_a_range() {
        let words = |codes| grip_words(Locale::Nl, &GripLevel::list(codes));
        assert_eq!(
            words("non-acute,2,3,4,5,national"),
            "GRIP 2–5, GRIP Rijk, niet-acuut"
        );
        assert_eq!(words("0,2,3"), "GRIP 0, 2–3");
        assert_eq!(words("1"), "GRIP 1");
        assert_eq!(words(""), "");
    }
}
