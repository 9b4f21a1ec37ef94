//! A database of an older program, brought up to date with all that is in it.

use chrono_tz::Europe::Amsterdam;
use server::{clock::Clock, db::Db, on_db, on_writer, seed};
use sqlx::{AssertSqlSafe, migrate::Migrator, sqlite::SqliteConnectOptions};
use std::{collections::BTreeMap, path::Path, str::FromStr};
use tempfile::TempDir;
use tests::{postgres, site, workspace};

/// The migrations of the program that [`Old`] is of.
const BEFORE: i64 = 4;

/// A database of an older program, filled as the demonstration fills it today.
struct Old {
    db: Db,
    /// Its tables, each with its columns.
    tables: BTreeMap<String, Vec<String>>,
    _folder: TempDir,
}

/// What stands in each table, in the columns that the older program knew.
type Rows = BTreeMap<String, Vec<String>>;

async fn migrator(database: &str) -> Migrator {
    let folder = workspace().join("migrations").join(database);
    Migrator::new(folder).await.expect("the migrations")
}

async fn demonstration(url: &str) -> Db {
    let db = Db::open(url).await.expect("a database");
    let clock = Clock::fixed(Amsterdam, site::today());
    seed::demo(&db, &clock).await.expect("the demonstration");
    db
}

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

impl Old {
    /// On SQLite and, where there is one, on PostgreSQL.
    async fn both() -> Vec<Self> {
        let mut both = vec![Self::on_sqlite().await];
        both.extend(Self::on_postgres().await);
        both
    }

    async fn on_sqlite() -> Self {
        let folder = TempDir::new().expect("a folder");
        let full = folder.path().join("full.db");
        demonstration(&url(&full)).await.close().await;
        let options = SqliteConnectOptions::from_str(&url(&folder.path().join("old.db")));
        let options = options.expect("an address").create_if_missing(true);
        let pool = sqlx::sqlite::SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.foreign_keys(true))
            .await
            .expect("a database");
        let migrated = migrator("sqlite").await.run_to(BEFORE, &pool).await;
        migrated.expect("the older schema");
        let names: Vec<(String, String)> = sqlx::query_as(
            "SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
             WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\'
               AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid",
        )
        .fetch_all(&pool)
        .await
        .expect("the tables");
        let old = Self {
            db: Db::Sqlite(pool.into()),
            tables: by_table(names),
            _folder: folder,
        };
        // On its one connection, where the tables may come in any order.
        old.run("PRAGMA foreign_keys = OFF").await;
        old.run(&format!("ATTACH '{}' AS filled", full.display()))
            .await;
        for (table, columns) in &old.tables {
            let columns = columns.join(", ");
            old.run(&format!(
                "INSERT INTO main.{table} ({columns}) SELECT {columns} FROM filled.{table}"
            ))
            .await;
        }
        old.run("DETACH filled").await;
        old.run("PRAGMA foreign_keys = ON").await;
        old
    }

    async fn on_postgres() -> Option<Self> {
        let Db::Postgres(filled) = demonstration(&postgres::database_url().await?).await else {
            panic!("no PostgreSQL database")
        };
        let pool = sqlx::postgres::PgPoolOptions::new()
            .max_connections(1)
            .connect(&postgres::database_url().await?)
            .await
            .expect("a database");
        let migrated = migrator("postgres").await.run_to(BEFORE, &pool).await;
        migrated.expect("the older schema");
        let names: Vec<(String, String)> = sqlx::query_as(
            "SELECT c.table_name::TEXT, c.column_name::TEXT FROM information_schema.columns c
             JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
             WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND t.table_name NOT LIKE '\\_sqlx%'
             ORDER BY c.table_name, c.ordinal_position",
        )
        .fetch_all(&pool)
        .await
        .expect("the tables");
        let old = Self {
            db: Db::Postgres(pool.clone().into()),
            tables: by_table(names),
            _folder: TempDir::new().expect("a folder"),
        };
        // The tables may come in any order.
        old.run("SET session_replication_role = replica").await;
        for table in old.tables.keys() {
            let read = format!("SELECT COALESCE(jsonb_agg(t), '[]')::TEXT FROM {table} t");
            let rows: String = sqlx::query_scalar(AssertSqlSafe(read))
                .fetch_one(filled.writing())
                .await
                .expect("the rows");
            let write = format!(
                "INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, $1::JSONB)"
            );
            sqlx::query(AssertSqlSafe(write))
                .bind(rows)
                .execute(&pool)
                .await
                .expect(table);
        }
        old.run("SET session_replication_role = DEFAULT").await;
        Some(old)
    }

    async fn run(&self, sql: &str) {
        let done = on_writer!(&self.db, |c| sqlx::query(AssertSqlSafe(sql.to_owned()))
            .execute(c)
            .await
            .map(drop));
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    async fn texts(&self, sql: &str) -> Vec<String> {
        let read = on_db!(&self.db, |c| sqlx::query_scalar(AssertSqlSafe(
            sql.to_owned()
        ))
        .fetch_all(c)
        .await);
        read.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    async fn text(&self, sql: &str) -> String {
        self.texts(sql).await.join("|")
    }

    /// Every row as the older program would read it.
    async fn rows(&self) -> Rows {
        let mut rows = Rows::new();
        for (table, columns) in &self.tables {
            let row: Vec<_> = match self.db {
                Db::Sqlite(_) => columns.iter().map(|c| format!("quote({c})")).collect(),
                Db::Postgres(_) => columns
                    .iter()
                    .map(|c| format!("COALESCE({c}::TEXT, 'NULL')"))
                    .collect(),
            };
            let row = row.join(" || '|' || ");
            let sql = format!("SELECT {row} AS found FROM {table} ORDER BY found");
            rows.insert(table.clone(), self.texts(&sql).await);
        }
        rows
    }

    /// Does what the program does when it starts, the shipped rules apart.
    async fn migrate(&self) {
        let done = match &self.db {
            Db::Sqlite(pools) => migrator("sqlite").await.run(pools.writing()).await,
            Db::Postgres(pools) => migrator("postgres").await.run(pools.writing()).await,
        };
        done.expect("the migrations");
        if let Db::Sqlite(pools) = &self.db {
            let broken: Vec<(String,)> =
                sqlx::query_as("SELECT \"table\" FROM pragma_foreign_key_check")
                    .fetch_all(pools.writing())
                    .await
                    .expect("a check");
            assert!(broken.is_empty(), "{broken:?}");
            assert_eq!(
                self.text("SELECT integrity_check FROM pragma_integrity_check")
                    .await,
                "ok"
            );
        }
    }
}

fn by_table(names: Vec<(String, String)>) -> BTreeMap<String, Vec<String>> {
    let mut tables = BTreeMap::<_, Vec<_>>::new();
    for (table, column) in names {
        tables.entry(table).or_default().push(column);
    }
    tables
}

#[tokio::test]
async fn the_demonstration_is_the_same_after_the_upgrade() {
    for old in Old::both().await {
        let before = old.rows().await;
        assert!(before["exercise_participants"].len() > 20 && before["audit"].len() > 20);
        old.migrate().await;
        let after = old.rows().await;
        for (table, rows) in &before {
            assert_eq!(rows, &after[table], "{table}");
        }
        // The catalogue is that of the one region; the rules are common.
        let roles = old.text(
            "SELECT DISTINCT o.name FROM crisis_roles r JOIN organisations o ON o.id = r.region_id",
        );
        let others =
            old.text("SELECT CAST(COUNT(*) AS TEXT) FROM crisis_roles WHERE region_id IS NULL");
        assert_eq!(
            (roles.await, others.await),
            ("Regio Heuvelland".to_owned(), "0".to_owned())
        );
        let own = "SELECT CAST(COUNT(*) AS TEXT) FROM review_rules WHERE region_id IS NOT NULL";
        assert_eq!(old.text(own).await, "0");
        // What calendars were told last stands with the plan; who reads it changes none of its days.
        let last = "SELECT CAST(COUNT(*) AS TEXT) FROM plans p WHERE p.updated_at IS NULL OR p.updated_at <>
                    (SELECT MAX(a.at) FROM audit a WHERE a.subject = 'plan' AND a.subject_id = p.id
                     AND a.action NOT IN ('reader-add', 'reader-end', 'read'))";
        assert_eq!(old.text(last).await, "0");
    }
}

/// The rule and the plan that the older program knew by these words.
const RULE: &str = "(SELECT id FROM review_rules WHERE name = 'Gemeentelijk draaiboek, ieder jaar' AND replaces_id IS NULL)";

#[tokio::test]
async fn what_a_region_did_to_the_rules_is_its_own_after_the_upgrade() {
    for old in Old::both().await {
        let rule = RULE.replace(" AND replaces_id IS NULL", "");
        for sql in [
            // A region edited a shipped rule, twice, and gave it a duty; another region has a plan under it.
            format!("UPDATE review_rules SET version = 3, interval_months = 6 WHERE id = {rule}"),
            format!(
                "INSERT INTO rule_duties (id, rule_id, position, name, interval_months, lead_months, exercise_kinds, source, label, as_of, checked)
                 SELECT '01900000-0000-7000-8000-000000000001', id, 9, 'Eigen plicht', 12, 3, 'table-top', 'Wij', 'advice', as_of, 'no'
                 FROM review_rules WHERE id = {rule}"
            ),
            format!(
                "INSERT INTO audit (id, at, actor, action, subject, subject_id, organisation_id)
                 SELECT 'edit' || n.name, MAX(a.at), 'Marloes', 'edit', 'rule', {rule}, r.id
                 FROM audit a CROSS JOIN organisations r CROSS JOIN (SELECT '1' AS name UNION SELECT '2') AS n
                 WHERE r.kind = 'region' GROUP BY r.id, n.name"
            ),
            "INSERT INTO organisations (id, kind, name) VALUES ('elsewhere', 'region', 'Elders')".to_owned(),
            format!(
                "INSERT INTO plans (id, owner_id, title, kind, rule_id, stage, version) VALUES ('abroad', 'elsewhere', 'Elders', 'playbook', {rule}, 'draft', 5)"
            ),
            // A rule of a region's own, and one that both use.
            format!(
                "INSERT INTO review_rules (id, name, plan_kind, interval_months, lead_months, source, label, as_of, checked)
                 SELECT '01900000-0000-7000-8000-00000000000' || n.name, 'Eigen ' || n.name, plan_kind, 9, 1, source, label, as_of, checked
                 FROM review_rules CROSS JOIN (SELECT '1' AS name UNION SELECT '2') AS n WHERE id = {rule}"
            ),
            "INSERT INTO audit (id, at, actor, action, subject, subject_id, organisation_id)
             SELECT 'make' || r.id || u.id, MAX(a.at), 'Marloes', 'create', 'rule', u.id, r.id
             FROM audit a CROSS JOIN organisations r CROSS JOIN review_rules u
             WHERE r.kind = 'region' AND r.id <> 'elsewhere' AND u.name LIKE 'Eigen _' GROUP BY r.id, u.id"
                .to_owned(),
            "INSERT INTO plans (id, owner_id, title, kind, rule_id, stage)
             SELECT 'shared', 'elsewhere', 'Ook elders', 'playbook', id, 'draft' FROM review_rules WHERE name = 'Eigen 2'"
                .to_owned(),
            // A label that was bent to make room.
            "UPDATE plan_versions SET revoked_on = adopted_on, label = label || ' ' || id
             WHERE id = (SELECT MIN(id) FROM plan_versions)"
                .to_owned(),
            // A role that the other region fills, and one that both do.
            "INSERT INTO crisis_roles (id, name, role_group, filled_by, grip_levels, minimum, checked, position)
             VALUES ('theirs', 'Van elders', 'support', 'region', '1', 1, 'no', 99)"
                .to_owned(),
            "INSERT INTO role_assignments (id, role_id, person_id, organisation_id, position, starts_on)
             SELECT 'ra' || r.id, r.id, (SELECT MIN(id) FROM people), 'elsewhere', 1, '2026-01-01'
             FROM crisis_roles r WHERE r.name IN ('Burgemeester', 'Van elders')"
                .to_owned(),
        ] {
            old.run(&sql).await;
        }
        let label = old
            .text("SELECT label FROM plan_versions WHERE revoked_on IS NOT NULL")
            .await;
        let days = "SELECT id || COALESCE(CAST(due_on AS TEXT), '-') FROM plans ORDER BY id";
        let annex_days = days.replace("plans", "plan_annexes");
        let before = (old.texts(days).await, old.texts(&annex_days).await);
        old.migrate().await;
        assert_eq!(
            (old.texts(days).await, old.texts(&annex_days).await),
            before
        );

        let departures = format!(
            "SELECT o.name || ' ' || r.interval_months || ' ' || r.version
                    || (SELECT ' ' || COUNT(*) FROM rule_duties d WHERE d.rule_id = r.id AND d.name = 'Eigen plicht')
                    || (SELECT ' ' || COUNT(*) FROM audit a WHERE a.subject = 'rule' AND a.subject_id = r.id)
                    || CASE WHEN EXISTS (SELECT 1 FROM plans p WHERE p.rule_id = r.id) THEN ' in use' ELSE '' END
             FROM review_rules r JOIN organisations o ON o.id = r.region_id WHERE r.replaces_id = {RULE} ORDER BY o.name"
        );
        assert_eq!(
            old.texts(&departures).await,
            ["Elders 6 3 1 0 in use", "Regio Heuvelland 6 3 1 2 in use"]
        );
        let common = format!(
            "SELECT r.version || (SELECT ' ' || COUNT(*) FROM rule_duties d WHERE d.rule_id = r.id AND d.name = 'Eigen plicht')
                    || (SELECT ' ' || COUNT(*) FROM plans p WHERE p.rule_id = r.id) FROM review_rules r WHERE r.id = {RULE}"
        );
        assert_eq!(old.text(&common).await, "1 0 0");
        let own = "SELECT r.name || ' ' || COALESCE(o.name, 'common') FROM review_rules r
                   LEFT JOIN organisations o ON o.id = r.region_id WHERE r.name LIKE 'Eigen _' ORDER BY r.name";
        assert_eq!(
            old.texts(own).await,
            ["Eigen 1 Regio Heuvelland", "Eigen 2 common"]
        );
        assert_eq!(
            old.text("SELECT CAST(sequence AS TEXT) FROM plans WHERE id = 'abroad'")
                .await,
            "4002"
        );
        let restored = old
            .text("SELECT label FROM plan_versions WHERE revoked_on IS NOT NULL")
            .await;
        assert!(
            label.starts_with(&format!("{restored} ")) && !restored.contains(' '),
            "{restored}"
        );
        let roles = "SELECT r.name || ' ' || COALESCE(o.name, 'common') FROM crisis_roles r
                     LEFT JOIN organisations o ON o.id = r.region_id
                     WHERE r.name IN ('Burgemeester', 'Plotter', 'Van elders') ORDER BY r.name";
        assert_eq!(
            old.texts(roles).await,
            [
                "Burgemeester common",
                "Plotter Regio Heuvelland",
                "Van elders Elders"
            ]
        );
    }
}
