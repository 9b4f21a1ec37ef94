//! The page for management summed up by region: a region leads to the same page of it alone.

use super::{evidence, figures, plan_columns, plans_that, share, share_tone};
use crate::{
    Locale, date,
    organisations::OrganisationName,
    page::{Content, Frame},
    plans::Currency,
    roles::Coverage,
    sheets::readiness::{Figures, Readiness},
    text::{readiness as t, roles as tr},
    ui,
};
use leptos::prelude::*;

/// The page.
pub(super) fn show(frame: &Frame, readiness: &Readiness) -> Content {
    let l = frame.locale;
    let lede = t::lede_regions(l, date::long(l, frame.today()));
    let view = view! {
        <div class="readiness">
            {ui::head(None, t::title(l), lede, "")}
            {figures(l, readiness.year, &readiness.together, None)}
            <section aria-labelledby="objective-1">
                <h2 id="objective-1">{t::objective_plans(l)}</h2>
                {plans(l, readiness)}
                <p class="page-actions">{crate::sheets::planning::pages::link(l)}</p>
            </section>
            <section aria-labelledby="objective-2">
                <h2 id="objective-2">{t::objective_organisation(l)}</h2>
                {organisation(l, readiness)}
            </section>
            <section aria-labelledby="objective-3">
                <h2 id="objective-3">{t::objective_partners(l)}</h2>
                {partners(l, readiness)}
            </section>
            <p class="muted">{t::explanation_regions(l)}</p>
        </div>
    };
    Content::new(t::title(l), view)
}

/// A column of numbers: its head, and the rows behind one for all regions together.
struct Column {
    head: &'static str,
    rows: String,
}

/// A table with a line for each region and one for all together. The first column is a share, with
/// icon, words and colour; the numbers beside a region stand on its own page with the way to their
/// rows.
fn table(
    l: Locale,
    readiness: &Readiness,
    columns: &[Column],
    share_head: &'static str,
    share_of: fn(&Figures) -> (i64, i64),
    numbers: impl Fn(&Figures) -> Vec<i64>,
) -> AnyView {
    let heads: Vec<_> = columns
        .iter()
        .map(|column| view! { <th scope="col" class="num">{column.head}</th> })
        .collect();
    let rows: Vec<_> = readiness
        .regions
        .iter()
        .map(|row| {
            let cells: Vec<_> = columns
                .iter()
                .zip(numbers(&row.figures))
                .map(
                    |(column, count)| view! { <td class="num" data-label=column.head>{count}</td> },
                )
                .collect();
            let (part, whole) = share_of(&row.figures);
            view! { <tr>{name(&row.region)}{share_cell(l, share_head, part, whole)}{cells}</tr> }
        })
        .collect();
    let cells: Vec<_> = columns
        .iter()
        .zip(numbers(&readiness.together))
        .map(|(column, count)| {
            let about = t::roles_of(l, t::RolesOf { coverage: column.head, name: t::together(l), roles: count });
            view! { <td class="num" data-label=column.head>{evidence(count, column.rows.clone(), about)}</td> }
        })
        .collect();
    let (part, whole) = share_of(&readiness.together);
    view! {
        <table class="register">
            <thead><tr><th scope="col">{tr::region(l)}</th><th scope="col">{share_head}</th>{heads}</tr></thead>
            <tbody>
                {rows}
                <tr><th scope="row">{t::together(l)}</th>{share_cell(l, share_head, part, whole)}{cells}</tr>
            </tbody>
        </table>
    }
    .into_any()
}

/// The head of a row: the way to the page of the region.
fn name(region: &OrganisationName) -> impl IntoView + use<> {
    let query = ui::query(&[("region", region.id.as_str())]);
    view! { <th scope="row"><a href=format!("/readiness{query}")>{region.name.clone()}</a></th> }
}

fn share_cell(l: Locale, head: &'static str, part: i64, whole: i64) -> AnyView {
    let words = share(l, part, whole);
    let shown = if whole == 0 {
        words.into_any()
    } else {
        ui::chip(share_tone(part, whole), words)
    };
    view! { <td data-label=head>{shown}</td> }.into_any()
}

fn plans(l: Locale, readiness: &Readiness) -> AnyView {
    let statuses = plan_columns(l);
    let columns: Vec<_> = statuses
        .iter()
        .map(|(status, head)| Column {
            head,
            rows: format!("/plans{}", ui::query(&[("status", status.code())])),
        })
        .collect();
    let current = |figures: &Figures| {
        (
            figures.plans_that_are(Currency::Current),
            figures.all_plans(),
        )
    };
    table(l, readiness, &columns, t::share(l), current, |figures| {
        let counts = statuses.iter();
        counts
            .map(|(status, _)| plans_that(figures, *status))
            .collect()
    })
}

/// The kinds of coverage in which something is wanting.
const WANTING: [Coverage; 3] = [Coverage::Vacant, Coverage::UnderMinimum, Coverage::Thin];

fn organisation(l: Locale, readiness: &Readiness) -> AnyView {
    let year = readiness.year.to_string();
    let covered = WANTING.map(|coverage| Column {
        head: coverage.label(l),
        rows: format!(
            "/roles/coverage{}",
            ui::query(&[("coverage", coverage.code())])
        ),
    });
    let exercises = |head, status| Column {
        head,
        rows: format!(
            "/exercises{}",
            ui::query(&[("year", &year), ("status", status)])
        ),
    };
    let others = [
        exercises(t::held(l), "took-place"),
        exercises(t::ahead(l), "ahead"),
        Column {
            head: t::overdue(l),
            rows: "/actions?state=overdue".to_owned(),
        },
    ];
    let columns: Vec<_> = covered.into_iter().chain(others).collect();
    let filled = |figures: &Figures| (figures.filled_roles(), figures.all_roles());
    table(
        l,
        readiness,
        &columns,
        t::roles_filled(l),
        filled,
        |figures| {
            let covered = WANTING.map(|coverage| figures.roles_that_are(coverage));
            let others = [figures.held, figures.ahead, figures.overdue];
            covered.into_iter().chain(others).collect()
        },
    )
}

fn partners(l: Locale, readiness: &Readiness) -> AnyView {
    let rows: Vec<_> = readiness
        .regions
        .iter()
        .map(|row| {
            let shown = if row.partners == 0 {
                view! { <span class="muted">{t::no_partners_yet(l)}</span> }.into_any()
            } else {
                let words = t::practised_of(
                    l,
                    t::PractisedOf {
                        partners: row.partners,
                        practised: row.practised,
                    },
                );
                ui::chip(share_tone(row.practised, row.partners), words)
            };
            view! { <tr>{name(&row.region)}<td data-label=t::partners(l)>{shown}</td></tr> }
        })
        .collect();
    ui::table(&[tr::region(l), t::partners(l)], rows)
}
