//! The annexes of a plan, by organisation.

use super::status_chip;
use crate::{
    Locale, date,
    page::{Content, Frame},
    plans::{
        Plan, Stage,
        annexes::{
            AnnexLine, AnnexStatus,
            rules::{by_urgency, counts, has_annexes, is_shared},
        },
    },
    text::annexes as t,
    ui,
};
use leptos::prelude::*;

/// How many annexes a plan's own page shows.
const FEW: usize = 5;

fn address(plan: &Plan, line: &AnnexLine) -> String {
    format!("/plans/{}/annexes/{}", plan.id, line.organisation.id)
}

/// The panel on a plan's page: what asks for attention first; nothing for a plan that has no
/// annexes.
#[must_use]
pub fn section(frame: &Frame, plan: &Plan, mut lines: Vec<AnnexLine>) -> Option<AnyView> {
    let l = frame.locale;
    let today = frame.today();
    if !has_annexes(plan, &lines) {
        return None;
    }
    let chips: Vec<_> = counts(&lines, today)
        .into_iter()
        .map(|(status, count)| {
            view! { <li>{ui::chip(status.tone(), format!("{count} × {}", status.label(l)))}</li> }
        })
        .collect();
    by_urgency(&mut lines, today);
    let items: Vec<_> = lines
        .iter()
        .take(FEW)
        .map(|line| {
            let status = line.status(today);
            let due = line.standing.and_then(|standing| standing.due_on());
            let words = match (status, due) {
                (AnnexStatus::Missing, _) => None,
                (_, Some(due)) => Some(format!("{} {}", t::due(l), date::long(l, due))),
                (_, None) => Some(t::no_check(l).to_owned()),
            };
            view! {
                <li>
                    <a href=address(plan, line)>{line.organisation.name.clone()}</a>
                    {status_chip(l, status)}
                    {words.map(|words| view! { <small>{words}</small> })}
                </li>
            }
        })
        .collect();
    let more = i64::try_from(lines.len().saturating_sub(FEW)).unwrap_or_default();
    let more = (more > 0).then(|| view! { <li><small>{t::more(l, more)}</small></li> });
    let view = view! {
        <section class="span-6 panel" aria-labelledby="annexes">
            <header>
                <h2 id="annexes">{t::title(l)}</h2>
                <a href=format!("/plans/{}/annexes", plan.id)>{t::to_page(l)}</a>
            </header>
            <div class="panel-body"><ul class="chips">{chips}</ul></div>
            <ul class="panel-list">{items}{more}</ul>
        </section>
    };
    Some(view.into_any())
}

/// The annexes of a plan.
#[must_use]
pub fn index(frame: &Frame, plan: &Plan, lines: &[AnnexLine]) -> Content {
    let l = frame.locale;
    let back = format!("/plans/{}", plan.id);
    let rows: Vec<_> = lines.iter().map(|line| row(frame, plan, line)).collect();
    let alone = (!is_shared(plan)).then(|| ui::notice(ui::Tone::None, t::not_shared(l)));
    let view = view! {
        {ui::head(Some((&back, &plan.title)), t::title(l), t::lede(l), "")}
        {alone}
        {ui::table(&[t::organisation(l), t::status(l), t::due(l), t::last_check(l)], rows)}
    };
    Content::new(format!("{}: {}", t::title(l), plan.title), view)
}

fn row(frame: &Frame, plan: &Plan, line: &AnnexLine) -> AnyView {
    let l = frame.locale;
    let status = line.status(frame.today());
    let due = line.standing.and_then(|standing| standing.due_on());
    let makes = status == AnnexStatus::Missing
        && plan.standing.stage != Stage::Withdrawn
        && frame.can_edit(&line.organisation.id);
    let make = makes.then(|| {
        let name = line.organisation.name.clone();
        view! {
            <a href=format!("{}/edit", address(plan, line))>
                {t::make(l)}<span class="visually-hidden">": "{name}</span>
            </a>
        }
    });
    view! {
        <tr>
            <td><a href=address(plan, line)>{line.organisation.name.clone()}</a></td>
            <td data-label=t::status(l)>{status_chip(l, status)}</td>
            <td data-label=t::due(l)>{ui::optional_day(l, due)}</td>
            <td data-label=t::last_check(l)>{make}{last(l, line)}</td>
        </tr>
    }
    .into_any()
}

fn last(l: Locale, line: &AnnexLine) -> Option<AnyView> {
    let words = match (&line.last, line.standing) {
        (Some((day, by)), _) => {
            let by = by
                .as_ref()
                .map(|by| view! { <small>{t::by(l, by)}</small> });
            view! { {ui::day(l, *day)}{by} }.into_any()
        }
        (None, Some(_)) => t::no_check(l).into_any(),
        (None, None) => return None,
    };
    Some(words)
}
