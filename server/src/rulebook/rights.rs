//! Which rule a reader finds at an address, and for which regions somebody may change it.

use super::store;
use crate::{
    error::{Error, Result},
    identity::permission,
    organisations,
    web::page::Page,
};
use app::{
    form::{Errors, Problem, Values},
    id::{OrganisationId, RuleId},
    organisations::{OrganisationKind, OrganisationName},
    rulebook::ReviewRule,
};

/// The rule that was to be changed for a region, as it is now: perhaps the region has one in its place
/// by now, or no longer has.
pub(crate) async fn reload(
    page: &Page,
    was: &ReviewRule,
    region: &OrganisationId,
) -> Result<ReviewRule> {
    let (db, user) = (&page.app.db, &page.user.id);
    let rule = store::find(db, user, &was.id).await?;
    let rule = rule.ok_or(Error::NotFound)?;
    let common = match (&rule.scope.replaces, rule.scope.ended_on) {
        (Some(common), Some(_)) => common.clone(),
        _ => rule.id.clone(),
    };
    let departures = store::departures(db, user, &common).await?;
    let mut own = departures.into_iter().map(|(rule, _)| rule);
    if let Some(own) = own.find(|own| own.scope.region.as_ref() == Some(region)) {
        return Ok(own);
    }
    let common = store::find(db, user, &common).await?;
    Ok(common.unwrap_or(rule))
}

/// The rule as it holds for the reader: at the address of a common rule a region finds its own that
/// stands in its place. Who sees several regions finds the common one there.
pub(crate) async fn load(page: &Page, id: &RuleId) -> Result<ReviewRule> {
    let (db, user) = (&page.app.db, &page.user.id);
    let rule = store::find(db, user, id).await?.ok_or(Error::NotFound)?;
    if rule.scope.region.is_some() {
        return Ok(rule);
    }
    let around = organisations::store::regions_around(db, user).await?;
    let mut departures = store::departures(db, user, id).await?;
    Ok(match (around.as_slice(), departures.pop()) {
        ([_], Some((own, _))) => own,
        _ => rule,
    })
}

/// The rule that a form changes, and for which regions: what holds now in the place of a departure that
/// ended.
pub(crate) async fn load_to_edit(page: &Page, id: &RuleId) -> Result<(ReviewRule, Rights)> {
    let rule = load(page, id).await?;
    Rights::to_edit(page, rule).await
}

/// Who may change the rule book, and for which regions.
pub(crate) struct Rights {
    /// The regions.
    pub regions: Vec<OrganisationName>,
}

impl Rights {
    /// Those of the reader, none among them.
    pub async fn of_reader(page: &Page) -> Result<Self> {
        let mut regions = organisations::store::editable(&page.app.db, &page.user.id).await?;
        regions.retain(|organisation| organisation.kind == OrganisationKind::Region);
        Ok(Self { regions })
    }

    /// Those of somebody who has some.
    pub async fn of(page: &Page) -> Result<Self> {
        let rights = Self::of_reader(page).await?;
        permission::edit_catalogue(&rights.regions)?;
        Ok(rights)
    }

    /// Those that are left for a rule: its own region, or the regions that have none in the place of
    /// a common one.
    pub async fn on(mut self, page: &Page, rule: &ReviewRule) -> Result<Self> {
        match &rule.scope.region {
            Some(_) => {
                let own = rule.scope.region.as_ref();
                self.regions.retain(|region| Some(&region.id) == own);
            }
            None => {
                let own = store::departures(&page.app.db, &page.user.id, &rule.id).await?;
                let departs = |region: &OrganisationId| {
                    own.iter()
                        .any(|(rule, _)| rule.scope.region.as_ref() == Some(region))
                };
                self.regions.retain(|region| !departs(&region.id));
            }
        }
        Ok(self)
    }

    /// Those of somebody who may change a rule, with that rule: what holds now in the place of a
    /// departure that ended, or of a common rule that the only region has departed from meanwhile.
    pub async fn to_edit(page: &Page, mut rule: ReviewRule) -> Result<(ReviewRule, Self)> {
        loop {
            let all = Self::of(page).await?;
            let only = match all.regions.as_slice() {
                [only] => Some(only.id.clone()),
                _ => None,
            };
            let region = match &rule.scope.region {
                Some(region) => rule.scope.ended_on.map(|_| region.clone()),
                None => only.clone(),
            };
            if let Some(region) = region {
                rule = reload(page, &rule, &region).await?;
            }
            let rights = all.on(page, &rule).await?;
            // Somebody else departs for the region just now.
            if rights.regions.is_empty() && rule.scope.region.is_none() && only.is_some() {
                continue;
            }
            let region = rights.regions.first().map(|region| &region.id);
            permission::edit_of_region(&page.user, region)?;
            return Ok((rule, rights));
        }
    }

    /// The one region, where there is no choice.
    pub fn region(&self) -> Result<&OrganisationId> {
        match self.regions.as_slice() {
            [only] => Ok(&only.id),
            _ => Err(Error::Forbidden),
        }
    }

    /// A checked form with the region for which it is: the one that was chosen, where there are several.
    pub fn checked<T>(
        &self,
        values: &Values,
        input: std::result::Result<T, Errors>,
    ) -> std::result::Result<(OrganisationId, T), Errors> {
        let chosen = values.get("region");
        let region = match self.regions.as_slice() {
            [only] => Some(only),
            several => several.iter().find(|one| one.id.as_str() == chosen),
        };
        match (region, input) {
            (Some(region), Ok(input)) => Ok((region.id.clone(), input)),
            (Some(_), Err(errors)) => Err(errors),
            (None, input) => {
                let mut errors = input.err().unwrap_or_default();
                errors.add("region", Problem::Choice);
                Err(errors)
            }
        }
    }
}
