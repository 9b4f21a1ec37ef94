//! Reasons to review a plan before its date, over HTTP.

use server::on_db;
use tests::{on_both, site::Site};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";

on_both!(
    a_change_of_the_organisation_is_a_reason_to_review_a_plan,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let plan = vaals.plan("Hoogwater Limburg").await;
        let form = format!("{plan}/signals/new");
        let causes = vaals
            .get(&form)
            .await
            .attributes("input[name=cause]", "value");
        assert!(causes.contains(&"organisation".to_owned()), "{causes:?}");
        let wrong = [
            ("cause", "reorganisation"),
            ("reason", "De dienst is opgeheven"),
        ];
        assert_eq!(vaals.post(&form, &wrong).await.status, 422);
        let signal = [
            ("cause", "organisation"),
            ("reason", "De dienst is opgeheven"),
        ];
        assert_eq!(vaals.post(&form, &signal).await.status, 303);
        let page = vaals.get(&plan).await;
        let signals = page.texts("section[aria-labelledby=signals]").concat();
        assert!(signals.contains("De dienst is opgeheven"), "{signals}");
        let stored: Vec<(String,)> = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT cause FROM plan_signals WHERE reason = 'De dienst is opgeheven'"
        )
        .fetch_all(c)
        .await)
        .expect("signals");
        assert_eq!(stored, [("organisation".to_owned(),)]);
    }
);

on_both!(
    a_lesson_in_the_address_is_chosen_and_goes_with_the_reason,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let found: (String, String) = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT ep.plan_id, le.id FROM lessons le JOIN exercise_plans ep ON ep.exercise_id = le.exercise_id
             JOIN plans p ON p.id = ep.plan_id WHERE p.stage <> 'withdrawn' ORDER BY ep.plan_id, le.id LIMIT 1"
        )
        .fetch_one(c)
        .await)
        .expect("a lesson about a plan");
        let (plan, lesson) = found;
        let form = format!("/plans/{plan}/signals/new");
        let page = coordinator
            .get(&format!("{form}?cause=lesson&lesson={lesson}"))
            .await;
        let chosen = page.attributes("select[name=lesson] option[selected]", "value");
        assert_eq!(chosen, std::slice::from_ref(&lesson));
        let cause = page.attributes("input[name=cause][checked]", "value");
        assert_eq!(cause, ["lesson"]);
        assert!(page.texts(".error-summary").is_empty());
        let mut fields = page.fields();
        fields.push(("reason".to_owned(), "De alarmering klopt niet".to_owned()));
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        assert_eq!(coordinator.post(&form, &fields).await.status, 303);
        let stored: (String, Option<String>) = on_db!(site.db(), |c| {
            sqlx::query_as(
            "SELECT cause, lesson_id FROM plan_signals WHERE reason = 'De alarmering klopt niet'"
        )
        .fetch_one(c)
        .await
        })
        .expect("the signal");
        assert_eq!(stored, ("lesson".to_owned(), Some(lesson)));
        // One that has nothing to do with the plan is no choice.
        let other = [
            ("cause", "lesson"),
            ("reason", "Anders"),
            ("lesson", "01935e3a-7c1b-7a52-9c3e-0123456789ab"),
        ];
        assert_eq!(coordinator.post(&form, &other).await.status, 422);
    }
);
