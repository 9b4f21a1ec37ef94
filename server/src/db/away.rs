//! A database server that was restarted or is away: which connections to it are of no use any more,
//! and how soon somebody is told that it does not answer. A SQLite file is always there.

use super::{Engine, Pools};
use sqlx::{Connection, Error, Pool, Transaction};
use std::{
    io,
    pin::pin,
    time::{Duration, Instant},
};
use tokio::{sync::Mutex, time::timeout};

/// How long somebody waits for a connection before it is asked whether the server is there at all.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long a server may take to answer that.
const ANSWER: Duration = Duration::from_secs(2);
/// How long the answer holds for all who ask.
const HOLDS: Duration = Duration::from_millis(500);

/// When the server was last looked for, and whether it was away then.
#[derive(Debug, Default)]
pub(super) struct Looked(Mutex<Option<(Instant, bool)>>);

/// Whether an error tells that a connection has broken, as all do when the server is restarted.
#[must_use]
pub fn is_lost(error: &Error) -> bool {
    match error {
        Error::Io(_) => true,
        Error::Database(error) => error
            .code()
            // It is shutting down or has crashed; the connection has failed.
            .is_some_and(|code| matches!(&*code, "57P01" | "57P02") || code.starts_with("08")),
        _ => false,
    }
}

/// Whether an error tells that the database can't be reached now, or has no room for one more.
#[must_use]
pub fn is_away(error: &Error) -> bool {
    is_lost(error)
        || match error {
            Error::PoolTimedOut => true,
            // It is starting; it has too many connections.
            Error::Database(error) => error
                .code()
                .is_some_and(|code| matches!(&*code, "57P03" | "53300")),
            _ => false,
        }
}

/// What comes of a reading, or of the same once more where the connection turned out to be broken.
///
/// # Errors
/// When the database can't be read.
pub async fn again_if_lost<T>(
    read: impl Future<Output = sqlx::Result<T>>,
    again: impl Future<Output = sqlx::Result<T>>,
) -> sqlx::Result<T> {
    match read.await {
        Err(error) if is_lost(&error) => again.await,
        read => read,
    }
}

impl<D: Engine> Pools<D> {
    /// Begins a transaction. That a connection has broken shows in its first statement at the latest,
    /// before which nothing was done: then another one is taken.
    pub(super) async fn begin(
        &self,
        pool: &Pool<D>,
        statement: &'static str,
    ) -> sqlx::Result<Transaction<'static, D>> {
        if !D::IS_SERVER {
            return pool.begin_with(statement).await;
        }
        let mut tries = pool.options().get_max_connections();
        loop {
            let begun = self.reached(pool.begin_with(statement)).await;
            match self.noted(begun) {
                Err(error) if is_lost(&error) && tries > 0 => {
                    tries -= 1;
                    self.look().await?;
                }
                begun => return begun,
            }
        }
    }

    /// Passes on what a statement gave. When it tells that its connection has broken, no other from
    /// before is used any more.
    pub fn noted<T>(&self, result: sqlx::Result<T>) -> sqlx::Result<T> {
        if let Err(error) = &result
            && is_lost(error)
            && let Ok(mut since) = self.since.lock()
        {
            *since = Some(Instant::now());
        }
        result
    }

    /// Waits for what needs the server, as long as that is there.
    pub(super) async fn reached<T>(
        &self,
        coming: impl Future<Output = sqlx::Result<T>>,
    ) -> sqlx::Result<T> {
        if !D::IS_SERVER {
            return coming.await;
        }
        // Somebody has just found that it is away.
        if let Some((at, true)) = *self.looked.0.lock().await
            && at.elapsed() < HOLDS
        {
            return Err(away());
        }
        let mut coming = pin!(coming);
        loop {
            match timeout(PATIENCE, &mut coming).await {
                Ok(come) => return come,
                // Perhaps it only has much to do.
                Err(_) => self.look().await?,
            }
        }
    }

    /// Makes sure that the server is there, by a connection of its own: the pool waits long for one.
    async fn look(&self) -> sqlx::Result<()> {
        let mut looked = self.looked.0.lock().await;
        let known = looked.filter(|(at, _)| at.elapsed() < HOLDS);
        let is_away = match known {
            Some((_, is_away)) => is_away,
            None => {
                let options = self.writing().connect_options();
                let is_away = match timeout(ANSWER, D::Connection::connect_with(&options)).await {
                    Ok(Ok(connection)) => {
                        drop(connection);
                        false
                    }
                    // What it says itself it says better than this would.
                    Ok(Err(Error::Database(error))) => error.code().is_some_and(|c| c == "57P03"),
                    Ok(Err(_)) | Err(_) => true,
                };
                *looked = Some((Instant::now(), is_away));
                is_away
            }
        };
        if is_away { Err(away()) } else { Ok(()) }
    }
}

fn away() -> Error {
    let kind = io::ErrorKind::NotConnected;
    Error::Io(io::Error::new(kind, "the database server does not answer"))
}
