//! Requests that come at once: what a command checks holds when others check it at the same moment.
//! On SQLite one that writes is alone; on PostgreSQL they really run beside each other.

mod exercises;
mod meanwhile;
mod people;
mod plans;
mod records;

use server::{db::Tx, execute, on_db};
use sqlx::AssertSqlSafe;
use std::sync::Arc;
use tests::site::{Answer, Site, Visitor};
use tokio::{sync::Barrier, task::JoinSet};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";
const MANAGER: &str = "bestuur@demo.paraat";
const ADMIN: &str = "admin@demo.paraat";

/// How many come at once. Each takes a connection of the pool.
const MANY: usize = 8;

type Fields = Vec<(String, String)>;

/// The fields of a form, owned.
fn fields(fields: &[(&str, &str)]) -> Fields {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    fields.iter().map(owned).collect()
}

/// The fields with one of them changed.
fn with(fields: &Fields, name: &str, value: &str) -> Fields {
    let mut fields = fields.clone();
    fields.retain(|(field, _)| field != name);
    fields.push((name.to_owned(), value.to_owned()));
    fields
}

/// What the form on a page would send as it stands.
fn filled(page: &Answer) -> Fields {
    let mut fields = page.fields();
    for name in page.attributes("main form textarea", "name") {
        let text = page.texts(&format!("main form textarea[name={name}]"));
        fields.push((name, text.concat()));
    }
    fields
}

/// Sends these forms at once, and gives the status and the page of each answer in their order.
async fn answers(visitor: &Visitor, forms: Vec<(String, Fields)>) -> Vec<(u16, String)> {
    let start = Arc::new(Barrier::new(forms.len()));
    let mut tasks = JoinSet::new();
    for (number, (path, fields)) in forms.into_iter().enumerate() {
        let (visitor, start) = (visitor.clone(), start.clone());
        tasks.spawn(async move {
            let fields: Vec<_> = fields
                .iter()
                .map(|(k, v)| (k.as_str(), v.as_str()))
                .collect();
            start.wait().await;
            let answer = visitor.post(&path, &fields).await;
            (number, (answer.status, answer.body))
        });
    }
    let mut answers = tasks.join_all().await;
    answers.sort_unstable();
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Sends these forms at once, and gives the statuses of the answers in their order.
async fn send(visitor: &Visitor, forms: Vec<(String, Fields)>) -> Vec<u16> {
    let answers = answers(visitor, forms).await;
    answers.into_iter().map(|(status, _)| status).collect()
}

/// Sends one form many times at once.
async fn same(visitor: &Visitor, path: &str, form: &[(&str, &str)]) -> Vec<u16> {
    send(visitor, vec![(path.to_owned(), fields(form)); MANY]).await
}

/// One form many times at once, of which one is accepted and the others are refused like this.
async fn one_of_same(visitor: &Visitor, path: &str, form: &[(&str, &str)], refused: &[u16]) {
    let statuses = same(visitor, path, form).await;
    assert_one(&statuses, refused, path);
}

fn assert_one(statuses: &[u16], refused: &[u16], what: &str) {
    let (won, lost): (Vec<u16>, Vec<u16>) = statuses.iter().partition(|status| **status == 303);
    assert_eq!(
        (won.len(), lost.len()),
        (1, MANY - 1),
        "{what}: {statuses:?}"
    );
    let as_expected = lost.iter().all(|status| refused.contains(status));
    assert!(as_expected, "{what}: {statuses:?}");
}

/// The answer to a request when these statements, of another transaction, change what it is about after
/// the program looked at it and before it changes it; on SQLite perhaps before it looks, too.
async fn overtaken<T>(site: &Site, statements: &[String], request: impl Future<Output = T>) -> T {
    let mut tx: Tx = site.db().begin().await.expect("a transaction");
    for statement in statements {
        execute!(&mut tx, AssertSqlSafe(statement.clone())).expect(statement);
    }
    let commit = async {
        site.until_somebody_waits().await;
        tx.commit().await.expect("the other change");
    };
    tokio::join!(request, commit).0
}

/// The last part of an address.
fn id(address: &str) -> &str {
    let path = address.split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

/// The number that a query gives.
async fn number(site: &Site, sql: &'static str) -> i64 {
    let (number,): (i64,) =
        on_db!(site.db(), |c| sqlx::query_as(sql).fetch_one(c).await).expect("a number");
    number
}

/// The value of the choice with these words.
fn option(page: &Answer, select: &str, words: &str) -> String {
    let options = format!("select[name={select}] option");
    let at = page
        .texts(&options)
        .iter()
        .position(|text| text.contains(words));
    page.attributes(&options, "value")[at.expect(words)].clone()
}
