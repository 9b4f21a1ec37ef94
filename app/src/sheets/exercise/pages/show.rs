use super::{kept, parts};
use crate::{
    Locale,
    actions::ActionLine,
    exercises::{
        Answer, Exercise, ExerciseStatus, Linked,
        pages::{linked, status_chip},
        rules::{self, Step},
    },
    form::FormState,
    lessons::Lesson,
    page::{Content, Frame},
    people::choose::People,
    plans::Cause,
    text::{exercises as t, ui as tu},
    ui::{self, Icon, Tone, form::Form, icon},
};
use leptos::prelude::*;
use std::fmt::Display;

/// The small forms on an exercise's page.
#[derive(Clone, Debug, Default)]
pub struct ExerciseForms {
    /// The next step, or an answer that was refused.
    pub step: FormState,
    /// The evaluation.
    pub evaluation: FormState,
    /// The reason why it is called off.
    pub cancellation: FormState,
    /// Somebody new in it.
    pub participant: FormState,
    /// A new objective.
    pub objective: FormState,
    /// A new lesson.
    pub lesson: FormState,
    /// How an objective went, that can't be rated on its own page.
    pub rating: FormState,
}

/// An exercise's page, with its lessons and those actions from them that the reader may see. `people`
/// can be asked to take part; only filled for who may ask them, or tried to.
#[must_use]
pub fn show(
    frame: &Frame,
    exercise: &Exercise,
    lessons: (&[Lesson], &[ActionLine]),
    people: &People,
    forms: &ExerciseForms,
) -> Content {
    let l = frame.locale;
    let edits = frame.can_edit(&exercise.owner.id);
    let path = format!("/exercises/{}", exercise.id);
    let edit = (edits && rules::may_change(exercise.status))
        .then(|| ui::quiet_button(format!("{path}/edit"), Icon::Pencil, tu::edit(l)));
    let actions = view! {
        <a class="button quiet" href=format!("{path}.ics")>{icon(Icon::Download)}{t::to_calendar(l)}</a>
        {edit}
    };
    let lede = view! {
        {exercise.kind.label(l)}" · "{exercise.owner.name.clone()}" "{status_chip(l, exercise.status)}
    };
    let summaries: Vec<_> = [
        &forms.step,
        &forms.evaluation,
        &forms.cancellation,
        &forms.participant,
        &forms.objective,
        &forms.lesson,
        &forms.rating,
    ]
    .map(|form_state| Form::new(l, form_state).summary())
    .into_iter()
    .flatten()
    .collect();
    let cancelled = (exercise.status == ExerciseStatus::Cancelled).then(|| {
        ui::notice(
            Tone::Late,
            t::cancelled_because(l, &exercise.cancelled_because),
        )
    });
    let steps = edits.then(|| steps(frame, exercise, forms)).flatten();
    // With something to do beside the facts, the people have the full width below.
    let (facts_class, people_class) = if steps.is_some() {
        ("span-7 panel", "span-12 panel")
    } else {
        ("span-6 panel", "span-6 panel")
    };
    let view = view! {
        {ui::head(Some(("/exercises", t::title(l))), exercise.title.clone(), lede, actions)}
        {summaries}
        {kept::kept(l, exercise, &people.listed, forms)}
        {cancelled}
        <div class="grid">
            {answer(frame, exercise)}
            <section class=facts_class aria-labelledby="facts">
                <header><h2 id="facts">{t::facts(l)}</h2></header>
                <div class="panel-body">{facts(frame, exercise)}</div>
            </section>
            {steps}
            {parts::participants(l, exercise, edits, people, &forms.participant, people_class)}
            {parts::objectives(l, exercise, edits, &forms.objective)}
            {evaluation(l, exercise, edits, &forms.evaluation)}
            {parts::lessons(frame, exercise, lessons, edits, &forms.lesson)}
        </div>
    };
    Content::new(exercise.title.clone(), view)
}

/// The question to the one who reads, when asked to take part and it is still to come.
fn answer(frame: &Frame, exercise: &Exercise) -> Option<AnyView> {
    let l = frame.locale;
    let me = frame.viewer.as_ref()?.person.as_ref()?;
    let given = exercise
        .participants
        .iter()
        .find(|participant| participant.person.id == *me)?
        .answer;
    if !rules::is_ahead(exercise.status) {
        return None;
    }
    let words = match given {
        Answer::None => t::answered_none(l),
        Answer::Yes => t::answered_yes(l),
        Answer::No => t::answered_no(l),
    };
    let class = |answer| {
        if given == answer {
            "button"
        } else {
            "button quiet"
        }
    };
    let pressed = |answer| if given == answer { "true" } else { "false" };
    Some(
        view! {
            <section class="span-12 panel" aria-labelledby="answer">
                <header><h2 id="answer">{t::your_answer(l)}</h2></header>
                <div class="panel-body">
                    <p>{words}</p>
                    <form class="button-row" method="post" action=format!("/exercises/{}/answer", exercise.id)>
                        <button class=class(Answer::Yes) name="answer" value="yes" aria-pressed=pressed(Answer::Yes)>{t::answer_coming(l)}</button>
                        <button class=class(Answer::No) name="answer" value="no" aria-pressed=pressed(Answer::No)>{t::answer_not_coming(l)}</button>
                    </form>
                </div>
            </section>
        }
        .into_any(),
    )
}

fn facts(frame: &Frame, exercise: &Exercise) -> AnyView {
    let l = frame.locale;
    let query = ui::query(&[
        ("cause", Cause::Exercise.code()),
        ("exercise", exercise.id.as_str()),
    ]);
    let ask = (frame.is_coordinator() && exercise.status.took_place())
        .then(|| parts::ask_review(l, &exercise.plans, &query, &exercise.title));
    let schedule = exercise.schedule;
    let organisations: Vec<_> = exercise
        .organisations
        .iter()
        .map(|organisation| view! { <li>{organisation.name.clone()}</li> })
        .collect();
    let place = if exercise.place.is_empty() {
        t::no_place(l).to_owned()
    } else {
        exercise.place.clone()
    };
    let text = |label: &'static str, text: &str| {
        (!text.is_empty()).then(|| view! { <dt>{label}</dt><dd>{paragraphs(text)}</dd> })
    };
    view! {
        <dl class="facts">
            <dt>{t::when(l)}</dt>
            <dd><time datetime=schedule.machine() data-field="starts">{schedule.words(l)}</time></dd>
            <dt>{t::place(l)}</dt>
            <dd>{place}</dd>
            <dt>{t::owner(l)}</dt>
            <dd>{exercise.owner.name.clone()}</dd>
            <dt>{t::organisations(l)}</dt>
            <dd><ul class="plain-list">{organisations}</ul></dd>
            {text(t::scenario(l), &exercise.scenario)}
            {text(t::description(l), &exercise.description)}
            <dt>{t::plans(l)}</dt>
            <dd>{links(l, "/plans/", &exercise.plans)}{ask}</dd>
            <dt>{t::roles(l)}</dt>
            <dd>{links(l, "/roles/", &exercise.roles)}</dd>
        </dl>
    }
    .into_any()
}

fn links<T: Display>(l: Locale, folder: &str, all: &[Linked<T>]) -> AnyView {
    if all.is_empty() {
        return t::none_chosen(l).into_any();
    }
    let items: Vec<_> = all
        .iter()
        .map(|one| view! { <li>{linked(folder, one)}</li> })
        .collect();
    view! { <ul class="plain-list">{items}</ul> }.into_any()
}

/// What the coordinator can do next: the rules say what.
fn steps(frame: &Frame, exercise: &Exercise, forms: &ExerciseForms) -> Option<AnyView> {
    let l = frame.locale;
    let next = rules::next_steps(exercise.status, exercise.schedule.starts_at, frame.now);
    let can = |step| next.contains(&step);
    let advice = match exercise.status {
        ExerciseStatus::Draft => t::next_draft(l),
        ExerciseStatus::Planned if can(Step::Holding) => t::next_begun(l),
        ExerciseStatus::Planned => t::next_planned(l),
        ExerciseStatus::Held => t::next_held(l),
        ExerciseStatus::Evaluated => t::next_evaluated(l),
        ExerciseStatus::Closed | ExerciseStatus::Cancelled => return None,
    };
    let path = format!("/exercises/{}", exercise.id);
    let button = |step: Step, label: &'static str| {
        can(step).then(|| {
            view! {
                <form method="post" action=format!("{path}/{}", step.code())>
                    <button class="button">{label}</button>
                </form>
            }
        })
    };
    let write = can(Step::Evaluation)
        .then(|| view! { <a class="button quiet" href="#evaluation">{t::write_evaluation(l)}</a> });
    // Cancelling has its own form below.
    let any = next.iter().any(|step| *step != Step::Cancellation);
    let buttons = any.then(|| {
        view! {
            <div class="button-row">
                {button(Step::Planning, t::step_planning(l))}
                {button(Step::Holding, t::step_holding(l))}
                {button(Step::Closing, t::step_closing(l))}
                {write}
            </div>
        }
    });
    let cancel = can(Step::Cancellation).then(|| {
        let form_state = &forms.cancellation;
        let form = Form::new(l, form_state);
        view! {
            <details class="disclosure" open=form_state.failed()>
                <summary>{icon(Icon::Cross)}{t::step_cancellation(l)}</summary>
                <form class="form" method="post" action=format!("{path}/cancellation")>
                    {form.area("reason", t::reason(l), t::reason_hint(l), 2)}
                    <div class="form-actions"><button class="button danger">{t::step_cancellation(l)}</button></div>
                </form>
            </details>
        }
    });
    Some(
        view! {
            <section class="span-5 panel" aria-labelledby="step">
                <header><h2 id="step">{t::next_step(l)}</h2></header>
                <div class="panel-body stack">
                    <p>{advice}</p>
                    {buttons}
                    {cancel}
                </div>
            </section>
        }
        .into_any(),
    )
}

fn evaluation(
    l: Locale,
    exercise: &Exercise,
    edits: bool,
    form_state: &FormState,
) -> Option<AnyView> {
    let body = if !exercise.evaluation.is_empty() {
        view! { <div class="prose">{paragraphs(&exercise.evaluation)}</div> }.into_any()
    } else if exercise.status == ExerciseStatus::Held && edits {
        let form = Form::new(l, form_state);
        view! {
            <form class="form" method="post" action=format!("/exercises/{}/evaluation", exercise.id)>
                {form.area("evaluation", t::evaluation(l), t::evaluation_hint(l), 6)}
                <div class="form-actions"><button class="button">{t::step_evaluation(l)}</button></div>
            </form>
        }
        .into_any()
    } else if exercise.status.took_place() {
        view! { <p>{t::no_evaluation_yet(l)}</p> }.into_any()
    } else if exercise.status == ExerciseStatus::Cancelled {
        return None;
    } else {
        view! { <p class="muted">{t::no_evaluation(l)}</p> }.into_any()
    };
    Some(
        view! {
            <section class="span-12 panel" aria-labelledby="evaluation-head">
                <header><h2 id="evaluation-head">{t::evaluation(l)}</h2></header>
                <div class="panel-body">{body}</div>
            </section>
        }
        .into_any(),
    )
}

/// A text that somebody typed, a paragraph for each that is set apart by an empty line.
fn paragraphs(text: &str) -> AnyView {
    text.split("\n\n")
        .filter(|part| !part.trim().is_empty())
        .map(|part| view! { <p>{part.trim().to_owned()}</p> })
        .collect_view()
        .into_any()
}
