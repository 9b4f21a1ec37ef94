//! Signing in and out, and one's own account.

use super::{
    commands::{self, Right},
    password, session, store,
};
use crate::{
    change::Change,
    db::again_if_lost,
    error::{Error, Result},
    web::{
        forms::Outcome,
        page::{Page, Path, Submitted, Visit, remember_language, see_other},
    },
};
use app::{
    Locale, Text,
    form::{Errors, FormState, Problem, Values},
    id::SessionId,
    identity::{form, pages},
    page::Notice,
};
use axum::{
    Extension,
    extract::{ConnectInfo, Query},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
};

/// Only a path of this program, so that nobody is sent elsewhere after signing in.
fn local(next: &str) -> &str {
    let inside = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.contains(char::is_control);
    if inside { next } else { "/" }
}

/// The address that a sign-in comes from. Behind a proxy with TLS on this machine all come from
/// this machine; then it is the last address that the proxy's `X-Forwarded-For` names, since those
/// before it can be anybody's invention.
fn client(peer: Option<IpAddr>, headers: &HeaderMap, secure: bool) -> Option<IpAddr> {
    let peer = peer?;
    if !secure || !peer.to_canonical().is_loopback() {
        return Some(peer);
    }
    let named = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    named.or(Some(peer))
}

pub async fn login(visit: Visit, Query(query): Query<HashMap<String, String>>) -> Response {
    let next = local(query.get("next").map_or("/", String::as_str)).to_owned();
    if visit.user.is_some() {
        return Redirect::to(&next).into_response();
    }
    let values = Values::default().with("next", next);
    visit.ok(|frame| pages::login(frame, &values, &Errors::default()))
}

pub async fn sign_in(
    visit: Visit,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Submitted(values): Submitted,
) -> Result<Response> {
    let app = &visit.app;
    let input = match form::sign_in(&values) {
        Ok(input) => input,
        Err(errors) => return Ok(visit.invalid(|frame| pages::login(frame, &values, &errors))),
    };
    let peer = peer.map(|peer| peer.0.0.ip());
    let address = client(peer, &headers, app.config.secure());
    if !app.limits.allow(&input.email, address) {
        let errors = Errors::one("email", Problem::Other(app::text::account::too_many));
        return Ok(visit.answer(StatusCode::TOO_MANY_REQUESTS, |frame| {
            pages::login(frame, &values, &errors)
        }));
    }
    let today = visit.frame.today();
    let find = || store::by_email(&app.db, &input.email, today);
    let account = again_if_lost(find(), find()).await?;
    let hash = account.as_ref().map(|(_, hash)| hash.clone());
    let right = password::verify(input.password, hash).await?;
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let cookie = match (account, right) {
        (Some((user, hash)), true) => session::begin(app, &user, &hash, agent).await?,
        _ => None,
    };
    let Some(cookie) = cookie else {
        tracing::info!("a sign-in failed");
        let errors = Errors::one("email", Problem::Other(app::text::account::wrong));
        return Ok(visit.invalid(|frame| pages::login(frame, &values, &errors)));
    };
    let next = local(values.get("next")).to_owned();
    Ok((
        [(header::SET_COOKIE, cookie.to_string())],
        Redirect::to(&next),
    )
        .into_response())
}

pub async fn sign_out(visit: Visit) -> Result<Response> {
    if let Some(user) = &visit.user {
        session::end(&visit.app.db, &user.session).await?;
    }
    let cookie = session::removal_cookie(&visit.app);
    let mut response = see_other("/login", Notice::SignedOut);
    if let Ok(value) = cookie.to_string().parse() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

pub async fn account(page: Page) -> Result<Response> {
    let sessions = sessions(&page).await?;
    Ok(page.ok(|frame| {
        pages::account(
            frame,
            &page.user.email,
            &page.user.session,
            sessions,
            &Errors::default(),
        )
    }))
}

async fn sessions(page: &Page) -> Result<Vec<app::identity::SessionLine>> {
    let zone = page.app.clock.zone();
    let sessions = store::sessions(&page.app.db, &page.user.id).await?;
    let local = sessions.into_iter().map(|(mut line, seen_at)| {
        line.seen_at = seen_at.with_timezone(&zone).naive_local();
        line
    });
    Ok(local.collect())
}

pub async fn change_password(page: Page, Submitted(values): Submitted) -> Result<Response> {
    let checked = hashes(&page, &values).await?;
    let run = async |change: &mut Change, Hashes { current, new }| {
        let right = Right::Own(&current, &page.user.session);
        commands::set_password(change, &page.user.id, &new, right).await
    };
    let form = match page.submit(values, checked, run).await? {
        Outcome::Done(()) => return Ok(see_other("/me/account", Notice::PasswordChanged)),
        Outcome::Invalid(form) => form,
        Outcome::Stale(form) => {
            let why = app::text::account::changed_meanwhile;
            FormState::invalid(form.values, Errors::one("main", Problem::Other(why)))
        }
    };
    let (email, session) = (&page.user.email, &page.user.session);
    let mut sessions = sessions(&page).await?;
    // Whose session has ended learns of no other.
    if !sessions.iter().any(|line| line.id == *session) {
        sessions.clear();
    }
    Ok(page.again(&form, |frame| {
        pages::account(frame, email, session, sessions, &form.errors)
    }))
}

/// The hash of the current password as it was checked, and that of the new one.
struct Hashes {
    current: String,
    new: String,
}

/// The hashes, when the form is right and comes with the current password.
async fn hashes(page: &Page, values: &Values) -> Result<Result<Hashes, Errors>> {
    let input = match form::new_password(values, password::MINIMUM) {
        Ok(input) => input,
        Err(errors) => return Ok(Err(errors)),
    };
    let refused = |why: Text| {
        let errors = Errors::one("current", Problem::Other(why));
        Ok(Err(errors))
    };
    if !page.app.limits.allow(&page.user.email, None) {
        return refused(app::text::account::too_many);
    }
    let account = store::by_email(&page.app.db, &page.user.email, page.frame.today()).await?;
    let current = account.map(|(_, hash)| hash);
    let right = password::verify(input.current, current.clone()).await?;
    let (Some(current), true) = (current, right) else {
        return refused(app::text::account::wrong_current);
    };
    let new = password::hash(input.new).await?;
    Ok(Ok(Hashes { current, new }))
}

pub async fn end_session(page: Page, Path(id): Path<SessionId>) -> Result<Response> {
    let run = async |change: &mut Change| commands::end_session(change, &page.user.id, &id).await;
    match page.press(run).await? {
        Outcome::Done(()) => Ok(see_other("/me/account", Notice::Ended)),
        Outcome::Invalid(_) | Outcome::Stale(_) => Err(Error::NotFound),
    }
}

/// Chooses the language: of this browser, and of the account when somebody is signed in.
pub async fn language(visit: Visit, Submitted(values): Submitted) -> Result<Response> {
    let locale = Locale::from_code(values.get("language"));
    if let Some(user) = &visit.user {
        store::set_locale(&visit.app.db, &user.id, locale.code()).await?;
    }
    let cookie = remember_language(&visit.app, locale);
    Ok((
        [(header::SET_COOKIE, cookie)],
        Redirect::to(local(values.get("next"))),
    )
        .into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxy_says_who_asks_and_nobody_else_does() {
        let ip = |text: &str| text.parse::<IpAddr>().ok();
        let mut headers = HeaderMap::new();
        let here = ip("127.0.0.1");
        assert_eq!(client(here, &headers, true), here);
        headers.append("x-forwarded-for", "192.0.2.1".parse().expect("a value"));
        headers.append(
            "x-forwarded-for",
            "192.0.2.2, 2001:db8::1".parse().expect("a value"),
        );
        assert_eq!(client(here, &headers, true), ip("2001:db8::1"));
        assert_eq!(client(here, &headers, false), here);
        let elsewhere = ip("198.51.100.1");
        assert_eq!(client(elsewhere, &headers, true), elsewhere);
        assert_eq!(client(None, &headers, true), None);
    }
}
