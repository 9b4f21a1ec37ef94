//! Which people a user may see, and who of them has not left, as parts of queries.

/// People whom a user may see: those of the organisations in reach, and the person behind the
/// account. The user is `$1`. A union, since neither database looks up two conditions with "or"
/// between them when one is a list.
macro_rules! in_reach {
    () => {
        concat!(
            "(pe.id IN (SELECT id FROM people
                   WHERE ",
            $crate::organisations::reach::in_scope!("organisation_id"),
            " UNION SELECT person_id FROM users WHERE id = $1))"
        )
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

/// Whether the person `pe` has not left on a day; the parameter with the day is named.
macro_rules! here_on {
    ($day:literal) => {
        concat!("(pe.left_on IS NULL OR pe.left_on >= ", $day, ")")
    };
}
pub(crate) use here_on;
