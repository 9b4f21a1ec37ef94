//! The page of one version: its facts and its documents.

use super::{fingerprint, link, particulars};
use crate::{
    Locale, date,
    form::FormState,
    page::{Content, Frame},
    plans::{Plan, PlanVersion, Stage, documents::Document},
    text::{documents as t, plans as tp},
    ui::{self, Icon, form::Form},
};
use leptos::prelude::*;

/// The page of a version with its documents, and the form to add one as it was sent.
#[must_use]
pub fn version(
    frame: &Frame,
    plan: &Plan,
    version: &PlanVersion,
    documents: &[Document],
    form_state: &FormState,
) -> Content {
    let l = frame.locale;
    let edits = frame.can_edit(&plan.owner.id);
    let older = plan
        .versions
        .iter()
        .skip_while(|one| one.id != version.id)
        .nth(1);
    let actions = older.map(|older| {
        let query = ui::query(&[("a", older.id.as_str()), ("b", version.id.as_str())]);
        let address = format!("/plans/{}/compare{query}", plan.id);
        ui::quiet_button(address, Icon::Copy, t::compare_with_previous(l))
    });
    let plan_address = format!("/plans/{}", plan.id);
    let lede = t::lede(
        l,
        t::Lede {
            body: &version.adopted_by,
            date: date::long(l, version.adopted_on),
        },
    );
    let title = t::version_of(
        l,
        t::VersionOf {
            label: &version.label,
            plan: &plan.title,
        },
    );
    let form = edits.then(|| {
        view! { <div class="panel-body">{upload(l, plan, version, form_state)}</div> }
    });
    let view = view! {
        {ui::head(Some((&plan_address, &plan.title)), title.clone(), lede, actions)}
        {Form::new(l, form_state).summary()}
        <div class="grid">
            <section class="span-5 panel" aria-labelledby="facts">
                <header><h2 id="facts">{t::facts(l)}</h2></header>
                <div class="panel-body">
                    {facts(l, version)}
                    {(edits && plan.standing.stage != Stage::Withdrawn).then(|| take_back(l, plan, version))}
                </div>
            </section>
            <section class="span-7 panel" aria-labelledby="documents">
                <header><h2 id="documents">{t::documents(l)}</h2></header>
                {list(l, documents, edits)}
                {form}
            </section>
        </div>
    };
    Content::new(title, view)
}

fn facts(l: Locale, version: &PlanVersion) -> AnyView {
    let note = (!version.note.is_empty()).then(|| {
        view! { <dt>{tp::what_changed(l)}</dt><dd class="as-typed">{version.note.clone()}</dd> }
    });
    view! {
        <dl class="facts">
            <dt>{tp::version(l)}</dt>
            <dd>{version.label.clone()}</dd>
            <dt>{tp::adopted_on(l)}</dt>
            <dd>{ui::day(l, version.adopted_on)}</dd>
            <dt>{tp::adopted_by(l)}</dt>
            <dd>{version.adopted_by.clone()}</dd>
            <dt>{tp::in_force_on(l)}</dt>
            <dd>{ui::day(l, version.in_force_on)}</dd>
            {note}
        </dl>
    }
    .into_any()
}

/// The way out for who recorded an adoption that was none, or of another day.
fn take_back(l: Locale, plan: &Plan, version: &PlanVersion) -> AnyView {
    let action = format!("/plans/{}/versions/{}/revocation", plan.id, version.id);
    view! {
        <details class="disclosure">
            <summary>{tp::revoke_version(l)}</summary>
            <form class="form" method="post" action=action>
                <p class="hint">{tp::revoke_version_hint(l)}</p>
                <div class="form-actions"><button class="button danger">{tp::revoke_version(l)}</button></div>
            </form>
        </details>
    }
    .into_any()
}

fn list(l: Locale, documents: &[Document], edits: bool) -> AnyView {
    if documents.is_empty() {
        return ui::empty(if edits { t::none_yet(l) } else { t::none(l) });
    }
    let items: Vec<_> = documents
        .iter()
        .map(|document| {
            view! {
                <li>
                    {link(document)}
                    <small>{particulars(l, document)}</small>
                    <small>{fingerprint(l, document)}</small>
                </li>
            }
        })
        .collect();
    view! {
        <ul class="panel-list">{items}</ul>
        <div class="panel-body"><p class="hint">{t::sha256_hint(l)}</p></div>
    }
    .into_any()
}

fn upload(l: Locale, plan: &Plan, version: &PlanVersion, form_state: &FormState) -> AnyView {
    let form = Form::new(l, form_state);
    let action = format!("/plans/{}/versions/{}/documents", plan.id, version.id);
    view! {
        <form class="form" method="post" action=action enctype="multipart/form-data">
            {form.file("document", t::file(l), t::file_hint(l), ".pdf,.docx,.odt")}
            <div class="form-actions"><button class="button">{t::add(l)}</button></div>
        </form>
    }
    .into_any()
}
