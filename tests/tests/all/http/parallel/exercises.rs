//! Exercises, and the actions that follow from them.

use super::{
    COORDINATOR, MANAGER, MANY, STAFF, VAALS, fields, number, one_of_same, option, same, send,
};
use crate::http::exercises::{created, filled, with};
use tests::{
    on_both,
    site::{Site, Visitor},
};

/// People who can be asked to take part.
async fn people(visitor: &Visitor, exercise: &str) -> Vec<String> {
    let page = visitor.get(exercise).await;
    let mut people = page.attributes("select[name=person] option", "value");
    people.retain(|person| !person.is_empty());
    people
}

on_both!(objectives_get_places_of_their_own, async |site: Site| {
    let vaals = site.sign_in(VAALS).await;
    let exercise = created(&vaals, &filled(&vaals).await).await;
    let objective = [("objective", "De burgemeester spreekt.")];
    let statuses = same(&vaals, &format!("{exercise}/objectives"), &objective).await;
    assert_eq!(statuses, [303; MANY]);
    let twice =
        "SELECT COUNT(*) - COUNT(DISTINCT exercise_id || ' ' || position) FROM exercise_objectives";
    assert_eq!(number(&site, twice).await, 0);
});

on_both!(
    each_step_of_an_exercise_is_taken_once,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let exercise = created(&vaals, &filled(&vaals).await).await;
        let sub = |name: &str| format!("{exercise}/{name}");
        let person = people(&vaals, &exercise).await.remove(0);
        let asked = [("person", person.as_str()), ("part", "participant")];
        one_of_same(&vaals, &sub("participants"), &asked, &[422]).await;
        let goal = [("objective", "De burgemeester spreekt.")];
        assert_eq!(vaals.post(&sub("objectives"), &goal).await.status, 303);
        for step in ["planning", "holding"] {
            one_of_same(&vaals, &sub(step), &[], &[422]).await;
        }
        let page = vaals.get(&exercise).await;
        let rate = page.attributes(".objective a", "href").remove(0);
        let rating = [("rating", "S"), ("observation", "Na 70 minuten.")];
        one_of_same(&vaals, &rate, &rating, &[422]).await;
        let text = [("evaluation", "Goed.")];
        one_of_same(&vaals, &sub("evaluation"), &text, &[422]).await;
        one_of_same(&vaals, &sub("closing"), &[], &[422]).await;
        let steps = "SELECT COUNT(*) FROM audit a JOIN exercises e ON e.id = a.subject_id
                 WHERE a.action = 'status' AND e.title LIKE 'Table-top <rook>%'";
        assert_eq!(number(&site, steps).await, 4);
    }
);

on_both!(
    nothing_is_added_to_an_exercise_that_ended,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let later = with(&filled(&vaals).await, "date", "2026-12-18");
        let exercise = created(&vaals, &later).await;
        let sub = |name: &str| format!("{exercise}/{name}");
        let reason = fields(&[("reason", "Te weinig mensen")]);
        let mut forms = vec![(sub("cancellation"), reason); MANY / 2];
        for person in people(&vaals, &exercise).await.into_iter().take(MANY / 4) {
            let asked = fields(&[("person", &person), ("part", "participant")]);
            forms.push((sub("participants"), asked));
            let objective = fields(&[("objective", "De burgemeester spreekt.")]);
            forms.push((sub("objectives"), objective));
        }
        assert_eq!(forms.len(), MANY);
        let statuses = send(&vaals, forms).await;
        let (cancelled, added) = statuses.split_at(MANY / 2);
        let accepted = |some: &[u16]| some.iter().filter(|status| **status == 303).count();
        assert_eq!(accepted(cancelled), 1, "{statuses:?}");
        let refused = statuses.iter().all(|status| [303, 422].contains(status));
        assert!(refused, "{statuses:?}");
        // Identifiers sort by age: what was added was so before the end.
        let late = "SELECT COUNT(*) FROM audit a JOIN audit s ON s.subject_id = a.subject_id AND s.action = 'status'
                WHERE a.action IN ('participant-add', 'objective-add') AND a.id > s.id AND s.after LIKE '%cancelled%'
                  AND s.at >= (SELECT MAX(at) FROM audit)";
        assert_eq!(number(&site, late).await, 0);
        let stored = number(
        &site,
        "SELECT (SELECT COUNT(*) FROM exercise_objectives o JOIN exercises e ON e.id = o.exercise_id
                 WHERE e.title LIKE 'Table-top <rook>%')
              + (SELECT COUNT(*) FROM exercise_participants p JOIN exercises e ON e.id = p.exercise_id
                 WHERE e.title LIKE 'Table-top <rook>%')",
    );
        assert_eq!(usize::try_from(stored.await), Ok(accepted(added)));
    }
);

on_both!(
    an_action_is_done_opened_and_verified_once,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let staff = site.sign_in(STAFF).await;
        let manager = site.sign_in(MANAGER).await;
        let name = staff
            .get("/actions")
            .await
            .texts(".user-menu summary span")
            .remove(0);
        let form = coordinator.get("/actions/new").await;
        let action = [
            ("title", "Sleutels bijmaken"),
            ("organisation", &option(&form, "organisation", "Meerssen")),
            ("owner", &option(&form, "owner", &name)),
            ("due_on", "2026-11-22"),
        ];
        let made = coordinator.post("/actions/new", &action).await;
        let action = made.header("location").to_owned();
        let completion = format!("{action}/completion");
        let done = [("done_on", "2026-11-20"), ("done_note", "In de kast")];
        one_of_same(&staff, &completion, &done, &[422]).await;
        one_of_same(&manager, &format!("{completion}/delete"), &[], &[422]).await;
        assert_eq!(staff.post(&completion, &done).await.status, 303);
        one_of_same(&manager, &format!("{action}/verification"), &[], &[422]).await;
    }
);
