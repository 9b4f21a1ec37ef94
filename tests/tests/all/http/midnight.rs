//! A day begins at midnight on the clocks of the region, whatever the time in UTC.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use server::on_writer;
use tests::{on_both, site::Site};

/// The last good day of a plan, and the moment at which the next one begins: in winter time an hour
/// before midnight in UTC, in summer time two, also in the nights beside a change of the clocks.
const NIGHTS: [(&str, &str); 4] = [
    ("2026-03-28", "2026-03-28T23:00:00Z"),
    ("2026-03-29", "2026-03-29T22:00:00Z"),
    ("2026-10-24", "2026-10-24T22:00:00Z"),
    ("2026-10-25", "2026-10-25T23:00:00Z"),
];

on_both!(
    a_plan_is_overdue_from_local_midnight_on,
    async |site: Site| {
        for (due, midnight) in NIGHTS {
            let due: NaiveDate = due.parse().expect("a day");
            let midnight: DateTime<Utc> = midnight.parse().expect("a moment");
            let sql = "UPDATE plans SET due_on = $1, warn_from = $1, extended_until = NULL, stage = 'in-force'
                       WHERE title LIKE '%Airport%'";
            on_writer!(site.db(), |c| sqlx::query(sql)
                .bind(due)
                .execute(c)
                .await
                .map(drop))
            .expect("a change");
            for (moment, expected) in [
                (midnight - TimeDelta::seconds(1), "due-soon"),
                (midnight, "overdue"),
            ] {
                site.clock().set(moment);
                let visitor = site.sign_in("coordinator@demo.paraat").await;
                let plan = visitor.plan("Maastricht Aachen Airport").await;
                let page = visitor.get(&plan).await;
                let status = page.attributes(".page-head [data-status]", "data-status");
                assert_eq!(status[0], expected, "{moment}");
                let listed = visitor
                    .get(&format!("/plans?q=Airport&status={expected}"))
                    .await;
                let links = listed.attributes("table.register tbody td a", "href");
                assert!(links.contains(&plan), "{moment}");
            }
        }
    }
);
