//! The connections to a database: which one reads and which one writes.

use super::away::Looked;
use sqlx::{
    ConnectOptions, Connection, Database, Pool, Postgres, Sqlite, Transaction,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    fmt::{self, Debug, Formatter},
    mem,
    ops::{Deref, DerefMut},
    path::PathBuf,
    pin::Pin,
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};

/// How many read from a SQLite file at once.
pub(super) const READERS: u32 = 8;
/// How many rows of SQLite go to the one who asked in one go: a page of a list, and more.
const ROWS: usize = 128;
/// How many statements a connection keeps ready: as many as the program has.
const STATEMENTS: usize = 512;
/// A connection to a server that rested for longer is tried before it is used.
const RESTED: Duration = Duration::from_secs(5);

/// What comes of something that takes a while.
pub type Coming<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One of the two databases.
pub trait Engine: Database {
    /// Begins a transaction that will write. On SQLite it takes the write lock at once, so that it
    /// can't fail half-way for want of it.
    const TO_WRITE: &'static str;
    /// Begins a transaction that only reads: all its queries see the database as it is at the
    /// first.
    const TO_READ: &'static str;
    /// Whether it is a server, which can be away, and whose connections can break.
    const IS_SERVER: bool;
}

impl Engine for Sqlite {
    const TO_WRITE: &'static str = "BEGIN IMMEDIATE";
    const TO_READ: &'static str = "BEGIN";
    const IS_SERVER: bool = false;
}

impl Engine for Postgres {
    const TO_WRITE: &'static str = "BEGIN";
    const TO_READ: &'static str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    const IS_SERVER: bool = true;
}

/// The connections that read, and those that write: on SQLite one, as only one can, so that those
/// who wait for it take none from those who read; on PostgreSQL they are the same.
pub struct Pools<D: Engine> {
    reading: Pool<D>,
    writing: Pool<D>,
    /// What one request reads from, which sees the database as it is at its first query.
    snapshot: Option<Arc<Mutex<Snapshot<D>>>>,
    /// A connection that never writes and is never another: it alone can tell whether others wrote.
    watch: Arc<Mutex<Option<D::Connection>>>,
    /// Connections from before this moment are not used any more: since then the database has learned
    /// how much it holds, or a connection to it was found broken.
    pub(super) since: Since,
    /// When the server was last looked for.
    pub(super) looked: Arc<Looked>,
}

/// A moment; none so far.
type Since = Arc<std::sync::Mutex<Option<Instant>>>;

/// Whether a connection of this age is from after the moment.
fn is_after(since: &Since, age: Duration) -> bool {
    since
        .lock()
        .is_ok_and(|since| since.is_none_or(|since| since.elapsed() > age))
}

/// The transaction in which a request reads.
pub enum Snapshot<D: Engine> {
    /// Nothing was read so far.
    Unread,
    /// All reads what was there when this began.
    Open(Transaction<'static, D>),
    /// The request is answered; who reads on reads what is there then.
    Over,
}

/// A connection to read from.
pub enum Reader<D: Engine> {
    /// One's own.
    Own(PoolConnection<D>),
    /// That of the request.
    Shared(OwnedMappedMutexGuard<Snapshot<D>, Transaction<'static, D>>),
}

impl<D: Engine> Pools<D> {
    fn new(reading: Pool<D>, writing: Pool<D>, since: Since) -> Self {
        Self {
            reading,
            writing,
            snapshot: None,
            watch: Arc::default(),
            since,
            looked: Arc::default(),
        }
    }

    /// The connections that write.
    pub const fn writing(&self) -> &Pool<D> {
        &self.writing
    }

    /// Whether nobody holds a connection.
    pub(super) fn is_idle(&self) -> bool {
        let is_idle = |pool: &Pool<D>| pool.num_idle() == pool.size() as usize;
        is_idle(&self.reading) && is_idle(&self.writing)
    }

    /// A connection to read from.
    ///
    /// Boxed, like others here: the compiler can't tell of the future itself that threads may pass
    /// it on.
    ///
    /// # Errors
    /// When none is to be had in time.
    pub fn reader(&self) -> Coming<'_, sqlx::Result<Reader<D>>> {
        Box::pin(async {
            let Some(snapshot) = &self.snapshot else {
                return self.reached(self.reading.acquire()).await.map(Reader::Own);
            };
            let mut snapshot = snapshot.clone().lock_owned().await;
            if let Snapshot::Unread = *snapshot {
                *snapshot = Snapshot::Open(self.begin(&self.reading, D::TO_READ).await?);
            }
            let open = OwnedMutexGuard::try_map(snapshot, |snapshot| match snapshot {
                Snapshot::Open(transaction) => Some(transaction),
                Snapshot::Unread | Snapshot::Over => None,
            });
            match open {
                Ok(open) => Ok(Reader::Shared(open)),
                Err(_) => self.reached(self.reading.acquire()).await.map(Reader::Own),
            }
        })
    }

    /// The transaction of the request's own reading when there is one, which begins anew with what
    /// is read after this; so whoever reads in a transaction takes no second connection.
    pub(super) fn begin_reading(&self) -> Coming<'_, sqlx::Result<Transaction<'static, D>>> {
        Box::pin(async {
            if let Some(snapshot) = &self.snapshot {
                let mut snapshot = snapshot.lock().await;
                if let Snapshot::Open(_) = *snapshot
                    && let Snapshot::Open(open) = mem::replace(&mut *snapshot, Snapshot::Unread)
                {
                    return Ok(open);
                }
            }
            self.begin(&self.reading, D::TO_READ).await
        })
    }

    /// A transaction that will write.
    pub(super) fn begin_writing(&self) -> Coming<'_, sqlx::Result<Transaction<'static, D>>> {
        Box::pin(self.begin(&self.writing, D::TO_WRITE))
    }

    pub(super) fn snapshot(&self) -> Self {
        Self {
            snapshot: Some(Arc::new(Mutex::new(Snapshot::Unread))),
            ..self.clone()
        }
    }

    /// Lets go of what was read so far.
    pub(super) fn renew(&self) -> Coming<'_, ()> {
        self.leave(Snapshot::Unread)
    }

    /// Gives the connection back.
    pub(super) fn end(&self) -> Coming<'_, ()> {
        self.leave(Snapshot::Over)
    }

    fn leave(&self, then: Snapshot<D>) -> Coming<'_, ()> {
        Box::pin(async {
            let Some(snapshot) = &self.snapshot else {
                return;
            };
            let mut snapshot = snapshot.lock().await;
            if !matches!(*snapshot, Snapshot::Over) {
                *snapshot = then;
            }
        })
    }

    /// Closes them all.
    pub async fn close(&self) {
        self.reading.close().await;
        self.writing.close().await;
        if let Some(watch) = self.watch.lock().await.take() {
            // Whoever closes the last connection to a file tidies up beside it.
            let _ = watch.close().await;
        }
    }
}

impl Pools<Sqlite> {
    pub(super) async fn connect(url: &str, create: bool) -> sqlx::Result<Self> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(create)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What was acknowledged survives a power cut, too.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .row_buffer_size(ROWS)
            .statement_cache_capacity(STATEMENTS);
        // One in memory ends with its last connection, and its connections lock each other out.
        if is_in_memory(url) {
            let pool = SqlitePoolOptions::new().max_connections(READERS);
            return Ok(pool.connect_with(options).await?.into());
        }
        // A connection to a file can't break, so none is tried before it is used.
        let writing = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .connect_with(options.clone())
            .await?;
        let since = Since::default();
        let last = since.clone();
        // Whoever writes where it should only read fails at once, and not when many write.
        let only_read = options.create_if_missing(false).pragma("query_only", "ON");
        let reading = SqlitePoolOptions::new()
            .max_connections(READERS)
            .test_before_acquire(false)
            .before_acquire(move |_, connection| {
                let knows = is_after(&last, connection.age);
                Box::pin(async move { Ok(knows) })
            })
            .connect_lazy_with(only_read.clone());
        let watch = only_read.connect().await?;
        Ok(Self {
            watch: Arc::new(Mutex::new(Some(watch))),
            ..Self::new(reading, writing, since)
        })
    }

    /// How often others have changed the file, counted by a connection that never does; none where
    /// there is no such connection.
    pub(super) async fn changes(&self) -> sqlx::Result<Option<i64>> {
        let mut watch = self.watch.lock().await;
        let Some(watch) = watch.as_mut() else {
            return Ok(None);
        };
        let version = sqlx::query_scalar("PRAGMA data_version");
        version.fetch_one(watch).await.map(Some)
    }

    pub(super) async fn learn(&self) -> sqlx::Result<()> {
        // Also of tables that were not looked at so far, each within bounds.
        sqlx::query("PRAGMA optimize = 0x10002")
            .execute(&self.writing)
            .await?;
        if let Ok(mut since) = self.since.lock() {
            *since = Some(Instant::now());
        }
        Ok(())
    }
}

fn is_in_memory(url: &str) -> bool {
    url.contains(":memory:") || url.contains("mode=memory")
}

/// The file of a database that is one.
pub(super) fn file(url: &str) -> Option<PathBuf> {
    if !url.starts_with("sqlite:") || is_in_memory(url) {
        return None;
    }
    let options = SqliteConnectOptions::from_str(url).ok()?;
    Some(options.get_filename().to_owned())
}

impl Pools<Postgres> {
    pub(super) async fn connect(url: &str) -> sqlx::Result<Self> {
        let options = PgConnectOptions::from_str(url)?.options([
            // A plan made for all values alike took 48 seconds where one for the value takes 0.4.
            ("plan_cache_mode", "force_custom_plan"),
            // The database stands in memory or on a disk without a moving head. PostgreSQL takes it
            // for one with, and reads all plans of the country to find those of a municipality.
            ("random_page_cost", "1.1"),
        ]);
        let since = Since::default();
        let last = since.clone();
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire(false)
            .before_acquire(move |connection, state| {
                let serves = is_after(&last, state.age);
                Box::pin(async move {
                    if serves && state.idle_for > RESTED {
                        connection.ping().await?;
                    }
                    Ok(serves)
                })
            })
            .connect_with(options)
            .await?;
        Ok(Self::new(pool.clone(), pool, since))
    }
}

/// One pool for all, as of a database in memory.
impl<D: Engine> From<Pool<D>> for Pools<D> {
    fn from(pool: Pool<D>) -> Self {
        Self::new(pool.clone(), pool, Since::default())
    }
}

impl<D: Engine> Clone for Pools<D> {
    fn clone(&self) -> Self {
        Self {
            reading: self.reading.clone(),
            writing: self.writing.clone(),
            snapshot: self.snapshot.clone(),
            watch: self.watch.clone(),
            since: self.since.clone(),
            looked: self.looked.clone(),
        }
    }
}

impl<D: Engine> Debug for Pools<D> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pools")
            .field("reading", &self.reading)
            .field("writing", &self.writing)
            .finish_non_exhaustive()
    }
}

impl<D: Engine> Debug for Reader<D> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Own(_) => "Own",
            Self::Shared(_) => "Shared",
        })
    }
}

impl<D: Engine> Deref for Reader<D> {
    type Target = D::Connection;
    fn deref(&self) -> &Self::Target {
        match self {
            Self::Own(connection) => connection,
            Self::Shared(transaction) => transaction,
        }
    }
}

impl<D: Engine> DerefMut for Reader<D> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        match self {
            Self::Own(connection) => connection,
            Self::Shared(transaction) => transaction,
        }
    }
}
