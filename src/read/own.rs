//! Files that genloss itself wrote: a report in a folder of data is no data.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// What the footer of our tables holds, as a key of its metadata.
pub(crate) const TABLE_KEY: &str = "genloss.table";

/// Bytes at the beginning, or at the end, in which a file of ours says so.
const LOOKED_AT: u64 = 64 << 10;

/// Whether a file is one of a report: by its name, and by what it holds.
pub(super) fn is_own(path: &Path) -> bool {
    let holds = |bytes: io::Result<Vec<u8>>, wanted: &str| {
        bytes.is_ok_and(|bytes| bytes.windows(wanted.len()).any(|part| part == wanted.as_bytes()))
    };
    match path.file_name().and_then(|name| name.to_str()) {
        Some("metrics.parquet") => holds(end(path), TABLE_KEY),
        Some("metrics.csv") => holds(beginning(path, 64), "scope,generation,reference,against,slice,metric,"),
        Some("report.json") => holds(beginning(path, 256), "\"name\": \"genloss\""),
        _ => false,
    }
}

fn beginning(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn end(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let from = file.metadata()?.len().saturating_sub(LOOKED_AT);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(LOOKED_AT).read_to_end(&mut bytes)?;
    Ok(bytes)
}
