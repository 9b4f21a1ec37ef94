//! Plans with their history.

use super::{COORDINATOR, Kind, National, Place, counted};
use anyhow::Context;
use app::{
    date::sub_months,
    plans::{
        PlanReview, PlanVersion, ReviewOutcome, Stage,
        rules::{History, next_milestone},
    },
    rulebook::{CountedFrom, ReviewRule},
    trail::Subject,
};
use chrono::{Duration, NaiveDate};

/// Who look after plans, by number: the coordinator and a few heads.
const STEWARDS: [usize; 4] = [COORDINATOR, 9, 12, 16];

impl National {
    /// The plans that a place owns, each with four versions and four reviews.
    pub(super) fn plans(&mut self, place: &Place, applies_to: &[String]) -> anyhow::Result<()> {
        let plans = if place.is_region() {
            &self.parts.regional_plan
        } else {
            &self.parts.plan
        };
        let plans: Vec<(String, String)> = plans
            .iter()
            .map(|plan| (plan.title.replace("{naam}", &place.name), plan.rule.clone()))
            .collect();
        for (number, (title, rule)) in plans.into_iter().enumerate() {
            let rule = self.rules.get(&rule).context("no such rule")?.clone();
            self.plan(place, number, title, &rule, applies_to);
        }
        Ok(())
    }

    fn plan(
        &mut self,
        place: &Place,
        number: usize,
        title: String,
        rule: &ReviewRule,
        applies_to: &[String],
    ) {
        let id = counted(Kind::Plan, place.number, number);
        let steward = place.person(*self.random.pick(&STEWARDS));
        let (stage, confirmed_on) = self.standing(rule);
        let (versions, reviews) = self.past(place, rule, confirmed_on);
        let standing = History::of(&versions, &reviews).standing(rule, stage);
        let schedule = standing.schedule;
        let next = next_milestone(rule, &standing, &[]);
        // It was put into the program when its first version was adopted.
        let first = versions.iter().map(|version| version.adopted_on).min();
        let changed_on = reviews.iter().map(|review| review.reviewed_on).max();
        let updated_at = changed_on.max(first).map(|on| self.today().moment(on));
        self.tables.plans.add([
            (&id).into(),
            place.id().into(),
            (&title).into(),
            rule.plan_kind.code().into(),
            "".into(),
            steward.into(),
            rule.id.as_str().to_owned().into(),
            stage.code().into(),
            schedule.map(|s| s.counted_on).into(),
            schedule.map(|s| s.due_on).into(),
            schedule.map(|s| s.warn_from).into(),
            next.map(|(milestone, _)| milestone.code().to_owned())
                .into(),
            next.map(|(_, on)| on).into(),
            updated_at.into(),
        ]);
        for organisation in applies_to {
            self.tables
                .plan_organisations
                .add([(&id).into(), organisation.into()]);
        }
        for (
            version,
            PlanVersion {
                label,
                adopted_on,
                adopted_by,
                in_force_on,
                note,
                ..
            },
        ) in versions.into_iter().enumerate()
        {
            if version == 0 {
                let after = serde_json::json!({ "title": title });
                self.audit(place, &id, "create", adopted_on, &after);
            }
            self.tables.plan_versions.add([
                counted(Kind::Version, place.number, number * 4 + version).into(),
                (&id).into(),
                label.into(),
                adopted_on.into(),
                adopted_by.into(),
                in_force_on.into(),
                note.into(),
            ]);
        }
        for (
            review,
            PlanReview {
                reviewed_on,
                outcome,
                reviewer,
                note,
                ..
            },
        ) in reviews.into_iter().enumerate()
        {
            let after =
                serde_json::json!({ "reviewed_on": reviewed_on, "outcome": outcome.code() });
            self.audit(place, &id, "review", reviewed_on, &after);
            self.tables.plan_reviews.add([
                counted(Kind::Review, place.number, number * 4 + review).into(),
                (&id).into(),
                reviewed_on.into(),
                outcome.code().into(),
                reviewer.into(),
                note.into(),
            ]);
        }
    }

    /// The stage of a plan, and the day from which its interval counts: most plans are current,
    /// some are soon due, some late.
    fn standing(&mut self, rule: &ReviewRule) -> (Stage, NaiveDate) {
        let interval = i64::from(rule.interval_months) * 30;
        let lead = i64::from(rule.lead_months) * 30;
        let age = match self.random.below(100) {
            0..62 => self.random.below(interval - lead),
            62..82 => interval - self.random.below(lead),
            _ => interval + 10 + self.random.below(interval / 3),
        };
        let stage = match self.random.below(100) {
            0..3 => Stage::Withdrawn,
            3..14 => Stage::InRevision,
            _ => Stage::InForce,
        };
        (stage, self.today().ago(age))
    }

    /// Four versions, an interval apart, and four reviews; the last adoption or the last confirming
    /// review was on the day.
    fn past(
        &mut self,
        place: &Place,
        rule: &ReviewRule,
        confirmed_on: NaiveDate,
    ) -> (Vec<PlanVersion>, Vec<PlanReview>) {
        let by_review = self.random.one_in(2) && rule.counted_from != CountedFrom::Adoption;
        let newest = if by_review {
            sub_months(confirmed_on, rule.interval_months / 2)
        } else {
            confirmed_on
        };
        let mut reviewer = || {
            self.parts
                .person(place.number, *self.random.pick(&STEWARDS))
        };
        let mut versions = Vec::new();
        let mut reviews = Vec::new();
        for back in (0..4u32).rev() {
            let adopted_on = sub_months(newest, back * rule.interval_months);
            versions.push(PlanVersion {
                id: String::new().into(),
                label: format!("{}", 4 - back),
                adopted_on,
                adopted_by: if place.is_region() {
                    "Algemeen bestuur".to_owned()
                } else {
                    "College van burgemeester en wethouders".to_owned()
                },
                in_force_on: adopted_on + Duration::days(14),
                note: String::new(),
            });
            let (reviewed_on, outcome) = match back {
                0 if by_review => (confirmed_on, ReviewOutcome::StillRight),
                0 => (adopted_on - Duration::days(60), ReviewOutcome::Revise),
                _ => (
                    adopted_on + Duration::days(i64::from(rule.interval_months) * 15),
                    ReviewOutcome::SmallChange,
                ),
            };
            reviews.push(PlanReview {
                id: String::new().into(),
                reviewed_on,
                outcome,
                reviewer: reviewer(),
                note: String::new(),
            });
        }
        (versions, reviews)
    }

    /// An entry of the trail, by the coordinator.
    fn audit(
        &mut self,
        place: &Place,
        plan: &str,
        action: &'static str,
        on: NaiveDate,
        after: &serde_json::Value,
    ) {
        self.audits += 1;
        self.tables.audit.add([
            counted(Kind::Audit, 0, self.audits).into(),
            self.today().moment(on).into(),
            place.coordinator().into(),
            self.parts.person(place.number, COORDINATOR).into(),
            action.into(),
            Subject::Plan.code().into(),
            plan.to_owned().into(),
            place.id().into(),
            None::<String>.into(),
            after.to_string().into(),
        ]);
    }
}

#[cfg(test)]
mod tests {
    use crate::{clock::Clock, db::Db, plans::dates, rulebook::store::rules, seed};
    use chrono::NaiveDate;
    use tempfile::TempDir;

    #[tokio::test]
    async fn the_dates_of_each_plan_follow_from_its_history() {
        let folder = TempDir::new().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("paraat.db").display());
        let db = Db::open(&url).await.expect("a database");
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let clock = Clock::fixed(chrono_tz::Europe::Amsterdam, today);
        let made = seed::national(&db, &clock, 2, |_| ()).await;
        made.expect("a country");
        let rules = rules(&db).await.expect("the rules");
        let mut tx = db.begin().await.expect("a transaction");
        let mut count = 0;
        for rule in &rules {
            let plans = dates::under(&mut tx, &rule.id).await.expect("the plans");
            for plan in plans {
                assert_eq!(plan.dates(rule), plan.stored, "{} {}", rule.name, plan.id);
                count += 1;
            }
        }
        assert!(count > 40, "{count} plans");
    }
}
