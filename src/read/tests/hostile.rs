//! Files that are not what they claim: an error that names the file, never a panic.

use std::error::Error as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::{config, n_texts, plan, read};
use crate::error::Error;
use crate::read::fixture::{Table, doubles, ints, lists, texts, write_invalid_utf8};

/// A file with most things a file can have.
fn rich(folder: &Path, name: &str) -> PathBuf {
    Table::of("text", n_texts(40))
        .and("prompt_id", ints(0..40))
        .and("score", doubles((0..40).map(f64::from)))
        .and("extra", lists(texts(["a"; 40]), &[Some(1); 40]))
        .setting("temperature", "1")
        .row_groups_of(25)
        .write(folder, name)
}

/// Plans and reads a pair of files, the first of them intact.
fn outcome(good: &Path, bad: &Path) -> Result<usize, Error> {
    let plan = plan(&config(&[good.to_owned(), bad.to_owned()]))?;
    read(&plan).map(|rows| rows.len())
}

fn assert_names(error: &Error, path: &Path) {
    assert!(matches!(error, Error::Read { path: named, .. } if named == path), "{error:?}");
    assert!(error.source().is_some());
}

#[test]
fn files_that_are_not_parquet_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let good = rich(folder.path(), "good.parquet");
    let whole = fs::read(&good).unwrap();
    let half = &whole[..whole.len() / 2];
    let cases: [(&str, &[u8]); 4] =
        [("empty", b""), ("text", b"prompt,text\n1,hello\n"), ("magic", b"PAR1PAR1"), ("truncated", half)];
    for (name, content) in cases {
        let bad = folder.path().join(format!("{name}.parquet"));
        fs::write(&bad, content).unwrap();
        let error = outcome(&good, &bad).unwrap_err();
        assert!(matches!(&error, Error::NotParquet { path, .. } if *path == bad), "{error:?}");
    }
}

#[test]
fn bytes_that_are_not_utf8_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let good = rich(folder.path(), "good.parquet");
    let bad = write_invalid_utf8(folder.path(), "bad.parquet");
    assert_names(&outcome(&good, &bad).unwrap_err(), &bad);
}

#[test]
fn a_file_that_vanishes_after_planning_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let paths = [rich(folder.path(), "a.parquet"), rich(folder.path(), "b.parquet")];
    let plan = plan(&config(&paths)).unwrap();
    fs::remove_file(&paths[1]).unwrap();
    assert_names(&read(&plan).unwrap_err(), &paths[1]);
}

#[test]
fn damaged_bytes_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    let good = rich(folder.path(), "good.parquet");
    let bad = folder.path().join("bad.parquet");
    let whole = fs::read(&good).unwrap();
    // A prime step meets every alignment; all positions were tried once and took 30 seconds.
    for position in (0..whole.len()).step_by(11) {
        for flip in [0x01, 0xff] {
            let mut damaged = whole.clone();
            damaged[position] ^= flip;
            fs::write(&bad, damaged).unwrap();
            // Any outcome will do: most damage shows, some only changes a value.
            let _ = outcome(&good, &bad);
        }
    }
}
