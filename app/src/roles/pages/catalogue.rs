//! The catalogue, and the form of a role.

use super::grip_words;
use crate::{
    Locale,
    choice::Choice,
    form::{Errors, FormState, Values},
    islands::LiveFilter,
    organisations::OrganisationName,
    page::{Content, Frame, Pages},
    roles::{Catalogue, FilledBy, Filter, GripLevel, Role, RoleGroup, RoleLine},
    source::Checked,
    text::{form as tf, roles as t, ui as tu},
    ui::{
        self, Icon,
        form::{Form, choices},
    },
};
use leptos::prelude::*;

/// The catalogue, by group.
#[must_use]
pub fn index(
    frame: &Frame,
    filter: &Filter,
    rights: &Catalogue,
    lines: Vec<RoleLine>,
    pages: Pages,
) -> Content {
    let l = frame.locale;
    let actions = view! {
        {ui::quiet_button("/roles/coverage", Icon::Readiness, t::coverage_title(l))}
        {rights.edits.then(|| ui::button("/roles/new", Icon::Plus, t::add(l)))}
    };
    let groups: Vec<_> = lines
        .chunk_by(|a, b| a.group == b.group)
        .map(|lines| group(l, rights, lines))
        .collect();
    let view = view! {
        {ui::head(None, t::title(l), t::lede(l), actions)}
        {filters(l, filter)}
        <LiveFilter form="filters".to_owned() results="results".to_owned() />
        <div id="results">
            <p class="result-count">{t::found(l, pages.total)}</p>
            {if groups.is_empty() { ui::empty(t::none_found(l)) } else { groups.into_any() }}
            {ui::pagination(l, pages, |page| address(filter, page))}
        </div>
    };
    Content::new(t::title(l), view)
}

fn address(filter: &Filter, page: i64) -> String {
    let query = ui::query(&[
        ("q", &filter.q),
        ("group", filter.group.map_or("", RoleGroup::code)),
        ("grip", filter.grip.map_or("", GripLevel::code)),
        ("page", &page.to_string()),
    ]);
    format!("/roles{query}")
}

fn filters(l: Locale, filter: &Filter) -> impl IntoView + use<> {
    let values = Values::default()
        .with("q", &filter.q)
        .with("group", filter.group.map_or("", RoleGroup::code))
        .with("grip", filter.grip.map_or("", GripLevel::code));
    let form = Form {
        locale: l,
        values: &values,
        errors: &Errors::default(),
        stored: None,
    };
    view! {
        <form class="filters" id="filters" method="get" action="/roles" role="search">
            {form.typed("search", "q", tu::search(l), "")}
            {form.select("group", t::group(l), "", Some(tu::all(l)), &choices(RoleGroup::ALL, |g| (g.code(), g.label(l))))}
            {form.select("grip", t::grip(l), "", Some(t::all_grips(l)), &grips(l))}
            <button class="button quiet">{tu::show(l)}</button>
        </form>
    }
}

/// The levels as choices of a form.
pub(super) fn grips(l: Locale) -> Vec<Choice> {
    choices(GripLevel::ALL, |level| (level.code(), level.label(l)))
}

fn group(l: Locale, rights: &Catalogue, lines: &[RoleLine]) -> AnyView {
    let group = lines.first().map_or(RoleGroup::Support, |line| line.group);
    let rows: Vec<_> = lines
        .iter()
        .map(|line| {
            let minutes = line
                .present_within_minutes
                .map(|minutes| view! { {t::minutes(l, minutes)}<small>{ui::unverified(l, line.checked)}</small> });
            let region = line.region.clone().filter(|_| rights.several);
            view! {
                <tr>
                    <td>
                        <a href=format!("/roles/{}", line.id)>{line.name.clone()}</a>
                        {region.map(|region| view! { <small>{region}</small> })}
                    </td>
                    <td data-label=t::grip_levels(l)>{grip_words(l, &line.grip_levels)}</td>
                    <td data-label=t::filled_by(l)>{line.filled_by.label(l)}</td>
                    <td data-label=t::minimum(l) class="num">{line.minimum}</td>
                    <td data-label=t::present_within(l)>{minutes.map_or_else(|| "–".into_any(), IntoAny::into_any)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section class="role-group" aria-labelledby=format!("group-{group}")>
            <h2 id=format!("group-{group}")>{group.label(l)}</h2>
            <table class="register roles">
                <thead>
                    <tr>
                        <th scope="col">{t::role(l)}</th>
                        <th scope="col">{t::grip_levels(l)}</th>
                        <th scope="col">{t::filled_by(l)}</th>
                        <th scope="col" class="num">{t::minimum(l)}</th>
                        <th scope="col">{t::present_within(l)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// The form of a role: a new one when `role` is none, for one of the `regions`.
#[must_use]
pub fn edit(
    frame: &Frame,
    role: Option<&Role>,
    regions: &[OrganisationName],
    form_state: &FormState,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let groups = choices(RoleGroup::ALL, |group| (group.code(), group.label(l)));
    let fillers = choices(FilledBy::ALL, |by| (by.code(), by.label(l)));
    let grips = grips(l);
    let checked = choices(Checked::ALL, |checked| {
        let words = match checked {
            Checked::Yes => t::checked_yes(l),
            Checked::Press => t::checked_press(l),
            Checked::No => t::checked_no(l),
        };
        (checked.code(), words)
    });
    let conflict = form.conflict(&[
        ("name", t::name(l), &[]),
        ("group", t::group(l), &groups),
        ("filled_by", t::filled_by(l), &fillers),
        ("grip_levels", t::grip_levels(l), &grips),
        ("minimum", t::minimum_label(l), &[]),
        ("present_within_minutes", t::present_within_label(l), &[]),
        ("reports_to", t::reports_to_label(l), &[]),
        ("source", t::source(l), &[]),
        ("checked", t::checked(l), &checked),
        ("first_steps", t::first_steps(l), &[]),
        ("task_card", t::task_card(l), &[]),
    ]);
    let (title, back, back_label) = match role {
        Some(role) => (t::edit(l), format!("/roles/{}", role.id), role.name.clone()),
        None => (t::add(l), "/roles".to_owned(), t::title(l).to_owned()),
    };
    let action = role.map_or_else(
        || "/roles/new".to_owned(),
        |role| format!("/roles/{}/edit", role.id),
    );
    let regions = (regions.len() > 1).then(|| {
        let regions = OrganisationName::choices(regions);
        form.select("region", t::region(l), "", Some(tf::choose(l)), &regions)
    });
    let view = view! {
        {ui::head(Some((&back, &back_label)), title, "", "")}
        {conflict}
        {form.summary()}
        <form class="form" method="post" action=action>
            {form.hidden("version")}
            {regions}
            {form.text("name", t::name(l), "")}
            {form.select("group", t::group(l), "", Some(tf::choose(l)), &groups)}
            {form.radios("filled_by", t::filled_by(l), t::filled_by_hint(l), &fillers)}
            {form.checkboxes("grip_levels", t::grip_levels(l), t::grip_levels_hint(l), &grips)}
            {form.number("minimum", t::minimum_label(l), t::minimum_hint(l))}
            {form.number("present_within_minutes", t::present_within_label(l), t::present_within_hint(l))}
            {form.text("reports_to", t::reports_to_label(l), t::reports_to_hint(l))}
            {form.text("source", t::source(l), t::source_hint(l))}
            {form.radios("checked", t::checked(l), "", &checked)}
            {form.area("first_steps", t::first_steps(l), t::first_steps_hint(l), 6)}
            {form.area("task_card", t::task_card(l), t::task_card_hint(l), 16)}
            {ui::form::actions(l, tu::save(l), &back)}
        </form>
    };
    Content::new(title, view)
}
