//! What a page stores by the way.

use super::Db;
use std::time::Duration;

/// How long a page waits until something can be noted.
const PATIENCE: Duration = Duration::from_secs(1);

impl Db {
    /// Has a page note something, such as when its reader was there last. That matters less than the
    /// page: whoever waits for others that write, or for a disk that is full, gets it without. What
    /// was read so far is let go of before, as who holds a connection to read from and waits for one
    /// to write keeps others from both; what the page reads after this is as the database is then.
    pub async fn note(&self, what: &'static str, store: impl Future<Output = sqlx::Result<()>>) {
        self.renew().await;
        match tokio::time::timeout(PATIENCE, store).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "{what} could not be noted"),
            Err(_) => tracing::warn!("{what} was not noted, as others were writing"),
        }
    }
}
