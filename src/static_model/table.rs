//! The vectors of a vocabulary, with what each piece weighs.

use super::safetensors::{Tensor, Tensors};

/// Names of the table of vectors: model2vec's, and WordLlama's, which is also that of sentence-transformers.
const NAMES: [&str; 2] = ["embeddings", "embedding.weight"];

/// No coordinate of a model is beyond this; sums of a corpus of them stay within the range of f32.
const LARGEST: f32 = 1e30;

/// A vector for each piece.
pub(super) struct Table {
    values: Vec<f32>,
    dimension: usize,
    /// The row of each piece, where pieces share rows.
    rows: Option<Vec<u32>>,
    /// What each piece weighs in a mean.
    weights: Option<Vec<f32>>,
}

impl Table {
    /// Reads a `safetensors` file. Cost: one pass.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub(super) fn read(file: &[u8]) -> Result<Self, String> {
        let tensors = Tensors::read(file)?;
        let Some((name, table)) = NAMES.into_iter().find_map(|name| Some((name, tensors.get(name)?))) else {
            let known = NAMES.map(|name| format!("`{name}`")).join(" or ");
            return Err(format!(
                "found the tables {}, expected one of vectors named {known}",
                tensors.names()
            ));
        };
        let of = |name: &str, problem: String| format!("table `{name}`: {problem}");
        let [rows, dimension] = table.shape[..] else {
            return Err(of(name, format!("found shape {:?}, expected a row a piece", table.shape)));
        };
        if rows == 0 || dimension == 0 {
            return Err(of(name, format!("found {rows} vectors of {dimension} coordinates, expected some")));
        }
        let values = table.floats().map_err(|problem| of(name, problem))?;
        finite(&values).map_err(|(at, x)| {
            of(name, format!("found {x} in row {}, expected numbers up to {LARGEST:e}", at / dimension))
        })?;
        let mapping = tensors.get("mapping").map(|mapping| row_of_pieces(mapping, rows));
        let mapping = mapping.transpose().map_err(|problem| of("mapping", problem))?;
        let weights =
            tensors.get("weights").map(weights).transpose().map_err(|problem| of("weights", problem))?;
        Ok(Self { values, dimension, rows: mapping, weights })
    }

    /// Coordinates of a vector.
    pub(super) fn dimension(&self) -> usize {
        self.dimension
    }

    /// Whether all pieces up to this one have a vector.
    ///
    /// # Errors
    /// That one has none, as a sentence.
    pub(super) fn covers(&self, largest: u32) -> Result<(), String> {
        let rows = self.values.len() / self.dimension;
        let vectors = ("vectors", self.rows.as_ref().map_or(rows, Vec::len));
        let weights = self.weights.as_ref().map(|weights| ("weights", weights.len()));
        for (what, n) in [vectors].into_iter().chain(weights) {
            if largest as usize >= n {
                return Err(format!(
                    "it has {n} {what}, but the tokenizer's pieces are numbered up to {largest}"
                ));
            }
        }
        Ok(())
    }

    /// Adds the vector of a piece, at its weight. Cost: O(coordinates).
    pub(super) fn add(&self, piece: u32, sum: &mut [f32]) {
        let row = self.rows.as_ref().map_or(Some(piece), |rows| rows.get(piece as usize).copied());
        let from = row.map(|row| row as usize * self.dimension);
        let Some(vector) = from.and_then(|from| self.values.get(from..from + self.dimension)) else { return };
        let weight = self.weights.as_ref().and_then(|weights| weights.get(piece as usize)).copied();
        match weight {
            None => sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x),
            Some(weight) => sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += weight * x),
        }
    }
}

fn row_of_pieces(mapping: &Tensor<'_>, rows: usize) -> Result<Vec<u32>, String> {
    let positions = mapping.positions()?.into_iter().enumerate().map(|(piece, row)| {
        let row = row.filter(|&row| row < rows).and_then(|row| u32::try_from(row).ok());
        row.ok_or_else(|| format!("found no row of the {rows} for piece {piece}"))
    });
    positions.collect()
}

fn weights(weights: &Tensor<'_>) -> Result<Vec<f32>, String> {
    let values = weights.floats()?;
    finite(&values)
        .map_err(|(at, x)| format!("found {x} for piece {at}, expected numbers up to {LARGEST:e}"))?;
    Ok(values)
}

/// Whether all are numbers that can be added up.
///
/// # Errors
/// The first that is not, with its place.
fn finite(values: &[f32]) -> Result<(), (usize, f32)> {
    match values.iter().position(|x| x.is_nan() || x.abs() > LARGEST) {
        Some(at) => Err((at, values[at])),
        None => Ok(()),
    }
}
