//! The browser bundle: style sheet, fonts and islands, embedded in the release program.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use std::sync::OnceLock;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[allow_missing = true]
struct Site;

/// The address of the bundle's folder (`/pkg/<hash>`); none when the program was built without a
/// bundle. Then pages are plain HTML, and this is said once in the log.
#[must_use]
pub fn base() -> Option<String> {
    static BASE: OnceLock<Option<String>> = OnceLock::new();
    let find = || {
        let current = Site::get("current")?;
        let hash = std::str::from_utf8(&current.data).ok()?.trim().to_owned();
        Some(format!("/pkg/{hash}"))
    };
    BASE.get_or_init(|| {
        let base = find();
        if base.is_none() {
            tracing::warn!(
                "there is no browser bundle: pages are plain HTML (make bundle builds one)"
            );
        }
        base
    })
    .clone()
}

/// A file of the bundle, compressed beforehand where the browser takes it. Its name holds a hash
/// of the content, so it may be kept for ever.
pub async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let kind = mime_guess::from_path(&path)
        .first_or_octet_stream()
        .to_string();
    let variants = [("br", ".br"), ("gzip", ".gz"), ("", "")];
    for (encoding, suffix) in variants
        .into_iter()
        .filter(|(encoding, _)| accepted.contains(encoding))
    {
        if let Some(file) = Site::get(&format!("{path}{suffix}")) {
            let mut response = (
                [
                    (header::CONTENT_TYPE, kind.as_str()),
                    (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
                    (header::VARY, "accept-encoding"),
                ],
                file.data.into_owned(),
            )
                .into_response();
            if !encoding.is_empty()
                && let Ok(value) = encoding.parse()
            {
                response
                    .headers_mut()
                    .insert(header::CONTENT_ENCODING, value);
            }
            return response;
        }
    }
    StatusCode::NOT_FOUND.into_response()
}
