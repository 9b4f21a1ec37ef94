//! The whole program on the demonstration's data, reached through its real router.

use crate::gate::Gate;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, header},
};
use chrono::NaiveDate;
use chrono_tz::Europe::Amsterdam;
use http_body_util::BodyExt;
use scraper::{Html, Selector};
use server::{
    clock::Clock, config::Config, db::Db, on_db, on_writer, records::RECORDS, seed, state::App,
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};
use std::{
    cell::OnceCell as LocalCell,
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use tokio::sync::{Mutex, OnceCell};
use tower::ServiceExt;
use url::Url;

/// Makes two tests of one body: on SQLite and on PostgreSQL, each on data of its own.
///
/// `on_both!(a_name, async |site: Site| { … });`
#[macro_export]
macro_rules! on_both {
    ($(#[$meta:meta])* $name:ident, $body:expr) => {
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            #[tokio::test]
            async fn on_sqlite() {
                ($body)($crate::site::Site::on_sqlite().await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                if let Some(site) = $crate::site::Site::on_postgres().await {
                    ($body)(site).await;
                }
            }
        }
    };
}

/// The day of the tests.
#[must_use]
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day that exists")
}

/// The running program with the demonstration of [`today`], whose clock stands still.
#[derive(Debug)]
pub struct Site {
    app: App,
    router: Router,
    /// How many requests wait for their answer.
    asked: Arc<AtomicU32>,
    _folder: Option<Arc<TempDir>>,
}

impl Site {
    /// On a SQLite file of its own.
    ///
    /// # Panics
    /// When the demonstration can't be loaded.
    pub async fn on_sqlite() -> Self {
        static SEEDED: OnceCell<TempDir> = OnceCell::const_new();
        let seeded = SEEDED
            .get_or_init(async || {
                let folder = TempDir::new().expect("a folder");
                seed_into(&sqlite_url(&folder)).await;
                folder
            })
            .await;
        Self::copied(seeded).await
    }

    /// On a copy of the SQLite file in this folder.
    async fn copied(seeded: &TempDir) -> Self {
        let folder = TempDir::new().expect("a folder");
        let file = |folder: &TempDir| folder.path().join("paraat.db");
        std::fs::copy(file(seeded), file(&folder)).expect("a copy");
        let db = Db::open(&sqlite_url(&folder)).await.expect("a database");
        Self::new(db, Some(Arc::new(folder)))
    }

    /// On a PostgreSQL database of its own; `None`, with a message, where there is no PostgreSQL.
    ///
    /// # Panics
    /// When the demonstration can't be loaded.
    pub async fn on_postgres() -> Option<Self> {
        let url = Self::postgres_url().await?;
        let db = Db::open(url.as_str()).await;
        Some(Self::new(db.expect("a database"), None))
    }

    /// On a PostgreSQL database of its own, which it reaches through a gate; `None`, with a message,
    /// where there is no PostgreSQL.
    ///
    /// # Panics
    /// When the demonstration can't be loaded.
    pub async fn behind_a_gate() -> Option<(Self, Gate)> {
        let (gate, url) = Gate::to(&Self::postgres_url().await?).await;
        let db = Db::open(url.as_str()).await;
        Some((Self::new(db.expect("a database"), None), gate))
    }

    /// The address of a PostgreSQL database with the demonstration, for one site.
    async fn postgres_url() -> Option<Url> {
        static SEEDED: OnceCell<Option<Url>> = OnceCell::const_new();
        let seeded = SEEDED
            .get_or_init(async || {
                let url = crate::postgres::database_url().await?;
                seed_into(&url).await;
                Some(url.parse().expect("an address"))
            })
            .await
            .as_ref()?;
        Some(copy_of(seeded).await)
    }

    /// An invented country of so many municipalities instead of the demonstration, on SQLite and,
    /// where there is one, on PostgreSQL.
    ///
    /// # Panics
    /// When it can't be made.
    pub async fn national(scale: usize) -> Vec<Self> {
        static SEEDED: Mutex<BTreeMap<usize, Arc<Country>>> = Mutex::const_new(BTreeMap::new());
        let mut seeded = SEEDED.lock().await;
        let country = match seeded.get(&scale) {
            Some(country) => country.clone(),
            None => {
                let country = Arc::new(Country::seed(scale).await);
                seeded.insert(scale, country.clone());
                country
            }
        };
        drop(seeded);
        let mut sites = vec![Self::copied(&country.folder).await];
        if let Some(template) = &country.postgres {
            let db = Db::open(copy_of(template).await.as_str()).await;
            sites.push(Self::new(db.expect("a database"), None));
        }
        sites
    }

    fn new(db: Db, folder: Option<Arc<TempDir>>) -> Self {
        let config = Config {
            listen: ([127, 0, 0, 1], 3000).into(),
            public_url: "http://127.0.0.1:3000".parse().expect("an address"),
            demo: true,
            today: Some(today()),
            documents: None,
        };
        let app = App::new(db, Clock::fixed(Amsterdam, today()), config, &RECORDS);
        let router = server::router::router(app.clone());
        Self {
            app,
            router,
            asked: Arc::default(),
            _folder: folder,
        }
    }

    /// The same program with its documents in this folder.
    #[must_use]
    pub fn with_documents(self, folder: &Path) -> Self {
        self.documents_in(Some(folder))
    }

    /// The same program without a folder for its documents.
    #[must_use]
    pub fn without_documents(self) -> Self {
        self.documents_in(None)
    }

    fn documents_in(self, folder: Option<&Path>) -> Self {
        let config = Config {
            documents: folder.map(Path::to_owned),
            ..(*self.app.config).clone()
        };
        let app = App::new(
            self.app.db.clone(),
            self.app.clock.clone(),
            config,
            self.app.records,
        );
        let router = server::router::router(app.clone());
        Self {
            app,
            router,
            _folder: self._folder,
            ..self
        }
    }

    /// The program as its handlers reach it.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The database behind it.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.app.db
    }

    /// How many rows a table has.
    ///
    /// # Panics
    /// When there is no such table.
    pub async fn count(&self, table: &str) -> i64 {
        let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let counted: Result<(i64,), _> =
            on_db!(self.db(), |c| sqlx::query_as(sql).fetch_one(c).await);
        counted.expect("a count").0
    }

    /// Changes the database by other hands than the program's.
    ///
    /// # Panics
    /// When the statement fails.
    pub async fn run(&self, sql: &'static str) {
        on_writer!(self.db(), |c| sqlx::query(sql).execute(c).await.map(drop)).expect("a change");
    }

    /// Waits until somebody waits for what a transaction holds. Not for ever: a test must fail, not
    /// hang. On SQLite one connection writes, and whoever wants it stands in line for it: nothing
    /// can come between.
    ///
    /// # Panics
    /// When the database can't be asked.
    pub async fn until_somebody_waits(&self) {
        let waiting = async || match self.db() {
            Db::Sqlite(_) => true,
            Db::Postgres(pools) => sqlx::query_scalar(
                "SELECT COUNT(*) > 0 FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'",
            )
            .fetch_one(pools.writing())
            .await
            .expect("an answer"),
        };
        let waits = async {
            while !waiting().await {
                tokio::task::yield_now().await;
            }
        };
        let _ = tokio::time::timeout(Duration::from_secs(20), waits).await;
    }

    /// Its clock, to move it.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.app.clock
    }

    /// The program as a service, for a real browser.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Somebody who is not signed in.
    #[must_use]
    pub fn anonymous(&self) -> Visitor {
        Visitor {
            router: self.router.clone(),
            db: self.app.db.clone(),
            asked: self.asked.clone(),
            cookie: None,
        }
    }

    /// Somebody who signs in with one of the demonstration accounts.
    ///
    /// # Panics
    /// When the account is refused.
    pub async fn sign_in(&self, email: &str) -> Visitor {
        let mut visitor = self.anonymous();
        let answer = visitor
            .post("/login", &[("email", email), ("password", seed::PASSWORD)])
            .await;
        assert_eq!(answer.status, 303, "{email} can't sign in");
        let cookie = answer
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap_or_default();
        visitor.cookie = Some(cookie.to_owned());
        visitor
    }
}

fn sqlite_url(folder: &TempDir) -> String {
    format!("sqlite://{}", folder.path().join("paraat.db").display())
}

async fn seed_into(url: &str) {
    let db = Db::open(url).await.expect("a database");
    seed::demo(&db, &Clock::fixed(Amsterdam, today()))
        .await
        .expect("the demonstration");
    weaken_passwords(&db).await;
    db.close().await;
}

/// An invented country on each database, to be copied.
struct Country {
    folder: TempDir,
    postgres: Option<Url>,
}

impl Country {
    async fn seed(scale: usize) -> Self {
        let folder = TempDir::new().expect("a folder");
        let postgres = crate::postgres::database_url().await;
        let clock = Clock::fixed(Amsterdam, today());
        for url in [Some(sqlite_url(&folder)), postgres.clone()]
            .iter()
            .flatten()
        {
            let db = Db::open(url).await.expect("a database");
            let seeded = seed::national(&db, &clock, scale, |_| ()).await;
            seeded.expect("a country");
            weaken_passwords(&db).await;
            db.close().await;
        }
        Self {
            folder,
            postgres: postgres.map(|url| url.parse().expect("an address")),
        }
    }
}

/// Signing in is what nearly every test does first, and checking a password is made to be slow. How
/// slow stands in the stored hash: here one that no program would store, of the same password.
async fn weaken_passwords(db: &Db) {
    let params = Params::new(Params::MIN_M_COST, 1, 1, None).expect("parameters");
    let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(seed::PASSWORD.as_bytes())
        .expect("a hash")
        .to_string();
    on_writer!(db, |c| sqlx::query("UPDATE users SET password_hash = $1")
        .bind(&hash)
        .execute(c)
        .await
        .map(drop))
    .expect("passwords");
}

/// PostgreSQL copies a whole database far quicker than it can be filled.
async fn copy_of(template: &Url) -> Url {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = template.path().trim_start_matches('/');
    let copy = format!("{name}_{number}");
    let mut server = template.clone();
    server.set_path("postgres");
    let mut connection = PgConnection::connect(server.as_str())
        .await
        .expect("the server");
    let create = format!("CREATE DATABASE {copy} TEMPLATE {name} STRATEGY FILE_COPY");
    raw_sql(AssertSqlSafe(create))
        .execute(&mut connection)
        .await
        .expect("a copy");
    connection.close().await.expect("an end");
    server.set_path(&copy);
    server
}

/// Somebody with a browser, as far as HTTP goes.
#[derive(Clone, Debug)]
pub struct Visitor {
    router: Router,
    db: Db,
    asked: Arc<AtomicU32>,
    cookie: Option<String>,
}

impl Visitor {
    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// Asks for a page with headers of one's own.
    ///
    /// # Panics
    /// When path or headers can't be sent.
    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).expect("a request"))
            .await
    }

    /// Sends a form.
    ///
    /// # Panics
    /// When the path can't be sent.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encoded(fields)));
        self.send(request.expect("a request")).await
    }

    /// Sends a form with a file: its field, its name and its bytes.
    ///
    /// # Panics
    /// When the path can't be sent.
    pub async fn post_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (field, name, bytes): (&str, &str, &[u8]),
    ) -> Answer {
        const BOUNDARY: &str = "----a-boundary-of-the-tests";
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        // As browsers do it (HTML, 4.10.21.8).
        let name = name
            .replace('"', "%22")
            .replace('\r', "%0D")
            .replace('\n', "%0A");
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let request = Request::post(path)
            .header(
                header::CONTENT_TYPE,
                format!("multipart/form-data; boundary={BOUNDARY}"),
            )
            .body(Body::from(body));
        self.send(request.expect("a request")).await
    }

    /// Sends a request as it is, with the session's cookie.
    ///
    /// # Panics
    /// When the answer can't be read.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        if let Some(cookie) = &self.cookie {
            let value = cookie.parse().expect("a cookie");
            request.headers_mut().insert(header::COOKIE, value);
        }
        self.asked.fetch_add(1, Ordering::Relaxed);
        let response = self.router.clone().oneshot(request).await;
        let (parts, body) = response.expect("an answer").into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        if self.asked.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.until_idle().await;
        }
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.to_vec(),
            page: LocalCell::new(),
        }
    }

    /// Waits until the last request has given back its connection, if nobody else asks: a next one
    /// that came sooner would open another, with all its statements to be prepared anew. Not for
    /// long: a test itself may hold one.
    async fn until_idle(&self) {
        for _ in 0..1000 {
            if self.db.is_idle() || self.asked.load(Ordering::Relaxed) > 0 {
                break;
            }
            tokio::task::yield_now().await;
        }
    }

    /// The address of the plan that a search for these words finds first.
    ///
    /// # Panics
    /// When there is none.
    pub async fn plan(&self, words: &str) -> String {
        let page = self
            .get(&format!("/plans?q={}", words.replace(' ', "+")))
            .await;
        let found = page.attributes("table.register tbody td a", "href");
        found.first().expect(words).clone()
    }

    /// The cookie of the session, as a browser sends it (`name=value`).
    #[must_use]
    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(fields).finish()
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
    /// The body as a page, once somebody looks for something in it.
    page: LocalCell<Html>,
}

impl Answer {
    /// A header; empty when it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The texts of the elements that a CSS selector finds, with single spaces.
    #[must_use]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.find(selector, |element| {
            let text: String = element.text().collect();
            Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
        })
    }

    /// An attribute of the elements that a CSS selector finds, where they have it.
    #[must_use]
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        self.find(selector, |element| {
            element.value().attr(name).map(str::to_owned)
        })
    }

    /// What the form on the page would send as it stands, but for its text areas.
    #[must_use]
    pub fn fields(&self) -> Vec<(String, String)> {
        let mut form = Vec::new();
        let inputs =
            "main form input:not([type=radio]):not([type=checkbox]), main form input[checked]";
        let names = self.attributes(inputs, "name");
        form.extend(names.into_iter().zip(self.attributes(inputs, "value")));
        for select in self.attributes("main form select", "name") {
            let chosen = format!("main form select[name={select}] option[selected]");
            let value = self.attributes(&chosen, "value").first().cloned();
            form.push((select, value.unwrap_or_default()));
        }
        form
    }

    fn find(
        &self,
        selector: &str,
        read: impl Fn(scraper::ElementRef) -> Option<String>,
    ) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        self.page
            .get_or_init(|| Html::parse_document(&self.body))
            .select(&selector)
            .filter_map(read)
            .collect()
    }
}
