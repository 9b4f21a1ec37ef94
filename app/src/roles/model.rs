use crate::{
    Locale,
    id::{AssignmentId, OrganisationId, PersonId, RoleId},
    organisations::{OrganisationKind, OrganisationName},
    source::Checked,
    text::roles as t,
    ui::{Html, Icon, Tone},
};
use chrono::NaiveDate;

codes! {
    /// The part of the crisis organisation that a role belongs to.
    pub enum RoleGroup {
        /// Bestuur.
        Board = "board",
        /// Ambtelijke leiding.
        Officials = "officials",
        /// Advies.
        Advice = "advice",
        /// Regionaal bevolkingszorg.
        Regional = "regional",
        /// Taakorganisaties.
        TaskOrganisation = "task-organisation",
        /// Ondersteunend.
        Support = "support",
    }
}

impl RoleGroup {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Board => t::group_board(l),
            Self::Officials => t::group_officials(l),
            Self::Advice => t::group_advice(l),
            Self::Regional => t::group_regional(l),
            Self::TaskOrganisation => t::group_task_organisation(l),
            Self::Support => t::group_support(l),
        }
    }
}

codes! {
    /// Who has to find the people for a role.
    pub enum FilledBy {
        /// Each municipality for itself; the region may keep a pool beside that.
        Municipality = "municipality",
        /// Once for the whole region.
        Region = "region",
    }
}

impl FilledBy {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Municipality => t::filled_by_municipality(l),
            Self::Region => t::filled_by_region(l),
        }
    }

    /// Whether people can be assigned to the role for an organisation of this kind. For a role of
    /// the municipalities the region can keep a pool; a partner fills no role.
    #[must_use]
    pub fn allows(self, kind: OrganisationKind) -> bool {
        match kind {
            OrganisationKind::Region => true,
            OrganisationKind::Municipality => self == Self::Municipality,
            OrganisationKind::Partner => false,
        }
    }
}

codes! {
    /// A level of scaling up (GRIP). Not in the law; regions differ.
    pub enum GripLevel {
        /// A crisis that comes slowly or lasts long has no GRIP.
        NonAcute = "non-acute",
        /// Daily routine.
        Zero = "0",
        /// CoPI.
        One = "1",
        /// And ROT.
        Two = "2",
        /// And GBT: the mayor.
        Three = "3",
        /// RBT: the chair of the safety region.
        Four = "4",
        /// Several regions.
        Five = "5",
        /// GRIP Rijk.
        National = "national",
    }
}

impl GripLevel {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::NonAcute => t::grip_non_acute(l),
            Self::Zero => t::grip_zero(l),
            Self::One => t::grip_one(l),
            Self::Two => t::grip_two(l),
            Self::Three => t::grip_three(l),
            Self::Four => t::grip_four(l),
            Self::Five => t::grip_five(l),
            Self::National => t::grip_national(l),
        }
    }

    /// The levels of a comma-separated list of codes, as the database keeps it; what is no code is
    /// left out.
    #[must_use]
    pub fn list(codes: &str) -> Vec<Self> {
        codes
            .split(',')
            .filter_map(|code| code.trim().parse().ok())
            .collect()
    }

    /// The comma-separated list of codes, as the database keeps it.
    #[must_use]
    pub fn join(levels: &[Self]) -> String {
        levels
            .iter()
            .map(|level| level.code())
            .collect::<Vec<_>>()
            .join(",")
    }
}

codes! {
    /// How well a role is filled in an organisation, on a day; from bad to good.
    pub enum Coverage {
        /// Nobody.
        Vacant = "vacant",
        /// Somebody, but fewer than the minimum, and the region's pool doesn't make up for it.
        UnderMinimum = "under-minimum",
        /// Too few of one's own, but with the region's pool it is enough.
        Pooled = "pooled",
        /// Just enough: nobody to spare for relief.
        Thin = "thin",
        /// Enough, relief included.
        Filled = "filled",
    }
}

impl Coverage {
    /// The field's word for it.
    #[must_use]
    pub fn label(self, l: Locale) -> &'static str {
        match self {
            Self::Vacant => t::vacant(l),
            Self::UnderMinimum => t::under_minimum(l),
            Self::Pooled => t::pooled(l),
            Self::Thin => t::thin(l),
            Self::Filled => t::filled(l),
        }
    }

    /// Its colour.
    #[must_use]
    pub fn tone(self) -> Tone {
        match self {
            Self::Vacant | Self::UnderMinimum => Tone::Late,
            Self::Pooled => Tone::Busy,
            Self::Thin => Tone::Soon,
            Self::Filled => Tone::Ok,
        }
    }

    /// Its icon.
    #[must_use]
    pub fn icon(self) -> Icon {
        match self {
            Self::Pooled => Icon::Users,
            other => other.tone().icon(),
        }
    }
}

/// A role as a table of coverage needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleName {
    /// Which one.
    pub id: RoleId,
    /// Its name.
    pub name: String,
    /// The part of the crisis organisation.
    pub group: RoleGroup,
    /// Who has to find the people.
    pub filled_by: FilledBy,
    /// The levels at which it is called.
    pub grip_levels: Vec<GripLevel>,
}

/// How well one role is filled in one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageCell {
    /// The role.
    pub role: RoleName,
    /// The municipality, or the region for a role that is filled once for the region.
    pub organisation: OrganisationName,
    /// The people that the role asks for.
    pub minimum: i64,
    /// The people whom the organisation has for it on the day.
    pub filled: i64,
    /// The people in the region's pool for it on the day; 0 for a role of the region itself.
    pub pool: i64,
    /// What that comes to.
    pub coverage: Coverage,
}

/// A role as the catalogue shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleLine {
    /// Which one.
    pub id: RoleId,
    /// Its name.
    pub name: String,
    /// The part of the crisis organisation.
    pub group: RoleGroup,
    /// Who has to find the people.
    pub filled_by: FilledBy,
    /// The levels at which it is called.
    pub grip_levels: Vec<GripLevel>,
    /// The people that it asks for.
    pub minimum: i64,
    /// Minutes from the alarm to being there.
    pub present_within_minutes: Option<i64>,
    /// How sure we are of these values.
    pub checked: Checked,
    /// The region in whose catalogue it is; none when it is common.
    pub region: Option<String>,
}

/// A role with all that its page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Which one.
    pub id: RoleId,
    /// The region in whose catalogue it is; none when it is common.
    pub region: Option<(OrganisationId, String)>,
    /// Its name.
    pub name: String,
    /// The part of the crisis organisation.
    pub group: RoleGroup,
    /// Who has to find the people.
    pub filled_by: FilledBy,
    /// The levels at which it is called.
    pub grip_levels: Vec<GripLevel>,
    /// The people that each organisation needs for it; 0 for a role by need.
    pub minimum: i64,
    /// Minutes from the alarm to being there.
    pub present_within_minutes: Option<i64>,
    /// Where these values come from.
    pub source: String,
    /// How sure we are of them.
    pub checked: Checked,
    /// To whom it reports, in words.
    pub reports_to: String,
    /// What to do in the first ten minutes, as Markdown.
    pub first_steps: String,
    /// The whole task card, as Markdown.
    pub task_card: String,
    /// How often the record was changed, to notice that two people edit it.
    pub version: i64,
}

/// Where an assignment is on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It has yet to begin.
    Coming,
    /// It counts.
    Active,
    /// Its last day has passed, or the person has left.
    Ended,
}

/// That a person fills a role for an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Which one.
    pub id: AssignmentId,
    /// The role, and its name.
    pub role: (RoleId, String),
    /// The person, and the name.
    pub person: (PersonId, String),
    /// Whether the reader may open the person's page.
    pub known: bool,
    /// The person's work phone.
    pub work_phone: String,
    /// The organisation for which the person fills the role.
    pub organisation: OrganisationName,
    /// The person's own organisation when that is another one: a stand-in from elsewhere.
    pub home: Option<String>,
    /// The place in the order of calling, from 1.
    pub position: i64,
    /// The reference of the decision by which the college designated the person (Bvr 2.1.3).
    pub decision: String,
    /// The date of that decision.
    pub decided_on: Option<NaiveDate>,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; none as long as it is open.
    pub ends_on: Option<NaiveDate>,
    /// The last day on which the person works here, if that is known.
    pub left_on: Option<NaiveDate>,
    /// How often the record was changed, to notice that two people edit it.
    pub version: i64,
}

impl Assignment {
    /// Where it is on a day.
    #[must_use]
    pub fn phase(&self, today: NaiveDate) -> Phase {
        if self.ends_on.is_some_and(|day| day < today)
            || self.left_on.is_some_and(|day| day < today)
        {
            Phase::Ended
        } else if self.starts_on > today {
            Phase::Coming
        } else {
            Phase::Active
        }
    }
}

/// What somebody looks for in the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in the name, the task card or the superior.
    pub q: String,
    /// The part of the crisis organisation.
    pub group: Option<RoleGroup>,
    /// A level at which it is called.
    pub grip: Option<GripLevel>,
    /// The page, from 1.
    pub page: i64,
}

/// Somebody to call, with the numbers that the reader may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// The name.
    pub name: String,
    /// The work phone; may be empty.
    pub work_phone: String,
    /// The private phone, for those who share the role here; empty for others.
    pub private_phone: String,
}

/// A role that a person has, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleHeld {
    /// The role.
    pub id: RoleId,
    /// Its name.
    pub role: String,
    /// The organisation for which the person fills it.
    pub organisation: String,
}

/// A role of the reader, as the reader's own page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyRole {
    /// The role.
    pub role: RoleName,
    /// The organisation for which the reader fills it.
    pub organisation: String,
    /// The place in the order of calling among those who fill it today, from 1.
    pub rank: usize,
    /// Minutes from the alarm to being there.
    pub present_within_minutes: Option<i64>,
    /// To whom it reports, in words.
    pub reports_to: String,
    /// What to do in the first ten minutes; may be empty.
    pub first_steps: Html,
    /// Who comes after the reader, in order.
    pub after: Vec<StandIn>,
    /// The people of the region's pool for this role, when that is not the reader's own row.
    pub pool: Vec<StandIn>,
}

/// What the reader may do with the catalogue and with assignments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// May add to a catalogue: a coordinator of a region.
    pub edits: bool,
    /// Sees organisations of several regions, each with a catalogue of its own.
    pub several: bool,
    /// The organisations for which the reader may assign people.
    pub assigns: Vec<OrganisationName>,
}

impl Catalogue {
    /// Whether the reader may assign people for this organisation.
    #[must_use]
    pub fn may_assign(&self, organisation: &OrganisationId) -> bool {
        self.assigns.iter().any(|o| o.id == *organisation)
    }

    /// Whether the reader may change a role: a coordinator of the region in whose catalogue it is.
    #[must_use]
    pub fn may_edit(&self, role: &Role) -> bool {
        let region = role.region.as_ref();
        region.is_some_and(|(region, _)| self.may_assign(region))
    }
}
