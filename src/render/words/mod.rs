//! Every sentence that pages share, written from the facts of a report: pages lay them out, and nobody takes a sentence apart. What a symptom, a
//! cause, a rule or a warning is called stands with it in `terms`, what a metric is called in `metric`; the few sentences that a report
//! itself holds are in `report/words.rs`.

pub mod explain;
pub mod glossary;
pub mod notices;

pub(super) mod advice;
pub(super) mod certainty;
pub(super) mod glance;
pub(super) mod modes;
pub(super) mod plain;
pub(super) mod stages;
pub(super) mod story;
pub(super) mod ten;
