//! The pages about organisations.

use super::{Organisation, OrganisationKind, OrganisationLine, OrganisationName, form::KINDS};
use crate::{
    Locale,
    form::FormState,
    page::{Content, Frame, Pages},
    people::pages::{email_link, phone_link},
    text::{form as tf, organisations as t, ui as tu},
    trail::{self, AuditLine},
    ui::{self, Icon, form::Form},
};
use leptos::prelude::*;

/// The register, a part for each kind. With `may_add`, the way to a new one.
#[must_use]
pub fn index(frame: &Frame, lines: Vec<OrganisationLine>, pages: Pages, may_add: bool) -> Content {
    let l = frame.locale;
    let action = may_add.then(|| ui::button("/organisations/new", Icon::Plus, t::add(l)));
    let parts: Vec<_> = OrganisationKind::ALL
        .iter()
        .map(|kind| {
            let of_kind: Vec<_> = lines.iter().filter(|line| line.kind == *kind).collect();
            (!of_kind.is_empty()).then(|| part(l, *kind, &of_kind))
        })
        .collect();
    let view = view! {
        {ui::head(None, t::title(l), t::lede(l), action)}
        {if lines.is_empty() { ui::empty(t::none_found(l)) } else { parts.into_any() }}
        {ui::pagination(l, pages, |page| format!("/organisations{}", ui::query(&[("page", &page.to_string())])))}
    };
    Content::new(t::title(l), view)
}

fn part(l: Locale, kind: OrganisationKind, lines: &[&OrganisationLine]) -> impl IntoView + use<> {
    let rows: Vec<_> = lines
        .iter()
        .map(|line| {
            view! {
                <tr>
                    <td><a href=format!("/organisations/{}", line.id)>{line.name.clone()}</a></td>
                    <td data-label=t::phone(l)>{phone_link(&line.phone)}</td>
                    <td class="num" data-label=t::people(l)>{line.people}</td>
                    <td class="num" data-label=t::plans(l)>{line.plans}</td>
                </tr>
            }
        })
        .collect();
    let id = format!("kind-{}", kind.code());
    view! {
        <section class="panel" aria-labelledby=id.clone()>
            <header><h2 id=id.clone()>{kind.plural(l)}</h2></header>
            <table class="register">
                <thead>
                    <tr>
                        <th scope="col">{t::name(l)}</th>
                        <th scope="col">{t::phone(l)}</th>
                        <th scope="col" class="num">{t::people(l)}</th>
                        <th scope="col" class="num">{t::plans(l)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

/// What the reader may do with an organisation and know of it.
#[derive(Debug, Default)]
pub struct Rights {
    /// Whether the reader may change it.
    pub edit: bool,
    /// What the audit trail says, for those who may know.
    pub history: Option<Vec<AuditLine>>,
}

/// An organisation's page.
#[must_use]
pub fn show(frame: &Frame, organisation: &Organisation, rights: Rights) -> Content {
    let l = frame.locale;
    let id = &organisation.id;
    let actions = rights.edit.then(|| {
        ui::quiet_button(
            format!("/organisations/{id}/edit"),
            Icon::Pencil,
            tu::edit(l),
        )
    });
    let figure = |count: i64, words: String, href: String, link: &'static str| {
        view! { <div class="figure"><b>{count}</b><span>{words}</span><a href=href>{link}</a></div> }
    };
    let view = view! {
        {ui::head(Some(("/organisations", t::title(l))), organisation.name.clone(), organisation.kind.label(l), actions)}
        <div class="figures">
            {figure(organisation.people, t::people_here(l, organisation.people), format!("/people?organisation={id}"), t::see_people(l))}
            {figure(organisation.plans, t::plans_here(l, organisation.plans), format!("/plans?organisation={id}"), t::see_plans(l))}
        </div>
        <div class="grid">
            <section class="span-12 panel" aria-labelledby="facts">
                <header><h2 id="facts">{t::facts(l)}</h2></header>
                <div class="panel-body">{facts(l, organisation)}</div>
            </section>
            {rights.history.map(|lines| trail::history(frame, &lines, None))}
        </div>
    };
    Content::new(organisation.name.clone(), view)
}

fn facts(l: Locale, organisation: &Organisation) -> impl IntoView + use<> {
    let region = organisation.region.as_ref().map(|(id, name)| {
        view! {
            <dt>{t::region(l)}</dt>
            <dd><a href=format!("/organisations/{id}")>{name.clone()}</a></dd>
        }
    });
    view! {
        {(!organisation.note.is_empty()).then(|| view! { <p>{organisation.note.clone()}</p> })}
        <dl class="facts">
            <dt>{t::kind(l)}</dt>
            <dd>{organisation.kind.label(l)}</dd>
            {region}
            <dt>{t::phone(l)}</dt>
            <dd>{phone_link(&organisation.phone)}</dd>
            <dt>{t::email(l)}</dt>
            <dd>{email_link(&organisation.email)}</dd>
        </dl>
    }
}

/// The form of a new organisation; `regions` are those to which the reader may add.
#[must_use]
pub fn new(frame: &Frame, tried: &FormState, regions: &[OrganisationName]) -> Content {
    let l = frame.locale;
    let form = Form::new(l, tried);
    let regions = OrganisationName::choices(regions);
    let kinds = ui::form::choices(KINDS, |kind| (kind.code(), kind.label(l)));
    let view = view! {
        {ui::head(Some(("/organisations", t::title(l))), t::add(l), "", "")}
        {form.summary()}
        <form class="form" method="post">
            {form.radios("kind", t::kind(l), "", &kinds)}
            {form.select("region", t::region(l), t::region_hint(l), Some(tf::choose(l)), &regions)}
            {fields(&form)}
            {buttons(l, "/organisations".to_owned())}
        </form>
    };
    Content::new(t::add(l), view)
}

/// The form of an organisation.
#[must_use]
pub fn edit(frame: &Frame, organisation: &Organisation, tried: &FormState) -> Content {
    let l = frame.locale;
    let form = Form::new(l, tried);
    let conflict = form.conflict(&[
        ("name", t::name(l), &[]),
        ("email", t::email(l), &[]),
        ("phone", t::phone(l), &[]),
        ("note", t::note(l), &[]),
    ]);
    let back = format!("/organisations/{}", organisation.id);
    let view = view! {
        {ui::head(Some((&back, &organisation.name)), t::edit(l), "", "")}
        {conflict}
        {form.summary()}
        <form class="form" method="post">
            {form.hidden("version")}
            {fields(&form)}
            {buttons(l, back)}
        </form>
    };
    Content::new(t::edit(l), view)
}

fn fields(form: &Form<'_>) -> impl IntoView + use<> {
    let l = form.locale;
    view! {
        {form.text("name", t::name(l), t::name_hint(l))}
        {form.typed("email", "email", t::email(l), tf::optional(l))}
        {form.typed("tel", "phone", t::phone(l), t::phone_hint(l))}
        {form.area("note", t::note(l), tf::optional(l), 4)}
    }
}

fn buttons(l: Locale, back: String) -> impl IntoView + use<> {
    view! {
        {ui::form::actions(l, tu::save(l), &back)}
    }
}
