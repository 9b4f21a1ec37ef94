//! How a handler answers with a page.
//!
//! [`around`] goes around every page: it finds out who asks, makes the frame, and turns an
//! [`Error`] into a page that says what to do. Handlers take [`Page`] (somebody is signed in) or
//! [`Visit`] (perhaps nobody).

use crate::{
    error::{Error, Result},
    identity::{session, user::User},
    state::App,
    trail::Actor,
    web::{assets, cookies::cookies},
};
use app::{
    Locale,
    form::Values,
    page::{Content, Frame, Notice, Pages},
};
use axum::{
    extract::{FromRequest, FromRequestParts, Request, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, SameSite};
use hydration_context::{SharedContext, SsrSharedContext};
use leptos::prelude::Owner;
use std::{fmt::Debug, ops::Deref, sync::Arc};
use url::form_urlencoded;

const NOTICE: &str = "paraat-notice";
const LANGUAGE: &str = "paraat-language";
/// After how many seconds to ask again when the database was away.
const RETRY_AFTER: &str = "10";

/// One request: who asks, perhaps nobody, and the frame of the answer.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The program.
    pub app: App,
    /// The one who is signed in.
    pub user: Option<User>,
    /// The frame of the answer.
    pub frame: Frame,
}

/// One request of somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Page {
    visit: Visit,
    /// The one who asks.
    pub user: User,
}

impl Deref for Page {
    type Target = Visit;
    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl Visit {
    /// An answer with status 200.
    pub fn ok(&self, content: impl FnOnce(&Frame) -> Content) -> Response {
        self.answer(StatusCode::OK, content)
    }

    /// An answer with the same page and what is wrong with the form on it (422).
    pub fn invalid(&self, content: impl FnOnce(&Frame) -> Content) -> Response {
        self.answer(StatusCode::UNPROCESSABLE_ENTITY, content)
    }

    /// An answer with another status.
    pub fn answer(&self, status: StatusCode, content: impl FnOnce(&Frame) -> Content) -> Response {
        (status, Html(render(&self.frame, content))).into_response()
    }
}

impl Page {
    /// Who does something now, for the audit trail.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor {
            user: Some(self.user.id.clone()),
            name: self.user.name.clone(),
            at: self.app.clock.now(),
        }
    }

    /// A thing of the organisations in reach, by a name that nothing else has: what was read for
    /// the same before, as long as nothing in the database has changed since. It depends on the
    /// reader, on the day and on `by` alone: not on the address, where anybody may add what means
    /// nothing.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn reads<T: Clone + Debug + Send + Sync + 'static>(
        &self,
        what: &'static str,
        by: impl Debug,
        read: impl Future<Output = sqlx::Result<T>>,
    ) -> sqlx::Result<T> {
        let (user, today) = (&self.user.id, self.frame.today());
        let kept = self.app.keep(format!("{what} {user} {today} {by:?}"), read);
        kept.await.map(Arc::unwrap_or_clone)
    }

    /// Makes sure that a list has the page that was asked for. Beyond the last one there are no
    /// rows to tell how many there are in all, so the reader goes to the first page instead.
    ///
    /// # Errors
    /// [`Error::Beyond`], which redirects to this address without its page.
    pub fn within(&self, pages: Pages) -> Result<()> {
        if pages.page <= pages.count() {
            return Ok(());
        }
        let address = &self.frame.address;
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let others = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "page");
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(others)
            .finish();
        let mark = if query.is_empty() { "" } else { "?" };
        Err(Error::Beyond(format!("{path}{mark}{query}")))
    }
}

/// The page in its frame. The owner is what leptos needs to make islands; it ends here.
fn render(frame: &Frame, content: impl FnOnce(&Frame) -> Content) -> String {
    let context: Arc<dyn SharedContext + Send + Sync> = Arc::new(SsrSharedContext::new_islands());
    let owner = Owner::new_root(Some(context));
    let html = owner.with(|| app::shell::document(frame, content(frame)));
    owner.cleanup();
    html
}

/// Sends the browser on to a page that says this on top.
#[must_use]
pub fn see_other(address: &str, notice: Notice) -> Response {
    let cookie = Cookie::build((NOTICE, notice.code()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax);
    let headers = [(header::SET_COOKIE, cookie.build().to_string())];
    (headers, Redirect::to(address)).into_response()
}

/// The cookie that keeps the language of this browser for a year, for the pages before signing in.
#[must_use]
pub fn remember_language(app: &App, locale: Locale) -> String {
    const YEAR: u32 = 365 * 24 * 60 * 60;
    let cookie = Cookie::build((LANGUAGE, locale.code()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.secure());
    format!("{}; Max-Age={YEAR}", cookie.build())
}

/// Finds out who asks, runs the handler, and turns errors into pages.
pub async fn around(State(mut app): State<App>, mut request: Request, next: Next) -> Response {
    let jar = cookies(request.headers());
    let safe = request.method().is_safe();
    // What a page reads anew is of one state of the database until it waits, on one connection.
    if safe {
        app.begin_reading().await;
    }
    let user = session::current(&mut app, &jar).await;
    let (user, failed) = match user {
        Ok(user) => (user, None),
        Err(error) => (None, Some(Error::from(error))),
    };
    let address = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned();
    let locale = match (&user, jar.get(LANGUAGE)) {
        (Some(user), _) => user.locale,
        (None, Some(cookie)) => Locale::from_code(cookie.value()),
        (None, None) => Locale::default(),
    };
    let notice: Option<Notice> = jar
        .get(NOTICE)
        .and_then(|cookie| cookie.value().parse().ok());
    let frame = Frame {
        locale,
        viewer: user.as_ref().map(User::viewer),
        address,
        now: app.clock.local(),
        demo: app.config.demo,
        assets: assets::base(),
        notice: notice.filter(|_| safe),
    };
    let shown = frame.notice.is_some();
    let visit = Visit { app, user, frame };
    request.extensions_mut().insert(visit.clone());
    // No record has a NUL in its name, and PostgreSQL takes none as text.
    let mut response = if let Some(error) = failed {
        error.into_response()
    } else if request.uri().path().contains("%00") {
        Error::NotFound.into_response()
    } else {
        next.run(request).await
    };
    visit.app.db.end().await;
    if let Some(error) = response.extensions_mut().remove::<Arc<Error>>() {
        response = explain(&visit, &error);
    }
    let headers = response.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if shown
        && let Ok(value) = Cookie::build((NOTICE, ""))
            .path("/")
            .removal()
            .build()
            .to_string()
            .parse()
    {
        headers.append(header::SET_COOKIE, value);
    }
    response
}

fn explain(visit: &Visit, error: &Error) -> Response {
    let status = error.status();
    let reference = status.is_server_error().then(|| {
        let reference = uuid::Uuid::now_v7().simple().to_string();
        // The address of a feed is a secret.
        let address = match visit.frame.address.as_str() {
            feed if feed.starts_with("/calendar/feeds/") => "/calendar/feeds/…",
            address => address,
        };
        tracing::error!(%reference, address, error = ?error, "a request failed");
        reference
    });
    let mut answer = visit.answer(status, |frame| {
        app::ui::error::page(frame, status.as_u16(), reference.as_deref())
    });
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let headers = answer.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
    }
    answer
}

impl FromRequestParts<App> for Visit {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let visit = parts.extensions.get::<Self>().cloned();
        visit.ok_or_else(|| {
            Error::Internal(anyhow::anyhow!("a page route stands outside page::around"))
        })
    }
}

impl FromRequestParts<App> for Page {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let visit = Visit::from_request_parts(parts, app).await?;
        // After signing in people go back to the page they asked for, but not into the middle of
        // a change.
        let next = if parts.method.is_safe() {
            visit.frame.address.clone()
        } else {
            String::new()
        };
        let user = visit.user.clone().ok_or(Error::SignIn(next))?;
        Ok(Self { visit, user })
    }
}

/// A part of the path, such as an identifier; what can't be one is not found.
#[derive(Debug, axum::extract::FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Error))]
pub struct Path<T>(pub T);

/// The fields of a form as they were typed.
#[derive(Debug)]
pub struct Submitted(pub Values);

impl<S: Send + Sync> FromRequest<S> for Submitted {
    type Rejection = Error;
    async fn from_request(request: Request, state: &S) -> Result<Self> {
        use axum::extract::rejection::{BytesRejection, FailedToBufferBody, FormRejection};
        match axum::extract::Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(form) => Ok(Self(Values::new(form.0))),
            Err(FormRejection::BytesRejection(BytesRejection::FailedToBufferBody(
                FailedToBufferBody::LengthLimitError(_),
            ))) => Err(Error::TooLarge),
            Err(_) => Err(Error::BadRequest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, config::Config, db::Db, records::RECORDS};
    use std::sync::atomic::{AtomicU32, Ordering};
    use tempfile::TempDir;

    async fn page(app: &App, address: &str) -> Page {
        let mut app = app.clone();
        app.begin_reading().await;
        let frame = Frame {
            locale: Locale::Nl,
            viewer: None,
            address: address.to_owned(),
            now: app.clock.local(),
            demo: true,
            assets: None,
            notice: None,
        };
        let user = User {
            id: "a".to_owned().into(),
            session: "a".to_owned().into(),
            name: String::new(),
            email: String::new(),
            person: None,
            locale: Locale::Nl,
            scope: Vec::new(),
            organisation: String::new(),
            regions: 0,
        };
        let visit = Visit {
            app,
            user: None,
            frame,
        };
        Page { visit, user }
    }

    #[tokio::test]
    async fn what_is_added_to_an_address_has_nothing_read_again() {
        let folder = TempDir::new().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("paraat.db").display());
        let config = Config {
            listen: ([127, 0, 0, 1], 3000).into(),
            public_url: "http://127.0.0.1:3000".parse().expect("an address"),
            demo: true,
            today: None,
            documents: None,
        };
        let db = Db::open(&url).await.expect("a database");
        let clock = Clock::system(chrono_tz::Europe::Amsterdam);
        let app = App::new(db, clock, config, &RECORDS);
        let read = AtomicU32::new(0);
        let ask = async |address: &str, by: (i64, &str)| {
            let page = page(&app, address).await;
            let make = async { Ok(read.fetch_add(1, Ordering::Relaxed)) };
            page.reads("a list", by, make).await.expect("a number")
        };
        assert_eq!(ask("/plans?q=a", (1, "a")).await, 0);
        assert_eq!(ask("/plans?q=a&x=1", (1, "a")).await, 0);
        assert_eq!(ask("/plans?q=b", (1, "b")).await, 1);
        assert_eq!(ask("/plans?q=a&page=2", (2, "a")).await, 2);
    }
}
