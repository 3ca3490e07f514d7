//! The null: two samples between which nothing was lost, dealt from real rows again and again.

use std::sync::Arc;

use super::result::NullKind;
use crate::chance::Chance;
use crate::compare;
use crate::profile::{Profile, SampleRow, Split, Tokenizer, reading};

/// Rows that can be dealt into two sides of one law.
#[derive(Debug)]
pub struct Null {
    rows: Vec<SampleRow>,
    deal: Deal,
}

/// How rows are dealt.
#[derive(Debug)]
enum Deal {
    /// Two disjoint random halves.
    Halves,
    /// The rows of each shared key, by generation; a coin says which generation stands for which side.
    Labels(Vec<[Vec<usize>; 2]>),
}

impl Null {
    /// Two random halves of one corpus: both come from its law. Where every row has a key of its own, halves share no
    /// key, so their comparison is unpaired.
    pub fn halves(profile: &Profile) -> Self {
        Self { rows: profile.sample.rows().to_vec(), deal: Deal::Halves }
    }

    /// Two generations of the same prompts with the labels swapped at random, key by key: if the generations do not
    /// differ, no swap changes anything but chance. Rows whose key only one of them has are left out.
    pub fn label_swaps(before: &Profile, after: &Profile) -> Self {
        // A row without a key is known by its number, which means nothing in another corpus.
        let keyed = |profile: &'_ Profile| -> Vec<SampleRow> {
            profile.sample.rows().iter().filter(|row| row.keyed).cloned().collect()
        };
        let (before, after) = (keyed(before), keyed(after));
        let (mut rows, mut keys) = (Vec::new(), Vec::new());
        let mut later = after.chunk_by(|a, b| a.order == b.order).peekable();
        for own in before.chunk_by(|a, b| a.order == b.order) {
            while later.next_if(|other| other[0].order < own[0].order).is_some() {}
            let Some(other) = later.next_if(|other| other[0].order == own[0].order) else { continue };
            let start = rows.len();
            rows.extend_from_slice(own);
            let middle = rows.len();
            rows.extend_from_slice(other);
            keys.push([(start..middle).collect(), (middle..rows.len()).collect()]);
        }
        Self { rows, deal: Deal::Labels(keys) }
    }

    /// The same with texts that belong together in one block.
    #[must_use]
    pub(super) fn in_blocks_by_content(mut self, tokenizer: Tokenizer) -> Self {
        let blocks = compare::blocks_by_content(&self.rows, tokenizer);
        self.rows.iter_mut().zip(blocks).for_each(|(row, block)| row.block = block);
        self
    }

    /// The same with every text split once for all deals.
    #[must_use]
    pub(super) fn split(mut self, tokenizer: Tokenizer) -> Self {
        for row in &mut self.rows {
            row.reading = reading::Kept::of(Arc::new(Split::of(&row.text, tokenizer)));
        }
        self
    }

    /// The rows that are dealt.
    pub fn rows(&self) -> &[SampleRow] {
        &self.rows
    }

    /// The same deals of other rows, one for each of the present ones.
    pub(super) fn with_rows(&self, rows: Vec<SampleRow>) -> Self {
        let deal = match &self.deal {
            Deal::Halves => Deal::Halves,
            Deal::Labels(keys) => Deal::Labels(keys.clone()),
        };
        Self { rows, deal }
    }

    /// How the rows are dealt.
    pub fn kind(&self) -> NullKind {
        match self.deal {
            Deal::Halves => NullKind::Halves,
            Deal::Labels(_) => NullKind::LabelSwaps,
        }
    }

    /// Rows of the corpus at this position, of those the null was made of.
    pub(super) fn n_rows_of(&self, corpus: usize) -> u64 {
        match &self.deal {
            Deal::Halves => self.rows.len() as u64,
            Deal::Labels(keys) => keys.iter().map(|sides| sides[corpus].len() as u64).sum(),
        }
    }

    /// Documents a side; of label swaps, the mean of both sides.
    pub fn documents_a_side(&self) -> u64 {
        self.rows.len() as u64 / 2
    }

    /// Positions of the rows of either side; the same stream means the same deal for ever. Of an odd number of rows
    /// halves leave one out.
    pub fn deal(&self, stream: u64) -> [Vec<usize>; 2] {
        let mut chance = Chance::of(stream);
        match &self.deal {
            Deal::Halves => {
                let n = self.rows.len();
                let mut first = chance.order(n);
                let second = first[n / 2..n / 2 * 2].to_vec();
                first.truncate(n / 2);
                [first, second]
            }
            Deal::Labels(keys) => {
                let mut sides = [Vec::new(), Vec::new()];
                for [before, after] in keys {
                    let swapped = usize::from(chance.hits(0.5));
                    sides[swapped].extend(before);
                    sides[1 - swapped].extend(after);
                }
                sides
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{corpus, texts};
    use super::*;

    #[test]
    fn halves_are_disjoint_equal_and_random() {
        let null = Null::halves(&corpus(&texts(41)));
        let [first, second] = null.deal(0);
        assert_eq!((first.len(), second.len()), (20, 20));
        let mut all = [first.clone(), second].concat();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 40);
        assert_eq!(null.deal(0)[0], first, "a stream is a deal");
        assert_ne!(null.deal(1)[0], first);
    }

    #[test]
    fn labels_are_swapped_key_by_key_and_strangers_left_out() {
        let (before, after) = (corpus(&texts(40)), corpus(&texts(30)));
        let null = Null::label_swaps(&before, &after);
        assert_eq!((null.rows().len(), null.documents_a_side()), (60, 30));
        let [first, second] = null.deal(2);
        assert_eq!((first.len(), second.len()), (30, 30));
        let keys = |side: &[usize]| side.iter().map(|&i| null.rows()[i].order).collect::<Vec<_>>();
        assert_eq!(keys(&first), keys(&second), "both sides answer the same prompts");
        let swapped = first.iter().filter(|&&i| i % 2 == 1).count();
        assert!((5..=25).contains(&swapped), "{swapped} of 30 keys changed sides");
    }

    #[test]
    fn nothing_can_be_dealt_from_nothing() {
        let empty = Profile::default();
        for null in [Null::halves(&empty), Null::label_swaps(&empty, &corpus(&texts(9)))] {
            assert!(null.deal(0).iter().all(Vec::is_empty));
        }
    }
}
