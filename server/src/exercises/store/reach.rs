//! Which exercises a user may see, for queries over the organisations in reach.

/// Exercises `e` that an organisation in the table `reach` holds or takes part in, and those in
/// which the person of the user `$1` takes part, unless the parameter that is named narrows the
/// reach to a region: of a `few` organisations looked up by these, of `all` of a country asked of
/// each exercise. A macro, so that it can be part of a query's constant text; a union, since SQLite
/// reads the whole table for conditions with "or" between them.
macro_rules! reached {
    (few, $region:literal) => {
        concat!(
            "e.id IN (SELECT id FROM exercises WHERE owner_id IN (SELECT id FROM reach)
                      UNION SELECT exercise_id FROM exercise_organisations
                      WHERE organisation_id IN (SELECT id FROM reach)
                      UNION SELECT ep.exercise_id FROM exercise_participants ep
                      JOIN users u ON u.person_id = ep.person_id WHERE u.id = $1 AND ",
            $region,
            " IS NULL)"
        )
    };
    (all, $region:literal) => {
        concat!(
            "(e.owner_id IN (SELECT id FROM reach)
              OR EXISTS (SELECT 1 FROM exercise_organisations eo
                         WHERE eo.exercise_id = e.id AND eo.organisation_id IN (SELECT id FROM reach))
              OR (",
            $region,
            " IS NULL AND EXISTS (SELECT 1 FROM exercise_participants ep JOIN users u ON u.person_id = ep.person_id
                                  WHERE ep.exercise_id = e.id AND u.id = $1)))"
        )
    };
}
pub(crate) use reached;

/// Whether the user `$1` may see the exercise `e`, to be asked of one exercise.
macro_rules! visible {
    () => {
        concat!(
            "(",
            $crate::organisations::reach::within_reach!("e.owner_id"),
            " OR EXISTS (SELECT 1 FROM exercise_organisations eo WHERE eo.exercise_id = e.id AND ",
            $crate::organisations::reach::within_reach!("eo.organisation_id"),
            ") OR EXISTS (SELECT 1 FROM exercise_participants ep JOIN users u ON u.person_id = ep.person_id
                          WHERE ep.exercise_id = e.id AND u.id = $1))"
        )
    };
}
pub(crate) use visible;

/// Whether the organisation in the parameter that is named holds the exercise `e` or takes part in
/// it; all exercises when there is none.
macro_rules! of_organisation {
    ($organisation:literal) => {
        concat!(
            "(",
            $organisation,
            " IS NULL OR e.owner_id = ",
            $organisation,
            " OR e.id IN (SELECT exercise_id FROM exercise_organisations WHERE organisation_id = ",
            $organisation,
            "))"
        )
    };
}
pub(crate) use of_organisation;
