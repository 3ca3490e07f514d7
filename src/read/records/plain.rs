//! Small tables that are no corpus, read whole: leaderboards.

use std::path::Path;

use super::csv::Rows;
use crate::error::{Error, ReadError};

/// Largest file that is read.
const MOST_BYTES: u64 = 16 << 20;

/// All rows of a file of fields with commas between, or with tabs where its first line has more of those; `None` = nothing stands there.
///
/// # Errors
/// A file that is missing, too large or no text; quotes that do not end.
pub(crate) fn table_of(path: &Path) -> Result<Vec<Vec<Option<String>>>, Error> {
    let bad = |problem: String| Error::BadRecord { path: path.to_owned(), problem };
    if !path.exists() {
        return Err(Error::NotFound { path: path.to_owned() });
    }
    let failed = |error| Error::read(path, ReadError::new(error));
    if std::fs::metadata(path).map_err(failed)?.len() > MOST_BYTES {
        return Err(bad("more than 16 MiB, expected a small table".to_owned()));
    }
    let bytes = std::fs::read(path).map_err(failed)?;
    let text =
        String::from_utf8(bytes).map_err(|_| bad("bytes that are not UTF-8, expected a text".to_owned()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let first = text.lines().next().unwrap_or_default();
    let n = |separator: u8| first.bytes().filter(|byte| *byte == separator).count();
    let separator = if n(b'\t') > n(b',') { b'\t' } else { b',' };
    let (mut rows, mut cells, mut all) = (Rows::new(text, separator, 1), Vec::new(), Vec::new());
    while rows.next(&mut cells).map_err(|fault| bad(format!("line {}: {}", rows.began, fault.what)))? {
        all.push(cells.iter().map(|cell| cell.text().map(str::to_owned)).collect());
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            table_of(&path)
        };
        let cells =
            |row: &[&str]| row.iter().map(|c| (!c.is_empty()).then(|| (*c).to_owned())).collect::<Vec<_>>();
        assert_eq!(read("\u{feff},a\r\n\"x, y\",1\n").unwrap(), [cells(&["", "a"]), cells(&["x, y", "1"])]);
        assert_eq!(read("n\ta\nx,\t1").unwrap(), [cells(&["n", "a"]), cells(&["x,", "1"])]);
        assert!(read("a,b\n\"x").unwrap_err().to_string().contains("line 2"));
        assert!(matches!(table_of(Path::new("no/such.csv")), Err(Error::NotFound { .. })));
    }
}
