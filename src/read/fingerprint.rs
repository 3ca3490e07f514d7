//! What the rows of a corpus are made of, as a text: equal texts, equal rows.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::opened::Opened;
use crate::error::{Error, ReadError};
use crate::hash::of_bytes;

/// Bytes read at a time.
const PIECE: u64 = 1 << 20;

impl Opened {
    /// For each corpus the content of its files, and all that the plan says of how they are read; `None` where rows of several corpora
    /// stand in one file, or come from memory. Where the files lie and what they are called is no part of it. Cost: one pass over the bytes.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(crate) fn fingerprints(&self) -> Result<Option<Vec<String>>, Error> {
        let plan = &self.plan;
        if plan.split.is_some() || plan.files.iter().any(|file| !file.is_on_disk()) {
            return Ok(None);
        }
        let mut paths: Vec<&PathBuf> = plan.tasks.iter().map(|task| &task.path).collect();
        paths.sort();
        paths.dedup();
        let contents = paths.par_iter().map(|path| Ok((path.as_path(), content(path)?)));
        let contents = contents.collect::<Result<BTreeMap<&Path, String>, Error>>()?;
        let mut all = vec![format!("{:?} {:?}", plan.columns, plan.reasoning); self.n_corpora()];
        for task in &plan.tasks {
            let (file, layout) = (&plan.files[task.file], &plan.layouts[task.file]);
            all[task.generation] += &format!(
                "\n{} {} {} {} {layout:?} {:?} {:?}",
                contents[task.path.as_path()],
                task.row_group,
                task.first_row,
                task.n_rows,
                file.constants(),
                plan.earlier.of(task),
            );
        }
        Ok(Some(all))
    }
}

/// The length of a file and the hash of what it holds: of the hashes of its pieces, so that it never lies in memory whole.
fn content(path: &Path) -> Result<String, Error> {
    let read = || -> io::Result<String> {
        let mut file = std::fs::File::open(path)?;
        let (mut piece, mut pieces, mut length) = (Vec::new(), Vec::new(), 0);
        loop {
            piece.clear();
            let n = (&mut file).take(PIECE).read_to_end(&mut piece)?;
            if n == 0 {
                return Ok(format!("{length}:{:016x}", of_bytes(&pieces)));
            }
            pieces.extend(of_bytes(&piece).to_le_bytes());
            length += n;
        }
    };
    read().map_err(|e| Error::read(path, ReadError::new(e)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_a_long_file_counts() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut bytes = vec![7u8; PIECE as usize + 10];
        let mut seen = std::collections::BTreeSet::new();
        for at in [0, 1, PIECE as usize, PIECE as usize + 9] {
            bytes[at] = 8;
            std::fs::write(file.path(), &bytes).unwrap();
            assert!(seen.insert(content(file.path()).unwrap()));
        }
        bytes.push(7);
        std::fs::write(file.path(), &bytes).unwrap();
        assert!(content(file.path()).unwrap().starts_with(&format!("{}:", PIECE + 11)));
        assert!(content(Path::new("no/such/file")).is_err());
    }
}
