//! The page for management over HTTP.

use tests::{on_both, site::Site};

/// How many rows, or cells of the coverage, the page at an address has.
pub async fn rows_behind(visitor: &tests::site::Visitor, address: &str) -> usize {
    let page = visitor.get(address).await;
    assert_eq!(page.status, 200, "{address}");
    if let Some((_, query)) = address.split_once("/roles/coverage?") {
        let coverage = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("coverage="));
        let cells = format!("td[data-coverage={}]", coverage.expect("a filter"));
        return page.texts(&cells).len();
    }
    let found = page.texts(".result-count").concat();
    let number = found.split(' ').next().unwrap_or_default();
    number
        .parse()
        .unwrap_or_else(|_| panic!("{address}: {found}"))
}

on_both!(every_number_leads_to_as_many_rows, async |site: Site| {
    for email in ["bestuur@demo.paraat", "coordinator.vaals@demo.paraat"] {
        let visitor = site.sign_in(email).await;
        let page = visitor.get("/readiness").await;
        let links = page.attributes("table.register td a", "href");
        let numbers = page.texts("table.register td a");
        assert!(links.len() >= 8, "{email}: {links:?}");
        assert_eq!(links.len(), numbers.len(), "{email}");
        let mut wrong = Vec::new();
        for (link, number) in links.iter().zip(&numbers) {
            let rows = rows_behind(&visitor, link).await;
            if rows.to_string() != *number {
                wrong.push(format!("{link}: {number} on the page, {rows} behind it"));
            }
        }
        assert!(wrong.is_empty(), "{email}: {wrong:#?}");
    }
});

on_both!(
    coverage_keeps_the_organisation_it_was_asked_about,
    async |site: Site| {
        let visitor = site.sign_in("bestuur@demo.paraat").await;
        let all = visitor.get("/roles/coverage").await;
        let values = all.attributes("select[name=organisation] option", "value");
        let names = all.texts("select[name=organisation] option");
        let at = names
            .iter()
            .position(|name| name == "Vaals")
            .expect("Vaals");
        let address = format!("/roles/coverage?organisation={}", values[at]);
        let vaals = visitor.get(&address).await;
        assert_eq!(vaals.texts("table.matrix thead th")[2..], ["Vaals"]);
        let chosen = vaals.attributes("select[name=organisation] option[selected]", "value");
        assert_eq!(chosen, [values[at].as_str()]);
        let links = vaals.attributes(".figure a", "href");
        let kept = format!("organisation={}", values[at]);
        assert!(!links.is_empty() && links.iter().all(|link| link.contains(&kept)));
        // People with too many hats are those who have one of them there.
        let hats = vaals.texts("table.hats tbody tr");
        assert!(hats.len() < all.texts("table.hats tbody tr").len());
        let of_vaals = hats.iter().all(|hat| hat.contains("Vaals"));
        assert!(!hats.is_empty() && of_vaals, "{hats:?}");
        // What is no organisation in reach has no cells.
        let unknown = visitor.get("/roles/coverage?organisation=unknown").await;
        assert_eq!(unknown.status, 200);
        assert!(unknown.texts("td[data-coverage]").is_empty());
    }
);
