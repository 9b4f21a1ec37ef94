//! Passwords: argon2id, hashed away from the threads that answer requests.

use anyhow::{Context, anyhow};
use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use std::sync::OnceLock;

/// The least number of characters of a new password (NIST SP 800-63B: 8; BIO asks for more).
pub const MINIMUM: usize = 10;

/// Hashes a password.
///
/// # Errors
/// When the machine gives no randomness or no thread.
pub async fn hash(password: String) -> anyhow::Result<String> {
    let hash = tokio::task::spawn_blocking(move || hash_now(&password)).await;
    hash.context("hashing was cut off")?
}

/// Hashes a password here and now; for the command line.
///
/// # Errors
/// When the machine gives no randomness.
pub fn hash_now(password: &str) -> anyhow::Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|e| anyhow!("can't hash: {e}"))?.to_string())
}

/// Whether a password belongs to a hash. Without a hash (an unknown user) it takes as long and is
/// wrong, so that nobody can learn from the time who has an account.
///
/// # Errors
/// When no thread is to be had.
pub async fn verify(password: String, hash: Option<String>) -> anyhow::Result<bool> {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let check = move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| {
            NOBODY
                .get_or_init(|| hash_now("nobody").unwrap_or_default())
                .clone()
        });
        let matches = PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        });
        matches && known
    };
    tokio::task::spawn_blocking(check)
        .await
        .context("verifying was cut off")
}
