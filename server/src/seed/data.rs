//! The demonstration as its authors write it: TOML files, one struct for each kind of entry.
//!
//! Entries name each other by code. Days are written relative to the day of seeding, except the
//! real dates of real plans.

mod plans;

pub(super) use plans::{Extension, Plan, Reached, Review, Rule, Signal, Version};

use anyhow::Context;
use app::{
    exercises::{Answer, ExerciseKind, ExerciseStatus, Part, Rating},
    lessons::LessonKind,
    organisations::OrganisationKind,
    roles::{FilledBy, GripLevel, RoleGroup},
    source::Checked,
};
use chrono::{NaiveDate, NaiveTime};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error},
};
use std::{fmt::Display, str::FromStr};

/// All of the demonstration.
#[derive(Debug)]
pub(super) struct Data {
    pub organisations: Vec<Organisation>,
    pub people: Vec<Person>,
    pub accounts: Vec<Account>,
    pub rules: Vec<Rule>,
    pub plans: Vec<Plan>,
    pub roles: Vec<Role>,
    pub assignments: Vec<Assignment>,
    pub exercises: Vec<Exercise>,
    pub playbooks: Vec<Playbook>,
    pub readers: Vec<Reader>,
    pub readings: Vec<ReadBy>,
    pub annexes: Vec<Annex>,
}

impl Data {
    /// Reads the files that come with the program; says nothing yet of what they refer to.
    pub fn parse() -> anyhow::Result<Self> {
        macro_rules! file {
            ($name:literal, $table:ty) => {
                read::<$table>($name, include_str!(concat!("data/", $name)))?
            };
        }
        Ok(Self {
            organisations: file!("organisations.toml", Organisations).organisation,
            people: file!("people.toml", People).person,
            accounts: file!("accounts.toml", Accounts).account,
            rules: file!("rules.toml", Rules).rule,
            plans: file!("plans.toml", Plans).plan,
            roles: file!("roles.toml", Roles).role,
            assignments: file!("assignments.toml", Assignments).assignment,
            exercises: file!("exercises.toml", Exercises).exercise,
            playbooks: file!("playbooks.toml", Playbooks).playbook,
            readers: file!("readers.toml", Readers).reader,
            readings: file!("readings.toml", Readings).reading,
            annexes: file!("annexes.toml", Annexes).annex,
        })
    }

    /// The region in which all the others lie.
    pub fn region(&self) -> Option<&Organisation> {
        self.organisations.iter().find(|o| o.is_region())
    }
}

pub(super) fn read<T: DeserializeOwned>(name: &str, text: &str) -> anyhow::Result<T> {
    toml::from_str(text).with_context(|| name.to_owned())
}

/// A code of one of the app's enumerations.
pub(super) fn code<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(
    from: D,
) -> Result<T, D::Error> {
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}

/// A code that need not be there.
fn some_code<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    code(from).map(Some)
}

/// Codes of one of the app's enumerations.
pub(super) fn codes<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    let codes = Vec::<String>::deserialize(from)?;
    let parsed = codes.iter().map(|code| code.parse());
    parsed.collect::<Result<_, _>>().map_err(D::Error::custom)
}

/// A day of the calendar, for what really happened on that day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day(pub NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let date = toml::value::Datetime::deserialize(from)?.date;
        date.and_then(|d| NaiveDate::from_ymd_opt(d.year.into(), d.month.into(), d.day.into()))
            .map(Self)
            .ok_or_else(|| D::Error::custom("not a day of the calendar"))
    }
}

/// A file: a TOML table with one list of entries.
macro_rules! files {
    ($($file:ident { $list:ident: $entry:ident }),+ $(,)?) => {$(
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $file { $list: Vec<$entry> }
    )+};
}

files! {
    Organisations { organisation: Organisation },
    People { person: Person },
    Accounts { account: Account },
    Rules { rule: Rule },
    Plans { plan: Plan },
    Roles { role: Role },
    Assignments { assignment: Assignment },
    Exercises { exercise: Exercise },
    Playbooks { playbook: Playbook },
    Readers { reader: Reader },
    Readings { reading: ReadBy },
    Annexes { annex: Annex },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organisation {
    pub code: String,
    #[serde(deserialize_with = "code")]
    pub kind: OrganisationKind,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub note: String,
}

impl Organisation {
    pub fn is_region(&self) -> bool {
        self.kind == OrganisationKind::Region
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub key: String,
    pub name: String,
    pub organisation: String,
    pub function: String,
    pub work_phone: String,
    pub private_phone: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    pub email: String,
    /// Of an account without a person.
    pub name: Option<String>,
    pub person: Option<String>,
    #[serde(deserialize_with = "code")]
    pub level: crate::identity::user::Level,
    pub organisation: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Role {
    pub code: String,
    pub name: String,
    #[serde(deserialize_with = "code")]
    pub group: RoleGroup,
    #[serde(deserialize_with = "code")]
    pub filled_by: FilledBy,
    #[serde(deserialize_with = "codes")]
    pub grip_levels: Vec<GripLevel>,
    pub minimum: i64,
    pub present_within_minutes: Option<i64>,
    pub source: String,
    #[serde(deserialize_with = "code")]
    pub checked: Checked,
    pub reports_to: String,
    pub first_steps: String,
    pub task_card: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Assignment {
    pub role: String,
    pub organisation: String,
    pub person: String,
    /// 1 is called first.
    pub position: i64,
    pub decision: String,
    pub decided_days_ago: Option<i64>,
    pub starts_days_ago: i64,
    pub ends_days_ago: Option<i64>,
    pub ends_in_days: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exercise {
    pub code: String,
    pub title: String,
    #[serde(deserialize_with = "code")]
    pub kind: ExerciseKind,
    #[serde(deserialize_with = "code")]
    pub status: ExerciseStatus,
    pub owner: String,
    pub organisations: Vec<String>,
    /// Days from the day of seeding; moved off the weekend.
    pub day_offset: i64,
    pub start: NaiveTime,
    pub end: NaiveTime,
    #[serde(default)]
    pub all_day: bool,
    pub place: String,
    pub scenario: String,
    pub description: String,
    pub evaluation: String,
    #[serde(default)]
    pub cancelled_because: String,
    pub plans: Vec<String>,
    pub roles: Vec<String>,
    pub participants: Vec<Participant>,
    #[serde(default)]
    pub objective: Vec<Objective>,
    #[serde(default)]
    pub lesson: Vec<Lesson>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Participant {
    pub person: String,
    #[serde(deserialize_with = "code")]
    pub part: Part,
    #[serde(deserialize_with = "code")]
    pub answer: Answer,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Objective {
    pub text: String,
    #[serde(default, deserialize_with = "some_code")]
    pub rating: Option<Rating>,
    #[serde(default)]
    pub observation: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lesson {
    #[serde(deserialize_with = "code")]
    pub kind: LessonKind,
    pub text: String,
    /// Which objective of the exercise, from 1.
    pub objective: Option<usize>,
    #[serde(default)]
    pub action: Vec<Action>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Action {
    pub title: String,
    pub organisation: String,
    pub owner: String,
    pub due_in_days: i64,
    pub done_days_ago: Option<i64>,
    #[serde(default)]
    pub done_note: String,
    pub verified_days_ago: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Playbook {
    pub code: String,
    pub title: String,
    pub scenario: String,
    pub owner: String,
    pub organisations: Vec<String>,
    pub plan: Option<String>,
    pub summary: String,
    pub phase: Vec<Phase>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phase {
    pub name: String,
    pub measure: String,
    /// Empty as long as nobody knows it.
    pub threshold: String,
    pub unit: String,
    pub source: String,
    #[serde(deserialize_with = "code")]
    pub checked: Checked,
    pub note: String,
    pub step: Vec<Step>,
}

/// Done by a crisis role, or else by an actor in words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub role: Option<String>,
    #[serde(default)]
    pub actor: String,
    pub instruction: String,
}

/// A request to read a plan: for a role or a person.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reader {
    pub plan: String,
    pub role: Option<String>,
    pub person: Option<String>,
    pub asked_days_ago: i64,
    pub asked_by: String,
}

/// The people who read a version on a day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadBy {
    pub plan: String,
    pub version: String,
    pub days_ago: i64,
    pub people: Vec<String>,
}

/// The annex of an organisation to a plan, with its checks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Annex {
    pub plan: String,
    pub organisation: String,
    pub rule: String,
    pub contacts: String,
    pub places: String,
    #[serde(default)]
    pub check: Vec<AnnexCheck>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnnexCheck {
    pub days_ago: i64,
    pub by: String,
    pub note: String,
}
