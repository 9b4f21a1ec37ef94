//! Two versions of a plan side by side.

use super::link;
use crate::{
    Locale,
    form::{Errors, Values},
    page::{Content, Frame},
    plans::{
        Plan, PlanVersion,
        documents::{
            Document,
            rules::{Kinship, kinship},
        },
    },
    text::{documents as t, plans as tp},
    ui::{self, Tone, form::Form},
};
use leptos::prelude::*;

/// Two versions of a plan to compare.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// The first, at the left.
    pub first: &'a PlanVersion,
    /// The second, at the right.
    pub second: &'a PlanVersion,
}

impl<'a> Pair<'a> {
    /// The versions of a plan with these identifiers; where there is none with it, the newest and
    /// the one before it. None when the plan has fewer than two.
    #[must_use]
    pub fn of(plan: &'a Plan, first: &str, second: &str) -> Option<Self> {
        let [newest, before, ..] = plan.versions.as_slice() else {
            return None;
        };
        let find = |id: &str| plan.versions.iter().find(|one| one.id.as_str() == id);
        Some(Self {
            first: find(first).unwrap_or(before),
            second: find(second).unwrap_or(newest),
        })
    }
}

/// One line of the comparison.
struct Line {
    fact: &'static str,
    sides: [AnyView; 2],
    same: bool,
}

/// Two versions of a plan side by side; `documents` are those of all its versions.
#[must_use]
pub fn compare(
    frame: &Frame,
    plan: &Plan,
    pair: Option<Pair<'_>>,
    documents: &[Document],
) -> Content {
    let l = frame.locale;
    let plan_address = format!("/plans/{}", plan.id);
    let body = match pair {
        Some(pair) => view! {
            {choose(l, plan, pair)}
            {side_by_side(l, plan, pair, documents)}
        }
        .into_any(),
        None if plan.versions.is_empty() => ui::empty(t::none_at_all(l)),
        None => ui::empty(t::one_only(l)),
    };
    let title = t::compare_title(l, &plan.title);
    let view = view! {
        {ui::head(Some((&plan_address, &plan.title)), title.clone(), t::compare_lede(l), "")}
        {body}
    };
    Content::new(title, view)
}

fn choose(l: Locale, plan: &Plan, pair: Pair<'_>) -> AnyView {
    let values = Values::default()
        .with("a", &pair.first.id)
        .with("b", &pair.second.id);
    let form = Form {
        locale: l,
        values: &values,
        errors: &Errors::default(),
        stored: None,
    };
    let choices: Vec<_> = plan
        .versions
        .iter()
        .map(|version| (version.id.to_string(), version.label.clone()))
        .collect();
    view! {
        <form class="filters" method="get" action=format!("/plans/{}/compare", plan.id)>
            {form.select("a", t::first(l), "", None, &choices)}
            {form.select("b", t::second(l), "", None, &choices)}
            <button class="button quiet">{t::compare_short(l)}</button>
        </form>
    }
    .into_any()
}

fn side_by_side(l: Locale, plan: &Plan, pair: Pair<'_>, documents: &[Document]) -> AnyView {
    let Pair { first, second } = pair;
    if first.id == second.id {
        return ui::notice(Tone::None, t::with_itself(l));
    }
    let names = [first, second].map(|version| t::version(l, &version.label));
    let lines = lines(l, pair, documents);
    let different = lines.iter().filter(|line| !line.same).count();
    let different = i64::try_from(different).unwrap_or(i64::MAX);
    let rows: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let mark = if line.same {
                view! { <small>{t::same(l)}</small> }.into_any()
            } else {
                ui::chip(Tone::Busy, t::differs(l))
            };
            let [left, right] = line.sides;
            let [left_name, right_name] = names.clone();
            view! {
                <tr class=(!line.same).then_some("differs")>
                    <th scope="row">{line.fact}{mark}</th>
                    <td data-label=left_name>{left}</td>
                    <td data-label=right_name>{right}</td>
                </tr>
            }
        })
        .collect();
    let heads: Vec<_> = [first, second]
        .into_iter()
        .zip(names)
        .map(|(version, name)| {
            let address = format!("/plans/{}/versions/{}", plan.id, version.id);
            view! { <th scope="col"><a href=address>{name}</a></th> }
        })
        .collect();
    view! {
        <p class="result-count">{t::differences(l, different)}</p>
        <table class="register side-by-side">
            <thead><tr><th scope="col">{t::fact(l)}</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// What is compared: all but the label, which no two versions of a plan share.
fn lines(l: Locale, pair: Pair<'_>, documents: &[Document]) -> Vec<Line> {
    let Pair { first, second } = pair;
    let text = |fact, [a, b]: [&String; 2]| Line {
        fact,
        same: a == b,
        sides: [a, b].map(|text| match text.as_str() {
            "" => "–".into_any(),
            text => view! { <span class="as-typed">{text.to_owned()}</span> }.into_any(),
        }),
    };
    let day = |fact, [a, b]: [chrono::NaiveDate; 2]| Line {
        fact,
        same: a == b,
        sides: [a, b].map(|day| ui::day(l, day)),
    };
    let of = |version: &PlanVersion| -> Vec<&Document> {
        let here = documents.iter();
        here.filter(|document| document.version == version.id)
            .collect()
    };
    let (here, there) = (of(first), of(second));
    let same = |these: &[&Document], those: &[&Document]| {
        these
            .iter()
            .all(|document| kinship(document, those) == Kinship::Same)
    };
    vec![
        day(tp::adopted_on(l), [first.adopted_on, second.adopted_on]),
        text(tp::adopted_by(l), [&first.adopted_by, &second.adopted_by]),
        day(tp::in_force_on(l), [first.in_force_on, second.in_force_on]),
        text(tp::what_changed(l), [&first.note, &second.note]),
        Line {
            fact: t::documents(l),
            same: same(&here, &there) && same(&there, &here),
            sides: [files(l, &here, &there), files(l, &there, &here)],
        },
    ]
}

fn files(l: Locale, here: &[&Document], there: &[&Document]) -> AnyView {
    if here.is_empty() {
        return t::no_documents(l).into_any();
    }
    let items: Vec<_> = here
        .iter()
        .map(|document| {
            let words = match kinship(document, there) {
                Kinship::Same => t::document_same(l),
                Kinship::Changed => t::document_changed(l),
                Kinship::Only => t::document_only(l),
            };
            view! { <li>{link(document)}<small>{words}</small></li> }
        })
        .collect();
    view! { <ul class="plain-list">{items}</ul> }.into_any()
}
