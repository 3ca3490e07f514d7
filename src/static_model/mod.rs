//! Static embedding models: a vector for each piece of a vocabulary, of which a text is the mean.
//!
//! They come as a folder with a `tokenizer.json` and a table of vectors as `safetensors`, in the layouts of model2vec and
//! WordLlama. Reading one needs no more than its files; nothing is downloaded. Pieces that the vocabulary lacks are left
//! out, and every vector gets length 1, whatever the model's own settings say, so that more text is no more spread.

mod bert;
mod byte_pairs;
mod pieces;
mod safetensors;
mod table;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use crate::error::Error;
use crate::hash::{of_bytes, of_gram};
use crate::read::ModelFiles;
use pieces::Pieces;
use table::Table;

/// A loaded model. Each content is loaded once in the life of the process and kept, so that a model can be handed around
/// like a number; two of the same content are equal.
#[derive(Clone, Copy)]
pub struct StaticModel {
    hash: u64,
    loaded: &'static Loaded,
}

struct Loaded {
    pieces: Pieces,
    table: Table,
}

static LOADED: Mutex<BTreeMap<u64, &'static Loaded>> = Mutex::new(BTreeMap::new());

impl StaticModel {
    /// Reads the model in a folder. Cost: reading its files; the table takes 4 bytes a number.
    ///
    /// # Errors
    /// [`Error::BadModel`] with the file, what was found and what was expected.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        Self::load(&ModelFiles::read(folder)?)
    }

    fn load(files: &ModelFiles) -> Result<Self, Error> {
        let hash = of_gram([of_bytes(&files.weights.1), of_bytes(&files.tokenizer.1)]);
        let bad = |path: &Path, problem: String| Error::BadModel { path: path.to_owned(), problem };
        let mut loaded = LOADED
            .lock()
            .map_err(|_| bad(&files.weights.0, "another thread failed while loading it".to_owned()))?;
        if let Some(loaded) = loaded.get(&hash) {
            return Ok(Self { hash, loaded });
        }
        let (weights, tokenizer) = (&files.weights, &files.tokenizer);
        let pieces = Pieces::load(&tokenizer.1).map_err(|problem| bad(&tokenizer.0, problem))?;
        let table = Table::read(&weights.1).map_err(|problem| bad(&weights.0, problem))?;
        if let Err(problem) = table.covers(pieces.largest()) {
            return Err(bad(
                &weights.0,
                format!("{problem}; it belongs to another {}", tokenizer.0.display()),
            ));
        }
        let made: &'static Loaded = Box::leak(Box::new(Loaded { pieces, table }));
        loaded.insert(hash, made);
        Ok(Self { hash, loaded: made })
    }

    /// The vector of a text, of length 1; `None` where the vocabulary knows none of its pieces, or they cancel out.
    ///
    /// The same on any machine: numbers are added in the order of the pieces. Cost: O(pieces x coordinates), beside cutting
    /// the text.
    pub fn embed(self, text: &str) -> Option<Vec<f32>> {
        let mut sum = vec![0.0; self.dimension()];
        self.loaded.pieces.known(text, |piece| self.loaded.table.add(piece, &mut sum));
        unit(sum)
    }

    /// Coordinates of a vector.
    pub fn dimension(self) -> usize {
        self.loaded.table.dimension()
    }

    /// Hash of the table and the tokenizer as they lie on disk, 16 hexadecimal digits.
    pub fn hash(self) -> String {
        format!("{:016x}", self.hash)
    }
}

/// The vector at length 1.
fn unit(mut sum: Vec<f32>) -> Option<Vec<f32>> {
    let length = sum.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
    if !(length > 0.0 && length.is_finite()) {
        return None;
    }
    sum.iter_mut().for_each(|x| *x = (f64::from(*x) / length) as f32);
    Some(sum)
}

impl std::fmt::Debug for StaticModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StaticModel({:016x})", self.hash)
    }
}

impl PartialEq for StaticModel {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
    }
}

impl Eq for StaticModel {}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
