//! What every request can reach.

use crate::{
    clock::Clock,
    config::Config,
    db::{Db, Kept},
    identity::limit::Limits,
};
use std::sync::Arc;

/// The running program: database, clock, settings. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The settings.
    pub config: Arc<Config>,
    /// How often somebody may try to sign in.
    pub limits: Arc<Limits>,
    /// What was made of the database's content.
    pub kept: Arc<Kept>,
}

impl App {
    /// A program on this database, by this clock, with these settings.
    #[must_use]
    pub fn new(db: Db, clock: Clock, config: Config) -> Self {
        Self {
            db,
            clock,
            config: Arc::new(config),
            limits: Arc::default(),
            kept: Arc::default(),
        }
    }
}
