//! A stored `report.json`, to be drawn again.

use std::path::Path;

use serde::Deserialize;

use crate::error::Error;
use crate::files;
use crate::render::finite;
use crate::report::Report;

/// The layout this program knows.
const SCHEMA: u32 = 1;

/// Where the version of the layout stands, in bytes from the start.
const BEGINNING: u64 = 200;

/// What is looked at first: a later layout should say so instead of failing at some field.
#[derive(Deserialize)]
struct Head {
    schema_version: u32,
}

/// Reads a report that `genloss compare` wrote.
///
/// # Errors
/// [`Error::BadReport`] when the file cannot be read, is no report, or has a layout of another version.
pub fn load(path: &Path) -> Result<Report, Error> {
    let bad = |problem: String| Error::BadReport { path: path.to_owned(), problem };
    let text = std::fs::read_to_string(path).map_err(|e| bad(format!("cannot read the report: {e}")))?;
    let report = parse(&text).map_err(bad)?;
    finite::check(&report)?;
    Ok(report)
}

/// Whether a path is meant as a report: its file ends in `.json` and begins as [`load`] expects.
pub fn is_report(path: &Path) -> bool {
    let is_json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let begins = files::beginning(path, BEGINNING).unwrap_or_default();
    is_json && String::from_utf8_lossy(&begins).contains("\"schema_version\"")
}

fn parse(text: &str) -> Result<Report, String> {
    let expected = "expected the report.json that `genloss compare` wrote";
    let head: Head = serde_json::from_str(text).map_err(|e| format!("{e}; {expected}"))?;
    if head.schema_version != SCHEMA {
        return Err(format!(
            "the report has schema version {}, this program reads {SCHEMA}; use the genloss that wrote it",
            head.schema_version
        ));
    }
    serde_json::from_str(text).map_err(|e| format!("{e}; {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{json, testing};

    #[test]
    fn what_was_written_is_read_to_the_last_bit() {
        let mut report = testing::collapse();
        // Values whose shortest decimal form a sloppy parser gets wrong in the last bit.
        let odd = [
            0.1 + 0.2,
            1.0 / 3.0,
            f64::from_bits(1),
            f64::MAX,
            f64::from_bits(f64::MIN_POSITIVE.to_bits() - 1),
        ];
        for (metric, value) in report.comparisons[0].metrics.iter_mut().zip(odd) {
            metric.value = Some(value);
        }
        assert_eq!(parse(&json::page(&report).unwrap()), Ok(report));
    }

    #[test]
    fn other_files_are_refused_with_the_reason() {
        for (text, expected) in [
            ("", "EOF while parsing"),
            ("[]", "expected the report.json"),
            ("{\"schema_version\": 2}", "schema version 2, this program reads 1"),
            ("{\"schema_version\": 1}", "missing field"),
        ] {
            let said = parse(text).unwrap_err();
            assert!(said.contains(expected), "{said}");
        }
        let said = load(Path::new("no/such/report.json")).unwrap_err().to_string();
        assert!(said.starts_with("no/such/report.json: cannot read the report"), "{said}");
    }
}
