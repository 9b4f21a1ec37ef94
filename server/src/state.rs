//! What every request can reach.

use crate::{
    clock::Clock,
    config::Config,
    db::{Db, Kept, State},
    identity::limit::Limits,
    records::RECORDS,
    trail::Records,
};
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};
use tokio::sync::Mutex;

/// What is kept for a page counts as this many bytes: fifty rows are less.
const ROOM: usize = 32 << 10;
/// How many things may be made at the same time.
const MAKERS: usize = 16;

/// The running program: database, clock, settings. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The settings.
    pub config: Arc<Config>,
    /// The kinds of records of which the audit trail tells.
    pub records: &'static Records,
    /// How often somebody may try to sign in.
    pub limits: Arc<Limits>,
    /// What was made of the database's content.
    pub kept: Arc<Kept>,
    /// What the database held when the request began that this serves; none where it may change
    /// what is there.
    state: Option<State>,
    /// Held by who makes something of the database's content, one for many keys.
    making: Arc<[Mutex<()>; MAKERS]>,
}

impl App {
    /// A program on this database, by this clock, with these settings.
    #[must_use]
    pub fn new(db: Db, clock: Clock, config: Config) -> Self {
        Self {
            db,
            clock,
            config: Arc::new(config),
            records: &RECORDS,
            limits: Arc::default(),
            kept: Arc::default(),
            state: None,
            making: Arc::default(),
        }
    }

    /// From here on this serves one request that only reads: all its queries see the database as it
    /// is at the first, and what was made of that content before need not be made again.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn begin_reading(&mut self) -> sqlx::Result<()> {
        // Before anything is read: what somebody stores meanwhile belongs to a later state.
        self.state = self.db.state().await?;
        self.db = self.db.snapshot();
        Ok(())
    }

    /// What is made of the database's content, or was made for the same key while that stayed as it
    /// is: people look much more often than they change something. The key names all that it depends
    /// on besides: who asks for what, and on which day. Of those who ask for the same at once, one
    /// makes it and the others wait.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn keep<T: Send + Sync + 'static>(
        &self,
        key: String,
        make: impl Future<Output = sqlx::Result<T>>,
    ) -> sqlx::Result<Arc<T>> {
        let Some(state) = &self.state else {
            return make.await.map(Arc::new);
        };
        if let Some(thing) = self.kept.get(state, &key) {
            return Ok(thing);
        }
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let making = &self.making[hasher.finish() as usize % MAKERS];
        let _making = match making.try_lock() {
            Ok(making) => making,
            Err(_) => {
                // Without a connection, which who makes it may need.
                self.db.renew().await;
                making.lock().await
            }
        };
        if let Some(thing) = self.kept.get(state, &key) {
            return Ok(thing);
        }
        let thing = Arc::new(make.await?);
        self.kept.put(state.clone(), key, Arc::clone(&thing), ROOM);
        Ok(thing)
    }
}
