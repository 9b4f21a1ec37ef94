//! The `app` crate as WebAssembly, with the JavaScript that binds it to the page.

use crate::Files;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm-release";

/// `paraat.js` and `paraat_bg.wasm` (and snippets, should a dependency bring any).
pub fn build(root: &Path) -> Result<Files> {
    let front = root.join("target/front");
    compile(root, &front)?;

    let out = front.join("bindgen");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    Bindgen::new()
        .input_path(front.join(TARGET).join(PROFILE).join("app.wasm"))
        .out_name("paraat")
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&out)
        .context("wasm-bindgen; its two crates must have one version in Cargo.lock")?;

    let mut files = Files::new();
    collect(&out, &out, &mut files)?;
    Ok(files)
}

fn compile(root: &Path, front: &Path) -> Result<()> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root);
    cargo.args([
        "build",
        "--package",
        "app",
        "--lib",
        "--features",
        "hydrate",
    ]);
    cargo
        .args(["--profile", PROFILE, "--target", TARGET, "--target-dir"])
        .arg(front);
    toolchain(&mut cargo)?;
    if !cargo.status().context("cargo")?.success() {
        bail!("the browser part of app did not compile; see above");
    }
    Ok(())
}

/// Finds a compiler that can make WebAssembly: the one in use if it has the target, else Debian's,
/// which comes with the standard library's source only, so that cargo builds that as well.
fn toolchain(cargo: &mut Command) -> Result<()> {
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let has_target = |sysroot: PathBuf| sysroot.join("lib/rustlib").join(TARGET).is_dir();
    if sysroot(&rustc).is_some_and(has_target) {
        return Ok(());
    }
    let debian = "/usr/bin/rustc";
    let has_source = |sysroot: PathBuf| sysroot.join("lib/rustlib/src/rust/library/std").is_dir();
    let linker = newest_linker();
    if let Some(linker) = linker
        && sysroot(debian).is_some_and(has_source)
    {
        cargo.env("RUSTC", debian);
        // build-std is not stable yet; this lets a stable compiler use it.
        cargo.env("RUSTC_BOOTSTRAP", "1");
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        cargo.arg("-Zbuild-std=std,panic_abort");
        return Ok(());
    }
    bail!("no compiler for {TARGET}; `.ci/setup build` installs one");
}

fn sysroot(rustc: &str) -> Option<PathBuf> {
    let output = Command::new(rustc)
        .args(["--print", "sysroot"])
        .output()
        .ok()?;
    let sysroot = String::from_utf8(output.stdout).ok()?;
    output
        .status
        .success()
        .then(|| PathBuf::from(sysroot.trim()))
}

/// Debian's linkers carry their LLVM version in the name: `wasm-ld-22`.
fn newest_linker() -> Option<PathBuf> {
    let version = |path: &PathBuf| -> Option<u32> {
        path.file_name()?
            .to_str()?
            .strip_prefix("wasm-ld-")?
            .parse()
            .ok()
    };
    let programs = fs::read_dir("/usr/bin")
        .ok()?
        .filter_map(Result::ok)
        .map(|entry| entry.path());
    programs
        .filter(|path| version(path).is_some())
        .max_by_key(version)
}

/// Reads a folder and what is below it, with names as they count from `top`.
fn collect(folder: &Path, top: &Path, files: &mut Files) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, top, files)?;
        } else {
            let name = path.strip_prefix(top)?.to_string_lossy().into_owned();
            files.insert(name, fs::read(&path)?);
        }
    }
    Ok(())
}
