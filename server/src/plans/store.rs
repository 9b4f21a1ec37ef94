//! Plans in the database: everything that reads.

use super::{
    dates::{StandingRow, standing_columns},
    history,
    reach::{of_organisation, reached, visible},
};
use crate::{
    db::{Db, like, optional},
    identity::user::User,
    organisations::{reach::reach, store::NameRow},
    people::{self, store::Wanted},
    row, rows,
    rulebook::store::{self as rulebook, RuleRow, rule_columns, rule_in_reach},
};
use app::{
    choice::Choice,
    id::{OrganisationId, PlanId, UserId},
    organisations::{OrganisationKind, OrganisationName},
    page::Pages,
    plans::{Choices, Currency, Filter, Plan, PlanKind, PlanLine, Sort, StatusFilter, Successor},
    rulebook::{Milestone, RuleLabel},
};
use chrono::NaiveDate;
use sqlx::FromRow;

/// Plans that a user may see: those that an organisation in reach owns, or that apply to one.
/// The user is `$1`. A macro, so that it can be part of a query's constant text; a union, since
/// SQLite reads the whole table for two conditions with "or" between them.
macro_rules! in_reach {
    () => {
        concat!(
            "(p.id IN (SELECT id FROM plans
                  WHERE ",
            $crate::organisations::reach::in_scope!("owner_id"),
            " UNION SELECT plan_id FROM plan_organisations
                  WHERE ",
            $crate::organisations::reach::in_scope!("organisation_id"),
            "))"
        )
    };
}
pub(crate) use in_reach;

/// [`app::plans::Standing::currency`] in SQL, for filters, counts and order; today is `$2`. A test
/// holds the two together.
#[macro_export]
macro_rules! plan_currency_sql {
    () => {
        "CASE WHEN p.stage = 'withdrawn' THEN 'withdrawn'
              WHEN p.due_on IS NULL THEN 'never-reviewed'
              WHEN COALESCE(p.extended_until, p.due_on) < $2 THEN 'overdue'
              WHEN p.stage = 'in-revision' THEN 'in-revision'
              WHEN p.warn_from <= $2 OR p.asked_on <= $2 THEN 'due-soon'
              ELSE 'current' END"
    };
}

/// A line of the register as a query gives it.
#[derive(FromRow)]
pub(super) struct LineRow {
    id: String,
    title: String,
    #[sqlx(try_from = "String")]
    kind: PlanKind,
    owner: String,
    version: Option<String>,
    interval_months: i64,
    source: String,
    #[sqlx(try_from = "String")]
    label: RuleLabel,
    due_on: Option<NaiveDate>,
    extended_until: Option<NaiveDate>,
    asked_on: Option<NaiveDate>,
    next_milestone: Option<String>,
    next_milestone_on: Option<NaiveDate>,
    #[sqlx(try_from = "String")]
    currency: Currency,
    total: i64,
}

impl TryFrom<LineRow> for PlanLine {
    type Error = sqlx::Error;
    fn try_from(row: LineRow) -> sqlx::Result<Self> {
        let next: Option<Milestone> = optional(row.next_milestone)?;
        Ok(Self {
            id: row.id.into(),
            title: row.title,
            kind: row.kind,
            owner: row.owner,
            version: row.version,
            interval_months: u32::try_from(row.interval_months).unwrap_or_default(),
            source: row.source,
            label: row.label,
            due_on: row.due_on,
            extended_until: row.extended_until,
            asked_on: row.asked_on,
            next: next.zip(row.next_milestone_on),
            currency: row.currency,
        })
    }
}

/// The order of the register that `$7` names, of rows with these columns.
macro_rules! order {
    () => {
        "CASE WHEN $7 <> 'urgency' THEN 0
              WHEN currency = 'overdue' THEN 1 WHEN currency = 'never-reviewed' THEN 2
              WHEN currency = 'due-soon' THEN 3 WHEN currency = 'in-revision' THEN 4
              WHEN currency = 'current' THEN 5 ELSE 6 END,
         CASE WHEN $7 = 'owner' THEN owner_key END,
         CASE WHEN $7 IN ('owner', 'title') THEN title_key END,
         CASE WHEN due_on IS NULL THEN 1 ELSE 0 END, due_on, title_key, id"
    };
}

/// Rows of [`LineRow`]. Of a few organisations the plans are found once, to be listed and counted;
/// those of a whole country are counted apart, rather than all carried along.
macro_rules! lines_sql {
    (few) => {
        lines_sql!(reached!(few), "MATERIALIZED")
    };
    (all) => {
        lines_sql!(reached!(all), "NOT MATERIALIZED")
    };
    ($reached:expr, $found:literal) => {
        concat!(
            "WITH ",
            reach!("$10"),
            ", found AS ",
            $found,
            " (
                 SELECT p.id, p.title, p.title_key, p.kind, o.name AS owner, o.name_key AS owner_key, r.interval_months, r.source, r.label,
                        p.due_on, p.extended_until, p.asked_on, p.next_milestone, p.next_milestone_on, ",
            plan_currency_sql!(),
            " AS currency
                 FROM plans p JOIN organisations o ON o.id = p.owner_id JOIN review_rules r ON r.id = p.rule_id
                 WHERE ",
            $reached,
            " AND ($3 IS NULL OR p.search_key LIKE $3 ESCAPE '!')
                  AND ",
            of_organisation!("$4"),
            " AND ($5 IS NULL OR p.kind = $5)
                  AND (CASE WHEN $6 IS NULL THEN p.stage <> 'withdrawn'
                            WHEN $6 = 'extended' THEN p.stage <> 'withdrawn' AND p.extended_until IS NOT NULL ELSE ",
            plan_currency_sql!(),
            " = $6 END))
             SELECT id, title, kind, owner, interval_months, source, label, due_on, extended_until, asked_on,
                    next_milestone, next_milestone_on, currency, (SELECT COUNT(*) FROM found) AS total,
                    (SELECT v.label FROM plan_versions v WHERE v.plan_id = lines.id AND v.revoked_on IS NULL
                     ORDER BY v.adopted_on DESC, v.id DESC LIMIT 1) AS version
             FROM (SELECT * FROM found ORDER BY ",
            order!(),
            " LIMIT $8 OFFSET $9) AS lines ORDER BY ",
            order!()
        )
    };
}

/// A page of the register, and how long the whole list is.
///
/// # Errors
/// When the database can't be read.
pub async fn list(
    db: &Db,
    user: &User,
    filter: &Filter,
    today: NaiveDate,
) -> sqlx::Result<(Vec<PlanLine>, Pages)> {
    let offset = Pages::offset(filter.page);
    let (lines, total) = lines(db, user, filter, today, Pages::SIZE, offset).await?;
    let page = filter.page.max(1);
    Ok((lines, Pages { page, total }))
}

/// Some of the lines of the register from one on, and how many there are in all; none in all when
/// there are none from there on.
///
/// # Errors
/// When the database can't be read.
pub(crate) async fn lines(
    db: &Db,
    user: &User,
    filter: &Filter,
    today: NaiveDate,
    limit: i64,
    offset: i64,
) -> sqlx::Result<(Vec<PlanLine>, i64)> {
    let region = filter.region.as_ref().map(OrganisationId::as_str);
    let sql = if user.sees_regions() && region.is_none() {
        lines_sql!(all)
    } else {
        lines_sql!(few)
    };
    let rows: Vec<LineRow> = rows!(
        db,
        sql,
        user.id.as_str(),
        today,
        like(&filter.q),
        filter.organisation.as_ref().map(OrganisationId::as_str),
        filter.kind.map(PlanKind::code),
        filter.status.map(StatusFilter::code),
        filter.sort.unwrap_or(Sort::Urgency).code(),
        limit,
        offset,
        region
    )?;
    let total = rows.first().map_or(0, |row| row.total);
    let lines: sqlx::Result<_> = rows.into_iter().map(TryInto::try_into).collect();
    Ok((lines?, total))
}

#[derive(FromRow)]
struct PlanRow {
    id: String,
    title: String,
    #[sqlx(try_from = "String")]
    kind: PlanKind,
    summary: String,
    owner_id: String,
    #[sqlx(try_from = "String")]
    owner_kind: OrganisationKind,
    owner_name: String,
    steward_id: Option<String>,
    steward_name: Option<String>,
    steward_visible: bool,
    rule_visible: bool,
    successor_id: Option<String>,
    successor_title: Option<String>,
    successor_visible: bool,
    version: i64,
    #[sqlx(flatten)]
    standing: StandingRow,
    #[sqlx(flatten)]
    rule: RuleRow,
}

/// A plan, if there is one that the user may see.
///
/// # Errors
/// When the database can't be read.
pub async fn find(db: &Db, user: &UserId, id: &PlanId) -> sqlx::Result<Option<Plan>> {
    let row: Option<PlanRow> = row!(db, concat!(
        "SELECT p.id, p.title, p.kind, p.summary, p.owner_id, o.kind AS owner_kind, o.name AS owner_name,
                p.steward_id, s.name AS steward_name,
                (EXISTS (SELECT 1 FROM user_scope us WHERE us.user_id = $1 AND us.organisation_id = s.organisation_id)
                 OR EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND u.person_id = s.id)) AS steward_visible, ",
        rule_in_reach!(),
        " AS rule_visible,
                n.id AS successor_id, n.title AS successor_title,
                (EXISTS (SELECT 1 FROM user_scope us WHERE us.user_id = $1 AND us.organisation_id = n.owner_id)
                 OR EXISTS (SELECT 1 FROM user_scope us JOIN plan_organisations po ON po.organisation_id = us.organisation_id
                            WHERE us.user_id = $1 AND po.plan_id = n.id)) AS successor_visible, p.version, ",
        standing_columns!(),
        ", ",
        rule_columns!(),
        " FROM plans p JOIN organisations o ON o.id = p.owner_id JOIN review_rules r ON r.id = p.rule_id
              LEFT JOIN people s ON s.id = p.steward_id LEFT JOIN plans n ON n.id = p.replaced_by
         WHERE p.id = $2 AND ",
        visible!()
    ), user.as_str(), id.as_str())?;
    let Some(row) = row else { return Ok(None) };
    let organisations: Vec<NameRow> = rows!(db, "SELECT o.id, o.kind, o.name FROM plan_organisations po JOIN organisations o ON o.id = po.organisation_id
         WHERE po.plan_id = $1 ORDER BY o.name_key, o.id", id.as_str())?;
    Ok(Some(Plan {
        organisations: organisations.into_iter().map(Into::into).collect(),
        versions: history::versions(db, id).await?,
        reviews: history::reviews(db, id).await?,
        extensions: history::extensions(db, id).await?,
        signals: history::signals(db, id).await?,
        reached: history::reached(db, id).await?,
        id: row.id.into(),
        title: row.title,
        kind: row.kind,
        summary: row.summary,
        owner: OrganisationName {
            id: row.owner_id.into(),
            kind: row.owner_kind,
            name: row.owner_name,
        },
        steward: row
            .steward_id
            .zip(row.steward_name)
            .map(|(id, name)| (id.into(), name)),
        steward_visible: row.steward_visible,
        rule: row.rule.into(),
        rule_visible: row.rule_visible,
        standing: row.standing.into(),
        replaced_by: row
            .successor_id
            .zip(row.successor_title)
            .map(|(id, title)| Successor {
                id: id.into(),
                title,
                visible: row.successor_visible,
            }),
        version: row.version,
    }))
}

/// Plans that can take the place of one: those of its kind that the user may see and that were not
/// withdrawn.
///
/// # Errors
/// When the database can't be read.
pub async fn successors(db: &Db, user: &UserId, plan: &Plan) -> sqlx::Result<Vec<Choice>> {
    rows!(db, concat!(
            "SELECT p.id, p.title || ' (' || o.name || ')' FROM plans p JOIN organisations o ON o.id = p.owner_id
             WHERE p.id <> $2 AND p.kind = $3 AND p.stage <> 'withdrawn' AND ",
            in_reach!(),
            " ORDER BY p.title_key, p.id LIMIT 500"
        ), user.as_str(), plan.id.as_str(), plan.kind.code())
}

/// What the form of a plan can choose from: a user may make those organisations the owner that
/// the user coordinates.
///
/// # Errors
/// When the database can't be read.
pub async fn choices(db: &Db, user: &UserId, wanted: &Wanted) -> sqlx::Result<Choices> {
    let stewards = people::store::choices(db, user, wanted).await?;
    let mut rules = rulebook::in_reach(db, user).await?;
    rules.retain(|rule| rule.in_use);
    Ok(Choices {
        owners: crate::organisations::store::editable(db, user).await?,
        organisations: crate::organisations::store::visible(db, user).await?,
        stewards,
        rules,
        regions: crate::organisations::store::region_of_each(db, user).await?,
    })
}
