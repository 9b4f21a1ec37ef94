//! The whole program: over HTTP, in a real browser, and how it is built. All in one test program, so
//! that a wait of one test is time for another, and one PostgreSQL and one chromedriver serve all.

mod browser;
mod harness;
mod http;
mod structure;
