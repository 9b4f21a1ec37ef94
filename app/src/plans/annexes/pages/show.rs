//! The annex of one organisation: what people need when there is no network.

use super::status_chip;
use crate::{
    Locale, date,
    form::FormState,
    organisations::OrganisationName,
    page::{Content, Frame},
    plans::annexes::{Annex, AnnexPlan, AnnexStatus},
    rulebook::pages::{interval_words, rule_label},
    text::{annexes as t, form as tf, plans as tp},
    trail::{self, AuditLine},
    ui::{self, Icon, Tone, form::Form, icon},
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// What an annex's page shows.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The plan.
    pub plan: AnnexPlan,
    /// The organisation.
    pub organisation: OrganisationName,
    /// Whether the one who looks may read the annex itself.
    pub readable: bool,
    /// The annex; none when the organisation has none.
    pub annex: Option<Annex>,
    /// Who changed what, for those who may read the annex.
    pub history: Vec<AuditLine>,
    /// The form of a check.
    pub check: FormState,
}

/// The page of an annex.
#[must_use]
pub fn show(frame: &Frame, sheet: Sheet) -> Content {
    let l = frame.locale;
    let plan = &sheet.plan;
    let organisation = &sheet.organisation;
    let address = format!("/plans/{}/annexes/{}", plan.id, organisation.id);
    let edits = frame.can_edit(&organisation.id);
    let status = sheet.annex.as_ref().map_or(AnnexStatus::Missing, |annex| {
        annex.standing.currency(frame.today()).into()
    });
    let title = t::annex_of(l, &organisation.name);
    let chip = plan.applies.then(|| status_chip(l, status));
    let lede = view! { {plan.title.clone()}" "{chip} };
    let former =
        (!plan.applies).then(|| ui::notice(Tone::None, t::no_longer(l, &organisation.name)));
    let to_edit = format!("{address}/edit");
    let open = plan.is_open();
    let action = (edits && open).then(|| match sheet.annex {
        Some(_) => ui::quiet_button(to_edit, Icon::Pencil, t::edit(l)),
        None => ui::button(to_edit, Icon::Plus, t::make(l)),
    });
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
            // What was typed stays, also when the plan was withdrawn meanwhile.
            let form = (edits && (open || sheet.check.failed())).then(
                || view! { <div class="panel-body">{check_form(l, &address, &sheet.check)}</div> },
            );
            let history = sheet
                .readable
                .then(|| trail::history(frame, &sheet.history, None));
            view! {
                <div class="grid">
                    {texts}
                    <section class="span-6 panel" aria-labelledby="facts">
                        <header><h2 id="facts">{t::facts(l)}</h2></header>
                        <div class="panel-body">{facts(l, plan, annex)}</div>
                    </section>
                    <section class="span-6 panel" aria-labelledby="checks">
                        <header><h2 id="checks">{t::checks(l)}</h2></header>
                        {checks(l, &address, annex, edits && open)}
                        {form}
                    </section>
                    {history}
                </div>
            }
            .into_any()
        }
    };
    let back = format!("/plans/{}/annexes", plan.id);
    let back = match plan.visible {
        true => (back.as_str(), t::title(l)),
        false => ("/plans", tp::title(l)),
    };
    let view = view! {
        {ui::head(Some(back), title.clone(), lede, action)}
        {former}
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

/// A line in parts, each with the number to dial where it is one.
fn numbers(text: &str) -> Vec<(&str, Option<String>)> {
    let mut parts = Vec::new();
    // Up to where the parts go, and from where to look on.
    let (mut done, mut from) = (0, 0);
    let begins = |c: char| c.is_ascii_digit() || c == '+';
    while let Some(start) = text[from..].find(begins).map(|at| from + at) {
        let rest = &text[start..];
        let within = |c: char| c.is_ascii_digit() || c == '-';
        let group = &rest[..rest.find(|c| !within(c)).unwrap_or(rest.len())];
        if NaiveDate::parse_from_str(group, "%d-%m-%Y").is_ok() {
            from = start + group.len();
        } else if let Some((length, dialled)) = number(rest) {
            if start > done {
                parts.push((&text[done..start], None));
            }
            from = start + length;
            parts.push((&text[start..from], Some(dialled)));
            done = from;
        } else {
            // No number begins in the midst of digits.
            let digits = rest[1..].find(|c: char| !c.is_ascii_digit());
            from = start + 1 + digits.unwrap_or(rest.len() - 1);
        }
    }
    if done < text.len() {
        parts.push((&text[done..], None));
    }
    parts
}

/// The number with which a text begins, as it is written here with spaces, hyphens and brackets: how
/// long it is there, and what to dial. What follows may well be digits, too: an hour, or the next
/// number. So a number ends where its length is known, and where that is not, at its last digit.
fn number(text: &str) -> Option<(usize, String)> {
    let plus = text.starts_with('+');
    let abroad = plus || text.starts_with("00");
    let mut digits = String::new();
    // Where each digit ends.
    let mut ends = Vec::new();
    let mut at = usize::from(plus);
    // No number has more digits than these.
    while digits.len() <= 15
        && let Some(byte) = text.as_bytes().get(at)
    {
        match byte {
            b'0'..=b'9' => {
                digits.push(char::from(*byte));
                ends.push(at + 1);
            }
            // "+31 (0)43": who calls from abroad leaves it out.
            b'(' if abroad && text[at..].starts_with("(0)") => at += 2,
            b' ' | b'-' | b'(' | b')' => {}
            _ => break,
        }
        at += 1;
    }
    let all = digits.len();
    let service = ["0800", "0900", "0906", "0909"];
    let length = if plus && digits.starts_with("31") {
        11
    } else if digits.starts_with("0031") {
        13
    } else if abroad {
        // Longer than any number in the world (ITU-T E.164) is something else.
        Some(all).filter(|all| (10..=15).contains(all))?
    } else if service.iter().any(|code| digits.starts_with(code)) {
        // Such a number has one of two lengths, so nothing may follow that could belong to it.
        Some(all).filter(|all| [8, 11].contains(all))?
    } else if digits.starts_with('0') {
        10
    } else {
        return None;
    };
    let end = *ends.get(length - 1)?;
    let cut = ends.get(length) == Some(&(end + 1));
    digits.truncate(length);
    let sign = if plus { "+" } else { "" };
    (!cut).then(|| (end, format!("{sign}{digits}")))
}

fn facts(l: Locale, plan: &AnnexPlan, annex: &Annex) -> impl IntoView + use<> {
    let rule = &annex.rule;
    let title = match plan.visible {
        true => view! { <a href=format!("/plans/{}", plan.id)>{plan.title.clone()}</a> }.into_any(),
        false => plan.title.clone().into_any(),
    };
    let due = match annex.standing.due_on() {
        Some(due) => ui::day(l, due),
        None => t::no_due(l).into_any(),
    };
    view! {
        <dl class="facts">
            <dt>{t::plan(l)}</dt>
            <dd>{title}</dd>
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

fn checks(l: Locale, address: &str, annex: &Annex, edits: bool) -> AnyView {
    if annex.checks.is_empty() {
        return ui::empty(t::no_checks(l));
    }
    let items: Vec<_> = annex
        .checks
        .iter()
        .map(|check| {
            let by = check.checked_by.as_ref().map(|by| format!(" · {by}"));
            view! {
                <li>
                    <span>{ui::day(l, check.checked_on)}{by}</span>
                    {(!check.note.is_empty()).then(|| view! { <small>{check.note.clone()}</small> })}
                    {edits.then(|| view! {
                        <form class="inline" method="post" action=format!("{address}/checks/{}/revocation", check.id)>
                            <button class="button quiet small" aria-label=t::revoke_check_of(l, date::long(l, check.checked_on))>{t::revoke_check(l)}</button>
                        </form>
                    })}
                </li>
            }
        })
        .collect();
    view! { <ul class="panel-list">{items}</ul> }.into_any()
}

fn check_form(l: Locale, address: &str, form_state: &FormState) -> impl IntoView + use<> {
    let form = Form::new(l, form_state);
    view! {
        <details class="disclosure" open=form_state.failed()>
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

    fn called(text: &str) -> Vec<String> {
        let parts = numbers(text).into_iter();
        parts.filter_map(|(_, number)| number).collect()
    }

    #[test]
    fn numbers_in_a_text_can_be_called() {
        assert_eq!(called("Meldkamer: 043-5550 123 (dag)"), ["0435550123"]);
        assert_eq!(
            called("+31 43 555 0123, of 0435550124."),
            ["+31435550123", "0435550124"]
        );
        assert_eq!(called("Sleutel 12, 6231 AB, 23-11-2026"), [""; 0]);
        assert_eq!(called("+ geen nummer +"), [""; 0]);
    }

    #[test]
    fn what_stands_beside_a_number_is_not_dialled() {
        for (text, numbers) in [
            ("Sporthal 043-5550123 24 uur", &["0435550123"][..]),
            ("vanaf 01-12-2026 14:00", &[]),
            ("vanaf 1-12-26 1400: 043-5550123", &["0435550123"]),
            ("043-5550123 06-12345678", &["0435550123", "0612345678"]),
            ("+31 (0)43 555 01 23 24 uur", &["+31435550123"]),
            (
                "0031 43 5550123 06 12 34 56 78",
                &["0031435550123", "0612345678"],
            ),
            ("Aken +49 241 555 0123", &["+492415550123"]),
            (
                "+49 241 555 0123 +32 87 55 01 23",
                &["+492415550123", "+3287550123"],
            ),
            ("0900-8844", &["09008844"]),
            ("0900-8844 24 uur, 0800-5550123", &["08005550123"]),
            ("dossier 04355501234", &[]),
            ("1204 355 501 23", &[]),
        ] {
            assert_eq!(called(text), numbers, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_letter_of_a_line_is_lost(text in "[a-z0-9 +()é-]{0,60}") {
            let parts: String = numbers(&text).into_iter().map(|(part, _)| part).collect();
            prop_assert_eq!(parts, text);
        }
    }
}
