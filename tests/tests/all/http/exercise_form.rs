//! The form of an exercise over HTTP: what it refuses, and what it changes.

use super::exercises::{borrowed, created, filled, option, with};
use server::on_db;
use tests::{on_both, site::Site};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";

on_both!(
    what_is_wrong_with_an_exercise_is_told_and_nothing_is_stored,
    async |site: Site| {
        let visitor = site.sign_in(VAALS).await;
        let form = filled(&visitor).await;
        let region = site.sign_in(COORDINATOR).await;
        let meerssen = option(&region.get("/exercises/new").await, "owner", "Meerssen");
        let before = site.count("exercises").await;
        let wrong = [
            ("title", "", "title"),
            ("kind", "picknick", "kind"),
            ("owner", meerssen.as_str(), "owner"),
            ("owner", "", "owner"),
            ("organisations", meerssen.as_str(), "organisations"),
            ("date", "2026-02-30", "date"),
            ("date", "", "date"),
            ("start", "25:00", "start"),
            ("end", "13:59", "end"),
            ("end", "14:00", "end"),
            ("end_date", "2026-11-19", "end_date"),
            ("plans", "onbekend", "plans"),
            ("roles", "onbekend", "roles"),
        ];
        for (name, value, field) in wrong {
            let tried = with(&form, name, value);
            let answer = visitor.post("/exercises/new", &borrowed(&tried)).await;
            assert_eq!(answer.status, 422, "{name}={value}");
            let links = answer.attributes(".error-summary a", "href");
            assert_eq!(links, [format!("#{field}")], "{name}={value}");
            assert_eq!(answer.texts(&format!("#{field}-error")).len(), 1, "{field}");
            assert_eq!(
                answer.attributes("#place", "value"),
                ["Gemeentehuis Vaals"],
                "{name}={value}"
            );
        }
        assert_eq!(site.count("exercises").await, before);
    }
);

on_both!(
    a_time_in_the_hour_that_spring_leaves_out_does_not_exist,
    async |site: Site| {
        let visitor = site.sign_in(VAALS).await;
        let form = filled(&visitor).await;
        let night = with(&with(&form, "date", "2027-03-28"), "start", "02:30");
        let answer = visitor.post("/exercises/new", &borrowed(&night)).await;
        assert_eq!(answer.status, 422);
        assert!(answer.texts("#start-error")[0].contains("bestaat niet"));
        assert_eq!(answer.attributes("#start", "value"), ["02:30"]);
        // An hour later it does, and in autumn the same hour is there twice.
        created(&visitor, &with(&night, "start", "03:00")).await;
        created(&visitor, &with(&night, "date", "2027-10-31")).await;
        // A whole day has no hours to be wrong.
        let day = with(&with(&night, "all_day", "yes"), "end", "");
        let path = created(&visitor, &day).await;
        let page = visitor.get(&path).await;
        assert_eq!(
            page.attributes("time[data-field=starts]", "datetime"),
            ["2027-03-28"]
        );
    }
);

on_both!(
    calendars_are_told_of_another_time_place_or_status_and_of_nothing_else,
    async |site: Site| {
        let visitor = site.sign_in(VAALS).await;
        let mut form = filled(&visitor).await;
        let path = created(&visitor, &form).await;
        let id = path.trim_start_matches("/exercises/").to_owned();
        let sequence = async || -> i64 {
            on_db!(site.db(), |c| sqlx::query_scalar(
                "SELECT sequence FROM exercises WHERE id = $1"
            )
            .bind(&id)
            .fetch_one(c)
            .await)
            .expect("the exercise")
        };
        let mut expected = 0;
        for (version, (name, value, moves)) in (1..).zip([
            ("title", "Andere titel", false),
            ("description", "Neem een zaklamp mee", false),
            ("start", "13:00", true),
            ("place", "Sporthal Vaals", true),
        ]) {
            form = with(&form, name, value);
            let tried = with(&form, "version", &i64::to_string(&version));
            let answer = visitor
                .post(&format!("{path}/edit"), &borrowed(&tried))
                .await;
            assert_eq!(answer.status, 303, "{name}");
            expected += i64::from(moves);
            assert_eq!(sequence().await, expected, "{name}");
        }
        visitor.post(&format!("{path}/planning"), &[]).await;
        assert_eq!(sequence().await, expected + 1);
    }
);

on_both!(
    two_who_edit_one_exercise_see_both_texts,
    async |site: Site| {
        let visitor = site.sign_in(VAALS).await;
        let form = filled(&visitor).await;
        let path = created(&visitor, &form).await;
        let edit = format!("{path}/edit");
        let one = with(&with(&form, "version", "1"), "place", "Vaals");
        let other = with(&with(&form, "version", "1"), "place", "Meerssen");
        assert_eq!(visitor.post(&edit, &borrowed(&one)).await.status, 303);
        let answer = visitor.post(&edit, &borrowed(&other)).await;
        assert_eq!(answer.status, 409);
        assert_eq!(answer.texts(".error-summary td"), ["Vaals", "Meerssen"]);
        assert_eq!(answer.attributes("#place", "value"), ["Meerssen"]);
        assert_eq!(answer.attributes("input[name=version]", "value"), ["2"]);
        let again = with(&other, "version", "2");
        assert_eq!(visitor.post(&edit, &borrowed(&again)).await.status, 303);
    }
);

on_both!(
    a_role_out_of_reach_stays_with_the_exercise_that_has_it,
    async |site: Site| {
        let visitor = site.sign_in(VAALS).await;
        let exercise = created(&visitor, &filled(&visitor).await).await;
        site.run(
            "INSERT INTO organisations (id, kind, name, name_key, email, phone, note)
             VALUES ('far', 'region', 'Regio Ver', 'regio ver', '', '', '')",
        )
        .await;
        site.run(
            "INSERT INTO crisis_roles (id, region_id, name, role_group, filled_by, grip_levels, minimum, checked,
                                       position, name_key, search_key)
             VALUES ('far', 'far', 'Verre rol', 'support', 'region', '2', 1, 'no', 99, 'verre rol', 'verre rol')",
        )
        .await;
        site.run(
            "INSERT INTO exercise_roles (exercise_id, role_id)
             SELECT id, 'far' FROM exercises WHERE title LIKE 'Table-top <rook>%'",
        )
        .await;
        let edit = format!("{exercise}/edit");
        let mut form = visitor.get(&edit).await.fields();
        assert!(form.contains(&("roles".to_owned(), "far".to_owned())));
        form.push(("description".to_owned(), "Met de buren.".to_owned()));
        let form: Vec<_> = form.iter().map(|(k, v)| (&**k, &**v)).collect();
        let before = site.count("exercise_roles").await;
        assert_eq!(visitor.post(&edit, &form).await.status, 303);
        assert_eq!(site.count("exercise_roles").await, before);
        // Nobody can choose it for an exercise that does not have it.
        let far = with(&filled(&visitor).await, "roles", "far");
        let refused = visitor.post("/exercises/new", &borrowed(&far)).await;
        assert_eq!(refused.status, 422);
    }
);
