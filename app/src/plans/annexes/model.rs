use crate::{
    Locale,
    id::{AnnexCheckId, AnnexId, PlanId},
    organisations::OrganisationName,
    plans::{Currency, Plan, Stage, Standing},
    rulebook::ReviewRule,
    text::annexes as t,
    ui::Tone,
};
use chrono::NaiveDate;

/// The plan of an annex, as far as the annex's page tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnexPlan {
    /// Which one.
    pub id: PlanId,
    /// Its title.
    pub title: String,
    /// Where it is in its life.
    pub stage: Stage,
    /// Whether it still applies to the organisation of the annex.
    pub applies: bool,
    /// Whether the one who looks may open it.
    pub visible: bool,
}

impl AnnexPlan {
    /// Whether annexes to it can be changed and checked.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.applies && self.stage != Stage::Withdrawn
    }
}

impl From<&Plan> for AnnexPlan {
    fn from(plan: &Plan) -> Self {
        Self {
            id: plan.id.clone(),
            title: plan.title.clone(),
            stage: plan.standing.stage,
            applies: true,
            visible: true,
        }
    }
}

/// A check of an annex: a dated fact that moves its due date by the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnexCheck {
    /// Which one.
    pub id: AnnexCheckId,
    /// When.
    pub checked_on: NaiveDate,
    /// By whom; none for those who may not read the annex.
    pub checked_by: Option<String>,
    /// What is to be known of it; empty for those who may not read the annex.
    pub note: String,
}

/// The annex of an organisation to a plan, with all that its page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annex {
    /// Which one.
    pub id: AnnexId,
    /// How often it must be checked.
    pub rule: ReviewRule,
    /// Whom to call, as plain text; empty for those who may not read it.
    pub contacts: String,
    /// Where to go, as plain text; empty for those who may not read it.
    pub places: String,
    /// Its dates, and whether the plan was withdrawn.
    pub standing: Standing,
    /// Its checks but for those that were taken back, the newest first.
    pub checks: Vec<AnnexCheck>,
    /// How often the record was changed, to notice that two people edit it.
    pub version: i64,
}

/// An organisation to which a plan applies, with what is known of its annex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnexLine {
    /// The organisation.
    pub organisation: OrganisationName,
    /// Its dates; none when there is no annex.
    pub standing: Option<Standing>,
    /// The last check: when, and, for those who may read the annex, by whom.
    pub last: Option<(NaiveDate, Option<String>)>,
}

/// An annex that must be checked now or soon, or be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnexDue {
    /// The plan.
    pub plan: PlanId,
    /// Its title.
    pub title: String,
    /// Whose annex it is.
    pub organisation: OrganisationName,
    /// How it stands.
    pub status: AnnexStatus,
    /// The last good day for a check; none when it was never checked, or must be made.
    pub due_on: Option<NaiveDate>,
}

impl AnnexDue {
    /// Whether there is still time for it.
    #[must_use]
    pub fn is_soon(&self) -> bool {
        self.status == AnnexStatus::Stands(Currency::DueSoon)
    }
}

impl AnnexLine {
    /// How it stands with the annex on a day.
    #[must_use]
    pub fn status(&self, today: NaiveDate) -> AnnexStatus {
        self.standing.map_or(AnnexStatus::Missing, |standing| {
            standing.currency(today).into()
        })
    }
}

/// How it stands with an annex: as with plans, or there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnnexStatus {
    /// The organisation has none.
    Missing,
    /// It has one, and this is how current it is.
    Stands(Currency),
}

impl From<Currency> for AnnexStatus {
    fn from(currency: Currency) -> Self {
        Self::Stands(currency)
    }
}

impl AnnexStatus {
    /// Its code, for scripts and tests.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Stands(currency) => currency.code(),
        }
    }

    /// In words: those of plans.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Missing => t::missing(l),
            Self::Stands(currency) => currency.label(l),
        }
    }

    /// Its colour and icon.
    #[must_use]
    pub fn tone(self) -> Tone {
        match self {
            Self::Missing => Tone::Late,
            Self::Stands(currency) => currency.tone(),
        }
    }
}
