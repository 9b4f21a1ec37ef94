//! How well roles are filled.

use crate::{
    db::{Db, from_code},
    organisations::reach::{By, all_or_few, reach},
    rows,
};
use app::{
    id::{OrganisationId, RoleId, UserId},
    organisations::{OrganisationKind, OrganisationName},
    roles::{Coverage, CoverageCell, FilledBy, GripLevel, RoleGroup, RoleName, rules},
};
use chrono::NaiveDate;
use sqlx::FromRow;

use super::{active_on, group_order};

/// The most cells that one answer holds.
const CELLS: i64 = 50_000;

/// [`rules::coverage`] in SQL, of a row with `minimum`, `own` and `pool`. A test holds the two
/// together.
macro_rules! coverage_sql {
    () => {
        "CASE WHEN minimum <= 0 OR own > minimum THEN 'filled' WHEN own = minimum THEN 'thin'
              WHEN own + pool >= minimum THEN 'pooled' WHEN own + pool = 0 THEN 'vacant'
              ELSE 'under-minimum' END"
    };
}

/// Whether the person of an assignment `a` has left on the day `$2`: looked up for each of a few
/// assignments, or listed once for a whole country.
macro_rules! left {
    (few) => {
        "EXISTS (SELECT 1 FROM people pe WHERE pe.id = a.person_id AND pe.left_on < $2)"
    };
    (all) => {
        "a.person_id IN (SELECT id FROM people WHERE left_on < $2)"
    };
}

/// The cells of the coverage on the day `$2`, as tables of a `WITH`: `cell` holds one for each role
/// (or for the role `$3` alone, or those called at the level `$5`) and each municipality or region
/// in reach (in the region `$6`, or the organisation `$4` alone). Put together by a sum rather than
/// by joins of whole tables with each other, which are quick only as long as the database guesses
/// well how many rows they have.
macro_rules! cells_sql {
    ($left:expr) => {
        concat!(
            "WITH ",
            reach!("$6"),
            ", asked AS MATERIALIZED (
                 SELECT * FROM reach WHERE kind IN ('region', 'municipality') AND ($4 IS NULL OR id = $4)),
             active AS MATERIALIZED (
                 SELECT a.role_id, a.organisation_id, COUNT(DISTINCT a.person_id) AS people
                 FROM role_assignments a
                 WHERE a.organisation_id IN (SELECT id FROM asked UNION SELECT within FROM asked)
                   AND ",
            active_on!("a", "$2"),
            " AND ($3 IS NULL OR a.role_id = $3) AND NOT ",
            $left,
            " GROUP BY a.role_id, a.organisation_id),
             part AS (
                 SELECT r.id AS role_id, o.id AS organisation_id, o.region_id, r.minimum, 0 AS own, 0 AS pool
                 FROM crisis_roles r JOIN asked o ON o.kind = r.filled_by
                 WHERE ($3 IS NULL OR r.id = $3) AND (r.region_id IS NULL OR r.region_id = o.region_id)
                   AND ($5 IS NULL OR ',' || r.grip_levels || ',' LIKE '%,' || $5 || ',%')
                 UNION ALL
                 SELECT role_id, organisation_id, NULL, NULL, people, 0 FROM active
                 UNION ALL
                 SELECT a.role_id, o.id, NULL, NULL, 0, a.people FROM active a JOIN asked o ON o.within = a.organisation_id
                 WHERE o.kind = 'municipality'),
             summed AS (
                 SELECT role_id, organisation_id, MAX(region_id) AS region_id, MAX(minimum) AS minimum,
                        CAST(SUM(own) AS BIGINT) AS own, CAST(SUM(pool) AS BIGINT) AS pool
                 FROM part GROUP BY role_id, organisation_id),
             cell AS MATERIALIZED (
                 SELECT role_id, organisation_id, region_id, minimum, own, pool, ",
            coverage_sql!(),
            " AS coverage
                 FROM summed WHERE region_id IS NOT NULL)"
        )
    };
}

/// The columns of [`CellRow`] for the cells `c`.
macro_rules! cell_columns {
    () => {
        "r.id AS role_id, r.name AS role_name, r.role_group, r.filled_by, r.grip_levels, r.minimum,
         o.id AS organisation_id, o.kind AS organisation_kind, o.name AS organisation_name, c.own, c.pool"
    };
}

/// Which part of the coverage is asked for; by default all of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct CoverageFilter<'a> {
    /// One role.
    pub role: Option<&'a RoleId>,
    /// One organisation.
    pub organisation: Option<&'a OrganisationId>,
    /// One region with the organisations in it.
    pub region: Option<&'a OrganisationId>,
    /// The roles that are called at a level.
    pub grip: Option<GripLevel>,
}

#[derive(FromRow)]
struct CellRow {
    role_id: String,
    role_name: String,
    #[sqlx(try_from = "String")]
    role_group: RoleGroup,
    #[sqlx(try_from = "String")]
    filled_by: FilledBy,
    grip_levels: String,
    minimum: i64,
    organisation_id: String,
    #[sqlx(try_from = "String")]
    organisation_kind: OrganisationKind,
    organisation_name: String,
    own: i64,
    pool: i64,
}

impl From<CellRow> for CoverageCell {
    fn from(row: CellRow) -> Self {
        Self {
            role: RoleName {
                id: row.role_id.into(),
                name: row.role_name,
                group: row.role_group,
                filled_by: row.filled_by,
                grip_levels: GripLevel::list(&row.grip_levels),
            },
            organisation: OrganisationName {
                id: row.organisation_id.into(),
                kind: row.organisation_kind,
                name: row.organisation_name,
            },
            minimum: row.minimum,
            filled: row.own,
            pool: row.pool,
            coverage: rules::coverage(row.minimum, row.own, row.pool),
        }
    }
}

/// How well each role is filled on a day in each municipality (or region, for a role of the region)
/// that a user may see: by role in the order of the catalogue, then by organisation.
///
/// # Errors
/// When the database can't be read.
pub async fn cells(
    db: &Db,
    user: &UserId,
    day: NaiveDate,
    filter: CoverageFilter<'_>,
) -> sqlx::Result<Vec<CoverageCell>> {
    let rows: Vec<CellRow> = rows!(db, concat!(
            cells_sql!(left!(few)),
            " SELECT ",
            cell_columns!(),
            " FROM cell c JOIN crisis_roles r ON r.id = c.role_id JOIN organisations o ON o.id = c.organisation_id
             ORDER BY ",
            group_order!(),
            ", o.name_key, o.id LIMIT $7"
        ), user.as_str(), day, filter.role.map(RoleId::as_str), filter.organisation.map(OrganisationId::as_str), filter.grip.map(GripLevel::code), filter.region.map(OrganisationId::as_str), CELLS)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// How many roles are filled how well: for an organisation, or for a region with those in it.
pub type Count = (OrganisationId, Coverage, i64);

/// The [`cells`] counted by how well they are filled; `all` of a country are counted in another way
/// than a few.
///
/// # Errors
/// When the database can't be read.
pub async fn counts(
    db: &Db,
    user: &UserId,
    day: NaiveDate,
    filter: CoverageFilter<'_>,
    by: By,
    all: bool,
) -> sqlx::Result<Vec<Count>> {
    macro_rules! counts_sql {
        ($left:expr) => {
            concat!(
                cells_sql!($left),
                " SELECT part, coverage, COUNT(*)
                 FROM (SELECT CASE WHEN $7 = 'region' THEN region_id ELSE organisation_id END AS part, coverage
                       FROM cell) AS counted
                 GROUP BY part, coverage"
            )
        };
    }
    let sql = all_or_few!(all, counts_sql, left);
    let rows: Vec<(String, String, i64)> = rows!(
        db,
        sql,
        user.as_str(),
        day,
        filter.role.map(RoleId::as_str),
        filter.organisation.map(OrganisationId::as_str),
        filter.grip.map(GripLevel::code),
        filter.region.map(OrganisationId::as_str),
        by.code()
    )?;
    let count = |(part, coverage, count): (String, String, i64)| {
        let coverage: Coverage = from_code(&coverage)?;
        Ok((part.into(), coverage, count))
    };
    rows.into_iter().map(count).collect()
}

#[derive(FromRow)]
struct WorstRow {
    vacant: i64,
    under_minimum: i64,
    pooled: i64,
    thin: i64,
    enough: i64,
    #[sqlx(flatten)]
    cell: CellRow,
}

/// How many of the cells that a user may see are filled how well today, and those `most` that are
/// worst off: the vacant ones first, then those below their minimum, each in the order of the
/// catalogue.
///
/// # Errors
/// When the database can't be read.
pub async fn worst(
    db: &Db,
    user: &UserId,
    today: NaiveDate,
    most: i64,
    all: bool,
) -> sqlx::Result<(Vec<(Coverage, i64)>, Vec<CoverageCell>)> {
    // Without a cell that is badly off one that is well tells the counts.
    macro_rules! worst_sql {
        ($left:expr) => {
            concat!(
                cells_sql!($left),
                ", count AS (
                     SELECT COUNT(CASE WHEN coverage = 'vacant' THEN 1 END) AS vacant,
                            COUNT(CASE WHEN coverage = 'under-minimum' THEN 1 END) AS under_minimum,
                            COUNT(CASE WHEN coverage = 'pooled' THEN 1 END) AS pooled,
                            COUNT(CASE WHEN coverage = 'thin' THEN 1 END) AS thin,
                            COUNT(CASE WHEN coverage = 'filled' THEN 1 END) AS enough
                     FROM cell)
                 SELECT n.*, ",
                cell_columns!(),
                " FROM cell c JOIN crisis_roles r ON r.id = c.role_id JOIN organisations o ON o.id = c.organisation_id
                      CROSS JOIN count n
                 WHERE c.coverage IN ('vacant', 'under-minimum') OR n.vacant + n.under_minimum = 0
                 ORDER BY CASE c.coverage WHEN 'vacant' THEN 0 ELSE 1 END, ",
                group_order!(),
                ", o.name_key, o.id LIMIT $7"
            )
        };
    }
    let sql = all_or_few!(all, worst_sql, left);
    let rows: Vec<WorstRow> = rows!(
        db,
        sql,
        user.as_str(),
        today,
        None::<&str>,
        None::<&str>,
        None::<&str>,
        None::<&str>,
        most
    )?;
    let counts = rows.first().map_or_else(Vec::new, |row| {
        vec![
            (Coverage::Vacant, row.vacant),
            (Coverage::UnderMinimum, row.under_minimum),
            (Coverage::Pooled, row.pooled),
            (Coverage::Thin, row.thin),
            (Coverage::Filled, row.enough),
        ]
    });
    let cells = rows.into_iter().map(|row| CoverageCell::from(row.cell));
    let bad =
        |cell: &CoverageCell| matches!(cell.coverage, Coverage::Vacant | Coverage::UnderMinimum);
    Ok((counts, cells.filter(bad).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::SqlitePool;

    #[tokio::test]
    async fn the_database_and_the_rule_agree_on_how_well_a_role_is_filled() {
        let pool = SqlitePool::connect("sqlite::memory:")
            .await
            .expect("a database");
        for (minimum, own, pooled) in (0..4).flat_map(|minimum| {
            let people = (0..4).flat_map(|own| (0..4).map(move |pooled| (own, pooled)));
            people.map(move |(own, pooled)| (minimum, own, pooled))
        }) {
            let coverage: String = sqlx::query_scalar(concat!(
                "SELECT ",
                coverage_sql!(),
                " FROM (SELECT $1 AS minimum, $2 AS own, $3 AS pool) AS cell"
            ))
            .bind(minimum)
            .bind(own)
            .bind(pooled)
            .fetch_one(&pool)
            .await
            .expect("an answer");
            let rule = rules::coverage(minimum, own, pooled);
            assert_eq!(coverage, rule.code(), "{minimum} {own} {pooled}");
        }
    }
}
