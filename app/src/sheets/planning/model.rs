use super::rules;
use crate::{
    Locale,
    id::{OrganisationId, PlanId},
    organisations::OrganisationName,
    plans::{Reached, Standing},
    rulebook::{Milestone, ReviewRule},
    text::planning as t,
    ui::Tone,
};
use chrono::NaiveDate;

codes! {
    /// What a day of a plan is, in order.
    pub enum Mark {
        /// The revision begins.
        Start = "start",
        /// The draft is ready.
        Draft = "draft",
        /// The public inspection begins.
        Inspection = "inspection",
        /// The plan goes to the board.
        Board = "board",
        /// The last good day by the rule.
        Due = "due",
        /// The last day of an extension.
        Extended = "extended",
        /// The last good day to check an annex.
        Check = "check",
    }
}

impl From<Milestone> for Mark {
    fn from(milestone: Milestone) -> Self {
        match milestone {
            Milestone::Start => Self::Start,
            Milestone::Draft => Self::Draft,
            Milestone::Inspection => Self::Inspection,
            Milestone::Board => Self::Board,
        }
    }
}

impl Mark {
    /// The field's words for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Start => Milestone::Start.label(l),
            Self::Draft => Milestone::Draft.label(l),
            Self::Inspection => Milestone::Inspection.label(l),
            Self::Board => Milestone::Board.label(l),
            Self::Due => t::due(l),
            Self::Extended => t::extended(l),
            Self::Check => t::check(l),
        }
    }

    /// The letter that stands for it in the year.
    #[must_use]
    pub fn letter(self, l: Locale) -> &'static str {
        match self {
            Self::Start => t::letter_start(l),
            Self::Draft => t::letter_draft(l),
            Self::Inspection => t::letter_inspection(l),
            Self::Board => t::letter_board(l),
            Self::Due => t::letter_due(l),
            Self::Extended => t::letter_extended(l),
            Self::Check => t::letter_check(l),
        }
    }
}

codes! {
    /// How a day of a plan stands.
    pub enum DateState {
        /// What had to be done was done.
        Reached = "reached",
        /// The day has passed.
        Late = "late",
        /// The day has passed, but the plan was extended.
        Extended = "extended",
        /// The day is still to come, or is today.
        Ahead = "ahead",
    }
}

impl DateState {
    /// The word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Reached => t::state_reached(l),
            Self::Late => t::state_late(l),
            Self::Extended => t::state_extended(l),
            Self::Ahead => t::state_ahead(l),
        }
    }

    /// Its colour and icon.
    #[must_use]
    pub fn tone(self) -> Tone {
        match self {
            Self::Reached => Tone::Ok,
            Self::Late => Tone::Late,
            Self::Extended => Tone::Soon,
            Self::Ahead => Tone::None,
        }
    }
}

/// A day by which something must be done for a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanDate {
    /// What.
    pub mark: Mark,
    /// The last good day for it.
    pub on: NaiveDate,
    /// When it was reached, if it was; never for a due date, since a review or an adoption moves
    /// that.
    pub reached_on: Option<NaiveDate>,
}

/// A plan, or the annex of an organisation to one, with the days by which something must be done for
/// it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDates {
    /// Which plan.
    pub id: PlanId,
    /// Its title, and for an annex the organisation.
    pub title: String,
    /// The organisation that owns the plan or keeps the annex.
    pub owner: OrganisationName,
    /// Whether it is the annex of that organisation.
    pub annex: bool,
    /// Where it is in its life, and the days from which the others follow.
    pub standing: Standing,
    /// Its days, in the order of [`Mark`].
    pub dates: Vec<PlanDate>,
}

impl PlanDates {
    /// The days of a plan by its rule and by what happened.
    #[must_use]
    pub fn new(
        id: PlanId,
        title: String,
        owner: OrganisationName,
        standing: Standing,
        rule: &ReviewRule,
        reached: &[Reached],
    ) -> Self {
        Self {
            id,
            title,
            owner,
            annex: false,
            standing,
            dates: rules::dates(rule, &standing, reached),
        }
    }

    /// The day by which an organisation must check its annex to a plan.
    #[must_use]
    pub fn of_annex(
        id: PlanId,
        title: &str,
        organisation: OrganisationName,
        standing: Standing,
    ) -> Self {
        Self {
            id,
            title: format!("{title} ({})", organisation.name),
            owner: organisation,
            annex: true,
            standing,
            dates: rules::check(&standing).into_iter().collect(),
        }
    }

    /// The address of its page.
    #[must_use]
    pub fn path(&self) -> String {
        match self.annex {
            true => format!("/plans/{}/annexes/{}", self.id, self.owner.id),
            false => format!("/plans/{}", self.id),
        }
    }

    /// How one of its days stands.
    #[must_use]
    pub fn state(&self, date: &PlanDate, today: NaiveDate) -> DateState {
        rules::state(date, self.standing.extended_until, today)
    }

    /// The first of its days on which something is still to be done.
    #[must_use]
    pub fn first_open(&self) -> Option<NaiveDate> {
        let open = self.dates.iter().filter(|date| date.reached_on.is_none());
        open.map(|date| date.on).min()
    }
}

/// What somebody looks for in the planning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The calendar year.
    pub year: rules::Year,
    /// The owner, or an organisation to which the plan applies.
    pub organisation: Option<OrganisationId>,
    /// The page, from 1.
    pub page: i64,
}
