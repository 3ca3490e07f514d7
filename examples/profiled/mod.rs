//! Documents to a profile without a file between: what simulations, benches and tests share.

use genloss::profile::{Builder, Document, KeyHash, Profile, Tokenizer};
use genloss::terms::Vector;

/// Profiles documents of a key, a text and an embedding as the profile stage would.
pub(crate) fn profile<'a>(documents: impl Iterator<Item = (u32, &'a str, Vector<'a>)>) -> Profile {
    let mut builder = Builder::new(Tokenizer::default(), true);
    for (key, text, embedding) in documents {
        builder.add_rows(1);
        builder.add(&Document {
            place: KeyHash::of(key.to_string().as_bytes()),
            keyed: true,
            text,
            slice: None,
            cells: &[],
            truncated: None,
            embedding,
            max_tokens: usize::MAX,
        });
    }
    builder.finish()
}
