//! Tests do not share a database.

use anyhow::Result;
use sqlx::{Connection, PgConnection, raw_sql};
use tests::postgres::database_url;

#[tokio::test]
async fn every_call_gives_an_empty_database_of_its_own() -> Result<()> {
    let (Some(one), Some(two)) = tokio::join!(database_url(), database_url()) else {
        return Ok(());
    };
    let mut one = PgConnection::connect(&one).await?;
    let mut two = PgConnection::connect(&two).await?;
    raw_sql("CREATE TABLE plans (id TEXT)")
        .execute(&mut one)
        .await?;
    raw_sql("CREATE TABLE plans (id TEXT)")
        .execute(&mut two)
        .await?;
    Ok(())
}
