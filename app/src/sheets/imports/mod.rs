//! Import of plans and people from a spreadsheet: what its columns are, what a row would do, and
//! what can be wrong with a file or a cell.

mod columns;
pub mod dates;
mod faults;
mod model;
pub mod pages;

pub use columns::{Column, ImportKind, cell_name};
pub use faults::{Fault, Flaw, Refusal, shortened};
pub use model::{Change, Counts, Detail, Imported, Line, MAX_BYTES, MAX_ROWS, Outcome};
