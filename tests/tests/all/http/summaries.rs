//! Pages of whoever sees several regions: they sum up by region, and each figure is the one on the
//! page of that region.

use super::readiness::rows_behind;
use std::collections::BTreeMap;
use tests::site::{Answer, Site, Visitor};

const EVERYWHERE: &str = "landelijk@demo.paraat";
/// The region that gets a second municipality.
const FIRST: &str = "01000000-0000-8000-8000-03e900000000";

/// A country of three regions. The first municipality's plan and exercise concern the second one,
/// too, and in its own region a second municipality and the region itself: each counts once there.
async fn countries() -> Vec<Site> {
    let sites = Site::national(4).await;
    for site in &sites {
        for sql in [
            // Two municipalities in one region, and one region with none.
            "UPDATE organisations SET region_id = '01000000-0000-8000-8000-03e900000000'
             WHERE id = '01000000-0000-8000-8000-000400000000'",
            "INSERT INTO plan_organisations (plan_id, organisation_id)
             SELECT p.id, o.id FROM plans p, organisations o
             WHERE p.owner_id = '01000000-0000-8000-8000-000100000000' AND p.stage <> 'draft'
               AND o.id IN ('01000000-0000-8000-8000-000200000000', '01000000-0000-8000-8000-000400000000')",
            "INSERT INTO exercise_organisations (exercise_id, organisation_id)
             SELECT e.id, o.id FROM exercises e, organisations o
             WHERE e.owner_id = '01000000-0000-8000-8000-000100000000' AND e.status <> 'cancelled'
               AND o.id IN ('01000000-0000-8000-8000-000300000000', '01000000-0000-8000-8000-000400000000')
               AND NOT EXISTS (SELECT 1 FROM exercise_organisations x
                               WHERE x.exercise_id = e.id AND x.organisation_id = o.id)",
            // A role that the region's pool makes up for.
            "UPDATE role_assignments SET organisation_id = '01000000-0000-8000-8000-03e900000000'
             WHERE id IN (SELECT MIN(a.id) FROM role_assignments a
                          WHERE a.organisation_id = '01000000-0000-8000-8000-000100000000'
                            AND a.ends_on IS NULL GROUP BY a.role_id)",
            // Somebody who has left without an end to the roles.
            "UPDATE people SET left_on = '2026-01-01'
             WHERE id IN (SELECT MAX(a.person_id) FROM role_assignments a
                          WHERE a.organisation_id = '01000000-0000-8000-8000-000200000000')",
        ] {
            site.run(sql).await;
        }
    }
    sites
}

/// The numbers of a row by their labels: the first in each text.
fn row(page: &Answer, row: &str) -> BTreeMap<String, String> {
    let cells = format!("{row} td[data-label]");
    let labels = page.attributes(&cells, "data-label");
    labels.into_iter().zip(page.texts(&cells)).collect()
}

#[tokio::test]
async fn a_region_s_figures_are_those_of_its_own_page() {
    for site in countries().await {
        let everywhere = site.sign_in(EVERYWHERE).await;
        let all = everywhere.get("/readiness").await;
        let regions = all.attributes("#objective-1 ~ table th a", "href");
        assert_eq!(regions.len(), 4, "{regions:?}");
        assert_eq!(all.texts(".topbar-org"), ["4 regio's"]);
        for (number, link) in (1..).zip(&regions) {
            let one = everywhere.get(link).await;
            assert_eq!(one.status, 200, "{link}");
            for objective in ["#objective-1", "#objective-2"] {
                let of = |row: &str| format!("{objective} ~ table tbody tr:{row}");
                let summed = row(&all, &of(&format!("nth-child({number})")));
                assert!(summed.len() >= 7, "{link}: {summed:?}");
                assert_eq!(summed, row(&one, &of("last-child")), "{link} {objective}");
            }
            let partners = format!("#objective-3 ~ table tbody tr:nth-child({number}) td");
            let partners = all.texts(&partners).concat();
            let words = one.texts("#objective-3 ~ p").concat();
            let numbers = |text: &str| -> Vec<String> {
                let words = text.split(|c: char| !c.is_ascii_digit());
                words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
            };
            assert_eq!(numbers(&partners), numbers(&words), "{link}");
            assert_eq!(numbers(&partners).len(), 2, "{link}: {partners}");
        }
    }
}

#[tokio::test]
async fn each_number_of_a_region_leads_to_as_many_rows() {
    for site in countries().await {
        let everywhere = site.sign_in(EVERYWHERE).await;
        let all = everywhere.get("/readiness").await;
        let region = &all.attributes("#objective-1 ~ table th a", "href")[0];
        let id = region.split('=').next_back().expect("an id");
        for page in [&all, &everywhere.get(region).await] {
            let links = page.attributes("table.register td a", "href");
            let numbers = page.texts("table.register td a");
            assert!(links.len() >= 8, "{links:?}");
            let mut wrong = Vec::new();
            for (link, number) in links.iter().zip(&numbers) {
                // Of all regions the page behind shows no cells.
                let cells = link.starts_with("/roles/coverage?coverage=");
                let rows = if cells {
                    summed(&everywhere, link).await
                } else {
                    rows_behind(&everywhere, link).await
                };
                if rows.to_string() != *number {
                    wrong.push(format!("{link}: {number} on the page, {rows} behind it"));
                }
            }
            assert!(wrong.is_empty(), "{wrong:#?}");
        }
        let narrowed = everywhere.get(region).await;
        let tiles = narrowed.attributes(".figure a", "href");
        assert!(tiles.iter().all(|link| link.contains(id)), "{tiles:?}");
    }
}

/// The roles that a page of coverage by region counts under its filter.
async fn summed(visitor: &Visitor, address: &str) -> usize {
    let coverage = address.split('=').next_back().expect("a filter");
    let page = visitor.get(address).await;
    let counts = page.attributes(&format!("td[data-coverage={coverage}]"), "data-count");
    let counts = counts.iter().map(|count| count.parse::<usize>());
    counts.sum::<Result<_, _>>().expect("numbers")
}

#[tokio::test]
async fn coverage_is_summed_up_by_region() {
    for site in countries().await {
        let everywhere = site.sign_in(EVERYWHERE).await;
        for query in ["", "grip=4", "day=2025-06-01"] {
            let all = everywhere.get(&format!("/roles/coverage?{query}")).await;
            let regions = all.attributes("table.register th a", "href");
            assert_eq!(regions.len(), 4, "{query}");
            let mut totals: BTreeMap<String, usize> = BTreeMap::new();
            for (number, link) in (1..).zip(&regions) {
                let cells = format!("tbody tr:nth-child({number}) td");
                let coverages = all.attributes(&cells, "data-coverage");
                let counts = all.attributes(&cells, "data-count");
                let one = everywhere.get(link).await;
                for (coverage, count) in coverages.into_iter().zip(counts) {
                    let cells = one.texts(&format!("table.matrix td[data-coverage={coverage}]"));
                    assert_eq!(cells.len().to_string(), count, "{link} {coverage}");
                    *totals.entry(coverage).or_default() += cells.len();
                }
            }
            assert!(totals["thin"] > 0 && totals["filled"] > 0, "{totals:?}");
            assert!(!query.is_empty() || totals["pooled"] > 0, "{totals:?}");
            let figures = all.attributes(".figure a", "href");
            let numbers = all.texts(".figure b");
            for (link, number) in figures.iter().zip(numbers) {
                let coverage = link.split("coverage=").nth(1).expect("a filter");
                assert_eq!(number, totals[coverage].to_string(), "{link}");
                // The rows that are left are those with such a role.
                let page = everywhere.get(link).await;
                let counts = format!("td[data-coverage={coverage}]");
                let counts = page.attributes(&counts, "data-count");
                assert!(
                    counts.iter().all(|count| count != "0"),
                    "{link}: {counts:?}"
                );
            }
        }
        // The filter stands in the address, and leads on with it.
        let all = everywhere.get("/roles/coverage?grip=4&coverage=thin").await;
        let chosen = all.attributes("select[name=grip] option[selected]", "value");
        assert_eq!(chosen, ["4"]);
        let links = all.attributes("table.register th a", "href");
        let (mine, others): (Vec<_>, Vec<_>) = links.iter().partition(|link| link.contains(FIRST));
        let (link, other) = (mine[0], others[0]);
        assert!(
            link.contains("grip=4") && link.contains("coverage=thin"),
            "{link}"
        );
        let one = everywhere.get(link).await;
        let chosen = one.attributes("select[name=region] option[selected]", "value");
        assert!(link.contains(&chosen[0]), "{link}: {chosen:?}");
        // Of a region its own organisations are offered, and those of another are forgotten.
        let offered = one.attributes("select[name=organisation] option", "value");
        assert_eq!(offered.len(), 1 + 3, "{offered:?}");
        let both = everywhere
            .get(&format!("{other}&organisation={}", offered[2]))
            .await;
        assert!(!both.texts("table.matrix tbody td").is_empty());
        // A day that is none is said so here, too.
        let impossible = everywhere.get("/roles/coverage?day=31-02-2026").await;
        assert_eq!(impossible.status, 422);
    }
}

#[tokio::test]
async fn what_changes_shows_at_once() {
    for site in countries().await {
        let everywhere = site.sign_in(EVERYWHERE).await;
        let overdue = async || {
            let home = everywhere.get("/").await;
            let readiness = everywhere.get("/readiness").await;
            let figures = home.texts(".figure b");
            assert_eq!(figures, readiness.texts(".figure b"));
            let register = everywhere.get("/plans?status=overdue").await;
            (figures[0].clone(), register.texts(".result-count").concat())
        };
        let before = overdue().await;
        assert_eq!(before, overdue().await);
        site.run("UPDATE plans SET due_on = '2020-01-01', extended_until = NULL WHERE stage = 'in-force'")
            .await;
        let after = overdue().await;
        assert!(before.0 != after.0 && before.1 != after.1, "{after:?}");
    }
}

#[tokio::test]
async fn who_sees_one_region_has_none_to_choose() {
    for site in countries().await {
        let everywhere = site.sign_in(EVERYWHERE).await;
        let all = everywhere.get("/roles/coverage").await;
        let links = all.attributes("table.register th a", "href");
        let other = links.iter().find(|link| !link.contains(FIRST));
        let other = other.expect("another").split('=').next_back();
        let other = other.expect("an id");
        let region = site.sign_in("coordinator.regio01@demo.paraat").await;
        for path in [
            "/readiness",
            "/roles/coverage",
            "/plans",
            "/exercises",
            "/actions",
        ] {
            let page = region.get(path).await;
            assert!(page.texts("select[name=region]").is_empty(), "{path}");
            let narrowed = region.get(&format!("{path}?region={other}")).await;
            for part in ["table td", ".result-count"] {
                assert_eq!(page.texts(part), narrowed.texts(part), "{path}");
            }
        }
        let coverage = region.get("/roles/coverage").await;
        assert!(!coverage.texts("table.matrix").is_empty());
        assert_eq!(
            region
                .get("/readiness")
                .await
                .texts("#objective-1 ~ table tbody tr")
                .len(),
            3
        );
        // An unknown region is no filter at all.
        let unknown = everywhere.get("/readiness?region=unknown").await;
        assert_eq!(unknown.texts("#objective-1 ~ table th a").len(), 4);
    }
}
