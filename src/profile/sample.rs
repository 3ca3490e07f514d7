//! The coordinated sample: the rows with the smallest key hash, so that every generation samples the same prompts.

use std::cmp::Ordering;

use super::{Asked, Kept, reading};

/// Most rows a sample keeps.
pub const CAPACITY: usize = 32_768;

/// Most bytes of text kept of one row (cut at a character boundary), where no setting says otherwise.
pub const TEXT_BYTES: usize = 4096;

/// Most bytes of coordinates that a sample keeps: vectors of more than 2,048 coordinates lower its capacity.
pub const VECTOR_BYTES: usize = 256 << 20;

/// One sampled document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SampleRow {
    /// Sampling hash of the key: equal for equal keys in every generation.
    pub order: u64,
    /// Hash of the whole normalized text; breaks ties and finds duplicates.
    pub content: u64,
    /// The block of the key.
    pub block: u8,
    /// Tokens of the whole document.
    pub tokens: u32,
    /// Whether the whole document goes round in circles: see [`Counted::looping`](super::Counted::looping).
    pub loops: bool,
    /// The text, up to so many bytes as were asked for ([`TEXT_BYTES`]).
    pub text: Box<str>,
    /// Whether `order` comes from a key column.
    pub keyed: bool,
    /// Whether the corpus has a slice column.
    pub sliced: bool,
    /// The slice; `None` when absent or null.
    pub slice: Option<Box<str>>,
    /// Usable values of the profile's columns, in their order.
    pub cells: Box<[Option<Kept>]>,
    /// Whether the output hit its length limit.
    pub truncated: Option<bool>,
    /// The prompt that it answers, where a column holds it.
    pub prompt: Option<Asked>,
    /// The embedding, where it is usable; all of one dimension.
    pub embedding: Option<Box<[f32]>>,
    /// What the text says, kept once somebody asked.
    pub reading: reading::Kept,
}

impl SampleRow {
    /// By key hash and content hash; rows that have both in common by all that can differ then, so that the order in which they came
    /// does not show.
    fn rank(&self, other: &Self) -> Ordering {
        let first = |row: &Self| (row.order, row.content);
        let known = |row: &Self| (row.block, row.keyed, row.truncated, row.tokens, row.loops, row.sliced);
        let beside = || {
            let texts = self.text.cmp(&other.text).then_with(|| self.slice.cmp(&other.slice));
            texts.then_with(|| self.prompt.cmp(&other.prompt)).then_with(|| known(self).cmp(&known(other)))
        };
        let cells = || self.cells.iter().map(place).cmp(other.cells.iter().map(place));
        let bits = |row: &Self| {
            row.embedding.as_ref().map(|vector| vector.iter().map(|x| x.to_bits()).collect::<Vec<_>>())
        };
        first(self)
            .cmp(&first(other))
            .then_with(beside)
            .then_with(cells)
            .then_with(|| bits(self).cmp(&bits(other)))
    }
}

/// A value as something that has an order; which one does not matter.
fn place(cell: &Option<Kept>) -> Option<(u64, &str)> {
    cell.as_ref().map(|kept| match kept {
        Kept::Number(value) => (value.to_bits(), ""),
        Kept::Label(label) => (0, &**label),
    })
}

/// Rows in ascending order of (key hash, content hash), at most [`CAPACITY`], and at most [`VECTOR_BYTES`] of coordinates.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    rows: Vec<SampleRow>,
    /// No row with a key hash above this can get in.
    bound: u64,
}

impl Default for Sample {
    fn default() -> Self {
        Self { rows: Vec::new(), bound: u64::MAX }
    }
}

impl Sample {
    /// The sample of these rows; `None` where they are more than it keeps.
    pub(super) fn of_rows(rows: Vec<SampleRow>) -> Option<Self> {
        let n = rows.len();
        let mut sample = Self { rows, ..Self::default() };
        sample.settle();
        (sample.rows.len() == n).then_some(sample)
    }

    /// The rows, ascending.
    pub fn rows(&self) -> &[SampleRow] {
        &self.rows
    }

    /// The `n` rows that come first: the same prompts in every generation.
    pub fn first(&self, n: usize) -> &[SampleRow] {
        &self.rows[..n.min(self.rows.len())]
    }

    /// Whether a row with this key hash could still get in.
    pub(crate) fn admits(&self, order: u64) -> bool {
        order <= self.bound
    }

    /// Adds a row; call [`Sample::settle`] before reading.
    pub(crate) fn push(&mut self, row: SampleRow) {
        self.rows.push(row);
        // Letting the list grow to twice its size keeps the cost of sorting at O(log n) a row.
        if self.rows.len() >= 2 * CAPACITY {
            self.settle();
        }
    }

    /// Sorts and cuts.
    pub(crate) fn settle(&mut self) {
        self.rows.sort_by(SampleRow::rank);
        let capacity = self.capacity();
        self.rows.truncate(capacity);
        self.bound = match self.rows.last() {
            Some(last) if self.rows.len() == capacity => last.order,
            _ => u64::MAX,
        };
    }

    /// Keeps the smallest of both.
    pub(crate) fn merge(&mut self, other: Self) {
        self.rows.extend(other.rows);
        self.settle();
    }

    /// Rows that fit. All vectors have one dimension, so the first one tells it.
    fn capacity(&self) -> usize {
        let dimension = self.rows.iter().find_map(|r| r.embedding.as_ref()).map_or(1, |v| v.len());
        CAPACITY.min((VECTOR_BYTES / (size_of::<f32>() * dimension)).max(1))
    }
}

/// What the sample's limit takes off the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clipped {
    /// Documents whose text is longer than the sample keeps.
    pub documents: u64,
    /// Bytes of them beyond that.
    pub bytes: u64,
    /// Bytes of all documents.
    pub of_bytes: u64,
}

impl Clipped {
    pub(super) fn observe(&mut self, text: &str, sample_bytes: usize) {
        let beyond = text.len().saturating_sub(sample_bytes) as u64;
        self.documents += u64::from(beyond > 0);
        self.bytes += beyond;
        self.of_bytes += text.len() as u64;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.documents += other.documents;
        self.bytes += other.bytes;
        self.of_bytes += other.of_bytes;
    }
}

/// The longest prefix of at most so many bytes that ends at a character boundary.
pub(crate) fn prefix(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(order: u64) -> SampleRow {
        SampleRow { order, content: order ^ 1, tokens: 1, text: "x".into(), ..SampleRow::default() }
    }

    /// As a builder does: rows that cannot get in are not even made.
    fn gathered(orders: impl Iterator<Item = u64>) -> Sample {
        let mut sample = Sample::default();
        for order in orders {
            if sample.admits(order) {
                sample.push(row(order));
            }
        }
        sample.settle();
        sample
    }

    #[test]
    fn the_smallest_hashes_stay_whatever_the_order_of_arrival() {
        let n = 5 * CAPACITY as u64;
        let ascending = gathered(0..n);
        assert_eq!(ascending.rows().len(), CAPACITY);
        assert_eq!(ascending.rows()[CAPACITY - 1].order, CAPACITY as u64 - 1);
        assert_eq!(ascending, gathered((0..n).rev()));
        // Scattered, as hashes come: a prime that does not divide n walks through all of them.
        assert_eq!(ascending, gathered((0..n).map(|k| k * 7919 % n)));
    }

    #[test]
    fn long_vectors_lower_the_capacity_in_any_order_of_merging() {
        let dimension = VECTOR_BYTES / size_of::<f32>() / 3;
        let long = |order| SampleRow { embedding: Some(vec![0.0; dimension].into()), ..row(order) };
        let sample = |rows: Vec<SampleRow>| {
            let mut sample = Sample::default();
            rows.into_iter().for_each(|r| sample.push(r));
            sample.settle();
            sample
        };
        let (mut a, b) = (sample(vec![row(1), row(4), row(5), row(6)]), sample(vec![long(2), row(3)]));
        let mut c = b.clone();
        c.merge(a.clone());
        a.merge(b);
        assert_eq!(a, c);
        assert_eq!(a.rows().iter().map(|r| r.order).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn a_prefix_never_splits_a_character() {
        let text = "é".repeat(TEXT_BYTES);
        assert_eq!(prefix(&text, TEXT_BYTES).len(), TEXT_BYTES);
        let odd = format!("a{text}");
        assert_eq!(prefix(&odd, TEXT_BYTES).len(), TEXT_BYTES - 1);
        assert_eq!(prefix("short", TEXT_BYTES), "short");
    }

    #[test]
    fn what_the_limit_takes_off_is_counted() {
        let mut clipped = Clipped::default();
        clipped.observe("12345678", 5);
        clipped.observe("12345", 5);
        assert_eq!(clipped, Clipped { documents: 1, bytes: 3, of_bytes: 13 });
    }
}
