//! Vectors of texts by a static embedding model, for corpora that bring none.
//!
//! A document is cut where it counts as cut before it is embedded, so that the longer side is not the one that says more.

use ndarray::Array2;

use super::super::CutRow;
use super::Cloud;
use super::cloud::key_of;
use crate::profile::Tokenizer;
use crate::static_model::StaticModel;
use crate::threads::parts;

/// Documents of a side that get a vector: the first ones of the sample. What decides nothing must not cost more than what
/// decides.
pub(super) const ROWS: usize = 4096;

/// Documents that are embedded by one thread at a time.
const AT_A_TIME: usize = 64;

/// The vectors of both sides, as many of either, from the first `rows` documents; `None` where the model knows no word of a
/// side. Documents of which it knows no word are left out.
///
/// *Cost*: cutting the texts into pieces, and O(pieces x coordinates).
pub(super) fn clouds(
    sides: [&[CutRow<'_>]; 2],
    rows: usize,
    tokenizer: Tokenizer,
    model: StaticModel,
) -> Option<[Cloud; 2]> {
    let [before, after] = sides.map(|side| embedded(&side[..rows], tokenizer, model));
    let most = before.len().min(after.len());
    (most > 0).then(|| [before, after].map(|side| cloud(&side[..most], model.dimension())))
}

/// A document with its vector.
type Embedded<'s, 'r> = (&'s CutRow<'r>, Vec<f32>);

fn embedded<'s, 'r>(
    side: &'s [CutRow<'r>],
    tokenizer: Tokenizer,
    model: StaticModel,
) -> Vec<Embedded<'s, 'r>> {
    let embed = |_: &mut (), some: &'s [CutRow<'r>]| -> Vec<Embedded<'s, 'r>> {
        let one = |cut: &'s CutRow<'r>| Some((cut, model.embed(cut.0.beginning(tokenizer, cut.1))?));
        some.iter().filter_map(one).collect()
    };
    parts(side.chunks(AT_A_TIME).collect(), || (), embed).into_iter().flatten().collect()
}

fn cloud(side: &[Embedded<'_, '_>], dimension: usize) -> Cloud {
    let mut points = Array2::zeros((side.len(), dimension));
    for (mut row, (_, vector)) in points.rows_mut().into_iter().zip(side) {
        row.iter_mut().zip(vector).for_each(|(slot, x)| *slot = *x);
    }
    let labels = side.iter().map(|((row, _), _)| (row.block, key_of(row)));
    let (blocks, keys) = labels.unzip();
    Cloud::of_points(points, blocks, keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::SampleRow;
    use crate::static_model::testing::{safetensors, word_pieces, write};

    fn model() -> StaticModel {
        let folder = tempfile::tempdir().unwrap();
        let vectors = [0.0, 0.0, 1.0, 0.0, 0.0, 1.0];
        let weights = safetensors(&[("embeddings", &[3, 2], &vectors)]);
        write(folder.path(), &word_pieces(&["[UNK]", "cat", "dog"]), &weights);
        StaticModel::open(folder.path()).unwrap()
    }

    fn row(block: u8, text: &str) -> SampleRow {
        let tokens = text.split_whitespace().count() as u32;
        SampleRow { block, text: text.into(), tokens, ..SampleRow::default() }
    }

    #[test]
    fn documents_without_a_known_word_are_left_out_and_others_are_cut_first() {
        let before = [row(0, "zebra"), row(1, "cat dog"), row(2, "dog"), row(3, "dog")];
        let after = [row(4, "dog dog"), row(5, "cat"), row(6, "zebra"), row(7, "zebra")];
        let cut = |rows: &'static [SampleRow], most| -> Vec<CutRow<'static>> {
            rows.iter().map(|r| (r, most)).collect()
        };
        let [before, after] = [before, after].map(|rows| &*Box::leak(Box::new(rows)));
        let clouds = |most| clouds([&cut(before, most), &cut(after, most)], 4, Tokenizer::default(), model());
        let [one, two] = clouds(1).unwrap();
        assert_eq!((&one.blocks, &two.blocks), (&vec![1, 2], &vec![4, 5]));
        assert_eq!(one.points, ndarray::array![[1.0, 0.0], [0.0, 1.0]]);
        assert_eq!(two.points, ndarray::array![[0.0, 1.0], [1.0, 0.0]]);
        let [whole, _] = clouds(usize::MAX).unwrap();
        assert!((whole.points[[0, 0]] - 0.5f32.sqrt()).abs() < 1e-6);
        assert!(clouds(0).is_none(), "nothing is left");
    }
}
