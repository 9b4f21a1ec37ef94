//! A plan's whole record on one page.

use super::{routes::parts, store};
use crate::{
    actions,
    error::Result,
    plans::load,
    web::page::{Page, Path},
};
use app::{
    id::PlanId,
    sheets::plan::{Record, pages},
};
use axum::response::Response;

/// The most lessons, and the most actions, in a dossier.
const MOST: i64 = 200;

pub async fn show(page: Page, Path(id): Path<PlanId>) -> Result<Response> {
    let plan = load(&page, &id).await?;
    let (db, user) = (&page.app.db, &page.user.id);
    let most = i64::try_from(Record::HISTORY).unwrap_or(i64::MAX);
    let record = Record {
        parts: parts(&page, &plan, most).await?,
        lessons: store::lessons(db, user, &id, MOST).await?,
        actions: actions::store::of_plan(db, user, &id, page.frame.today(), MOST).await?,
    };
    Ok(page.ok(|frame| pages::dossier(frame, &plan, &record)))
}
