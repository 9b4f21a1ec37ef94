//! The people of the places, their accounts, and the crisis roles that they fill.

use super::{Kind, National, PEOPLE, Place, counted};
use crate::{identity::user::Level, seed::derive};
use anyhow::Context;

impl National {
    /// The people of a place. The first of each pair for the first roles, those of the board, is
    /// named after the role.
    pub(super) fn people(
        &mut self,
        place: &Place,
        count: usize,
        roles: &[(String, String)],
    ) -> anyhow::Result<()> {
        for number in 0..count {
            let name = self.parts.person(place.number, number);
            let role = roles
                .get(number / 2)
                .filter(|_| number < 12 && number % 2 == 0);
            let function = match role {
                Some((_, role)) if !place.is_region() => role.clone(),
                _ => self.random.pick(&self.parts.functions).clone(),
            };
            let email = derive::email(&name, &place.domain).context("no address from a name")?;
            self.tables.people.add([
                place.person(number).into(),
                place.id().into(),
                name.into(),
                function.into(),
                email.into(),
                format!("088-55{:05}", self.random.below(100_000)).into(),
                format!("06-555{:05}", self.random.below(100_000)).into(),
            ]);
        }
        Ok(())
    }

    /// An account in a place, of one of its people or of nobody.
    pub(super) fn account(
        &mut self,
        place: &Place,
        who: &str,
        level: Level,
        person: Option<usize>,
    ) -> anyhow::Result<()> {
        let user = counted(Kind::User, place.number, person.unwrap_or(PEOPLE));
        let name = person.map_or_else(
            || format!("Beheerder {}", place.name),
            |number| self.parts.person(place.number, number),
        );
        self.user(
            user.clone(),
            person.map(|number| place.person(number)),
            format!("{who}.{}@demo.paraat", place.account),
            name,
        );
        self.tables
            .grants
            .add([user.into(), place.id().into(), level.code().into()]);
        Ok(())
    }

    fn user(&mut self, id: String, person: Option<String>, email: String, name: String) {
        let created_at = self.today().moment(self.today().ago(400));
        self.tables.users.add([
            id.into(),
            person.into(),
            email.into(),
            name.into(),
            (&self.hash).into(),
            created_at.into(),
        ]);
    }

    /// The account that sees all regions.
    pub(super) fn everywhere(&mut self, regions: &[Place]) {
        let user = counted(Kind::User, 0, 0);
        let email = "landelijk@demo.paraat".to_owned();
        self.user(user.clone(), None, email, "Landelijk overzicht".to_owned());
        for region in regions {
            let level = Level::Manager.code();
            self.tables
                .grants
                .add([(&user).into(), region.id().into(), level.into()]);
        }
    }

    /// Two people for each role, here and there one who has stopped, and some double hats.
    pub(super) fn assignments(&mut self, place: &Place, roles: &[(String, String)]) {
        let today = self.today();
        let mut count = 0;
        for (number, (role, _)) in roles.iter().enumerate() {
            let mut people = vec![2 * number, 2 * number + 1];
            if self.random.one_in(4) {
                people.push((2 * number + 14) % (2 * roles.len()));
            }
            for (position, person) in (1i64..).zip(people) {
                let started = 30 + self.random.below(2_000);
                let decided = today.ago(started + 14);
                let ended = self.random.one_in(16);
                let ends_on = ended.then(|| today.ago(self.random.below(started.min(300))));
                self.tables.role_assignments.add([
                    counted(Kind::Assignment, place.number, count).into(),
                    role.into(),
                    place.person(person).into(),
                    place.id().into(),
                    position.into(),
                    format!("Aanwijzing {}/{count}", place.account).into(),
                    decided.into(),
                    today.ago(started).into(),
                    ends_on.into(),
                ]);
                count += 1;
            }
        }
    }
}
