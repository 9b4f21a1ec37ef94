//! What a user may do: one function an action, called in every handler.
//!
//! Reading is scoped in SQL by the view `user_scope`, so a record of another organisation is simply
//! not found. What stands here decides on the rest.

use super::user::{Level, User};
use crate::error::{Error, Result};
use app::{
    id::{OrganisationId, PersonId},
    organisations::{OrganisationKind, OrganisationName},
    plans::{Plan, readings::rules::decides},
};

fn when(allowed: bool) -> Result<()> {
    if allowed {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

/// Begin a new record (a plan, an exercise, a person…): coordinators. Which organisation may own
/// it is decided by [`edit`].
///
/// # Errors
/// [`Error::Forbidden`] for all others.
pub fn create(user: &User) -> Result<()> {
    when(user.is(Level::Coordinator))
}

/// Change what belongs to an organisation: its coordinators.
///
/// # Errors
/// [`Error::Forbidden`] for all others.
pub fn edit(user: &User, owner: &OrganisationId) -> Result<()> {
    when(may_edit(user, owner))
}

/// Whether [`edit`] would allow it.
#[must_use]
pub fn may_edit(user: &User, owner: &OrganisationId) -> bool {
    user.is_in(Level::Coordinator, owner)
}

/// Ask for a review of a plan before its date: coordinators of the organisations that the plan
/// concerns, who may find out before its owner does.
///
/// # Errors
/// [`Error::Forbidden`] for all others.
pub fn raise_signal<'a>(
    user: &User,
    mut concerned: impl Iterator<Item = &'a OrganisationId>,
) -> Result<()> {
    when(concerned.any(|organisation| may_edit(user, organisation)))
}

/// Begin to change a catalogue of crisis roles or a rule book, which a region keeps for all of its
/// organisations: coordinators of a region. Of which one is decided by [`edit_of_region`].
/// `assigns` are the organisations that the user coordinates.
///
/// # Errors
/// [`Error::Forbidden`] for all others.
pub fn edit_catalogue(assigns: &[OrganisationName]) -> Result<()> {
    when(
        assigns
            .iter()
            .any(|organisation| organisation.kind == OrganisationKind::Region),
    )
}

/// Change a crisis role or a rule of a region: coordinators of that region. What is common belongs to
/// none, so nobody changes it.
///
/// # Errors
/// [`Error::Forbidden`] for all others.
pub fn edit_of_region(user: &User, region: Option<&OrganisationId>) -> Result<()> {
    when(region.is_some_and(|region| may_edit(user, region)))
}

/// See how ready the organisations are: coordinators and managers.
///
/// # Errors
/// [`Error::Forbidden`] for all others.
pub fn read_readiness(user: &User) -> Result<()> {
    when(user.is(Level::Manager) || user.is(Level::Coordinator))
}

/// Read the audit trail: administrators and coordinators, each of their own organisations.
///
/// # Errors
/// [`Error::Forbidden`] for all others.
pub fn read_audit(user: &User) -> Result<()> {
    when(user.is(Level::Admin) || user.is(Level::Coordinator))
}

/// Add an organisation: administrators. To which region is decided by the list of those of which
/// the user is administrator.
///
/// # Errors
/// [`Error::Forbidden`] for all others.
pub fn create_organisation(user: &User) -> Result<()> {
    when(user.is(Level::Admin))
}

/// Change an organisation itself: administrators, and coordinators of it.
///
/// # Errors
/// [`Error::Forbidden`] for all others.
pub fn edit_organisation(user: &User, organisation: &OrganisationId) -> Result<()> {
    when(may_edit_organisation(user, organisation))
}

/// Whether [`edit_organisation`] would allow it.
#[must_use]
pub fn may_edit_organisation(user: &User, organisation: &OrganisationId) -> bool {
    user.is_in(Level::Admin, organisation) || may_edit(user, organisation)
}

/// Whether the user may see a person's private phone number: the person, coordinators of the home
/// organisation, and those who share a team with the person: who asks knows that from the
/// crisis roles of both.
#[must_use]
pub fn may_see_private_phone(
    user: &User,
    person: &PersonId,
    home: &OrganisationId,
    shares_team: bool,
) -> bool {
    shares_team || may_edit_contact(user, person, home)
}

/// Change a person's contact data: the person, and coordinators of the home organisation.
///
/// # Errors
/// [`Error::Forbidden`] for all others.
pub fn edit_contact(user: &User, person: &PersonId, home: &OrganisationId) -> Result<()> {
    when(may_edit_contact(user, person, home))
}

fn may_edit_contact(user: &User, person: &PersonId, home: &OrganisationId) -> bool {
    user.person.as_ref() == Some(person) || may_edit(user, home)
}

/// Report an improvement action as done: the person who owns it, and coordinators of its
/// organisation.
///
/// # Errors
/// [`Error::Forbidden`] for all others.
pub fn complete_action(user: &User, organisation: &OrganisationId, owner: &PersonId) -> Result<()> {
    when(user.person.as_ref() == Some(owner) || may_edit(user, organisation))
}

/// Verify that an improvement action was done, or open it again: coordinators and managers of its
/// organisation. That it must be somebody else than who did it is a rule of the action itself.
///
/// # Errors
/// [`Error::Forbidden`] for all others.
pub fn verify_action(user: &User, organisation: &OrganisationId) -> Result<()> {
    when(user.is_in(Level::Manager, organisation) || may_edit(user, organisation))
}

/// Whether the user sees names of those who have read a plan and who have not: coordinators and
/// managers of its owner or of an organisation to which it applies, and then those of their own
/// organisations, as the database knows. Everybody else sees numbers, and the own name.
#[must_use]
pub fn may_see_readers(user: &User, plan: &Plan) -> bool {
    let applies = plan
        .organisations
        .iter()
        .map(|organisation| &organisation.id);
    let mut concerned = applies.chain([&plan.owner.id]);
    concerned.any(|organisation| {
        user.is_in(Level::Manager, organisation) || may_edit(user, organisation)
    })
}

/// Ask people to read a plan, and end such a request: for one of all people coordinators of the plan's
/// owner, for one of an organisation to which the plan applies coordinators of that organisation.
///
/// # Errors
/// [`Error::Forbidden`] for all others.
pub fn ask_readers(user: &User, plan: &Plan, organisation: Option<&OrganisationId>) -> Result<()> {
    edit(user, decides(plan, organisation))
}

/// Change the annex of an organisation to a plan, and check it: coordinators of that organisation,
/// whoever owns the plan.
///
/// # Errors
/// [`Error::Forbidden`] for all others.
pub fn edit_annex(user: &User, organisation: &OrganisationId) -> Result<()> {
    when(may_edit(user, organisation))
}

/// Whether the user may read the contacts and places of an organisation's annex: whoever has that
/// organisation in reach, at any level. Other readers of the plan see its status and dates. The
/// database asks the same of the view `user_scope`.
#[must_use]
pub fn may_read_annex(user: &User, organisation: &OrganisationId) -> bool {
    user.scope.iter().any(|(one, _)| one == organisation)
}
