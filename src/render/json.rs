//! `report.json`: the report as it is.

use serde::Serialize;

use crate::error::Error;
use crate::render::{escape, finite};
use crate::report::Report;

/// Indented JSON with a final newline; the same report gives the same bytes.
///
/// # Errors
/// [`Error::NotFinite`] when a number is NaN or infinite: JSON would say `null`, which means "undefined" here.
pub fn page(report: &Report) -> Result<String, Error> {
    finite::check(report)?;
    text(report)
}

/// Anything as indented JSON with a final newline; what would act on a reader of its strings is escaped.
pub(super) fn text(value: &impl Serialize) -> Result<String, Error> {
    let page = serde_json::to_string_pretty(value)
        .map_err(|error| Error::Format { format: "json", reason: error.to_string() })?;
    Ok(escape::json(&page) + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    #[test]
    fn a_report_survives_the_round_trip() {
        let report = testing::collapse();
        let page = page(&report).unwrap();
        assert!(page.ends_with("}\n"));
        let back: Report = serde_json::from_str(&page).unwrap();
        assert_eq!(super::page(&back).unwrap(), page);
    }

    #[test]
    fn numbers_that_json_cannot_say_are_refused_with_their_place() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let mut report = testing::collapse();
            report.comparisons[1].metrics[0].ci_high = Some(value);
            let error = page(&report).unwrap_err().to_string();
            assert!(error.contains("comparisons[1].metrics[0].ci_high"), "{error}");
        }
        let mut report = testing::collapse();
        report.comparisons[0].overused[0].z = f64::NAN;
        assert!(page(&report).unwrap_err().to_string().contains("comparisons[0].overused[0].z"));
    }
}
