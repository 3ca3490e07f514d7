//! Files that appear complete or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Produced;
use crate::error::Error;
use crate::files::{self, Failed, Set};

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

/// Writes a text to a file, which appears complete or not at all.
///
/// # Errors
/// [`Error::Write`] naming the file.
pub fn to_file(path: &Path, text: &str) -> Result<(), Error> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    all(folder, &[Produced { name, bytes: text.as_bytes().to_vec() }]).map(drop)
}

/// Appends a text and an empty line to a file, or nothing; creates the file if it is missing. What stands there stays.
///
/// # Errors
/// [`Error::Append`] naming the file.
pub fn append(path: &Path, text: &str) -> Result<(), Error> {
    files::append(path, &format!("{text}\n")).map_err(not_appended(path))
}

fn not_appended(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Append { path, source }
}

/// Files that are written aside and appear together when they are put in place, or never.
#[derive(Debug)]
pub struct Staged(Set);

impl Staged {
    /// Where they will be.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.0.paths()
    }

    /// Puts all of them in place; where one cannot be, the others go back to what they were.
    ///
    /// # Errors
    /// [`Error::Write`] with the file concerned.
    pub fn place(self) -> Result<Vec<PathBuf>, Error> {
        self.0.place().map_err(not_written)
    }
}

/// Writes all files aside.
pub(super) fn stage(dir: &Path, files: &[Produced]) -> Result<Staged, Error> {
    let files = files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice()));
    Set::stage(dir, files).map(Staged).map_err(not_written)
}

fn not_written((path, source): Failed) -> Error {
    Error::Write { path, source }
}

/// Writes all files, or none.
pub(super) fn all(dir: &Path, files: &[Produced]) -> Result<Vec<PathBuf>, Error> {
    stage(dir, files)?.place()
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
        fs::create_dir(dir.join("z")).unwrap();
        let error = all(&dir, &produced(&["x", "z"])).unwrap_err();
        assert!(matches!(error, Error::Write { path, .. } if path.ends_with("z")), "the file is named");
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
