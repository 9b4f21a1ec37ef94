//! Files on their way in, and the work on them.

use crate::error::{Error, Result};
use axum::{
    body::{Body, HttpBody},
    extract::{FromRequest, Multipart, Request},
};
use std::{future::poll_fn, pin::Pin};

/// What a form may hold beside its file, in bytes.
const AROUND: usize = 64 * 1024;

/// What is read of a form that is too large, in bytes, and thrown away at once: a browser shows no
/// answer before it has sent all.
const DRAINED: usize = 256 * 1024 * 1024;

/// Why no file came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// None was chosen.
    NotChosen,
    /// It is larger than allowed.
    TooLarge,
    /// What came in is no such form, or not all of it.
    Malformed,
}

/// The file in this field of a form: its name as the browser gives it, and its bytes, of which
/// there are at most `limit`. All that comes in counts, whatever it says that it is.
///
/// # Errors
/// Why there is none.
pub async fn received(
    request: Request,
    field: &str,
    limit: usize,
) -> Result<(String, Vec<u8>), Lost> {
    let (head, body) = request.into_parts();
    let body = whole(body, limit + AROUND).await?;
    let request = Request::from_parts(head, Body::from(body));
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| Lost::Malformed)?;
    while let Some(part) = form.next_field().await.map_err(|_| Lost::Malformed)? {
        if part.name() != Some(field) {
            continue;
        }
        let name = part.file_name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(|_| Lost::Malformed)?;
        return match bytes.len() {
            0 if name.is_empty() => Err(Lost::NotChosen),
            size if size > limit => Err(Lost::TooLarge),
            _ => Ok((name, bytes.into())),
        };
    }
    Err(Lost::NotChosen)
}

/// All that is sent, when it is at most this much.
async fn whole(mut body: Body, limit: usize) -> Result<Vec<u8>, Lost> {
    let (mut bytes, mut size) = (Vec::new(), 0);
    while let Some(frame) = poll_fn(|c| Pin::new(&mut body).poll_frame(c)).await {
        let frame = frame.map_err(|_| Lost::Malformed)?;
        let data = frame.into_data().unwrap_or_default();
        size += data.len();
        if size <= limit {
            bytes.extend_from_slice(&data);
        } else {
            bytes = Vec::new();
            if size > DRAINED {
                break;
            }
        }
    }
    if size > limit {
        return Err(Lost::TooLarge);
    }
    Ok(bytes)
}

/// Runs what reads, hashes, packs or unpacks much beside the threads that answer requests.
///
/// # Errors
/// As the work.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::Internal(error.into()))?
        .map_err(Error::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{extract::DefaultBodyLimit, http::header::CONTENT_TYPE};
    use tower::{Layer, ServiceExt, service_fn};

    const LIMIT: usize = 1024 * 1024;

    async fn sent(body: Vec<u8>) -> Result<(String, Vec<u8>), Lost> {
        let request = Request::post("/")
            .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body))
            .expect("a request");
        let handler = service_fn(async |request: Request| {
            Ok::<_, std::convert::Infallible>(received(request, "file", LIMIT).await)
        });
        let handler = DefaultBodyLimit::disable().layer(handler);
        handler.oneshot(request).await.expect("an answer")
    }

    fn part(name: &str, content: &[u8]) -> Vec<u8> {
        let head = format!(
            "--x\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.csv\"\r\n\r\n"
        );
        [head.as_bytes(), content, b"\r\n"].concat()
    }

    #[tokio::test]
    async fn a_file_of_the_largest_size_comes_in_and_nothing_larger() {
        let form = |parts: &[Vec<u8>]| [parts.concat().as_slice(), b"--x--\r\n"].concat();
        let full = part("file", &vec![b'a'; LIMIT]);
        let (name, bytes) = sent(form(&[full])).await.expect("a file");
        assert_eq!((name.as_str(), bytes.len()), ("a.csv", LIMIT));
        let larger = part("file", &vec![b'a'; LIMIT + 1]);
        assert_eq!(sent(form(&[larger])).await, Err(Lost::TooLarge));
        assert_eq!(sent(form(&[])).await, Err(Lost::NotChosen));
        assert_eq!(sent(part("file", b"a")).await, Err(Lost::Malformed));
    }

    #[tokio::test]
    async fn what_stands_around_a_file_counts_too() {
        let other = part("other", &vec![b'a'; LIMIT + AROUND]);
        let body = [other, part("file", b"a")].concat();
        assert_eq!(sent(body).await, Err(Lost::TooLarge));
        let head = format!("--x\r\nContent-Disposition: {}", "a".repeat(LIMIT + AROUND));
        assert_eq!(sent(head.into_bytes()).await, Err(Lost::TooLarge));
    }
}
