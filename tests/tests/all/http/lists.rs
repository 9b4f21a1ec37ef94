//! What all lists have in common.

use server::{db::keys, on_writer};
use tests::{on_both, site::Site};

const LISTS: [&str; 11] = [
    "/plans",
    "/plans/planning",
    "/people",
    "/organisations",
    "/exercises",
    "/lessons",
    "/actions",
    "/playbooks",
    "/roles",
    "/roles/coverage",
    "/audit",
];

on_both!(beyond_the_last_page_is_the_first_one, async |site: Site| {
    let visitor = site.sign_in("coordinator@demo.paraat").await;
    for list in LISTS {
        let beyond = visitor.get(&format!("{list}?q=a%26b+%C3%A9&page=99")).await;
        assert_eq!(beyond.status, 303, "{list}");
        assert_eq!(
            beyond.header("location"),
            format!("{list}?q=a%26b+%C3%A9"),
            "{list}"
        );
        for address in [
            format!("{list}?page=99"),
            format!("{list}?p%61ge=99"),
            format!("{list}?page=9223372036854775807"),
        ] {
            assert_eq!(visitor.get(&address).await.header("location"), list);
        }
        // A first page is an answer, even of nothing.
        for address in [
            list.to_owned(),
            format!("{list}?page=0"),
            format!("{list}?page=1&q=zzzzzz&actor=zzzzzz"),
        ] {
            assert_eq!(visitor.get(&address).await.status, 200, "{address}");
        }
    }
});

on_both!(
    a_search_finds_letters_with_accents_in_either_case,
    async |site: Site| {
        on_writer!(site.db(), |c| sqlx::query(
            "UPDATE people SET name = 'ÉLISE Çelik-Şahin', sort_key = '' WHERE email = 'coordinator@demo.paraat'
             OR id = (SELECT MIN(id) FROM people)"
        )
        .execute(c)
        .await
        .map(drop))
        .expect("a name");
        keys::refresh(site.db()).await.expect("its key");
        let visitor = site.sign_in("coordinator@demo.paraat").await;
        for words in [
            "%C3%A9lise",
            "%C3%89lise",
            "%C3%A7elik",
            "%C3%87ELIK",
            "%C5%9Fahin",
            "elise+celik-sahin",
            // Another accent, letters with their accents apart, and what can't be seen.
            "%C3%A8lise",
            "E%CC%81lise%C2%A0C%CC%A7elik",
            "%E2%80%8Beli%C2%ADse%EF%BB%BF",
        ] {
            let page = visitor.get(&format!("/people?q={words}")).await;
            let names = page.texts("table.register tbody td a");
            assert!(
                names.iter().any(|name| name.contains("ÉLISE")),
                "{words}: {names:?}"
            );
        }
    }
);
