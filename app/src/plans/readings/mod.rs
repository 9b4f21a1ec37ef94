//! Proof of reading: who is asked to read a plan, and who has read its newest version.

pub mod form;
mod model;
pub mod pages;
pub mod rules;

pub use model::{Asked, EndedReader, MyReading, Reader, ReadersSheet, ReadingRequest, Tally, Who};
