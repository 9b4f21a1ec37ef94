//! The handlers of versions and their documents.

use super::{
    commands::{self, NewDocument},
    content, folder, store,
};
use crate::{
    change::Change,
    error::{Error, OnTaken, Result},
    identity::permission,
    plans,
    web::{
        forms::Outcome,
        headers::{has_already, insert},
        page::{Page, Path, see_other},
        upload::{Lost, Received, blocking, received, turn},
    },
};
use anyhow::anyhow;
use app::{
    form::{Errors, FormState, Values},
    id::{DocumentId, PlanId, PlanVersionId},
    page::Notice,
    plans::{
        Plan, PlanVersion,
        documents::{
            Document, LIMIT, Unfit,
            pages::{self, Pair},
            rules::clean_name,
        },
    },
    text::documents as t,
};
use axum::{
    body::Body,
    extract::{Query, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use std::path::PathBuf;

pub async fn version(
    page: Page,
    Path((plan, version)): Path<(PlanId, PlanVersionId)>,
) -> Result<Response> {
    let (plan, version) = load(&page, &plan, &version).await?;
    shown(&page, StatusCode::OK, &plan, &version, FormState::default()).await
}

/// The page of a version with the form to add a document as it was sent.
async fn shown(
    page: &Page,
    status: StatusCode,
    plan: &Plan,
    version: &PlanVersion,
    form_state: FormState,
) -> Result<Response> {
    let (db, zone) = (&page.app.db, page.app.clock.zone());
    let documents = store::of_version(db, zone, &version.id).await?;
    Ok(page.answer(status, |frame| {
        pages::version(frame, plan, version, &documents, &form_state)
    }))
}

pub async fn compare(
    page: Page,
    Path(id): Path<PlanId>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response> {
    let plan = plans::load(&page, &id).await?;
    let query = Values::new(query);
    let documents = store::of_plan(&page.app.db, page.app.clock.zone(), &plan.id).await?;
    let pair = Pair::of(&plan, query.get("a"), query.get("b"));
    Ok(page.ok(|frame| pages::compare(frame, &plan, pair, &documents)))
}

pub async fn add(
    page: Page,
    Path((plan, version)): Path<(PlanId, PlanVersionId)>,
    request: Request,
) -> Result<Response> {
    let (plan, version) = load(&page, &plan, &version).await?;
    permission::edit(&page.user, &plan.owner.id)?;
    let (checked, held) = match received(request, "document", LIMIT).await {
        Ok(Received { name, bytes, room }) => {
            let turn = turn().await;
            let folder = page.app.config.documents.clone();
            let checked = blocking(move || checked(&name, bytes, folder)).await?;
            (checked, Some((turn, room)))
        }
        Err(Lost::NotChosen) => (Err(Unfit::Missing), None),
        Err(Lost::TooLarge) => (Err(Unfit::TooLarge), None),
        Err(Lost::TooSlow) => (Err(Unfit::TooSlow), None),
        Err(Lost::Malformed) => return Err(Error::BadRequest),
    };
    let status = match checked {
        Err(Unfit::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
        Err(Unfit::TooSlow) => StatusCode::REQUEST_TIMEOUT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let checked = checked.map_err(|unfit| Errors::one("document", unfit.problem()));
    let run = async |change: &mut Change, document| {
        let added = commands::add(change, &plan, &version, document).await;
        added.on_taken("document", t::error_twice)
    };
    let outcome = page.submit(Values::default(), checked, run).await?;
    // Who waits with another file need not wait for the page too.
    drop(held);
    match outcome {
        Outcome::Done(_) => {
            let address = format!("/plans/{}/versions/{}", plan.id, version.id);
            Ok(see_other(&address, Notice::Created))
        }
        Outcome::Invalid(form_state) => shown(&page, status, &plan, &version, form_state).await,
        // It was taken back, so that its page is no more.
        Outcome::Stale(_) => Err(Error::NotFound),
    }
}

/// The document, if the file can be one. Its bytes are in the folder before a row tells of it: so a
/// row without its file can't come to be.
fn checked(
    name: &str,
    bytes: Vec<u8>,
    folder: Option<PathBuf>,
) -> anyhow::Result<Result<NewDocument, Unfit>> {
    let kind = match content::check(&bytes) {
        Ok(kind) => kind,
        Err(unfit) => return Ok(Err(unfit)),
    };
    let sha256 = folder::sha256(&bytes);
    if let Some(folder) = &folder {
        folder::put(folder, &sha256, &bytes)?;
    }
    Ok(Ok(NewDocument {
        name: clean_name(name, kind),
        kind,
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        sha256,
        content: folder.is_none().then_some(bytes),
    }))
}

/// A document as a file. It never opens in the browser, where a script in it would be one of ours.
pub async fn file(page: Page, Path(id): Path<DocumentId>, headers: HeaderMap) -> Result<Response> {
    let (db, zone) = (&page.app.db, page.app.clock.zone());
    let document = store::find(db, zone, &page.user.id, &id)
        .await?
        .ok_or(Error::NotFound)?;
    let etag = format!("\"{}\"", document.sha256);
    let mut response = if has_already(&headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let bytes = match bytes(&page, &document).await? {
            Ok(bytes) => bytes,
            Err(why) => return Ok(gone(&page, &document, &why)),
        };
        let mut response = Response::new(Body::from(bytes));
        let kind = document.kind.media_type();
        insert(&mut response, header::CONTENT_TYPE, kind);
        let disposition = disposition(&document.name);
        insert(&mut response, header::CONTENT_DISPOSITION, &disposition);
        response
    };
    insert(&mut response, header::ETAG, &etag);
    // Whoever keeps it must ask each time: access may have ended.
    insert(&mut response, header::CACHE_CONTROL, "private, no-cache");
    insert(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    let policy = "default-src 'none'; sandbox";
    insert(&mut response, header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

/// The page in place of a document that is not there; the log tells which file and why.
fn gone(page: &Page, document: &Document, why: &anyhow::Error) -> Response {
    let reference = uuid::Uuid::now_v7().simple().to_string();
    let (id, name) = (document.id.as_str(), document.name.as_str());
    tracing::error!(%reference, document = id, name, error = format!("{why:#}"), "a document is not there");
    page.answer(StatusCode::SERVICE_UNAVAILABLE, |frame| {
        pages::gone(frame, document, &reference)
    })
}

/// The bytes of a document, from the database or from the folder, as they were stored; or why they
/// are not there.
async fn bytes(page: &Page, document: &Document) -> Result<anyhow::Result<Vec<u8>>> {
    let stored = store::content(&page.app.db, &document.id).await?;
    let folder = page.app.config.documents.clone();
    let sha256 = document.sha256.clone();
    blocking(move || {
        let bytes = match (stored, folder) {
            (Some(bytes), _) => Ok(bytes),
            (None, Some(folder)) => folder::get(&folder, &sha256),
            (None, None) => Err(anyhow!(
                "the file {sha256} is in a folder that --documents does not name"
            )),
        };
        Ok(bytes.and_then(|bytes| folder::verify(bytes, &sha256)))
    })
    .await
}

/// The name under which a browser stores a file (RFC 6266): in ASCII for old ones, and in full
/// (RFC 8187).
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' | '%' => '_',
            ' '..='~' => c,
            _ => '_',
        })
        .collect();
    let full: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{full}")
}

/// A version of a plan that the user may see, and the plan.
async fn load(page: &Page, plan: &PlanId, version: &PlanVersionId) -> Result<(Plan, PlanVersion)> {
    let plan = plans::load(page, plan).await?;
    let found = plan.versions.iter().find(|one| one.id == *version).cloned();
    let version = found.ok_or(Error::NotFound)?;
    Ok((plan, version))
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_file_keeps_its_name_in_every_script() {
        assert_eq!(
            disposition("Café \"nood\" 100%.pdf"),
            "attachment; filename=\"Caf_ _nood_ 100_.pdf\"; \
             filename*=UTF-8''Caf%C3%A9%20%22nood%22%20100%25.pdf"
        );
    }
}
