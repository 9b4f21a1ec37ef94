//! The rule book, the page of a rule and the preview of a change of one.

mod departure;
mod index;
mod preview;
mod show;

pub use departure::Common;
pub use index::index;
pub use preview::{Doing, preview};
pub use show::{Sheet, show};
