//! A whole country of invented municipalities, to see how the program does at that size.
//!
//! Everything follows from the number of municipalities and the day, but for the salt of the
//! password and the audit entry of the seeding.

mod data;
mod exercises;
mod people;
mod plans;
mod random;
mod tables;

use super::{
    PASSWORD,
    data::{Data, Role},
    demo::{Loader, store_rule},
    derive::{Today, id},
};
use crate::{
    clock::Clock,
    db::{Db, keys},
    execute,
    identity::{password, user::Level},
    trail::Entry,
};
use anyhow::{Context, ensure};
use app::{
    id::OrganisationId,
    organisations::OrganisationKind,
    roles::{FilledBy, GripLevel, RoleGroup},
    rulebook::ReviewRule,
    source::Checked,
    trail::Subject,
};
use data::Parts;
use random::Random;
use std::collections::HashMap;
use tables::Tables;

/// As many municipalities as the Netherlands had in 2024.
pub const MOST: u16 = 342;
/// As many safety regions.
const REGIONS: usize = 25;
/// The people of a municipality, and the roles for which they stand, two each.
const PEOPLE: usize = 120;
const ROLES: usize = PEOPLE / 2;
/// The person of an organisation who coordinates, by number.
const COORDINATOR: usize = 8;
/// The member of staff of an organisation with an account, by number.
const STAFF: usize = 30;

/// The accounts to begin with and who they are; each municipality and region has its own
/// (`coordinator.0342@…`, `bestuur.regio25@…`).
pub const ACCOUNTS: [(&str, &str); 6] = [
    (
        "coordinator.0001@demo.paraat",
        "coordinator of the first municipality",
    ),
    (
        "medewerker.0001@demo.paraat",
        "staff of the first municipality with a crisis role",
    ),
    (
        "coordinator.regio01@demo.paraat",
        "coordinator of the first region",
    ),
    (
        "bestuur.regio01@demo.paraat",
        "management of the first region",
    ),
    (
        "admin.regio01@demo.paraat",
        "administrator of the first region",
    ),
    ("landelijk@demo.paraat", "management of all regions"),
];

/// What a record is, as the first byte of its identifier.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Organisation = 1,
    Person,
    User,
    Plan,
    Version,
    Review,
    Assignment,
    Exercise,
    Objective,
    Lesson,
    Action,
    Audit,
}

/// The identifier of a record: a UUID (version 8) that counts, so that rows are stored in the order
/// of their keys.
fn counted(kind: Kind, organisation: usize, number: usize) -> String {
    let mut bytes = [0; 16];
    bytes[0] = kind as u8;
    let organisation = u16::try_from(organisation).unwrap_or(u16::MAX);
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    bytes[10..12].copy_from_slice(&organisation.to_be_bytes());
    bytes[12..].copy_from_slice(&number.to_be_bytes());
    uuid::Builder::from_custom_bytes(bytes)
        .into_uuid()
        .to_string()
}

/// A municipality or a region, and what its records need to know of it.
#[derive(Debug)]
struct Place {
    /// In identifiers: municipalities from 1, regions from 1001.
    number: usize,
    /// The number in the addresses of its accounts, such as `0001` or `regio01`.
    account: String,
    name: String,
    /// In addresses of its people.
    domain: String,
    /// The number of its region; its own for a region.
    region: usize,
}

impl Place {
    fn id(&self) -> String {
        counted(Kind::Organisation, self.number, 0)
    }

    fn person(&self, number: usize) -> String {
        counted(Kind::Person, self.number, number)
    }

    /// The account of its coordinator.
    fn coordinator(&self) -> String {
        counted(Kind::User, self.number, COORDINATOR)
    }

    fn is_region(&self) -> bool {
        self.number == self.region
    }
}

/// What is made, and the rows that wait.
struct National {
    loader: Loader,
    parts: Parts,
    rules: HashMap<String, ReviewRule>,
    /// The identifiers of the roles that a municipality fills, and those that a region fills.
    roles: Vec<(String, String)>,
    regional_roles: Vec<(String, String)>,
    hash: String,
    tables: Tables,
    random: Random,
    /// How many audit entries there are so far.
    audits: usize,
}

/// Fills an empty database with `scale` municipalities; `progress` hears how many of them are done.
///
/// # Errors
/// When there are to be none or more than [`MOST`], or they can't be stored; then nothing is.
pub(super) async fn load(
    db: &Db,
    clock: &Clock,
    scale: usize,
    mut progress: impl FnMut(usize),
) -> anyhow::Result<()> {
    ensure!(
        (1..=usize::from(MOST)).contains(&scale),
        "the scale is a number of municipalities from 1 to {MOST}"
    );
    let data = Data::parse()?;
    let parts = Parts::parse()?;
    // Before the transaction: it takes a while, and others may want to write.
    let hash = password::hash(PASSWORD.to_owned()).await?;
    let mut national = National {
        loader: Loader::begin(db, clock).await?,
        parts,
        rules: HashMap::new(),
        roles: Vec::new(),
        regional_roles: Vec::new(),
        hash,
        tables: Tables::new(),
        random: Random::new(),
        audits: 0,
    };
    national.loader.settings(clock).await?;
    national.rules(&data).await?;
    national.roles(&data).await?;
    let (regions, municipalities) = national.places(scale);
    national.organisations(&regions, &municipalities);
    let mut rows = 0;
    for region in &regions {
        national.region(region, &municipalities)?;
    }
    national.everywhere(&regions);
    rows += national.flush().await?;
    for (done, place) in (1..).zip(&municipalities) {
        // The next of the region, or else its first.
        let mut others = municipalities
            .iter()
            .filter(|other| other.region == place.region && other.number != place.number);
        let first = others.clone().next();
        let neighbour = others.find(|other| other.number > place.number).or(first);
        national.municipality(place, neighbour)?;
        rows += national.flush().await?;
        progress(done);
    }
    let first = regions.first().context("no region")?.id();
    let first: OrganisationId = first.into();
    let after = serde_json::json!({ "organisations": regions.len() + municipalities.len() });
    let entry = Entry::new(Subject::Organisation, first.as_str(), "seed")
        .of(&first)
        .after(&after);
    let mut change = national.loader.change;
    change.record(entry).await?;
    keys::fill(change.tx()).await?;
    change.commit().await?;
    tracing::info!(rows, "the national set is stored");
    db.learn().await?;
    Ok(())
}

impl National {
    fn today(&self) -> Today {
        self.loader.today
    }

    async fn flush(&mut self) -> sqlx::Result<u64> {
        self.tables.flush(self.loader.change.tx()).await
    }

    async fn rules(&mut self, data: &Data) -> anyhow::Result<()> {
        for rule in &data.rules {
            store_rule(self.loader.change.tx(), rule).await?;
            let stored = rule.review_rule();
            self.rules.insert(rule.code.clone(), stored);
        }
        Ok(())
    }

    /// Adds a role to the common catalogue.
    async fn role(&mut self, role: &Role, position: i64) -> sqlx::Result<()> {
        execute!(
            self.loader.change.tx(),
            "INSERT INTO crisis_roles (id, name, role_group, filled_by, grip_levels, minimum, present_within_minutes,
                source, checked, first_steps, task_card, reports_to, position)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            id("role", &role.code),
            &role.name,
            role.group.code(),
            role.filled_by.code(),
            GripLevel::join(&role.grip_levels),
            role.minimum,
            role.present_within_minutes,
            &role.source,
            role.checked.code(),
            &role.first_steps,
            &role.task_card,
            &role.reports_to,
            position,
        )
        .map(drop)
    }

    /// The catalogue: that of the demonstration, and the members of the teams below the heads. All
    /// regions share it: it is common.
    async fn roles(&mut self, data: &Data) -> anyhow::Result<()> {
        let teams = std::mem::take(&mut self.parts.team);
        let member = |head: &str, name: &String| {
            let leads = name.starts_with("Teamleider");
            Role {
                code: name.to_lowercase().replace(' ', "-"),
                name: name.clone(),
                group: RoleGroup::TaskOrganisation,
                filled_by: FilledBy::Municipality,
                grip_levels: vec![
                    GripLevel::NonAcute,
                    GripLevel::Two,
                    GripLevel::Three,
                    GripLevel::Four,
                    GripLevel::Five,
                ],
                minimum: if leads { 1 } else { 2 },
                present_within_minutes: leads.then_some(90),
                source: String::new(),
                checked: Checked::No,
                reports_to: head.to_owned(),
                first_steps: String::new(),
                task_card: String::new(),
            }
        };
        let members: Vec<Role> = teams
            .iter()
            .flat_map(|team| team.roles.iter().map(|name| member(&team.head, name)))
            .collect();
        for (position, role) in (1..).zip(data.roles.iter().chain(&members)) {
            self.role(role, position).await?;
            let known = (id("role", &role.code), role.name.clone());
            match role.filled_by {
                FilledBy::Region => self.regional_roles.push(known),
                FilledBy::Municipality => self.roles.push(known),
            }
        }
        ensure!(
            self.roles.len() == ROLES,
            "there are {} roles of municipalities, not {ROLES}",
            self.roles.len()
        );
        Ok(())
    }

    fn places(&self, scale: usize) -> (Vec<Place>, Vec<Place>) {
        let regions = REGIONS.min(scale);
        let region = |n: usize| Place {
            number: 1_001 + n,
            account: format!("regio{:02}", n + 1),
            name: format!("Regio {}", self.parts.regions[n]),
            domain: format!("regio-{}", self.parts.regions[n].to_lowercase()),
            region: 1_001 + n,
        };
        let municipality = |n: usize| Place {
            number: n + 1,
            account: format!("{:04}", n + 1),
            name: self.parts.place(n),
            domain: self.parts.place(n).to_lowercase(),
            region: 1_001 + n % regions,
        };
        (
            (0..regions).map(region).collect(),
            (0..scale).map(municipality).collect(),
        )
    }

    fn organisations(&mut self, regions: &[Place], municipalities: &[Place]) {
        for place in regions.iter().chain(municipalities) {
            let (kind, within) = if place.is_region() {
                (OrganisationKind::Region, None)
            } else {
                let region = counted(Kind::Organisation, place.region, 0);
                (OrganisationKind::Municipality, Some(region))
            };
            self.organisation(place.id(), within, kind, &place.name, &place.domain);
        }
        for region in regions {
            for (number, partner) in (1..).zip(self.parts.partners.clone()) {
                let name = format!("{partner} {}", region.name.replace("Regio ", ""));
                let domain = name.to_lowercase().replace(' ', "-");
                let partner = counted(Kind::Organisation, region.number, number);
                let kind = OrganisationKind::Partner;
                self.organisation(partner, Some(region.id()), kind, &name, &domain);
            }
        }
    }

    fn organisation(
        &mut self,
        id: String,
        region: Option<String>,
        kind: OrganisationKind,
        name: &String,
        domain: &str,
    ) {
        let phone = format!("088-55{:05}", self.random.below(100_000));
        self.tables.organisations.add([
            id.into(),
            region.into(),
            kind.code().into(),
            name.into(),
            format!("crisis@{domain}.example").into(),
            phone.into(),
            "".into(),
        ]);
    }

    /// The people, accounts and plans of a region, which apply to its municipalities.
    fn region(&mut self, region: &Place, municipalities: &[Place]) -> anyhow::Result<()> {
        let roles = self.regional_roles.clone();
        let people = (2 * roles.len()).max(STAFF + 1);
        self.people(region, people, &roles)?;
        self.account(region, "coordinator", Level::Coordinator, Some(COORDINATOR))?;
        self.account(region, "bestuur", Level::Manager, Some(0))?;
        self.account(region, "admin", Level::Admin, None)?;
        self.assignments(region, &roles);
        let within = municipalities.iter().filter(|m| m.region == region.number);
        let applies_to: Vec<String> = within.map(Place::id).collect();
        self.plans(region, &applies_to)
    }

    fn municipality(&mut self, place: &Place, neighbour: Option<&Place>) -> anyhow::Result<()> {
        let roles = self.roles.clone();
        self.people(place, PEOPLE, &roles)?;
        self.account(place, "coordinator", Level::Coordinator, Some(COORDINATOR))?;
        self.account(place, "medewerker", Level::Staff, Some(STAFF))?;
        self.assignments(place, &roles);
        self.plans(place, &[place.id()])?;
        self.exercises(place, neighbour, &roles);
        Ok(())
    }
}
