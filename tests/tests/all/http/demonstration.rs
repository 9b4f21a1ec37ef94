//! The trail of a fresh demonstration: each entry by the one who would have made it, in order.

use chrono::{DateTime, Utc};
use server::rows;
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;
use tests::{on_both, site::Site};

/// The text that a query finds, one a row.
async fn found(site: &Site, sql: &str) -> Vec<String> {
    let sql = AssertSqlSafe(sql.to_owned());
    let rows: Vec<(String,)> = rows!(site.db(), sql).expect("rows");
    rows.into_iter().map(|(text,)| text).collect()
}

on_both!(
    every_record_of_a_fresh_demonstration_was_added_by_somebody,
    async |site: Site| {
        for (subject, table) in [
            ("exercise", "exercises"),
            ("lesson", "lessons"),
            ("action", "actions"),
            ("playbook", "playbooks"),
            ("role", "crisis_roles"),
            ("assignment", "role_assignments"),
            ("plan", "plans"),
            ("annex", "plan_annexes"),
            ("organisation", "organisations"),
            ("person", "people"),
            ("user", "users"),
        ] {
            assert!(site.count(table).await > 0, "{table}");
            // The first records come from the command line; some who look after a plan have no account.
            let by = match subject {
                "organisation" | "person" | "user" => "= 'paraat'",
                "plan" | "annex" => "<> 'paraat'",
                _ => "<> 'paraat' AND a.user_id IS NOT NULL",
            };
            let untold = format!(
                "SELECT r.id FROM {table} r WHERE 1 <> (SELECT COUNT(*) FROM audit a WHERE a.subject = '{subject}'
                 AND a.subject_id = r.id AND a.action = 'create' AND a.actor {by})"
            );
            assert_eq!(found(&site, &untold).await, [""; 0], "{table}");
        }
        // What has rows of its own has entries for them.
        for (action, count) in [
            ("participant-add", "exercise_participants"),
            ("answer", "exercise_participants WHERE answer <> 'none'"),
            ("objective-add", "exercise_objectives"),
            ("rate", "exercise_objectives WHERE rating IS NOT NULL"),
            ("complete", "actions WHERE done_on IS NOT NULL"),
            ("verify", "actions WHERE verified_on IS NOT NULL"),
            ("add-phase", "playbook_phases"),
            ("adopt", "plan_versions"),
            ("review", "plan_reviews"),
            ("extend", "plan_extensions"),
            ("signal", "plan_signals"),
            ("check", "plan_annex_checks"),
            ("reader-add", "plan_readers"),
            ("read", "plan_readings"),
        ] {
            let stored = site.count(count).await;
            let told = site
                .count(&format!("audit WHERE action = '{action}'"))
                .await;
            assert!(stored > 0 && told == stored, "{action}: {told} of {stored}");
        }
    }
);

on_both!(
    whoever_stands_in_the_trail_of_a_fresh_demonstration_may_do_that,
    async |site: Site| {
        let ours = "a.user_id IS NOT NULL AND a.subject IN ('exercise', 'lesson', 'action', 'playbook', 'role', 'assignment', 'plan', 'annex')";
        let level = "SELECT 1 FROM user_scope s WHERE s.user_id = a.user_id AND s.organisation_id = a.organisation_id
                     AND s.level";
        let edits = format!(
            "SELECT a.action FROM audit a WHERE {ours} AND a.action NOT IN ('answer', 'verify', 'read')
             AND NOT EXISTS ({level} = 'coordinator')"
        );
        assert_eq!(found(&site, &edits).await, [""; 0]);
        let verified = format!(
            "SELECT a.subject_id FROM audit a WHERE a.action = 'verify'
             AND NOT EXISTS ({level} IN ('coordinator', 'manager'))"
        );
        assert_eq!(found(&site, &verified).await, [""; 0]);
        let by_the_same = "SELECT v.subject_id FROM audit v JOIN audit c ON c.subject_id = v.subject_id AND c.action = 'complete'
                           JOIN actions a ON a.id = v.subject_id JOIN people o ON o.id = a.owner_id
                           WHERE v.action = 'verify' AND v.actor IN (c.actor, o.name)";
        assert_eq!(found(&site, by_the_same).await, [""; 0]);
        // The entry names the person by the identifier alone; that stands in its text.
        let for_others = "SELECT a.actor FROM audit a WHERE a.action = 'answer' AND NOT EXISTS (
                              SELECT 1 FROM exercise_participants p JOIN people pe ON pe.id = p.person_id
                              WHERE p.exercise_id = a.subject_id AND pe.name = a.actor
                                AND a.after LIKE '%' || p.person_id || '%' AND a.after LIKE '%' || p.answer || '%')";
        assert_eq!(found(&site, for_others).await, [""; 0]);
        let without_account = "SELECT a.actor FROM audit a JOIN people p ON p.name = a.actor JOIN users u ON u.person_id = p.id
                               WHERE a.user_id IS NULL OR a.user_id <> u.id";
        assert_eq!(found(&site, without_account).await, [""; 0]);
    }
);

/// A record, when something happened to it, and what.
type Told = (String, DateTime<Utc>, String, Option<String>);

on_both!(
    the_trail_of_a_fresh_demonstration_is_in_the_order_of_time,
    async |site: Site| {
        let entries: Vec<Told> = rows!(
            site.db(),
            "SELECT subject_id, at, action, after FROM audit
             WHERE action <> 'seed' ORDER BY id"
        )
        .expect("entries");
        let mut last: BTreeMap<String, DateTime<Utc>> = BTreeMap::new();
        let mut statuses: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (id, at, action, after) in entries {
            assert!(at < site.clock().now(), "{id}: {action} at {at}");
            let before = last.insert(id.clone(), at);
            assert!(before.is_none_or(|before| before <= at), "{id}: {action}");
            if action == "status" {
                let after = after.unwrap_or_default();
                let status = after.split('"').nth(3).unwrap_or_default();
                statuses.entry(id).or_default().push(status.to_owned());
            }
        }
        let exercises: Vec<(String, String, i64)> =
            rows!(site.db(), "SELECT id, status, sequence FROM exercises").expect("exercises");
        for (id, status, sequence) in exercises {
            let told = statuses.remove(&id).unwrap_or_default();
            let life: &[&str] = match status.as_str() {
                "draft" => &[],
                "planned" => &["planned"],
                "cancelled" => &["planned", "cancelled"],
                "held" => &["planned", "held"],
                "evaluated" => &["planned", "held", "evaluated"],
                _ => &["planned", "held", "evaluated", "closed"],
            };
            assert_eq!(told, life, "{id}");
            assert_eq!(usize::try_from(sequence), Ok(told.len()), "{id}");
        }
    }
);
