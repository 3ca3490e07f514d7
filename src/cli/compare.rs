//! `genloss compare`: its flags and what they become.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::exit_status;
use super::output::OutputArgs;
use crate::config::{Correction, EmbeddingRows, Margins, Source, Standardize};
use crate::config_file;
use crate::environment::Environment;
use crate::error::Error;
use crate::settings::{Settings, named_correction, named_margins, named_source};

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

    /// Take this generation as the reference instead of the first
    #[arg(long, value_name = "NAME")]
    reference: Option<String>,

    /// Read all settings from a TOML file; flags win over it
    ///
    /// Keys are the names of the flags. Relative paths in the file count from the current directory.
    #[arg(short, long, value_name = "FILE", help_heading = "Input")]
    config: Option<PathBuf>,

    /// Print the settings that hold, as a config file, and stop
    ///
    /// Flags, environment, file and defaults together; the file loads again and repeats the run.
    #[arg(long, help_heading = "Run")]
    pub(super) print_config: bool,

    /// Read the outputs from this column [default: detected]
    ///
    /// The column holds text, lists of texts (several samples of one prompt), or chat messages.
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    text_column: Option<String>,

    /// Pair rows across generations by this column, usually the prompt [default: detected]
    ///
    /// Pairing narrows the intervals. Without a key, or when generations share less than half of the keys, the
    /// report says "unpaired".
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    key_column: Option<String>,

    /// Judge each value of this column separately too, for example a domain or language
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    slice_column: Option<String>,

    /// Read a task score from this column, higher is better; repeat for several [default: detected]
    ///
    /// A mean that falls warns, it never fails. A minimum that must be reached is a [[requirement]] of the config file.
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    score_column: Vec<String>,

    /// Compare the distribution of the numbers in this column; repeat for several
    ///
    /// Shown only: they decide nothing. Nulls, NaN and infinities are counted and left out.
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    numeric_column: Vec<String>,

    /// Compare the shares of the labels in this column; repeat for several
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    categorical_column: Vec<String>,

    /// Read log-probabilities of the outputs from this column; repeat for several
    ///
    /// The column holds the mean log-probability of a row's tokens, or a list with one (natural) logarithm a token. Both
    /// tails of the surprisal are compared: later generations of a collapse hold more probable texts, and a long tail of
    /// improbable ones.
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    likelihood_column: Vec<String>,

    /// Read embeddings from this column, a list of numbers of one length [default: detected]
    ///
    /// All generations must be embedded by the same model. Vectors of another length, null ones, and those that hold
    /// NaN or an infinity are counted and left out.
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    embedding_column: Option<String>,

    /// Split one corpus into generations by the values of this column
    #[arg(long, value_name = "COLUMN", help_heading = "Input")]
    generation_column: Option<String>,

    /// Take corpora of the same name for runs of one generation, and report how far runs stray
    ///
    /// The first run of each name is judged. Every further one is compared with the reference as well, and the report
    /// gives the spread of each gating metric between runs. Without this flag a name may occur once.
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        help_heading = "Input"
    )]
    replicates: Option<bool>,

    /// Count words, chars, whitespace (what stands between spaces), or the subwords of a FILE [default: words]
    ///
    /// FILE is a Hugging Face tokenizer.json; reading it needs a genloss that was built with `--features tokenizers`.
    /// Words become character bigrams where the reference is written without spaces. A subword tokenizer decides about
    /// case by itself. All generations are counted in the same way.
    #[arg(long, value_name = "NAME|FILE", help_heading = "Input")]
    tokenizer: Option<String>,

    /// Count `The` and `the` as two words
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        help_heading = "Input"
    )]
    case_sensitive: Option<bool>,

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

    /// Read at most N rows of each generation, in file order
    #[arg(long, value_name = "N", help_heading = "Input")]
    limit: Option<u64>,

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

    /// Call a loss shown when its corrected p is below this [default: 0.05]
    ///
    /// Intervals are always 95%.
    #[arg(long, value_name = "P", help_heading = "Judgment")]
    alpha: Option<f64>,

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

    /// Correct for many tests: none, bonferroni, holm or bh [default: holm]
    #[arg(
        long,
        value_name = "METHOD",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(["none", "bonferroni", "holm", "bh"])
            .try_map(|name| named_correction(&name)),
        help_heading = "Judgment"
    )]
    correction: Option<Correction>,

    /// Warn and fail below other retentions than a metric's own; repeat for several metrics
    ///
    /// For example --margin tail-types-survival=0.95,0.90: a shown loss below 0.95 warns, an interval wholly below
    /// 0.90 fails.
    #[arg(long, value_name = "METRIC=WARN,FAIL", value_parser = named_margins, help_heading = "Judgment")]
    margin: Vec<(String, Margins)>,

    /// Seed the permutations of blocks [default: 0]
    ///
    /// The same input, settings and seed give the same bytes on any machine.
    #[arg(long, value_name = "N", help_heading = "Run")]
    seed: Option<u64>,

    /// Use N threads; 0 is one per core [default: 0]
    ///
    /// The number never changes a result.
    #[arg(long, value_name = "N", help_heading = "Run")]
    threads: Option<usize>,
}

/// A repeatable flag that was not given says nothing.
pub(super) fn given<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

impl CompareArgs {
    /// What flags, environment and config file say together, and which file that was.
    pub(super) fn gather(self, environment: &Environment) -> Result<(Settings, Option<PathBuf>), Error> {
        let path = self.config.clone().or_else(|| environment.config.clone());
        let file = match &path {
            Some(path) => config_file::load(path)?,
            None => Settings::default(),
        };
        Ok((self.settings().or(environment.settings.clone()).or(file), path))
    }

    fn settings(self) -> Settings {
        Settings {
            paths: given(self.paths),
            generation: given(self.generation),
            reference: self.reference,
            text_column: self.text_column,
            key_column: self.key_column,
            slice_column: self.slice_column,
            score_column: given(self.score_column),
            numeric_column: given(self.numeric_column),
            categorical_column: given(self.categorical_column),
            likelihood_column: given(self.likelihood_column),
            replicates: self.replicates,
            generation_column: self.generation_column,
            embedding_column: self.embedding_column,
            tokenizer: self.tokenizer,
            case_sensitive: self.case_sensitive,
            normalize: self.normalize,
            no_text_embedding: self.no_text_embedding,
            embedding_rows: self.embedding_rows,
            fail_on: given(self.fail_on),
            alpha: self.alpha,
            standardize: self.standardize,
            correction: self.correction,
            margins: given(self.margin).map(|list| list.into_iter().collect()),
            seed: self.seed,
            threads: self.threads,
            limit: self.limit,
            ..self.output.settings()
        }
    }
}
