//! Changes of rules with all that follows from them for the plans and annexes under them.

use crate::{
    change::Change,
    db::Tx,
    error::Refused,
    plans::moves::{self, Moves, Under, put_under},
    rulebook::{self, commands::Moved, departures},
};
use app::{
    form::{Errors, Problem},
    id::{OrganisationId, RuleId},
    plans::moves::Preview,
    rulebook::{ReviewRule, form::RuleInput},
    text::rulebook as t,
};

/// Keeps others from changing rules and what is under them until the transaction ends. It comes
/// first in one: whoever puts a plan under a rule, or reviews one, has done so before the rule moves
/// it, or does it by the new rule.
///
/// # Errors
/// When the database can't.
pub async fn lock(tx: &mut Tx) -> sqlx::Result<()> {
    rulebook::commands::lock(tx).await?;
    moves::lock(tx).await
}

/// Changes a rule, and with it the dates of all plans and annexes under it. A common rule stays as it
/// is: the region gets its own in its place, under which its own plans and annexes go. When some move,
/// `confirm` must be what the preview of just these moves gave; otherwise this gives that preview, and
/// the change must not be committed.
///
/// # Errors
/// [`Refused::Stale`] when the record was changed since the form was filled, or the region has a rule
/// of its own by now, [`Refused::Taken`] when another rule has this name, [`Refused::Invalid`] when
/// the kind of plan can't change any more, because something is under the rule.
pub async fn update(
    change: &mut Change,
    region: &OrganisationId,
    was: &ReviewRule,
    input: &RuleInput,
    confirm: &str,
) -> Result<Option<Preview>, Refused> {
    lock(change.tx()).await?;
    let rule = rulebook::commands::update(change, region, was, input).await?;
    let departs = was.scope.region.is_none();
    let under = Under {
        rule: &was.id,
        region: departs.then_some(region),
    };
    let moves = Moves::find(change, under, (was, &rule)).await?;
    let replaces = rule.scope.replaces.is_some();
    if rule.plan_kind != was.plan_kind && (replaces || moves.under() > 0) {
        return Err(Errors::one("plan_kind", Problem::Other(t::error_kind_fixed)).into());
    }
    if moves.count() > 0 && moves.confirm(input.version) != confirm {
        return Ok(Some(moves.preview(input.version)));
    }
    moves.store(change).await?;
    if departs {
        put_under(change.tx(), under, &rule.id).await?;
    }
    let moved = moved(&moves);
    rulebook::commands::record_update(change, region, (was, &rule.id), input, moved).await?;
    Ok(None)
}

fn moved(moves: &Moves) -> Moved {
    Moved {
        plans: moves.plans(),
        annexes: moves.annexes(),
    }
}

/// Lets a rule that came with the program follow what a newer program says, and what is under it
/// with it, as long as nobody has edited it. The change began with [`lock`].
///
/// # Errors
/// When the database can't read or store it.
pub async fn follow(
    change: &mut Change,
    was: &ReviewRule,
    rule: &ReviewRule,
) -> Result<(), Refused> {
    rulebook::commands::follow(change, was, rule).await?;
    let under = Under {
        rule: &was.id,
        region: None,
    };
    let moves = Moves::find(change, under, (was, rule)).await?;
    moves.store(change).await?;
    rulebook::commands::record_follow(change, was, rule, moved(&moves)).await?;
    Ok(())
}

/// Ends the departure of a region from a common rule, under which its plans and annexes go again. It
/// stays for the record. When some move, `confirm` must be what the preview of just these moves gave;
/// otherwise this gives that preview, and the change must not be committed.
///
/// # Errors
/// [`Refused::Stale`] when the departure was changed since its page was read, or ended.
pub async fn end(
    change: &mut Change,
    region: &OrganisationId,
    was: &ReviewRule,
    version: i64,
    confirm: &str,
) -> Result<Option<Preview>, Refused> {
    lock(change.tx()).await?;
    let common = departures::end(change, was, version).await?;
    let under = Under {
        rule: &was.id,
        region: None,
    };
    let moves = Moves::find(change, under, (was, &common)).await?;
    if moves.count() > 0 && moves.confirm(version) != confirm {
        return Ok(Some(moves.preview(version)));
    }
    moves.store(change).await?;
    put_under(change.tx(), under, &common.id).await?;
    departures::record_end(change, region, (was, &common), moved(&moves)).await?;
    Ok(None)
}

/// Changes the duties of a rule by `run`, which gives the rule that has them then. When that is the
/// region's own, in the place of a common one, its plans and annexes go under it; it says the same, so
/// that no day moves.
///
/// # Errors
/// Those of `run`.
pub async fn change_duties(
    change: &mut Change,
    region: &OrganisationId,
    rule: &ReviewRule,
    run: impl AsyncFnOnce(&mut Change) -> Result<RuleId, Refused>,
) -> Result<(), Refused> {
    if rule.scope.region.is_some() {
        return run(change).await.map(drop);
    }
    lock(change.tx()).await?;
    let own = run(change).await?;
    let under = Under {
        rule: &rule.id,
        region: Some(region),
    };
    put_under(change.tx(), under, &own).await?;
    Ok(())
}
