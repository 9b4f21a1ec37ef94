//! Under which review rule a file puts a plan.

use super::*;

on_both!(
    a_kind_with_several_rules_asks_which_one_applies,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let row = |rule: &str| format!("RBP Plas;rampbestrijdingsplan;Vaals;;{rule};;;;;;;;;");
        let page = seen(&coordinator, &row("")).await;
        assert_eq!(counts(&page), [0, 0, 0, 1]);
        let (place, words) = faults(&page).remove(0);
        assert_eq!(place, "E2, Beoordelingsregel");
        for rule in [
            "Seveso-bedrijf",
            "luchthaven",
            "hoog water, om de vier jaar",
        ] {
            assert!(words.contains(rule), "{words}");
        }
        let page = seen(&coordinator, &row("Geen regel")).await;
        assert!(faults(&page)[0].1.contains("Seveso-bedrijf"));
        let high_water = row("Rampbestrijdingsplan hoog water, om de vier jaar");
        let page = seen(&coordinator, &high_water).await;
        assert_eq!(counts(&page), [1, 0, 0, 0]);
        // Another kind asks anew; with one rule for it there is nothing to ask.
        imported(&coordinator, &high_water).await;
        let page = seen(
            &coordinator,
            &row("").replace("rampbestrijdingsplan", "bijlage"),
        )
        .await;
        assert_eq!(faults(&page)[0].0, "E2, Beoordelingsregel");
        let page = seen(
            &coordinator,
            &row("").replace("rampbestrijdingsplan", "deelplan"),
        )
        .await;
        assert_eq!(counts(&page), [0, 1, 0, 0]);
        let changes = page.texts(".import-details li").join(" ");
        assert!(changes.contains("wordt 'Gemeentelijk deelplan, om de twee jaar'"));
        // The plan's own stays without being named.
        let page = seen(&coordinator, &row("")).await;
        assert_eq!(counts(&page), [0, 0, 1, 0]);
    }
);

on_both!(
    a_rule_that_is_out_of_use_stays_with_its_plans_and_takes_no_others,
    async |site: Site| {
        let coordinator = site.sign_in(COORDINATOR).await;
        let rule = "Gemeentelijk deelplan, om de twee jaar";
        let row = |title: &str, rule: &str| format!("{title};deelplan;Vaals;;{rule};;Kort;;;;;;;");
        imported(&coordinator, &row("Oud", "")).await;
        site.run("UPDATE review_rules SET in_use = NOT in_use WHERE name = 'Gemeentelijk deelplan, om de twee jaar'")
            .await;
        for named in ["", rule] {
            let page = seen(&coordinator, &row("Nieuw", named)).await;
            assert_eq!(counts(&page), [0, 0, 0, 1], "{named}");
            assert_eq!(faults(&page)[0].0, "E2, Beoordelingsregel");
            let page = seen(&coordinator, &row("Oud", named).replace("Kort", "Lang")).await;
            assert_eq!(counts(&page), [0, 1, 0, 0], "{:?}", faults(&page));
        }
    }
);
