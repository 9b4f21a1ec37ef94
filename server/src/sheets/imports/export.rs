//! The plan register as a file: what its filter shows, in columns that an import takes back.

use super::{
    Scope,
    known::{self, KnownPlan},
    write::{self, Format, Value},
};
use crate::{
    error::Result,
    plans::{self, store},
    web::{page::Page, upload::blocking},
};
use app::{
    Locale,
    id::OrganisationId,
    plans::{PlanLine, ReviewOutcome},
    sheets::imports::{Column, ImportKind},
};
use axum::{extract::Query, response::Response};
use std::collections::HashSet;

/// The most plans in a file: several times those of a country.
const MOST: i64 = 100_000;

pub async fn plans_csv(page: Page, Query(query): Query<Vec<(String, String)>>) -> Result<Response> {
    plans(&page, query, Format::Csv).await
}

pub async fn plans_xlsx(
    page: Page,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response> {
    plans(&page, query, Format::Xlsx).await
}

async fn plans(page: &Page, query: Vec<(String, String)>, format: Format) -> Result<Response> {
    let (db, l, today) = (&page.app.db, page.frame.locale, page.frame.today());
    let filter = plans::filter(query);
    let columns = ImportKind::Plans.columns().iter().copied();
    let columns: Vec<Column> = columns.filter(|c| *c != Column::Faults).collect();
    let headers: Vec<_> = columns.iter().map(|column| column.label(l)).collect();
    // Read in one go: each further part of the list would have all of it sorted again.
    let (lines, _) = store::lines(db, &page.user, &filter, today, MOST, 0).await?;
    let ids: Vec<String> = lines.iter().map(|line| line.id.to_string()).collect();
    let mut tx = db.begin_reading().await?;
    let known = known::plans(&mut tx, &ids).await?;
    let reach = Scope::load(&mut tx, Some(&page.user.id))
        .await?
        .organisations;
    drop(tx);
    let reach: HashSet<OrganisationId> = reach.into_iter().map(|one| one.id).collect();
    let row = |line: &PlanLine| {
        let plan = known.get(line.id.as_str())?;
        let values = columns.iter();
        Some(
            values
                .map(|column| value(l, *column, line, plan, &reach))
                .collect(),
        )
    };
    let rows: Vec<Vec<Value>> = lines.iter().filter_map(row).collect();
    let name = format!("{}-{today}", ImportKind::Plans.file_name(l));
    let sheet = ImportKind::Plans.register_label(l);
    let bytes = blocking(move || write::bytes(l, format, sheet, &headers, rows)).await?;
    Ok(write::download(&name, format, bytes))
}

fn value(
    l: Locale,
    column: Column,
    line: &PlanLine,
    plan: &KnownPlan,
    reach: &HashSet<OrganisationId>,
) -> Value {
    let (version, review) = (plan.versions.first(), plan.reviews.first());
    let steward = || {
        // The address of somebody out of reach is not the reader's to know; the name is.
        plan.steward.as_ref().map(|steward| {
            if reach.contains(&steward.organisation.id) {
                steward.email.as_str()
            } else {
                steward.name.as_str()
            }
        })
    };
    let text = match column {
        Column::Title => line.title.clone(),
        Column::Kind => line.kind.label(l).to_owned(),
        Column::Owner => plan.owner.clone(),
        Column::Organisations => {
            let names: Vec<_> = plan.organisations.iter().map(|one| &*one.name).collect();
            names.join("; ")
        }
        Column::Rule => plan.rule.clone(),
        Column::Steward => steward().unwrap_or_default().to_owned(),
        Column::Summary => plan.input.summary.clone(),
        Column::Label => version.map(|v| v.label.clone()).unwrap_or_default(),
        Column::AdoptedOn => return Value::Day(version.map(|v| v.adopted_on)),
        Column::AdoptedBy => version.map(|v| v.adopted_by.clone()).unwrap_or_default(),
        Column::InForceOn => return Value::Day(version.map(|v| v.in_force_on)),
        Column::ReviewedOn => return Value::Day(review.map(|r| r.reviewed_on)),
        Column::Outcome => {
            let outcome = review.and_then(|r| r.outcome.parse::<ReviewOutcome>().ok());
            outcome.map_or("", |outcome| outcome.label(l)).to_owned()
        }
        Column::Reviewer => review.map(|r| r.reviewer.clone()).unwrap_or_default(),
        Column::Status => line.currency.label(l).to_owned(),
        Column::DueOn => return Value::Day(line.due_on),
        Column::ExtendedUntil => return Value::Day(line.extended_until),
        Column::AskedOn => return Value::Day(line.asked_on),
        _ => String::new(),
    };
    Value::Text(text)
}
