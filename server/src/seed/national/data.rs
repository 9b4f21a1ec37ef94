//! What the national set is made from, as its authors write it.

use super::super::data::{code, read};
use anyhow::ensure;
use app::exercises::ExerciseKind;
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parts {
    place_starts: Vec<String>,
    place_ends: Vec<String>,
    pub regions: Vec<String>,
    pub first_names: Vec<String>,
    pub last_names: Vec<String>,
    pub functions: Vec<String>,
    pub partners: Vec<String>,
    pub plan: Vec<Plan>,
    pub regional_plan: Vec<Plan>,
    pub team: Vec<Team>,
    pub exercise: Vec<Exercise>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    /// With `{naam}` where the organisation's name belongs.
    pub title: String,
    pub rule: String,
}

/// Roles that report to one head.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Team {
    pub head: String,
    pub roles: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exercise {
    pub title: String,
    #[serde(deserialize_with = "code")]
    pub kind: ExerciseKind,
    pub scenario: String,
    pub objectives: Vec<String>,
    pub keep: String,
    pub improve: String,
    pub action: String,
}

impl Parts {
    pub fn parse() -> anyhow::Result<Self> {
        let parts: Self = read("national.toml", include_str!("../data/national.toml"))?;
        let most = usize::from(super::MOST);
        let places: BTreeSet<_> = (0..most).map(|n| parts.place(n)).collect();
        ensure!(
            places.len() == most && parts.regions.len() == super::REGIONS,
            "national.toml: too few names for {} municipalities in {} regions",
            super::MOST,
            super::REGIONS
        );
        Ok(parts)
    }

    /// The name of a municipality; neighbours don't begin alike.
    pub fn place(&self, number: usize) -> String {
        let (starts, ends) = (&self.place_starts, &self.place_ends);
        // Counts through all pairs when the lengths have a divisor in common, too.
        let end = (number + number / starts.len()) % ends.len();
        format!("{}{}", starts[number % starts.len()], ends[end])
    }

    /// The name of somebody in an organisation, no two alike in it.
    pub fn person(&self, organisation: usize, number: usize) -> String {
        let (first, last) = (&self.first_names, &self.last_names);
        // 40 and 47 have no divisor in common, so the pairs come back after 1880 people.
        let number = organisation * 131 + number;
        format!(
            "{} {}",
            first[number % first.len()],
            last[number % last.len()]
        )
    }
}
