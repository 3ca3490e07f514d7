//! A document as text models see it.

/// Words by number, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The words, by their place in the vocabulary.
    pub words: Box<[u32]>,
    /// Whether it was cut because it did not come to an end.
    pub cut: bool,
}
