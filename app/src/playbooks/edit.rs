//! The pages on which playbooks are kept: the facts, the order of the phases, and each phase with
//! its steps.

use super::{Choices, Direction, Phase, Playbook, form, pages::threshold};
use crate::{
    Locale,
    choice::Choice,
    form::{FormState, Values},
    organisations::OrganisationName,
    page::{Content, Frame},
    source::Checked,
    text::{form as tf, playbooks as t},
    ui::{self, Icon, Tone, form::Form, icon},
};
use leptos::prelude::*;

/// The form of a playbook: a new one when `playbook` is none.
#[must_use]
pub fn playbook(
    frame: &Frame,
    playbook: Option<&Playbook>,
    form_state: &FormState,
    choices: &Choices,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let owners = OrganisationName::choices(&choices.owners);
    let organisations = OrganisationName::choices(&choices.organisations);
    let conflict = form.conflict(&[
        ("title", t::name(l), &[]),
        ("scenario", t::scenario(l), &[]),
        ("owner", t::owner(l), &owners),
        ("organisations", t::used_by(l), &organisations),
        ("plan", t::plan(l), &choices.plans),
        ("summary", t::summary(l), &[]),
    ]);
    let (title, back, back_label) = match playbook {
        Some(playbook) => (
            t::edit(l),
            format!("/playbooks/{}", playbook.id),
            playbook.title.clone(),
        ),
        None => (t::add(l), "/playbooks".to_owned(), t::title(l).to_owned()),
    };
    let fields = view! {
        {form.text("title", t::name(l), "")}
        {form.text("scenario", t::scenario(l), t::scenario_hint(l))}
        {form.select("owner", t::owner(l), t::owner_hint(l), Some(tf::choose(l)), &owners)}
        {form.checkboxes("organisations", t::used_by(l), "", &organisations)}
        {form.select("plan", t::plan(l), t::plan_hint(l), Some(t::no_plan(l)), &choices.plans)}
        {form.area("summary", t::summary(l), tf::optional(l), 4)}
    };
    let view = view! {
        {ui::head(Some((&back, &back_label)), title, "", "")}
        {form.editor(conflict, fields, &back)}
        {playbook.map(|playbook| order_of_phases(l, playbook))}
    };
    Content::new(title, view)
}

fn order_of_phases(l: Locale, playbook: &Playbook) -> impl IntoView + use<> {
    let address = format!("/playbooks/{}/phases", playbook.id);
    let last = playbook.phases.len();
    let items: Vec<_> = (1..)
        .zip(&playbook.phases)
        .map(|(number, phase)| {
            let one = format!("{address}/{}", phase.id);
            let move_to = |direction: Direction, label: &'static str, full: String| {
                view! {
                    <form method="post" action=format!("{one}/{direction}")>
                        <button class="button quiet small" aria-label=full>{label}</button>
                    </form>
                }
            };
            let up =
                (number > 1).then(|| move_to(Direction::Up, t::up(l), t::phase_up(l, &phase.name)));
            let down = (number < last)
                .then(|| move_to(Direction::Down, t::down(l), t::phase_down(l, &phase.name)));
            view! {
                <li>
                    <div>
                        <a href=format!("{one}/edit")>{number}". "{phase.name.clone()}</a>
                        <small>
                            {phase.trigger.measure.clone()}" "{threshold(l, &phase.trigger)}" · "
                            {t::step_count(l, i64::try_from(phase.steps.len()).unwrap_or_default())}
                        </small>
                    </div>
                    <div class="button-row">{up}{down}</div>
                </li>
            }
        })
        .collect();
    let list = if items.is_empty() {
        ui::empty(t::no_phases(l))
    } else {
        view! { <ul class="panel-list phase-order">{items}</ul> }.into_any()
    };
    view! {
        <section class="panel about" id="phases" aria-labelledby="phases-title">
            <header><h2 id="phases-title">{t::phases(l)}</h2></header>
            {list}
            <footer>{ui::quiet_button(format!("{address}/new"), Icon::Plus, t::add_phase(l))}</footer>
        </section>
    }
}

/// What a phase's page says on top of its form.
#[derive(Clone, Debug)]
pub enum Said {
    /// Nothing.
    Nothing,
    /// The rows were arranged anew, but nothing is stored.
    Arranged,
    /// Somebody else changed the playbook, so the phase was not removed.
    NotRemoved,
    /// Somebody else removed the phase, so what was typed is not saved.
    Removed,
}

/// The form of a phase with its steps: a new one when `phase` is none. `roles` is the catalogue.
#[must_use]
pub fn phase(
    frame: &Frame,
    playbook: &Playbook,
    phase: Option<&Phase>,
    form_state: &FormState,
    roles: &[Choice],
    said: &Said,
) -> Content {
    let l = frame.locale;
    let form = Form::new(l, form_state);
    let certainty = ui::form::choices(Checked::ALL, |checked| {
        (checked.code(), certainty(l, checked))
    });
    let back = format!("/playbooks/{}", playbook.id);
    let (title, address) = match phase {
        Some(phase) => (t::edit_phase(l), format!("{back}/phases/{}/edit", phase.id)),
        None => (t::add_phase(l), format!("{back}/phases/new")),
    };
    let places: Vec<Choice> = [("0".to_owned(), t::at_start(l).to_owned())]
        .into_iter()
        .chain(
            (1..)
                .zip(&playbook.phases)
                .map(|(number, phase): (usize, _)| {
                    (
                        number.to_string(),
                        t::after_phase(
                            l,
                            t::AfterPhase {
                                name: &phase.name,
                                number,
                            },
                        ),
                    )
                }),
        )
        .collect();
    let place = (phase.is_none() && !playbook.phases.is_empty())
        .then(|| form.select("after", t::after(l), "", None, &places));
    let view = view! {
        {ui::head(Some((&back, &playbook.title)), title, "", "")}
        {top(l, form_state, roles, &certainty, said)}
        {form.summary()}
        <form class="form" method="post" action=address.clone()>
            {form.hidden("version")}
            {form.text("name", t::phase_name(l), "")}
            {place}
            <h2>{t::trigger(l)}</h2>
            {form.text("measure", t::measure(l), t::measure_hint(l))}
            <div class="field-row">
                {form.text("threshold", t::threshold(l), t::threshold_hint(l))}
                {form.text("unit", t::unit(l), t::unit_hint(l))}
            </div>
            {form.text("source", t::source(l), t::source_hint(l))}
            {form.radios("checked", t::checked(l), "", &certainty)}
            {form.area("note", t::note(l), t::note_hint(l), 3)}
            // The first button of a form is the one that Enter presses: it must be this one.
            <div class="form-actions"><button class="button">{t::save_phase(l)}</button></div>
            <h2>{t::steps(l)}</h2>
            <p class="hint">{t::steps_hint(l)}</p>
            {rows(l, form_state, roles, &address)}
            {matches!(said, Said::Arranged).then(|| view! { <p class="hint">{t::not_saved(l)}</p> })}
            {ui::form::actions(l, t::save_phase(l), &back)}
        </form>
        {phase.map(|phase| removal(l, playbook, phase))}
    };
    Content::new(title, view)
}

fn certainty(l: Locale, checked: Checked) -> &'static str {
    match checked {
        Checked::Yes => t::checked_yes(l),
        Checked::Press => t::checked_press(l),
        Checked::No => t::checked_no(l),
    }
}

fn top(
    l: Locale,
    form_state: &FormState,
    roles: &[Choice],
    certainty: &[Choice],
    said: &Said,
) -> Option<AnyView> {
    match said {
        Said::Nothing => conflict(l, form_state, roles, certainty),
        Said::Arranged => Some(ui::notice(Tone::Soon, t::not_saved(l))),
        Said::NotRemoved => Some(ui::notice(Tone::Late, t::changed_meanwhile(l))),
        Said::Removed => Some(ui::notice(Tone::Late, t::removed_meanwhile(l))),
    }
}

/// What somebody else stored of a phase meanwhile, its steps as texts.
fn conflict(
    l: Locale,
    form_state: &FormState,
    roles: &[Choice],
    certainty: &[Choice],
) -> Option<AnyView> {
    let stored = form_state.stored.as_ref()?;
    let (here, there) = differing_steps(&form_state.values, stored, roles);
    let both = FormState {
        values: form_state.values.clone().with("steps", here),
        stored: Some(stored.clone().with("steps", there)),
        ..FormState::default()
    };
    Form::new(l, &both).conflict(&[
        ("name", t::phase_name(l), &[]),
        ("measure", t::measure(l), &[]),
        ("threshold", t::threshold(l), &[]),
        ("unit", t::unit(l), &[]),
        ("source", t::source(l), &[]),
        ("checked", t::checked(l), certainty),
        ("note", t::note(l), &[]),
        ("steps", t::steps(l), &[]),
    ])
}

/// The steps that are not the same in both forms, as a text each, a line a step.
fn differing_steps(typed: &Values, stored: &Values, roles: &[Choice]) -> (String, String) {
    let lines = |values: &Values| -> Vec<String> {
        let rows = form::rows(values).into_iter().filter(|row| !row.is_blank());
        let line = |(row, number): (form::Row, usize)| {
            let role = roles.iter().find(|(id, _)| *id == row.role);
            let actor = role.map_or(row.actor.as_str(), |(_, name)| name);
            format!("{number}. {}: {}", actor.trim(), row.instruction.trim())
        };
        rows.zip(1..).map(line).collect()
    };
    let (typed, stored) = (lines(typed), lines(stored));
    let only = |lines: &[String], others: &[String]| {
        let differs = |(index, line): &(usize, &String)| others.get(*index) != Some(*line);
        let lines = lines.iter().enumerate().filter(differs);
        lines
            .map(|(_, line)| line.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    };
    (only(&typed, &stored), only(&stored, &typed))
}

fn rows(
    l: Locale,
    form_state: &FormState,
    roles: &[Choice],
    address: &str,
) -> impl IntoView + use<> {
    let rows = form::rows(&form_state.values);
    let last = rows.len();
    rows.into_iter()
        .zip(1..)
        .map(|(row, number)| step(l, form_state, roles, address, number, last, row))
        .collect::<Vec<_>>()
}

/// One step in the form. Its buttons send the whole form, so that nothing typed is lost, and come
/// back to the step they moved.
fn step(
    l: Locale,
    form_state: &FormState,
    roles: &[Choice],
    address: &str,
    number: usize,
    last: usize,
    row: form::Row,
) -> impl IntoView + use<> {
    let field = |part: &str| format!("step_{number}_{part}");
    let error = |part: &str| error(l, form_state, &field(part));
    let described = |part: &str| {
        let name = field(part);
        form_state
            .errors
            .get(&name)
            .map(|_| format!("{name}-error"))
    };
    let class = |part: &str| match form_state.errors.get(&field(part)) {
        Some(_) => "field invalid",
        None => "field",
    };
    let invalid = |part: &str| form_state.errors.get(&field(part)).map(|_| "true");
    let options: Vec<_> = roles
        .iter()
        .map(|(id, name)| view! { <option value=id.clone() selected={*id == row.role}>{name.clone()}</option> })
        .collect();
    let arrange = |verb: &'static str, label: &'static str, full: String, to: usize| {
        view! {
            <button class="button quiet small" name="arrange" value=format!("{verb}-{number}")
                formaction=format!("{address}#step-{to}") aria-label=full>{label}</button>
        }
    };
    let up = (number > 1).then(|| arrange("up", t::up(l), t::step_up(l, number), number - 1));
    let down =
        (number < last).then(|| arrange("down", t::down(l), t::step_down(l, number), number + 1));
    // The last row may say only "add": what comes after it is simply one more.
    let add = if number == last {
        t::add_step(l)
    } else {
        t::add_step_after(l)
    };
    let add_full = if number == last {
        t::add_step(l).to_owned()
    } else {
        t::step_add_after(l, number)
    };
    view! {
        <fieldset class="step-row" id=format!("step-{number}")>
            <legend>{t::step_number(l, number)}</legend>
            <input type="hidden" name=field("id") value=row.id />
            <div class="field-row">
                <div class=class("role")>
                    <label for=field("role")>{t::role(l)}</label>
                    <select id=field("role") name=field("role") aria-describedby=described("role") aria-invalid=invalid("role")>
                        <option value="">{t::no_role(l)}</option>
                        {options}
                    </select>
                    {error("role")}
                </div>
                <div class=class("actor")>
                    <label for=field("actor")>{t::actor(l)}</label>
                    <input id=field("actor") name=field("actor") type="text" value=row.actor
                        aria-describedby=described("actor") aria-invalid=invalid("actor") />
                    {error("actor")}
                </div>
            </div>
            <div class=class("instruction")>
                <label for=field("instruction")>{t::instruction(l)}</label>
                <textarea id=field("instruction") name=field("instruction") rows="2"
                    aria-describedby=described("instruction") aria-invalid=invalid("instruction")
                    inner_html=ui::form::area_text(&row.instruction)></textarea>
                {error("instruction")}
            </div>
            <div class="button-row">
                {up}
                {down}
                {arrange("remove", t::remove(l), t::step_remove(l, number), number)}
                {arrange("add", add, add_full, number + 1)}
            </div>
        </fieldset>
    }
}

fn error(l: Locale, form_state: &FormState, field: &str) -> Option<AnyView> {
    form_state.errors.get(field).map(|problem| {
        let message = problem.message(l).into_owned();
        view! { <p class="error" id=format!("{field}-error")>{icon(Icon::Warning)}{message}</p> }
            .into_any()
    })
}

fn removal(l: Locale, playbook: &Playbook, phase: &Phase) -> impl IntoView + use<> {
    let address = format!("/playbooks/{}/phases/{}/delete", playbook.id, phase.id);
    let steps = i64::try_from(phase.steps.len()).unwrap_or_default();
    view! {
        <details class="disclosure about">
            <summary>{icon(Icon::Cross)}{t::remove_phase(l)}</summary>
            <form class="form" method="post" action=address>
                <input type="hidden" name="version" value=playbook.version.to_string() />
                <p>{t::remove_phase_help(l, steps)}</p>
                <button class="button danger">{t::remove_phase_now(l)}</button>
            </form>
        </details>
    }
}
