//! SQLite and PostgreSQL end up with the same schema, each by its own migrations: asked of the
//! databases themselves, since a table that one alters the other has to build anew.

use server::db::Db;
use sqlx::{PgPool, SqlitePool};
use std::collections::BTreeSet;
use tempfile::TempDir;
use tests::postgres;

/// What only one of the two has, as the test would call it, because the dialects part there.
const APART: &[&str] = &[];

/// Where there is something to check, the parts of a schema in the words of both dialects.
const SQLITE: &[&str] = &[
    "SELECT 'column ' || t.name || '.' || c.name || ' ' || c.type
            || CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN ' not null' ELSE '' END
            || COALESCE(' default ' || c.dflt_value, '')
     FROM pragma_table_list t JOIN pragma_table_info(t.name) c
     WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite%'",
    "SELECT 'view ' || t.name || '.' || c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
     WHERE t.schema = 'main' AND t.type = 'view'",
    "SELECT 'constraint ' || name || ' PRIMARY KEY ' || group_concat(key, ', ') FROM
         (SELECT t.name, c.name AS key FROM pragma_table_list t JOIN pragma_table_info(t.name) c
          WHERE t.schema = 'main' AND t.type = 'table' AND c.pk > 0 AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\'
            AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.pk)
     GROUP BY name",
    "SELECT 'constraint ' || name || ' UNIQUE ' || group_concat(key, ', ') FROM
         (SELECT t.name, i.name AS constraint_name, c.name AS key
          FROM pragma_table_list t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
          WHERE t.schema = 'main' AND i.origin = 'u' ORDER BY i.name, c.seqno)
     GROUP BY name, constraint_name",
    "SELECT 'constraint ' || name || ' FOREIGN KEY ' || group_concat(key, ', ') || ' REFERENCES ' || parent || ' ' || group_concat(target, ', ')
            || CASE WHEN on_delete = 'NO ACTION' THEN '' ELSE ' ON DELETE ' || on_delete END
     FROM (SELECT t.name, k.id, k.\"from\" AS key, k.\"table\" AS parent, k.\"to\" AS target, k.on_delete
           FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) k
           WHERE t.schema = 'main' ORDER BY t.name, k.id, k.seq)
     GROUP BY name, id",
    "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
];

const POSTGRES: &[&str] = &[
    "SELECT 'column ' || c.table_name || '.' || c.column_name || ' '
            || CASE c.data_type WHEN 'bigint' THEN 'integer' WHEN 'boolean' THEN 'integer' WHEN 'bytea' THEN 'blob'
                    WHEN 'date' THEN 'text' WHEN 'timestamp with time zone' THEN 'text'
                    WHEN 'timestamp without time zone' THEN 'text' ELSE c.data_type END
            || CASE WHEN c.is_nullable = 'NO' THEN ' not null' ELSE '' END
            || COALESCE(' default ' || c.column_default, '')
     FROM information_schema.columns c JOIN information_schema.tables t
          ON t.table_schema = c.table_schema AND t.table_name = c.table_name
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND t.table_name NOT LIKE '\\_sqlx%'",
    "SELECT 'view ' || c.table_name || '.' || c.column_name
     FROM information_schema.columns c JOIN information_schema.views v
          ON v.table_schema = c.table_schema AND v.table_name = c.table_name WHERE c.table_schema = 'public'",
    "SELECT 'constraint ' || t.relname || ' ' || pg_get_constraintdef(c.oid)
     FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
     WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('p', 'u', 'f', 'c') AND t.relname NOT LIKE '\\_sqlx%'",
    "SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
     WHERE t.relnamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))",
];

/// Without what the dialects write differently and mean alike.
fn plain(text: &str) -> String {
    let mut text = text.to_lowercase();
    for (theirs, ours) in [
        ("::text", ""),
        ("= any (array[", "in ("),
        ("using btree", ""),
        (" public.", " "),
        ("]", ""),
        ("(", " "),
        (")", " "),
        ("\"", ""),
    ] {
        text = text.replace(theirs, ours);
    }
    // Brackets and lines fall elsewhere, too.
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").replace(" ,", ",")
}

/// What a view says, without the names of its columns, which are compared by themselves: PostgreSQL
/// writes more of them down. `definition` is the query.
fn view(name: &str, definition: &str) -> String {
    let definition = plain(definition.trim_end().trim_end_matches(';'));
    let mut said = format!("view {name}");
    let mut words = definition.split(' ');
    while let Some(word) = words.next() {
        if word != "as" {
            said = format!("{said} {word}");
        } else if words.next().is_some_and(|name| name.ends_with(',')) {
            said.push(',');
        }
    }
    said
}

/// The views of a SQLite database, and its triggers by name, table and event.
async fn views_and_triggers(pool: &SqlitePool) -> Vec<String> {
    let found: Vec<(String, String, String, String)> = sqlx::query_as(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger')",
    )
    .fetch_all(pool)
    .await
    .expect("the views and triggers");
    let part = |(kind, name, table, sql): (String, String, String, String)| {
        let sql = plain(&sql);
        if kind == "view" {
            let (_, query) = sql.split_once(" as ").expect("a query");
            return view(&name, query);
        }
        let mut words = sql.split(' ');
        let event = words.find(|word| ["insert", "update", "delete"].contains(word));
        format!("trigger {name} on {table} {}", event.expect("an event"))
    };
    found.into_iter().map(part).collect()
}

/// The checks in the text of a SQLite table, which no pragma gives.
fn checks(table: &str, sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in sql.split("CHECK (").skip(1) {
        let mut depth = 1;
        let check: String = rest
            .chars()
            .take_while(|c| {
                depth += match c {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                depth > 0
            })
            .collect();
        found.push(format!("constraint {table} CHECK {check}"));
    }
    found
}

async fn of_sqlite(pool: &SqlitePool) -> BTreeSet<String> {
    let mut found = Vec::new();
    for query in SQLITE {
        let parts: Vec<String> = sqlx::query_scalar(*query)
            .fetch_all(pool)
            .await
            .expect(query);
        assert!(!parts.is_empty(), "{query}");
        found.extend(parts);
    }
    let tables: Vec<(String, String)> =
        sqlx::query_as("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
            .fetch_all(pool)
            .await
            .expect("the tables");
    for (table, sql) in tables {
        found.extend(checks(&table, &sql));
    }
    let found = found.iter().map(|part| plain(part));
    found.chain(views_and_triggers(pool).await).collect()
}

async fn of_postgres(pool: &PgPool) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for query in POSTGRES {
        let parts: Vec<String> = sqlx::query_scalar(*query)
            .fetch_all(pool)
            .await
            .expect(query);
        assert!(!parts.is_empty(), "{query}");
        found.extend(parts.iter().map(|part| plain(part)));
    }
    let views: Vec<(String, String)> = sqlx::query_as(
        "SELECT viewname::TEXT, definition FROM pg_views WHERE schemaname = 'public'",
    )
    .fetch_all(pool)
    .await
    .expect("the views");
    found.extend(views.iter().map(|(name, query)| view(name, query)));
    let triggers: Vec<String> = sqlx::query_scalar(
        "SELECT 'trigger ' || trigger_name || ' on ' || event_object_table || ' ' || LOWER(event_manipulation)
         FROM information_schema.triggers WHERE trigger_schema = 'public'",
    )
    .fetch_all(pool)
    .await
    .expect("the triggers");
    found.extend(triggers);
    found
}

/// A SQLite database with every migration, and the folder that it is in.
async fn sqlite() -> (SqlitePool, TempDir) {
    let folder = TempDir::new().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("paraat.db").display());
    let Ok(Db::Sqlite(pools)) = Db::open(&url).await else {
        panic!("no SQLite database")
    };
    (pools.writing().clone(), folder)
}

#[tokio::test]
async fn both_databases_have_the_same_tables_columns_constraints_and_indexes() {
    let Some(url) = postgres::database_url().await else {
        return;
    };
    let Ok(Db::Postgres(postgres)) = Db::open(&url).await else {
        panic!("no PostgreSQL database")
    };
    let (sqlite, _folder) = sqlite().await;
    let (ours, theirs) = (
        of_sqlite(&sqlite).await,
        of_postgres(postgres.writing()).await,
    );
    for part in [
        "column plans.due_on text",
        "column plans.version integer not null default 1",
        "constraint plans foreign key owner_id references organisations id",
        "constraint grants primary key user_id, organisation_id, level",
        "constraint people unique email",
        "constraint crisis_roles check minimum >= 0",
        "create index plans_owner on plans owner_id",
        "view user_scope.level",
        "view user_scope select g.user_id, g.organisation_id, g.level from grants g union all \
         select g.user_id, o.id, g.level from grants g join organisations o on o.region_id = g.organisation_id",
    ] {
        assert!(ours.contains(part), "{part}: {ours:#?}");
    }
    let mut apart: Vec<_> = ours.symmetric_difference(&theirs).collect();
    for known in APART {
        let at = apart.iter().position(|part| part == known);
        apart.remove(at.unwrap_or_else(|| panic!("{known} is alike, or on neither")));
    }
    let name = |part: &&String| match ours.contains(*part) {
        true => format!("SQLite alone: {part}"),
        false => format!("PostgreSQL alone: {part}"),
    };
    let apart: Vec<_> = apart.iter().map(name).collect();
    assert!(apart.is_empty(), "{apart:#?}");
}

/// The columns of `user_scope`, and other rows.
const ANOTHER_SCOPE: [&str; 2] = [
    "DROP VIEW user_scope",
    "CREATE VIEW user_scope AS SELECT g.user_id, o.id AS organisation_id, g.level
     FROM grants g JOIN organisations o ON o.id = g.organisation_id",
];

/// What came and what went.
fn changed(before: &BTreeSet<String>, after: &BTreeSet<String>) -> Vec<String> {
    let name = |part: &String| match after.contains(part) {
        true => format!("+ {part}"),
        false => format!("- {part}"),
    };
    before.symmetric_difference(after).map(name).collect()
}

#[tokio::test]
async fn what_a_view_says_and_when_a_trigger_acts_is_compared() {
    let (sqlite, _folder) = sqlite().await;
    let before = of_sqlite(&sqlite).await;
    let trigger = "CREATE TRIGGER counted AFTER INSERT ON grants BEGIN SELECT 1; END";
    for sql in ANOTHER_SCOPE.into_iter().chain([trigger]) {
        sqlx::query(sql).execute(&sqlite).await.expect(sql);
    }
    let ours = changed(&before, &of_sqlite(&sqlite).await);
    assert_eq!(ours.len(), 3, "{ours:#?}");
    assert!(ours.contains(&"+ trigger counted on grants insert".to_owned()));

    let Some(url) = postgres::database_url().await else {
        return;
    };
    let Ok(Db::Postgres(postgres)) = Db::open(&url).await else {
        panic!("no PostgreSQL database")
    };
    let before = of_postgres(postgres.writing()).await;
    let trigger = [
        "CREATE FUNCTION counted() RETURNS TRIGGER LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER counted AFTER INSERT ON grants FOR EACH ROW EXECUTE FUNCTION counted()",
    ];
    for sql in ANOTHER_SCOPE.into_iter().chain(trigger) {
        let done = sqlx::query(sql).execute(postgres.writing()).await;
        done.expect(sql);
    }
    assert_eq!(
        changed(&before, &of_postgres(postgres.writing()).await),
        ours
    );
}

#[tokio::test]
async fn every_table_of_sqlite_is_strict() {
    let (sqlite, _folder) = sqlite().await;
    let lax: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
         AND name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
    )
    .fetch_all(&sqlite)
    .await
    .expect("the tables");
    assert!(lax.is_empty(), "{lax:?}");
}
