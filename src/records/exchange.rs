//! Records as lines of JSON, for version control and other machines: what is exported is imported, and comes out again byte for byte.

use std::path::Path;

use super::record::Record;
use crate::error::Error;
use crate::files;

/// One line a record, in the order in which they were written.
///
/// # Errors
/// [`Error::Format`] where a number is not finite.
pub fn lines(records: &[Record]) -> Result<String, Error> {
    let mut out = String::new();
    for record in records {
        out += &serde_json::to_string(record)
            .map_err(|error| Error::Format { format: "jsonl", reason: error.to_string() })?;
        out.push('\n');
    }
    Ok(out)
}

/// Reads a file that [`lines`] wrote.
///
/// # Errors
/// As [`parse`], and where it cannot be read.
pub fn read(path: &Path) -> Result<Vec<Record>, Error> {
    let bad = |problem: String| Error::BadRecording { path: path.to_owned(), problem };
    let bytes = files::read(path)
        .map_err(|error| bad(format!("cannot read the export: {error}; correct the path")))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| bad("is not UTF-8; take what `genloss history export` wrote".to_owned()))?;
    parse(path, &text)
}

/// Reads what [`lines`] wrote.
///
/// # Errors
/// [`Error::BadRecording`] with the line that is none, or whose record would come out otherwise.
pub fn parse(path: &Path, text: &str) -> Result<Vec<Record>, Error> {
    let record = |(at, line): (usize, &str)| {
        let bad = |problem: String| Error::BadRecording {
            path: path.to_owned(),
            problem: format!(
                "line {}: {problem}; expected what `genloss history export` wrote, nothing was imported",
                at + 1
            ),
        };
        let record: Record = serde_json::from_str(line).map_err(|error| bad(error.to_string()))?;
        if record.name.trim().is_empty() {
            return Err(bad("the record has no name".to_owned()));
        }
        Ok(record)
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(record).collect()
}
