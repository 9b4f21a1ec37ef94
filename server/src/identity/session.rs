//! Sessions: an opaque token in a cookie, its hash in the database.
//!
//! Our own table rather than a key-value store of a session library: people list and revoke their
//! sessions, and one query loads session, user and scope.

use super::user::{User, in_use};
use crate::{
    db::{Db, again_if_lost, new_id},
    execute, on_writer, row,
    state::App,
};
use app::{
    Locale,
    id::{SessionId, UserId},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use rand::RngExt;
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use std::sync::Arc;

/// A session ends when nobody used it for this long.
const IDLE: TimeDelta = TimeDelta::hours(12);
/// A session ends this long after signing in, however much it is used.
const ABSOLUTE: TimeDelta = TimeDelta::days(14);
/// How much the moment of last use may lag behind, to spare the database a write a request.
const LAG: TimeDelta = TimeDelta::minutes(5);

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

/// Begins a session and gives its cookie; none when the password, which had this hash when it was
/// checked, was changed meanwhile: that ended all sessions.
///
/// # Errors
/// When the database can't store it.
pub async fn begin(
    app: &App,
    user: &UserId,
    password_hash: &str,
    user_agent: &str,
) -> sqlx::Result<Option<Cookie<'static>>> {
    let token = new_token();
    let now = app.clock.now();
    let agent: String = user_agent.chars().take(200).collect();
    let mut tx = app.db.begin().await?;
    // No change but a lock: whoever changes the password waits, and ends this session too.
    let same = execute!(
        &mut tx,
        "UPDATE users SET password_hash = $2 WHERE id = $1 AND password_hash = $2",
        user.as_str(),
        password_hash
    )?;
    if same == 0 {
        return Ok(None);
    }
    execute!(
        &mut tx,
        "INSERT INTO sessions (token_hash, id, user_id, user_agent, created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $5)",
        hash_token(&token),
        new_id::<SessionId>().as_str(),
        user.as_str(),
        agent,
        now
    )?;
    tx.commit().await?;
    let cookie = Cookie::build((cookie_name(app), token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.secure());
    Ok(Some(cookie.build()))
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

impl Row {
    /// How many bytes it takes.
    fn bytes(&self) -> usize {
        let texts = [
            &self.session,
            &self.id,
            &self.name,
            &self.email,
            &self.locale,
        ];
        let lists = [&self.person_id, &self.scope, &self.organisations];
        let lists = lists.into_iter().flatten();
        let bytes: usize = texts.into_iter().chain(lists).map(String::len).sum();
        size_of::<Self>() + bytes
    }
}

/// The one whose session's cookie came along; nobody once the person has left the organisation.
///
/// # Errors
/// When the database can't be read.
pub async fn current(app: &mut App, jar: &CookieJar) -> sqlx::Result<Option<User>> {
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
            let found =
                again_if_lost(find(&app.db, &hash, today), find(&app.db, &hash, today)).await?;
            let Some(row) = found.map(Arc::new) else {
                return Ok(None);
            };
            app.keep_made(key, Arc::clone(&row), row.bytes()).await;
            row
        }
    };
    let row = Arc::unwrap_or_clone(row);
    let now = app.clock.now();
    if now - row.seen_at > IDLE || now - row.created_at > ABSOLUTE {
        return Ok(None);
    }
    if now - row.seen_at > LAG {
        let noted = note_use(&app.db, &hash, now);
        app.db.note("the use of a session", noted).await;
        // The list of one's sessions says so, too.
        app.begin_again().await;
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

/// Notes when a session was used.
async fn note_use(db: &Db, hash: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    on_writer!(db, |c| sqlx::query(
        "UPDATE sessions SET seen_at = $1 WHERE token_hash = $2"
    )
    .bind(now)
    .bind(hash)
    .execute(c)
    .await
    .map(drop))
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
