//! The organisations in a user's reach, by region, as a part of queries.

/// The organisations that the user `$1` may see, each with its region, as a table `reach` of a
/// `WITH`: of one region when the parameter that is named holds one. Worked out once, however often
/// the query looks into it. A region lies in itself; `within` is the region around an organisation.
/// SQLite takes it for a large table: queries that go from it to records join by `CROSS JOIN`, which
/// keeps their order.
macro_rules! reach {
    ($region:literal) => {
        concat!(
            "reach AS MATERIALIZED (
                 SELECT o.id, o.kind, o.name, o.name_key, o.region_id AS within, COALESCE(o.region_id, o.id) AS region_id
                 FROM organisations o
                 WHERE ",
            $crate::organisations::reach::in_scope!("o.id"),
            " AND (",
            $region,
            " IS NULL OR COALESCE(o.region_id, o.id) = ",
            $region,
            "))"
        )
    };
}
pub(crate) use reach;

/// Whether the organisation in a column is in the reach of the user `$1`: to look up all records of
/// the organisations there.
macro_rules! in_scope {
    ($column:literal) => {
        concat!(
            $column,
            " IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)"
        )
    };
}
pub(crate) use in_scope;

/// Whether the organisation in a column is in the reach of the user `$1`: to ask it of a record or
/// two, where the whole reach would be too much to list.
macro_rules! within_reach {
    ($column:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM organisations x JOIN grants g ON g.organisation_id IN (x.id, x.region_id)
                     WHERE x.id = ",
            $column,
            " AND g.user_id = $1)"
        )
    };
}
pub(crate) use within_reach;

/// A query over the table `reach` in one of its two texts: where the reach may be `all` of a country,
/// or a few organisations. `$sql` makes the text around the part `$reached`, which has both arms.
macro_rules! all_or_few {
    ($all:expr, $sql:ident, $reached:ident $(, $region:literal)?) => {
        if $all {
            $sql!($reached!(all $(, $region)?))
        } else {
            $sql!($reached!(few $(, $region)?))
        }
    };
}
pub(crate) use all_or_few;

/// For what a count stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// For an organisation.
    Organisation,
    /// For a region with the organisations in it, each record counted once.
    Region,
}

impl By {
    /// Its code, for a parameter of a query.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Region => "region",
        }
    }
}

/// The column of `reach` for which [`By`] stands, whose code the parameter holds.
macro_rules! part {
    ($by:literal) => {
        concat!(
            "CASE WHEN ",
            $by,
            " = 'region' THEN o.region_id ELSE o.id END"
        )
    };
}
pub(crate) use part;
