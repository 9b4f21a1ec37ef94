//! Annexes in the database: everything that reads.

use crate::{
    db::Db,
    on_db,
    organisations::reach::in_scope,
    plans::reach::visible,
    row, rows,
    rulebook::store::{RuleRow, rule_columns},
};
use app::{
    id::{OrganisationId, PlanId, RuleId, UserId},
    organisations::{OrganisationKind, OrganisationName},
    plans::{
        Plan, PlanKind, Schedule, Stage, Standing,
        annexes::{Annex, AnnexCheck, AnnexDue, AnnexLine, AnnexPlan, AnnexStatus},
    },
    rulebook::{ReviewRule, regions::of_region},
};
use chrono::NaiveDate;
use sqlx::FromRow;

/// The most organisations of a plan, and the most checks of an annex that are shown.
const ORGANISATIONS: i64 = 500;
const CHECKS: i64 = 100;

/// Whether `$1` may read the annex of an organisation: whoever has it in reach
/// ([`permission::may_read_annex`](crate::identity::permission::may_read_annex)).
macro_rules! readable_sql {
    ($organisation:literal) => {
        in_scope!($organisation)
    };
}

/// The days of an annex as a query gives them: the last check, and what is stored.
#[derive(Debug, FromRow)]
pub(crate) struct Days {
    last_on: Option<NaiveDate>,
    due_on: Option<NaiveDate>,
    warn_from: Option<NaiveDate>,
}

impl Days {
    /// The day of the last check, from which the rule counts.
    pub fn checked_on(&self) -> Option<NaiveDate> {
        self.last_on
    }

    /// Where the annex stands, in the life of its plan.
    pub fn standing(&self, plan: Stage) -> Standing {
        let days = self.last_on.zip(self.due_on).zip(self.warn_from);
        Standing {
            stage: match plan {
                Stage::Withdrawn => Stage::Withdrawn,
                _ => Stage::InForce,
            },
            schedule: days.map(|((counted_on, due_on), warn_from)| Schedule {
                counted_on,
                due_on,
                warn_from,
            }),
            extended_until: None,
            asked_on: None,
        }
    }
}

#[derive(FromRow)]
struct LineRow {
    organisation_id: String,
    #[sqlx(try_from = "String")]
    kind: OrganisationKind,
    name: String,
    annex_id: Option<String>,
    last_by: Option<String>,
    #[sqlx(flatten)]
    days: Days,
}

/// The organisations to which a plan applies, each with what is known of its annex: municipalities
/// first.
///
/// # Errors
/// When the database can't be read.
pub async fn list(db: &Db, user: &UserId, plan: &Plan) -> sqlx::Result<Vec<AnnexLine>> {
    let rows: Vec<LineRow> = rows!(db, concat!(
            "SELECT o.id AS organisation_id, o.kind, o.name, x.id AS annex_id, k.checked_on AS last_on, CASE WHEN ",
            readable_sql!("o.id"),
            " THEN k.checked_by END AS last_by, x.due_on, x.warn_from
             FROM plan_organisations po JOIN organisations o ON o.id = po.organisation_id
                  LEFT JOIN plan_annexes x ON x.plan_id = po.plan_id AND x.organisation_id = o.id
                  LEFT JOIN plan_annex_checks k ON k.id = (SELECT n.id FROM plan_annex_checks n
                                                           WHERE n.annex_id = x.id AND n.revoked_on IS NULL
                                                           ORDER BY n.checked_on DESC, n.id DESC LIMIT 1)
             WHERE po.plan_id = $2
             ORDER BY CASE o.kind WHEN 'municipality' THEN 0 WHEN 'region' THEN 1 ELSE 2 END, o.name_key, o.id LIMIT $3"
        ), user.as_str(), plan.id.as_str(), ORGANISATIONS)?;
    let line = |row: LineRow| AnnexLine {
        organisation: OrganisationName {
            id: row.organisation_id.into(),
            kind: row.kind,
            name: row.name,
        },
        standing: row.annex_id.map(|_| row.days.standing(plan.standing.stage)),
        last: row.days.last_on.map(|on| (on, row.last_by)),
    };
    Ok(rows.into_iter().map(line).collect())
}

#[derive(FromRow)]
struct AnnexRow {
    id: String,
    contacts: String,
    places: String,
    version: i64,
    #[sqlx(flatten)]
    days: Days,
    #[sqlx(flatten)]
    rule: RuleRow,
}

#[derive(FromRow)]
struct CheckRow {
    id: String,
    checked_on: NaiveDate,
    checked_by: Option<String>,
    note: String,
}

/// The annex of an organisation to a plan, if there is one. Contacts, places, notes and the names of
/// who checked are for those who have the organisation in reach; the others get its status and dates. Whether the user may
/// know of the plan is decided before.
///
/// # Errors
/// When the database can't be read.
pub async fn find(
    db: &Db,
    user: &UserId,
    plan: (&PlanId, Stage),
    organisation: &OrganisationId,
) -> sqlx::Result<Option<Annex>> {
    let row: Option<AnnexRow> = row!(
        db,
        concat!(
            "SELECT x.id, CASE WHEN ",
            readable_sql!("x.organisation_id"),
            " THEN x.contacts ELSE '' END AS contacts, CASE WHEN ",
            readable_sql!("x.organisation_id"),
            " THEN x.places ELSE '' END AS places, x.version,
                    (SELECT MAX(n.checked_on) FROM plan_annex_checks n
                     WHERE n.annex_id = x.id AND n.revoked_on IS NULL) AS last_on,
                    x.due_on, x.warn_from, ",
            rule_columns!(),
            " FROM plan_annexes x JOIN review_rules r ON r.id = x.rule_id
             WHERE x.plan_id = $2 AND x.organisation_id = $3"
        ),
        user.as_str(),
        plan.0.as_str(),
        organisation.as_str()
    )?;
    let Some(row) = row else { return Ok(None) };
    let checks: Vec<CheckRow> = rows!(db, concat!(
            "SELECT k.id, k.checked_on, CASE WHEN ",
            readable_sql!("x.organisation_id"),
            " THEN k.checked_by END AS checked_by, CASE WHEN ",
            readable_sql!("x.organisation_id"),
            " THEN k.note ELSE '' END AS note
             FROM plan_annex_checks k JOIN plan_annexes x ON x.id = k.annex_id
             WHERE k.annex_id = $2 AND k.revoked_on IS NULL ORDER BY k.checked_on DESC, k.id DESC LIMIT $3"
        ), user.as_str(), &row.id, CHECKS)?;
    let check = |row: CheckRow| AnnexCheck {
        id: row.id.into(),
        checked_on: row.checked_on,
        checked_by: row.checked_by,
        note: row.note,
    };
    Ok(Some(Annex {
        id: row.id.into(),
        rule: row.rule.into(),
        contacts: row.contacts,
        places: row.places,
        standing: row.days.standing(plan.1),
        checks: checks.into_iter().map(check).collect(),
        version: row.version,
    }))
}

/// What an annex's page tells: of the plan, of the organisation, and its annex if it has one.
pub type Found = (AnnexPlan, OrganisationName, Option<Annex>);

/// The annex of an organisation to a plan that no longer applies to it, for those who have the
/// organisation in reach, whether they may still see the plan or not.
///
/// # Errors
/// When the database can't be read.
pub async fn former(
    db: &Db,
    user: &UserId,
    plan: &PlanId,
    organisation: &OrganisationId,
) -> sqlx::Result<Option<Found>> {
    #[derive(FromRow)]
    struct FormerRow {
        title: String,
        #[sqlx(try_from = "String")]
        stage: Stage,
        visible: bool,
        #[sqlx(try_from = "String")]
        kind: OrganisationKind,
        name: String,
    }
    let row: Option<FormerRow> = row!(db, concat!(
            "SELECT p.title, p.stage, ",
            visible!(),
            " AS visible, o.kind, o.name
             FROM plan_annexes x JOIN plans p ON p.id = x.plan_id JOIN organisations o ON o.id = x.organisation_id
             WHERE x.plan_id = $2 AND x.organisation_id = $3
               AND NOT EXISTS (SELECT 1 FROM plan_organisations po
                               WHERE po.plan_id = x.plan_id AND po.organisation_id = x.organisation_id)
               AND ",
            readable_sql!("x.organisation_id")
        ), user.as_str(), plan.as_str(), organisation.as_str())?;
    let Some(row) = row else { return Ok(None) };
    let annex = find(db, user, (plan, row.stage), organisation).await?;
    let plan = AnnexPlan {
        id: plan.clone(),
        title: row.title,
        stage: row.stage,
        applies: false,
        visible: row.visible,
    };
    let organisation = OrganisationName {
        id: organisation.clone(),
        kind: row.kind,
        name: row.name,
    };
    Ok(Some((plan, organisation, annex)))
}

#[derive(FromRow)]
struct DueRow {
    plan_id: String,
    title: String,
    #[sqlx(try_from = "String")]
    stage: Stage,
    organisation_id: String,
    #[sqlx(try_from = "String")]
    kind: OrganisationKind,
    name: String,
    annex_id: Option<String>,
    #[sqlx(flatten)]
    days: Days,
}

/// The annexes of the organisations which the user coordinates that must be checked or made, in the
/// order of urgency: the one that is late longest first, then those that were never checked, those
/// that are missing, and those to check soon. One of a municipality is missing when the plan is in
/// force and another organisation keeps an annex to it: whether any other shared plan needs annexes
/// the program can't know.
///
/// # Errors
/// When the database can't be read.
pub async fn due(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    limit: i64,
) -> sqlx::Result<Vec<AnnexDue>> {
    let rows: Vec<DueRow> = rows!(db, "SELECT p.id AS plan_id, p.title, p.stage, o.id AS organisation_id, o.kind, o.name, x.id AS annex_id,
                    (SELECT MAX(n.checked_on) FROM plan_annex_checks n
                     WHERE n.annex_id = x.id AND n.revoked_on IS NULL) AS last_on, x.due_on, x.warn_from
             FROM plan_organisations po JOIN plans p ON p.id = po.plan_id
                  JOIN organisations o ON o.id = po.organisation_id
                  LEFT JOIN plan_annexes x ON x.plan_id = po.plan_id AND x.organisation_id = po.organisation_id
             WHERE po.organisation_id IN (SELECT organisation_id FROM user_scope
                                          WHERE user_id = $1 AND level = 'coordinator')
               AND p.stage <> 'withdrawn'
               AND CASE WHEN x.id IS NULL THEN p.stage <> 'draft' AND o.kind = 'municipality'
                             AND EXISTS (SELECT 1 FROM plan_annexes other JOIN plan_organisations shares
                                              ON shares.plan_id = other.plan_id
                                                 AND shares.organisation_id = other.organisation_id
                                         WHERE other.plan_id = p.id)
                        ELSE x.due_on IS NULL OR x.warn_from <= $2 END
             ORDER BY CASE WHEN x.due_on < $2 THEN 1 WHEN x.due_on IS NOT NULL THEN 4
                           WHEN x.id IS NOT NULL THEN 2 ELSE 3 END,
                      x.due_on, p.title_key, o.name_key, p.id, o.id LIMIT $3", user.as_str(), today, limit)?;
    let due = |row: DueRow| {
        let standing = row.annex_id.map(|_| row.days.standing(row.stage));
        AnnexDue {
            plan: row.plan_id.into(),
            title: row.title,
            organisation: OrganisationName {
                id: row.organisation_id.into(),
                kind: row.kind,
                name: row.name,
            },
            status: standing.map_or(AnnexStatus::Missing, |one| one.currency(today).into()),
            due_on: standing.and_then(|one| one.due_on()),
        }
    };
    Ok(rows.into_iter().map(due).collect())
}

/// The review rules under which an annex can be put: those for annexes that are in use in a region.
///
/// # Errors
/// When the database can't be read.
pub async fn rules(
    db: &Db,
    user: &UserId,
    region: &OrganisationId,
) -> sqlx::Result<Vec<ReviewRule>> {
    let rules = crate::rulebook::store::in_reach(db, user).await?;
    let of_annexes = |rule: &&ReviewRule| rule.plan_kind == PlanKind::Annex && rule.in_use;
    let rules = of_region(&rules, Some(region)).filter(of_annexes);
    Ok(rules.cloned().collect())
}

/// The rule for annexes of those in use in a region that is the usual one: the one under which most
/// stand.
///
/// # Errors
/// When the database can't be read.
pub async fn usual_rule(db: &Db, region: &OrganisationId) -> sqlx::Result<Option<RuleId>> {
    let id: Option<String> = on_db!(db, |c| {
        sqlx::query_scalar(
            "SELECT r.id FROM review_rules r WHERE r.plan_kind = $1 AND r.in_use = TRUE AND r.ended_on IS NULL
               AND (r.region_id = $2
                    OR (r.region_id IS NULL
                        AND NOT EXISTS (SELECT 1 FROM review_rules d WHERE d.replaces_id = r.id
                                          AND d.region_id = $2 AND d.ended_on IS NULL)))
             ORDER BY (SELECT COUNT(*) FROM plans p WHERE p.rule_id = r.id)
                      + (SELECT COUNT(*) FROM plan_annexes x WHERE x.rule_id = r.id) DESC, r.name_key, r.id LIMIT 1",
        )
        .bind(PlanKind::Annex.code())
        .bind(region.as_str())
        .fetch_optional(c)
        .await
    })?;
    Ok(id.map(Into::into))
}
