//! One file under several names is read once: links into a folder, or a path that is given twice, make no further rows.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::partitions::Piece;
use crate::error::{Warning, WarningCode};

/// Leaves out files that are there under an earlier name, and says so.
pub(super) fn leave_out(corpus: &str, files: &mut Vec<Piece>) -> Option<Warning> {
    let mut seen = BTreeSet::new();
    let mut doubles: Vec<String> = Vec::new();
    files.retain(|piece| {
        // What cannot be looked at is refused when it is read.
        let is_new = identity(&piece.path).is_none_or(|identity| seen.insert(identity));
        if !is_new {
            doubles.push(piece.path.display().to_string());
        }
        is_new
    });
    let first = doubles.first()?;
    let others = match doubles.len() - 1 {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    Some(Warning::new(
        WarningCode::SameFile,
        format!("{corpus}: {first}{others} is a file that is there under another name, and is read once"),
        "give each file once; for copies of rows give copies of the file",
    ))
}

/// What is the same for all names of a file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identity {
    #[cfg(unix)]
    Number(u64, u64),
    #[cfg_attr(unix, expect(dead_code, reason = "where files have no number"))]
    Path(PathBuf),
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|found| Identity::Number(found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    fs::canonicalize(path).ok().map(Identity::Path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn links_to_a_file_that_is_there_are_left_out_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a"), "x").unwrap();
        fs::write(at("b"), "x").unwrap();
        fs::hard_link(at("a"), at("c")).unwrap();
        std::os::unix::fs::symlink(at("b"), at("d")).unwrap();
        let mut files: Vec<Piece> = ["a", "b", "c", "d", "gone"].map(|name| Piece::at(at(name))).into();
        let told = leave_out("g", &mut files).unwrap();
        assert_eq!(files.iter().map(|f| f.path.clone()).collect::<Vec<_>>(), ["a", "b", "gone"].map(at));
        assert!(told.message.contains("/c and 1 more"), "{}", told.message);
        assert_eq!(leave_out("g", &mut files), None, "equal content is no reason");
    }
}
