//! The HTML checker finds what is wrong.

use tests::html::{check, is_installed};

#[test]
fn a_broken_page_is_named_and_a_sound_one_is_not() {
    let page = |body: &str| {
        format!("<!DOCTYPE html>\n<html lang=\"nl\"><title>Proef</title>\n<body>{body}</html>\n")
    };
    let sound = ("/plans".to_owned(), page("<h1>Plannen</h1>"));
    let broken = ("/plans/new".to_owned(), page("<p><div>Plan</div></p>"));
    let found = check(&[sound, broken]);
    let as_it_should = |line: &String| line.starts_with("/plans/new: 3: ");
    if is_installed() {
        assert!(
            !found.is_empty() && found.iter().all(as_it_should),
            "{found:?}"
        );
    }
}
