//! One program at a time makes a SQLite file and brings it up to date: two that did so at once would
//! both make the same tables. (PostgreSQL has a lock of its own for that.)

use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// The right to open a database file, until it is dropped; others wait for it. It is a lock on a
/// file beside the database, which goes with the program that holds it, however that ends.
#[derive(Debug)]
pub(super) struct Opening {
    path: PathBuf,
    _locked: File,
}

impl Opening {
    /// Waits until nobody else opens this database.
    pub(super) async fn of(database: &Path) -> io::Result<Self> {
        let mut path = OsString::from(database);
        path.push("-opening");
        let path = PathBuf::from(path);
        tokio::task::spawn_blocking(|| Self::wait(path)).await?
    }

    fn wait(path: PathBuf) -> io::Result<Self> {
        loop {
            let file = File::options()
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)?;
            file.lock()?;
            // Whoever held it has removed the file; then another one holds that of the next.
            let ours = file.metadata()?;
            match fs::metadata(&path) {
                Ok(there) if (there.dev(), there.ino()) == (ours.dev(), ours.ino()) => {
                    let _locked = file;
                    return Ok(Self { path, _locked });
                }
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }
}

impl Drop for Opening {
    fn drop(&mut self) {
        // While it is locked. One that stays does no harm.
        let _ = fs::remove_file(&self.path);
    }
}
