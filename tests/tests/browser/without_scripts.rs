//! People's work by hand, with scripts off.

use super::Desk;
use anyhow::Result;
use tests::browser::Scripts;

#[tokio::test]
async fn a_coordinator_adopts_a_new_version_of_the_airport_plan() -> Result<()> {
    let Some(desk) = Desk::start(Scripts::Off, 1280, 900).await? else {
        return Ok(());
    };
    desk.sign_in("coordinator@demo.paraat").await?;
    desk.goto("/plans").await?;
    desk.fill("#q", "Maastricht Aachen").await?;
    desk.click("#filters button").await?;
    let plan = desk
        .link("table.register a", "Maastricht Aachen Airport")
        .await?;
    desk.goto(&plan).await?;
    assert_eq!(desk.text(".page-head [data-status]").await?, "Binnenkort");
    desk.click("section[aria-labelledby=versions] summary")
        .await?;
    desk.fill("#label", "2026").await?;
    desk.fill("#adopted_on", "11-20-2026").await?;
    desk.fill("#adopted_by", "Algemeen bestuur").await?;
    desk.click("form[action$='/versions'] button").await?;
    assert_eq!(desk.text(".page-head [data-status]").await?, "Actueel");
    assert_eq!(
        desk.text("[data-field=next-due]").await?,
        "20 november 2030"
    );
    Ok(())
}
