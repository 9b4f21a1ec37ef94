//! Parts of the queries about the days of plans and of annexes.

/// The columns of a plan `p` and its owner `o`, before those of its standing and its rule.
macro_rules! plan_columns {
    () => {
        "p.id, p.title, p.title_key, o.id AS owner_id, o.kind AS owner_kind, o.name AS owner_name,
         o.name_key AS owner_key, FALSE AS annex"
    };
}
pub(super) use plan_columns;

/// The plans for which [`PlanScope::Own`](super::store::PlanScope::Own) or
/// [`PlanScope::Coordinated`](super::store::PlanScope::Coordinated) stands, whose code this parameter
/// holds; a union for the same reason as with `in_reach!`.
macro_rules! in_plan_scope {
    ($code:literal) => {
        concat!(
            "p.id IN (SELECT id FROM plans WHERE steward_id = (SELECT person_id FROM users WHERE id = $1)
                      UNION SELECT id FROM plans WHERE ",
            $code,
            " = 'coordinated' AND owner_id IN (SELECT organisation_id FROM user_scope
                                              WHERE user_id = $1 AND level = 'coordinator')
                      UNION SELECT plan_id FROM plan_organisations WHERE ",
            $code,
            " = 'coordinated' AND organisation_id IN (SELECT organisation_id FROM user_scope
                                                     WHERE user_id = $1 AND level = 'coordinator'))"
        )
    };
}
pub(super) use in_plan_scope;

/// The day of the last check of an annex `x`.
macro_rules! last_check {
    () => {
        "(SELECT MAX(k.checked_on) FROM plan_annex_checks k WHERE k.annex_id = x.id AND k.revoked_on IS NULL)"
    };
}
pub(super) use last_check;

/// The columns of an annex `x` to a plan `p` of organisation `o` under the names that a plan's have,
/// with those of its standing. One to a plan that no longer applies to the organisation stands as one
/// to a withdrawn plan.
macro_rules! annex_columns {
    () => {
        concat!(
            "p.id, p.title, p.title_key, o.id AS owner_id, o.kind AS owner_kind, o.name AS owner_name,
             o.name_key AS owner_key, TRUE AS annex,
             CASE WHEN EXISTS (SELECT 1 FROM plan_organisations po
                               WHERE po.plan_id = x.plan_id AND po.organisation_id = x.organisation_id)
                  THEN p.stage ELSE 'withdrawn' END AS stage, ",
            $crate::sheets::planning::sql::last_check!(),
            " AS counted_on, x.due_on, x.warn_from, CAST(NULL AS DATE) AS extended_until, CAST(NULL AS DATE) AS asked_on"
        )
    };
}
pub(super) use annex_columns;

/// The annexes `x` for which a value of [`PlanScope`](super::store::PlanScope) stands, whose code this
/// parameter holds, in one organisation if the other holds one. One keeps the annexes of an
/// organisation that one coordinates and nobody coordinates more closely.
macro_rules! annexes {
    ($code:literal, $organisation:literal) => {
        concat!(
            "plan_annexes x JOIN plans p ON p.id = x.plan_id JOIN organisations o ON o.id = x.organisation_id
                  JOIN review_rules r ON r.id = x.rule_id
             WHERE x.organisation_id IN (SELECT organisation_id FROM user_scope
                                         WHERE user_id = $1 AND (level = 'coordinator' OR ",
            $code,
            " = 'in-reach')) AND (",
            $organisation,
            " IS NULL OR x.organisation_id = ",
            $organisation,
            ") AND (",
            $code,
            " <> 'own'
                    OR EXISTS (SELECT 1 FROM grants g WHERE g.user_id = $1 AND g.level = 'coordinator'
                                                        AND g.organisation_id = x.organisation_id)
                    OR NOT EXISTS (SELECT 1 FROM grants g JOIN users u ON u.id = g.user_id
                                   WHERE g.organisation_id = x.organisation_id AND g.level = 'coordinator'
                                     AND u.active = TRUE
                                     AND NOT EXISTS (SELECT 1 FROM people pe
                                                     WHERE pe.id = u.person_id AND pe.left_on IS NOT NULL)))"
        )
    };
}
pub(super) use annexes;
