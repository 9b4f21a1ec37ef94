//! Exercise duties in the database.

use super::rule_in_reach;
use crate::{
    db::{Db, from_code},
    on_db, row, rows,
};
use app::{
    id::{DutyId, RuleId, UserId},
    rulebook::{Duty, DutyFacts, RuleLabel},
    source::Checked,
};
use chrono::NaiveDate;
use sqlx::FromRow;
use std::collections::HashMap;

/// The columns of an exercise duty `d`, as [`DutyRow`] names them.
macro_rules! duty_columns {
    () => {
        "d.id, d.rule_id, d.name, d.interval_months, d.lead_months, d.exercise_kinds, d.source, d.label, d.as_of,
         d.checked"
    };
}

/// A duty as a query gives it that names its columns with `duty_columns!`.
#[derive(FromRow)]
struct DutyRow {
    id: String,
    rule_id: String,
    name: String,
    interval_months: i64,
    lead_months: i64,
    exercise_kinds: String,
    source: String,
    #[sqlx(try_from = "String")]
    label: RuleLabel,
    as_of: NaiveDate,
    #[sqlx(try_from = "String")]
    checked: Checked,
}

impl DutyRow {
    /// The duty, with the rule on which it hangs.
    fn duty(self) -> sqlx::Result<(RuleId, Duty)> {
        let kinds = self.exercise_kinds.split(',').map(from_code);
        let duty = Duty {
            id: self.id.into(),
            facts: DutyFacts {
                name: self.name,
                interval_months: u32::try_from(self.interval_months).unwrap_or_default(),
                lead_months: u32::try_from(self.lead_months).unwrap_or_default(),
                kinds: kinds.collect::<sqlx::Result<_>>()?,
                source: self.source,
                label: self.label,
                as_of: self.as_of,
                checked: self.checked,
            },
        };
        Ok((self.rule_id.into(), duty))
    }
}

/// The exercise duties of a rule that have not ended, in their order.
///
/// # Errors
/// When the database can't be read.
pub async fn duties(db: &Db, rule: &RuleId) -> sqlx::Result<Vec<Duty>> {
    let rows: Vec<DutyRow> = rows!(
        db,
        concat!(
            "SELECT ",
            duty_columns!(),
            " FROM rule_duties d WHERE d.rule_id = $1 AND d.ended_on IS NULL ORDER BY d.position, d.id LIMIT 50"
        ),
        rule.as_str()
    )?;
    let duties = rows.into_iter().map(|row| row.duty().map(|(_, duty)| duty));
    duties.collect()
}

/// The exercise duties of the rules that a user may know of, by rule, each in their order; those that
/// ended left out.
///
/// # Errors
/// When the database can't be read.
pub async fn duties_in_reach(db: &Db, user: &UserId) -> sqlx::Result<HashMap<RuleId, Vec<Duty>>> {
    let rows: Vec<DutyRow> = rows!(
        db,
        concat!(
            "SELECT ",
            duty_columns!(),
            " FROM rule_duties d JOIN review_rules r ON r.id = d.rule_id
             WHERE d.ended_on IS NULL AND r.ended_on IS NULL AND ",
            rule_in_reach!(),
            " ORDER BY d.rule_id, d.position, d.id LIMIT 1000"
        ),
        user.as_str()
    )?;
    let mut duties: HashMap<RuleId, Vec<Duty>> = HashMap::new();
    for row in rows {
        let (rule, duty) = row.duty()?;
        duties.entry(rule).or_default().push(duty);
    }
    Ok(duties)
}

/// The duty of a rule that stands for one of the common rule, at the same place in the list, whether
/// it ended or not.
///
/// # Errors
/// When the database can't be read.
pub async fn duty_in_place_of(
    db: &Db,
    rule: &RuleId,
    common: &DutyId,
) -> sqlx::Result<Option<DutyId>> {
    let id: Option<String> = on_db!(db, |c| {
        sqlx::query_scalar(
            "SELECT own.id FROM rule_duties own JOIN rule_duties common ON common.position = own.position
             WHERE own.rule_id = $1 AND common.id = $2 ORDER BY own.id LIMIT 1",
        )
            .bind(rule.as_str())
            .bind(common.as_str())
            .fetch_optional(c)
            .await
    })?;
    Ok(id.map(Into::into))
}

/// The rule of a duty, whether that ended or not.
///
/// # Errors
/// When the database can't be read.
pub async fn rule_of_duty(db: &Db, id: &DutyId) -> sqlx::Result<Option<RuleId>> {
    let id: Option<String> = on_db!(db, |c| {
        sqlx::query_scalar("SELECT rule_id FROM rule_duties WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(c)
            .await
    })?;
    Ok(id.map(Into::into))
}

/// A duty that has not ended, with the rule on which it hangs, if there is one. Who may know of it
/// is decided by its rule.
///
/// # Errors
/// When the database can't be read.
pub async fn find_duty(db: &Db, id: &DutyId) -> sqlx::Result<Option<(RuleId, Duty)>> {
    let row: Option<DutyRow> = row!(
        db,
        concat!(
            "SELECT ",
            duty_columns!(),
            " FROM rule_duties d WHERE d.id = $1 AND d.ended_on IS NULL"
        ),
        id.as_str()
    )?;
    row.map(DutyRow::duty).transpose()
}

/// The rule of a duty that ended, and when that was; none when it did not end.
///
/// # Errors
/// When the database can't be read.
pub async fn find_ended(db: &Db, id: &DutyId) -> sqlx::Result<Option<(RuleId, NaiveDate)>> {
    let row: Option<(String, NaiveDate)> = row!(
        db,
        "SELECT rule_id, ended_on FROM rule_duties WHERE id = $1 AND ended_on IS NOT NULL",
        id.as_str()
    )?;
    Ok(row.map(|(rule, on)| (rule.into(), on)))
}

/// The names of a rule's duties that ended, and when, the latest first.
///
/// # Errors
/// When the database can't be read.
pub async fn ended_duties(db: &Db, rule: &RuleId) -> sqlx::Result<Vec<(String, NaiveDate)>> {
    rows!(
        db,
        "SELECT name, ended_on FROM rule_duties WHERE rule_id = $1 AND ended_on IS NOT NULL
             ORDER BY ended_on DESC, id LIMIT 50",
        rule.as_str()
    )
}
