//! What people see in Paraat, and the rules of the field.
//!
//! Everything here is free of I/O and compiles for the server and the browser alike: plain
//! types, pure rules that take `today` as an argument, checks of what came in by form, and views
//! that turn loaded data into HTML. One folder a feature; [`plans`] is the one that others follow.

#[macro_use]
mod codes;
pub mod choice;
pub mod date;
pub mod fold;
pub mod form;
pub mod id;
pub mod islands;
pub mod locale;
pub mod page;
pub mod shell;
pub mod source;
pub mod ui;

pub mod identity;
pub mod trail;

// the features, in the order of `server`
pub mod actions;
pub mod exercises;
pub mod lessons;
pub mod organisations;
pub mod people;
pub mod plans;
pub mod playbooks;
pub mod roles;
pub mod rulebook;

pub mod sheets;

pub use locale::{Locale, Text};

/// Every text that a person reads, by file of `locales/`; made by the build script.
pub mod text {
    include!(concat!(env!("OUT_DIR"), "/text.rs"));
}

/// Starts the islands of a page; called once by the browser.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
