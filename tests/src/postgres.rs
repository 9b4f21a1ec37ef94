//! An empty PostgreSQL database for a test.

use crate::background::Background;
use anyhow::{Context, Result, bail};
use sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;
use url::Url;

/// Arguments: PostgreSQL's programs, the folder, the port, further options. Nothing in here outlives
/// the tests, so it gives durability away for speed.
const SCRIPT: &str = r#"
cd "$2"
trap 'rm -rf "$2"' EXIT
"$1/initdb" -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync </dev/null >log 2>&1 ||
{ tail -n 5 log; exit 1; }
options="-h 127.0.0.1 -p $3 -c unix_socket_directories= -c max_connections=200"
options="$options -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
options="$options -c autovacuum=off -c jit=off -c wal_level=minimal -c max_wal_senders=0"
options="$options $4"
"$1/pg_ctl" -D data -l log -o "$options" -w -t 60 start </dev/null >/dev/null 2>&1 ||
{ tail -n 5 log; exit 1; }
echo ready
cat >/dev/null
"$1/pg_ctl" -D data -m immediate -w stop </dev/null >/dev/null 2>&1
"#;

/// Each connection is a process that pays for what it sees of this memory when it begins and ends, and
/// tests begin thousands. A benchmark needs it as people have it.
const MEMORY: &str = if cfg!(debug_assertions) {
    "-c shared_buffers=24MB"
} else {
    ""
};

/// The address of a fresh, empty database on PostgreSQL; `None`, with a message, where PostgreSQL is
/// not installed (outside CI).
///
/// The server is a throwaway one of this test process. `PARAAT_TEST_POSTGRES_URL` names another one
/// to use, where the user in the address may create databases.
///
/// # Panics
/// When the server does not start or refuses the database.
pub async fn database_url() -> Option<String> {
    static SERVER: OnceCell<Option<Server>> = OnceCell::const_new();
    let server = SERVER.get_or_init(start).await.as_ref()?;
    match create_database(&server.url).await {
        Ok(url) => Some(url.into()),
        Err(error) => panic!("no database for the test: {error:#}"),
    }
}

struct Server {
    /// The address of its database `postgres`, or of the one that was given.
    url: Url,
    _running: Option<Background>,
}

async fn start() -> Option<Server> {
    if let Ok(given) = std::env::var("PARAAT_TEST_POSTGRES_URL") {
        let url = given
            .parse()
            .expect("PARAAT_TEST_POSTGRES_URL is no address");
        return Some(Server {
            url,
            _running: None,
        });
    }
    let Some(programs) = newest_programs() else {
        crate::missing("PostgreSQL");
        return None;
    };
    // The port is free when we ask for it, and may not be a moment later.
    let tries = tokio::task::spawn_blocking(move || {
        let first = start_cluster(&programs);
        first.or_else(|_| start_cluster(&programs))
    });
    match tries.await {
        Ok(Ok(server)) => Some(server),
        Ok(Err(error)) => panic!("PostgreSQL did not start: {error:#}"),
        Err(error) => panic!("PostgreSQL did not start: {error}"),
    }
}

/// Debian keeps every version's programs in a folder of its own.
fn newest_programs() -> Option<PathBuf> {
    let version = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let installed = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let newest = installed
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .max_by_key(version)?;
    let programs = newest.join("bin");
    programs.join("initdb").exists().then_some(programs)
}

fn start_cluster(programs: &Path) -> Result<Server> {
    // The script removes it: it outlives this process.
    let folder = tempfile::Builder::new()
        .prefix("paraat-postgres-")
        .tempdir_in(crate::scratch())?
        .keep();
    let port = std::net::TcpListener::bind("127.0.0.1:0")?
        .local_addr()?
        .port();
    let programs = programs.to_str().context("programs")?;
    let (folder, port) = (folder.to_str().context("folder")?, port.to_string());

    // PostgreSQL refuses to run as root; its package brings a user for it.
    let as_root = Command::new("id").arg("-u").output()?.stdout == b"0\n";
    let ready = |line: &str| (line == "ready").then(String::new);
    let running = if as_root {
        if !Command::new("chown")
            .args(["postgres", folder])
            .status()?
            .success()
        {
            bail!("there is no user named postgres");
        }
        let script = r#"exec runuser -u postgres -- sh -c "$@""#;
        Background::start(
            script,
            &[SCRIPT, "sh", programs, folder, &port, MEMORY],
            ready,
        )?
    } else {
        Background::start(SCRIPT, &[programs, folder, &port, MEMORY], ready)?
    };
    let url = format!("postgres://postgres@127.0.0.1:{port}/postgres").parse()?;
    Ok(Server {
        url,
        _running: Some(running),
    })
}

async fn create_database(server: &Url) -> Result<Url> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("paraat_test_{}_{number}", std::process::id());

    let mut connection = PgConnection::connect(server.as_str()).await?;
    // A server that was given may keep one of an earlier process with our number.
    let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    raw_sql(AssertSqlSafe(drop))
        .execute(&mut connection)
        .await?;
    let create = format!("CREATE DATABASE {name} TEMPLATE template0");
    raw_sql(AssertSqlSafe(create))
        .execute(&mut connection)
        .await?;
    connection.close().await?;

    let mut url = server.clone();
    url.set_path(&name);
    Ok(url)
}
