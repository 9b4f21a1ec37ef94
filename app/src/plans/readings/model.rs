use crate::id::{OrganisationId, PersonId, PlanId, PlanVersionId, ReaderId, RoleId};
use chrono::NaiveDate;

/// Who is asked to read a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// All who hold a crisis role for an organisation to which the plan applies or that owns it;
    /// for a role that the region fills, those who hold it for the region. And its name; the role is
    /// none when the one who looks may not open it.
    Role(Option<RoleId>, String),
    /// One person, and the name; none when the one who looks may not know it.
    Person(Option<(PersonId, String)>),
}

/// How many people are asked, and how many of them have read. Somebody who is asked twice, by two
/// roles or for two organisations, is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// People who are asked.
    pub asked: i64,
    /// Those of them who have read.
    pub read: i64,
}

impl Tally {
    /// Whether nobody is left who still has to read.
    #[must_use]
    pub fn is_done(self) -> bool {
        self.read == self.asked
    }
}

/// A person who is asked to read a plan today, as the one who looks may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// Whether the one who looks may open the person's page.
    pub known: bool,
    /// The organisations for which the person is asked.
    pub organisations: Vec<String>,
    /// When the person read the newest version.
    pub read_on: Option<NaiveDate>,
}

/// A request to read a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Which one.
    pub id: ReaderId,
    /// Who is asked.
    pub who: Who,
    /// The organisation that asks its own people alone, and its name; none for a request to all.
    pub organisation: Option<(OrganisationId, String)>,
    /// Since when.
    pub asked_on: NaiveDate,
    /// By whom.
    pub asked_by: String,
    /// How many are asked by it today, and have read the newest version.
    pub tally: Tally,
}

/// A request to read a plan that has come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedReader {
    /// Who was asked.
    pub who: Who,
    /// The organisation that asked its own people alone, and its name; none for a request to all.
    pub organisation: Option<(OrganisationId, String)>,
    /// Since when.
    pub asked_on: NaiveDate,
    /// The day on which it ended.
    pub ended_on: NaiveDate,
}

/// What a person is asked to read, or has read: the newest version of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingRequest {
    /// The plan.
    pub plan: PlanId,
    /// Its title.
    pub title: String,
    /// The name of the organisation that owns it.
    pub owner: String,
    /// Whether the person may open the plan: somebody who fills a role for a neighbour may not.
    pub visible: bool,
    /// The version.
    pub version: PlanVersionId,
    /// Its number or year.
    pub label: String,
    /// When it was adopted.
    pub adopted_on: NaiveDate,
    /// Since when the person is asked to read it.
    pub since: NaiveDate,
    /// When the person read it.
    pub read_on: Option<NaiveDate>,
}

/// A version of a plan that a person has read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyReading {
    /// The plan.
    pub plan: PlanId,
    /// Its title.
    pub title: String,
    /// Whether the person may open the plan.
    pub visible: bool,
    /// The version's number or year.
    pub label: String,
    /// When it was read.
    pub read_on: NaiveDate,
}

/// Who must read a plan, and how many have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadersSheet {
    /// The requests, roles first.
    pub readers: Vec<Reader>,
    /// How many are asked by them together, and have read the newest version.
    pub tally: Tally,
    /// What the one who looks is asked in person.
    pub mine: Option<ReadingRequest>,
}
