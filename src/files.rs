//! Files that appear complete or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// A temporary file in a folder (a rename cannot cross file systems) with all bytes on disk.
pub(crate) fn stage(dir: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".genloss-").suffix(".tmp");
    // Temporary files are private by default; what is written here is an ordinary file, as far as the umask allows.
    #[cfg(unix)]
    let permissions = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(permissions);
    let mut file = builder.tempfile_in(dir)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Writes a file whole or not at all, in a folder that is made where it is missing.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    stage(folder, bytes)?.persist(path)?;
    Ok(())
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
}
