//! The handlers of the calendar: load, check, render or redirect.

use super::{
    answer::{self, Written},
    commands, ics,
    store::{self, ExercisesInFile},
};
use crate::{
    change::Change,
    error::{Error, Result},
    identity::session::{hash_token, new_token},
    organisations,
    sheets::planning::{
        calendar::{self as planning, CalendarPlan},
        store::PlanScope,
    },
    state::App,
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    Locale,
    exercises::ExerciseKind,
    form::{FormState, Values},
    id::{FeedId, OrganisationId},
    page::Notice,
    sheets::calendar::{
        Filter, View,
        feeds::{self, NewFeed},
        form::{self, FeedInput},
        pages,
        rules::Month,
    },
    text::calendar as t,
};
use axum::{
    extract::Query,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::{DateTime, Utc};

pub async fn index(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    let query = Values::new(query);
    let (organisation, kind) = selection(&query);
    // An unknown code in the address is no filter at all, and no month is this one.
    let filter = Filter {
        month: query
            .get("month")
            .parse()
            .unwrap_or_else(|_| Month::of(page.frame.today())),
        view: query.get("view").parse().unwrap_or(View::Month),
        organisation,
        kind,
        all_plans: all_plans(&page, &query),
    };
    let db = &page.app.db;
    let (user, today) = (&page.user.id, page.frame.today());
    let events = store::events(db, user, &filter);
    let (events, many_events) = page.reads("events", &filter, events).await?;
    let plan_days = store::plan_days(db, user, &filter, today);
    let (plan_days, many_plans) = page.reads("days", &filter, plan_days).await?;
    let organisations = organisations::filter::visible(&page).await?;
    let cut = many_events || many_plans;
    Ok(page.ok(|frame| pages::index(frame, &filter, &organisations, &events, &plan_days, cut)))
}

fn selection(query: &Values) -> (Option<OrganisationId>, Option<ExerciseKind>) {
    (
        query.get("organisation").parse().ok(),
        query.get("kind").parse().ok(),
    )
}

/// Whether a coordinator asks for the days of all plans.
fn all_plans(page: &Page, query: &Values) -> bool {
    query.get("plans") == "all" && page.frame.is_coordinator()
}

pub async fn file(
    page: Page,
    headers: HeaderMap,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response> {
    let query = Values::new(query);
    let (organisation, kind) = selection(&query);
    let which = ExercisesInFile::Filtered(organisation.as_ref(), kind);
    let db = &page.app.db;
    let exercises = store::exercises(db, &page.user.id, which).await?;
    // Whoever asks for one kind of exercise asks for no plans.
    let plans = match kind {
        Some(_) => Vec::new(),
        None => {
            let scope = PlanScope::in_calendar(all_plans(&page, &query));
            planning::in_calendar(db, &page.user.id, scope, organisation.as_ref()).await?
        }
    };
    let (l, now) = (page.frame.locale, page.app.clock.now());
    let (body, modified) = published(&page.app, now, (l, t::ics_name(l)), exercises, &plans);
    let written = Written::new(body, modified);
    Ok(answer::calendar(&headers, &written, Some(t::ics_file(l))))
}

/// `/exercises/{id}.ics`: one exercise as an iCalendar file. The router can't tell a suffix beside
/// `/exercises/{id}`, so that page's handler sends what ends in `.ics` here; `id` may bear it still.
/// A cancelled exercise has its file for as long as it has its page.
///
/// # Errors
/// [`Error::NotFound`] when there is no such exercise, or none that this user may know of.
pub async fn exercise_file(page: &Page, headers: &HeaderMap, id: &str) -> Result<Response> {
    let id = id.strip_suffix(".ics").unwrap_or(id);
    let found = store::exercises(&page.app.db, &page.user.id, ExercisesInFile::One(id)).await?;
    let exercise = found.into_iter().next().ok_or(Error::NotFound)?;
    let l = page.frame.locale;
    let file = answer::file_name(&format!("{} {}", t::ics_file_one(l), exercise.title));
    let modified = exercise.updated_at;
    let entry = ics::Entry::Exercise(exercise);
    let body = ics::calendar(l, t::ics_name(l), &[entry], |path| {
        page.app.config.link(path)
    });
    let written = Written::new(body, Some(modified));
    Ok(answer::calendar(headers, &written, Some(&file)))
}

/// The calendar of these exercises without those that were cancelled too long ago, and of the days
/// of these plans; and the moment at which it last became different: by a change, or because a
/// cancelled exercise went.
pub(super) fn published(
    app: &App,
    now: DateTime<Utc>,
    (l, name): (Locale, &str),
    exercises: Vec<ics::Exercise>,
    plans: &[CalendarPlan],
) -> (String, Option<DateTime<Utc>>) {
    let gone = |exercise: &ics::Exercise| exercise.stays_until().filter(|until| *until < now);
    let modified = exercises
        .iter()
        .map(|exercise| gone(exercise).unwrap_or(exercise.updated_at))
        .chain(plans.iter().map(|plan| plan.changed_at))
        .max();
    let mut days: Vec<_> = plans.iter().flat_map(ics::PlanDay::of).collect();
    days.sort_by(|one, other| (one.mark, &one.uid).cmp(&(other.mark, &other.uid)));
    let shown = exercises
        .into_iter()
        .filter(|exercise| gone(exercise).is_none());
    let days = days.into_iter().map(ics::Entry::PlanDay);
    let mut entries: Vec<_> = days.chain(shown.map(ics::Entry::Exercise)).collect();
    entries.sort_by_key(ics::Entry::starts_at);
    let body = ics::calendar(l, name, &entries, |path| app.config.link(path));
    (body, modified)
}

pub async fn feeds(page: Page) -> Result<Response> {
    let values = Values::default().with("selection", suggested(&page));
    show_feeds(&page, StatusCode::OK, &FormState::fresh(values), None).await
}

/// One's own exercises where there is a person who can have some.
fn suggested(page: &Page) -> &'static str {
    form::selections(page.user.person.is_some())
        .first()
        .map_or("", |selection| selection.code())
}

async fn show_feeds(
    page: &Page,
    status: StatusCode,
    form_state: &FormState,
    made: Option<NewFeed>,
) -> Result<Response> {
    let zone = page.app.clock.zone();
    let list = store::feeds(&page.app.db, &page.user.id, zone).await?;
    let person = page.user.person.is_some();
    Ok(page.answer(status, |frame| {
        feeds::page(frame, list, form_state, person, made)
    }))
}

/// Makes a feed. The answer is the page itself, not a redirect: the address is shown this once and
/// kept nowhere.
pub async fn make_feed(page: Page, Submitted(values): Submitted) -> Result<Response> {
    let token = new_token();
    let checked = form::feed(&values, page.user.person.is_some());
    let run = async |change: &mut Change, input: FeedInput| {
        let (user, hash) = (&page.user.id, hash_token(&token));
        commands::make_feed(change, user, &input, &hash).await?;
        Ok(input.name)
    };
    let name = match page.submit(values, checked, run).await? {
        Outcome::Done(name) => name,
        Outcome::Invalid(form) | Outcome::Stale(form) => {
            return show_feeds(&page, StatusCode::UNPROCESSABLE_ENTITY, &form, None).await;
        }
    };
    let address = page
        .app
        .config
        .link(&format!("/calendar/feeds/{token}.ics"));
    let webcal = address
        .split_once("://")
        .map_or_else(String::new, |(_, rest)| format!("webcal://{rest}"));
    let made = NewFeed {
        name,
        address,
        webcal,
    };
    let form_state = FormState::fresh(Values::default().with("selection", suggested(&page)));
    show_feeds(&page, StatusCode::CREATED, &form_state, Some(made)).await
}

pub async fn revoke_feed(page: Page, Path(id): Path<FeedId>) -> Result<Response> {
    let run = async |change: &mut Change| commands::revoke_feed(change, &page.user.id, &id).await;
    match page.press(run).await? {
        Outcome::Done(()) => Ok(see_other("/me/calendar", Notice::Ended)),
        Outcome::Invalid(_) | Outcome::Stale(_) => Err(Error::NotFound),
    }
}
