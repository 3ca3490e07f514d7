//! Which vectors generations are compared by.

use crate::config::Config;
use crate::pair::Vectors;
use crate::profile::{Profile, Tokenizer};
use crate::static_model::StaticModel;
use crate::terms::Precaution;

/// The embeddings of generations, and where none has any those of their text: by a model that was given, else the built-in ones,
/// unless these are not wanted.
pub fn vectors(
    profiles: &[Profile],
    tokenizer: Tokenizer,
    config: &Config,
    model: Option<StaticModel>,
) -> Vectors {
    let has_embeddings = |p: &Profile| p.embeddings.usable > 0;
    match model {
        _ if profiles.iter().any(has_embeddings) => Vectors::Rows,
        Some(model) => Vectors::Model(tokenizer, model),
        None if config.no_text_embedding => Vectors::Rows,
        None => Vectors::Text(tokenizer),
    }
}

/// What must be known of figures of these vectors where they are no embeddings of the rows'.
pub(crate) fn precaution(vectors: Vectors) -> Option<Precaution> {
    match vectors {
        Vectors::Rows => None,
        Vectors::Text(_) => Some(Precaution::BuiltInVectors),
        Vectors::Model(..) => Some(Precaution::ModelVectors),
    }
}
