//! What every request can reach.

use crate::{
    clock::Clock,
    config::Config,
    db::{Db, Kept, State, weight},
    identity::limit::Limits,
    trail::Records,
};
use std::{
    fmt::Debug,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};
use tokio::sync::Mutex;

/// How many locks there are for what is being made: so many that two things seldom share one.
const MAKERS: usize = 1024;

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
    kept: Arc<Kept>,
    /// What the database held when the request began that this serves; none where it may change
    /// what is there.
    state: Option<State>,
    /// Held by who makes something of the database's content, one for many keys.
    making: Arc<[Mutex<()>]>,
}

impl App {
    /// A program on this database, by this clock, with these settings, whose trail tells of these
    /// records.
    #[must_use]
    pub fn new(db: Db, clock: Clock, config: Config, records: &'static Records) -> Self {
        Self {
            db,
            clock,
            config: Arc::new(config),
            records,
            limits: Arc::default(),
            kept: Arc::default(),
            state: None,
            making: (0..MAKERS).map(|_| Mutex::default()).collect(),
        }
    }

    /// From here on this serves one request that only reads. All that it reads anew is as the database
    /// is at the first query, and again at the first after it waited for another request in
    /// [`Self::keep`] or has [noted](Db::note) something. What was made before of what the database
    /// holds now need not be made again: so what is kept is never newer than what is read beside it,
    /// and older at most by what somebody stored while the request was being answered.
    pub async fn begin_reading(&mut self) {
        // Before anything is read: what somebody stores meanwhile belongs to a later state. Where it
        // can't be told, nothing kept is of use, and whoever reads learns why.
        self.state = self.db.state().await.ok().flatten();
        if let Some(state) = &self.state {
            self.kept.begin(state);
        }
        self.db = self.db.snapshot();
    }

    /// Whoever serves a request that only reads has let go of what it read: it begins anew.
    pub async fn begin_again(&mut self) {
        if self.state.is_some() {
            self.begin_reading().await;
        }
    }

    /// What was made under this key of what the database holds now.
    #[must_use]
    pub fn kept<T: Send + Sync + 'static>(&self, key: &str) -> Option<Arc<T>> {
        self.kept.get(self.state.as_ref()?, key)
    }

    /// Keeps what was made of what the request has read, unless somebody stored something between
    /// its beginning and that; it takes so many bytes.
    pub async fn keep_made<T: Send + Sync + 'static>(
        &self,
        key: String,
        thing: Arc<T>,
        bytes: usize,
    ) {
        if let Some(state) = &self.state
            && self.db.has_read(state).await
        {
            self.kept.put(state, key, thing, bytes);
        }
    }

    /// What is made of the database's content, or was made for the same key while that stayed as it
    /// is: people look much more often than they change something. The key names all that it depends
    /// on besides: who asks for what, and on which day. Of those who ask for the same at once, one
    /// makes it and the others wait.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn keep<T: Debug + Send + Sync + 'static>(
        &self,
        key: String,
        make: impl Future<Output = sqlx::Result<T>>,
    ) -> sqlx::Result<Arc<T>> {
        if self.state.is_none() {
            return make.await.map(Arc::new);
        }
        if let Some(thing) = self.kept(&key) {
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
        if let Some(thing) = self.kept(&key) {
            return Ok(thing);
        }
        let thing = Arc::new(make.await?);
        if let Some(bytes) = weight(&*thing) {
            self.keep_made(key, Arc::clone(&thing), bytes).await;
        }
        Ok(thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{on_writer, records::RECORDS, scalar};
    use std::sync::atomic::{AtomicU32, Ordering};
    use tempfile::TempDir;

    async fn program(url: &str) -> App {
        let db = Db::open(url).await.expect("a database");
        let config = Config {
            listen: ([127, 0, 0, 1], 3000).into(),
            public_url: "http://127.0.0.1:3000".parse().expect("an address"),
            demo: true,
            today: None,
            documents: None,
        };
        let clock = Clock::system(chrono_tz::Europe::Amsterdam);
        App::new(db, clock, config, &RECORDS)
    }

    fn url(folder: &TempDir) -> String {
        format!("sqlite://{}", folder.path().join("paraat.db").display())
    }

    async fn change(db: &Db, name: &str) {
        let done = on_writer!(db, |c| sqlx::query(
            "INSERT INTO settings (name, value) VALUES ($1, 'b')"
        )
        .bind(name)
        .execute(c)
        .await
        .map(drop));
        done.expect("a change");
    }

    #[tokio::test]
    async fn what_is_kept_is_made_once_until_somebody_changes_anything() {
        let folder = TempDir::new().expect("a folder");
        let app = program(&url(&folder)).await;
        let made = AtomicU32::new(0);
        let ask = async |key: &str| {
            let mut app = app.clone();
            app.begin_reading().await;
            let make = async {
                tokio::task::yield_now().await;
                Ok(made.fetch_add(1, Ordering::Relaxed))
            };
            *app.keep(key.to_owned(), make).await.expect("a number")
        };
        // Of those who ask at once, one makes it.
        assert_eq!(tokio::join!(ask("a"), ask("a"), ask("a")), (0, 0, 0));
        assert_eq!((ask("b").await, ask("a").await), (1, 0));
        // Another process changes something.
        let other = Db::open(&url(&folder)).await.expect("a database");
        change(&other, "a").await;
        assert_eq!((ask("a").await, ask("a").await), (2, 2));
        // Whoever may change something reads for himself.
        let own = async { Ok(made.fetch_add(1, Ordering::Relaxed)) };
        assert_eq!(*app.keep("a".to_owned(), own).await.expect("a number"), 3);
    }

    #[tokio::test]
    async fn nothing_is_kept_that_is_newer_than_what_is_read_beside_it() {
        let folder = TempDir::new().expect("a folder");
        let app = program(&url(&folder)).await;
        let count = async |app: &App| -> sqlx::Result<i64> {
            scalar!(&app.db, "SELECT COUNT(*) FROM settings")
        };
        let (mut early, mut late) = (app.clone(), app.clone());
        early.begin_reading().await;
        late.begin_reading().await;
        let before = count(&early).await.expect("a count");
        change(&app.db, "a").await;
        // It asked for the state before the change, and reads what was there after.
        let seen = late.keep("a".to_owned(), count(&late)).await;
        assert_eq!(*seen.expect("a count"), before + 1);
        let seen = early.keep("a".to_owned(), count(&early)).await;
        assert_eq!(*seen.expect("a count"), before);
    }

    #[tokio::test]
    async fn what_is_too_large_is_made_each_time() {
        let folder = TempDir::new().expect("a folder");
        let mut app = program(&url(&folder)).await;
        app.begin_reading().await;
        let made = AtomicU32::new(0);
        for (megabytes, times) in [(1, 1), (3, 2)] {
            made.store(0, Ordering::Relaxed);
            for _ in 0..2 {
                let make = async {
                    made.fetch_add(1, Ordering::Relaxed);
                    Ok("a".repeat(megabytes << 20))
                };
                let key = megabytes.to_string();
                let thing = app.keep(key, make).await.expect("a text");
                assert_eq!(thing.len(), megabytes << 20);
            }
            assert_eq!(made.load(Ordering::Relaxed), times);
        }
    }
}
