//! A file on its way in.

use super::file::{self, Table};
use app::imports::{ImportKind, MAX_BYTES, Refusal};
use axum::extract::{FromRequest, Multipart, Request};
use tokio::{sync::Semaphore, task};

/// What is read of a file that is too large, so that its sender gets to see the answer: a browser
/// shows none before it has sent all.
const DRAINED: usize = 64 * 1024 * 1024;

/// Files are read one after the other, so that many at once take no more memory than one.
pub static TURN: Semaphore = Semaphore::const_new(1);

/// A file that came in.
#[derive(Debug)]
pub struct Upload {
    /// Its name, without a path.
    pub name: String,
    bytes: Vec<u8>,
}

impl Upload {
    /// Takes the file out of a form.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn receive(request: Request) -> Result<Self, Refusal> {
        let form = Multipart::from_request(request, &()).await;
        let mut form = form.map_err(|_| Refusal::NoFile)?;
        while let Some(mut field) = form.next_field().await.map_err(|_| Refusal::NoFile)? {
            if field.name() != Some("file") {
                continue;
            }
            let name = field.file_name().unwrap_or_default();
            let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
            let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
            let (mut bytes, mut size) = (Vec::new(), 0);
            while let Some(chunk) = field.chunk().await.map_err(|_| Refusal::NoFile)? {
                size += chunk.len();
                if size <= MAX_BYTES {
                    bytes.extend_from_slice(&chunk);
                } else {
                    bytes = Vec::new();
                    if size > DRAINED {
                        break;
                    }
                }
            }
            return match size {
                0 if name.is_empty() => Err(Refusal::NoFile),
                size if size > MAX_BYTES => Err(Refusal::TooLarge),
                _ => Ok(Self { name, bytes }),
            };
        }
        Err(Refusal::NoFile)
    }

    /// Reads it.
    ///
    /// # Errors
    /// Why it is not read.
    pub async fn read(self, kind: ImportKind) -> Result<(String, Table), Refusal> {
        let _turn = TURN.acquire().await;
        let read = move || file::read(&self.bytes, kind).map(|table| (self.name, table));
        task::spawn_blocking(read)
            .await
            .unwrap_or(Err(Refusal::Damaged))
    }
}
