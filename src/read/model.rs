//! The files of a static embedding model, found in its folder and read whole.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// A file's place and its content.
type Content = (PathBuf, Vec<u8>);

/// What a static embedding model consists of.
#[derive(Debug)]
pub struct ModelFiles {
    /// The table of vectors, as `safetensors`.
    pub weights: Content,
    /// The `tokenizer.json`.
    pub tokenizer: Content,
}

/// How a file of the model is called, where it lies, and what else it may be called where it is the only one.
struct Wanted {
    name: &'static str,
    folders: [&'static str; 2],
    endings: &'static [&'static str],
}

const WEIGHTS: Wanted =
    Wanted { name: "model.safetensors", folders: ["", "weights"], endings: &[".safetensors"] };

/// A plain `tokenizer_config.json` is something else: settings of a library around the tokenizer.
const TOKENIZER: Wanted = Wanted {
    name: "tokenizer.json",
    folders: ["", "tokenizers"],
    endings: &["_tokenizer.json", "_tokenizer_config.json"],
};

impl ModelFiles {
    /// Reads the files of a model: `model.safetensors` and `tokenizer.json`, as model2vec writes them, or the only ones of their
    /// kind, in the folder or in its `weights` and `tokenizers`, as WordLlama has them.
    ///
    /// # Errors
    /// [`Error::BadModel`]: no folder, a file that is missing or cannot be read, or several that could be meant.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        if !folder.is_dir() {
            let found = if folder.exists() { "a file" } else { "nothing" };
            return Err(bad(folder, format!("found {found}, expected a folder")));
        }
        Ok(Self { weights: WEIGHTS.read(folder)?, tokenizer: TOKENIZER.read(folder)? })
    }
}

impl Wanted {
    fn read(&self, folder: &Path) -> Result<Content, Error> {
        let path = self.find(folder)?;
        match fs::read(&path) {
            Ok(content) => Ok((path, content)),
            Err(e) => Err(bad(&path, format!("cannot read it: {e}"))),
        }
    }

    fn find(&self, folder: &Path) -> Result<PathBuf, Error> {
        let folders = self.folders.map(|below| folder.join(below));
        if let Some(path) = folders.iter().map(|folder| folder.join(self.name)).find(|path| path.is_file()) {
            return Ok(path);
        }
        let mut others: Vec<PathBuf> = folders.iter().flat_map(|folder| self.others(folder)).collect();
        others.sort();
        match others.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(bad(folder, format!("found no {}", self.name))),
            several => {
                let names: Vec<_> = several.iter().map(|path| path.display().to_string()).collect();
                Err(bad(folder, format!("found {}, expected one or a {}", names.join(", "), self.name)))
            }
        }
    }

    /// Files of another name that could be meant.
    fn others(&self, folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let is_meant = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            path.is_file() && self.endings.iter().any(|ending| name.ends_with(ending))
        };
        entries.filter(is_meant).collect()
    }
}

fn bad(path: &Path, problem: String) -> Error {
    Error::BadModel { path: path.to_owned(), problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str]) -> Result<Vec<String>, String> {
        let root = tempfile::tempdir().unwrap();
        for name in names {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        let files = ModelFiles::read(root.path()).map_err(|e| e.to_string())?;
        Ok([files.weights.1, files.tokenizer.1].map(|c| String::from_utf8(c).unwrap()).to_vec())
    }

    #[test]
    fn a_folder_of_either_layout_is_found() {
        let plain = ["model.safetensors", "tokenizer.json", "tokenizer_config.json", "other.safetensors"];
        assert_eq!(found(&plain).unwrap(), ["model.safetensors", "tokenizer.json"]);
        let apart = ["weights/l2_256.safetensors", "tokenizers/l2_tokenizer_config.json", "x.json"];
        assert_eq!(found(&apart).unwrap(), apart[..2]);
    }

    #[test]
    fn what_is_missing_or_could_be_either_is_said() {
        let said = |names: &[&str]| found(names).unwrap_err();
        assert!(said(&["tokenizer.json"]).contains("found no model.safetensors"));
        assert!(said(&["model.safetensors", "tokenizer_config.json"]).contains("found no tokenizer.json"));
        let two = said(&["a.safetensors", "weights/b.safetensors"]);
        assert!(
            two.contains("a.safetensors, ") && two.contains("expected one or a model.safetensors"),
            "{two}"
        );
        let root = tempfile::tempdir().unwrap();
        let missing = ModelFiles::read(&root.path().join("x")).unwrap_err().to_string();
        assert!(missing.contains("found nothing, expected a folder"), "{missing}");
    }
}
