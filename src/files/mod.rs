//! Files that appear complete or not at all.

mod aside;
mod growing;
mod set;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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

/// All files below a folder, sorted by path; of a file itself. What is hidden or written aside counts, links to folders do not lead on.
pub(crate) fn below(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let (mut found, mut open) = (Vec::new(), vec![path.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            match entry.file_type()?.is_dir() {
                true => open.push(entry.path()),
                // A link to a folder has no bytes of its own.
                false if entry.path().is_dir() => {}
                false => found.push(entry.path()),
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Passes over a file piece by piece, in bounded memory.
pub(crate) fn pass(path: &Path, mut see: impl FnMut(&[u8])) -> io::Result<()> {
    let mut file = fs::File::open(path)?;
    let mut piece = vec![0; 1 << 16];
    loop {
        match io::Read::read(&mut file, &mut piece) {
            Ok(0) => return Ok(()),
            Ok(n) => see(&piece[..n]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
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
