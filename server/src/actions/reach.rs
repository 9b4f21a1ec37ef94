//! Which actions a user may see, for queries over the organisations in reach.

/// The actions of the organisations in the table `reach`, and one's own unless the parameter that is
/// named narrows the reach to a region: of a `few` organisations looked up by these, of `all` of a
/// country asked of each action.
macro_rules! reached {
    (few, $region:literal) => {
        concat!(
            "a.id IN (SELECT id FROM actions WHERE organisation_id IN (SELECT id FROM reach)
                      UNION SELECT w.id FROM users u JOIN actions w ON w.owner_id = u.person_id
                      WHERE u.id = $1 AND ",
            $region,
            " IS NULL)"
        )
    };
    (all, $region:literal) => {
        concat!(
            "(a.organisation_id IN (SELECT id FROM reach)
              OR (",
            $region,
            " IS NULL AND a.owner_id IN (SELECT person_id FROM users WHERE id = $1)))"
        )
    };
}
pub(super) use reached;
