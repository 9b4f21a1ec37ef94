use super::{
    Extension, Reached, Signal, Standing,
    rules::{History, Past},
};
use crate::{
    Locale,
    form::UnknownCode,
    id::{OrganisationId, PersonId, PlanId, PlanReviewId, PlanVersionId},
    organisations::OrganisationName,
    people::choose::People,
    rulebook::{Milestone, PlanKind, ReviewRule, RuleLabel},
    text::plans as t,
    ui::Tone,
};
use chrono::NaiveDate;
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

codes! {
    /// Where a plan is in its life.
    pub enum Stage {
        /// Being written; no version adopted yet.
        Draft = "draft",
        /// Adopted and in force.
        InForce = "in-force",
        /// In force while a new version is being written.
        InRevision = "in-revision",
        /// No longer in force; kept for the record.
        Withdrawn = "withdrawn",
    }
}

impl Stage {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Draft => t::stage_draft(l),
            Self::InForce => t::stage_in_force(l),
            Self::InRevision => t::stage_in_revision(l),
            Self::Withdrawn => t::stage_withdrawn(l),
        }
    }
}

codes! {
    /// Whether a plan is current, on a day.
    pub enum Currency {
        /// Its review date has passed.
        Overdue = "overdue",
        /// Neither adopted nor reviewed so far.
        NeverReviewed = "never-reviewed",
        /// Its lead time has begun.
        DueSoon = "due-soon",
        /// In time, and a new version is being written.
        InRevision = "in-revision",
        /// In time.
        Current = "current",
        /// Withdrawn: the question no longer arises.
        Withdrawn = "withdrawn",
    }
}

impl Currency {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Overdue => t::overdue(l),
            Self::NeverReviewed => t::never_reviewed(l),
            Self::DueSoon => t::due_soon(l),
            Self::InRevision => t::in_revision(l),
            Self::Current => t::current(l),
            Self::Withdrawn => t::withdrawn(l),
        }
    }

    /// Its colour and icon.
    #[must_use]
    pub fn tone(self) -> Tone {
        match self {
            Self::Overdue => Tone::Late,
            Self::DueSoon => Tone::Soon,
            Self::InRevision => Tone::Busy,
            Self::Current => Tone::Ok,
            Self::NeverReviewed | Self::Withdrawn => Tone::None,
        }
    }
}

codes! {
    /// What a review found.
    pub enum ReviewOutcome {
        /// The plan is still right.
        StillRight = "still-right",
        /// Small things were changed on the spot.
        SmallChange = "small-change",
        /// The plan must be revised.
        Revise = "revise",
    }
}

impl ReviewOutcome {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::StillRight => t::outcome_still_right(l),
            Self::SmallChange => t::outcome_small_change(l),
            Self::Revise => t::outcome_revise(l),
        }
    }

    /// Its colour and icon.
    #[must_use]
    pub fn tone(self) -> Tone {
        if self.confirms() {
            Tone::Ok
        } else {
            Tone::Busy
        }
    }

    /// Whether the plan stands after this review, so that its interval begins anew.
    #[must_use]
    pub fn confirms(self) -> bool {
        self != Self::Revise
    }
}

/// An adopted version of a plan.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlanVersion {
    /// Which one.
    #[serde(skip)]
    pub id: PlanVersionId,
    /// Number or year, as on the document.
    pub label: String,
    /// When it was adopted.
    pub adopted_on: NaiveDate,
    /// The body that adopted it.
    pub adopted_by: String,
    /// From when it is in force.
    pub in_force_on: NaiveDate,
    /// What changed, or what is to be known of it.
    pub note: String,
}

/// A review of a plan: a dated fact that moves its due date by the rule.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlanReview {
    /// Which one.
    #[serde(skip)]
    pub id: PlanReviewId,
    /// When.
    pub reviewed_on: NaiveDate,
    /// What was found.
    pub outcome: ReviewOutcome,
    /// By whom.
    pub reviewer: String,
    /// What is to be known of it.
    pub note: String,
}

impl Plan {
    /// Where it is in its life, in words: one whose place another plan took was replaced.
    #[must_use]
    pub fn stage_words(&self, l: Locale) -> &'static str {
        match self.replaced_by {
            Some(_) => t::stage_replaced(l),
            None => self.standing.stage.label(l),
        }
    }
}

/// A plan as the register shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanLine {
    /// Which one.
    pub id: PlanId,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: PlanKind,
    /// The organisation that owns it.
    pub owner: String,
    /// The label of the newest version, if any was adopted.
    pub version: Option<String>,
    /// Months from review to review, by its rule.
    pub interval_months: u32,
    /// The source of its rule.
    pub source: String,
    /// How binding the rule is.
    pub label: RuleLabel,
    /// The last good day.
    pub due_on: Option<NaiveDate>,
    /// The day until which it was extended, when that is later.
    pub extended_until: Option<NaiveDate>,
    /// Since when work on it is asked for before its date.
    pub asked_on: Option<NaiveDate>,
    /// The first milestone that was not reached yet, and its last good day.
    pub next: Option<(Milestone, NaiveDate)>,
    /// Whether it is current today.
    pub currency: Currency,
}

/// The plan that took the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    /// Which one.
    pub id: PlanId,
    /// Its title.
    pub title: String,
    /// Whether the reader may open its page: it may apply to fewer organisations.
    pub visible: bool,
}

/// A plan with all that its page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Which one.
    pub id: PlanId,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: PlanKind,
    /// What it is about.
    pub summary: String,
    /// The organisation that owns it.
    pub owner: OrganisationName,
    /// The organisations to which it applies.
    pub organisations: Vec<OrganisationName>,
    /// Who sees to it that it stays current.
    pub steward: Option<(PersonId, String)>,
    /// Whether the reader may open the steward's page: a plan that applies to the reader's
    /// organisation may have a steward from another one.
    pub steward_visible: bool,
    /// How often it must be reviewed.
    pub rule: ReviewRule,
    /// Whether the reader may open the rule's page: a plan of another region may have a rule of that
    /// region.
    pub rule_visible: bool,
    /// Where it is in its life, and its dates.
    pub standing: Standing,
    /// The plan that took its place.
    pub replaced_by: Option<Successor>,
    /// Extensions that were not revoked, the newest first.
    pub extensions: Vec<Extension>,
    /// What asks for a review before its date, the newest first.
    pub signals: Vec<Signal>,
    /// Milestones of revisions that were reached, the newest first.
    pub reached: Vec<Reached>,
    /// Adopted versions, the newest first.
    pub versions: Vec<PlanVersion>,
    /// Reviews that were not taken back, the newest first.
    pub reviews: Vec<PlanReview>,
    /// How often the record was changed, to notice that two people edit it.
    pub version: i64,
}

impl Plan {
    /// The review that asks for a revision, as long as nothing came after it.
    #[must_use]
    pub fn unanswered_review(&self) -> Option<&PlanReview> {
        let asked_on = History::of(&self.versions, &self.reviews).asked_on()?;
        let mut reviews = self.reviews.iter();
        reviews.find(|review| review.reviewed_on == asked_on && !review.outcome.confirms())
    }

    /// When its newest version was adopted.
    #[must_use]
    pub fn adopted_on(&self) -> Option<NaiveDate> {
        self.versions.iter().map(|version| version.adopted_on).max()
    }

    /// What decides on its stage when a step is undone: with its versions as they are or, when one
    /// of them is taken back, without that one.
    #[must_use]
    pub fn past(&self, without: Option<&PlanVersionId>) -> Past {
        let versions = self.versions.iter();
        let adopted_on = versions
            .filter(|version| Some(&version.id) != without)
            .map(|version| version.adopted_on)
            .max();
        // An adoption ends a revision; a review meanwhile does not.
        let begun =
            |one: &Reached| one.milestone == Milestone::Start && Some(one.done_on) > adopted_on;
        Past {
            adopted: adopted_on.is_some(),
            revising: self.reached.iter().any(begun),
        }
    }

    /// The version that applies on a day: of those that are in force by then the one that was
    /// adopted last.
    #[must_use]
    pub fn version_on(&self, day: NaiveDate) -> Option<&PlanVersion> {
        self.versions
            .iter()
            .find(|version| version.in_force_on <= day)
    }
}

codes! {
    /// The order of the register.
    pub enum Sort {
        /// What needs attention first.
        Urgency = "urgency",
        /// By title.
        Title = "title",
        /// By owner, then title.
        Owner = "owner",
        /// By due date, those without one last.
        Due = "due",
    }
}

/// How the plans stand that somebody looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusFilter {
    /// Those with this status.
    Is(Currency),
    /// Those that have more time than their rule gives, whatever their status.
    Extended,
}

impl StatusFilter {
    const EXTENDED: &str = "extended";

    /// Its code in addresses and forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Is(currency) => currency.code(),
            Self::Extended => Self::EXTENDED,
        }
    }
}

impl FromStr for StatusFilter {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        match code {
            Self::EXTENDED => Ok(Self::Extended),
            code => code.parse().map(Self::Is),
        }
    }
}

/// What somebody looks for in the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in the title or the summary.
    pub q: String,
    /// The owner, or an organisation to which it applies.
    pub organisation: Option<OrganisationId>,
    /// A region: of the plans of the organisations in it that the reader may see.
    pub region: Option<OrganisationId>,
    /// What it is.
    pub kind: Option<PlanKind>,
    /// How it stands; without one, all but the withdrawn.
    pub status: Option<StatusFilter>,
    /// The order.
    pub sort: Option<Sort>,
    /// The page, from 1.
    pub page: i64,
}

/// What the fields of a plan's form can choose from.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Organisations that the reader may make the owner.
    pub owners: Vec<OrganisationName>,
    /// Organisations to which a plan can apply.
    pub organisations: Vec<OrganisationName>,
    /// People who can be steward.
    pub stewards: People,
    /// Review rules.
    pub rules: Vec<ReviewRule>,
    /// The region of each organisation in reach: a plan has a rule of the region of its owner.
    pub regions: BTreeMap<OrganisationId, OrganisationId>,
}

impl Choices {
    /// The choices with what the plan has already, though its reader could not choose it anew: an
    /// organisation or a steward out of reach, or a rule that is no longer in use, stays when
    /// somebody changes the title.
    #[must_use]
    pub fn including(mut self, plan: &Plan) -> Self {
        for organisation in &plan.organisations {
            if !self.organisations.contains(organisation) {
                self.organisations.push(organisation.clone());
            }
        }
        if let Some((id, name)) = &plan.steward {
            self.stewards.include(id.as_str(), name);
        }
        if !self.rules.iter().any(|rule| rule.id == plan.rule.id) {
            self.rules.push(plan.rule.clone());
        }
        self
    }

    /// The words for a rule with the region whose it is, where there are several to choose from.
    pub(super) fn of_region(&self, rule: &ReviewRule, words: String) -> String {
        let regions: BTreeSet<_> = self.regions.values().collect();
        let named = |id: &OrganisationId| self.organisations.iter().find(|one| one.id == *id);
        match rule.scope.region.as_ref().and_then(named) {
            Some(region) if regions.len() > 1 => format!("{words} · {}", region.name),
            _ => words,
        }
    }
}
