//! A whole country beside the demonstration: processor time per request, and sizes. What is compared
//! with is who sees the demonstration's region, which holds about as much as a municipality of the
//! country: 129 people beside 120, 28 actions beside 29.

use crate::{
    Bars, Result,
    client::{self, Connection},
    clock,
    process::{Cluster, Server},
};
use axum::http::Method;
use server::{db::Db, on_db, seed};
use std::time::{Duration, Instant};

/// The largest page of who sees the whole country.
const SIZE: usize = 250 * 1024;
/// How often another account asks before, so that a database that makes plans for all values alike
/// has made them.
const OTHERS: usize = 50;

/// How long a page is asked for at once, how often at least, and in how many turns.
const TURN: Duration = Duration::from_millis(if cfg!(debug_assertions) { 20 } else { 400 });
const LEAST: usize = 3;
const TURNS: usize = if cfg!(debug_assertions) { 2 } else { 3 };

/// A site and what counts the processor time that its requests take.
struct Site {
    server: Server,
    cluster: Option<Cluster>,
}

/// An account of a site.
struct Account<'a> {
    site: &'a Site,
    cookie: String,
}

/// A page of an account.
struct Asked {
    /// Seconds of processor time of a request.
    seconds: f64,
    size: usize,
}

pub async fn run(bars: &mut Bars) -> Result<()> {
    let scale = if cfg!(debug_assertions) {
        5
    } else {
        seed::NATIONAL.into()
    };
    let folders = [tempfile::TempDir::new()?, tempfile::TempDir::new()?];
    let files = folders
        .each_ref()
        .map(|folder| format!("sqlite://{}", folder.path().join("paraat.db").display()));
    compare("SQLite", files, scale, bars).await?;
    let urls = (
        tests::postgres::database_url().await,
        tests::postgres::database_url().await,
    );
    let (Some(small), Some(large)) = urls else {
        bars.check(false, || {
            "PostgreSQL is missing: nothing was measured on it".to_owned()
        });
        return Ok(());
    };
    compare("PostgreSQL", [small, large], scale, bars).await
}

async fn compare(name: &str, urls: [String; 2], scale: usize, bars: &mut Bars) -> Result<()> {
    let [small, large] = urls;
    let small = open(&small, async |db, clock| seed::demo(db, clock).await).await?;
    let start = Instant::now();
    let large = open(&large, async |db, clock| {
        seed::national(db, clock, scale, |_| ()).await
    })
    .await?;
    let seconds = start.elapsed().as_secs_f64();
    println!("\n{name}: seed national --scale {scale} in {seconds:.0} s");

    let region = Account::of(&small, "coordinator@demo.paraat").await?;
    let country = Account::of(&large, "landelijk@demo.paraat").await?;
    let other = Account::of(&large, "coordinator.regio01@demo.paraat").await?;
    println!("{name}: ms of processor time per request: who sees the country of who sees a region");
    against(&country, &region, 10.0, Some(SIZE), name, bars).await?;

    println!("{name}: the same after {OTHERS} requests of another account for each page");
    for path in pages(&other).await? {
        let request = client::get(&path, &[("cookie", &other.cookie)]);
        client::ask_often(&large.server.address, &request, OTHERS).await?;
    }
    let after = format!("{name}, after others");
    against(&country, &region, 10.0, Some(SIZE), &after, bars).await?;

    let municipal = Account::of(&large, "coordinator.0001@demo.paraat").await?;
    println!(
        "{name}: who sees a municipality of the country of who sees the demonstration's region"
    );
    let name = format!("{name}, municipal");
    against(&municipal, &region, 1.3, None, &name, bars).await
}

/// A filled database, served.
async fn open(
    url: &str,
    fill: impl AsyncFnOnce(&Db, &server::clock::Clock) -> anyhow::Result<()>,
) -> Result<Site> {
    let db = Db::open(url).await?;
    fill(&db, &clock()?.0).await?;
    db.learn().await?;
    let cluster = match &db {
        Db::Sqlite(_) => None,
        Db::Postgres(_) => {
            let connection: i32 = on_db!(&db, |c| sqlx::query_scalar("SELECT pg_backend_pid()")
                .fetch_one(c)
                .await)?;
            Some(Cluster::of(connection)?)
        }
    };
    db.close().await;
    let server = Server::site(url)?;
    Ok(Site { server, cluster })
}

/// Compares each page that both have.
async fn against(
    one: &Account<'_>,
    other: &Account<'_>,
    bar: f64,
    most: Option<usize>,
    name: &str,
    bars: &mut Bars,
) -> Result<()> {
    let (ones, others) = (pages(one).await?, pages(other).await?);
    let mut compared = 0;
    for path in &ones {
        // The page of a record has another address on each site, but the same place.
        let Some(same) = others.iter().find(|other| place(other) == place(path)) else {
            continue;
        };
        compared += 1;
        let (mut best, mut best_other) = (one.ask(path).await?, other.ask(same).await?);
        for _ in 1..TURNS {
            best.take(one.ask(path).await?);
            best_other.take(other.ask(same).await?);
        }
        let ratio = best.seconds / best_other.seconds;
        let place = place(path);
        let slow = bars.check(ratio <= bar, || {
            format!("{name}: {place} takes {ratio:.1} times as long (at most {bar})")
        });
        let large = bars.check(most.is_none_or(|most| best.size <= most), || {
            format!(
                "{name}: {place} has {} KB (at most {})",
                best.size / 1024,
                SIZE / 1024
            )
        });
        println!(
            "{place:<28} {:>8.2} of {:>6.2} = {ratio:>6.2} (at most {bar}){slow}, {} KB of {}{large}",
            best.seconds * 1e3,
            best_other.seconds * 1e3,
            best.size / 1024,
            best_other.size / 1024,
        );
    }
    bars.check(compared >= 20, || format!("{name}: only {compared} pages"));
    Ok(())
}

/// The address of a page with its record left out.
fn place(path: &str) -> String {
    let part = |part: &str| if is_id(part) { "{id}" } else { part }.to_owned();
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn is_id(part: &str) -> bool {
    part.len() == 36 && part.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}

/// The addresses of the pages that an account has: those without a record, and one record of each
/// that they lead to.
async fn pages(account: &Account<'_>) -> Result<Vec<String>> {
    let mut connection = Connection::open(&account.site.server.address).await?;
    let table = server::router::table();
    let known = |path: &&str| !path.contains('{') && !path.starts_with("/log");
    let gets = table.iter().filter(|(method, _)| *method == Method::GET);
    let (mut pages, mut records) = (Vec::new(), Vec::<String>::new());
    for path in gets.map(|(_, path)| *path).filter(known) {
        let answer = connection.ask(&account.get(path)).await?;
        if answer.status != 200 || !answer.header("content-type").starts_with("text/html") {
            continue;
        }
        pages.push(path.to_owned());
        let text = connection.text(&answer);
        for link in text.split("href=\"/").skip(1) {
            let link = link.split(['"', '?', '#']).next().unwrap_or_default();
            let link = format!("/{link}");
            let leads = link.rsplit('/').next().is_some_and(is_id);
            if leads && !records.iter().any(|record| place(record) == place(&link)) {
                records.push(link);
            }
        }
    }
    for record in records {
        let answer = connection.ask(&account.get(&record)).await?;
        if answer.status == 200 && answer.header("content-type").starts_with("text/html") {
            pages.push(record);
        }
    }
    Ok(pages)
}

impl<'a> Account<'a> {
    async fn of(site: &'a Site, email: &str) -> Result<Self> {
        let cookie = client::sign_in(&site.server.address, email).await?;
        Ok(Self { site, cookie })
    }

    fn get(&self, path: &str) -> String {
        client::get(path, &[("cookie", &self.cookie)])
    }

    /// Asks for a page for a while.
    async fn ask(&self, path: &str) -> Result<Asked> {
        let request = self.get(path);
        let mut connection = Connection::open(&self.site.server.address).await?;
        let size = connection.ask(&request).await?.size();
        let (start, before, mut times) = (Instant::now(), self.site.seconds()?, 0);
        while start.elapsed() < TURN || times < LEAST {
            connection.ask(&request).await?;
            times += 1;
        }
        let seconds = (self.site.seconds()? - before) / times as f64;
        Ok(Asked { seconds, size })
    }
}

impl Asked {
    /// Keeps the quicker of two: others on the machine can only make it slower.
    fn take(&mut self, other: Self) {
        if other.seconds < self.seconds {
            *self = other;
        }
    }
}

impl Site {
    /// Seconds of processor time that it took so far, with its database.
    fn seconds(&self) -> Result<f64> {
        let own = self.server.seconds()?;
        let cluster = self.cluster.as_ref().map(Cluster::seconds);
        Ok(own + cluster.transpose()?.unwrap_or_default())
    }
}
