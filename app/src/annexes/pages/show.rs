//! The annex of one organisation: what people need when there is no network.

use super::status_chip;
use crate::{
    Locale,
    annexes::{Annex, AnnexStatus},
    audit::{self, AuditLine},
    form::Tried,
    organisations::OrganisationName,
    page::{Content, Frame},
    plans::{
        Plan, Stage,
        pages::{interval_words, rule_label},
    },
    text::{annexes as t, form as tf, plans as tp},
    ui::{self, Icon, Tone, form::Form, icon},
};
use leptos::prelude::*;

/// What an annex's page shows.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The organisation.
    pub organisation: OrganisationName,
    /// Whether the one who looks may read the annex itself.
    pub readable: bool,
    /// The annex; none when the organisation has none.
    pub annex: Option<Annex>,
    /// Who changed what, for those who may read the annex.
    pub history: Vec<AuditLine>,
    /// The form of a check.
    pub check: Tried,
    /// Whether somebody tried to check an annex that is not there.
    pub nothing_to_check: bool,
}

/// The page of an annex.
#[must_use]
pub fn show(frame: &Frame, plan: &Plan, sheet: Sheet) -> Content {
    let l = frame.locale;
    let organisation = &sheet.organisation;
    let address = format!("/plans/{}/annexes/{}", plan.id, organisation.id);
    let edits = frame.can_edit(&organisation.id);
    let status = sheet.annex.as_ref().map_or(AnnexStatus::Missing, |annex| {
        annex.standing.currency(frame.today()).into()
    });
    let title = t::annex_of(l, &organisation.name);
    let lede = view! { {plan.title.clone()}" "{status_chip(l, status)} };
    let to_edit = format!("{address}/edit");
    let action = edits.then(|| match sheet.annex {
        Some(_) => ui::quiet_button(to_edit, Icon::Pencil, t::edit(l)),
        None => ui::button(to_edit, Icon::Plus, t::make(l)),
    });
    let refused = sheet
        .nothing_to_check
        .then(|| ui::notice(Tone::Late, t::error_missing(l)));
    let body = match &sheet.annex {
        None => {
            let help = t::missing_help(l, &organisation.name);
            view! { <div class="empty">{icon(Icon::Info)}<p>{help}</p></div> }.into_any()
        }
        Some(annex) => {
            let texts = if sheet.readable {
                view! {
                    {text_panel("contacts", t::contacts(l), &annex.contacts, t::no_contacts(l))}
                    {text_panel("places", t::places(l), &annex.places, t::no_places(l))}
                }
                .into_any()
            } else {
                let words = t::hidden(l, &organisation.name);
                view! { <div class="span-12">{ui::notice(Tone::None, words)}</div> }.into_any()
            };
            let form = (edits && plan.standing.stage != Stage::Withdrawn).then(
                || view! { <div class="panel-body">{check_form(l, &address, &sheet.check)}</div> },
            );
            let history = sheet.readable.then(|| audit::history(frame, sheet.history));
            view! {
                <div class="grid">
                    {texts}
                    <section class="span-6 panel" aria-labelledby="facts">
                        <header><h2 id="facts">{t::facts(l)}</h2></header>
                        <div class="panel-body">{facts(l, plan, annex)}</div>
                    </section>
                    <section class="span-6 panel" aria-labelledby="checks">
                        <header><h2 id="checks">{t::checks(l)}</h2></header>
                        {checks(l, annex)}
                        {form}
                    </section>
                    {history}
                </div>
            }
            .into_any()
        }
    };
    let back = format!("/plans/{}/annexes", plan.id);
    let view = view! {
        {ui::head(Some((&back, t::title(l))), title.clone(), lede, action)}
        {refused}
        {Form::new(l, &sheet.check).summary()}
        {body}
    };
    Content::new(format!("{title}: {}", plan.title), view)
}

/// One of the two texts, large enough to be read under stress, its numbers to be pressed.
fn text_panel(id: &'static str, title: &'static str, text: &str, none: &'static str) -> AnyView {
    let body = if text.is_empty() {
        ui::empty(none)
    } else {
        let lines: Vec<_> = text.lines().map(line).collect();
        view! { <div class="panel-body annex-text">{lines}</div> }.into_any()
    };
    view! {
        <section class="span-6 panel" aria-labelledby=id>
            <header><h2 id=id>{title}</h2></header>
            {body}
        </section>
    }
    .into_any()
}

fn line(text: &str) -> AnyView {
    if text.trim().is_empty() {
        return view! { <hr /> }.into_any();
    }
    let parts: Vec<_> = numbers(text)
        .into_iter()
        .map(|(part, number)| match number {
            Some(number) => {
                view! { <a href=format!("tel:{number}")>{part.to_owned()}</a> }.into_any()
            }
            None => part.to_owned().into_any(),
        })
        .collect();
    view! { <p>{parts}</p> }.into_any()
}

/// A line in parts, each with the number to dial where it is one: ten or more digits, as they are
/// written here with spaces, hyphens or a plus.
fn numbers(text: &str) -> Vec<(&str, Option<String>)> {
    let belongs = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '+' | '(' | ')');
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit() || c == '+') {
        let run = &rest[start..];
        let end = run.find(|c| !belongs(c)).unwrap_or(run.len());
        let run = run[..end].trim_end_matches(|c: char| !c.is_ascii_digit());
        let number: String = run
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect();
        // Longer than any number in the world (ITU-T E.164) is something else.
        let dials = (10..=15).contains(&number.trim_start_matches('+').len())
            && (run.starts_with('0') || run.starts_with('+'));
        let length = if run.is_empty() {
            end.max(1)
        } else {
            run.len()
        };
        if start > 0 {
            parts.push((&rest[..start], None));
        }
        parts.push((&rest[start..start + length], dials.then_some(number)));
        rest = &rest[start + length..];
    }
    if !rest.is_empty() {
        parts.push((rest, None));
    }
    parts
}

fn facts(l: Locale, plan: &Plan, annex: &Annex) -> impl IntoView + use<> {
    let rule = &annex.rule;
    let due = match annex.standing.due_on() {
        Some(due) => ui::day(l, due),
        None => t::no_due(l).into_any(),
    };
    view! {
        <dl class="facts">
            <dt>{t::plan(l)}</dt>
            <dd><a href=format!("/plans/{}", plan.id)>{plan.title.clone()}</a></dd>
            <dt>{t::due(l)}</dt>
            <dd>{due}</dd>
            <dt>{tp::warn_from(l)}</dt>
            <dd>{ui::optional_day(l, annex.standing.schedule.map(|s| s.warn_from))}</dd>
            <dt>{t::rule(l)}</dt>
            <dd>
                {rule.name.clone()}
                <small>{interval_words(l, rule.interval_months)}" · "{rule.source.clone()}" "{rule_label(l, rule.label)}" "{ui::unverified(l, rule.checked)}</small>
            </dd>
        </dl>
    }
}

fn checks(l: Locale, annex: &Annex) -> AnyView {
    if annex.checks.is_empty() {
        return ui::empty(t::no_checks(l));
    }
    let items: Vec<_> = annex
        .checks
        .iter()
        .map(|check| {
            view! {
                <li>
                    <span>{ui::day(l, check.checked_on)}" · "{check.checked_by.clone()}</span>
                    {(!check.note.is_empty()).then(|| view! { <small>{check.note.clone()}</small> })}
                </li>
            }
        })
        .collect();
    view! { <ul class="panel-list">{items}</ul> }.into_any()
}

fn check_form(l: Locale, address: &str, tried: &Tried) -> impl IntoView + use<> {
    let form = Form::new(l, tried);
    view! {
        <details class="disclosure" open=tried.failed()>
            <summary>{icon(Icon::Plus)}{t::check(l)}</summary>
            <form class="form" method="post" action=format!("{address}/checks")>
                {form.date("checked_on", t::checked_on(l), "")}
                {form.text("checked_by", t::checked_by(l), "")}
                {form.area("check_note", t::note(l), tf::optional(l), 3)}
                <div class="form-actions"><button class="button">{t::check(l)}</button></div>
            </form>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_in_a_text_can_be_called() {
        let called = |text| -> Vec<String> {
            numbers(text)
                .into_iter()
                .filter_map(|(_, number)| number)
                .collect()
        };
        assert_eq!(called("Meldkamer: 043-5550 123 (dag)"), ["0435550123"]);
        assert_eq!(
            called("+31 43 555 0123, of 0435550124."),
            ["+31435550123", "0435550124"]
        );
        assert_eq!(called("Sleutel 12, 6231 AB, 23-11-2026"), [""; 0]);
        assert_eq!(called("+ geen nummer +"), [""; 0]);
    }

    proptest! {
        #[test]
        fn no_letter_of_a_line_is_lost(text in "[a-z0-9 +()é-]{0,60}") {
            let parts: String = numbers(&text).into_iter().map(|(part, _)| part).collect();
            prop_assert_eq!(parts, text);
        }
    }
}
