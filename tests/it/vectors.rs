//! Profiles of rows that matter for their embeddings only.

use genloss::profile::{Builder, Document, KeyHash, Profile, Tokenizer};
use genloss::terms::Vector;

/// Profiles (place, embedding) pairs under texts of no interest.
pub(crate) fn profile(rows: impl Iterator<Item = (KeyHash, Vec<f32>)>) -> Profile {
    placed(rows, true)
}

/// The same, with places that come from a key column or not.
pub(crate) fn placed(rows: impl Iterator<Item = (KeyHash, Vec<f32>)>, keyed: bool) -> Profile {
    let mut builder = Builder::new(Tokenizer::default(), true);
    for (i, (place, vector)) in rows.enumerate() {
        builder.add_rows(1);
        builder.add(&Document {
            keyed,
            embedding: Vector::Values(&vector),
            ..Document::new(place, &format!("w{}", i % 50))
        });
    }
    builder.finish()
}
