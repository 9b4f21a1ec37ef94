//! Which plans a user may see, for queries over the organisations in reach.

/// Plans `p` that an organisation in the table `reach` owns, or that apply to one: of a `few`
/// organisations looked up by these, of `all` of a country asked of each plan. A macro, so that it
/// can be part of a query's constant text; a union, since SQLite reads the whole table for two
/// conditions with "or" between them.
macro_rules! reached {
    (few) => {
        "p.id IN (SELECT id FROM plans WHERE owner_id IN (SELECT id FROM reach)
                  UNION SELECT plan_id FROM plan_organisations WHERE organisation_id IN (SELECT id FROM reach))"
    };
    (all) => {
        "(p.owner_id IN (SELECT id FROM reach)
          OR EXISTS (SELECT 1 FROM plan_organisations po
                     WHERE po.plan_id = p.id AND po.organisation_id IN (SELECT id FROM reach)))"
    };
}
pub(crate) use reached;

/// Whether the user `$1` may see the plan `p`, to be asked of a few plans.
macro_rules! visible {
    () => {
        concat!(
            "(",
            $crate::organisations::reach::within_reach!("p.owner_id"),
            " OR EXISTS (SELECT 1 FROM plan_organisations po WHERE po.plan_id = p.id AND ",
            $crate::organisations::reach::within_reach!("po.organisation_id"),
            "))"
        )
    };
}
pub(crate) use visible;

/// Whether the organisation in the parameter that is named owns the plan `p`, or it applies to it; all
/// plans when there is none.
macro_rules! of_organisation {
    ($organisation:literal) => {
        concat!(
            "(",
            $organisation,
            " IS NULL OR p.owner_id = ",
            $organisation,
            " OR p.id IN (SELECT plan_id FROM plan_organisations WHERE organisation_id = ",
            $organisation,
            "))"
        )
    };
}
pub(crate) use of_organisation;
