//! Files that appear complete or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Produced;
use crate::error::Error;
use crate::files::stage;

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Write { path, source }
}

/// Checks that files could be created in `dir`, or in its nearest existing ancestor if it is missing. Leaves nothing
/// behind. Meant to be called before the analysis, so that a mistake in `-o` shows at once.
///
/// # Errors
/// [`Error::Write`] naming `dir`.
pub fn check_writable(dir: &Path) -> Result<(), Error> {
    let mut existing = dir;
    while !existing.as_os_str().is_empty() && fs::symlink_metadata(existing).is_err() {
        existing = existing.parent().unwrap_or(Path::new(""));
    }
    let existing = if existing.as_os_str().is_empty() { Path::new(".") } else { existing };
    tempfile::tempfile_in(existing).map_err(failed(dir))?;
    Ok(())
}

/// Checks that text could be appended to a file. Leaves nothing behind.
///
/// # Errors
/// [`Error::Append`] naming the file.
pub fn check_appendable(path: &Path) -> Result<(), Error> {
    if path.exists() {
        return fs::OpenOptions::new().append(true).open(path).map(drop).map_err(not_appended(path));
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    tempfile::tempfile_in(folder).map(drop).map_err(not_appended(path))
}

/// Appends a text and an empty line to a file; creates the file if it is missing. What stands there stays.
///
/// # Errors
/// [`Error::Append`] naming the file.
pub fn append(path: &Path, text: &str) -> Result<(), Error> {
    let mut file = fs::OpenOptions::new().append(true).create(true).open(path).map_err(not_appended(path))?;
    file.write_all(format!("{text}\n").as_bytes()).map_err(not_appended(path))
}

fn not_appended(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Append { path, source }
}

/// Writes all files, or none.
pub(super) fn all(dir: &Path, files: &[Produced]) -> Result<Vec<PathBuf>, Error> {
    fs::create_dir_all(dir).map_err(failed(dir))?;
    let mut staged = Vec::with_capacity(files.len());
    for file in files {
        let target = dir.join(&file.name);
        // A rename onto a folder would fail half way through the list.
        if target.is_dir() {
            return Err(failed(&target)(io::ErrorKind::IsADirectory.into()));
        }
        let temporary = stage(dir, &file.bytes).map_err(failed(&target))?;
        staged.push((temporary, target));
    }
    let mut placed: Vec<(PathBuf, Option<Vec<u8>>)> = Vec::with_capacity(staged.len());
    for (temporary, target) in staged {
        let before = fs::read(&target).ok();
        if let Err(error) = temporary.persist(&target) {
            restore(dir, placed);
            return Err(failed(&target)(error.error));
        }
        placed.push((target, before));
    }
    Ok(placed.into_iter().map(|(target, _)| target).collect())
}

/// Puts back what stood there before. Best effort: the first error is the one worth reporting.
fn restore(dir: &Path, placed: Vec<(PathBuf, Option<Vec<u8>>)>) {
    for (target, before) in placed {
        let _ = match before {
            Some(bytes) => stage(dir, &bytes).and_then(|t| Ok(t.persist(&target).map(drop)?)),
            None => fs::remove_file(&target),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn produced(names: &[&str]) -> Vec<Produced> {
        let file = |name: &&str| Produced { name: (*name).to_owned(), bytes: b"new".to_vec() };
        names.iter().map(file).collect()
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn missing_folders_are_created() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("a/b");
        check_writable(&dir).unwrap();
        assert!(!root.path().join("a").exists(), "checking leaves nothing behind");
        let files = all(&dir, &produced(&["x", "y"])).unwrap();
        assert_eq!(files, [dir.join("x"), dir.join("y")]);
        assert_eq!(names(&dir), ["x", "y"]);
    }

    #[test]
    fn a_later_failure_leaves_earlier_files_untouched() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("x"), "old").unwrap();
        fs::create_dir(dir.path().join("z")).unwrap();
        let error = all(dir.path(), &produced(&["x", "y", "z"])).unwrap_err();
        assert!(matches!(error, Error::Write { path, .. } if path.ends_with("z")));
        assert_eq!(fs::read(dir.path().join("x")).unwrap(), b"old");
        assert_eq!(names(dir.path()), ["x", "z"], "no new file, no temporary file");
    }

    #[test]
    fn restoring_brings_back_old_files_and_removes_new_ones() {
        let dir = tempfile::tempdir().unwrap();
        let (x, y) = (dir.path().join("x"), dir.path().join("y"));
        fs::write(&x, "new").unwrap();
        fs::write(&y, "new").unwrap();
        restore(dir.path(), vec![(x.clone(), Some(b"old".to_vec())), (y, None)]);
        assert_eq!(fs::read(x).unwrap(), b"old");
        assert_eq!(names(dir.path()), ["x"]);
    }

    #[test]
    fn a_summary_is_added_to_what_stands_there() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("summary.md");
        check_appendable(&file).unwrap();
        assert!(!file.exists(), "checking leaves nothing behind");
        for text in ["one\n", "two\n"] {
            append(&file, text).unwrap();
        }
        check_appendable(&file).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "one\n\ntwo\n\n");
        for bad in [root.path().to_owned(), root.path().join("no/such")] {
            assert!(matches!(check_appendable(&bad), Err(Error::Append { path, .. }) if path == bad));
        }
    }

    #[test]
    fn a_file_in_place_of_the_folder_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        for dir in [file.clone(), file.join("below")] {
            let error = check_writable(&dir).unwrap_err();
            assert!(matches!(error, Error::Write { path, .. } if path == dir));
        }
    }

    #[cfg(unix)]
    #[test]
    fn reports_are_ordinary_files() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("plain"), "").unwrap();
        all(dir.path(), &produced(&["x"])).unwrap();
        let mode = |name| fs::metadata(dir.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode("x"), mode("plain"));
    }
}
