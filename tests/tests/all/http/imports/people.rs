//! Imports of people.

use super::*;
use server::{on_db, on_writer};

on_both!(
    people_are_added_and_changed_by_their_address,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let before = site.count("people").await;
        let rows = "Lieke Vermeer;Adviseur;Gemeente Vaals;Lieke.Vermeer@vaals.example;'+31 43 555 90 01;06-99887766\r\n\
                    Piet;Adviseur;Meerssen;piet@meerssen.example;;\r\n\
                    Kees;Adviseur;Vaals;geen adres;612345678;\r\n";
        let address = preview(&vaals, "/people/import", format!("{PEOPLE}{rows}")).await;
        let page = vaals.get(&address).await;
        assert_eq!(counts(&page), [1, 0, 0, 2]);
        let places: Vec<_> = faults(&page).into_iter().map(|(place, _)| place).collect();
        assert_eq!(
            places,
            ["C3, Organisatie", "D4, E-mail", "E4, Telefoon werk"]
        );
        assert_eq!(confirm(&vaals, &address).await.status, 303);
        assert_eq!(site.count("people").await, before + 1);
        let list = "E-mail;Naam;Organisatie;Functie\nlieke.vermeer@VAALS.example;Lieke Vermeer;Vaals;Hoofd\n";
        let address = preview(&vaals, "/people/import", list).await;
        let page = vaals.get(&address).await;
        assert_eq!(counts(&page), [0, 1, 0, 0], "{:?}", faults(&page));
        assert_eq!(
            page.texts(".import-details li"),
            ["Functie'Adviseur' wordt 'Hoofd'"]
        );
        confirm(&vaals, &address).await;
        let link = page.attributes("table.register td a", "href")[0].clone();
        let person = vaals.get(&link).await;
        assert!(person.body.contains("Hoofd") && person.body.contains("06-99887766"));
    }
);

on_both!(
    an_address_of_somebody_elsewhere_is_not_taken_over,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let (email,): (String,) = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT pe.email FROM people pe JOIN organisations o ON o.id = pe.organisation_id WHERE o.name = 'Meerssen' ORDER BY pe.id LIMIT 1"
        )
        .fetch_one(c)
        .await)
        .expect("a person");
        let list = format!("{PEOPLE}Iemand;Functie;Vaals;{email};;\r\n");
        let address = preview(&vaals, "/people/import", list).await;
        let page = vaals.get(&address).await;
        assert_eq!(counts(&page), [0, 0, 0, 1]);
        assert_eq!(faults(&page)[0].0, "D2, E-mail");
        assert!(page.body.contains("Geen enkele rij"));
    }
);

on_both!(
    somebody_who_left_is_not_changed_by_a_file,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        let file = format!("{PEOPLE}Lieke Vermeer;Adviseur;Vaals;lieke@vaals.example;;\r\n");
        let address = preview(&vaals, "/people/import", &file).await;
        assert_eq!(confirm(&vaals, &address).await.status, 303);
        let page = vaals.get(&address).await;
        let person = page.attributes("table.register td a", "href")[0].clone();
        let leave = async |day: &str| {
            let answer = vaals
                .post(&format!("{person}/departure"), &[("left_on", day)])
                .await;
            assert_eq!(answer.status, 303);
        };
        let file = file.replace("Adviseur", "Hoofd");
        leave("2026-11-22").await;
        let address = preview(&vaals, "/people/import", &file).await;
        let page = vaals.get(&address).await;
        assert_eq!(counts(&page), [0, 0, 0, 1]);
        let (place, words) = faults(&page).remove(0);
        assert_eq!(place, "D2, E-mail");
        assert!(words.contains("22 november 2026"), "{words}");
        // Until the last day there is nothing against it.
        leave("2026-11-23").await;
        let page = vaals.get(&address).await;
        assert_eq!(counts(&page), [0, 1, 0, 0], "{:?}", faults(&page));
    }
);

on_both!(
    accounts_belong_to_the_people_who_are_imported,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        // Two accounts without a person: one of Vaals, and one that has no access to it.
        for (id, email, organisation) in [
            ("u1", "een@vaals.example", "Vaals"),
            ("u2", "twee@vaals.example", "Meerssen"),
        ] {
            let sql = "INSERT INTO users (id, email, name, password_hash, created_at)
                       SELECT $1, $2, 'Iemand', 'x', MIN(created_at) FROM users";
            on_writer!(site.db(), |c| sqlx::query(sql)
                .bind(id)
                .bind(email)
                .execute(c)
                .await
                .map(drop))
            .expect("an account");
            let sql = "INSERT INTO grants (user_id, organisation_id, level)
                       SELECT $1, id, 'staff' FROM organisations WHERE name = $2";
            on_writer!(site.db(), |c| sqlx::query(sql)
                .bind(id)
                .bind(organisation)
                .execute(c)
                .await
                .map(drop))
            .expect("a grant");
        }
        let rows = "Een;Adviseur;Vaals;een@vaals.example;;\r\nTwee;Adviseur;Vaals;twee@vaals.example;;\r\n";
        let address = preview(&vaals, "/people/import", format!("{PEOPLE}{rows}")).await;
        assert_eq!(confirm(&vaals, &address).await.status, 303);
        let linked: Vec<(String, String)> = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT u.id, pe.email FROM users u JOIN people pe ON pe.id = u.person_id WHERE u.id IN ('u1', 'u2')"
        )
        .fetch_all(c)
        .await)
        .expect("the accounts");
        assert_eq!(linked, [("u1".to_owned(), "een@vaals.example".to_owned())]);
        let (told,): (i64,) = on_db!(site.db(), |c| sqlx::query_as(
            "SELECT COUNT(*) FROM audit WHERE action = 'link' AND subject = 'user' AND subject_id = 'u1' AND organisation_id IS NOT NULL"
        )
        .fetch_one(c)
        .await)
        .expect("a count");
        assert_eq!(told, 1);
    }
);
