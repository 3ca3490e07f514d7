//! Turns panics of the reading libraries into errors: they assert some of what a damaged file can violate.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};

use crate::error::ReadError;

/// What Arrow says when texts or lists of one batch are longer than their offsets can count.
pub(super) const OVERFLOW: &str = "index overflow";

thread_local! {
    /// Whether this thread is inside [`guard`], where a panic is an answer and not a bug.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is where a panic becomes an error, so that a program may keep its message to itself. A library changes no
/// hook of the process it is in; `genloss` the program does, since the message is printed before anyone can catch the panic.
#[cfg(feature = "cli")]
pub(crate) fn is_guarded() -> bool {
    GUARDED.try_with(Cell::get).unwrap_or(false)
}

/// Runs `read`; a panic inside is an error.
pub(super) fn guard<T>(read: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    let outside = GUARDED.replace(true);
    // Nothing is used again after a panic: the file, its reader and the half-made batch are dropped.
    let outcome = panic::catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(outside);
    outcome.unwrap_or_else(|payload| {
        let said = payload.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or_default();
        let is_overflow = said.contains(OVERFLOW) || said.contains("offset overflow");
        Err(ReadError::new(if is_overflow {
            OVERFLOW
        } else {
            "the file contradicts itself: is it damaged?"
        }))
    })
}
