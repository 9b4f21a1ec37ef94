//! What the tests stand on does what they rely on.

mod browser;
mod html;
mod postgres;
