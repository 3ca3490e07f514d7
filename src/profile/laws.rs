//! The laws every accumulator obeys, tested at every split.
