//! `genloss compare`: its flags and what they become.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{BoolishValueParser, PossibleValuesParser, TypedValueParser};

use super::exit_status;
use super::output::OutputArgs;
use super::shared::{CorpusArgs, DataArgs, JudgmentArgs, RunArgs};
use crate::config::{EmbeddingRows, Source, Standardize};
use crate::config_file;
use crate::environment::Environment;
use crate::error::Error;
use crate::settings::{Settings, named_source};

pub(super) const HELP: &str = concat!(
    "\
Examples:
  Is the new model losing what the old one had?
    genloss compare old.parquet new.parquet
  Name the generations; put report and charts into a folder:
    genloss compare --generation base=runs/0 --generation sft='runs/1/*.parquet' -o out
  In CI, stop when collapse is shown, and keep the report:
    genloss compare -c genloss.toml -o out --fail-on collapse
  JSON into a pipe:
    genloss compare old.parquet new.parquet --format json | jq .generations

Config file:
  Every flag has its key of the same name; PATHS are `paths`, margins are a table.
  Flags win over the environment, that over the file, the file over the defaults.
  Relative paths count from the current directory, not from the file.
    generation = { gen0 = \"runs/0\", gen1 = \"runs/1\" }   # in this order
    text-column = \"output\"
    fail-on = \"collapse\"
    [margins]
    tail-types-survival = [0.95, 0.90]   # warn, fail
    [[requirement]]                      # the mean must be at least 0.7
    column = \"helpfulness\"
    min = 0.7
    slice = \"code\"                     # only there; needs slice-column
    direction = \"higher\"               # or lower: at most
  Write one with the settings of a run: genloss compare ... --print-config > genloss.toml

Environment:
  Every key has its variable: GENLOSS_TEXT_COLUMN for text-column. Values are those of
  the file, text without quotes; an empty variable says nothing. GENLOSS_CONFIG names
  the file.
    GENLOSS_FAIL_ON=collapse GENLOSS_OUTPUT=out genloss compare old.parquet new.parquet

",
    exit_status!()
);

/// The flags of `compare`. All are optional, because each may stand in the config file instead.
#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// Compare these corpora, in this order, each named from its file
    ///
    /// Each path is one generation: a Parquet file, a folder, or a quoted glob. Give names with --generation
    /// instead; the two cannot be combined. A single path needs --generation-column.
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,

    /// Add a corpus under a name; repeat in order, the first is the reference
    #[arg(long, value_name = "NAME=PATH", value_parser = named_source)]
    generation: Vec<Source>,

    #[command(flatten)]
    corpus: CorpusArgs,

    /// Print the settings that hold, as a config file, and stop
    ///
    /// Flags, environment, file and defaults together; the file loads again and repeats the run.
    #[arg(long, help_heading = "Run")]
    pub(super) print_config: bool,

    #[command(flatten)]
    data: DataArgs,

    /// Scale every embedding to length 1
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        help_heading = "Input"
    )]
    normalize: Option<bool>,

    /// Without embeddings, do not put the built-in embedding of the text in their place
    ///
    /// It hashes words and n-grams of letters, so it says which texts share words, not which mean the same; its figures
    /// are shown and decide nothing. An embedding column is always preferred.
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        help_heading = "Input"
    )]
    no_text_embedding: Option<bool>,

    /// Compute the spread of embeddings from a sample, or from all of them [default: sample]
    ///
    /// The sample has up to 32,768 rows. `all` gathers the moments of every vector while reading, 16 d^2 numbers for d
    /// coordinates (19 MB for 384) a thread; neighbors, tails and distances stay with the sample.
    #[arg(
        long,
        value_name = "ROWS",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(["sample", "all"]).map(|rows| match rows.as_str() {
            "all" => EmbeddingRows::All,
            _ => EmbeddingRows::Sample,
        }),
        help_heading = "Input"
    )]
    embedding_rows: Option<EmbeddingRows>,

    #[command(flatten)]
    judgment: JudgmentArgs,

    #[command(flatten)]
    run: RunArgs,

    #[command(flatten)]
    output: OutputArgs,

    /// Exit with status 1 on these verdicts of a generation against the reference [default: none]
    ///
    /// A list of stable, drift, inconclusive, warning, early-collapse, late-collapse; `collapse` means the last
    /// two; `none` means never. `requirement` is a missed [[requirement]] of the config file; with `inconclusive`
    /// beside it, one that cannot be decided, too.
    #[arg(
        long,
        value_name = "VERDICTS",
        value_delimiter = ',',
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new([
            "none", "collapse", "stable", "drift", "inconclusive", "warning", "early-collapse", "late-collapse",
            "requirement",
        ]),
        help_heading = "Output"
    )]
    fail_on: Vec<String>,

    /// Whether a slice that lost fails the gate, too: yes or no [default: yes]
    ///
    /// A slice of --slice-column fails it by a warning or a collapse that --fail-on names. A slice that is too small to
    /// tell never does.
    #[arg(
        long,
        value_name = "BOOL",
        hide_possible_values = true,
        value_parser = BoolishValueParser::new(),
        help_heading = "Output"
    )]
    fail_on_slices: Option<bool>,

    /// Also compare richness at equal coverage, beside equal size: size or coverage [default: size]
    ///
    /// At equal coverage (Chao and Jost) types and Hill numbers of either side are those of an equal share of its law.
    /// They are shown, and decide nothing.
    #[arg(
        long,
        value_name = "BY",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(["size", "coverage"])
            .map(|by| if by == "coverage" { Standardize::Coverage } else { Standardize::Size }),
        help_heading = "Judgment"
    )]
    standardize: Option<Standardize>,

    /// Work out these metrics beside those that decide [default: core]
    ///
    /// A list of core (what a reader of each symptom looks at next), text, space (of embeddings), all, or names that `genloss metrics`
    /// lists. Verdicts are the same whichever are asked for.
    #[arg(long, value_name = "METRICS", value_delimiter = ',', help_heading = "Judgment")]
    metrics: Vec<String>,
}

/// A repeatable flag that was not given says nothing.
pub(super) fn given<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

impl CompareArgs {
    /// What flags, environment and config file say together, and which file that was.
    pub(super) fn gather(self, environment: &Environment) -> Result<(Settings, Option<PathBuf>), Error> {
        let path = self.corpus.config.clone().or_else(|| environment.config.clone());
        let file = match &path {
            Some(path) => config_file::load(path)?,
            None => Settings::default(),
        };
        Ok((self.settings().or(environment.settings.clone()).or(file), path))
    }

    fn settings(self) -> Settings {
        let own = Settings {
            paths: given(self.paths),
            generation: given(self.generation),
            normalize: self.normalize,
            no_text_embedding: self.no_text_embedding,
            embedding_rows: self.embedding_rows,
            fail_on: given(self.fail_on),
            fail_on_slices: self.fail_on_slices,
            standardize: self.standardize,
            metrics: given(self.metrics),
            ..self.output.settings()
        };
        own.or(self.data.settings())
            .or(self.corpus.settings())
            .or(self.judgment.settings())
            .or(self.run.settings())
    }
}
