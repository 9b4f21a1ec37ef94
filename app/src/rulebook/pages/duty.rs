//! The form of an exercise duty.

use super::{checked_choices, label_choices, provenance};
use crate::{
    date,
    form::FormState,
    page::{Content, Frame},
    rulebook::ExerciseKind,
    rulebook::{Duty, ReviewRule},
    text::{rulebook as t, ui as tu},
    ui::{
        self,
        form::{Form, actions, choices},
    },
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// The form of a duty of a rule: a new one when `duty` is none. With `ended`, somebody else ended the
/// duty on that day, and what was typed is there to become a new one.
#[must_use]
pub fn edit(
    frame: &Frame,
    rule: &ReviewRule,
    duty: Option<&Duty>,
    form_state: &FormState,
    ended: Option<NaiveDate>,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let kinds = choices(ExerciseKind::ALL, |kind| (kind.code(), kind.label(l)));
    let conflict = form.conflict(&[
        ("name", t::duty_name(l), &[]),
        ("interval_months", t::interval_months(l), &[]),
        ("lead_months", t::duty_lead(l), &[]),
        ("kinds", t::duty_kinds(l), &kinds),
        ("source", t::source(l), &[]),
        ("label", t::label(l), &label_choices(l)),
        ("as_of", t::as_of(l), &[]),
        ("checked", t::checked(l), &checked_choices(l)),
    ]);
    let title = match duty {
        Some(_) => t::edit_duty(l),
        None => t::add_duty(l),
    };
    let back = format!("/plans/rules/{}", rule.id);
    let end = duty.map(|duty| {
        view! {
            <section class="panel duty-end" aria-labelledby="end">
                <header><h2 id="end">{t::end_duty(l)}</h2></header>
                <div class="panel-body">
                    <p>{t::end_duty_help(l)}</p>
                    <form method="post" action=format!("/plans/rules/duties/{}/end", duty.id)>
                        <button class="button danger quiet">{t::end_duty(l)}</button>
                    </form>
                </div>
            </section>
        }
    });
    let fields = view! {
        {form.text("name", t::duty_name(l), "")}
        {form.number("interval_months", t::interval_months(l), t::duty_interval_hint(l))}
        {form.number("lead_months", t::duty_lead(l), t::duty_lead_hint(l))}
        {form.checkboxes("kinds", t::duty_kinds(l), "", &kinds)}
        {provenance(&form)}
    };
    let form = match ended {
        None => form.editor(conflict, fields, &back),
        Some(on) => view! {
            {ui::notice(ui::Tone::Late, t::error_duty_ended(l, date::long(l, on)))}
            <form class="form" method="post" action=format!("{back}/duties/new")>
                {fields}
                {actions(l, tu::save(l), &back)}
            </form>
        }
        .into_any(),
    };
    let view = view! {
        {ui::head(Some((&back, &rule.name)), title, "", "")}
        {form}
        {end}
    };
    Content::new(title, view)
}
