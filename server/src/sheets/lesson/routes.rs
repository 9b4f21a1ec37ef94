//! The handlers of the register of lessons and the page of one.

use super::store;
use crate::{
    actions,
    change::Change,
    error::{Error, Result},
    identity::permission,
    lessons, organisations,
    people::store::Wanted,
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, see_other},
    },
};
use app::{
    actions::form::ActionInput,
    form::{FormState, Values},
    id::LessonId,
    lessons::Lesson,
    page::Notice,
    people::choose,
    sheets::lesson::{Filter, pages},
};
use axum::{extract::Query, response::Response};

pub async fn index(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    let query = Values::new(query);
    let filter = Filter {
        q: query.get("q").chars().take(100).collect(),
        organisation: query.get("organisation").parse().ok(),
        kind: query.get("kind").parse().ok(),
        page: query.page(),
    };
    let (db, user) = (&page.app.db, &page.user.id);
    let list = store::list(db, user, &filter, page.frame.today());
    let (lines, shown) = page.reads("lessons", &filter, list).await?;
    page.within(shown)?;
    let organisations = organisations::filter::visible(&page).await?;
    Ok(page.ok(|frame| pages::index(frame, &filter, &organisations, lines, shown)))
}

pub async fn show(page: Page, Path(id): Path<LessonId>) -> Result<Response> {
    let lesson = load(&page, &id).await?;
    let (db, user) = (&page.app.db, &page.user.id);
    let actions = actions::store::of_lesson(db, user, &id, page.frame.today()).await?;
    let choices = if permission::create(&page.user).is_ok() {
        Some(actions::store::choices(db, user, &Wanted::default()).await?)
    } else {
        None
    };
    let form_state = FormState::default();
    Ok(page.ok(|frame| pages::show(frame, &lesson, actions, choices.as_ref(), &form_state)))
}

/// Adds an action for an organisation that the user coordinates, to any lesson that the user may
/// see: one exercise can give work to several municipalities.
pub async fn add_action(
    page: Page,
    Path(id): Path<LessonId>,
    Submitted(values): Submitted,
) -> Result<Response> {
    let lesson = load(&page, &id).await?;
    permission::create(&page.user)?;
    let (db, user) = (&page.app.db, &page.user.id);
    let choices = actions::store::choices(db, user, &actions::wanted(&values)).await?;
    if choose::asks(&values) {
        let actions = actions::store::of_lesson(db, user, &id, page.frame.today()).await?;
        let form_state = FormState::fresh(values);
        return Ok(
            page.ok(|frame| pages::show(frame, &lesson, actions, Some(&choices), &form_state))
        );
    }
    let checked = actions::check(&values, &choices);
    let run = async |change: &mut Change, input: ActionInput| {
        permission::edit(&page.user, &input.organisation)?;
        Ok(actions::commands::create(change, &input, Some(&id)).await?)
    };
    match page.submit(values, checked, run).await? {
        Outcome::Done(_) => Ok(see_other(&format!("/lessons/{id}"), Notice::Created)),
        Outcome::Invalid(form) | Outcome::Stale(form) => {
            let actions = actions::store::of_lesson(db, user, &id, page.frame.today()).await?;
            Ok(page.again(&form, |frame| {
                pages::show(frame, &lesson, actions, Some(&choices), &form)
            }))
        }
    }
}

async fn load(page: &Page, id: &LessonId) -> Result<Lesson> {
    let found = lessons::store::find(&page.app.db, &page.user.id, id).await?;
    found.ok_or(Error::NotFound)
}
