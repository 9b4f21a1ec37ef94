//! The settings of a running server.

use chrono::NaiveDate;
use std::{net::SocketAddr, path::PathBuf};
use url::Url;

/// What `paraat serve` was told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// How the world reaches the program; calendars carry links to it.
    pub public_url: Url,
    /// Whether this is a demonstration with invented people.
    pub demo: bool,
    /// The day at which a demonstration's clock stands still.
    pub today: Option<NaiveDate>,
    /// The folder that holds the documents of plans; without one they are in the database.
    pub documents: Option<PathBuf>,
}

impl Config {
    /// Whether cookies may only travel encrypted; not so on plain http, which is for loopback.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// The address of a page as the world reaches it.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }
}
