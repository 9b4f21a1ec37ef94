//! The one way of a form: the handler loads and checks, [`Page::submit`] runs the change in one
//! transaction, and the handler answers by what became of it.
//!
//! ```text
//! let run = async |change: &mut Change, input| commands::update(change, &plan, &input).await;
//! let form = match page.submit(values, check(&values), run).await? {
//!     Outcome::Done(()) => return Ok(see_other(…)),
//!     Outcome::Invalid(form) => form,
//!     Outcome::Stale(form) => form.beside(form::values(&load(…).await?)),
//! };
//! Ok(page.again(&form, |frame| pages::edit(frame, &form, …)))
//! ```
//!
//! The form of a new record is answered by [`Page::created`].

use crate::{
    change::Change,
    error::{Refused, Result},
    web::page::{Page, Visit, see_other},
};
use app::{
    form::{Errors, FormState, Values},
    page::{Content, Frame, Notice},
};
use axum::{http::StatusCode, response::Response};
use std::fmt::Display;

/// What became of a submitted form.
#[derive(Debug)]
pub enum Outcome<T> {
    /// The change was made.
    Done(T),
    /// It was not: the form holds what was typed and what is wrong with it.
    Invalid(FormState),
    /// It was not, as somebody else changed the record meanwhile; the form holds what was typed.
    Stale(FormState),
}

impl Visit {
    /// The page again with a form that was not stored: 409 when somebody else's values stand beside
    /// what was typed, otherwise 422.
    pub fn again(&self, form: &FormState, content: impl FnOnce(&Frame) -> Content) -> Response {
        let status = if form.stored.is_some() {
            StatusCode::CONFLICT
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        self.answer(status, content)
    }
}

impl Page {
    /// Begins a change by the one who asks.
    ///
    /// # Errors
    /// When no connection or no lock is to be had in time.
    pub async fn change(&self) -> Result<Change> {
        let today = self.frame.today();
        Ok(Change::begin(&self.app.db, self.actor(), today).await?)
    }

    /// Makes the change that a form asks for, unless the check found something wrong. All that
    /// `run` does is stored, or nothing.
    ///
    /// # Errors
    /// When the user may not do this, or the database fails.
    pub async fn submit<I, T>(
        &self,
        values: Values,
        checked: Result<I, Errors>,
        run: impl AsyncFnOnce(&mut Change, I) -> Result<T, Refused>,
    ) -> Result<Outcome<T>> {
        let input = match checked {
            Ok(input) => input,
            Err(errors) => return Ok(Outcome::Invalid(FormState::invalid(values, errors))),
        };
        let mut change = self.change().await?;
        match run(&mut change, input).await {
            Ok(done) => {
                change.commit().await?;
                Ok(Outcome::Done(done))
            }
            Err(Refused::Invalid(errors)) => {
                Ok(Outcome::Invalid(FormState::invalid(values, errors)))
            }
            Err(Refused::Stale) => Ok(Outcome::Stale(FormState::fresh(values))),
            Err(refused) => Err(refused.into()),
        }
    }

    /// The answer to the form of a new record: on to the page of what was made, below that of its
    /// kind (`/plans`), or the form again.
    pub fn created(
        &self,
        outcome: Outcome<impl Display>,
        kind: &str,
        content: impl FnOnce(&Frame, &FormState) -> Content,
    ) -> Response {
        match outcome {
            Outcome::Done(id) => see_other(&format!("{kind}/{id}"), Notice::Created),
            Outcome::Invalid(form) | Outcome::Stale(form) => {
                self.again(&form, |frame| content(frame, &form))
            }
        }
    }

    /// [`Page::submit`] for a form that is no more than its button.
    ///
    /// # Errors
    /// As there.
    pub async fn press<T>(
        &self,
        run: impl AsyncFnOnce(&mut Change) -> Result<T, Refused>,
    ) -> Result<Outcome<T>> {
        let run = async |change: &mut Change, ()| run(change).await;
        self.submit(Values::default(), Ok(()), run).await
    }
}
