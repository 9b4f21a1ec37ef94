//! Exercises over HTTP.

use server::on_db;
use tests::{
    on_both,
    site::{Answer, Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";
const MANAGER: &str = "bestuur@demo.paraat";

pub(crate) type Fields = Vec<(&'static str, String)>;

/// The value of the choice with these words.
pub(crate) fn option(form: &Answer, select: &str, words: &str) -> String {
    let options = format!("select[name={select}] option");
    let texts = form.texts(&options);
    let at = texts.iter().position(|text| text.contains(words));
    form.attributes(&options, "value")[at.expect(words)].clone()
}

/// A form that is filled in rightly: a table-top of Vaals, last Friday.
pub(crate) async fn filled(visitor: &Visitor) -> Fields {
    let form = visitor.get("/exercises/new").await;
    let vaals = option(&form, "owner", "Vaals");
    let plans = form.attributes("input[name=plans]", "value");
    let roles = form.attributes("input[name=roles]", "value");
    vec![
        ("title", "Table-top <rook> & roet".to_owned()),
        ("kind", "table-top".to_owned()),
        ("owner", vaals.clone()),
        ("organisations", vaals),
        ("date", "2026-11-20".to_owned()),
        ("start", "14:00".to_owned()),
        ("end", "16:30".to_owned()),
        ("end_date", String::new()),
        ("place", "Gemeentehuis Vaals".to_owned()),
        ("scenario", "Rook trekt over de grens.".to_owned()),
        ("description", String::new()),
        ("plans", plans[0].clone()),
        ("roles", roles[0].clone()),
    ]
}

pub(crate) fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(k, v)| (*k, v.as_str())).collect()
}

pub(crate) fn with(fields: &Fields, name: &'static str, value: &str) -> Fields {
    let mut fields: Fields = fields.iter().filter(|(k, _)| *k != name).cloned().collect();
    fields.push((name, value.to_owned()));
    fields
}

pub(crate) async fn created(visitor: &Visitor, fields: &Fields) -> String {
    let answer = visitor.post("/exercises/new", &borrowed(fields)).await;
    assert_eq!(answer.status, 303, "{:?}", answer.texts(".error-summary"));
    answer.header("location").to_owned()
}

/// The first exercise of a register that fulfils a condition on its page.
async fn first(visitor: &Visitor, query: &str) -> String {
    let list = visitor.get(&format!("/exercises?{query}")).await;
    let links = list.attributes("table.register tbody td:first-child a", "href");
    links.first().expect(query).clone()
}

async fn status(visitor: &Visitor, path: &str) -> String {
    let page = visitor.get(path).await;
    page.attributes(".page-head [data-status]", "data-status")[0].clone()
}

on_both!(
    an_exercise_goes_from_concept_to_closed,
    async |site: Site| {
        let visitor = site.sign_in(VAALS).await;
        let path = created(&visitor, &filled(&visitor).await).await;
        let sub = |name: &str| format!("{path}/{name}");
        assert_eq!(status(&visitor, &path).await, "draft");
        let page = visitor.get(&path).await;
        assert_eq!(page.texts("h1"), ["Table-top <rook> & roet"]);
        assert_eq!(
            page.attributes("time[data-field=starts]", "datetime"),
            ["2026-11-20T14:00"]
        );

        let goal = [("objective", "De burgemeester spreekt binnen een uur.")];
        assert_eq!(visitor.post(&sub("objectives"), &goal).await.status, 303);
        assert_eq!(visitor.post(&sub("objectives"), &[]).await.status, 422);
        let early = visitor.post(&sub("lessons"), &[("kind", "keep")]).await;
        assert_eq!(early.status, 422);

        assert_eq!(visitor.post(&sub("holding"), &[]).await.status, 422);
        assert_eq!(visitor.post(&sub("planning"), &[]).await.status, 303);
        assert_eq!(status(&visitor, &path).await, "planned");
        assert_eq!(visitor.post(&sub("holding"), &[]).await.status, 303);
        assert_eq!(status(&visitor, &path).await, "held");

        let page = visitor.get(&path).await;
        let rate = page
            .attributes(".objective a", "href")
            .first()
            .expect("a link to rate")
            .clone();
        assert_eq!(visitor.get(&rate).await.status, 200);
        let bare = visitor
            .post(&rate, &[("rating", "X"), ("observation", "Na 40 minuten")])
            .await;
        assert_eq!(bare.status, 422);
        assert!(bare.texts("textarea[name=observation]")[0].contains("Na 40 minuten"));
        let rating = [("rating", "S"), ("observation", "Na 70 minuten.")];
        assert_eq!(visitor.post(&rate, &rating).await.status, 303);
        let again = [("rating", "P"), ("observation", "Toch goed.")];
        let again = visitor.post(&rate, &again).await;
        assert_eq!(again.status, 422);
        assert!(again.texts(".error-summary")[0].contains("al beoordeeld"));
        let page = visitor.get(&path).await;
        assert_eq!(page.attributes(".rating", "data-rating"), ["S"]);

        let objective = page.attributes("select[name=about] option", "value")[1].clone();
        let lesson = [
            ("kind", "improve"),
            ("lesson", "Oefen de persverklaring."),
            ("about", objective.as_str()),
        ];
        assert_eq!(visitor.post(&sub("lessons"), &lesson).await.status, 303);
        let foreign = [("kind", "keep"), ("lesson", "Iets"), ("about", "elders")];
        let foreign = visitor.post(&sub("lessons"), &foreign).await;
        assert_eq!(foreign.status, 422);
        assert_eq!(foreign.texts("textarea[name=lesson]"), ["Iets"]);
        let page = visitor.get(&path).await;
        assert!(page.body.contains("Oefen de persverklaring."));

        assert_eq!(visitor.post(&sub("evaluation"), &[]).await.status, 422);
        assert_eq!(visitor.post(&sub("closing"), &[]).await.status, 422);
        let text = [("evaluation", "Goed.\n\nMaar langzaam.")];
        assert_eq!(visitor.post(&sub("evaluation"), &text).await.status, 303);
        let late = [("reason", "te laat")];
        assert_eq!(visitor.post(&sub("cancellation"), &late).await.status, 422);
        assert_eq!(visitor.post(&sub("closing"), &[]).await.status, 303);
        assert_eq!(status(&visitor, &path).await, "closed");
        assert_eq!(visitor.get(&sub("edit")).await.status, 409);
        assert_eq!(visitor.post(&sub("objectives"), &goal).await.status, 422);
    }
);

on_both!(
    an_exercise_that_is_still_to_come_was_not_held_and_can_be_cancelled,
    async |site: Site| {
        let visitor = site.sign_in(VAALS).await;
        let form = with(&filled(&visitor).await, "date", "2026-11-24");
        let path = created(&visitor, &form).await;
        let sub = |name: &str| format!("{path}/{name}");
        visitor.post(&sub("planning"), &[]).await;
        let early = visitor.post(&sub("holding"), &[]).await;
        assert_eq!(early.status, 422);
        assert!(early.texts(".error-summary")[0].contains("nog niet begonnen"));
        assert_eq!(visitor.post(&sub("cancellation"), &[]).await.status, 422);
        let reason = [("reason", "Storm verwacht")];
        assert_eq!(
            visitor.post(&sub("cancellation"), &reason).await.status,
            303
        );
        assert_eq!(status(&visitor, &path).await, "cancelled");
        assert!(visitor.get(&path).await.body.contains("Storm verwacht"));
        assert_eq!(visitor.post(&sub("planning"), &[]).await.status, 422);
    }
);

on_both!(
    participants_are_asked_answer_and_stay_when_it_was_held,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let staff = site.sign_in(STAFF).await;
        let form = with(&filled(&region).await, "date", "2026-11-23");
        let form = with(&form, "start", "09:00");
        let path = created(&region, &form).await;
        let sub = |name: &str| format!("{path}/{name}");
        // Nobody in Meerssen has to do with an exercise of Vaals, until asked.
        assert_eq!(staff.get(&path).await.status, 404);
        let yes = [("answer", "yes")];
        assert_eq!(staff.post(&sub("answer"), &yes).await.status, 404);
        assert_eq!(region.post(&sub("answer"), &yes).await.status, 403);

        let page = region.get(&path).await;
        let me = staff
            .get("/exercises")
            .await
            .texts(".user-menu summary span")[0]
            .clone();
        let person = option(&page, "person", &me);
        let ask = [("person", person.as_str()), ("part", "participant")];
        assert_eq!(region.post(&sub("participants"), &ask).await.status, 303);
        let twice = region.post(&sub("participants"), &ask).await;
        assert_eq!(twice.status, 422);
        assert_eq!(
            twice.attributes("#part option[selected]", "value"),
            ["participant"]
        );
        let unknown = [("person", "niemand"), ("part", "participant")];
        assert_eq!(
            region.post(&sub("participants"), &unknown).await.status,
            422
        );

        assert_eq!(staff.get(&path).await.status, 200);
        assert_eq!(staff.post(&sub("participants"), &ask).await.status, 403);
        assert_eq!(
            staff
                .post(&sub("answer"), &[("answer", "ooit")])
                .await
                .status,
            422
        );
        assert_eq!(staff.post(&sub("answer"), &yes).await.status, 303);
        let page = region.get(&path).await;
        assert!(
            page.texts("table.register .chip")
                .contains(&"Komt".to_owned())
        );

        region.post(&sub("planning"), &[]).await;
        assert_eq!(region.post(&sub("holding"), &[]).await.status, 303);
        let remove = sub(&format!("participants/{person}/delete"));
        assert_eq!(region.post(&remove, &[]).await.status, 422);
        assert_eq!(region.post(&sub("participants"), &ask).await.status, 422);
        assert_eq!(staff.post(&sub("answer"), &yes).await.status, 422);
    }
);

on_both!(
    a_participant_is_removed_while_it_is_to_come,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let path = created(&region, &filled(&region).await).await;
        let page = region.get(&path).await;
        let person = page.attributes("select[name=person] option", "value")[1].clone();
        let ask = [("person", person.as_str()), ("part", "observer")];
        region.post(&format!("{path}/participants"), &ask).await;
        let remove = format!("{path}/participants/{person}/delete");
        assert_eq!(region.post(&remove, &[]).await.status, 303);
        assert_eq!(region.post(&remove, &[]).await.status, 404);
    }
);

on_both!(
    who_reads_does_not_change_and_who_is_elsewhere_does_not_see,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let vaals = site.sign_in(VAALS).await;
        let staff = site.sign_in(STAFF).await;
        let manager = site.sign_in(MANAGER).await;
        let form = filled(&region).await;
        let path = created(&region, &form).await;
        let meerssen = option(&region.get("/exercises/new").await, "owner", "Meerssen");
        let theirs = with(&with(&form, "owner", &meerssen), "organisations", &meerssen);
        let elsewhere = created(&region, &theirs).await;
        assert_eq!(vaals.get(&elsewhere).await.status, 404);
        assert_eq!(vaals.get(&format!("{elsewhere}/edit")).await.status, 404);
        assert_eq!(vaals.get(&format!("{elsewhere}.ics")).await.status, 404);
        assert_eq!(staff.get(&elsewhere).await.status, 200);
        assert_eq!(staff.get(&path).await.status, 404);
        assert_eq!(vaals.get("/exercises/niets").await.status, 404);
        assert_eq!(vaals.get(&format!("{path}.ics")).await.status, 200);
        for (visitor, path) in [(&staff, &elsewhere), (&manager, &path)] {
            assert_eq!(visitor.get(path).await.status, 200);
            assert_eq!(visitor.get("/exercises/new").await.status, 403);
            assert_eq!(
                visitor
                    .post("/exercises/new", &borrowed(&form))
                    .await
                    .status,
                403
            );
            for sub in [
                "edit",
                "planning",
                "holding",
                "evaluation",
                "closing",
                "cancellation",
            ] {
                let answer = visitor.post(&format!("{path}/{sub}"), &[]).await;
                assert_eq!(answer.status, 403, "{sub}");
            }
        }
        // Vaals takes part in an exercise of the region: it sees that one and may not change it.
        let vrzl = first(&region, "q=systeemtest&status=planned").await;
        assert_eq!(vaals.get(&vrzl).await.status, 200);
        assert_eq!(vaals.get(&format!("{vrzl}/edit")).await.status, 403);
    }
);

on_both!(the_register_finds_filters_and_sorts, async |site: Site| {
    let visitor = site.sign_in(COORDINATOR).await;
    let all = visitor.get("/exercises").await;
    assert!(all.texts("table.register tbody tr").len() > 30);
    let chips = visitor.get("/exercises?status=held").await;
    let chips = chips.attributes("table.register [data-status]", "data-status");
    assert!(!chips.is_empty() && chips.iter().all(|code| code == "held"));
    let days = visitor.get("/exercises?year=2025&sort=oldest").await;
    let days = days.attributes("table.register time", "datetime");
    assert!(!days.is_empty() && days.iter().all(|day| day.starts_with("2025")));
    assert!(days.is_sorted());
    let coming = visitor.get("/exercises?status=planned").await;
    let coming = coming.attributes("table.register time", "datetime");
    assert!(coming.is_sorted() && coming[0].as_str() >= "2026-11-23");
    let none = visitor.get("/exercises?q=%25_!").await;
    assert_eq!(none.status, 200);
    assert_eq!(none.texts(".empty").len(), 1);
    // Vaals sees less than the region, and each page of its register opens.
    let vaals = site.sign_in(VAALS).await;
    let list = vaals.get("/exercises").await;
    let links = list.attributes("table.register tbody td:first-child a", "href");
    assert!(!links.is_empty() && links.len() < all.texts("table.register tbody tr").len());
    for link in links {
        assert_eq!(vaals.get(&link).await.status, 200, "{link}");
    }
});

on_both!(what_other_pages_ask_of_exercises, async |site: Site| {
    use app::id::UserId;
    let id: String = on_db!(site.db(), |c| sqlx::query_scalar(
        "SELECT id FROM users WHERE email = $1"
    )
    .bind(STAFF)
    .fetch_one(c)
    .await)
    .expect("the account");
    let person: String = on_db!(site.db(), |c| sqlx::query_scalar(
        "SELECT person_id FROM users WHERE id = $1"
    )
    .bind(&id)
    .fetch_one(c)
    .await)
    .expect("the person");
    let (user, person) = (UserId::from(id), person.into());
    let today = site.clock().today();
    use server::{exercises::store::figures as store, organisations::reach::By};
    let next = store::upcoming(site.db(), &user, today, 3, false)
        .await
        .expect("read");
    assert_eq!(next.len(), 3);
    assert!(next.is_sorted_by_key(|line| line.schedule.starts_at));
    assert!(next[0].schedule.starts_at.date() >= today);
    let mine = store::upcoming_of(site.db(), &user, &person, today, 3)
        .await
        .expect("read");
    assert!(!mine.is_empty() && mine.iter().all(|line| line.mine.is_some()));
    let counts = store::counts(site.db(), &user, 2026, None, By::Organisation, false)
        .await
        .expect("read");
    assert_eq!(counts.len(), 1);
    assert!(counts[0].held > 0 && counts[0].ahead > 0);
});
