//! The sentences that stand in a report, written from its facts. Whoever shows a report reads the facts, and never takes a sentence apart.

mod reasons;
mod symptom;

pub(crate) use reasons::{news, reasons};
pub(crate) use symptom::symptom_message;
