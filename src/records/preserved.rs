//! What lies on disk: hashes, sizes and rows of files and folders, to be recorded and verified.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::record::Preserved;
use crate::error::Error;
use crate::files;
use crate::read;

/// Looks at a file or a folder: of a folder every file counts, by its path within it.
///
/// # Errors
/// [`Error::BadRecording`] where it does not exist, cannot be read, or is a folder without a file.
pub fn preserve(path: &Path) -> Result<Preserved, Error> {
    let bad = |path: &Path, problem: String| Error::BadRecording { path: path.to_owned(), problem };
    let unread = |path: &Path, error: &std::io::Error| {
        bad(path, format!("cannot be read to be recorded: {error}; correct the path, or leave it out"))
    };
    let found = files::below(path).map_err(|error| unread(path, &error))?;
    if found.is_empty() {
        return Err(bad(
            path,
            "holds no file that could be recorded; correct the path, or leave it out".to_owned(),
        ));
    }
    let mut whole = Preserved {
        path: path.display().to_string(),
        sha256: String::new(),
        bytes: 0,
        files: found.len() as u64,
        rows: Some(0),
    };
    let mut list = String::new();
    for file in &found {
        let seen = Seen::of(file).map_err(|error| unread(file, &error))?;
        whole.bytes += seen.bytes;
        whole.rows = whole.rows.zip(rows(file, &seen)).map(|(all, more)| all + more);
        let name = file.strip_prefix(path).unwrap_or(file);
        // As `sha256sum` lists files: their hashes, two spaces, their names.
        list += &format!("{}  {}\n", seen.sha256, name.display());
        whole.sha256 = seen.sha256;
    }
    if found != [PathBuf::from(path)] {
        whole.sha256 = hex(&Sha256::digest(list.as_bytes()));
    }
    Ok(whole)
}

/// What one pass over a file sees.
struct Seen {
    sha256: String,
    bytes: u64,
    lines: u64,
}

impl Seen {
    fn of(path: &Path) -> std::io::Result<Self> {
        let mut hash = Sha256::new();
        let (mut bytes, mut lines, mut last) = (0, 0, b'\n');
        files::pass(path, |piece| {
            hash.update(piece);
            bytes += piece.len() as u64;
            lines += memchr::memchr_iter(b'\n', piece).count() as u64;
            last = piece.last().copied().unwrap_or(last);
        })?;
        // A last line need not end.
        lines += u64::from(last != b'\n');
        Ok(Seen { sha256: hex(&hash.finalize()), bytes, lines })
    }
}

/// Rows of a file, where its format says them without reading it whole again.
fn rows(path: &Path, seen: &Seen) -> Option<u64> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "parquet" => read::rows_of_parquet(path),
        "jsonl" | "ndjson" => Some(seen.lines),
        _ => None,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_are_known_by_their_bytes() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("a.jsonl");
        std::fs::write(&file, "abc").unwrap();
        let one = preserve(&file).unwrap();
        assert_eq!(one.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!((one.bytes, one.files, one.rows), (3, 1, Some(1)));
        let alone = preserve(root.path()).unwrap();
        assert_ne!(alone.sha256, one.sha256, "a folder is not its file");
        std::fs::create_dir(root.path().join("b")).unwrap();
        std::fs::write(root.path().join("b/c.csv"), "x\n1\n").unwrap();
        let two = preserve(root.path()).unwrap();
        assert_eq!((two.bytes, two.files, two.rows), (7, 2, None));
        std::fs::rename(root.path().join("b/c.csv"), root.path().join("b/d.csv")).unwrap();
        assert_ne!(preserve(root.path()).unwrap().sha256, two.sha256, "names count");
    }

    #[test]
    fn rows_come_from_footers() {
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo/gen0.parquet");
        assert_eq!(preserve(&demo).unwrap().rows, Some(800));
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        let said = |path: &Path| preserve(path).unwrap_err().to_string();
        assert!(said(&root.path().join("no")).contains("cannot be read to be recorded"));
        assert!(said(root.path()).contains("holds no file"));
    }
}
