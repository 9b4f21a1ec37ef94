//! Organisations and the accessibility statement over HTTP.

use tests::{
    on_both,
    site::{Site, Visitor},
};

const COORDINATOR: &str = "coordinator@demo.paraat";
const VAALS: &str = "coordinator.vaals@demo.paraat";
const STAFF: &str = "medewerker.meerssen@demo.paraat";
const ADMIN: &str = "admin@demo.paraat";

/// The address of the organisation with this name.
async fn organisation(visitor: &Visitor, name: &str) -> String {
    let page = visitor.get("/organisations").await;
    let links = "table.register tbody td:first-child a";
    let names = page.texts(links);
    let at = names.iter().position(|text| text == name).expect(name);
    page.attributes(links, "href")[at].clone()
}

on_both!(
    a_register_counts_what_the_other_registers_list,
    async |site: Site| {
        let region = site.sign_in(COORDINATOR).await;
        let page = region.get("/organisations").await;
        assert_eq!(page.texts("main h2"), ["Regio", "Gemeenten", "Partners"]);
        let meerssen = organisation(&region, "Meerssen").await;
        let page = region.get(&meerssen).await;
        let figures = page.texts(".figure b");
        let links = page.attributes(".figure a", "href");
        assert!(!links.is_empty() && figures.len() == links.len());
        for (figure, link) in figures.iter().zip(links) {
            let count = region.get(&link).await.texts(".result-count").remove(0);
            assert_eq!(count.split(' ').next(), Some(figure.as_str()), "{link}");
        }
        let staff = site.sign_in(STAFF).await;
        let own = staff.get("/organisations").await;
        assert_eq!(
            own.texts("table.register tbody td:first-child"),
            ["Meerssen"]
        );
        assert_eq!(staff.get(&meerssen).await.status, 200);
        let vaals = site.sign_in(VAALS).await;
        assert_eq!(vaals.get(&meerssen).await.status, 404);
        assert_eq!(vaals.get(&format!("{meerssen}/edit")).await.status, 404);
    }
);

on_both!(an_administrator_adds_a_partner, async |site: Site| {
    let admin = site.sign_in(ADMIN).await;
    let form = admin.get("/organisations/new").await;
    let region = form
        .attributes("select[name=region] option[selected]", "value")
        .remove(0);
    let filled = |name: &'static str, value: &'static str| {
        let fields = [
            ("kind", "partner"),
            ("region", region.as_str()),
            ("name", "Brandweer <Heuvelland>"),
            ("email", ""),
            ("phone", "043-5550199"),
            ("note", "Kazerne & post"),
        ];
        fields
            .map(|(field, typed)| (field, if field == name { value } else { typed }))
            .to_vec()
    };
    let bad = [
        ("kind", ""),
        ("kind", "region"),
        ("region", ""),
        ("region", "unknown"),
        ("name", ""),
        ("name", "Vaals"),
        ("email", "geen adres"),
        ("phone", "bel maar"),
    ];
    for (field, value) in bad {
        let answer = admin
            .post("/organisations/new", &filled(field, value))
            .await;
        assert_eq!(answer.status, 422, "{field}={value}");
        assert_eq!(
            answer.attributes(".error-summary a", "href"),
            [format!("#{field}")]
        );
        assert_eq!(answer.texts("textarea[name=note]"), ["Kazerne & post"]);
    }
    let made = admin.post("/organisations/new", &filled("", "")).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let page = admin.get(made.header("location")).await;
    assert_eq!(page.texts("h1"), ["Brandweer <Heuvelland>"]);
    assert_eq!(page.texts("ol.timeline > li").len(), 1);
    let region = site.sign_in(COORDINATOR).await;
    assert_eq!(region.get(made.header("location")).await.status, 200);
});

on_both!(
    coordinators_change_their_own_and_others_do_not,
    async |site: Site| {
        let vaals = site.sign_in(VAALS).await;
        assert_eq!(vaals.get("/organisations/new").await.status, 403);
        let address = organisation(&vaals, "Vaals").await;
        let edit = format!("{address}/edit");
        let version = vaals
            .get(&edit)
            .await
            .attributes("input[name=version]", "value")
            .remove(0);
        let fields = |note: &'static str, version: String| {
            let fields = [
                ("name", "Vaals"),
                ("email", "crisis@vaals.example"),
                ("phone", "043-5550105"),
                ("note", note),
            ];
            let mut fields: Vec<_> = fields.map(|(name, value)| (name, value.to_owned())).into();
            fields.push(("version", version));
            fields
        };
        let post = async |note: &'static str, version: &str| {
            let fields = fields(note, version.to_owned());
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            vaals.post(&edit, &fields).await
        };
        assert_eq!(post("Van de een", &version).await.status, 303);
        let late = post("Van de ander", &version).await;
        assert_eq!(late.status, 409);
        assert!(
            late.texts(".error-summary td")
                .iter()
                .any(|text| text == "Van de een")
        );
        let version = late.attributes("input[name=version]", "value").remove(0);
        assert_eq!(post("Van de ander", &version).await.status, 303);

        let staff = site.sign_in(STAFF).await;
        let own = organisation(&staff, "Meerssen").await;
        assert_eq!(staff.get(&format!("{own}/edit")).await.status, 403);
        assert_eq!(
            staff
                .post(&format!("{own}/edit"), &[("name", "X")])
                .await
                .status,
            403
        );
        assert_eq!(staff.get("/organisations/new").await.status, 403);
        let region = site.sign_in(COORDINATOR).await;
        let taken = region
            .post(
                &format!("{own}/edit"),
                &[("name", "Vaals"), ("version", "1")],
            )
            .await;
        assert_eq!(taken.status, 422);
        assert_eq!(taken.attributes(".error-summary a", "href"), ["#name"]);
    }
);

on_both!(
    the_accessibility_statement_is_open_to_everybody_in_both_languages,
    async |site: Site| {
        let anybody = site.anonymous();
        let page = anybody.get("/accessibility").await;
        assert_eq!(
            (page.status, page.texts("h1")),
            (200, vec!["Toegankelijkheid".to_owned()])
        );
        let other = page.attributes("main a[hreflang=en]", "href").remove(0);
        let page = anybody.get(&other).await;
        assert_eq!(page.texts("h1"), ["Accessibility"]);
        assert_eq!(page.attributes("html", "lang"), ["en"]);
        assert_eq!(
            site.sign_in(STAFF).await.get("/accessibility").await.status,
            200
        );
    }
);
