//! The catalogue and the task cards.

use super::*;
use tests::on_both;

on_both!(
    the_catalogue_is_grouped_and_can_be_narrowed,
    async |site: Site| {
        let staff = site.sign_in(STAFF).await;
        let all = staff.get("/roles").await;
        assert_eq!(all.status, 200);
        assert!(all.texts("table.register tbody tr").len() >= 25);
        assert_eq!(all.texts("main h2").len(), 6);
        let board = staff.get("/roles?group=board&grip=3").await;
        assert_eq!(board.texts("table.register tbody tr").len(), 2);
        let none = staff.get("/roles?q=bestaat+niet+100%25").await;
        assert_eq!(none.texts(".empty").len(), 1);
        assert_eq!(staff.get("/roles?grip=9&page=-1").await.status, 200);
    }
);

on_both!(
    a_role_is_made_changed_and_shown_with_its_card,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let made = coordinator.post("/roles/new", &FILLED).await;
        assert_eq!(made.status, 303, "{}", made.body);
        let address = made.header("location").to_owned();
        let page = coordinator.get(&address).await;
        assert_eq!(page.texts(".page-head h1"), ["Coördinator noodstroom"]);
        assert_eq!(page.texts(".prose h3"), ["Doel"]);
        assert_eq!(
            page.texts(".first-steps li"),
            ["Bel de <netbeheerder> & de AC."]
        );
        let coverage = coordinator.get("/roles/coverage?coverage=vacant").await;
        assert!(
            coverage
                .texts("table.matrix th a")
                .contains(&"Coördinator noodstroom".to_owned())
        );
        let again = coordinator.post("/roles/new", &FILLED).await;
        assert_eq!(again.status, 422);
        assert_eq!(again.attributes(".error-summary a", "href"), ["#name"]);
    }
);

on_both!(
    a_role_that_is_filled_in_wrongly_is_not_stored,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let before = (site.count("crisis_roles").await, site.count("audit").await);
        let bad = [
            ("name", ""),
            ("group", "nonsense"),
            ("filled_by", ""),
            ("grip_levels", "9"),
            ("minimum", "-1"),
            ("minimum", "veel"),
            ("present_within_minutes", "0"),
            ("checked", ""),
            ("task_card", "<html><body>geen Markdown</body></html>"),
        ];
        for (field, value) in bad {
            let answer = coordinator
                .post("/roles/new", &with(&FILLED, field, value))
                .await;
            assert_eq!(answer.status, 422, "{field}={value}");
            assert_eq!(
                answer.attributes(".error-summary a", "href"),
                [format!("#{field}")]
            );
            assert_eq!(
                answer.texts("textarea[name=first_steps]"),
                ["1. Bel de <netbeheerder> & de AC."]
            );
            if field == "minimum" {
                assert_eq!(answer.attributes("input[name=minimum]", "value"), [value]);
            }
        }
        let after = (site.count("crisis_roles").await, site.count("audit").await);
        assert_eq!(after, before);
    }
);

on_both!(
    two_people_who_edit_one_role_both_keep_their_text,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let made = coordinator.post("/roles/new", &FILLED).await;
        let edit = format!("{}/edit", made.header("location"));
        let mut fields = FILLED.to_vec();
        fields.push(("version", "1"));
        let first = coordinator
            .post(&edit, &with(&fields, "source", "Van de een"))
            .await;
        assert_eq!(first.status, 303);
        let late = coordinator
            .post(&edit, &with(&fields, "source", "Van de ander"))
            .await;
        assert_eq!(late.status, 409);
        assert!(
            late.texts(".error-summary td")
                .contains(&"Van de een".to_owned())
        );
        assert_eq!(
            late.attributes("input[name=source]", "value"),
            ["Van de ander"]
        );
        assert_eq!(late.attributes("input[name=version]", "value"), ["2"]);
    }
);

on_both!(
    a_task_card_is_replaced_by_markdown_and_by_nothing_else,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let address = role(&coordinator, "Plotter").await;
        let version = coordinator
            .get(&address)
            .await
            .attributes("input[name=version]", "value")
            .remove(0);
        let card = coordinator.get(&address).await.texts(".prose");
        let before = site.count("audit").await;
        let large = vec![b'a'; 70_000];
        let huge = vec![b'a'; 700_000];
        let bad: [(&str, &[u8]); 8] = [
            ("kaart.md", b"%PDF-1.7 niet leesbaar"),
            ("kaart.md", b"PK\x03\x04\x14\x00\x06\x00"),
            ("kaart.md", b"<!DOCTYPE html><html><p>kaart</p></html>"),
            ("kaart.md", b"\xff\xfetekst"),
            ("kaart.docx", b"# Kaart"),
            ("", b""),
            ("kaart.md", &large),
            ("kaart.md", &huge),
        ];
        for (name, file) in bad {
            let answer = upload(&coordinator, &address, &version, name, file).await;
            assert_eq!(answer.status, 422, "{name} of {} bytes", file.len());
            assert_eq!(answer.attributes(".error-summary a", "href"), ["#file"]);
            assert_eq!(answer.texts(".prose"), card);
        }
        assert_eq!(site.count("audit").await, before);

        let text = b"# Doel\r\n\r\nKaarten tekenen.\r\n\r\n- <script>alert(1)</scr1pt>";
        let script = upload(&coordinator, &address, &version, "kaart.md", text).await;
        assert_eq!(script.status, 422);
        let text = b"# Doel\r\n\r\nKaarten *tekenen* <b>snel</b>.";
        let done = upload(&coordinator, &address, &version, "kaart.md", text).await;
        assert_eq!(done.status, 303, "{}", done.body);
        let page = coordinator.get(&address).await;
        assert_eq!(page.texts(".prose h3"), ["Doel"]);
        assert_eq!(page.texts(".prose em"), ["tekenen"]);
        assert!(page.texts(".prose b").is_empty());

        let stale = upload(&coordinator, &address, &version, "kaart.md", b"Anders").await;
        assert_eq!(stale.status, 409);
        assert_eq!(stale.texts("textarea[name=task_card]"), ["Anders"]);
    }
);

on_both!(
    a_name_that_only_looks_different_is_taken,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let edit = |made: &Answer| format!("{}/edit", made.header("location"));
        let made = coordinator.post("/roles/new", &FILLED).await;
        let other = coordinator
            .post("/roles/new", &with(&FILLED, "name", "Plotter van de nacht"))
            .await;
        assert_eq!((made.status, other.status), (303, 303));
        let mut stored = FILLED.to_vec();
        stored.push(("version", "1"));
        for name in ["burgemeester", "COORDINATOR  noodstroom"] {
            let fields = with(&stored, "name", name);
            for path in ["/roles/new", &edit(&other)] {
                let refused = coordinator.post(path, &fields).await;
                assert_eq!(refused.status, 422, "{path} {name}");
                let errors = refused.attributes(".error-summary a", "href");
                assert_eq!(errors, ["#name"], "{path} {name}");
            }
        }
        let own = with(&stored, "name", "Coordinator Noodstroom");
        assert_eq!(coordinator.post(&edit(&made), &own).await.status, 303);
    }
);
