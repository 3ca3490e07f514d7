//! How many bytes a profile holds: what a limit on memory has to know.

use super::{Counted, Kept, Profile, SampleRow, VectorMoments};

impl Profile {
    /// Bytes that it holds, up to what allocators add. Clones share them.
    pub fn size(&self) -> usize {
        let Counted { words, bigrams, trigrams, openings, texts, sample, .. } = &**self;
        let counts = [&words.counts, bigrams, trigrams, openings, texts];
        let hashes = self.keys.len() + self.unanswered_keys.len() + self.prompts.len();
        size_of::<Counted>()
            + counts.into_iter().map(super::Counts::size).sum::<usize>()
            + words.names.iter().map(|name| size_of_val(name) + name.len()).sum::<usize>()
            + sample.rows().iter().map(of_row).sum::<usize>()
            + size_of::<u64>() * hashes
            + self.slices.keys().map(|slice| size_of::<(String, u64)>() + slice.len()).sum::<usize>()
            + size_of_val(&self.columns[..])
            + self.vector_moments.as_deref().map_or(0, VectorMoments::size)
    }
}

fn of_row(row: &SampleRow) -> usize {
    let label = |cell: &Option<Kept>| match cell {
        Some(Kept::Label(label)) => label.len(),
        _ => 0,
    };
    size_of::<SampleRow>()
        + row.text.len()
        + row.slice.as_ref().map_or(0, |slice| slice.len())
        + row.cells.iter().map(|cell| size_of_val(cell) + label(cell)).sum::<usize>()
        + row.embedding.as_ref().map_or(0, |vector| size_of_val(&**vector))
        + row.prompt.as_ref().map_or(0, |prompt| size_of_val(prompt.words()))
}

#[cfg(test)]
mod tests {
    use super::super::{Builder, Document, KeyHash, Tokenizer};
    use super::*;
    use crate::terms::Vector;

    fn profile(texts: &[&str], vector: Vector<'_>) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for text in texts {
            builder.add(&Document { embedding: vector, ..Document::new(KeyHash::of(text.as_bytes()), text) });
        }
        builder.finish()
    }

    #[test]
    fn every_byte_of_a_text_and_of_a_vector_counts() {
        let size = |texts: &[&str], vector| profile(texts, vector).size();
        let short = size(&["ab"], Vector::Absent);
        assert!(short > size(&[], Vector::Absent));
        // The text in the sample, and its one word by name.
        assert_eq!(size(&["abcdefgh"], Vector::Absent), short + 12);
        assert_eq!(size(&["ab"], Vector::Values(&[1.0; 100])), short + 400);
        assert!(size(&["ab", "cd"], Vector::Absent) > short + 2 * size_of::<u64>());
    }
}
