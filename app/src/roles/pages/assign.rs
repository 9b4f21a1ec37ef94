//! The forms that put a person on a role, correct that, end it, and change the order.

use crate::{
    Locale, date,
    form::{FormState, Values},
    id::OrganisationId,
    organisations::OrganisationName,
    page::{Content, Frame},
    people::choose::People,
    roles::{Assignment, Role, form::term_values},
    text::{form as tf, roles as t, ui as tu},
    ui::{self, form::Form},
};
use leptos::prelude::*;

/// What the form of a new assignment can choose from.
#[derive(Clone, Debug, Default)]
pub struct Staff {
    /// The organisations for which the reader may assign people to this role.
    pub organisations: Vec<OrganisationName>,
    /// The one that is chosen.
    pub organisation: Option<OrganisationId>,
    /// The people.
    pub people: People,
}

/// The form of a new assignment.
#[must_use]
pub fn assign(frame: &Frame, role: &Role, staff: &Staff, form_state: &FormState) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let organisations = OrganisationName::choices(&staff.organisations);
    let back = format!("/roles/{}", role.id);
    let view = view! {
        {ui::head(Some((&back, &role.name)), t::assign(l), role.name.clone(), "")}
        {form.summary()}
        <form class="form" id=ui::form::EDITOR method="post" action=format!("/roles/{}/assignments/new", role.id)>
            {form.select("organisation", t::organisation(l), "", Some(tf::choose(l)), &organisations)}
            {staff.people.field(&form, ("person", t::person(l), t::person_hint(l)), tf::choose(l))}
            {form.number("position", t::position(l), t::position_hint(l))}
            {term_fields(l, &form)}
            {form.date("ends_on", t::ends_on(l), t::ends_on_hint(l))}
            {ui::form::actions(l, t::assign(l), &back)}
        </form>
        {staff.people.more(&form, ui::form::EDITOR)}
    };
    Content::new(t::assign(l), view)
}

fn term_fields(l: Locale, form: &Form<'_>) -> impl IntoView + use<> {
    view! {
        {form.text("decision", t::decision(l), t::decision_hint(l))}
        {form.date("decided_on", t::decided_on(l), tf::optional(l))}
        {form.date("starts_on", t::starts_on(l), "")}
    }
}

/// The forms on an assignment's page.
#[derive(Clone, Debug, Default)]
pub struct AssignmentForms {
    /// What is on record.
    pub term: FormState,
    /// The last day.
    pub end: FormState,
    /// The place in the order.
    pub position: FormState,
}

impl AssignmentForms {
    /// The forms filled from the record.
    #[must_use]
    pub fn of(assignment: &Assignment) -> Self {
        let ends_on = assignment.ends_on.map(|day| day.to_string());
        let end = Values::default()
            .with("ends_on", ends_on.unwrap_or_default())
            .with("version", assignment.version);
        Self {
            term: FormState::fresh(term_values(assignment)),
            end: FormState::fresh(end),
            position: FormState::fresh(Values::default().with("position", assignment.position)),
        }
    }
}

/// An assignment's page, for those who may change it.
#[must_use]
pub fn assignment(frame: &Frame, assignment: &Assignment, forms: &AssignmentForms) -> Content {
    let l = frame.locale;
    let (term, end, position) = (
        Form::new(l, &forms.term),
        Form::new(l, &forms.end),
        Form::new(l, &forms.position),
    );
    let conflict = term
        .conflict(&[
            ("decision", t::decision(l), &[]),
            ("decided_on", t::decided_on(l), &[]),
            ("starts_on", t::starts_on(l), &[]),
        ])
        .or_else(|| end.conflict(&[("ends_on", t::ends_on(l), &[])]));
    let (role, role_name) = &assignment.role;
    let back = format!("/roles/{role}");
    let address = format!("/roles/assignments/{}", assignment.id);
    let until = assignment.ends_on.map_or_else(String::new, |day| {
        format!(" · {}", t::until_day(l, date::long(l, day)))
    });
    let lede = format!(
        "{role_name} · {} · {}{until}",
        assignment.organisation.name,
        t::from_day(l, date::long(l, assignment.starts_on)),
    );
    let view = view! {
        {ui::head(Some((&back, role_name)), assignment.person.1.clone(), lede, "")}
        {conflict}
        {term.summary()}
        {end.summary()}
        {position.summary()}
        <div class="grid">
            <section class="span-6 panel" aria-labelledby="end">
                <header><h2 id="end">{t::end_title(l)}</h2></header>
                <div class="panel-body">
                    <p>{t::end_help(l)}</p>
                    <form class="form" method="post" action=format!("{address}/end")>
                        {end.hidden("version")}
                        {end.date("ends_on", t::ends_on(l), "")}
                        <div class="form-actions"><button class="button">{t::end(l)}</button></div>
                    </form>
                </div>
            </section>
            <section class="span-6 panel" aria-labelledby="order">
                <header><h2 id="order">{t::move_title(l)}</h2></header>
                <div class="panel-body">
                    <form class="form" method="post" action=format!("{address}/position")>
                        {position.number("position", t::position(l), t::position_hint(l))}
                        <div class="form-actions"><button class="button quiet">{t::move_action(l)}</button></div>
                    </form>
                </div>
            </section>
            <section class="span-12 panel" aria-labelledby="correct">
                <header><h2 id="correct">{t::correct(l)}</h2></header>
                <div class="panel-body">
                    <form class="form" method="post" action=address.clone()>
                        {term.hidden("version")}
                        {term_fields(l, &term)}
                        <div class="form-actions"><button class="button quiet">{tu::save(l)}</button></div>
                    </form>
                </div>
            </section>
        </div>
    };
    Content::new(assignment.person.1.clone(), view)
}
