//! A `tokenizer.json`: a text to the numbers of its pieces.
//!
//! Two layouts are built in, those of the models that exist most: BERT's word pieces, and byte pairs as Llama 2 has them.
//! Every other one, and every setting that these do not know, goes to the `tokenizers` library where it is built in.
//! `benches/peers/static_embeddings.py` holds both layouts to the numbers of that library.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use super::bert::{Cleaning, WordPieces};
use super::byte_pairs::BytePairs;
use crate::profile::subwords::Subwords;

/// What cuts a text into numbered pieces.
#[derive(Debug)]
pub(super) struct Pieces {
    by: By,
    /// Pieces that are taken out of a text before anything is done to it, with their numbers.
    taken_out: Vec<(String, u32)>,
    /// The piece that stands for what the vocabulary lacks.
    unknown: Option<u32>,
    /// The largest number of a piece.
    largest: u32,
}

#[derive(Debug)]
enum By {
    WordPieces(WordPieces),
    BytePairs(BytePairs),
    Library(Subwords),
}

/// The parts of a `tokenizer.json` that say how a text is cut. What is added around a text, cut off or filled up is left out.
#[derive(Deserialize)]
struct Layout {
    #[serde(default)]
    added_tokens: Vec<Added>,
    normalizer: Option<Value>,
    pre_tokenizer: Option<Value>,
    model: Value,
}

/// A piece that is taken out of a text as a whole.
#[derive(Deserialize)]
struct Added {
    id: u32,
    content: String,
    single_word: bool,
    lstrip: bool,
    rstrip: bool,
    normalized: bool,
}

#[derive(Deserialize)]
struct WordPieceModel {
    vocab: HashMap<String, u32>,
    continuing_subword_prefix: String,
    max_input_chars_per_word: usize,
}

#[derive(Deserialize)]
struct BytePairModel {
    vocab: HashMap<String, u32>,
    merges: Vec<Merge>,
    unk_token: Option<String>,
    #[serde(default)]
    byte_fallback: bool,
}

/// Written as one text with a blank between, or as two.
#[derive(Deserialize)]
#[serde(untagged)]
enum Merge {
    One(String),
    Two(String, String),
}

#[derive(Deserialize)]
struct Prepend {
    prepend: String,
}

#[derive(Deserialize)]
struct Replace {
    pattern: Pattern,
    content: String,
}

#[derive(Deserialize)]
enum Pattern {
    String(String),
}

impl Pieces {
    /// Reads the content of a `tokenizer.json`.
    ///
    /// # Errors
    /// What is wrong with it, or what it needs to be read, as a sentence.
    pub(super) fn load(content: &[u8]) -> Result<Self, String> {
        let whole: Value = serde_json::from_slice(content).map_err(|e| format!("not JSON: {e}"))?;
        let layout: Layout =
            serde_json::from_value(whole).map_err(|e| format!("not a tokenizer.json: {e}"))?;
        let Some(largest) = layout.largest() else {
            return Err("its model has no vocabulary".to_owned());
        };
        let unknown = layout.unknown();
        match layout.built_in(unknown)? {
            Some(by) => {
                let taken_out =
                    layout.added_tokens.into_iter().map(|added| (added.content, added.id)).collect();
                Ok(Self { by, taken_out, unknown, largest })
            }
            None => {
                let subwords = Subwords::load(content).map_err(|said| {
                    format!("its layout ({}) is none of the two that are built in, and {said}", layout.name())
                })?;
                Ok(Self { by: By::Library(subwords), taken_out: Vec::new(), unknown, largest })
            }
        }
    }

    /// The largest number that a piece can have.
    pub(super) fn largest(&self) -> u32 {
        self.largest
    }

    /// Hands the number of each piece that the vocabulary knows to `emit`, in order.
    pub(super) fn known(&self, text: &str, mut emit: impl FnMut(u32)) {
        let mut known = |id| {
            if Some(id) != self.unknown {
                emit(id);
            }
        };
        let (mut from, mut at) = (0, 0);
        while at < text.len() {
            let rest = &text.as_bytes()[at..];
            let found = self.taken_out.iter().filter(|(piece, _)| rest.starts_with(piece.as_bytes()));
            let Some((piece, id)) = found.max_by_key(|(piece, _)| piece.len()) else {
                at += 1;
                continue;
            };
            self.ids(&text[from..at], &mut known);
            known(*id);
            at += piece.len();
            from = at;
        }
        self.ids(&text[from..], &mut known);
    }

    fn ids(&self, text: &str, emit: impl FnMut(u32)) {
        match &self.by {
            By::WordPieces(pieces) => pieces.ids(text, emit),
            By::BytePairs(pairs) => pairs.ids(text, emit),
            By::Library(subwords) => subwords.ids(text, emit),
        }
    }
}

impl Layout {
    /// The layout read by what is built in; `None` where a part of it is not known here.
    fn built_in(&self, unknown: Option<u32>) -> Result<Option<By>, String> {
        if !self.added_tokens.iter().all(|added| self.is_plain(added)) {
            return Ok(None);
        }
        match kind(Some(&self.model)) {
            "WordPiece" => Ok(self.word_pieces(unknown)),
            "BPE" => self.byte_pairs(unknown),
            _ => Ok(None),
        }
    }

    /// Whether a piece is taken out as it stands, and has the number that the vocabulary gives it.
    fn is_plain(&self, added: &Added) -> bool {
        let strips = added.single_word || added.lstrip || added.rstrip || added.normalized;
        !strips && !added.content.is_empty() && self.id_of(&added.content) == Some(added.id)
    }

    fn word_pieces(&self, unknown: Option<u32>) -> Option<By> {
        let is_bert = kind(self.normalizer.as_ref()) == "BertNormalizer"
            && kind(self.pre_tokenizer.as_ref()) == "BertPreTokenizer";
        let cleaning: Cleaning = read(self.normalizer.as_ref().filter(|_| is_bert)?)?;
        let model: WordPieceModel = read(&self.model)?;
        let (prefix, longest) = (&model.continuing_subword_prefix, model.max_input_chars_per_word);
        let pieces = WordPieces::new(cleaning, model.vocab, prefix, unknown?, longest);
        Some(By::WordPieces(pieces))
    }

    fn byte_pairs(&self, unknown: Option<u32>) -> Result<Option<By>, String> {
        let is_set =
            |name: &str| !matches!(self.model.get(name), None | Some(Value::Null | Value::Bool(false)));
        let more = ["dropout", "continuing_subword_prefix", "end_of_word_suffix", "ignore_merges"];
        if self.pre_tokenizer.is_some() || more.into_iter().any(is_set) {
            return Ok(None);
        }
        let steps = self.normalizer.as_ref().and_then(|n| n.get("normalizers")?.as_array());
        let Some([first, second]) = steps.map(Vec::as_slice) else { return Ok(None) };
        if [kind(Some(first)), kind(Some(second))] != ["Prepend", "Replace"] {
            return Ok(None);
        }
        let (Some(Prepend { prepend }), Some(Replace { pattern: Pattern::String(from), content })) =
            (read(first), read(second))
        else {
            return Ok(None);
        };
        let Some(model) = read::<BytePairModel>(&self.model) else { return Ok(None) };
        // What its name says is missing has no number, and the library refuses each text in which it would stand.
        if model.unk_token.is_some() != unknown.is_some() || from.is_empty() {
            return Ok(None);
        }
        let pairs: Option<Vec<_>> = model.merges.into_iter().map(Merge::parts).collect();
        let Some(pairs) = pairs else { return Ok(None) };
        BytePairs::new(&model.vocab, &pairs, unknown, model.byte_fallback, prepend, (from, content))
            .map(|pairs| Some(By::BytePairs(pairs)))
    }

    fn id_of(&self, piece: &str) -> Option<u32> {
        self.model.get("vocab")?.get(piece)?.as_u64()?.try_into().ok()
    }

    /// The number of what is unknown, as its model names it: by its text, or by its place.
    fn unknown(&self) -> Option<u32> {
        let by_name = || self.id_of(self.model.get("unk_token")?.as_str()?);
        by_name().or_else(|| self.model.get("unk_id")?.as_u64()?.try_into().ok())
    }

    /// The largest number of a piece; `None` where there is none.
    fn largest(&self) -> Option<u32> {
        let own = match self.model.get("vocab")? {
            Value::Object(pieces) => pieces.values().filter_map(Value::as_u64).max()?,
            // Pieces with their probabilities, numbered in their order.
            Value::Array(pieces) => pieces.len().checked_sub(1)? as u64,
            _ => return None,
        };
        let added = self.added_tokens.iter().map(|added| u64::from(added.id));
        added.chain([own]).max()?.try_into().ok()
    }

    /// What it is, for messages.
    fn name(&self) -> String {
        let names = [self.normalizer.as_ref(), self.pre_tokenizer.as_ref(), Some(&self.model)].map(kind);
        names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

impl Merge {
    fn parts(self) -> Option<(String, String)> {
        match self {
            Merge::One(both) => both.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())),
            Merge::Two(a, b) => Some((a, b)),
        }
    }
}

/// What a part of a layout says it is; empty where it says nothing.
fn kind(part: Option<&Value>) -> &str {
    part.and_then(|part| part.get("type")?.as_str()).unwrap_or_default()
}

/// A part of the layout, where it has all that is expected.
fn read<T: serde::de::DeserializeOwned>(part: &Value) -> Option<T> {
    T::deserialize(part).ok()
}
