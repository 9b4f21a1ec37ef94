//! People's work by hand, with scripts off: each demonstration account does its own job.

use super::Desk;
use anyhow::{Context, Result};
use fantoccini::Locator;
use tests::browser::Scripts;

/// What a page shows after the work is done.
async fn says(desk: &Desk, selector: &str, words: &str) -> Result<()> {
    let text = desk.text(selector).await?;
    anyhow::ensure!(
        text.contains(words),
        "{selector} says {text:?}, not {words:?}"
    );
    Ok(())
}

async fn choose(desk: &Desk, list: &str, words: &str) -> Result<()> {
    let list = desk.browser.client().find(Locator::Css(list)).await?;
    for option in list.find_all(Locator::Css("option")).await? {
        if option.text().await?.contains(words) {
            return Ok(option.click().await?);
        }
    }
    anyhow::bail!("no choice with {words}")
}

#[tokio::test]
async fn each_demonstration_account_can_do_its_job() -> Result<()> {
    let Some(desk) = Desk::start(Scripts::Off, 390, 844).await? else {
        return Ok(());
    };
    a_coordinator_adopts_a_new_version_of_the_airport_plan(&desk)
        .await
        .context("plans")?;
    a_coordinator_changes_a_rule_and_sees_what_moves(&desk)
        .await
        .context("rules")?;
    a_coordinator_imports_a_file(&desk)
        .await
        .context("import")?;
    a_coordinator_plans_an_exercise(&desk)
        .await
        .context("exercises")?;
    a_municipal_coordinator_fills_a_vacancy(&desk)
        .await
        .context("roles")?;
    a_member_of_staff_knows_what_to_do_and_answers(&desk)
        .await
        .context("staff")?;
    a_manager_follows_a_figure_to_its_rows(&desk)
        .await
        .context("management")?;
    an_administrator_adds_a_partner(&desk)
        .await
        .context("administrator")?;
    desk.browser.close().await
}

async fn a_coordinator_adopts_a_new_version_of_the_airport_plan(desk: &Desk) -> Result<()> {
    desk.sign_in("coordinator@demo.paraat").await?;
    desk.goto("/plans").await?;
    desk.fill("#q", "Maastricht Aachen").await?;
    desk.press("#filters button").await?;
    let plan = desk
        .link("table.register a", "Maastricht Aachen Airport")
        .await?;
    desk.goto(&plan).await?;
    says(desk, ".page-head [data-status]", "Binnenkort").await?;
    says(
        desk,
        "section[aria-labelledby=way] header",
        "4 mijlpalen gemist",
    )
    .await?;
    desk.click("section[aria-labelledby=way] summary").await?;
    desk.click("input[name=milestone][value=inspection]")
        .await?;
    desk.fill("#done_on", "11-02-2026").await?;
    desk.press("form[action$='/milestones'] button").await?;
    says(
        desk,
        "section[aria-labelledby=way] header",
        "1 mijlpaal gemist",
    )
    .await?;
    desk.click("section[aria-labelledby=versions] summary")
        .await?;
    desk.fill("#label", "2026").await?;
    desk.fill("#adopted_on", "11-20-2026").await?;
    desk.fill("#adopted_by", "Algemeen bestuur").await?;
    desk.press("form[action$='/versions'] button").await?;
    says(desk, ".page-head [data-status]", "Actueel").await?;
    says(desk, "[data-field=next-due]", "20 november 2030").await
}

async fn a_coordinator_changes_a_rule_and_sees_what_moves(desk: &Desk) -> Result<()> {
    desk.goto("/plans/rules").await?;
    let rule = desk.link("main table a", "Continuïteitsplan").await?;
    desk.goto(&format!("{rule}/edit")).await?;
    desk.fill("#interval_months", "24").await?;
    desk.press("form.form .button").await?;
    says(desk, "table.register", "→").await?;
    desk.press("main form .button:not(.quiet)").await?;
    says(desk, "main", "om de 2 jaar").await
}

async fn a_coordinator_imports_a_file(desk: &Desk) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("plannen.csv");
    std::fs::write(
        &file,
        "Titel;Soort;Eigenaar\r\nDraaiboek natuurbrand;draaiboek;Vaals\r\nZonder soort;;Vaals\r\n",
    )?;
    desk.goto("/plans/import").await?;
    let field = Locator::Css("input[type=file]");
    let field = desk.browser.client().find(field).await?;
    field.send_keys(&file.to_string_lossy()).await?;
    desk.press("form.form .button").await?;
    says(desk, "table.register", "B3, Soort").await?;
    desk.press("main form[method=post] .button").await?;
    says(desk, ".notice", "1 nieuw").await
}

async fn a_coordinator_plans_an_exercise(desk: &Desk) -> Result<()> {
    desk.goto("/exercises/new").await?;
    desk.fill("#title", "Table-top dijkbewaking").await?;
    choose(desk, "#kind", "Table-top").await?;
    desk.fill("#date", "12-08-2026").await?;
    desk.fill("#start", "1400PM").await?;
    // Forgotten: the end. The page comes back with what was typed.
    choose(desk, "#owner", "Regio Heuvelland").await?;
    desk.press("form.form .button").await?;
    says(desk, ".error-summary", "Vul dit in").await?;
    let title = desk
        .browser
        .client()
        .find(Locator::Css("#title"))
        .await?
        .prop("value")
        .await?;
    anyhow::ensure!(
        title.as_deref() == Some("Table-top dijkbewaking"),
        "the title is lost: {title:?}"
    );
    desk.fill("#end", "0430PM").await?;
    desk.fill("#start", "0200PM").await?;
    desk.click("#organisations").await?;
    desk.press("form.form .button").await?;
    says(desk, "h1", "Table-top dijkbewaking").await?;
    desk.goto("/calendar?month=2026-12").await?;
    says(desk, "main", "Table-top dijkbewaking").await
}

async fn a_municipal_coordinator_fills_a_vacancy(desk: &Desk) -> Result<()> {
    desk.sign_in("coordinator.vaals@demo.paraat").await?;
    desk.goto("/roles/coverage?coverage=vacant").await?;
    let vacancy = desk.link("td[data-coverage=vacant] a", "").await?;
    desk.goto(&vacancy).await?;
    let assign = desk.link("main a", "Iemand aanwijzen").await?;
    desk.goto(&assign).await?;
    choose(desk, "#organisation", "Vaals").await?;
    let person = desk
        .browser
        .client()
        .find(Locator::Css("#person option:nth-child(3)"))
        .await?;
    let name = person.text().await?;
    person.click().await?;
    desk.press("form.form .button").await?;
    let surname = name.split([' ', '(']).next().unwrap_or_default();
    says(desk, "main", surname).await
}

async fn a_member_of_staff_knows_what_to_do_and_answers(desk: &Desk) -> Result<()> {
    desk.sign_in("medewerker.meerssen@demo.paraat").await?;
    desk.goto("/me").await?;
    says(desk, ".first-steps", "Eerste tien minuten").await?;
    desk.press("form[action$='/reading'] button").await?;
    desk.goto("/me").await?;
    says(desk, "main", "gelezen op 23 november 2026").await?;
    desk.press("form[action$='/answer'] button[value=no]")
        .await?;
    desk.goto("/me").await?;
    says(desk, ".my-answer", "Ik kan niet").await
}

async fn a_manager_follows_a_figure_to_its_rows(desk: &Desk) -> Result<()> {
    desk.sign_in("bestuur@demo.paraat").await?;
    desk.goto("/readiness").await?;
    let cell = "section[aria-labelledby=objective-1] tbody tr:last-child td:nth-of-type(4) a";
    let count = desk.text(cell).await?;
    desk.press(cell).await?;
    says(desk, ".result-count", &format!("{count} plannen")).await?;
    let late = desk
        .browser
        .client()
        .find_all(Locator::Css("[data-status=overdue]"))
        .await?;
    anyhow::ensure!(
        late.len().to_string() == count,
        "{} rows for {count}",
        late.len()
    );
    Ok(())
}

async fn an_administrator_adds_a_partner(desk: &Desk) -> Result<()> {
    desk.sign_in("admin@demo.paraat").await?;
    desk.goto("/organisations/new").await?;
    desk.click("input[name=kind][value=partner]").await?;
    choose(desk, "#region", "Heuvelland").await?;
    desk.fill("#name", "Reddingsbrigade Heuvelland").await?;
    desk.press("form.form .button").await?;
    says(desk, "h1", "Reddingsbrigade Heuvelland").await
}
