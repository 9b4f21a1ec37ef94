//! The database: SQLite or PostgreSQL, one SQL text for both.
//!
//! A query is written once, inside [`on_db!`](crate::on_db) or [`on_tx!`](crate::on_tx), which
//! expand it for each of the two. Parameters are `$1`; columns that are enumerations or
//! identifiers are text.
//!
//! [`on_db!`](crate::on_db) only reads; a page reads from one [snapshot](Db::snapshot) at a time.
//! What writes is in a transaction or, where it is one statement that nothing else depends on, in
//! [`on_writer!`](crate::on_writer).

mod away;
mod batch;
mod kept;
pub mod keys;
mod note;
mod opening;
mod pools;
#[cfg(test)]
mod tests;

pub use away::{again_if_lost, is_away, is_lost};
pub use batch::{Batch, Cell};
pub use kept::{Kept, weight};
pub use pools::{Engine, Pools, Reader};

use anyhow::Context;
use app::{fold, form::UnknownCode};
use opening::Opening;
use sqlx::{AssertSqlSafe, PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use std::str::FromStr;

/// The connections to one of the two databases.
#[derive(Clone, Debug)]
pub enum Db {
    /// One file.
    Sqlite(Pools<Sqlite>),
    /// A server.
    Postgres(Pools<Postgres>),
}

/// What a database held at a moment: equal only as long as nobody has stored anything.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum State {
    /// How often others changed the file, as its watcher counts it.
    Sqlite(i64),
    /// Which transactions had ended.
    Postgres(String),
}

/// A transaction on one of the two databases; rolled back when dropped.
#[derive(Debug)]
pub enum Tx {
    /// On the file.
    Sqlite(Transaction<'static, Sqlite>),
    /// On the server.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs a query that only reads: `on_db!(db, |c| sqlx::query(…).fetch_all(c).await)`.
#[macro_export]
macro_rules! on_db {
    ($db:expr, |$c:ident| $body:expr) => {
        match $db {
            $crate::db::Db::Sqlite(pools) => match pools.reader().await {
                Ok(mut reader) => {
                    let $c = &mut *reader;
                    $body
                }
                Err(error) => Err(error),
            },
            $crate::db::Db::Postgres(pools) => match pools.reader().await {
                Ok(mut reader) => {
                    let $c = &mut *reader;
                    pools.noted($body)
                }
                Err(error) => Err(error),
            },
        }
    };
}

/// All rows that a query finds with these values: `rows!(db, "SELECT … WHERE id = $1", id.as_str())?`.
#[macro_export]
macro_rules! rows {
    ($db:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::on_db!($db, |c| sqlx::query_as($sql)$(.bind($value))*.fetch_all(c).await)
    };
}

/// The row that a query finds with these values, if there is one.
#[macro_export]
macro_rules! row {
    ($db:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::on_db!($db, |c| sqlx::query_as($sql)$(.bind($value))*.fetch_optional(c).await)
    };
}

/// The one value that a query gives with these values, such as a count.
#[macro_export]
macro_rules! scalar {
    ($db:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::on_db!($db, |c| sqlx::query_scalar($sql)$(.bind($value))*.fetch_one(c).await)
    };
}

/// Runs a statement that writes, by itself: `on_writer!(db, |c| sqlx::query(…).execute(c).await)`.
#[macro_export]
macro_rules! on_writer {
    ($db:expr, |$c:ident| $body:expr) => {
        match $db {
            $crate::db::Db::Sqlite(pools) => {
                let $c = pools.writing();
                $body
            }
            $crate::db::Db::Postgres(pools) => {
                let $c = pools.writing();
                $body
            }
        }
    };
}

/// Runs a query in a transaction: `on_tx!(tx, |c| sqlx::query(…).execute(c).await)`.
#[macro_export]
macro_rules! on_tx {
    ($tx:expr, |$c:ident| $body:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(t) => {
                let $c = &mut **t;
                $body
            }
            $crate::db::Tx::Postgres(t) => {
                let $c = &mut **t;
                $body
            }
        }
    };
}

/// Runs a statement in a transaction with these values and gives how many rows it touched:
/// `execute!(tx, "UPDATE … WHERE id = $1", id.as_str())?`.
#[macro_export]
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::on_tx!($tx, |c| sqlx::query($sql)
            $(.bind($value))*
            .execute(c)
            .await
            .map(|done| done.rows_affected()))
    };
}

/// [`execute!`](crate::execute) for a change that somebody decided on a record as it was: refused
/// as [`Stale`](crate::error::Refused::Stale) when it touches no row.
#[macro_export]
macro_rules! change {
    ($($statement:tt)+) => {
        match $crate::execute!($($statement)+) {
            Ok(0) => Err($crate::error::Refused::Stale),
            Ok(_) => Ok(()),
            Err(error) => Err(error.into()),
        }
    };
}

/// Runs a query for many keys, some thousands at a time, and gives all rows: the keys go into the
/// list that the text before ends in. `in_chunks!(on_db, db, keys, before, after)`
#[macro_export]
macro_rules! in_chunks {
    ($on:ident, $db:expr, $keys:expr, $before:expr, $after:expr) => {{
        let mut rows = Vec::new();
        for keys in $keys.chunks(4_000) {
            let found = $crate::$on!($db, |c| {
                let mut query = sqlx::QueryBuilder::new($before);
                let mut list = query.separated(", ");
                for key in keys {
                    list.push_bind(key.as_str());
                }
                query.push($after);
                query.build_query_as().fetch_all(c).await
            })?;
            rows.extend(found);
        }
        rows
    }};
}

impl Db {
    /// Connects by URL (`sqlite://paraat.db`, `postgres://…`) and brings the schema up to date.
    ///
    /// # Errors
    /// When the URL is of neither kind, the database can't be reached, or a migration fails.
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let opening = match pools::file(url) {
            Some(file) => {
                let opening = Opening::of(&file).await;
                Some(opening.with_context(|| format!("can't open {url}"))?)
            }
            None => None,
        };
        let db = Self::connect(url, true).await?;
        match &db {
            Self::Sqlite(pools) => {
                let migrations = sqlx::migrate!("../migrations/sqlite");
                migrations.run(pools.writing()).await
            }
            Self::Postgres(pools) => {
                let migrations = sqlx::migrate!("../migrations/postgres");
                migrations.run(pools.writing()).await
            }
        }
        .context("the database could not be brought up to date")?;
        drop(opening);
        let keys = keys::refresh(&db).await;
        keys.context("the keys of texts could not be brought up to date")?;
        Ok(db)
    }

    /// Connects to a database that is there already, and leaves its schema as it is.
    ///
    /// # Errors
    /// When the URL is of neither kind, or there is no such database in reach.
    pub(crate) async fn existing(url: &str) -> anyhow::Result<Self> {
        Self::connect(url, false).await
    }

    async fn connect(url: &str, create: bool) -> anyhow::Result<Self> {
        if url.starts_with("sqlite:") {
            let pools = Pools::<Sqlite>::connect(url, create).await;
            return pools.map(Self::Sqlite).map_err(|error| match error {
                error @ sqlx::Error::Configuration(_) => anyhow::Error::new(error)
                    .context("this is no SQLite address; use sqlite://FILE"),
                error => anyhow::Error::new(error).context(format!("can't open {url}")),
            });
        }
        anyhow::ensure!(
            url.starts_with("postgres:") || url.starts_with("postgresql:"),
            "the database address must begin with sqlite:// or postgres://"
        );
        let pools = Pools::<Postgres>::connect(url).await;
        // The address may hold a password: it stays out of the message.
        pools
            .map(Self::Postgres)
            .context("can't reach the PostgreSQL server")
    }

    /// Has the database learn how much data there is, as its choice of index depends on it: after a
    /// great change, and now and then. PostgreSQL does the latter by itself.
    ///
    /// # Errors
    /// When the database can't.
    pub async fn learn(&self) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(pools) => pools.learn().await,
            Self::Postgres(pools) => sqlx::query("ANALYZE")
                .execute(pools.writing())
                .await
                .map(drop),
        }
    }

    /// Begins a transaction that will write. On SQLite it takes the write lock at once, so that it
    /// can't fail half-way for want of it.
    ///
    /// # Errors
    /// When no connection or no lock is to be had in time.
    pub async fn begin(&self) -> sqlx::Result<Tx> {
        match self {
            Self::Sqlite(pools) => pools.begin_writing().await.map(Tx::Sqlite),
            Self::Postgres(pools) => pools.begin_writing().await.map(Tx::Postgres),
        }
    }

    /// Begins a transaction that only reads: all its queries see the database as it is at the
    /// first, and nobody waits for it.
    ///
    /// # Errors
    /// When no connection is to be had in time.
    pub async fn begin_reading(&self) -> sqlx::Result<Tx> {
        match self {
            Self::Sqlite(pools) => pools.begin_reading().await.map(Tx::Sqlite),
            Self::Postgres(pools) => pools.begin_reading().await.map(Tx::Postgres),
        }
    }

    /// The same database for one request that only reads: all its queries see it as it is at the
    /// first, on one connection, which [`Db::end`] gives back.
    #[must_use]
    pub fn snapshot(&self) -> Self {
        match self {
            Self::Sqlite(pools) => Self::Sqlite(pools.snapshot()),
            Self::Postgres(pools) => Self::Postgres(pools.snapshot()),
        }
    }

    /// What a request reads after this is as the database is then, with what it stored itself.
    pub async fn renew(&self) {
        match self {
            Self::Sqlite(pools) => pools.renew().await,
            Self::Postgres(pools) => pools.renew().await,
        }
    }

    /// Gives back the connection of a request that has read all it needs.
    pub async fn end(&self) {
        match self {
            Self::Sqlite(pools) => pools.end().await,
            Self::Postgres(pools) => pools.end().await,
        }
    }

    /// What the database holds now; none where that can't be told. What is read after this belongs
    /// to the same state or to a later one.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn state(&self) -> sqlx::Result<Option<State>> {
        self.renew().await;
        self.state_where_it_reads().await
    }

    /// Whether all that a request has read since the database had this state is of this very state.
    pub async fn has_read(&self, state: &State) -> bool {
        let read = self.state_where_it_reads().await;
        read.is_ok_and(|read| read.as_ref() == Some(state))
    }

    /// What the database holds for one who reads: on PostgreSQL in the transaction of a request, on
    /// SQLite now.
    async fn state_where_it_reads(&self) -> sqlx::Result<Option<State>> {
        match self {
            Self::Sqlite(pools) => Ok(pools.changes().await?.map(State::Sqlite)),
            Self::Postgres(pools) => {
                // The first statement of most requests: a server that hangs shows here.
                let ended = pools.reached(Box::pin(self.ended()));
                Ok(Some(State::Postgres(ended.await?)))
            }
        }
    }

    /// Which transactions of PostgreSQL have ended.
    async fn ended(&self) -> sqlx::Result<String> {
        scalar!(self, "SELECT CAST(pg_current_snapshot() AS TEXT)")
    }

    /// Whether all connections rest.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        match self {
            Self::Sqlite(pools) => pools.is_idle(),
            Self::Postgres(pools) => pools.is_idle(),
        }
    }

    /// Closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(pools) => pools.close().await,
            Self::Postgres(pools) => pools.close().await,
        }
    }
}

/// A SQLite database on one pool that both reads and writes.
impl From<SqlitePool> for Db {
    fn from(pool: SqlitePool) -> Self {
        Self::Sqlite(pool.into())
    }
}

/// A PostgreSQL database as the pool reaches it.
impl From<PgPool> for Db {
    fn from(pool: PgPool) -> Self {
        Self::Postgres(pool.into())
    }
}

impl Tx {
    /// Keeps others from changing these tables until the transaction ends, once those who are at it
    /// have ended; reading goes on. It comes first in a transaction, so that two never wait for each
    /// other. On SQLite a transaction that writes is alone anyway.
    ///
    /// # Errors
    /// When the database can't, or others take too long.
    pub async fn lock(&mut self, tables: &[&'static str]) -> sqlx::Result<()> {
        let Self::Postgres(tx) = self else {
            return Ok(());
        };
        // Names of tables from the program itself: they can't be parameters.
        let lock = format!(
            "LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE",
            tables.join(", ")
        );
        sqlx::query(AssertSqlSafe(lock))
            .execute(&mut **tx)
            .await
            .map(drop)
    }

    /// Makes the changes last.
    ///
    /// # Errors
    /// When the database can't; then nothing was stored.
    pub async fn commit(self) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
    }
}

/// A new identifier: a UUID of version 7, so that records sort by age.
#[must_use]
pub fn new_id<T: From<String>>() -> T {
    T::from(uuid::Uuid::now_v7().to_string())
}

/// What `LIKE` looks for among [keys] when somebody searches for words, if there are any; wildcards
/// are taken literally. The query says `$1 IS NULL OR search_key LIKE $1 ESCAPE '!'`.
#[must_use]
pub fn like(words: &str) -> Option<String> {
    let words = words.trim();
    if words.is_empty() {
        return None;
    }
    let mut pattern = String::from("%");
    for c in fold::key(words).chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    Some(pattern)
}

/// The value for which the code in a column stands.
///
/// # Errors
/// When the code is unknown, which means that the database was changed by other hands.
pub fn from_code<T: FromStr<Err = UnknownCode>>(code: &str) -> sqlx::Result<T> {
    code.parse()
        .map_err(|error: UnknownCode| sqlx::Error::Decode(Box::new(error)))
}

/// Whether a query failed because a value that must be unique exists already.
#[must_use]
pub fn is_taken(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|e| e.is_unique_violation())
}

/// Whether something failed because others wrote to the SQLite file for too long.
#[must_use]
pub fn is_busy(error: &sqlx::Error) -> bool {
    // SQLITE_BUSY, and that with a detail above its lowest byte. PostgreSQL's have five digits.
    let code = error.as_database_error().and_then(|e| e.code());
    code.and_then(|code| code.parse::<u32>().ok())
        .is_some_and(|code| code < 10_000 && code & 0xff == 5)
}

/// [`from_code`] for columns that may be null.
///
/// # Errors
/// As there.
pub fn optional<T: FromStr<Err = UnknownCode>>(code: Option<String>) -> sqlx::Result<Option<T>> {
    code.map(|code| from_code(&code)).transpose()
}
