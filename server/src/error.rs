//! What can go wrong with a request, and what the reader is told.

use crate::db;
use app::{
    Text,
    form::{Errors, Problem},
};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use std::sync::Arc;

/// The result of a handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request can't be answered with a page of its own. The text that a reader sees is made in
/// [`page::around`](crate::web::page::around); what is inside goes to the log alone.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in; the address is where to go after that.
    #[error("not signed in")]
    SignIn(String),
    /// The list has no such page; the address is that of its first one.
    #[error("beyond the last page")]
    Beyond(String),
    /// The user may see it but not do this.
    #[error("not allowed")]
    Forbidden,
    /// There is no such record, or none that this user may know of.
    #[error("not found")]
    NotFound,
    /// The request itself is malformed.
    #[error("malformed request")]
    BadRequest,
    /// What came in is larger than allowed.
    #[error("too large")]
    TooLarge,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// Anything else that failed.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl Error {
    /// Whether the database can't be reached now: it is not the program that fails, and it may soon
    /// be over.
    #[must_use]
    pub fn is_away(&self) -> bool {
        match self {
            Self::Database(error) => db::is_away(error),
            Self::Internal(error) => error
                .chain()
                .filter_map(|error| error.downcast_ref())
                .any(db::is_away),
            _ => false,
        }
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignIn(_) | Self::Beyond(_) => StatusCode::SEE_OTHER,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Database(_) | Self::Internal(_) if self.is_away() => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Database(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::SignIn(next) = &self {
            let query = app::ui::query(&[("next", next.as_str())]);
            return (
                [(header::CACHE_CONTROL, "no-store")],
                Redirect::to(&format!("/login{query}")),
            )
                .into_response();
        }
        if let Self::Beyond(first) = &self {
            return Redirect::to(first).into_response();
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<axum::extract::rejection::PathRejection> for Error {
    fn from(_: axum::extract::rejection::PathRejection) -> Self {
        Self::NotFound
    }
}

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Somebody else changed the record since the form was filled.
    #[error("the record was changed meanwhile")]
    Stale,
    /// A value that must be unique exists already; [`OnTaken::on_taken`] says which.
    #[error("the value exists already")]
    Taken,
    /// Something is wrong with what was typed.
    #[error("a field is not valid")]
    Invalid(Errors),
    /// The user may not do this, or the program can't.
    #[error(transparent)]
    Failed(Error),
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        if db::is_taken(&error) {
            Self::Taken
        } else {
            Self::Failed(error.into())
        }
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Errors> for Refused {
    fn from(errors: Errors) -> Self {
        Self::Invalid(errors)
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Failed(error) => error,
            other => Self::Internal(other.into()),
        }
    }
}

/// Says which field holds the value that exists already.
pub trait OnTaken {
    /// Puts this message beside this field when a value that must be unique exists already.
    #[must_use]
    fn on_taken(self, field: &str, message: Text) -> Self;
}

impl<T> OnTaken for Result<T, Refused> {
    fn on_taken(self, field: &str, message: Text) -> Self {
        self.map_err(|refused| match refused {
            Refused::Taken => Errors::one(field, Problem::Other(message)).into(),
            other => other,
        })
    }
}
