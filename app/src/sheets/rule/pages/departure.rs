//! What a region's rule has different from the common one, and the way back.

use crate::{
    Locale, date,
    rulebook::{
        Duty, ReviewRule,
        pages::{counted_words, interval_words, lead_words, standing_of_source},
    },
    text::rulebook as t,
    ui,
};
use leptos::prelude::*;

/// The common rule from which a region departs.
#[derive(Clone, Debug)]
pub struct Common {
    /// What it says.
    pub rule: ReviewRule,
    /// The exercises it asks for.
    pub duties: Vec<Duty>,
}

/// The panel that says that, and how, a rule departs; `edits` when the reader may go back.
pub(super) fn panel(
    l: Locale,
    rule: &ReviewRule,
    duties: &[Duty],
    common: &Common,
    edits: bool,
) -> AnyView {
    let rows = differences(l, (rule, duties), (&common.rule, &common.duties));
    let differs = match rows.is_empty() {
        true => view! { <p class="panel-note">{t::departs_in_nothing(l)}</p> }.into_any(),
        false => ui::table(&[t::what(l), t::of_your_region(l), t::common(l)], rows),
    };
    let ended = rule.scope.ended_on;
    let lede = match ended {
        Some(on) => t::departure_ended(l, date::long(l, on)),
        None => t::departs_from(l, &common.rule.name),
    };
    let back = (edits && ended.is_none()).then(|| {
        view! {
            <footer>
                <p>{t::back_to_common_help(l)}</p>
                <form method="post" action=format!("/plans/rules/{}/end", rule.id)>
                    <input type="hidden" name="version" value=rule.version.to_string() />
                    <button class="button quiet">{t::back_to_common(l)}</button>
                </form>
            </footer>
        }
    });
    view! {
        <section class="span-12 panel departure" aria-labelledby="departure">
            <header><h2 id="departure">{t::departure(l)}</h2><p>{lede}</p></header>
            {differs}
            {back}
        </section>
    }
    .into_any()
}

/// What differs, in the order of the page: a row each with what the region says and what is common.
fn differences(
    l: Locale,
    (rule, duties): (&ReviewRule, &[Duty]),
    (common, common_duties): (&ReviewRule, &[Duty]),
) -> Vec<impl IntoView + use<>> {
    let yes_or_no = |rule: &ReviewRule| match rule.in_use {
        true => t::in_use(l),
        false => t::not_in_use(l),
    };
    let lines: [(&str, [String; 2]); 6] = [
        (t::name(l), [rule.name.clone(), common.name.clone()]),
        (
            t::interval(l),
            [rule, common].map(|rule| {
                format!(
                    "{}, {}",
                    interval_words(l, rule.interval_months),
                    counted_words(l, rule)
                )
            }),
        ),
        (
            t::lead_time(l),
            [rule, common].map(|rule| lead_words(l, rule)),
        ),
        (t::source(l), [rule, common].map(|rule| rule.source.clone())),
        (
            t::duties(l),
            [duty_words(l, duties), duty_words(l, common_duties)],
        ),
        (
            t::in_use(l),
            [rule, common].map(|rule| yes_or_no(rule).to_owned()),
        ),
    ];
    let standing = |rule: &ReviewRule| (rule.label, rule.as_of, rule.checked);
    let mut rows: Vec<_> = lines
        .into_iter()
        .filter(|(_, [own, common])| own != common)
        .map(|(what, [own, common])| row(l, what, own.into_any(), common.into_any()))
        .collect();
    if standing(rule) != standing(common) {
        let [own, common] = [rule, common]
            .map(|rule| standing_of_source(l, rule.label, rule.as_of, rule.checked).into_any());
        rows.push(row(l, t::label(l), own, common));
    }
    rows
}

fn row(l: Locale, what: &str, own: AnyView, common: AnyView) -> impl IntoView + use<> {
    view! {
        <tr>
            <td>{what.to_owned()}</td>
            <td data-label=t::of_your_region(l)><div>{own}</div></td>
            <td data-label=t::common(l)><div>{common}</div></td>
        </tr>
    }
}

/// The exercise duties in a line, with all that tells two apart.
fn duty_words(l: Locale, duties: &[Duty]) -> String {
    let words = |duty: &Duty| {
        let kinds: Vec<_> = duty.kinds.iter().map(|kind| kind.label(l)).collect();
        format!(
            "{}: {}, {}, {} ({})",
            duty.name,
            interval_words(l, duty.interval_months),
            t::plan_by(l, duty.lead_months.into()),
            kinds.join(", "),
            duty.source
        )
    };
    match duties {
        [] => t::no_duties(l).to_owned(),
        duties => duties.iter().map(words).collect::<Vec<_>>().join("; "),
    }
}
