//! Embeddings that hold a large part of all variance by themselves: named, since they hide what the others do.

use crate::error::{Warning, WarningCode};
use crate::estimator::space::heavy::heavy;
use crate::profile::{Profile, SampleRow};

/// Characters that name an answer.
const BEGINNING: usize = 40;

/// Answers that are named.
const NAMED: usize = 3;

pub(super) fn warning(name: &str, profile: &Profile) -> Option<Warning> {
    let rows: Vec<&SampleRow> = profile.sample.rows().iter().filter(|row| row.embedding.is_some()).collect();
    let found = heavy(rows.iter().filter_map(|row| row.embedding.as_deref()));
    if found.is_empty() {
        return None;
    }
    let said = |&(at, share): &(usize, f64)| {
        let beginning: String = rows[at].text.chars().take(BEGINNING).collect();
        format!("{:.0}% by that of the answer that begins {beginning:?}", 100.0 * share)
    };
    let named: Vec<String> = found.iter().take(NAMED).map(said).collect();
    let more = match found.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let hold = if found.len() == 1 { "holds" } else { "hold" };
    Some(Warning::new(
        WarningCode::HeavyEmbeddings,
        format!(
            "{name}: {} of {} embeddings {hold} more than 5% of all variance by itself: {}{more}",
            found.len(),
            rows.len(),
            named.join(", ")
        ),
        "spread is measured without the farthest tenth of both sides where they are compared; look at how these rows were embedded, or \
         normalize with --normalize",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Builder, Document, KeyHash, Tokenizer};
    use crate::terms::Vector;

    #[test]
    fn the_answer_with_the_long_vector_is_named() {
        let corpus = |longest: f32| {
            let mut builder = Builder::new(Tokenizer::default(), true);
            for key in 0..200u64 {
                let long = if key == 42 { longest } else { 1.0 };
                let vector = [long * (key as f32).sin(), long * (key as f32).cos()];
                builder.add(&Document {
                    embedding: Vector::Values(&vector),
                    ..Document::new(KeyHash::of(&key.to_le_bytes()), &format!("answer {key} to all"))
                });
            }
            builder.finish()
        };
        assert_eq!(warning("gen1", &corpus(1.0)), None);
        let said = warning("gen1", &corpus(100.0)).unwrap();
        assert_eq!(said.code, "heavy-embeddings");
        let expected = "gen1: 1 of 200 embeddings holds more than 5% of all variance by itself: 98% by that of the answer that begins \
                        \"answer 42 to all\"";
        assert_eq!(said.message, expected);
    }
}
