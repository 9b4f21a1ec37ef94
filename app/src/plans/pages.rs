//! The pages about plans.

use super::{
    Currency, Filter, Plan, PlanKind, PlanLine, ReviewOutcome, ReviewRule, RuleLabel, Sort, Stage,
};
use crate::{
    Locale, date,
    form::{Errors, Tried, Values},
    islands::LiveFilter,
    organisations::OrganisationName,
    page::{Content, Frame, Pages},
    text::{form as tf, plans as t, ui as tu},
    ui::{
        self, Icon,
        form::{Choice, Form},
        icon,
    },
};
use leptos::prelude::*;

/// What the fields of a plan's form can choose from.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Organisations that the reader may make the owner.
    pub owners: Vec<OrganisationName>,
    /// Organisations to which a plan can apply.
    pub organisations: Vec<OrganisationName>,
    /// People who can be steward: id, and name with organisation.
    pub stewards: Vec<Choice>,
    /// Review rules.
    pub rules: Vec<ReviewRule>,
}

impl Choices {
    /// The choices with what the plan has already, though its reader could not choose it anew: an
    /// organisation or a steward out of reach stays when somebody changes the title.
    #[must_use]
    pub fn including(mut self, plan: &Plan) -> Self {
        for organisation in &plan.organisations {
            if !self.organisations.contains(organisation) {
                self.organisations.push(organisation.clone());
            }
        }
        if let Some((id, name)) = &plan.steward
            && !self.stewards.iter().any(|(known, _)| known == id.as_str())
        {
            self.stewards.push((id.to_string(), name.clone()));
        }
        self
    }
}

/// The chip that says whether a plan is current.
#[must_use]
pub fn currency_chip(l: Locale, currency: Currency) -> AnyView {
    ui::status(currency.tone(), currency.code(), currency.label(l))
}

/// How often, in words: "om de 4 jaar", "ieder jaar", "om de 18 maanden".
#[must_use]
pub fn interval_words(l: Locale, months: u32) -> String {
    let months = i64::from(months);
    if months % 12 == 0 {
        t::every_years(l, months / 12)
    } else {
        t::every_months(l, months)
    }
}

/// A small mark that says how binding a rule is.
#[must_use]
pub fn rule_label(l: Locale, label: RuleLabel) -> AnyView {
    view! { <span class=format!("source-tag {}", label.code())>{label.label(l)}</span> }.into_any()
}

/// The register.
#[must_use]
pub fn index(
    frame: &Frame,
    filter: &Filter,
    organisations: &[OrganisationName],
    lines: Vec<PlanLine>,
    pages: Pages,
) -> Content {
    let l = frame.locale;
    let action = frame
        .is_coordinator()
        .then(|| ui::button("/plans/new", Icon::Plus, t::add(l)));
    let view = view! {
        {ui::head(None, t::title(l), t::lede(l), action)}
        {filters(l, filter, organisations)}
        <LiveFilter form="filters".to_owned() results="results".to_owned() />
        <div id="results">
            <p class="result-count">{t::found(l, pages.total)}</p>
            {if lines.is_empty() { ui::empty(t::none_found(l)) } else { register(l, lines) }}
            {ui::pagination(l, pages, |page| address(filter, page))}
        </div>
    };
    Content::new(t::title(l), view)
}

fn address(filter: &Filter, page: i64) -> String {
    let code = |code: Option<&'static str>| code.unwrap_or_default();
    let query = ui::query(&[
        ("q", &filter.q),
        (
            "organisation",
            filter.organisation.as_ref().map_or("", |id| id.as_str()),
        ),
        ("kind", code(filter.kind.map(PlanKind::code))),
        ("status", code(filter.status.map(Currency::code))),
        ("sort", code(filter.sort.map(Sort::code))),
        ("page", &page.to_string()),
    ]);
    format!("/plans{query}")
}

fn filters(
    l: Locale,
    filter: &Filter,
    organisations: &[OrganisationName],
) -> impl IntoView + use<> {
    let values = Values::default()
        .with("q", &filter.q)
        .with(
            "organisation",
            filter.organisation.as_ref().map_or("", |id| id.as_str()),
        )
        .with("kind", filter.kind.map_or("", PlanKind::code))
        .with("status", filter.status.map_or("", Currency::code))
        .with("sort", filter.sort.map_or("", Sort::code));
    let form = Form {
        locale: l,
        values: &values,
        errors: &Errors::default(),
    };
    let organisations: Vec<_> = organisations.iter().map(OrganisationName::choice).collect();
    let sort = |sort: Sort| match sort {
        Sort::Urgency => t::sort_urgency(l),
        Sort::Title => t::sort_title(l),
        Sort::Owner => t::sort_owner(l),
        Sort::Due => t::sort_due(l),
    };
    view! {
        <form class="filters" id="filters" method="get" action="/plans" role="search">
            {form.typed("search", "q", tu::search(l), "")}
            {form.select("organisation", t::organisation(l), "", Some(tu::all(l)), &organisations)}
            {form.select("kind", t::kind(l), "", Some(tu::all(l)), &ui::form::choices(PlanKind::ALL, |k| (k.code(), k.label(l))))}
            {form.select("status", t::status(l), "", Some(tu::all(l)), &ui::form::choices(Currency::ALL, |c| (c.code(), c.label(l))))}
            {form.select("sort", tu::sort(l), "", None, &ui::form::choices(Sort::ALL, |s| (s.code(), sort(s))))}
            <button class="button quiet">{tu::show(l)}</button>
        </form>
    }
}

fn register(l: Locale, lines: Vec<PlanLine>) -> AnyView {
    let rows: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let version = line.version.map(|version| format!(" · {version}"));
            view! {
                <tr>
                    <td><a href=format!("/plans/{}", line.id)>{line.title}</a><small>{line.kind.label(l)}{version}</small></td>
                    <td data-label=t::owner(l)>{line.owner}</td>
                    <td data-label=t::rule(l)>
                        <div>{interval_words(l, line.interval_months)}" "{rule_label(l, line.label)}<small>{line.source}</small></div>
                    </td>
                    <td data-label=t::due(l)>{line.due_on.map_or_else(|| "–".into_any(), |due| short_day(l, due))}</td>
                    <td data-label=t::status(l)>{currency_chip(l, line.currency)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="register">
            <thead>
                <tr>
                    <th scope="col">{t::plan(l)}</th>
                    <th scope="col">{t::owner(l)}</th>
                    <th scope="col">{t::rule(l)}</th>
                    <th scope="col">{t::due(l)}</th>
                    <th scope="col">{t::status(l)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn short_day(l: Locale, day: chrono::NaiveDate) -> AnyView {
    view! { <time datetime=day.to_string()>{date::short(l, day)}</time> }.into_any()
}

/// The small forms on a plan's page.
#[derive(Clone, Debug, Default)]
pub struct PlanForms {
    /// A new version.
    pub version: Tried,
    /// A review.
    pub review: Tried,
}

/// A plan's page.
#[must_use]
pub fn show(frame: &Frame, plan: &Plan, currency: Currency, forms: &PlanForms) -> Content {
    let l = frame.locale;
    let edits = frame.can_edit(&plan.owner.id);
    let actions = edits.then(|| {
        ui::quiet_button(
            format!("/plans/{}/edit", plan.id),
            Icon::Pencil,
            tu::edit(l),
        )
    });
    let lede =
        view! { {plan.kind.label(l)}" · "{plan.owner.name.clone()}" "{currency_chip(l, currency)} };
    let view = view! {
        {ui::head(Some(("/plans", t::title(l))), plan.title.clone(), lede, actions)}
        {Form::new(l, &forms.version).summary()}
        {Form::new(l, &forms.review).summary()}
        <div class="grid">
            <section class="span-5 panel" aria-labelledby="facts">
                <header><h2 id="facts">{t::facts(l)}</h2></header>
                <div class="panel-body">{facts(l, plan)}</div>
            </section>
            <section class="span-7 panel" aria-labelledby="reviews">
                <header><h2 id="reviews">{t::reviews(l)}</h2></header>
                {reviews(l, plan)}
                {(edits && plan.stage != Stage::Withdrawn).then(|| view! { <div class="panel-body">{review_form(l, plan, &forms.review)}</div> })}
            </section>
            <section class="span-12 panel" aria-labelledby="versions">
                <header><h2 id="versions">{t::versions(l)}</h2></header>
                {versions(l, plan)}
                {(edits && plan.stage != Stage::Withdrawn).then(|| view! { <div class="panel-body">{version_form(l, plan, &forms.version)}</div> })}
            </section>
            {edits.then(|| view! { <section class="span-12" aria-label=t::stage(l)>{stage_forms(l, plan)}</section> })}
        </div>
    };
    Content::new(plan.title.clone(), view)
}

fn facts(l: Locale, plan: &Plan) -> impl IntoView + use<> {
    let organisations: Vec<_> = plan
        .organisations
        .iter()
        .map(|organisation| view! { <li>{organisation.name.clone()}</li> })
        .collect();
    let steward = plan
        .steward
        .as_ref()
        .map(|(id, name)| view! { <a href=format!("/people/{id}")>{name.clone()}</a> });
    let due = plan.due_on.map(|due| {
        view! { <time datetime=due.to_string() data-field="next-due">{date::long(l, due)}</time> }
    });
    let rule = &plan.rule;
    view! {
        {(!plan.summary.is_empty()).then(|| view! { <p>{plan.summary.clone()}</p> })}
        <dl class="facts">
            <dt>{t::due(l)}</dt>
            <dd>{due.map_or_else(|| t::no_due(l).into_any(), IntoAny::into_any)}</dd>
            <dt>{t::warn_from(l)}</dt>
            <dd>{ui::optional_day(l, plan.warn_from)}</dd>
            <dt>{t::rule(l)}</dt>
            <dd>
                {rule.name.clone()}
                <small>{rule.source.clone()}" "{rule_label(l, rule.label)}" "{t::as_of(l, date::long(l, rule.as_of))}" "{ui::unverified(l, rule.checked)}</small>
            </dd>
            <dt>{t::steward(l)}</dt>
            <dd>{steward.map_or_else(|| t::no_steward(l).into_any(), IntoAny::into_any)}</dd>
            <dt>{t::stage(l)}</dt>
            <dd>{plan.stage.label(l)}</dd>
            <dt>{t::applies_to(l)}</dt>
            <dd><ul class="plain-list">{organisations}</ul></dd>
        </dl>
    }
}

fn reviews(l: Locale, plan: &Plan) -> AnyView {
    if plan.reviews.is_empty() {
        return ui::empty(t::no_reviews(l));
    }
    let items: Vec<_> = plan
        .reviews
        .iter()
        .map(|review| {
            view! {
                <li>
                    <span>{ui::day(l, review.reviewed_on)}" · "{review.reviewer.clone()}</span>
                    {ui::chip(if review.outcome.confirms() { ui::Tone::Ok } else { ui::Tone::Busy }, review.outcome.label(l))}
                    {(!review.note.is_empty()).then(|| view! { <small>{review.note.clone()}</small> })}
                </li>
            }
        })
        .collect();
    view! { <ul class="panel-list">{items}</ul> }.into_any()
}

fn versions(l: Locale, plan: &Plan) -> AnyView {
    if plan.versions.is_empty() {
        return ui::empty(t::no_versions(l));
    }
    let rows: Vec<_> = plan
        .versions
        .iter()
        .map(|version| {
            view! {
                <tr>
                    <td>{version.label.clone()}</td>
                    <td data-label=t::adopted_on(l)>{ui::day(l, version.adopted_on)}</td>
                    <td data-label=t::adopted_by(l)>{version.adopted_by.clone()}</td>
                    <td data-label=t::in_force_on(l)>{ui::day(l, version.in_force_on)}</td>
                    <td data-label=t::note(l)>{version.note.clone()}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="register">
            <thead>
                <tr>
                    <th scope="col">{t::version(l)}</th>
                    <th scope="col">{t::adopted_on(l)}</th>
                    <th scope="col">{t::adopted_by(l)}</th>
                    <th scope="col">{t::in_force_on(l)}</th>
                    <th scope="col">{t::note(l)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn review_form(l: Locale, plan: &Plan, tried: &Tried) -> impl IntoView + use<> {
    let form = Form::new(l, tried);
    let outcomes = ui::form::choices(ReviewOutcome::ALL, |outcome| {
        (outcome.code(), outcome.label(l))
    });
    view! {
        <details class="disclosure" open=tried.failed()>
            <summary>{icon(Icon::Plus)}{t::record_review(l)}</summary>
            <form class="form" method="post" action=format!("/plans/{}/reviews", plan.id)>
                {form.date("reviewed_on", t::reviewed_on(l), "")}
                {form.radios("outcome", t::outcome(l), "", &outcomes)}
                {form.text("reviewer", t::reviewer(l), "")}
                {form.area("review_note", t::note(l), tf::optional(l), 3)}
                <div class="form-actions"><button class="button">{t::record_review(l)}</button></div>
            </form>
        </details>
    }
}

fn version_form(l: Locale, plan: &Plan, tried: &Tried) -> impl IntoView + use<> {
    let form = Form::new(l, tried);
    view! {
        <details class="disclosure" open=tried.failed()>
            <summary>{icon(Icon::Plus)}{t::add_version(l)}</summary>
            <form class="form" method="post" action=format!("/plans/{}/versions", plan.id)>
                {form.text("label", t::version(l), t::version_hint(l))}
                <div class="field-row">
                    {form.date("adopted_on", t::adopted_on(l), "")}
                    {form.date("in_force_on", t::in_force_on(l), t::in_force_hint(l))}
                </div>
                {form.text("adopted_by", t::adopted_by(l), t::adopted_by_hint(l))}
                {form.area("version_note", t::what_changed(l), tf::optional(l), 3)}
                <div class="form-actions"><button class="button">{t::add_version(l)}</button></div>
            </form>
        </details>
    }
}

/// The steps in a plan's life that its page offers: each is a resource that is made or removed.
fn stage_forms(l: Locale, plan: &Plan) -> impl IntoView + use<> {
    let step = |action: &'static str, class: &'static str, label: &'static str| {
        view! {
            <form class="inline" method="post" action=format!("/plans/{}/{action}", plan.id)>
                <input type="hidden" name="version" value=plan.version.to_string() />
                <button class=class>{label}</button>
            </form>
        }
    };
    let begin = (plan.stage == Stage::InForce)
        .then(|| step("revision", "button quiet", t::start_revision(l)));
    let stop = (plan.stage == Stage::InRevision)
        .then(|| step("revision/delete", "button quiet", t::stop_revision(l)));
    let withdraw = (plan.stage != Stage::Withdrawn)
        .then(|| step("withdrawal", "button danger", t::withdraw(l)));
    let restore = (plan.stage == Stage::Withdrawn)
        .then(|| step("withdrawal/delete", "button quiet", t::restore(l)));
    view! { <div class="form-actions">{begin}{stop}{withdraw}{restore}</div> }
}

/// The form of a plan: a new one when `plan` is none. With `stored`, somebody else changed the
/// record meanwhile, and both texts are shown.
#[must_use]
pub fn edit(
    frame: &Frame,
    plan: Option<&Plan>,
    tried: &Tried,
    choices: &Choices,
    stored: Option<&Values>,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, tried);
    let owners: Vec<_> = choices
        .owners
        .iter()
        .map(OrganisationName::choice)
        .collect();
    let organisations: Vec<_> = choices
        .organisations
        .iter()
        .map(OrganisationName::choice)
        .collect();
    let rules: Vec<Choice> = choices
        .rules
        .iter()
        .map(|rule| {
            let words = interval_words(l, rule.interval_months);
            (
                rule.id.to_string(),
                format!(
                    "{}: {words} ({}, {})",
                    rule.name,
                    rule.source,
                    rule.label.label(l)
                ),
            )
        })
        .collect();
    let kinds = ui::form::choices(PlanKind::ALL, |kind| (kind.code(), kind.label(l)));
    let conflict = stored.map(|stored| {
        form.conflict(
            stored,
            &[
                ("title", t::name(l), &[]),
                ("kind", t::kind(l), &kinds),
                ("owner", t::owner(l), &owners),
                ("organisations", t::applies_to(l), &organisations),
                ("steward", t::steward(l), &choices.stewards),
                ("rule", t::rule(l), &rules),
                ("summary", t::summary(l), &[]),
            ],
        )
    });
    let (title, back, back_label) = match plan {
        Some(plan) => (
            t::edit(l),
            format!("/plans/{}", plan.id),
            plan.title.clone(),
        ),
        None => (t::add(l), "/plans".to_owned(), t::title(l).to_owned()),
    };
    let view = view! {
        {ui::head(Some((&back, &back_label)), title, "", "")}
        {conflict}
        {form.summary()}
        <form class="form" method="post">
            {form.hidden("version")}
            {form.text("title", t::name(l), "")}
            {form.select("kind", t::kind(l), "", Some(tf::choose(l)), &kinds)}
            {form.select("owner", t::owner(l), t::owner_hint(l), Some(tf::choose(l)), &owners)}
            {form.checkboxes("organisations", t::applies_to(l), "", &organisations)}
            {form.select("steward", t::steward(l), t::steward_hint(l), Some(t::no_steward(l)), &choices.stewards)}
            {form.select("rule", t::rule(l), t::rule_hint(l), Some(tf::choose(l)), &rules)}
            {form.area("summary", t::summary(l), tf::optional(l), 4)}
            <div class="form-actions">
                <button class="button">{tu::save(l)}</button>
                <a href=back.clone()>{tu::cancel(l)}</a>
            </div>
        </form>
    };
    Content::new(title, view)
}
