//! The rule book: every rule, by kind of plan.

use crate::{
    Locale,
    page::{Content, Frame},
    rulebook::pages::{counted_words, interval_words, lead_words, region_chip, standing_of_source},
    sheets::rule::RuleLine,
    text::{plans as tp, rulebook as t},
    ui::{self, Icon},
};
use leptos::prelude::*;

/// The rule book; `edits` when the reader may change it.
#[must_use]
pub fn index(frame: &Frame, lines: &[RuleLine], edits: bool) -> Content {
    let l = frame.locale;
    let action = edits.then(|| ui::button("/plans/rules/new", Icon::Plus, t::add(l)));
    let groups: Vec<_> = lines
        .chunk_by(|a, b| a.rule.plan_kind == b.rule.plan_kind)
        .map(|lines| group(l, lines))
        .collect();
    let view = view! {
        {ui::head(Some(("/plans", tp::title(l))), t::title(l), t::lede(l), action)}
        {if groups.is_empty() { ui::empty(t::none(l)) } else { groups.into_any() }}
    };
    Content::new(t::title(l), view)
}

fn group(l: Locale, lines: &[RuleLine]) -> Option<AnyView> {
    let kind = lines.first()?.rule.plan_kind;
    let rows: Vec<_> = lines.iter().map(|line| row(l, line)).collect();
    let view = view! {
        <section class="rule-group" aria-labelledby=format!("kind-{kind}")>
            <h2 id=format!("kind-{kind}")>{kind.label(l)}</h2>
            <table class="register rules">
                <thead>
                    <tr>
                        <th scope="col">{t::rule(l)}</th>
                        <th scope="col">{t::interval(l)}</th>
                        <th scope="col">{t::lead_time(l)}</th>
                        <th scope="col">{t::source(l)}</th>
                        <th scope="col" class="num">{t::plans(l)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    };
    Some(view.into_any())
}

fn row(l: Locale, line: &RuleLine) -> impl IntoView + use<> {
    let rule = &line.rule;
    let duties: Vec<_> = line
        .duties
        .iter()
        .map(|duty| view! { <li>{t::duty(l)}": "{duty.name.clone()}</li> })
        .collect();
    let duties = (!duties.is_empty()).then(|| view! { <ul class="rule-duties">{duties}</ul> });
    let annexes = (line.under.annexes > 0)
        .then(|| view! { <small>{t::annex_count(l, line.under.annexes)}</small> });
    let unused = (!rule.in_use).then(|| ui::chip(ui::Tone::None, t::not_in_use(l)));
    let region = region_chip(l, rule, line.region.as_deref());
    view! {
        <tr>
            <td><a href=format!("/plans/rules/{}", rule.id)>{rule.name.clone()}</a>" "{region}" "{unused}{duties}</td>
            <td data-label=t::interval(l)>
                <div>{interval_words(l, rule.interval_months)}<small>{counted_words(l, rule)}</small></div>
            </td>
            <td data-label=t::lead_time(l)>{lead_words(l, rule)}</td>
            <td data-label=t::source(l)>
                <div>
                    {rule.source.clone()}
                    <small>{standing_of_source(l, rule.label, rule.as_of, rule.checked)}</small>
                </div>
            </td>
            <td data-label=t::plans(l) class="num"><div>{line.under.plans}{annexes}</div></td>
        </tr>
    }
}
