//! Copies that could not be put into one block: said, since intervals are too narrow then.

use crate::error::{Warning, WarningCode};
use crate::profile::Profile;

/// Share of the documents that are copies of another below which they do not matter; the same line decides on blocks in
/// `compare/related/copies.rs`.
const FEW: f64 = 0.02;

/// What is said of a corpus larger than its sample, whose blocks stay as its keys put them.
pub(super) fn apart(name: &str, profile: &Profile) -> Option<Warning> {
    let documents = profile.n_documents();
    let copies = documents - (profile.texts.len() as u64).min(documents);
    let whole = documents <= profile.sample.rows().len() as u64;
    if whole || (copies as f64) < FEW * documents as f64 {
        return None;
    }
    Some(Warning::new(
        WarningCode::CopiesApart,
        format!(
            "{name}: {copies} of {documents} documents are copies of another, and so many cannot be put into one block with it"
        ),
        "its intervals may be too narrow; remove exact copies, or compare a random part of at most 32,768 rows",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Builder, Document, KeyHash, Sample, Tokenizer};

    /// Two hundred documents of so many texts.
    fn corpus(texts: u64) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for key in 0..200u64 {
            let text = format!("answer {}", key % texts);
            builder.add(&Document::new(KeyHash::of(&key.to_le_bytes()), &text));
        }
        builder.finish()
    }

    #[test]
    fn copies_are_told_where_the_sample_does_not_hold_all() {
        assert_eq!(apart("a", &corpus(140)), None, "in one block");
        let large = |texts| {
            let mut large = corpus(texts);
            large.sample = Sample::default();
            large
        };
        assert!(apart("a", &large(140)).unwrap().message.starts_with("a: 60 of 200 documents are copies"));
        assert_eq!(apart("a", &large(198)), None);
    }
}
