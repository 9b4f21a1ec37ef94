//! The calendar over HTTP: pages, files, feeds.

mod feeds;
mod files;
mod pages;
mod plan_days;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use server::{db::Db, on_db, on_writer};
use tests::{
    on_both,
    site::{Answer, Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";
const ADMIN: &str = "admin@demo.paraat";

fn moment(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a moment")
}

/// An exercise put into the database as it is.
#[derive(Clone, Copy)]
struct Put {
    id: &'static str,
    owner: &'static str,
    title: &'static str,
    status: &'static str,
    from: &'static str,
    to: &'static str,
    all_day: bool,
    place: &'static str,
    cancelled_at: Option<DateTime<Utc>>,
}

const PUT: Put = Put {
    id: "0193e000-0000-7000-8000-000000000001",
    owner: "Vaals",
    title: "Proefoefening",
    status: "planned",
    from: "2026-12-09 14:00",
    to: "2026-12-09 16:30",
    all_day: false,
    place: "",
    cancelled_at: None,
};

async fn put(site: &Site, put: Put) {
    on_writer!(site.db(), |c| sqlx::query(
        "INSERT INTO exercises (id, owner_id, title, kind, status, starts_at, ends_at, all_day, place, cancelled_at,
                                sequence, created_at, updated_at)
         SELECT $1, id, $3, 'table-top', $4, $5, $6, $7, $8, $9, 4, $10, $10 FROM organisations WHERE name = $2"
    )
    .bind(put.id)
    .bind(put.owner)
    .bind(put.title)
    .bind(put.status)
    .bind(moment(put.from))
    .bind(moment(put.to))
    .bind(put.all_day)
    .bind(put.place)
    .bind(put.cancelled_at)
    .bind(moment("2026-11-20 08:00").and_utc())
    .execute(c)
    .await
    .map(drop))
    .expect("an exercise");
}

/// Text that a query finds, in order.
async fn texts(site: &Site, sql: &'static str) -> Vec<String> {
    let rows: Vec<(String,)> =
        on_db!(site.db(), |c| sqlx::query_as(sql).fetch_all(c).await).expect("rows");
    rows.into_iter().map(|(text,)| text).collect()
}

/// Makes a feed and gives the path of its address.
async fn make_feed(visitor: &Visitor, name: &str, selection: &str) -> String {
    let made = visitor
        .post("/me/calendar", &[("name", name), ("selection", selection)])
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    let address = made.attributes("#feed-address", "value").concat();
    let path = address.strip_prefix("http://127.0.0.1:3000");
    path.expect("an address of this server").to_owned()
}

/// The exercises in an iCalendar text.
fn uids(calendar: &str) -> Vec<&str> {
    calendar
        .split("\r\n")
        .filter_map(|line| line.strip_prefix("UID:"))
        .collect()
}

fn assert_is_calendar(answer: &Answer) {
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        "text/calendar; charset=utf-8"
    );
    assert!(!answer.header("cache-control").contains("no-store"));
    assert!(answer.body.ends_with("END:VCALENDAR\r\n"));
    for line in answer.body.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
    }
}

/// The same bytes twice, and 304 by tag and by date but not for others.
async fn assert_is_kept(visitor: &Visitor, path: &str) {
    let (one, two) = (visitor.get(path).await, visitor.get(path).await);
    assert_is_calendar(&one);
    assert_eq!(one.body, two.body);
    let (tag, date) = (one.header("etag"), one.header("last-modified"));
    assert_eq!(tag, two.header("etag"));
    assert!(tag.starts_with('"') && tag.len() == 66, "{tag}");
    for (header, known, other) in [
        ("if-none-match", tag, "\"other\""),
        ("if-modified-since", date, "Mon, 01 Jan 2001 00:00:00 GMT"),
    ] {
        let same = visitor.get_with(path, &[(header, known)]).await;
        assert_eq!(
            (same.status, same.body.as_str()),
            (304, ""),
            "{header}: {known}"
        );
        assert_eq!(same.header("etag"), tag);
        assert_eq!(visitor.get_with(path, &[(header, other)]).await.status, 200);
    }
    let both = [("if-none-match", "\"other\""), ("if-modified-since", date)];
    assert_eq!(visitor.get_with(path, &both).await.status, 200);
    // A strong tag stands for these very bytes, so they travel as they are.
    let plain = visitor
        .get_with(path, &[("accept-encoding", "gzip, br")])
        .await;
    assert_eq!(plain.body, one.body);
}
