//! Requests per second of the plan register with fifty rows, next to a bare handler that runs the
//! same query and sends a hand-formatted string of the same size.
//!
//! Both answer over HTTP on this machine, in turns, in one run: the ratio says how much the page
//! costs beyond its query, whatever else the machine is doing. Printed, not asserted.

mod client;

use app::{id::UserId, page::Pages, plans::Filter};
use axum::{Router, extract::State, http::header, response::IntoResponse, routing::get};
use client::{Connection, Result, TURNS};
use server::{db::Db, on_db, plans::store, seed, state::App};
use std::fmt::Write;

#[derive(Clone)]
struct Bare {
    app: App,
    user: UserId,
    size: usize,
}

/// The same query, and the least that can be made of it; filled up to the size of the page.
async fn bare(State(bare): State<Bare>) -> impl IntoResponse {
    let today = bare.app.clock.today();
    let (lines, Pages { total, .. }) =
        store::list(&bare.app.db, &bare.user, &Filter::default(), today)
            .await
            .expect("the query");
    let mut html = format!("<!doctype html><title>Plans</title><p>{total}</p><table>");
    for line in lines {
        let _ = write!(
            html,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{:?}</td><td>{}</td></tr>",
            line.title, line.owner, line.source, line.due_on, line.currency
        );
    }
    html.push_str("</table>");
    while html.len() < bare.size {
        html.push(' ');
    }
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html)
}

#[tokio::main]
async fn main() -> Result<()> {
    let folder = tempfile::TempDir::new()?;
    let db = client::database(folder.path()).await?;
    seed::demo(&db, &client::clock()?.0).await?;
    fill(&db).await?;
    let email = "coordinator@demo.paraat";
    let (user,): (String,) = on_db!(&db, |c| {
        sqlx::query_as("SELECT id FROM users WHERE email = $1")
            .bind(email)
            .fetch_one(c)
            .await
    })?;
    let app = client::site(db)?;
    let page = client::serve(server::router::router(app.clone())).await?;
    let request = client::register(&client::sign_in(&page, email).await?);
    let size = Connection::open(&page).await?.ask(&request).await?;
    let bare = Bare {
        app,
        user: user.into(),
        size,
    };
    let bare = client::serve(
        Router::new()
            .route("/plans", get(self::bare))
            .with_state(bare),
    )
    .await?;

    let (mut pages, mut bares) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        bares.push(client::load(&bare, &request).await?);
        pages.push(client::load(&page, &request).await?);
    }
    let (page, bare) = (client::median(pages), client::median(bares));
    println!("plan register, 50 rows, {size} bytes: {page:.0} requests/s");
    println!("bare handler, same query and size:  {bare:.0} requests/s");
    println!("ratio: {:.2} (at least 0.5)", page / bare);
    Ok(())
}

/// Plans enough to fill a page of the register.
async fn fill(db: &Db) -> sqlx::Result<()> {
    for number in 0..20 {
        on_db!(db, |c| {
            sqlx::query(
                "INSERT INTO plans (id, owner_id, title, kind, rule_id, stage, due_on, warn_from)
                 SELECT 'bench-' || $1, owner_id, title || ' ' || $1, kind, rule_id, stage, due_on, warn_from
                 FROM plans WHERE due_on IS NOT NULL ORDER BY id LIMIT 1",
            )
            .bind(number.to_string())
            .execute(c)
            .await
            .map(drop)
        })?;
    }
    Ok(())
}
