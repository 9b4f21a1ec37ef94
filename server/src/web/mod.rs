//! What every page goes through: the table of routes, the page around a page, uploads, Markdown and
//! the files of the browser.

pub mod assets;
pub mod cookies;
pub mod forms;
pub mod headers;
pub mod markdown;
pub mod page;
pub mod sniff;
mod table;
pub mod upload;

pub use table::Routes;
