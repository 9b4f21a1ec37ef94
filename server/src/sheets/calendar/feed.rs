//! Feeds: no session, the secret in the address is enough. What a feed carries is what its user may
//! see at this moment.
//!
//! Calendars ask every hour, most of them for what they have. As long as the database stays as it
//! is, what was written for the first of them is right for all who ask for the same feed.

use super::{
    answer::{self, Written},
    commands,
    routes::published,
    store::{self, ExercisesInFile, Feed},
};
use crate::{
    error::{Error, Result},
    identity::session::hash_token,
    sheets::planning::{calendar as planning, store::PlanScope},
    state::App,
    web::page::{Path, Visit},
};
use app::text::calendar as t;
use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::sync::Arc;

/// How much the moment of last use may lag behind, to spare the database a write a request.
const LAG: TimeDelta = TimeDelta::hours(1);

/// A feed as it was written at a moment.
#[derive(Debug)]
struct Made {
    written: Written,
    at: DateTime<Utc>,
    /// Who has left by the next day has no feed any more.
    day: NaiveDate,
    /// When the next cancelled exercise goes from it.
    until: Option<DateTime<Utc>>,
    used_at: Option<DateTime<Utc>>,
}

impl Made {
    /// Whether it would be written like this now, with nothing to note.
    fn holds(&self, now: DateTime<Utc>, today: NaiveDate) -> bool {
        self.at <= now
            && self.day == today
            && self.until.is_none_or(|until| now <= until)
            && !is_due(self.used_at, now)
    }
}

/// Whether it is time to note that a feed is used.
fn is_due(used_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    used_at.is_none_or(|used_at| now - used_at >= LAG)
}

pub async fn show(visit: Visit, headers: HeaderMap, Path(file): Path<String>) -> Result<Response> {
    let token = file.strip_suffix(".ics").ok_or(Error::NotFound)?;
    match made(&visit.app, &hash_token(token)).await {
        Ok(Some(made)) => Ok(answer::calendar(&headers, &made.written, None)),
        Ok(None) => Err(Error::NotFound),
        // Not as an `Error`, which would write the address, and so the secret, to the log.
        Err(error) => {
            tracing::error!(%error, "a calendar feed could not be loaded");
            Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
    }
}

/// The feed of a secret as it is now.
async fn made(app: &App, token_hash: &str) -> sqlx::Result<Option<Arc<Made>>> {
    let (now, today) = (app.clock.now(), app.clock.today());
    let key = format!("feed {token_hash}");
    if let Some(made) = app.kept::<Made>(&key)
        && made.holds(now, today)
    {
        return Ok(Some(made));
    }
    let Some(feed) = store::feed(&app.db, token_hash, today).await? else {
        return Ok(None);
    };
    let made = Arc::new(make(app, &feed, now, today).await?);
    if is_due(feed.used_at, now) {
        let noted = commands::note_use(&app.db, &feed.id, now);
        app.db.note("the use of a calendar feed", noted).await;
    } else {
        let bytes = size_of::<Made>() + made.written.body().len();
        app.keep_made(key, made.clone(), bytes).await;
    }
    Ok(Some(made))
}

async fn make(app: &App, feed: &Feed, now: DateTime<Utc>, today: NaiveDate) -> sqlx::Result<Made> {
    let exercises =
        store::exercises(&app.db, &feed.user, ExercisesInFile::Feed(feed.selection)).await?;
    let plans = planning::in_calendar(&app.db, &feed.user, PlanScope::Own, None).await?;
    let until = exercises.iter().filter_map(|e| e.stays_until());
    let until = until.filter(|until| now <= *until).min();
    let name = t::ics_feed_name(feed.locale, &feed.name);
    let (body, modified) = published(app, now, (feed.locale, &name), exercises, &plans);
    Ok(Made {
        written: Written::new(body, modified.max(Some(feed.created_at))),
        at: now,
        day: today,
        until,
        used_at: feed.used_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, config::Config, db::Db, execute, on_db, records::RECORDS, seed};
    use tempfile::TempDir;

    #[tokio::test]
    async fn a_feed_is_written_anew_when_the_database_has_changed_and_not_before() {
        let folder = TempDir::new().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("paraat.db").display());
        let db = Db::open(&url).await.expect("a database");
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let clock = Clock::fixed(chrono_tz::Europe::Amsterdam, today);
        seed::demo(&db, &clock).await.expect("the demonstration");
        let (user,): (String,) = on_db!(&db, |c| sqlx::query_as(
            "SELECT id FROM users WHERE email = 'coordinator@demo.paraat'"
        )
        .fetch_one(c)
        .await)
        .expect("a user");
        let config = Config {
            listen: ([127, 0, 0, 1], 3000).into(),
            public_url: "http://127.0.0.1:3000".parse().expect("an address"),
            demo: true,
            today: None,
            documents: None,
        };
        let app = App::new(db, clock, config, &RECORDS);
        let change = async |sql: &'static str| {
            let mut tx = app.db.begin().await.expect("a transaction");
            execute!(&mut tx, sql, user.as_str(), app.clock.now()).expect("a change");
            tx.commit().await.expect("the change");
        };
        change(
            "INSERT INTO calendar_feeds (id, user_id, token_hash, name, selection, created_at)
             VALUES ('a', $1, 'secret', 'Werk', 'scope', $2)",
        )
        .await;
        let feed = async || {
            let mut app = app.clone();
            app.begin_reading().await;
            let found = made(&app, "secret").await.expect("an answer");
            found.expect("a feed")
        };
        assert!(made(&app, "other").await.expect("an answer").is_none());
        // The first notes that the feed is used, so the second is the first of the new state.
        feed().await;
        let kept = feed().await;
        assert!(Arc::ptr_eq(&kept, &feed().await));
        change("UPDATE organisations SET name = name || '!' WHERE $1 <> $2").await;
        let other = feed().await;
        assert!(!Arc::ptr_eq(&kept, &other));
        assert_ne!(kept.written.body(), other.written.body());
        assert!(Arc::ptr_eq(&other, &feed().await));
        // A clock that goes on changes nothing within the hour; one that was set back may.
        app.clock.set(app.clock.now() + TimeDelta::minutes(50));
        assert!(Arc::ptr_eq(&other, &feed().await));
        app.clock.set(app.clock.now() - TimeDelta::hours(2));
        assert!(!Arc::ptr_eq(&other, &feed().await));
    }
}
