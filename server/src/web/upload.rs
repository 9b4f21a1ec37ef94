//! Files on their way in, and the work on them: within the memory of a few, however many come at
//! once.

use crate::error::{Error, Result};
use axum::{
    body::{Body, BodyDataStream, Bytes},
    extract::{FromRequest, Multipart, Request},
    http::header::CONTENT_LENGTH,
};
use futures_util::{StreamExt, stream::unfold};
use std::{
    io,
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    task::yield_now,
    time::timeout,
};

/// What a form may hold beside its file, in bytes.
const FORM_OVERHEAD: usize = 64 * 1024;

/// What is read of a form that is too large, in bytes, and thrown away at once: a browser shows no
/// answer before it has sent all.
const DRAIN_LIMIT: usize = 256 * 1024 * 1024;

/// How long a form may take to come in, and how long it may send nothing: others wait for the room
/// that it takes.
const FORM_TIMEOUT: Duration = Duration::from_secs(180);
const SILENCE_TIMEOUT: Duration = Duration::from_secs(15);

/// Room for what comes in, in megabytes: for one file of the largest size, or for many small ones.
/// The others wait where they are, at the sender's.
const ROOM_MEGABYTES: u32 = 26;
static FREE_MEGABYTES: Semaphore = Semaphore::const_new(ROOM_MEGABYTES as usize);

/// Files are worked on one after the other.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// Why no file came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// None was chosen.
    NotChosen,
    /// It is larger than allowed.
    TooLarge,
    /// It came in too slowly.
    TooSlow,
    /// What came in is no such form, or not all of it.
    Malformed,
}

/// A file that came in, with the room that it takes.
#[derive(Debug)]
pub struct Received {
    /// The name as the browser gives it.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// To be held until the file is stored.
    pub room: Option<SemaphorePermit<'static>>,
}

/// The turn to work on a file, from reading it to storing it; the next begins when it is dropped.
pub async fn turn() -> Option<SemaphorePermit<'static>> {
    ONE_AT_A_TIME.acquire().await.ok()
}

/// The file in this field of a form, of which there are at most `limit` bytes. All that comes in
/// counts, whatever it says that it is.
///
/// # Errors
/// Why there is none.
pub async fn received(request: Request, field: &str, limit: usize) -> Result<Received, Lost> {
    let said = request.headers().get(CONTENT_LENGTH);
    let said: Option<usize> = said.and_then(|said| said.to_str().ok()?.parse().ok());
    let megabytes = said.and_then(|bytes| u32::try_from(bytes >> 20).ok()?.checked_add(1));
    let room = FREE_MEGABYTES
        .acquire_many(megabytes.unwrap_or(ROOM_MEGABYTES).min(ROOM_MEGABYTES))
        .await;
    let room = room.ok();
    let whole = timeout(FORM_TIMEOUT, form(request, field, limit, SILENCE_TIMEOUT)).await;
    let (name, bytes) = whole.unwrap_or(Err(Lost::TooSlow))?;
    Ok(Received { name, bytes, room })
}

async fn form(
    request: Request,
    field: &str,
    limit: usize,
    silence: Duration,
) -> Result<(String, Vec<u8>), Lost> {
    let (head, body) = request.into_parts();
    let lost = Arc::new(OnceLock::new());
    let body = within(body, limit + FORM_OVERHEAD, silence, lost.clone());
    let why = || lost.get().copied().unwrap_or(Lost::Malformed);
    let request = Request::from_parts(head, body);
    let form = Multipart::from_request(request, &()).await;
    let (mut form, mut file) = (form.map_err(|_| Lost::Malformed)?, None);
    // All of it, also what stands behind the file.
    while let Some(mut part) = form.next_field().await.map_err(|_| why())? {
        if part.name() != Some(field) || file.is_some() {
            continue;
        }
        let name = part.file_name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(some) = part.chunk().await.map_err(|_| why())? {
            bytes.extend_from_slice(&some);
        }
        file = Some((name, bytes));
    }
    match file {
        None => Err(Lost::NotChosen),
        Some((name, bytes)) if bytes.is_empty() && name.is_empty() => Err(Lost::NotChosen),
        Some((_, bytes)) if bytes.len() > limit => Err(Lost::TooLarge),
        Some(file) => Ok(file),
    }
}

/// What is sent, piece by piece, when it is at most this much and comes in time; otherwise `lost`
/// says why it ends.
fn within(body: Body, limit: usize, silence: Duration, lost: Arc<OnceLock<Lost>>) -> Body {
    let start = (body.into_data_stream(), 0);
    Body::from_stream(unfold(start, move |(mut body, size)| {
        let lost = lost.clone();
        async move {
            // The reader of forms takes all that is ready before it looks at any.
            yield_now().await;
            let some = next(&mut body, silence).await?;
            let size = size + some.as_ref().map_or(0, Bytes::len);
            let some = match some {
                Ok(_) if size > limit => Err(drain(&mut body, size, silence).await),
                some => some,
            };
            let some = some.map_err(|why| {
                let _ = lost.set(why);
                io::Error::other("the form is cut off here")
            });
            Some((some, (body, size)))
        }
    }))
}

/// The next piece, unless nothing comes.
async fn next(body: &mut BodyDataStream, silence: Duration) -> Option<Result<Bytes, Lost>> {
    match timeout(silence, body.next()).await {
        Ok(some) => Some(some?.map_err(|_| Lost::Malformed)),
        Err(_) => Some(Err(Lost::TooSlow)),
    }
}

/// Reads on in what is too large.
async fn drain(body: &mut BodyDataStream, mut size: usize, silence: Duration) -> Lost {
    while size <= DRAIN_LIMIT
        && let Some(Ok(some)) = next(body, silence).await
    {
        size += some.len();
    }
    Lost::TooLarge
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

    async fn sent(body: impl Into<Body>) -> Result<(String, Vec<u8>), Lost> {
        let request = Request::post("/")
            .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(body.into())
            .expect("a request");
        let handler = service_fn(async |request: Request| {
            let file = received(request, "file", LIMIT).await;
            Ok::<_, std::convert::Infallible>(file.map(|file| (file.name, file.bytes)))
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
        let other = part("other", &vec![b'a'; LIMIT + FORM_OVERHEAD]);
        let body = [other, part("file", b"a")].concat();
        assert_eq!(sent(body).await, Err(Lost::TooLarge));
        let head = format!(
            "--x\r\nContent-Disposition: {}",
            "a".repeat(LIMIT + FORM_OVERHEAD)
        );
        assert_eq!(sent(head.into_bytes()).await, Err(Lost::TooLarge));
    }

    /// So many pieces, and then nothing more for ever.
    fn stuck(pieces: usize) -> Body {
        Body::from_stream(unfold(0, move |sent| async move {
            if sent == pieces {
                std::future::pending::<()>().await;
            }
            Some((
                Ok::<_, io::Error>(Bytes::from(part("file", b"a"))),
                sent + 1,
            ))
        }))
    }

    #[tokio::test]
    async fn who_sends_nothing_more_is_not_waited_for() {
        let request = Request::post("/")
            .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(stuck(1));
        let request = request.expect("a request");
        let came = form(request, "file", LIMIT, Duration::from_millis(20)).await;
        assert_eq!(came, Err(Lost::TooSlow));
    }
}
