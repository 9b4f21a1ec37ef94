//! Coverage summed up by region, for those who see more of them than fit on a page.

use super::coverage::{Asked, figures, head};
use crate::{
    Locale,
    organisations::OrganisationName,
    page::{Content, Frame},
    roles::Coverage,
    text::roles as t,
    ui::{self, icon},
};
use leptos::prelude::*;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct RegionsView {
    /// The regions, each with how many roles are filled how well there.
    pub rows: Vec<(OrganisationName, Vec<(Coverage, i64)>)>,
    /// What was asked for.
    pub asked: Asked,
}

fn count(counts: &[(Coverage, i64)], coverage: Coverage) -> i64 {
    let counts = counts.iter().filter(|(of, _)| *of == coverage);
    counts.map(|(_, count)| count).sum()
}

/// The page: a region leads to the same page of that region alone.
#[must_use]
pub fn regions(frame: &Frame, view: &RegionsView) -> Content {
    let l = frame.locale;
    let asked = &view.asked;
    let sum = |coverage| {
        view.rows
            .iter()
            .map(|(_, counts)| count(counts, coverage))
            .sum()
    };
    let shown: Vec<_> = view
        .rows
        .iter()
        .filter(|(_, counts)| asked.only.is_none_or(|only| count(counts, only) > 0))
        .collect();
    let table = if shown.is_empty() {
        ui::empty(t::coverage_none(l))
    } else {
        table(l, asked, &shown)
    };
    let content = view! {
        <div class="stack">
            {head(l, asked)}
            {figures(l, sum, |coverage| asked.address(None, Some(coverage), 1))}
            {asked.only.map(|_| view! { <p><a href=asked.address(None, None, 1)>{t::show_all_regions(l)}</a></p> })}
            <h2 id="regions">{t::coverage_regions(l)}</h2>
            {table}
            <p class="muted">{t::coverage_key(l)}" "{t::coverage_regions_key(l)}</p>
        </div>
    };
    Content::new(t::coverage_title(l), content)
}

fn table(l: Locale, asked: &Asked, rows: &[&(OrganisationName, Vec<(Coverage, i64)>)]) -> AnyView {
    let heads: Vec<_> = Coverage::ALL
        .iter()
        .map(|coverage| view! { <th scope="col">{coverage.label(l)}</th> })
        .collect();
    let lines: Vec<_> = rows
        .iter()
        .map(|(region, counts)| {
            let cells: Vec<_> = Coverage::ALL
                .iter()
                .map(|coverage| {
                    let count = count(counts, *coverage);
                    view! {
                        <td data-label=coverage.label(l) data-coverage=coverage.code() data-count=count.to_string()>
                            {cell(l, *coverage, count)}
                        </td>
                    }
                })
                .collect();
            view! {
                <tr>
                    <th scope="row"><a href=asked.address(Some(&region.id), asked.only, 1)>{region.name.clone()}</a></th>
                    {cells}
                </tr>
            }
        })
        .collect();
    view! {
        <table class="register" aria-labelledby="regions">
            <thead><tr><th scope="col">{t::region(l)}</th>{heads}</tr></thead>
            <tbody>{lines}</tbody>
        </table>
    }
    .into_any()
}

/// A number of roles that are filled so, with icon, word and colour; a nought is quiet.
fn cell(l: Locale, coverage: Coverage, count: i64) -> AnyView {
    if count == 0 {
        return view! { <span class="muted">"0"</span> }.into_any();
    }
    view! {
        <span class=format!("chip {}", coverage.tone().class())>
            {icon(coverage.icon())}{count}" "{coverage.label(l).to_lowercase()}
        </span>
    }
    .into_any()
}
