//! A file that is written bit by bit, and appears when it is complete.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::aside::{self, Aside, Placing};

/// A file that is being written aside: gone unless it is put in place.
#[derive(Debug)]
pub(crate) struct Growing {
    aside: Aside,
    folder: PathBuf,
    path: PathBuf,
}

impl Growing {
    /// Begins a file, in a folder that is made where it is missing.
    pub(crate) fn begin(path: &Path) -> io::Result<Growing> {
        if path.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        aside::clear(folder);
        Ok(Growing { aside: Aside::write(folder, &[])?, folder: folder.to_owned(), path: path.to_owned() })
    }

    /// Puts it in place, all of it on disk.
    pub(crate) fn place(mut self) -> io::Result<()> {
        self.aside.file().sync_all()?;
        Placing::begin().rename(&self.folder.join(self.aside.name()), &self.path)
    }
}

impl Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.aside.file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.aside.file().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_appears_when_it_is_complete_or_not_at_all() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a/b");
        let mut file = Growing::begin(&path).unwrap();
        file.write_all(b"12").unwrap();
        file.write_all(b"34").unwrap();
        assert!(!path.exists());
        file.place().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"1234");
        Growing::begin(&path).unwrap().write_all(b"5").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"1234", "it was not put in place");
        assert_eq!(fs::read_dir(root.path().join("a")).unwrap().count(), 1);
        assert!(Growing::begin(&root.path().join("a")).is_err(), "a folder stands there");
    }
}
