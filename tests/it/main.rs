//! The one integration test binary.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod cli;
mod oracle;
