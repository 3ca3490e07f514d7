//! Files that are written aside, under names that say so, until all of what belongs together is there.
//!
//! Whoever ends the process early asks for [`discard_all`]; what a killed process left behind is cleared by the next one that writes in
//! the folder.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

/// How the names begin and end.
const NAME: (&str, &str) = (".genloss-", ".tmp");

/// What this process has written aside and not put in place. Held while files are put in place, too, so that whoever discards comes
/// before or after a whole set.
static ASIDE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn aside() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    ASIDE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file written aside: gone unless it is put in place.
#[derive(Debug)]
pub(super) struct Aside(NamedTempFile);

impl Aside {
    /// Writes these bytes aside in a folder (a rename cannot cross file systems), all of them on disk.
    pub(super) fn write(dir: &Path, bytes: &[u8]) -> io::Result<Aside> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(NAME.0).suffix(NAME.1);
        // Temporary files are private by default; what is written here is an ordinary file, as far as the umask allows.
        #[cfg(unix)]
        let permissions = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666);
        #[cfg(unix)]
        builder.permissions(permissions);
        let mut file = Aside::locked(dir, &builder)?;
        file.0.write_all(bytes)?;
        file.0.as_file().sync_all()?;
        Ok(file)
    }

    /// A new file, locked, so that others see that somebody works here. Where another process cleared it before it was locked, the next
    /// one; a file system without locks has nobody who clears.
    fn locked(dir: &Path, builder: &tempfile::Builder<'_, '_>) -> io::Result<Aside> {
        loop {
            let file = {
                let mut known = aside();
                let file = builder.tempfile_in(dir)?;
                known.insert(file.path().to_owned());
                Aside(file)
            };
            let is_cleared = matches!(file.0.as_file().try_lock(), Err(TryLockError::WouldBlock));
            if !is_cleared && file.0.path().exists() {
                return Ok(file);
            }
        }
    }

    /// The file, to go on writing it.
    pub(super) fn file(&mut self) -> &mut File {
        self.0.as_file_mut()
    }

    /// Its name while it is aside.
    pub(super) fn name(&self) -> String {
        self.0.path().file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let mut known = aside();
        let _ = fs::remove_file(self.0.path());
        known.remove(self.0.path());
    }
}

/// Whether files are put in place: until it goes, nothing is discarded.
pub(super) struct Placing(MutexGuard<'static, BTreeSet<PathBuf>>);

impl Placing {
    pub(super) fn begin() -> Placing {
        Placing(aside())
    }

    /// Puts one file in place.
    pub(super) fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)?;
        self.0.remove(from);
        Ok(())
    }

    /// Puts one file in place that goes with the others when this process ends early.
    pub(super) fn rename_for_now(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.rename(from, to)?;
        self.0.insert(to.to_owned());
        Ok(())
    }

    /// Removes such a file.
    pub(super) fn remove(&mut self, path: &Path) {
        let _ = fs::remove_file(path);
        self.0.remove(path);
    }
}

/// Removes whatever this process has written aside, and keeps it from writing more: for a process that is about to end. Waits
/// for a set of files that is just being put in place.
pub(crate) fn discard_all() {
    let known = aside();
    for path in known.iter() {
        let _ = fs::remove_file(path);
    }
    std::mem::forget(known);
}

/// Removes what killed processes left in a folder: files under our names that nobody has locked. Best effort.
pub(super) fn clear(dir: &Path) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if is_ours(&path) && path.is_file() && File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(&path);
        }
    }
}

/// Whether a file of that name was written aside by us.
pub(super) fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with(NAME.0) && name.ends_with(NAME.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(dir: &Path, name: &str) -> PathBuf {
        let path = dir.join(name);
        File::create(&path).unwrap();
        path
    }

    #[test]
    fn what_a_killed_process_left_is_cleared_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path();
        let stale = left(dir, ".genloss-abc.tmp");
        let kept = [".genloss-abc", "report.tmp", "genloss-abc.tmp", ".genloss-held.tmp"]
            .map(|name| left(dir, name));
        fs::create_dir(dir.join(".genloss-folder.tmp")).unwrap();
        let holder = File::open(&kept[3]).unwrap();
        holder.try_lock().unwrap();
        clear(dir);
        assert!(!stale.exists());
        assert!(kept.iter().all(|path| path.exists()), "{kept:?}");
        drop(holder);
        clear(dir);
        assert!(!kept[3].exists(), "nobody holds it any more");
        assert!(dir.join(".genloss-folder.tmp").is_dir());
    }

    #[test]
    fn a_file_aside_is_known_until_it_is_gone() {
        let root = tempfile::tempdir().unwrap();
        let file = Aside::write(root.path(), b"x").unwrap();
        let path = root.path().join(file.name());
        assert!(aside().contains(&path) && is_ours(&path));
        clear(root.path());
        assert!(path.exists(), "it is locked");
        drop(file);
        assert!(!aside().contains(&path) && !path.exists());
    }
}
