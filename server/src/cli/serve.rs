//! `paraat serve`.

use super::{clock, seed::accounts};
use crate::{
    config::Config, db::Db, identity::session, plans::documents, records::RECORDS, router, seed,
    sheets::imports, state::App, web::assets,
};
use anyhow::{Context, bail, ensure};
use axum::serve::ListenerExt;
use chrono::NaiveDate;
use clap::Args;
use std::{
    io::Write,
    net::SocketAddr,
    time::{Duration, SystemTime},
};
use url::{Host, Url};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Address and port to listen on.
    #[arg(long, env = "PARAAT_LISTEN", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// How the world reaches the program, such as https://paraat.example.nl; needed when it
    /// listens beyond this machine.
    #[arg(long, env = "PARAAT_PUBLIC_URL")]
    public_url: Option<Url>,
    /// Serve the demonstration with invented people; only on this machine.
    #[arg(long, env = "PARAAT_DEMO")]
    demo: bool,
    /// Fix the clock of a demonstration to a day, such as 2026-12-02.
    #[arg(long, env = "PARAAT_TODAY", requires = "demo")]
    today: Option<NaiveDate>,
    /// Folder for the documents of plans; without it they are stored in the database.
    #[arg(long, env = "PARAAT_DOCUMENTS")]
    documents: Option<std::path::PathBuf>,
}

/// Serves until somebody stops it.
pub(super) async fn run(url: &str, options: Options) -> anyhow::Result<()> {
    let Options {
        listen,
        public_url,
        demo,
        today,
        documents,
    } = options;
    ensure!(
        !demo || listen.ip().is_loopback(),
        "--demo has a known password, so it listens on this machine only; leave out --listen or use 127.0.0.1"
    );
    let public_url = match public_url {
        Some(url) => url,
        None if listen.ip().is_loopback() => Url::parse(&format!("http://{listen}"))?,
        None => bail!(
            "say with --public-url how the world reaches the program, such as https://paraat.example.nl"
        ),
    };
    ensure!(
        matches!(public_url.scheme(), "http" | "https") && public_url.host().is_some(),
        "{public_url} is no address of a site; it looks like https://paraat.example.nl"
    );
    ensure!(
        public_url.scheme() == "https" || is_loopback(&public_url),
        "{public_url} would send passwords unencrypted; use an https address for --public-url, with a proxy in front"
    );
    if let Some(folder) = &documents {
        documents::prepare(folder)?;
    }
    let clock = clock(today);
    let db = Db::open(url).await?;
    if demo {
        if seed::is_empty(&db).await? {
            let filled = seed::demo(&db, &clock).await;
            // Another program may have done so at the same moment.
            if seed::is_empty(&db).await? {
                filled?;
            }
        }
        ensure!(
            seed::is_demo(&db).await?,
            "this database holds real data; --demo needs a database of its own (--database-url sqlite://demo.db)"
        );
    } else {
        ensure!(
            !seed::is_demo(&db).await?,
            "this database holds the demonstration, whose password everybody knows; serve it with --demo, or name another with --database-url"
        );
    }
    // Without a rule no plan can be made.
    seed::review_rules(&db, &clock).await?;
    if let Some(warning) = documents::warning(&db, documents.as_deref()).await? {
        tracing::warn!("{warning}");
    }
    let _ = any_spawner::Executor::init_tokio();
    let app = App::new(
        db,
        clock,
        Config {
            listen,
            public_url,
            demo,
            today,
            documents,
        },
        &RECORDS,
    );
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("can't listen on {listen}"))?;
    let listen = listener.local_addr()?;
    greet(&app, listen).await?;
    // Says so in the log when there is none.
    let _ = assets::base();
    let tidy = tokio::spawn(tidy(app.clone()));
    // Without it a streamed answer waits for the delayed acknowledgement of its first part.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let service = router::router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stopped())
        .await?;
    tidy.abort();
    Ok(())
}

/// Whether an address leads to this machine.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

async fn greet(app: &App, listen: SocketAddr) -> anyhow::Result<()> {
    let mut words = format!("Paraat: http://{listen}\n");
    if app.config.demo {
        words += &format!("Demonstration. {}", accounts(&app.db).await?);
    } else if seed::is_empty(&app.db).await? {
        words += "There is no account yet. Make the first one with:\n  \
            paraat user add --email you@example.nl --name 'Your Name' --level admin \
            --organisation 'Your region'\nIt asks for the password on standard input.\n";
    }
    // A server goes on when nobody listens to its greeting.
    let _ = std::io::stdout().write_all(words.as_bytes());
    Ok(())
}

/// Removes what has ended and has SQLite look at what it holds, once an hour.
async fn tidy(app: App) {
    let mut hour = tokio::time::interval(Duration::from_secs(3_600));
    loop {
        hour.tick().await;
        app.limits.tidy();
        if let Err(error) = session::tidy(&app.db, app.clock.now()).await {
            tracing::warn!(%error, "old sessions could not be removed");
        }
        if let Db::Sqlite(_) = app.db
            && let Err(error) = app.db.learn().await
        {
            tracing::warn!(%error, "the database could not look at itself");
        }
        if let Err(error) = imports::store::tidy(&app.db, app.clock.now()).await {
            tracing::warn!(%error, "old imports could not be removed");
        }
        if let Some(folder) = &app.config.documents
            && let Err(error) = documents::tidy(&app.db, folder, SystemTime::now()).await
        {
            tracing::warn!(%error, "the documents folder could not be tidied");
        }
    }
}

async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    let mut terminated =
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(signal) => signal,
            Err(_) => return drop(interrupted.await),
        };
    tokio::select! {
        _ = interrupted => {}
        _ = terminated.recv() => {}
    }
}
