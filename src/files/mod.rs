//! Files that appear complete or not at all.

mod aside;
mod growing;
mod set;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

pub(crate) use aside::discard_all;
pub(crate) use growing::Growing;
pub(crate) use set::{Failed, Set};

/// Writes a file whole or not at all, in a folder that is made where it is missing.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    aside::clear(folder);
    let file = aside::Aside::write(folder, bytes)?;
    aside::Placing::begin().rename(&folder.join(file.name()), path)
}

/// Appends a text to a file, all of it or nothing; creates the file if it is missing.
pub(crate) fn append(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().append(true).create(true).open(path)?;
    let before = file.metadata()?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.flush());
    if written.is_err() && before.is_file() {
        let _ = file.set_len(before.len());
    }
    written
}

/// What a file holds.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// The first bytes of a file, at most so many.
pub(crate) fn beginning(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(fs::File::open(path)?, most), &mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a/b.glp");
        write(&path, b"12345").unwrap();
        assert_eq!((read(&path).unwrap(), beginning(&path, 2).unwrap()), (b"12345".to_vec(), b"12".to_vec()));
        let before = fs::read_dir(root.path().join("a")).unwrap().count();
        assert!(write(&root.path().join("a"), b"x").is_err(), "a folder stands there");
        assert!(write(&path.join("below"), b"x").is_err(), "a file stands where a folder should");
        assert_eq!(read(&path).unwrap(), b"12345");
        assert_eq!(fs::read_dir(root.path().join("a")).unwrap().count(), before, "no temporary file is left");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_cannot_be_appended_whole_is_an_error() {
        assert!(append(Path::new("/dev/full"), "x").is_err());
    }
}
