//! Every text that is translated is shown somewhere.

use std::{collections::BTreeSet, fs, path::Path};

/// The Rust files below a folder, as one text.
fn code(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            code(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push_str(&fs::read_to_string(&path).expect("a text"));
        }
    }
}

/// What the code names in a module: `t::label`, `tu::save`. The module is not looked at.
fn called(code: &str) -> BTreeSet<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let calls = code.split("::").skip(1);
    calls
        .map(|rest| rest.split(|c| !is_word(c)).next().unwrap_or_default())
        .collect()
}

#[test]
fn no_text_is_translated_in_vain() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = String::new();
    code(&here.join("src"), &mut all);
    code(&here.join("../server/src"), &mut all);
    let called = called(&all);
    let mut count = 0;
    for file in fs::read_dir(here.join("locales/nl")).expect("the texts") {
        let file = file.expect("a file").path();
        let texts: toml::Table = fs::read_to_string(&file)
            .expect("a text")
            .parse()
            .expect("texts");
        for key in texts.keys() {
            assert!(called.contains(key.as_str()), "{}: {key}", file.display());
            count += 1;
        }
    }
    assert!(count > 500, "{count} texts");
}
