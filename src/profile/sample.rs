//! The coordinated sample: the rows with the smallest key hash, so that every generation samples the same prompts.

/// Most rows a sample keeps.
pub const CAPACITY: usize = 32_768;

/// Most bytes of text kept of one row (cut at a character boundary).
pub const TEXT_BYTES: usize = 4096;

/// One sampled document.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleRow {
    /// Sampling hash of the key: equal for equal keys in every generation.
    pub order: u64,
    /// Hash of the whole normalized text; breaks ties and finds duplicates.
    pub content: u64,
    /// The block of the key.
    pub block: u8,
    /// Tokens of the whole document.
    pub tokens: u32,
    /// The text, up to [`TEXT_BYTES`].
    pub text: Box<str>,
    /// Whether `order` comes from a key column.
    pub keyed: bool,
    /// Whether the corpus has a slice column.
    pub sliced: bool,
    /// The slice; `None` when absent or null.
    pub slice: Option<Box<str>>,
    /// The score.
    pub score: Option<f64>,
    /// Whether the output hit its length limit.
    pub truncated: Option<bool>,
}

impl SampleRow {
    fn rank(&self) -> (u64, u64) {
        (self.order, self.content)
    }
}

/// Rows in ascending order of (key hash, content hash), at most [`CAPACITY`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    rows: Vec<SampleRow>,
}

impl Sample {
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
        self.rows.len() < 2 * CAPACITY || self.rows.last().is_none_or(|r| order <= r.order)
    }

    /// Adds a row; call [`Sample::settle`] before reading.
    pub(crate) fn push(&mut self, row: SampleRow) {
        self.rows.push(row);
        // Letting the list grow to twice its size keeps the cost of sorting linear per row.
        if self.rows.len() >= 4 * CAPACITY {
            self.settle();
        }
    }

    /// Sorts and cuts.
    pub(crate) fn settle(&mut self) {
        self.rows.sort_by_key(SampleRow::rank);
        self.rows.truncate(CAPACITY);
    }

    /// Keeps the smallest of both.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.rows.extend(other.rows.iter().cloned());
        self.settle();
    }
}

/// The longest prefix of at most [`TEXT_BYTES`] that ends at a character boundary.
pub(crate) fn excerpt(text: &str) -> &str {
    prefix(text, TEXT_BYTES)
}

/// The longest prefix of at most so many bytes that ends at a character boundary.
pub(super) fn prefix(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn row(order: u64) -> SampleRow {
        SampleRow {
            order,
            content: order ^ 1,
            block: 0,
            tokens: 1,
            text: "x".into(),
            keyed: false,
            sliced: false,
            slice: None,
            score: None,
            truncated: None,
        }
    }

    #[test]
    fn the_smallest_hashes_stay_whatever_the_order_of_arrival() {
        let n = 5 * CAPACITY as u64;
        let mut ascending = Sample::default();
        (0..n).for_each(|k| ascending.push(row(k)));
        ascending.settle();
        let mut descending = Sample::default();
        (0..n).rev().for_each(|k| descending.push(row(k)));
        descending.settle();
        assert_eq!(ascending, descending);
        assert_eq!(ascending.rows().len(), CAPACITY);
        assert_eq!(ascending.rows()[CAPACITY - 1].order, CAPACITY as u64 - 1);
    }

    #[test]
    fn an_excerpt_never_splits_a_character() {
        let text = "é".repeat(TEXT_BYTES);
        assert_eq!(excerpt(&text).len(), TEXT_BYTES);
        let odd = format!("a{text}");
        assert_eq!(excerpt(&odd).len(), TEXT_BYTES - 1);
        assert_eq!(excerpt("short"), "short");
    }
}
