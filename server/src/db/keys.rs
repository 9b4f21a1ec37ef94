//! The keys that stand beside texts, by which the texts are searched, compared and sorted on both
//! databases alike. They are made here alone, in one function a table, from which whoever writes such
//! a text takes them; what was written without is filled when the program starts.

use super::{Batch, Cell, Db, Tx};
use crate::{execute, on_tx};
use app::fold;
use sqlx::{AssertSqlSafe, Row};

/// How many rows are filled at once.
const AT_ONCE: usize = 500;

/// The key of an organisation's name.
#[must_use]
pub fn organisation(name: &str) -> String {
    fold::key(name)
}

/// What a person is sorted by, and what is searched.
#[must_use]
pub fn person(name: &str, function: &str) -> [String; 2] {
    [fold::person_key(name), search(&[name, function])]
}

/// The key of a rule's name.
#[must_use]
pub fn rule(name: &str) -> String {
    fold::key(name)
}

/// The key of a role's name, and what is searched.
#[must_use]
pub fn role(name: &str, task_card: &str, reports_to: &str) -> [String; 2] {
    [fold::key(name), search(&[name, task_card, reports_to])]
}

/// The key of a plan's title, and what is searched.
#[must_use]
pub fn plan(title: &str, summary: &str) -> [String; 2] {
    [fold::key(title), search(&[title, summary])]
}

/// The key of an exercise's title, and what is searched.
#[must_use]
pub fn exercise(title: &str, place: &str, scenario: &str, description: &str) -> [String; 2] {
    let searched = search(&[title, place, scenario, description]);
    [fold::key(title), searched]
}

/// What is searched of a lesson.
#[must_use]
pub fn lesson(lesson: &str) -> String {
    fold::key(lesson)
}

/// The key of an action's title.
#[must_use]
pub fn action(title: &str) -> String {
    fold::key(title)
}

/// The key of a playbook's title, and what is searched.
#[must_use]
pub fn playbook(title: &str, scenario: &str, summary: &str) -> [String; 2] {
    [fold::key(title), search(&[title, scenario, summary])]
}

/// The key of the name of who did something.
#[must_use]
pub fn actor(name: &str) -> String {
    fold::key(name)
}

/// Several texts in one: no key holds a line break, so words that are looked for never reach from
/// one text into the next.
fn search(texts: &[&str]) -> String {
    let keys: Vec<String> = texts.iter().map(|text| fold::key(text)).collect();
    keys.join("\n")
}

/// A table with keys.
struct Table {
    name: &'static str,
    /// The columns from which the keys are made; the first is never empty.
    texts: &'static [&'static str],
    keys: &'static [&'static str],
    set: &'static str,
    which: &'static str,
    make: fn(&[String]) -> Vec<String>,
}

macro_rules! table {
    ($name:literal, $texts:expr, [$first:literal $(, $second:literal)?], $make:expr) => {
        Table {
            name: $name,
            texts: &$texts,
            keys: &[$first $(, $second)?],
            set: concat!("UPDATE ", $name, " SET ", $first, " = v.column2" $(, ", ", $second, " = v.column3")?),
            which: concat!($name, ".id = v.column1"),
            make: $make,
        }
    };
}

const TABLES: &[Table] = &[
    table!("organisations", ["name"], ["name_key"], |t| vec![
        organisation(&t[0])
    ]),
    table!(
        "people",
        ["name", "function"],
        ["sort_key", "search_key"],
        |t| person(&t[0], &t[1]).into()
    ),
    table!("review_rules", ["name"], ["name_key"], |t| vec![rule(
        &t[0]
    )]),
    table!(
        "crisis_roles",
        ["name", "task_card", "reports_to"],
        ["name_key", "search_key"],
        |t| role(&t[0], &t[1], &t[2]).into()
    ),
    table!(
        "plans",
        ["title", "summary"],
        ["title_key", "search_key"],
        |t| plan(&t[0], &t[1]).into()
    ),
    table!(
        "exercises",
        ["title", "place", "scenario", "description"],
        ["title_key", "search_key"],
        |t| exercise(&t[0], &t[1], &t[2], &t[3]).into()
    ),
    table!("lessons", ["lesson"], ["search_key"], |t| vec![lesson(
        &t[0]
    )]),
    table!("actions", ["title"], ["title_key"], |t| vec![action(&t[0])]),
    table!(
        "playbooks",
        ["title", "scenario", "summary"],
        ["title_key", "search_key"],
        |t| playbook(&t[0], &t[1], &t[2]).into()
    ),
    table!("audit", ["actor"], ["actor_key"], |t| vec![actor(&t[0])]),
];

/// A row whose keys are not those of its texts.
struct Stale {
    id: String,
    keys: Vec<String>,
}

/// Some rows of a table, in the order of their identifiers.
struct Page {
    /// The last of them; none when there are no more.
    last: Option<String>,
    stale: Vec<Stale>,
}

impl Table {
    /// Looks at the next rows; at those without keys, or at all. With `lock` nobody else changes
    /// them before the transaction ends.
    async fn page(&self, tx: &mut Tx, all: bool, after: &str, lock: bool) -> sqlx::Result<Page> {
        // Names of the program's own: they can't be parameters.
        let (name, texts, keys) = (self.name, self.texts.join(", "), self.keys.join(", "));
        let first = self.texts[0];
        let blank = match all {
            true => String::new(),
            false => format!("AND '' IN ({keys}) AND {first} <> ''"),
        };
        let lock = match tx {
            Tx::Postgres(_) if lock => "FOR UPDATE",
            _ => "",
        };
        let sql = format!(
            "SELECT id, {texts}, {keys} FROM {name} WHERE id > $1 {blank} ORDER BY id LIMIT {AT_ONCE} {lock}"
        );
        let width = 1 + self.texts.len() + self.keys.len();
        let rows: Vec<Vec<String>> = on_tx!(tx, |c| {
            let rows = sqlx::query(AssertSqlSafe(sql)).bind(after).fetch_all(c);
            let rows = rows.await?.into_iter();
            let columns = |row| (0..width).map(|at| Row::try_get(&row, at)).collect();
            rows.map(columns).collect::<sqlx::Result<_>>()
        })?;
        let last = rows.last().map(|row| row[0].clone());
        let stale = rows.into_iter().filter_map(|row| {
            let (texts, stored) = row[1..].split_at(self.texts.len());
            let keys = (self.make)(texts);
            (keys != stored).then(|| Stale {
                id: row[0].clone(),
                keys,
            })
        });
        let stale = stale.collect();
        Ok(Page { last, stale })
    }

    async fn store(&self, tx: &mut Tx, stale: Vec<Stale>) -> sqlx::Result<()> {
        let mut rows = Batch::update(self.set, self.which);
        for Stale { id, keys } in stale {
            let mut keys = keys.into_iter().map(Cell::from);
            match (keys.next(), keys.next()) {
                (Some(one), Some(two)) => rows.add([id.into(), one, two]),
                (Some(one), None) => rows.add([id.into(), one]),
                (None, _) => {}
            }
        }
        rows.flush(tx).await.map(drop)
    }
}

/// Gives keys to all rows that have none, as a part of a transaction that wrote many.
///
/// # Errors
/// When the database can't.
pub(crate) async fn fill(tx: &mut Tx) -> sqlx::Result<()> {
    for table in TABLES {
        let mut after = String::new();
        loop {
            let page = table.page(tx, false, &after, false).await?;
            let Some(last) = page.last else { break };
            table.store(tx, page.stale).await?;
            after = last;
        }
    }
    Ok(())
}

/// Gives keys to the rows of a database that have none; to all, when another version of the program
/// made theirs. It does so little by little, so that others can go on, and may stop half-way.
///
/// # Errors
/// When the database can't.
pub async fn refresh(db: &Db) -> sqlx::Result<()> {
    let version = fold::VERSION.to_string();
    let mut tx = db.begin_reading().await?;
    let stored: Option<(String,)> = on_tx!(&mut tx, |c| sqlx::query_as(
        "SELECT value FROM settings WHERE name = 'text-keys'"
    )
    .fetch_optional(c)
    .await)?;
    let all = stored.is_none_or(|(stored,)| stored != version);
    // Most often there is nothing to do; then one look tells so.
    let mut unfinished = Vec::new();
    for table in TABLES {
        if table.page(&mut tx, all, "", false).await?.last.is_some() {
            unfinished.push(table);
        }
    }
    drop(tx);
    for table in unfinished {
        let mut after = String::new();
        loop {
            // Nobody has to wait while rows are only looked at.
            let mut tx = db.begin_reading().await?;
            let page = table.page(&mut tx, all, &after, false).await?;
            drop(tx);
            if !page.stale.is_empty() {
                let mut tx = db.begin().await?;
                let page = table.page(&mut tx, all, &after, true).await?;
                table.store(&mut tx, page.stale).await?;
                tx.commit().await?;
            }
            let Some(last) = page.last else { break };
            after = last;
        }
    }
    if all {
        let mut tx = db.begin().await?;
        execute!(
            &mut tx,
            "INSERT INTO settings (name, value) VALUES ('text-keys', $1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            &version
        )?;
        tx.commit().await?;
    }
    Ok(())
}

/// The rows whose keys are not those of their texts, by table: for tests.
///
/// # Errors
/// When the database can't be read.
pub async fn stale(db: &Db) -> sqlx::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut tx = db.begin_reading().await?;
    for table in TABLES {
        let mut after = String::new();
        loop {
            let page = table.page(&mut tx, true, &after, false).await?;
            let Some(last) = page.last else { break };
            let stale = page.stale.iter();
            found.extend(stale.map(|row| format!("{} {}", table.name, row.id)));
            after = last;
        }
    }
    Ok(found)
}
