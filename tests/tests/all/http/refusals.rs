//! What is refused because a record moved on meanwhile: what was typed stays to be read, and the
//! refusal names its reason.

use super::exercises::{borrowed, created, filled, option, with};
use std::collections::BTreeSet;
use tests::{
    on_both,
    records::{self, Route},
    site::{Answer, Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";
const MANAGER: &str = "bestuur@demo.paraat";

/// The fields of a form.
type Typed<'a> = &'a [(&'a str, &'a str)];

/// What was typed and stands on the page to be copied, as no form takes it any more.
fn kept(answer: &Answer) -> String {
    answer.texts("section[aria-labelledby=kept] dd").join("|")
}

/// A table-top of Vaals on a day, as far as these steps bring it.
async fn exercise(visitor: &Visitor, day: &str, steps: &[&str]) -> String {
    let path = created(visitor, &with(&filled(visitor).await, "date", day)).await;
    for step in steps {
        let taken = visitor.post(&format!("{path}/{step}"), &[]).await;
        assert_eq!(taken.status, 303, "{step}");
    }
    path
}

on_both!(
    an_evaluation_that_comes_second_can_still_be_read,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let path = exercise(&vaals, "2026-11-20", &["planning"]).await;
        let evaluation = format!("{path}/evaluation");
        let early = vaals.post(&evaluation, &[("evaluation", "Vooraf")]).await;
        assert_eq!((early.status, kept(&early).as_str()), (422, "Vooraf"));
        vaals.post(&format!("{path}/holding"), &[]).await;
        let first = [("evaluation", "De eerste tekst")];
        assert_eq!(vaals.post(&evaluation, &first).await.status, 303);
        let second = [("evaluation", "De tweede <tekst>\n\nmet een alinea")];
        let late = vaals.post(&evaluation, &second).await;
        assert_eq!(late.status, 422);
        assert_eq!(kept(&late), "De tweede <tekst> met een alinea");
        assert!(late.body.contains("De tweede &lt;tekst&gt;\n\nmet een"));
        assert!(late.texts(".error-summary")[0].contains("Deze stap kan nu niet"));
        // Nothing was typed behind a button.
        let closed = vaals.post(&format!("{path}/holding"), &[]).await;
        assert_eq!((closed.status, kept(&closed).as_str()), (422, ""));
        assert!(closed.texts(".error-summary")[0].contains("Deze stap kan nu niet"));
    }
);

on_both!(
    what_comes_after_a_cancellation_can_still_be_read,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let path = exercise(&vaals, "2026-12-18", &["planning"]).await;
        let sub = |name: &str| format!("{path}/{name}");
        let page = vaals.get(&path).await;
        let people = page.attributes("select[name=person] option", "value");
        let names = page.texts("select[name=person] option");
        let cancellation = sub("cancellation");
        let cancelled = vaals.post(&cancellation, &[("reason", "Storm")]).await;
        assert_eq!(cancelled.status, 303);
        let forms: [(&str, Typed<'_>, &str); 5] = [
            (
                "cancellation",
                &[("reason", "Te weinig mensen")],
                "Te weinig mensen",
            ),
            (
                "evaluation",
                &[("evaluation", "Ging niet door")],
                "Ging niet door",
            ),
            (
                "objectives",
                &[("objective", "Binnen een uur")],
                "Binnen een uur",
            ),
            (
                "lessons",
                &[
                    ("kind", "keep"),
                    ("lesson", "Op tijd afgelast"),
                    ("about", ""),
                ],
                "Borgpunt: dit ging goed en moet zo blijven|Op tijd afgelast",
            ),
            (
                "participants",
                &[("person", people[1].as_str()), ("part", "observer")],
                &format!("{}|Waarnemer", names[1]),
            ),
        ];
        for (form, typed, text) in forms {
            let late = vaals.post(&sub(form), typed).await;
            assert_eq!(late.status, 422, "{form}");
            assert_eq!(kept(&late), text, "{form}");
            assert_eq!(late.texts(".error-summary li").len(), 1, "{form}");
        }
        let lesson = vaals.post(&sub("lessons"), &[("lesson", "Te laat")]).await;
        assert!(lesson.texts(".error-summary")[0].contains("geannuleerd"));
    }
);

on_both!(a_second_rating_can_still_be_read, async |site: Site| {
    let vaals = site.sign_in(VAALS).await;
    let path = exercise(&vaals, "2026-11-20", &[]).await;
    let goal = [("objective", "De burgemeester spreekt.")];
    vaals.post(&format!("{path}/objectives"), &goal).await;
    for step in ["planning", "holding"] {
        vaals.post(&format!("{path}/{step}"), &[]).await;
    }
    let page = vaals.get(&path).await;
    let rate = page.attributes(".objective a", "href").remove(0);
    let rating = [("rating", "S"), ("observation", "Na 70 minuten.")];
    assert_eq!(vaals.post(&rate, &rating).await.status, 303);
    let again = [("rating", "P"), ("observation", "Toch goed.")];
    let again = vaals.post(&rate, &again).await;
    assert_eq!(again.status, 422);
    assert_eq!(kept(&again), "P – Gelukt zonder problemen|Toch goed.");
    assert_eq!(kept(&vaals.get(&rate).await), "");
});

/// An action of Meerssen for a member of its staff.
async fn action(coordinator: &Visitor, staff: &Visitor) -> String {
    let name = staff.get("/actions").await;
    let name = name.texts(".user-menu summary span").remove(0);
    let form = coordinator.get("/actions/new").await;
    let fields = [
        ("title", "Sleutels bijmaken"),
        ("organisation", &option(&form, "organisation", "Meerssen")),
        ("owner", &option(&form, "owner", &name)),
        ("due_on", "2026-11-22"),
    ];
    let made = coordinator.post("/actions/new", &fields).await;
    made.header("location").to_owned()
}

on_both!(
    two_who_report_an_action_as_done_both_keep_their_text,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let staff = site.sign_in(STAFF).await;
        let path = action(&coordinator, &staff).await;
        let completion = format!("{path}/completion");
        let page = staff.get(&path).await;
        assert_eq!(page.attributes("#done_on", "value"), ["2026-11-23"]);
        let early = coordinator.post(&format!("{path}/verification"), &[]).await;
        assert_eq!((early.status, kept(&early).as_str()), (422, ""));
        assert_eq!(early.attributes("#done_on", "value"), ["2026-11-23"]);
        let first = [("done_on", "2026-11-20"), ("done_note", "In de kast")];
        assert_eq!(staff.post(&completion, &first).await.status, 303);
        let second = [("done_on", "2026-11-21"), ("done_note", "Bij de <balie>")];
        let late = coordinator.post(&completion, &second).await;
        assert_eq!(late.status, 422);
        assert!(late.texts(".error-summary")[0].contains("al gereed gemeld"));
        assert_eq!(kept(&late), "2026-11-21|Bij de <balie>");
        assert_eq!(kept(&staff.get(&path).await), "");
    }
);

on_both!(
    an_edit_of_what_may_not_change_any_more_says_so_and_can_still_be_read,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let path = exercise(&vaals, "2026-12-18", &[]).await;
        let edit = format!("{path}/edit");
        let form = filled(&vaals).await;
        let form = with(&with(&form, "version", "1"), "scenario", "Een andere wind");
        let reason = [("reason", "Storm")];
        vaals.post(&format!("{path}/cancellation"), &reason).await;
        let late = vaals.post(&edit, &borrowed(&form)).await;
        assert_eq!(late.status, 409);
        assert!(kept(&late).contains("Een andere wind"), "{}", kept(&late));
        assert!(kept(&late).contains("Table-top <rook> & roet"));
        let page = vaals.get(&edit).await;
        assert_eq!((page.status, kept(&page).as_str()), (409, ""));
        for answer in [&late, &page] {
            let notice = answer.texts("main .notice").concat();
            assert!(notice.contains("Geannuleerd"), "{notice}");
            assert!(!answer.body.contains("Dit mag u niet"));
            assert!(answer.texts("main form").is_empty());
            assert!(answer.attributes("main a", "href").contains(&path));
        }
        // It does not matter who may not change it at all.
        let other = site.sign_in(MANAGER).await;
        assert_eq!(other.post(&edit, &borrowed(&form)).await.status, 403);

        let coordinator = site.sign_in(COORDINATOR).await;
        let staff = site.sign_in(STAFF).await;
        let path = action(&coordinator, &staff).await;
        let edit = format!("{path}/edit");
        let page = coordinator.get(&edit).await;
        let chosen = |name: &str| {
            let chosen = format!("select[name={name}] option[selected]");
            page.attributes(&chosen, "value").concat()
        };
        let (organisation, owner) = (chosen("organisation"), chosen("owner"));
        let done = [("done_on", "2026-11-20")];
        staff.post(&format!("{path}/completion"), &done).await;
        let verified = other.post(&format!("{path}/verification"), &[]).await;
        assert_eq!(verified.status, 303);
        let fields = [
            ("title", "Sleutels ophangen"),
            ("organisation", &organisation),
            ("owner", &owner),
            ("due_on", "2026-12-22"),
            ("version", "1"),
        ];
        let late = coordinator.post(&edit, &fields).await;
        let page = coordinator.get(&edit).await;
        assert_eq!((late.status, page.status), (409, 409));
        assert!(kept(&late).starts_with("Sleutels ophangen|Meerssen|"));
        assert_eq!(kept(&page), "");
        for answer in [&late, &page] {
            let notice = answer.texts("main .notice").concat();
            assert!(notice.contains("gecontroleerd"), "{notice}");
        }
    }
);

on_both!(
    a_reason_that_somebody_else_settled_keeps_the_note,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Hoogwater Limburg").await;
        let signal = [("cause", "other"), ("reason", "Nieuwe brug")];
        coordinator
            .post(&format!("{plan}/signals/new"), &signal)
            .await;
        let page = coordinator.get(&plan).await;
        let signals = format!("section[aria-labelledby=signals] a[href^='{plan}/signals/']");
        let settle = page.attributes(&signals, "href").remove(0);
        let note = [("note", "De brug ligt er al")];
        assert_eq!(coordinator.post(&settle, &note).await.status, 303);
        let late = coordinator
            .post(&settle, &[("note", "Andere <brug>")])
            .await;
        assert_eq!((late.status, kept(&late).as_str()), (422, "Andere <brug>"));
        assert!(late.texts(".error-summary")[0].contains("al afgehandeld"));
        let again = coordinator.get(&settle).await;
        assert_eq!((again.status, again.header("location")), (303, &*plan));
    }
);

on_both!(
    an_address_that_takes_a_change_leads_back_to_its_record,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let routes = records::routes(&coordinator).await;
        let reads = |route: &&Route| route.method.as_str() == "GET";
        let pages: BTreeSet<_> = routes.iter().filter(reads).map(|one| one.path).collect();
        let before = site.count("audit").await;
        let mut changes = 0;
        // Nothing stands above the end of a session.
        let leads_back = |one: &&Route| !pages.contains(one.path) && one.path != "/logout";
        for Route { path, address, .. } in routes.iter().filter(leads_back) {
            let back = coordinator.get(address).await;
            assert_eq!(back.status, 303, "{path}");
            let place = back.header("location");
            assert!(
                address.starts_with(place) && address != place,
                "{path}: {place}"
            );
            let page = coordinator.get(place).await;
            let unknown = place.ends_with("/none");
            assert_eq!(
                page.status,
                if unknown { 404 } else { 200 },
                "{path}: {place}"
            );
            changes += 1;
        }
        assert!(changes > 35, "{changes}");
        assert_eq!(site.count("audit").await, before);
        for (address, place) in [
            ("/plans/p/reviews", "/plans/p"),
            ("/plans/p/withdrawal/delete", "/plans/p"),
            ("/plans/p/versions/v/documents", "/plans/p/versions/v"),
            (
                "/exercises/e%20f/participants/g/delete?a=b",
                "/exercises/e%20f",
            ),
            ("/lessons/l/actions", "/lessons/l"),
            ("/actions/a/completion/delete", "/actions/a"),
            ("/playbooks/p/phases/f/delete", "/playbooks/p"),
            ("/roles/assignments/a/end", "/roles/assignments/a"),
            ("/me/account/password", "/me/account"),
        ] {
            let back = coordinator.get(address).await;
            assert_eq!((back.status, back.header("location")), (303, place));
        }
        assert_eq!(coordinator.get("/plans/p/niets").await.status, 404);
        assert_eq!(coordinator.post("/readiness", &[]).await.status, 404);
    }
);

on_both!(
    a_milestone_that_is_recorded_already_is_refused_for_that,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let plan = coordinator.plan("Maastricht Aachen Airport").await;
        coordinator.post(&format!("{plan}/revision"), &[]).await;
        let start = [
            ("milestone", "start"),
            ("done_on", "2026-11-23"),
            ("milestone_note", "Zaal 3"),
        ];
        let again = coordinator
            .post(&format!("{plan}/milestones"), &start)
            .await;
        assert_eq!(again.status, 422);
        let error = again.texts(".error-summary").concat();
        assert!(error.contains("al vastgelegd"), "{error}");
        assert!(again.texts("main .notice.tone-late").is_empty());
        assert_eq!(again.texts("#milestone_note"), ["Zaal 3"]);
    }
);
