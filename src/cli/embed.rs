//! `genloss embed`: its flags and what they become.

use std::path::PathBuf;

use clap::Args;

use super::flags::Flags;
use super::{gather, own};
use crate::embed::EmbedConfig;
use crate::environment::Environment;
use crate::error::Error;
use crate::settings::{Taker, Talk};

pub(super) const HELP: &str = "\
Examples:
  Vectors of all answers, for other tools:
    genloss embed answers.parquet --model potion-base-8M -o embedded.parquet
  Clusters and maps of meaning in a report, without a file between:
    genloss compare old.parquet new.parquet --embedding-model potion-base-8M -o out

A static model has a vector for each piece of a vocabulary, and a text the mean of those of its
pieces. DIR holds a tokenizer.json and a model.safetensors, as model2vec and WordLlama have them;
nothing is downloaded. The file has the key, the text as it is compared (what the model wrote, whole)
and the column static_embedding, for other tools: vectors of whole texts may not decide, so `compare`
does not read it. It takes the model itself, and cuts texts to equal length first.

Exit status:
  0  done
  2  wrong usage, or an input or output error; nothing was written";

/// What is embedded, and where it goes.
#[derive(Debug)]
pub struct Embed {
    /// What is read, and the model.
    pub config: EmbedConfig,
    /// The file.
    pub path: PathBuf,
    /// How much is said.
    pub talk: Talk,
}

/// The flags of `embed`.
#[derive(Debug, Args)]
pub(super) struct EmbedArgs {
    /// The corpus: a Parquet file, a folder, or a quoted glob
    #[arg(value_name = "CORPUS")]
    path: PathBuf,

    /// The folder of a static embedding model
    #[arg(long, value_name = "DIR", required = true, help_heading = "Input")]
    model: PathBuf,

    #[command(flatten)]
    flags: Flags<{ Taker::Embed as usize }>,

    /// Write to this Parquet file
    ///
    /// It appears only when it is complete; after an error everything is as it was before.
    #[arg(short, long, value_name = "FILE", required = true, help_heading = "Output")]
    output: PathBuf,
}

impl EmbedArgs {
    pub(super) fn resolve(self, environment: &Environment) -> Result<Embed, Error> {
        let (settings, _) = gather(self.flags, environment)?;
        let (config, output) = own(vec![self.path], None, &[]).or(settings).resolve()?;
        config.validate()?;
        Ok(Embed { config: EmbedConfig { config, model: self.model }, path: self.output, talk: output.talk })
    }
}
