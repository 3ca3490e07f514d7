//! What a person asks of a profile: which corpus it is of, how that was read, what it holds, and what takes up the room.

use std::path::Path;

use serde::Serialize;

use crate::assemble;
use crate::check::Setting;
use crate::corpus::stored::{Stored, StoredHeader, look};
use crate::error::{Error, Warning};
use crate::report::{Input, Tool};

/// What a profile says of itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inspected {
    /// Layout of this JSON; a change that breaks readers raises it.
    pub schema_version: u32,
    /// The file, as given.
    pub file: String,
    /// Its bytes.
    pub bytes: u64,
    /// The version of its format: "1.0".
    pub format: String,
    /// What wrote it.
    pub made_by: Tool,
    /// The version of Unicode by which words were told apart.
    pub unicode: String,
    /// The hash function, seeds and blocks.
    pub hashing: String,
    /// Name of the corpus.
    pub name: String,
    /// Its paths, as they were given when it was read.
    pub paths: Vec<String>,
    /// Rows read.
    pub rows: u64,
    /// Which rows they are: first and last by number, counted from 0; empty where that is not known.
    pub row_numbers: Vec<[u64; 2]>,
    /// Documents.
    pub documents: u64,
    /// Rows without a text.
    pub null_texts: u64,
    /// Texts of white space only.
    pub empty_texts: u64,
    /// Words, or whatever is counted.
    pub tokens: u64,
    /// Different ones.
    pub types: u64,
    /// Distinct keys.
    pub keys: u64,
    /// Rows of the coordinated sample.
    pub sampled_rows: u64,
    /// Coordinates of its embeddings; `null` without any.
    pub embedding_dim: Option<u64>,
    /// How the rows were read.
    pub input: Input,
    /// The settings that reading depended on, as they were given.
    pub settings: serde_json::Value,
    /// How the outputs were sampled, as far as files say.
    pub sampling: Vec<Setting>,
    /// Where the rows come from, as files say.
    pub origin: Option<String>,
    /// What was found while it was read.
    pub warnings: Vec<Warning>,
    /// The sections of the file.
    pub sections: Vec<InspectedSection>,
}

/// A section of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InspectedSection {
    /// Its name.
    pub name: String,
    /// Its bytes in the file.
    pub bytes: u64,
    /// Its bytes unpacked.
    pub unpacked: u64,
}

/// Reads a profile whole, so that damage anywhere is found, and says what it is. Subwords need no tokenizer file for that.
///
/// # Errors
/// [`Error::BadProfile`].
pub fn inspect(path: &Path) -> Result<Inspected, Error> {
    let Stored { header, profile, version: [major, minor], bytes, sections } = look(path)?;
    let StoredHeader { made_by, hashing, columns, counting, settings, .. } = header;
    let setting = |(name, values)| Setting { name, values };
    let section = |(name, bytes, unpacked)| InspectedSection { name, bytes, unpacked };
    let settings = serde_json::to_value(&settings)
        .map_err(|e| Error::Format { format: "json", reason: e.to_string() })?;
    Ok(Inspected {
        schema_version: 1,
        file: path.display().to_string(),
        bytes,
        format: format!("{major}.{minor}"),
        made_by: Tool { name: made_by.name, version: made_by.version },
        unicode: made_by.unicode,
        hashing: hashing.to_string(),
        name: header.name,
        paths: header.paths,
        rows: profile.rows,
        row_numbers: header.rows.iter().filter(|r| r.n > 0).map(|r| [r.first, r.first + (r.n - 1)]).collect(),
        documents: profile.n_documents(),
        null_texts: profile.null_texts,
        empty_texts: profile.empty_texts,
        tokens: profile.n_tokens(),
        types: profile.words.counts.len() as u64,
        keys: profile.keys.len() as u64,
        sampled_rows: profile.sample.rows().len() as u64,
        embedding_dim: profile.embedding_dimension().map(|d| d as u64),
        input: assemble::input(&columns, counting.unit),
        settings,
        sampling: header.sampling.into_iter().map(setting).collect(),
        origin: header.origin,
        warnings: header.warnings,
        sections: sections.into_iter().map(section).collect(),
    })
}
