//! What every request can reach.

use crate::{
    clock::Clock,
    config::Config,
    db::{Db, Kept},
    identity::limit::Limits,
    records::RECORDS,
    trail::Records,
};
use std::sync::Arc;
use tokio::sync::Mutex;

/// What is kept for whoever sees a whole country counts as this many bytes: a page of fifty rows is
/// less.
const ROOM: usize = 32 << 10;

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
    /// Held by who makes something of all of the database's content.
    making: Arc<Mutex<()>>,
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
            making: Arc::default(),
        }
    }

    /// What is made of the database's content, or was made for the same key while that stayed as it
    /// is: sums over a whole country take a tenth of a second, and nobody changes a country between
    /// two looks at it. The key names all that it depends on besides: who asks for what, and on
    /// which day. Those who find nothing kept make theirs one after the other, so that eight who ask
    /// at once wait for one.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn keep<T: Send + Sync + 'static>(
        &self,
        key: String,
        make: impl Future<Output = sqlx::Result<T>>,
    ) -> sqlx::Result<Arc<T>> {
        if let Some(state) = self.db.state().await?
            && let Some(thing) = self.kept.get(&state, &key)
        {
            return Ok(thing);
        }
        // Without a connection, which who makes it needs.
        self.db.renew().await;
        let _making = self.making.lock().await;
        // Before anything is read: what somebody stores meanwhile belongs to a later state.
        let state = self.db.state().await?;
        if let Some(state) = &state
            && let Some(thing) = self.kept.get(state, &key)
        {
            return Ok(thing);
        }
        let thing = Arc::new(make.await?);
        if let Some(state) = state {
            self.kept.put(state, key, Arc::clone(&thing), ROOM);
        }
        Ok(thing)
    }
}
