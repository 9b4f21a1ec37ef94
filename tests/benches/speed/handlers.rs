//! Pages beside bare handlers.

use crate::{
    Bars, Result,
    bare::{self, Answer},
    client::{self, Connection},
    clock, median,
    process::Server,
};
use server::{db::Db, on_db, on_writer, seed};
use std::time::Duration;

const EMAIL: &str = "coordinator@demo.paraat";

/// A page, what stands beside it, and how much of its requests per second the page must reach.
struct Compared {
    name: &'static str,
    path: String,
    queries: &'static [&'static str],
    id: String,
    /// Whether the asker has what is there.
    known: bool,
    /// Whether what it has read is kept for who asks for the same again.
    kept: bool,
    bar: f64,
}

pub async fn run(bars: &mut Bars) -> Result<()> {
    // Turns of each of those that are compared, and how long one lasts.
    let (turns, turn) = if cfg!(debug_assertions) {
        (1, Duration::from_millis(200))
    } else {
        (7, Duration::from_secs(1))
    };
    let folder = tempfile::TempDir::new()?;
    let url = format!("sqlite://{}", folder.path().join("paraat.db").display());
    let db = Db::open(&url).await?;
    seed::demo(&db, &clock()?.0).await?;
    fill(&db).await?;
    db.learn().await?;
    // The richest records: most on their lists.
    let plan = id(
        &db,
        "SELECT p.id FROM plans p ORDER BY (SELECT COUNT(*) FROM plan_versions v WHERE v.plan_id = p.id)
                + (SELECT COUNT(*) FROM plan_reviews r WHERE r.plan_id = p.id)
                + (SELECT COUNT(*) FROM plan_annexes x WHERE x.plan_id = p.id) DESC, p.id LIMIT 1",
    )
    .await?;
    let exercise = id(
        &db,
        "SELECT e.id FROM exercises e WHERE e.status IN ('evaluated', 'closed')
         ORDER BY (SELECT COUNT(*) FROM exercise_participants ep WHERE ep.exercise_id = e.id)
                + (SELECT COUNT(*) FROM lessons l WHERE l.exercise_id = e.id) DESC, e.id LIMIT 1",
    )
    .await?;
    db.close().await;

    let site = Server::site(&url)?;
    let cookie = client::sign_in(&site.address, EMAIL).await?;
    let feed = make_feed(&site.address, &cookie).await?;
    let compared = |name, path: &str, queries, id: &str, bar| Compared {
        name,
        path: path.to_owned(),
        queries,
        id: id.to_owned(),
        known: false,
        kept: ["/", "/plans", "/exercises"].contains(&path),
        bar,
    };
    let all = [
        compared("plan register", "/plans", bare::PLANS, "", 0.4),
        compared("exercise register", "/exercises", bare::EXERCISES, "", 0.4),
        compared(
            "exercise page",
            &format!("/exercises/{exercise}"),
            bare::EXERCISE,
            &exercise,
            0.4,
        ),
        compared(
            "plan page",
            &format!("/plans/{plan}"),
            bare::PLAN,
            &plan,
            0.3,
        ),
        compared("overview", "/", bare::OVERVIEW, "", 0.25),
        compared("feed", &feed, bare::FEED, "", 0.5),
        Compared {
            known: true,
            ..compared("feed, known (304)", &feed, bare::FEED, "", 0.6)
        },
    ];

    // What each asks, and how much comes back.
    let mut connection = Connection::open(&site.address).await?;
    let (mut requests, mut answers) = (Vec::new(), Vec::new());
    for one in &all {
        let cookie = ("cookie", cookie.as_str());
        let whole = client::get(&one.path, &[cookie]);
        // The first fetch of a feed is noted.
        connection.ask(&whole).await?;
        let answer = connection.ask(&whole).await?;
        if answer.status != 200 {
            return Err(format!("{} to {}", answer.status, one.path).into());
        }
        let tag = ("if-none-match", answer.header("etag"));
        requests.push(match one.known {
            true => client::get(&one.path, &[cookie, tag]),
            false => whole,
        });
        answers.push(Answer {
            path: one.path.clone(),
            queries: one.queries,
            id: one.id.clone(),
            size: answer.size(),
        });
    }
    let bare = Server::bare(&url, &answers)?;
    let forgetful = Server::forgetful(&url)?;

    println!("requests per second, {EMAIL}, demonstration, SQLite: page of bare handler");
    for (at, one) in all.iter().enumerate() {
        let (mut pages, mut bares) = (Vec::new(), Vec::new());
        let status = if one.known { 304 } else { 200 };
        for _ in 0..turns {
            let request = &requests[at];
            bares.push(client::load(&bare.address, request, status, turn).await?);
            pages.push(client::load(&site.address, request, status, turn).await?);
        }
        let (page, bare) = (median(pages), median(bares));
        let (ratio, bar) = (page / bare, one.bar);
        let anew = if one.kept {
            let anew = client::load(&forgetful.address, &requests[at], status, turn).await?;
            format!(", {:.2} where nothing is kept", anew / bare)
        } else {
            String::new()
        };
        let mark = bars.check(ratio >= bar, || {
            format!("{}: {ratio:.2} of {bar}", one.name)
        });
        println!(
            "{:<18} {:>7} bytes {page:>7.0} of {bare:>6.0} = {ratio:.2} (at least {bar}{anew}){mark}",
            one.name, answers[at].size
        );
    }
    Ok(())
}

async fn id(db: &Db, sql: &'static str) -> Result<String> {
    let (id,): (String,) = on_db!(db, |c| sqlx::query_as(sql).fetch_one(c).await)?;
    Ok(id)
}

/// Makes a feed of all that the user may see; gives its path.
async fn make_feed(address: &str, cookie: &str) -> Result<String> {
    let form = "name=Bench&selection=scope";
    let request = format!(
        "POST /me/calendar HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let mut connection = Connection::open(address).await?;
    let answer = connection.ask(&request).await?;
    let page = connection.text(&answer);
    let rest = page.split_once("/calendar/feeds/").ok_or("no feed")?.1;
    let token = rest.split_once(".ics").ok_or("no feed")?.0;
    Ok(format!("/calendar/feeds/{token}.ics"))
}

/// Plans and exercises enough to fill a page of each register, and no more.
async fn fill(db: &Db) -> sqlx::Result<()> {
    for sql in [
        "INSERT INTO plans (id, owner_id, title, kind, rule_id, stage, counted_on, due_on, warn_from)
         SELECT 'bench-' || $1, owner_id, title || ' ' || $1, kind, rule_id, stage, counted_on, due_on, warn_from
         FROM plans WHERE due_on IS NOT NULL AND (SELECT COUNT(*) FROM plans) < 55 ORDER BY id LIMIT 1",
        "INSERT INTO exercises (id, owner_id, title, kind, status, starts_at, ends_at, place, scenario, created_at,
                                updated_at)
         SELECT 'bench-' || $1, owner_id, title || ' ' || $1, kind, status, starts_at, ends_at, place, scenario,
                created_at, updated_at
         FROM exercises WHERE status = 'planned' AND (SELECT COUNT(*) FROM exercises) < 55 ORDER BY id LIMIT 1",
    ] {
        for number in 0..50 {
            on_writer!(db, |c| sqlx::query(sql)
                .bind(number.to_string())
                .execute(c)
                .await
                .map(drop))?;
        }
    }
    Ok(())
}
