//! The plan register of a municipal coordinator in a country of 342 municipalities, next to that of
//! one in the demonstration: the ratio of the times per request says what the size of the country
//! costs somebody who sees one municipality of it.
//!
//! Both answer over HTTP on this machine, in turns, in one run. Also says how long it takes to make
//! the country. Printed, not asserted.

mod client;

use client::{Connection, Result, TURNS};
use server::seed;
use std::time::Instant;

#[tokio::main]
async fn main() -> Result<()> {
    // An unoptimised run is a trial of the benchmark itself.
    let scale = if cfg!(debug_assertions) {
        5
    } else {
        seed::NATIONAL.into()
    };
    let (small, large) = (tempfile::TempDir::new()?, tempfile::TempDir::new()?);
    let clock = client::clock()?.0;

    let db = client::database(small.path()).await?;
    seed::demo(&db, &clock).await?;
    let demo = client::serve(server::router::router(client::site(db)?)).await?;
    let cookie = client::sign_in(&demo, "coordinator.vaals@demo.paraat").await?;
    let of_demo = client::register(&cookie);

    let db = client::database(large.path()).await?;
    let start = Instant::now();
    seed::national(&db, &clock, scale, |_| ()).await?;
    let seconds = start.elapsed().as_secs_f64();
    println!("seed national --scale {scale}: {seconds:.1} s (at most 180)");
    let national = client::serve(server::router::router(client::site(db)?)).await?;
    let cookie = client::sign_in(&national, "coordinator.0001@demo.paraat").await?;
    let of_national = client::register(&cookie);

    let size = Connection::open(&demo).await?.ask(&of_demo).await?;
    let bytes = Connection::open(&national).await?.ask(&of_national).await?;
    let (mut demos, mut nationals) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        demos.push(client::load(&demo, &of_demo).await?);
        nationals.push(client::load(&national, &of_national).await?);
    }
    let (demo, national) = (client::median(demos), client::median(nationals));
    println!("plan register, demonstration, {size} bytes: {demo:.0} requests/s");
    println!("plan register, national, {bytes} bytes: {national:.0} requests/s");
    println!("ratio of the times: {:.2} (at most 1.5)", demo / national);
    Ok(())
}
