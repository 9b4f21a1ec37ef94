//! Builds the browser bundle: what `/pkg/<hash>/…` serves.
//!
//! The `app` crate becomes WebAssembly, the style sheets become one file, and all of it lands in
//! `target/site/<hash>/` beside ready-made brotli and gzip copies. The hash is taken over the
//! contents, so a browser may keep every file for ever. `target/site/current` names the newest hash
//! and is written last: who reads it always finds a whole folder.
//!
//! ```text
//! cargo run -p bundle                 everything
//! cargo run -p bundle -- --no-wasm    style sheet and fonts only: seconds, for work on the look
//! cargo run -p bundle -- --strict     fails when the bundle outgrows its budget
//! ```
//!
//! It takes the place of cargo-leptos, which takes long to install and downloads tools of its own.

mod style;
mod wasm;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// A bundle in the making: contents by path below its folder, in name order.
type Files = BTreeMap<String, Vec<u8>>;

/// Wasm and JavaScript together may weigh this much in brotli: a slow phone link during a crisis
/// must still bring it within a second or two.
const BUDGET: usize = 130_000;

fn main() -> Result<()> {
    let (mut no_wasm, mut strict) = (false, false);
    for arg in env::args().skip(1) {
        match arg.as_str() {
            "--no-wasm" => no_wasm = true,
            "--strict" => strict = true,
            other => bail!("unknown option {other}; there are --no-wasm and --strict"),
        }
    }

    let root = workspace_root()?;
    let mut files = style::build(&root.join("style"))?;
    if !no_wasm {
        files.extend(wasm::build(&root)?);
        let boot = fs::read(root.join("app/bundle/boot.js")).context("app/bundle/boot.js")?;
        files.insert("boot.js".to_owned(), boot);
    }
    let compressed = compress(&files)?;
    let weight = weight(&compressed);
    files.extend(compressed);
    let hash = content_hash(&files);
    publish(&root.join("target/site"), &hash, &files)?;

    if no_wasm {
        println!("bundle {hash}: style only");
        return Ok(());
    }
    println!(
        "bundle {hash}: wasm + js {:.1} KB brotli (at most {} KB)",
        weight as f64 / 1000.0,
        BUDGET / 1000
    );
    if strict && weight > BUDGET {
        bail!("the bundle is over its budget: move code out of islands, or out of what they use");
    }
    Ok(())
}

/// Where the workspace is: cargo tells when it runs us; else the current directory.
fn workspace_root() -> Result<PathBuf> {
    let root = match env::var_os("CARGO_MANIFEST_DIR") {
        Some(package) => Path::new(&package).join("../..").canonicalize()?,
        None => env::current_dir()?,
    };
    if !root.join("app/Cargo.toml").exists() {
        bail!("{} is not the workspace; run `make bundle`", root.display());
    }
    Ok(root)
}

/// The brotli and gzip copies, at their strongest: made once, served often. Fonts (woff2) and
/// images are compressed already.
fn compress(files: &Files) -> Result<Files> {
    let mut copies = Files::new();
    for (name, bytes) in files {
        if !["css", "js", "wasm"]
            .iter()
            .any(|kind| name.ends_with(&format!(".{kind}")))
        {
            continue;
        }
        let mut br = Vec::new();
        let strongest = brotli::enc::BrotliEncoderParams::default();
        brotli::BrotliCompress(&mut bytes.as_slice(), &mut br, &strongest)?;
        copies.insert(format!("{name}.br"), br);

        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gz.write_all(bytes)?;
        copies.insert(format!("{name}.gz"), gz.finish()?);
    }
    Ok(copies)
}

/// What a first visit to a page with an island loads, in bytes.
fn weight(compressed: &Files) -> usize {
    let loaded = |name: &str| name.ends_with(".js.br") || name.ends_with(".wasm.br");
    compressed
        .iter()
        .filter(|(name, _)| loaded(name))
        .map(|(_, bytes)| bytes.len())
        .sum()
}

/// The first 16 hex digits of SHA-256 over every name and content, in name order.
fn content_hash(files: &Files) -> String {
    let mut sha = Sha256::new();
    for (name, bytes) in files {
        // Lengths keep a byte that moves from one file to the next from going unseen.
        sha.update((name.len() as u64).to_le_bytes());
        sha.update(name);
        sha.update((bytes.len() as u64).to_le_bytes());
        sha.update(bytes);
    }
    sha.finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Writes the folder, points `current` at it, and only then removes what it replaces.
fn publish(site: &Path, hash: &str, files: &Files) -> Result<()> {
    let folder = site.join(hash);
    if !folder.exists() {
        let partial = site.join(".partial");
        if partial.exists() {
            fs::remove_dir_all(&partial)?;
        }
        for (name, bytes) in files {
            let path = partial.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&partial))?;
            fs::write(&path, bytes).with_context(|| path.display().to_string())?;
        }
        fs::rename(&partial, &folder)?;
    }

    let current = site.join("current");
    // Left alone when nothing changed, so that cargo need not build the server again.
    if fs::read_to_string(&current).is_ok_and(|was| was == hash) {
        return Ok(());
    }
    let next = site.join(".current");
    fs::write(&next, hash)?;
    fs::rename(&next, &current)?;
    for entry in fs::read_dir(site)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() && entry.file_name() != hash {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
