//! The register of organisations and the page of one.

use super::{Figures, OrganisationLine};
use crate::{
    Locale,
    organisations::{Organisation, OrganisationKind},
    page::{Content, Frame, Pages},
    people::pages::{email_link, phone_link},
    text::{organisations as t, ui as tu},
    trail::{self, AuditLine},
    ui::{self, Icon},
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
                    <td class="num" data-label=t::people(l)>{line.figures.people}</td>
                    <td class="num" data-label=t::plans(l)>{line.figures.plans}</td>
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
pub fn show(
    frame: &Frame,
    organisation: &Organisation,
    figures: Figures,
    rights: Rights,
) -> Content {
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
            {figure(figures.people, t::people_here(l, figures.people), format!("/people?organisation={id}"), t::see_people(l))}
            {figure(figures.plans, t::plans_here(l, figures.plans), format!("/plans?organisation={id}"), t::see_plans(l))}
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
