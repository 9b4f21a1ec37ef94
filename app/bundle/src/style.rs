//! One style sheet and its fonts.

use crate::Files;
use anyhow::{Context, Result, anyhow, bail};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use std::fs;
use std::path::Path;

/// `main.css` with everything it imports as `paraat.css`, and `fonts/*.woff2`.
///
/// Addresses in style sheets are left as written and count from `paraat.css`: a font is
/// `url("fonts/name.woff2")` in whichever file it stands.
pub fn build(style: &Path) -> Result<Files> {
    let mut files = Files::new();
    for entry in fs::read_dir(style.join("fonts")).context("style/fonts")? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == "woff2") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            files.insert(format!("fonts/{name}"), fs::read(&path)?);
        }
    }
    let css = bundle(&style.join("main.css"))?;
    check_addresses(&css, &files)?;
    files.insert("paraat.css".to_owned(), css.into_bytes());
    Ok(files)
}

fn bundle(entry: &Path) -> Result<String> {
    // The errors borrow from the reader, so they become text at once.
    let reader = FileProvider::new();
    let mut sheet = Bundler::new(&reader, None, ParserOptions::default())
        .bundle(entry)
        .map_err(|error| anyhow!("{error}"))?;
    sheet
        .minify(MinifyOptions::default())
        .map_err(|error| anyhow!("{error}"))?;
    let minified = PrinterOptions {
        minify: true,
        ..PrinterOptions::default()
    };
    Ok(sheet
        .to_css(minified)
        .map_err(|error| anyhow!("{error}"))?
        .code)
}

/// A misspelt font or picture would go unseen: the browser falls back without a word.
fn check_addresses(css: &str, files: &Files) -> Result<()> {
    for rest in css.split("url(").skip(1) {
        let address = rest
            .split(')')
            .next()
            .unwrap_or_default()
            .trim_matches(['"', '\'']);
        if !address.starts_with("data:")
            && !address.starts_with('#')
            && !files.contains_key(address)
        {
            bail!("style: url({address}) is not in the bundle; write it as url(\"fonts/…\")");
        }
    }
    Ok(())
}
