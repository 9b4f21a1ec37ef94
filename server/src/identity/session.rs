//! Sessions: an opaque token in a cookie, its hash in the database.
//!
//! Our own table rather than a key-value store of a session library: people list and revoke their
//! sessions, and one query loads session, user and scope.

use super::user::{User, in_use};
use crate::{
    db::{Db, new_id},
    on_writer, row,
    state::App,
};
use app::{Locale, id::SessionId};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use rand::RngExt;
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use std::{sync::Arc, time::Duration};

/// A session ends when nobody used it for this long.
const IDLE: TimeDelta = TimeDelta::hours(12);
/// A session ends this long after signing in, however much it is used.
const ABSOLUTE: TimeDelta = TimeDelta::days(14);
/// How much the moment of last use may lag behind, to spare the database a write a request.
const LAG: TimeDelta = TimeDelta::minutes(5);
/// What is kept of a session takes less than this many bytes.
const ROOM: usize = 1 << 10;
/// How long a page waits until the use of its session can be noted.
const PATIENCE: Duration = Duration::from_secs(1);

/// The name of the cookie. `__Host-` binds it to this host and to https, which loopback lacks.
fn cookie_name(app: &App) -> &'static str {
    if app.config.secure() {
        "__Host-paraat"
    } else {
        "paraat"
    }
}

/// A secret that can't be guessed, for a cookie or an address.
#[must_use]
pub fn new_token() -> String {
    let bytes: [u8; 32] = rand::rng().random();
    HEXLOWER.encode(&bytes)
}

/// What the database keeps of a secret.
#[must_use]
pub fn hash_token(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token.as_bytes()))
}

/// Begins a session and gives its cookie.
///
/// # Errors
/// When the database can't store it.
pub async fn begin(app: &App, user: &str, user_agent: &str) -> sqlx::Result<Cookie<'static>> {
    let token = new_token();
    let now = app.clock.now();
    let agent: String = user_agent.chars().take(200).collect();
    on_writer!(&app.db, |c| {
        sqlx::query(
        "INSERT INTO sessions (token_hash, id, user_id, user_agent, created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $5)"
    )
    .bind(hash_token(&token))
    .bind(new_id::<SessionId>().as_str())
    .bind(user)
    .bind(agent)
    .bind(now)
    .execute(c)
    .await
    .map(drop)
    })?;
    let cookie = Cookie::build((cookie_name(app), token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.secure());
    Ok(cookie.build())
}

/// The cookie that takes the session's away.
#[must_use]
pub fn removal_cookie(app: &App) -> Cookie<'static> {
    Cookie::build((cookie_name(app), ""))
        .path("/")
        .secure(app.config.secure())
        .removal()
        .build()
}

#[derive(Clone, FromRow)]
struct Row {
    session: String,
    created_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    id: String,
    name: String,
    email: String,
    person_id: Option<String>,
    locale: String,
    scope: Option<String>,
    organisations: Option<String>,
    regions: i64,
}

/// The one whose session's cookie came along; nobody once the person has left the organisation.
///
/// # Errors
/// When the database can't be read.
pub async fn current(app: &App, jar: &CookieJar) -> sqlx::Result<Option<User>> {
    let Some(cookie) = jar.get(cookie_name(app)) else {
        return Ok(None);
    };
    let hash = hash_token(cookie.value());
    let today = app.clock.today();
    let key = format!("session {hash} {today}");
    let row = match app.kept::<Row>(&key) {
        Some(row) => row,
        None => {
            // Of cookies that mean nothing there may be any number.
            let Some(row) = find(&app.db, &hash, today).await?.map(Arc::new) else {
                return Ok(None);
            };
            app.keep_made(key, Arc::clone(&row), ROOM);
            row
        }
    };
    let row = Arc::unwrap_or_clone(row);
    let now = app.clock.now();
    if now - row.seen_at > IDLE || now - row.created_at > ABSOLUTE {
        return Ok(None);
    }
    if now - row.seen_at > LAG {
        note_use(&app.db, &hash, now).await;
    }
    let grant = |pair: &str| {
        let (organisation, level) = pair.split_once(':')?;
        Some((organisation.to_owned().into(), level.parse().ok()?))
    };
    let scope = row.scope.unwrap_or_default();
    Ok(Some(User {
        id: row.id.into(),
        session: row.session.into(),
        name: row.name,
        email: row.email,
        person: row.person_id.map(Into::into),
        locale: Locale::from_code(&row.locale),
        scope: scope.split(',').filter_map(grant).collect(),
        organisation: row.organisations.unwrap_or_default(),
        regions: row.regions,
    }))
}

/// The session with this hash and its user; none once the person has left the organisation.
async fn find(db: &Db, hash: &str, today: NaiveDate) -> sqlx::Result<Option<Row>> {
    row!(
// The scope as in the view user_scope, which SQLite would work out for all users here.
db, concat!(
        "SELECT s.id AS session, s.created_at, s.seen_at, u.id, u.name, u.email, u.person_id, u.locale,
                (SELECT string_agg(id || ':' || level, ',') FROM
                 (SELECT g.organisation_id AS id, g.level FROM grants g WHERE g.user_id = u.id
                  UNION ALL SELECT o.id, g.level FROM grants g JOIN organisations o ON o.region_id = g.organisation_id
                  WHERE g.user_id = u.id) AS granted) AS scope,
                (SELECT string_agg(name, ' · ') FROM (SELECT DISTINCT o.name, o.name_key FROM grants g
                 JOIN organisations o ON o.id = g.organisation_id WHERE g.user_id = u.id ORDER BY o.name_key) AS names)
                    AS organisations,
                (SELECT COUNT(DISTINCT o.id) FROM grants g JOIN organisations o ON o.id = g.organisation_id
                 WHERE g.user_id = u.id AND o.kind = 'region') AS regions
         FROM sessions s JOIN users u ON u.id = s.user_id LEFT JOIN people pe ON pe.id = u.person_id
         WHERE s.token_hash = $1 AND ",
        in_use!("$2")
    ), hash, today)
}

/// Notes when a session was used. That matters less than the page: whoever waits for somebody who
/// writes, or for a disk that is full, gets it without.
async fn note_use(db: &Db, hash: &str, now: DateTime<Utc>) {
    let noted = async {
        on_writer!(db, |c| sqlx::query(
            "UPDATE sessions SET seen_at = $1 WHERE token_hash = $2"
        )
        .bind(now)
        .bind(hash)
        .execute(c)
        .await
        .map(drop))
    };
    match tokio::time::timeout(PATIENCE, noted).await {
        // The list of one's sessions says so, too.
        Ok(Ok(())) => db.renew().await,
        Ok(Err(error)) => tracing::warn!(%error, "the use of a session could not be noted"),
        Err(_) => tracing::warn!("the use of a session was not noted, as others were writing"),
    }
}

/// Ends a session: somebody signs out. Like signing in, that is nothing for the audit trail.
///
/// # Errors
/// When the database can't.
pub async fn end(db: &Db, session: &SessionId) -> sqlx::Result<()> {
    on_writer!(db, |c| sqlx::query("DELETE FROM sessions WHERE id = $1")
        .bind(session.as_str())
        .execute(c)
        .await
        .map(drop))
}

/// Removes the sessions that have ended by themselves.
///
/// # Errors
/// When the database can't.
pub async fn tidy(db: &Db, now: DateTime<Utc>) -> sqlx::Result<()> {
    on_writer!(db, |c| sqlx::query(
        "DELETE FROM sessions WHERE seen_at < $1 OR created_at < $2"
    )
    .bind(now - IDLE)
    .bind(now - ABSOLUTE)
    .execute(c)
    .await
    .map(drop))
}
