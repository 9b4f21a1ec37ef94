//! Which people a user may see, as a part of queries.

/// People whom a user may see: those of the organisations in reach, and the person behind the
/// account. The user is `$1`. A union, since neither database looks up two conditions with "or"
/// between them when one is a list.
macro_rules! in_reach {
    () => {
        "(pe.id IN (SELECT id FROM people
                   WHERE organisation_id IN (SELECT organisation_id FROM user_scope WHERE user_id = $1)
                   UNION SELECT person_id FROM users WHERE id = $1))"
    };
}
pub(crate) use in_reach;

/// The same, to be asked of one person.
macro_rules! visible {
    () => {
        concat!(
            "(",
            $crate::organisations::reach::within_reach!("pe.organisation_id"),
            " OR EXISTS (SELECT 1 FROM users u WHERE u.id = $1 AND u.person_id = pe.id))"
        )
    };
}
pub(super) use visible;
