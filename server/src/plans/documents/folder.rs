//! Documents in a folder: each under the name of its SHA-256, so that a file never changes.

use anyhow::{Context, ensure};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    time::SystemTime,
};

/// The SHA-256 of these bytes in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Stores a document. When this returns, it is whole and on the disk, or not there at all.
///
/// # Errors
/// When the folder can't be written.
pub fn put(folder: &Path, sha256: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let part = folder.join(format!("{}.part", uuid::Uuid::now_v7().simple()));
    let stored = write(&part, bytes).and_then(|()| fs::rename(&part, folder.join(sha256)));
    if let Err(error) = stored {
        let _ = fs::remove_file(&part);
        return Err(error).context("the documents folder can't be written");
    }
    // The name is on the disk only when the folder is.
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .context("the documents folder can't be written")
}

fn write(part: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(part)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A document from the folder.
///
/// # Errors
/// When it is not there or can't be read.
pub fn get(folder: &Path, sha256: &str) -> anyhow::Result<Vec<u8>> {
    let file = folder.join(sha256);
    fs::read(&file).with_context(|| format!("the file {} can't be read", file.display()))
}

/// How many of these documents the folder does not have.
pub fn missing(folder: &Path, documents: &[String]) -> usize {
    let is_missing = |sha256: &&String| !folder.join(sha256).is_file();
    documents.iter().filter(is_missing).count()
}

/// Makes sure that these are the bytes that were stored.
///
/// # Errors
/// When they are others.
pub fn verify(bytes: Vec<u8>, expected: &str) -> anyhow::Result<Vec<u8>> {
    ensure!(
        sha256(&bytes) == expected,
        "the document {expected} is damaged: its content has another SHA-256"
    );
    Ok(bytes)
}

/// The documents of the folder that have been there since before this moment. Parts of documents
/// that old belong to nobody any more, and are removed.
///
/// # Errors
/// When the folder can't be read, or a part can't be removed.
pub fn older(folder: &Path, than: SystemTime) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if !is_older(&entry.path(), than) {
            continue;
        }
        if name.ends_with(".part") {
            fs::remove_file(entry.path())?;
        } else if name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit()) {
            found.push(name);
        }
    }
    Ok(found)
}

/// Removes a document, unless it was stored anew meanwhile.
///
/// # Errors
/// When it can't be removed.
pub fn remove(folder: &Path, sha256: &str, older: SystemTime) -> anyhow::Result<()> {
    let file = folder.join(sha256);
    if is_older(&file, older) {
        fs::remove_file(file)?;
    }
    Ok(())
}

/// Whether a file was last written before a moment; one that is gone was not.
fn is_older(file: &Path, than: SystemTime) -> bool {
    let written = fs::metadata(file).and_then(|about| about.modified());
    written.is_ok_and(|written| written < than)
}

/// Makes the folder, if need be, and makes sure that it can be written.
///
/// # Errors
/// When it can't.
pub fn prepare(folder: &Path) -> anyhow::Result<()> {
    let probe = folder.join(format!("{}.part", uuid::Uuid::now_v7().simple()));
    fs::create_dir_all(folder)
        .and_then(|()| write(&probe, b""))
        .and_then(|()| fs::remove_file(&probe))
        .with_context(|| {
            let folder = folder.display();
            format!("can't write in the documents folder {folder}; name another with --documents")
        })
}
