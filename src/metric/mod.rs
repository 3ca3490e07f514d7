//! What a number is: the registry of metrics.

use crate::config::Margins;

/// One published number.
#[derive(Debug)]
pub struct Metric {
    /// Stable kebab-case key.
    pub name: &'static str,
    /// Default margins, where the metric is judged.
    pub margins: Option<Margins>,
}

/// The metric of this name.
pub fn find(name: &str) -> Option<&'static Metric> {
    let _ = name;
    None
}

/// Names of the metrics that are judged against margins.
pub fn with_margins() -> impl Iterator<Item = &'static str> {
    std::iter::empty()
}
