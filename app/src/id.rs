//! Identifiers: UUIDs (version 7) kept as text, a type for each kind of record.

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The identifier as it stands in the database and in addresses.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::form::UnknownCode;
            fn from_str(id: &str) -> Result<Self, Self::Err> {
                if id.is_empty() {
                    return Err($crate::form::UnknownCode(String::new()));
                }
                Ok(Self(id.to_owned()))
            }
        }
    )+};
}

ids! {
    /// An organisation: region, municipality or partner.
    OrganisationId,
    /// A person with a function in one of the organisations.
    PersonId,
    /// Somebody who can sign in.
    UserId,
    /// A session of a user, as shown in the list of one's own sessions (not its secret).
    SessionId,
    /// An entry of the audit trail.
    AuditId,
    /// A review rule of plans.
    RuleId,
    /// An exercise duty of a review rule.
    DutyId,
    /// A plan.
    PlanId,
    /// A version of a plan.
    PlanVersionId,
    /// A review of a plan.
    PlanReviewId,
    /// An extension of a plan's last good day.
    ExtensionId,
    /// A reason to review a plan before its date.
    SignalId,
    /// A milestone of a plan's revision that was reached.
    ReachedId,
    /// A document of a plan's version.
    DocumentId,
    /// Somebody who is asked to read a plan: the holders of a role, or a person.
    ReaderId,
    /// The annex of an organisation to a plan that it shares.
    AnnexId,
    /// A check of an annex.
    AnnexCheckId,
    /// A crisis role of the catalogue.
    RoleId,
    /// The assignment of a person to a crisis role.
    AssignmentId,
    /// An exercise.
    ExerciseId,
    /// An objective of an exercise.
    ObjectiveId,
    /// A lesson from an exercise.
    LessonId,
    /// An improvement action.
    ActionId,
    /// A scenario playbook.
    PlaybookId,
    /// A phase of a playbook.
    PhaseId,
    /// A step in a phase of a playbook.
    StepId,
    /// A file that waits to be imported.
    ImportId,
    /// A personal calendar feed.
    FeedId,
}
