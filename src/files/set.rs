//! Files that belong together: all of them appear, or none.
//!
//! Each is written aside first. Then a *list* says which file goes where, one rename follows the other, and the list goes. A process that
//! is killed between two renames leaves the list, and the next one that writes in the folder finishes what it says.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::aside::{self, Aside, Placing};

/// The list of files that are being put in place.
pub(super) const LIST: &str = ".genloss-placing.json";

/// Files written aside, to appear in their folder together.
#[derive(Debug)]
pub(crate) struct Set {
    dir: PathBuf,
    files: Vec<(Aside, String)>,
    /// Whether the folder was made for them, and is to go where they do not come.
    is_new: bool,
}

/// What went wrong, and where.
pub(crate) type Failed = (PathBuf, io::Error);

impl Set {
    /// Writes files aside, by their names in a folder that is made where it is missing. What an earlier process left half done there is
    /// finished, or cleared, first.
    pub(crate) fn stage<'a>(
        dir: &Path,
        files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    ) -> Result<Set, Failed> {
        let is_new = !dir.exists();
        fs::create_dir_all(dir).map_err(|error| (dir.to_owned(), error))?;
        finish(dir);
        aside::clear(dir);
        let stage = |(name, bytes): (&str, &[u8])| {
            let target = dir.join(name);
            // A rename onto a folder would fail half way through the list.
            let file = match target.is_dir() {
                true => Err(io::ErrorKind::IsADirectory.into()),
                false => Aside::write(dir, bytes),
            };
            file.map(|file| (file, name.to_owned())).map_err(|error| (target, error))
        };
        let files = files.into_iter().map(stage).collect::<Result<_, _>>()?;
        Ok(Set { dir: dir.to_owned(), files, is_new })
    }

    /// Begins a further file of the set, aside, for its bytes to be written bit by bit.
    pub(crate) fn begin(&mut self, name: &str) -> Result<&mut File, Failed> {
        let target = self.dir.join(name);
        let failed = |error| (target.clone(), error);
        if target.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        self.files.push((Aside::write(&self.dir, &[]).map_err(failed)?, name.to_owned()));
        let at = self.files.len() - 1;
        Ok(self.files[at].0.file())
    }

    /// Where the files will be.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        self.files.iter().map(|(_, name)| self.dir.join(name)).collect()
    }

    /// Puts all files in place; where one cannot be, the others go back to what they were.
    pub(crate) fn place(mut self) -> Result<Vec<PathBuf>, Failed> {
        for (file, name) in &mut self.files {
            // What was written bit by bit is on disk before the first rename.
            file.file().sync_all().map_err(|error| (self.dir.join(name), error))?;
        }
        let before: Vec<Option<Vec<u8>>> = self.paths().iter().map(|path| fs::read(path).ok()).collect();
        let list = self.list().map_err(|error| (self.dir.join(LIST), error))?;
        let mut placing = Placing::begin();
        for (at, (file, name)) in self.files.iter().enumerate() {
            let target = self.dir.join(name);
            if let Err(error) = placing.rename(&self.dir.join(file.name()), &target) {
                drop(placing);
                let placed = self.paths().into_iter().zip(before).take(at).collect();
                restore(&self.dir, placed);
                drop(list);
                return Err((target, error));
            }
        }
        drop(placing);
        drop(list);
        self.is_new = false;
        Ok(self.paths())
    }

    /// Writes the list of what goes where, as a file that goes with its guard.
    fn list(&self) -> io::Result<List> {
        let moves: Vec<[String; 2]> =
            self.files.iter().map(|(file, name)| [file.name(), name.clone()]).collect();
        let file = Aside::write(&self.dir, &serde_json::to_vec(&moves)?)?;
        let path = self.dir.join(LIST);
        Placing::begin().rename_for_now(&self.dir.join(file.name()), &path)?;
        Ok(List { path, _lock: file })
    }
}

impl Drop for Set {
    fn drop(&mut self) {
        self.files.clear();
        if self.is_new {
            // Only where nobody else put something there.
            let _ = fs::remove_dir(&self.dir);
        }
    }
}

/// The list while it is acted on; the open file holds the lock that says so.
struct List {
    path: PathBuf,
    _lock: Aside,
}

impl Drop for List {
    fn drop(&mut self) {
        Placing::begin().remove(&self.path);
    }
}

/// Finishes what the list of a killed process says, if there is one. Best effort.
fn finish(dir: &Path) {
    let list = dir.join(LIST);
    let Ok(file) = File::open(&list) else { return };
    if file.try_lock().is_err() {
        return;
    }
    let moves: Vec<[String; 2]> =
        fs::read(&list).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    for [from, to] in moves.iter().filter(|moved| moved.iter().all(|name| is_plain(name))) {
        let from = dir.join(from);
        if aside::is_ours(&from) && from.is_file() {
            let _ = fs::rename(&from, dir.join(to));
        }
    }
    let _ = fs::remove_file(&list);
}

/// Whether a name is that of a file in the folder, and of nothing outside it.
fn is_plain(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(part)), None) if part == name)
}

/// Puts back what stood there before. Best effort: the first error is the one worth reporting.
fn restore(dir: &Path, placed: Vec<(PathBuf, Option<Vec<u8>>)>) {
    for (target, before) in placed {
        let _ = match before {
            Some(bytes) => Aside::write(dir, &bytes)
                .and_then(|file| Placing::begin().rename(&dir.join(file.name()), &target)),
            None => fs::remove_file(&target),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(dir: &Path, names: &[&str]) -> Result<Set, Failed> {
        Set::stage(dir, names.iter().map(|name| (*name, b"new".as_slice())))
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn all_files_appear_together() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("a/b");
        let set = stage(&dir, &["x", "y"]).unwrap();
        assert_eq!(set.paths(), [dir.join("x"), dir.join("y")]);
        assert!(!dir.join("x").exists() && names(&dir).len() == 2, "still aside");
        assert_eq!(set.place().unwrap(), [dir.join("x"), dir.join("y")]);
        assert_eq!(names(&dir), ["x", "y"]);
        drop(stage(&dir, &["x", "z"]).unwrap());
        assert_eq!(names(&dir), ["x", "y"], "what is not put in place is gone");
        drop(stage(&root.path().join("c"), &["x"]).unwrap());
        assert!(!root.path().join("c").exists(), "so is the folder that was made for it");
    }

    #[test]
    fn a_later_failure_leaves_earlier_files_untouched() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("x"), "old").unwrap();
        fs::create_dir(dir.path().join("z")).unwrap();
        let (path, _) = stage(dir.path(), &["x", "y", "z"]).unwrap_err();
        assert_eq!(path, dir.path().join("z"));
        assert_eq!(names(dir.path()), ["x", "z"], "no new file, no temporary file");
        // A folder that comes while the files are aside.
        let set = stage(dir.path(), &["x", "y", "w"]).unwrap();
        fs::create_dir(dir.path().join("w")).unwrap();
        let (path, _) = set.place().unwrap_err();
        assert_eq!(path, dir.path().join("w"));
        assert_eq!(fs::read(dir.path().join("x")).unwrap(), b"old");
        assert_eq!(names(dir.path()), ["w", "x", "z"], "no new file, no temporary file");
    }

    #[test]
    fn a_file_that_grows_belongs_to_the_set() {
        use io::Write;
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("a");
        let mut set = stage(&dir, &["x"]).unwrap();
        set.begin("y").unwrap().write_all(b"12").unwrap();
        assert!(!dir.join("y").exists());
        set.place().unwrap();
        assert_eq!(
            (names(&dir), fs::read(dir.join("y")).unwrap()),
            (vec!["x".into(), "y".into()], b"12".into())
        );
        fs::create_dir(dir.join("z")).unwrap();
        let (path, _) = stage(&dir, &[]).unwrap().begin("z").unwrap_err();
        assert_eq!(path, dir.join("z"));
    }

    #[test]
    fn what_a_killed_process_began_is_finished() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("out");
        fs::create_dir(&dir).unwrap();
        let write = |name: &str, text: &str| fs::write(dir.join(name), text).unwrap();
        // Two of four files are in place; the third name leads out of the folder, and the fourth source is not ours.
        for (name, text) in [
            ("a", "new"),
            ("b", "old"),
            (".genloss-b.tmp", "new"),
            (".genloss-c.tmp", "evil"),
            ("mine", "kept"),
        ] {
            write(name, text);
        }
        write(
            LIST,
            r#"[[".genloss-a.tmp","a"],[".genloss-b.tmp","b"],[".genloss-c.tmp","../c"],["mine","d"]]"#,
        );
        stage(&dir, &["e"]).unwrap().place().unwrap();
        assert_eq!(fs::read(dir.join("b")).unwrap(), b"new");
        assert!(!root.path().join("c").exists());
        assert_eq!(names(&dir), ["a", "b", "e", "mine"]);
        // A list that is none is cleared.
        write(LIST, "{");
        stage(&dir, &["e"]).unwrap().place().unwrap();
        assert!(!dir.join(LIST).exists());
    }
}
