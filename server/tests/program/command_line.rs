//! The command line.

use crate::{
    Result,
    running::{Server, paraat, run},
};
use sqlx::{Connection, SqliteConnection};
use std::{
    io::{BufRead, BufReader, Write},
    process::{Output, Stdio},
};
use tempfile::TempDir;

#[test]
fn the_demonstration_keeps_to_this_machine_and_off_real_data() -> Result {
    let folder = TempDir::new()?;
    let (code, _, said) = run(&folder, &["serve", "--demo", "--listen", "0.0.0.0:0"])?;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("127.0.0.1"), "{said}");

    assert_eq!(
        add_user(&folder, "Regio", "een lang wachtwoord")?.0,
        Some(0)
    );
    for arguments in [
        &["serve", "--demo", "--listen", "127.0.0.1:0"][..],
        &["seed", "demo"],
    ] {
        let (code, _, said) = run(&folder, arguments)?;
        assert_eq!(code, Some(1));
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    Ok(())
}

#[test]
fn the_demonstration_is_not_served_as_if_it_were_real() -> Result {
    let folder = TempDir::new()?;
    assert_eq!(run(&folder, &["seed", "demo"])?.0, Some(0));
    let (code, _, said) = run(&folder, &["serve", "--listen", "127.0.0.1:0"])?;
    assert_eq!(code, Some(1), "{said}");
    let said: Vec<_> = said.lines().filter(|l| l.starts_with("paraat:")).collect();
    assert!(said.len() == 1 && said[0].contains("--demo"), "{said:?}");
    Ok(())
}

#[test]
fn a_country_is_made_once_and_served_as_a_demonstration() -> Result {
    let folder = TempDir::new()?;
    for wrong in ["0", "343"] {
        let (code, _, said) = run(&folder, &["seed", "national", "--scale", wrong])?;
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains("1..=342"), "{said}");
    }
    assert!(!folder.path().join("paraat.db").exists());
    let seed = ["seed", "national", "--scale", "2", "--today", "2026-11-23"];
    let (code, said, _) = run(&folder, &seed)?;
    assert_eq!(code, Some(0));
    for account in [
        "coordinator.0001@demo.paraat",
        "bestuur.regio01@demo.paraat",
        "paraat-demo",
    ] {
        assert!(said.contains(account), "{said}");
    }
    for again in [&seed[..], &["seed", "demo"]] {
        let (code, _, said) = run(&folder, again)?;
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.lines()
                .last()
                .is_some_and(|line| line.contains("empty"))
        );
    }
    let (code, ..) = run(&folder, &["serve", "--listen", "127.0.0.1:0"])?;
    assert_eq!(code, Some(1), "it is no real data");

    let mut server = paraat(&folder)
        .args(["serve", "--demo", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let lines = BufReader::new(server.stdout.take().ok_or("no output")?).lines();
    let said: Vec<_> = lines.take(4).collect::<Result<_, _>>()?;
    server.kill()?;
    server.wait()?;
    let named = |account| said.iter().any(|line| line.contains(account));
    assert!(named("coordinator.0001@demo.paraat"), "{said:?}");
    assert!(!named("coordinator@demo.paraat"), "{said:?}");
    Ok(())
}

#[test]
fn of_several_who_make_one_database_one_fills_it() -> Result {
    let folder = TempDir::new()?;
    let started: Vec<_> = (0..4)
        .map(|_| {
            paraat(&folder)
                .args(["seed", "demo", "--today", "2026-11-23"])
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
        })
        .collect::<Result<_, _>>()?;
    let mut filled = 0;
    for one in started {
        let Output { status, stderr, .. } = one.wait_with_output()?;
        let said = String::from_utf8(stderr)?;
        if status.success() {
            filled += 1;
        } else {
            assert_eq!(
                (status.code(), said.lines().count()),
                (Some(1), 1),
                "{said}"
            );
            assert!(said.contains("holds data already"), "{said}");
        }
    }
    assert_eq!(filled, 1);
    let mut left: Vec<_> = std::fs::read_dir(folder.path())?
        .map(|file| file.map(|file| file.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, _>>()?;
    left.retain(|name| !name.starts_with("paraat.db") || name.contains("opening"));
    assert!(left.is_empty(), "{left:?}");
    Ok(())
}

#[test]
fn passwords_do_not_travel_unencrypted() -> Result {
    let folder = TempDir::new()?;
    for wrong in [
        "http://paraat.example.nl",
        "http://192.0.2.1",
        "mailto:a@b.nl",
    ] {
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--public-url", wrong];
        let (code, _, said) = run(&folder, &arguments)?;
        assert_eq!(code, Some(1), "{wrong}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    for right in [
        "http://localhost:3000",
        "http://[::1]:80",
        "https://paraat.example.nl",
    ] {
        Server::start(&folder, &["--public-url", right])?;
    }
    Ok(())
}

/// Adds an administrator by the command line: exit code and what it said on standard error.
fn add_user(folder: &TempDir, organisation: &str, password: &str) -> Result<(Option<i32>, String)> {
    let arguments = "user add --email a@example.nl --name A --level admin --organisation";
    let mut add = paraat(folder)
        .args(arguments.split(' '))
        .arg(organisation)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut input = add.stdin.take().ok_or("no input")?;
    input.write_all(format!("{password}\n").as_bytes())?;
    drop(input);
    let Output { status, stderr, .. } = add.wait_with_output()?;
    Ok((status.code(), String::from_utf8(stderr)?))
}

/// The texts that a query finds in a database file.
fn texts(folder: &TempDir, file: &str, sql: &'static str) -> Result<Vec<String>> {
    let url = format!("sqlite://{}", folder.path().join(file).display());
    tokio::runtime::Runtime::new()?.block_on(async {
        let mut db = SqliteConnection::connect(&url).await?;
        let rows: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&mut db).await?;
        db.close().await?;
        Ok(rows.into_iter().map(|(text,)| text).collect())
    })
}

#[test]
fn the_first_account_comes_with_its_organisation_or_not_at_all() -> Result {
    let folder = TempDir::new()?;
    let (code, said) = add_user(&folder, "Regio", "kort")?;
    assert_eq!(code, Some(1), "{said}");
    assert!(!folder.path().join("paraat.db").exists());

    assert_eq!(
        add_user(&folder, "Regio", "een lang wachtwoord")?.0,
        Some(0)
    );
    let trail = "SELECT subject || ' ' || action FROM audit ORDER BY subject";
    let trail = || texts(&folder, "paraat.db", trail);
    assert_eq!(trail()?, ["organisation create", "user create"]);
    for organisation in ["Regio", "Elders"] {
        let (code, said) = add_user(&folder, organisation, "een lang wachtwoord")?;
        assert_eq!(code, Some(1));
        assert!(
            said.lines()
                .any(|line| line.starts_with("paraat: there is ")),
            "{said}"
        );
    }
    assert_eq!(trail()?.len(), 2);
    Ok(())
}

#[test]
fn a_backup_copies_what_is_there_and_makes_nothing() -> Result {
    let folder = TempDir::new()?;
    assert_eq!(run(&folder, &["backup", "copy.db"])?.0, Some(1));
    assert!(!folder.path().join("paraat.db").exists());

    // A database of another version.
    let url = format!(
        "sqlite://{}?mode=rwc",
        folder.path().join("paraat.db").display()
    );
    tokio::runtime::Runtime::new()?.block_on(async {
        let mut db = SqliteConnection::connect(&url).await?;
        sqlx::query("CREATE TABLE other (id TEXT)")
            .execute(&mut db)
            .await?;
        db.close().await
    })?;
    assert_eq!(run(&folder, &["backup", "copy.db"])?.0, Some(0));
    for file in ["paraat.db", "copy.db"] {
        let tables = texts(&folder, file, "SELECT name FROM sqlite_master")?;
        assert_eq!(tables, ["other"], "{file}");
    }
    Ok(())
}

#[test]
fn a_first_start_says_how_to_make_the_first_account() -> Result {
    let folder = TempDir::new()?;
    let mut server = paraat(&folder)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let lines = BufReader::new(server.stdout.take().ok_or("no output")?).lines();
    let said: Vec<_> = lines.take(4).collect::<Result<_, _>>()?;
    server.kill()?;
    server.wait()?;
    assert!(
        said.iter().any(|line| line.contains("paraat user add")),
        "{said:?}"
    );
    Ok(())
}

#[test]
fn exit_codes_tell_failure_from_wrong_use() -> Result {
    let folder = TempDir::new()?;
    assert_eq!(run(&folder, &["--version"])?.0, Some(0));
    assert_eq!(run(&folder, &["migrate"])?.0, Some(0));
    assert_eq!(run(&folder, &["serve", "--listen", "nonsense"])?.0, Some(2));
    assert_eq!(
        run(&folder, &["serve", "--today", "2026-02-30", "--demo"])?.0,
        Some(2)
    );
    assert_eq!(
        run(&folder, &["migrate", "--database-url", "mysql://x"])?.0,
        Some(1)
    );
    assert_eq!(run(&folder, &["backup", "copy.db"])?.0, Some(0));
    assert_eq!(
        run(&folder, &["backup", "copy.db"])?.0,
        Some(1),
        "a backup overwrites nothing"
    );
    Ok(())
}

#[test]
fn an_import_needs_a_database_with_organisations_and_no_more() -> Result {
    let folder = TempDir::new()?;
    std::fs::write(
        folder.path().join("list.csv"),
        "Title;Kind;Owner\nFlood;continuity-plan;Heuvelland\n",
    )?;
    let import = ["import", "plans", "list.csv"];
    let (code, _, error) = run(&folder, &import)?;
    assert_eq!(code, Some(1));
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(!folder.path().join("paraat.db").exists());
    assert_eq!(run(&folder, &["migrate"])?.0, Some(0));
    let (code, _, error) = run(&folder, &import)?;
    assert_eq!(code, Some(1));
    assert!(error.contains("paraat user add"), "{error}");
    let password = "een lang wachtwoord";
    assert_eq!(add_user(&folder, "Heuvelland", password)?.0, Some(0));
    let (code, said, error) = run(&folder, &import)?;
    assert_eq!(code, Some(0), "{said}{error}");
    assert_eq!(said, "1 new, 0 changed, 0 the same, 0 wrong\n");
    Ok(())
}

#[test]
fn plans_and_people_are_imported_whole_or_not_at_all() -> Result {
    const PLANS: &str = "Title;Kind;Owner;Version;Adopted on;Adopted by\n";
    const PEOPLE: &str = "Name;Function;Organisation;E-mail\n";
    let folder = TempDir::new()?;
    assert_eq!(run(&folder, &["seed", "demo"])?.0, Some(0));
    let import = |kind: &str, name: &str, content: &[u8]| {
        std::fs::write(folder.path().join(name), content)?;
        run(&folder, &["import", kind, name])
    };
    let count = || {
        let counts = "SELECT (SELECT COUNT(*) FROM plans) || ' ' || (SELECT COUNT(*) FROM people) || ' ' || (SELECT COUNT(*) FROM audit)";
        texts(&folder, "paraat.db", counts)
    };
    let plans = format!(
        "{PLANS}Power cut;continuity-plan;Vaals;1;2 December 2024;College\nFlood;continuity-plan;Meerssen;;;\n"
    );
    let people = format!("{PEOPLE}Zoë Proef;Adviser;Vaals;zoe.proef@example.nl\n");
    for (kind, file, rows) in [("plans", &plans, 2), ("people", &people, 1)] {
        let before = count()?;
        let (code, said, _) = import(kind, "list.csv", file.as_bytes())?;
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(
            said,
            format!("{rows} new, 0 changed, 0 the same, 0 wrong\n")
        );
        let after = count()?;
        assert_ne!(after, before);
        let (code, said, _) = import(kind, "list.csv", file.as_bytes())?;
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(
            said,
            format!("0 new, 0 changed, {rows} the same, 0 wrong\n")
        );
        assert_eq!(count()?, after, "the same file adds nothing");
    }

    let before = count()?;
    let wrong = format!(
        "{PLANS}Storm;continuity-plan;Vaals;;;\nHeat;continuity-plan;Vaals;1;30-2-2024;College\n"
    );
    let (code, said, error) = import("plans", "wrong.csv", wrong.as_bytes())?;
    assert_eq!(code, Some(1), "{error}");
    assert!(said.starts_with("E3, Adopted on: "), "{said}");
    assert!(
        said.ends_with("1 new, 0 changed, 0 the same, 1 wrong\n"),
        "{said}"
    );
    assert_eq!(
        error,
        "paraat: 1 of 2 rows are wrong; nothing was imported\n"
    );
    assert_eq!(count()?, before);

    let (code, _, error) = run(&folder, &["import", "people", "nowhere.csv"])?;
    assert_eq!(code, Some(1));
    assert!(
        error.lines().count() == 1 && error.contains("nowhere.csv"),
        "{error}"
    );

    let mut book = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for part in ["xl/workbook.xml", "xl/vbaProject.bin"] {
        book.start_file(part, zip::write::SimpleFileOptions::default())?;
        book.write_all(b"<a/>")?;
    }
    let book = book.finish()?.into_inner();
    let (code, _, error) = import("plans", "macros.xlsm", &book)?;
    assert_eq!(code, Some(1));
    assert!(
        error.lines().count() == 1 && error.contains("macros"),
        "{error}"
    );
    assert_eq!(count()?, before);
    assert_eq!(run(&folder, &["import", "plans"])?.0, Some(2));
    Ok(())
}
