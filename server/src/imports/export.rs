//! The plan register as a file: what its filter shows, in columns that an import takes back.

use super::{
    known::{self, KnownPlan},
    write::{self, Format, Value},
};
use crate::{
    error::Result,
    organisations,
    page::Page,
    plans::{self, store},
};
use app::{
    Locale,
    id::OrganisationId,
    imports::{Column, ImportKind, MAX_ROWS},
    plans::{PlanLine, ReviewOutcome},
};
use axum::{extract::Query, response::Response};
use std::collections::HashSet;

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
    let most = i64::try_from(MAX_ROWS).unwrap_or(i64::MAX);
    let (lines, _) = store::lines(db, &page.user.id, &filter, today, most, 0).await?;
    let ids: Vec<String> = lines.iter().map(|line| line.id.to_string()).collect();
    let mut known = known::plans(db, &ids).await?;
    let reach = organisations::store::visible(db, &page.user.id).await?;
    let reach: HashSet<OrganisationId> = reach.into_iter().map(|one| one.id).collect();
    let columns = ImportKind::Plans.columns().iter().copied();
    let columns: Vec<Column> = columns.filter(|c| *c != Column::Faults).collect();
    let headers: Vec<_> = columns.iter().map(|column| column.label(l)).collect();
    let rows = lines.iter().filter_map(|line| {
        let plan = known.remove(line.id.as_str())?;
        let values = columns
            .iter()
            .map(|column| value(l, *column, line, &plan, &reach));
        Some(values.collect())
    });
    let name = format!("{}-{today}", ImportKind::Plans.file_name(l));
    let bytes = write::bytes(
        l,
        format,
        ImportKind::Plans.register_label(l),
        &headers,
        rows,
    )?;
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
            if reach.contains(&steward.organisation) {
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
        Column::Organisations => plan.organisations.join("; "),
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
        _ => String::new(),
    };
    Value::Text(text)
}
