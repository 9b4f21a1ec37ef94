//! A rule's page: what it says, the exercises it asks for, and the plans under it.

use super::departure::{self, Common};
use crate::{
    Locale, date,
    id::RuleId,
    page::{Content, Frame, Pages},
    plans::pages::standing_chips,
    rulebook::{
        Duty, ReviewRule,
        pages::{counted_words, interval_words, region_chip, rule_label, standing_of_source},
    },
    sheets::rule::RulePlan,
    text::{plans as tp, rulebook as t, ui as tu},
    trail::{self, AuditLine},
    ui::{self, Icon},
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// All that a rule's page shows.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The rule.
    pub rule: ReviewRule,
    /// Its exercise duties.
    pub duties: Vec<Duty>,
    /// The names of the duties that ended, and when, the latest first.
    pub ended: Vec<(String, NaiveDate)>,
    /// The plans under it that the reader may see.
    pub plans: Vec<RulePlan>,
    /// How many annexes are under it that the reader may see.
    pub annexes: i64,
    /// Which part of the plans this is.
    pub pages: Pages,
    /// Who changed what, the newest first.
    pub history: Vec<AuditLine>,
    /// Whether the reader may change it.
    pub edits: bool,
    /// Whether the reader may change its duties: not those of a common rule for several regions.
    pub edits_duties: bool,
    /// The common rule from which this one departs.
    pub common: Option<Common>,
    /// The name of the region whose rule it is, for readers who see several.
    pub region: Option<String>,
    /// The regions that depart from this common rule, of those that the reader sees.
    pub departures: Vec<(RuleId, String)>,
}

/// A rule's page.
#[must_use]
pub fn show(frame: &Frame, sheet: Sheet) -> Content {
    let l = frame.locale;
    let rule = &sheet.rule;
    let id = rule.id.clone();
    let edits = sheet.edits && rule.scope.ended_on.is_none();
    let action = edits.then(|| {
        let address = format!("/plans/rules/{id}/edit");
        ui::quiet_button(address, Icon::Pencil, tu::edit(l))
    });
    let unused = (!rule.in_use).then(|| ui::chip(ui::Tone::None, t::not_in_use(l)));
    let lede = view! {
        {rule.plan_kind.label(l)}" · "{interval_words(l, rule.interval_months)}" "{rule_label(l, rule.label)}" "{region_chip(l, rule, sheet.region.as_deref())}" "{unused}
    };
    let departure = sheet
        .common
        .as_ref()
        .map(|common| departure::panel(l, rule, &sheet.duties, common, sheet.edits));
    let departures: Vec<_> = sheet
        .departures
        .iter()
        .map(|(id, region)| {
            view! { <li><a href=format!("/plans/rules/{id}")>{t::departs_in(l, region)}</a></li> }
        })
        .collect();
    let departures = (!departures.is_empty()).then(|| {
        view! {
            <section class="span-12 panel" aria-labelledby="departures">
                <header><h2 id="departures">{t::departures(l)}</h2></header>
                <ul class="panel-list">{departures}</ul>
            </section>
        }
    });
    let title = rule.name.clone();
    let address = move |page: i64| {
        format!(
            "/plans/rules/{id}{}",
            ui::query(&[("page", &page.to_string())])
        )
    };
    let view = view! {
        {ui::head(Some(("/plans/rules", t::title(l))), title.clone(), lede, action)}
        <div class="grid">
            {departure}
            {departures}
            <section class="span-5 panel fit" aria-labelledby="facts">
                <header><h2 id="facts">{t::facts(l)}</h2></header>
                <div class="panel-body">{facts(l, rule)}</div>
            </section>
            <section class="span-7 panel fit" aria-labelledby="duties">
                <header><h2 id="duties">{t::duties(l)}</h2><p>{t::duties_lede(l)}</p></header>
                {duties(l, &sheet)}
            </section>
            <section class="span-12 panel" aria-labelledby="plans">
                <header><h2 id="plans">{t::plans(l)}</h2><p>{t::plan_count(l, sheet.pages.total)}</p></header>
                {plans(l, &sheet.plans)}
                {(sheet.annexes > 0).then(|| view! { <footer>{t::annexes_under(l, sheet.annexes)}</footer> })}
            </section>
            {ui::pagination(l, sheet.pages, address).map(|links| view! { <div class="span-12">{links}</div> })}
            {trail::history(frame, &sheet.history, None)}
        </div>
    };
    Content::new(title, view)
}

fn facts(l: Locale, rule: &ReviewRule) -> impl IntoView + use<> {
    let milestones: Vec<_> = rule
        .milestones()
        .map(|(milestone, months)| {
            view! { <li>{milestone.label(l)}": "{t::months_before(l, months.into())}</li> }
        })
        .collect();
    view! {
        <dl class="facts">
            <dt>{t::plan_kind(l)}</dt>
            <dd>{rule.plan_kind.label(l)}</dd>
            <dt>{t::interval(l)}</dt>
            <dd>
                {interval_words(l, rule.interval_months)}
                <small>{counted_words(l, rule)}</small>
            </dd>
            <dt>{t::lead_time(l)}</dt>
            <dd><ol class="plain-list">{milestones}</ol></dd>
            <dt>{t::source(l)}</dt>
            <dd>
                {rule.source.clone()}
                <small>{standing_of_source(l, rule.label, rule.as_of, rule.checked)}</small>
            </dd>
        </dl>
    }
}

fn duties(l: Locale, sheet: &Sheet) -> impl IntoView + use<> {
    let edits = sheet.edits_duties;
    let items: Vec<_> = sheet
        .duties
        .iter()
        .map(|duty| {
            let kinds: Vec<_> = duty.kinds.iter().map(|kind| kind.label(l)).collect();
            let edit = edits.then(|| {
                let name = t::edit_duty_named(l, &duty.name);
                let address = format!("/plans/rules/duties/{}/edit", duty.id);
                view! { <a href=address aria-label=name>{tu::edit(l)}</a> }
            });
            view! {
                <li>
                    <b>{duty.name.clone()}</b>
                    {edit}
                    <small>
                        {interval_words(l, duty.interval_months)}" · "{t::plan_by(l, duty.lead_months.into())}<br />
                        {t::duty_kinds(l)}": "{kinds.join(", ")}<br />
                        {duty.source.clone()}" "{standing_of_source(l, duty.label, duty.as_of, duty.checked)}
                    </small>
                </li>
            }
        })
        .collect();
    let list = if items.is_empty() {
        ui::empty(t::no_duties(l))
    } else {
        view! { <ul class="panel-list">{items}</ul> }.into_any()
    };
    let ended: Vec<_> = sheet
        .ended
        .iter()
        .map(|(name, on)| view! { <li>{t::ended_duty(l, t::EndedDuty { date: date::long(l, *on), name })}</li> })
        .collect();
    let ended = (!ended.is_empty()).then(|| {
        view! {
            <div class="panel-body">
                <p>{t::ended_duties(l)}</p>
                <ul>{ended}</ul>
            </div>
        }
    });
    let add = format!("/plans/rules/{}/duties/new", sheet.rule.id);
    let add = edits.then(|| {
        view! { <footer>{ui::quiet_button(add, Icon::Plus, t::add_duty(l))}</footer> }
    });
    view! { {list}{ended}{add} }
}

fn plans(l: Locale, plans: &[RulePlan]) -> AnyView {
    if plans.is_empty() {
        return ui::empty(t::no_plans(l));
    }
    let rows: Vec<_> = plans
        .iter()
        .map(|plan| {
            view! {
                <tr>
                    <td><a href=format!("/plans/{}", plan.id)>{plan.title.clone()}</a></td>
                    <td data-label=tp::owner(l)>{plan.owner.clone()}</td>
                    <td data-label=t::due_on(l)>{ui::optional_day(l, plan.due_on)}</td>
                    <td data-label=t::status(l)>{standing_chips(l, plan.currency, plan.extended_until, plan.asked_on)}</td>
                </tr>
            }
        })
        .collect();
    ui::table(
        &[tp::plan(l), tp::owner(l), t::due_on(l), t::status(l)],
        rows,
    )
}
