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
fn a_file_that_is_replaced_after_planning_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let paths = [rich(folder.path(), "a.parquet"), rich(folder.path(), "b.parquet")];
    let plan = plan(&config(&paths)).unwrap();
    fs::rename(rich(folder.path(), "new.parquet"), &paths[1]).unwrap();
    let error = read(&plan).unwrap_err();
    assert_names(&error, &paths[1]);
    assert!(error.source().unwrap().to_string().contains("was replaced or written to"), "{error:?}");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_before_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let good = rich(folder.path(), "good.parquet");
    let socket = folder.path().join("socket.parquet");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    for (path, what) in [(socket, "a socket"), (PathBuf::from("/dev/zero"), "a device")] {
        let error = outcome(&good, &path).unwrap_err();
        assert!(
            matches!(&error, Error::NotParquet { what: said, .. } if said.starts_with(what)),
            "{error:?}"
        );
    }
}

#[test]
fn a_flipped_bit_of_a_checksummed_page_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    // Written by pyarrow 21 with `write_page_checksum`: eight texts, "plant a small tree number 0" and on.
    let whole = include_bytes!("checksummed.parquet");
    let [good, bad] = ["good.parquet", "bad.parquet"].map(|name| folder.path().join(name));
    fs::write(&good, whole).unwrap();
    let at = whole.windows(4).position(|bytes| bytes == b"tree").unwrap();
    let mut flipped = whole.to_vec();
    flipped[at] ^= 1;
    fs::write(&bad, flipped).unwrap();
    let error = outcome(&good, &bad).unwrap_err();
    assert_names(&error, &bad);
    assert!(error.source().unwrap().to_string().to_lowercase().contains("crc"), "{error:?}");
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
