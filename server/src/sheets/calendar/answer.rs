//! How a calendar is answered: the bytes, or that they are what the asker has.

use crate::web::headers::{has_already, insert};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, SubsecRound, Utc};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// A calendar as it is sent.
#[derive(Clone, Debug)]
pub struct Written {
    body: Bytes,
    etag: String,
    modified: Option<DateTime<Utc>>,
}

impl Written {
    /// `modified` is the last change of anything in it.
    pub fn new(body: String, modified: Option<DateTime<Utc>>) -> Self {
        Self {
            etag: format!("\"{}\"", HEXLOWER.encode(&Sha256::digest(body.as_bytes()))),
            body: body.into(),
            modified: modified.map(|moment| moment.trunc_subsecs(0)),
        }
    }

    /// What is sent to those who don't have it.
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// Answers with a calendar, or with 304 when the asker has it already. `file` is the name under
/// which a browser stores it.
///
/// The ETag decides: the date can't tell that somebody's access grew or shrank, so it counts only
/// for those who send no ETag (RFC 9110, 13.1.3).
pub fn calendar(headers: &HeaderMap, written: &Written, file: Option<&str>) -> Response {
    let Written {
        body,
        etag,
        modified,
    } = written;
    let mut response = if unchanged(headers, etag, *modified) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(Body::from(body.clone()));
        let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if let Some(file) = file {
            let disposition = format!("attachment; filename=\"{file}.ics\"");
            insert(&mut response, header::CONTENT_DISPOSITION, &disposition);
        }
        response
    };
    insert(&mut response, header::ETAG, etag);
    // Whoever keeps it must ask each time whether it is still right.
    insert(&mut response, header::CACHE_CONTROL, "private, no-cache");
    if let Some(moment) = modified {
        let date = moment.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        insert(&mut response, header::LAST_MODIFIED, &date);
    }
    response
}

fn unchanged(headers: &HeaderMap, etag: &str, modified: Option<DateTime<Utc>>) -> bool {
    if headers.contains_key(header::IF_NONE_MATCH) {
        return has_already(headers, etag);
    }
    let since = headers
        .get(header::IF_MODIFIED_SINCE)
        .and_then(|value| DateTime::parse_from_rfc2822(value.to_str().ok()?).ok());
    since
        .zip(modified)
        .is_some_and(|(since, modified)| modified <= since)
}

/// A title as a part of a file name: letters and digits of ASCII, the rest as single hyphens.
pub fn file_name(title: &str) -> String {
    let mut name = String::new();
    for c in title.chars().take(60) {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    name.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_tag_is_known_in_a_list_and_weakly_and_goes_before_the_date() {
        let known = |value| unchanged(&asked(header::IF_NONE_MATCH, value), "\"a\"", None);
        assert!(known("\"a\"") && known("W/\"a\"") && known("\"b\", \"a\"") && known("*"));
        assert!(!known("\"b\"") && !known("a"));
        let mut both = asked(header::IF_NONE_MATCH, "\"b\"");
        let later = HeaderValue::from_static("Fri, 01 Jan 2100 00:00:00 GMT");
        both.insert(header::IF_MODIFIED_SINCE, later);
        assert!(!unchanged(&both, "\"a\"", Some(DateTime::UNIX_EPOCH)));
    }

    #[test]
    fn a_date_is_known_to_the_second() {
        let modified = DateTime::parse_from_rfc3339("2026-11-01T08:00:00Z").expect("a moment");
        let known = |value| {
            let modified = Some(modified.to_utc());
            unchanged(&asked(header::IF_MODIFIED_SINCE, value), "\"a\"", modified)
        };
        assert!(known("Sun, 01 Nov 2026 08:00:00 GMT"));
        assert!(!known("Sun, 01 Nov 2026 07:59:59 GMT"));
        assert!(!known("gisteren"));
    }

    #[test]
    fn a_file_name_is_plain() {
        assert_eq!(file_name("Hoog water: \"Geul\"/ën 🌊"), "hoog-water-geul-n");
        assert_eq!(file_name("🌊"), "");
    }
}
