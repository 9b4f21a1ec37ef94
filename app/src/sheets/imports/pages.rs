//! The pages of an import: where a file is chosen, and what would happen to each row.

use super::{
    Column, Counts, Detail, Fault, ImportKind, Imported, Line, Outcome, Refusal, shortened,
};
use crate::{
    Locale, date,
    form::{Errors, FormState, Problem, Values},
    page::{Content, Frame, Pages},
    text::imports as t,
    ui::{self, Icon, Tone, form::Form, icon},
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// Texts longer than this many characters are cut in a preview.
const SHOWN: usize = 120;

/// The page where a file is chosen. With `refusal`, the file that came in was not read.
#[must_use]
pub fn choose(frame: &Frame, kind: ImportKind, refusal: Option<&Refusal>) -> Content {
    let l = frame.locale;
    let problem = refusal.map(|refusal| Problem::Said(refusal.message(l)));
    let errors = problem.map_or_else(Errors::default, |problem| Errors::one("file", problem));
    let form_state = FormState::invalid(Values::default(), errors);
    let form = Form::new(l, &form_state);
    let action = format!("{}/import", kind.register());
    let how = match kind {
        ImportKind::Plans => t::how_plans(l),
        ImportKind::People => t::how_people(l),
    };
    let view = view! {
        {ui::head(Some((kind.register(), kind.register_label(l))), kind.title(l), t::lede(l), "")}
        {form.summary()}
        <form class="form" method="post" action=action.clone() enctype="multipart/form-data">
            {form.file("file", t::file(l), t::file_hint(l), ".xlsx,.csv")}
            <div class="form-actions"><button class="button">{t::upload(l)}</button></div>
        </form>
        <div class="grid">
            <section class="span-12 panel" aria-labelledby="template">
                <header><h2 id="template">{t::template(l)}</h2></header>
                <div class="panel-body">
                    <p>{t::template_help(l)}</p>
                    <p class="button-row">
                        {ui::quiet_button(format!("{action}/template.xlsx"), Icon::Download, t::template_xlsx(l))}
                        {ui::quiet_button(format!("{action}/template.csv"), Icon::Download, t::template_csv(l))}
                    </p>
                </div>
            </section>
            <section class="span-12 panel" aria-labelledby="columns">
                <header><h2 id="columns">{t::columns(l)}</h2></header>
                <div class="panel-body">
                    <p>{how}</p>
                    <p>{t::columns_help(l)}</p>
                    {columns(l, kind)}
                </div>
            </section>
        </div>
    };
    Content::new(kind.title(l), view)
}

fn columns(l: Locale, kind: ImportKind) -> AnyView {
    let rows: Vec<_> = kind
        .read()
        .map(|column| {
            let needed = kind.required().contains(&column);
            let needed = needed.then(|| view! { <small>{t::needed(l)}</small> });
            view! {
                <tr>
                    <th scope="row">{column.label(l)}{needed}</th>
                    <td data-label=t::fill_in(l)>{column.help(l)}</td>
                </tr>
            }
        })
        .collect();
    ui::table(&[t::column(l), t::fill_in(l)], rows)
}

/// What the answer to a confirmation has to say on top of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// It was confirmed before.
    Already,
    /// Something was changed since the preview that was confirmed.
    Raced,
}

/// What an import would do, row by row; once it is done, what stands in the register.
#[must_use]
pub fn show(
    frame: &Frame,
    import: &Imported,
    remark: Option<Remark>,
    lines: Vec<Line>,
    pages: Pages,
) -> Content {
    let l = frame.locale;
    let Imported { kind, counts, .. } = import;
    let title = if import.done.is_some() {
        t::done_title(l)
    } else {
        t::preview_title(l)
    };
    let source = match &import.sheet {
        Some(sheet) => t::read_from(
            l,
            t::ReadFrom {
                file: &import.file,
                sheet,
            },
        ),
        None => t::read_from_csv(l, &import.file),
    };
    let nothing_yet = import.done.is_none().then(|| t::nothing_yet(l));
    let choose = format!("{}/import", kind.register());
    let list = |names: &[String]| names.join(", ");
    let view = view! {
        {ui::head(Some((&choose, kind.title(l))), title, view! { {source}" "{nothing_yet} }, "")}
        {remarks(l, import, remark)}
        {(!import.unknown.is_empty()).then(|| ui::notice(Tone::Soon, t::unknown_columns(l, list(&import.unknown))))}
        {(!import.other_sheets.is_empty()).then(|| ui::notice(Tone::Soon, t::other_sheets(l, list(&import.other_sheets))))}
        {import.done.is_some().then(|| view! { <p>{t::as_it_is_now(l)}</p> })}
        {figures(l, *counts)}
        {next_step(l, import, &choose)}
        <p class="result-count">{t::rows(l, pages.total)}</p>
        {register(l, import, lines)}
        {ui::pagination(l, pages, |page| format!("{}{}", import.address, ui::query(&[("page", &page.to_string())])))}
        <p class="muted">{t::kept(l)}</p>
    };
    Content::new(title, view)
}

fn remarks(l: Locale, import: &Imported, remark: Option<Remark>) -> Option<AnyView> {
    if remark == Some(Remark::Raced) {
        return Some(ui::notice(Tone::Late, t::raced(l)));
    }
    let (moment, counts) = import.done?;
    let moment = date::with_time(l, moment);
    Some(match remark {
        Some(Remark::Already) => ui::notice(
            Tone::Soon,
            t::already_done(
                l,
                t::AlreadyDone {
                    changed: counts.changed,
                    moment,
                    new: counts.new,
                },
            ),
        ),
        _ => ui::notice(
            Tone::Ok,
            t::done(
                l,
                t::Done {
                    changed: counts.changed,
                    moment,
                    new: counts.new,
                },
            ),
        ),
    })
}

fn figures(l: Locale, counts: Counts) -> AnyView {
    let figure = |tone: Tone, count: i64, code: &'static str, words: &'static str| {
        let tone = if count == 0 { Tone::None } else { tone };
        view! {
            <div class=format!("figure {}", tone.class())><b data-count=code>{count}</b><span>{icon(tone.icon())}" "{words}</span></div>
        }
    };
    view! {
        <div class="figures">
            {figure(Tone::Ok, counts.new, "new", t::new_figure(l))}
            {figure(Tone::Busy, counts.changed, "changed", t::changed_figure(l))}
            {figure(Tone::None, counts.same, "same", t::same_figure(l))}
            {figure(Tone::Late, counts.wrong, "wrong", t::wrong_figure(l))}
        </div>
    }
    .into_any()
}

/// What can be done now: confirm, take the wrong rows along, or choose another file.
fn next_step(l: Locale, import: &Imported, choose: &str) -> AnyView {
    let Imported { counts, done, .. } = import;
    let words = match counts {
        _ if done.is_some() => None,
        Counts { wrong: 0, .. } if counts.good() == 0 => Some(t::nothing_to_do(l)),
        Counts { same: 0, .. } if counts.good() == 0 => Some(t::all_wrong(l)),
        _ => None,
    };
    let wrong = (counts.wrong > 0).then(|| {
        view! {
            <p>{t::wrong_left(l)}</p>
        }
    });
    let confirm = (done.is_none() && counts.good() > 0).then(|| {
        view! {
            <form method="post" action=import.address.clone()>
                <input type="hidden" name="confirm" value=import.confirm.clone() />
                <button class="button">{icon(Icon::Check)}{t::confirm(l, counts.good())}</button>
            </form>
        }
    });
    let download = (counts.wrong > 0).then(|| {
        ui::quiet_button(
            format!("{}/wrong.csv", import.address),
            Icon::Download,
            t::download_wrong(l),
        )
    });
    let other = if done.is_some() {
        t::other_file(l)
    } else {
        t::cancel(l)
    };
    view! {
        {words.map(|words| view! { <p>{words}</p> })}
        {wrong}
        <div class="button-row import-actions">{confirm}{download}<a href=choose.to_owned()>{other}</a></div>
    }
    .into_any()
}

fn register(l: Locale, import: &Imported, lines: Vec<Line>) -> AnyView {
    let done = import.done.is_some();
    let record = match import.kind {
        ImportKind::Plans => t::record_plans(l),
        ImportKind::People => t::record_people(l),
    };
    let what = if done { t::what_done(l) } else { t::what(l) };
    let rows: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let title = match line.address {
                Some(address) => view! { <a href=address>{line.title}</a> }.into_any(),
                None => line.title.into_any(),
            };
            let outcome = &line.outcome;
            let chip = ui::status(outcome.tone(), outcome.code(), outcome.label(l, done));
            let details = match line.outcome {
                Outcome::Wrong(faults) => self::faults(l, &faults),
                Outcome::New(details) | Outcome::Changed(details) if !details.is_empty() => {
                    self::details(l, &details)
                }
                Outcome::New(_) | Outcome::Changed(_) | Outcome::Same => "–".into_any(),
            };
            view! {
                <tr>
                    <td data-label=record>{title}<small>{line.organisation}</small></td>
                    <td class="num" data-label=t::row(l)>{line.row}</td>
                    <td data-label=what>{chip}</td>
                    <td data-label=t::details(l)>{details}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="register">
            <thead>
                <tr>
                    <th scope="col">{record}</th>
                    <th scope="col" class="num">{t::row(l)}</th>
                    <th scope="col">{what}</th>
                    <th scope="col">{t::details(l)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn faults(l: Locale, faults: &[Fault]) -> AnyView {
    let items: Vec<_> = faults
        .iter()
        .map(|fault| {
            let value =
                (!fault.value.is_empty()).then(|| view! { " "<q>{fault.value.clone()}</q> });
            view! { <li><b>{fault.place(l)}</b>{value}<small>{fault.flaw.message(l)}</small></li> }
        })
        .collect();
    view! { <ul class="import-details faults">{items}</ul> }.into_any()
}

fn details(l: Locale, details: &[Detail]) -> AnyView {
    let items: Vec<_> = details
        .iter()
        .map(|detail| {
            let (head, words) = words(l, detail);
            let chip = match detail {
                Detail::Follows { currency, .. } => {
                    Some(ui::chip(currency.tone(), currency.label(l)))
                }
                _ => None,
            };
            view! { <li><b>{head}</b>{chip}<small>{words}</small></li> }
        })
        .collect();
    view! { <ul class="import-details">{items}</ul> }.into_any()
}

/// What a detail is about, and what it says.
fn words(l: Locale, detail: &Detail) -> (&'static str, String) {
    let day = |day: NaiveDate| date::long(l, day);
    match detail {
        Detail::Value(column, words) => (column.label(l), shortened(words, SHOWN)),
        Detail::Change(change) => {
            let (after, before) = (value(l, &change.after), value(l, &change.before));
            (
                change.column.label(l),
                t::before_after(l, t::BeforeAfter { after, before }),
            )
        }
        Detail::Version { added, newest } => {
            let (label, body) = (&added.label, &added.adopted_by);
            let adopted = day(added.adopted_on);
            let words = if added.in_force_on == added.adopted_on {
                t::version_words(
                    l,
                    t::VersionWords {
                        body,
                        day: adopted,
                        label,
                    },
                )
            } else {
                let start = day(added.in_force_on);
                t::version_words_in_force(
                    l,
                    t::VersionWordsInForce {
                        body,
                        day: adopted,
                        label,
                        start,
                    },
                )
            };
            match newest {
                None => (Column::Label.label(l), words),
                Some((label, on)) if added.adopted_on < *on => {
                    let rest = t::version_precedes(
                        l,
                        t::VersionPrecedes {
                            day: day(*on),
                            label,
                        },
                    );
                    (t::older_version(l), format!("{words} {rest}"))
                }
                Some((label, on)) => {
                    let rest = t::version_follows(
                        l,
                        t::VersionFollows {
                            day: day(*on),
                            label,
                        },
                    );
                    (t::new_version(l), format!("{words} {rest}"))
                }
            }
        }
        Detail::Review { added, last } => {
            let outcome = added.outcome.label(l);
            let words = t::review_words(
                l,
                t::ReviewWords {
                    day: day(added.reviewed_on),
                    outcome,
                    reviewer: &added.reviewer,
                },
            );
            match last {
                None => (t::review(l), words),
                Some(on) if added.reviewed_on < *on => {
                    let rest = t::review_precedes(l, day(*on));
                    (t::older_review(l), format!("{words} {rest}"))
                }
                Some(on) => {
                    let rest = t::review_follows(l, day(*on));
                    (t::new_review(l), format!("{words} {rest}"))
                }
            }
        }
        Detail::RevisionEnds => (t::revision(l), t::revision_ends(l).to_owned()),
        Detail::Follows { due_on, .. } => {
            let due = due_on.map(|on| t::follows_due(l, day(on)));
            let none = || t::follows_no_due(l).to_owned();
            (t::follows(l), due.unwrap_or_else(none))
        }
    }
}

/// A value of a change as the reader sees it, cut when it is long.
fn value(l: Locale, text: &str) -> String {
    if text.is_empty() {
        return t::nothing_before(l).to_owned();
    }
    format!("'{}'", shortened(text, SHOWN))
}
