//! What the user asked for, before it is a [`Config`]: flags, environment and config file say the same things, in this
//! order of precedence.
//!
//! Each source fills one [`Settings`], where `None` means "did not say". Nothing here knows clap or TOML.

mod parse;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use parse::{comma_list, margins, named_entries, one_or_many, requirements};
pub use parse::{named_color, named_correction, named_margins, named_source, named_theme};

use crate::config::{
    Columns, Config, Correction, EmbeddingRows, Margins, Reasoning, RequirementRule, Source, Standardize,
    TokenizerChoice,
};
use crate::error::Error;
use crate::nearest::unknown;
use crate::render::{Format, Theme};
use crate::terms::Verdict;

/// Where the results go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The folder of `-o`; `None` = standard output only.
    pub dir: Option<PathBuf>,
    /// What to produce. Without a folder this is exactly one, of those that a stream can carry.
    pub formats: Vec<Format>,
    /// The file to which the report is appended as Markdown.
    pub summary: Option<PathBuf>,
    /// Whether standard output is colored.
    pub color: Color,
    /// The colors of the PNG charts.
    pub theme: Theme,
    /// How much is said on standard error.
    pub talk: Talk,
    /// What is worth saying about the settings themselves before the run.
    pub notes: Vec<String>,
}

/// How much is said on standard error beside errors and failed gates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Talk {
    /// Nothing.
    Quiet,
    /// Warnings, what was chosen, and on a terminal how far the work is.
    #[default]
    Normal,
    /// Also where settings came from and how long each stage took.
    Verbose,
}

/// When the page is colored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Everything a source of settings can say; the names are those of the flags.
#[derive(Debug, Clone, Default, PartialEq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Settings {
    /// Corpora named by their files.
    pub paths: Option<Vec<PathBuf>>,
    /// Corpora with names. The config file reads them by itself, because their order counts.
    #[serde(skip_deserializing, serialize_with = "named_entries")]
    pub generation: Option<Vec<Source>>,
    /// Name of the reference.
    pub reference: Option<String>,
    /// Text column.
    pub text_column: Option<String>,
    /// Key column.
    pub key_column: Option<String>,
    /// Slice column.
    pub slice_column: Option<String>,
    /// Score columns.
    #[serde(deserialize_with = "one_or_many")]
    pub score_column: Option<Vec<String>>,
    /// Columns of numbers.
    #[serde(deserialize_with = "one_or_many")]
    pub numeric_column: Option<Vec<String>>,
    /// Columns of labels.
    #[serde(deserialize_with = "one_or_many")]
    pub categorical_column: Option<Vec<String>>,
    /// Columns of log-probabilities.
    #[serde(deserialize_with = "one_or_many")]
    pub likelihood_column: Option<Vec<String>>,
    /// Embedding column.
    pub embedding_column: Option<String>,
    /// Column that splits one corpus into generations.
    pub generation_column: Option<String>,
    /// Name or file of a tokenizer.
    pub tokenizer: Option<String>,
    /// Whether case counts.
    pub case_sensitive: Option<bool>,
    /// What becomes of reasoning.
    pub reasoning: Option<Reasoning>,
    /// Whether embeddings are scaled to length 1.
    pub normalize: Option<bool>,
    /// Whether nothing stands in for embeddings.
    pub no_text_embedding: Option<bool>,
    /// Embeddings behind figures of spread.
    pub embedding_rows: Option<EmbeddingRows>,
    /// Output folder.
    pub output: Option<PathBuf>,
    /// Names of formats.
    #[serde(deserialize_with = "comma_list")]
    pub format: Option<Vec<String>>,
    /// File for the Markdown summary.
    pub summary_file: Option<PathBuf>,
    /// When to color.
    pub color: Option<Color>,
    /// Colors of the PNG charts.
    pub theme: Option<Theme>,
    /// Whether to say nothing beside the results.
    pub quiet: Option<bool>,
    /// Whether to say more than warnings.
    pub verbose: Option<bool>,
    /// Names of verdicts, `collapse`, `requirement` or `none`.
    #[serde(deserialize_with = "comma_list")]
    pub fail_on: Option<Vec<String>>,
    /// Whether slices that lost fail the gate.
    pub fail_on_slices: Option<bool>,
    /// Significance level.
    pub alpha: Option<f64>,
    /// What richness is compared at.
    pub standardize: Option<Standardize>,
    /// Names of metrics and of groups of them.
    #[serde(deserialize_with = "comma_list")]
    pub metrics: Option<Vec<String>>,
    /// Multiplicity correction.
    pub correction: Option<Correction>,
    /// Margins by metric.
    #[serde(deserialize_with = "margins")]
    pub margins: Option<BTreeMap<String, Margins>>,
    /// Seed.
    pub seed: Option<u64>,
    /// Worker threads.
    pub threads: Option<usize>,
    /// Bytes of a text that the sample keeps.
    pub sample_bytes: Option<usize>,
    /// Rows per generation.
    pub limit: Option<u64>,
    /// Means to be reached.
    #[serde(deserialize_with = "requirements")]
    pub requirement: Option<Vec<RequirementRule>>,
    /// Whether repeated names are runs.
    pub replicates: Option<bool>,
}

impl Settings {
    /// Every key a config file may hold, in the order of the help.
    pub const KEYS: [&'static str; 38] = [
        "paths",
        "generation",
        "reference",
        "text-column",
        "key-column",
        "slice-column",
        "score-column",
        "numeric-column",
        "categorical-column",
        "likelihood-column",
        "embedding-column",
        "generation-column",
        "replicates",
        "tokenizer",
        "case-sensitive",
        "reasoning",
        "normalize",
        "no-text-embedding",
        "embedding-rows",
        "sample-bytes",
        "limit",
        "output",
        "format",
        "summary-file",
        "color",
        "theme",
        "quiet",
        "verbose",
        "fail-on",
        "fail-on-slices",
        "requirement",
        "alpha",
        "standardize",
        "metrics",
        "correction",
        "margins",
        "seed",
        "threads",
    ];

    /// These settings where they speak, `lower` where they are silent. Margins are merged metric by metric; corpora
    /// are taken from one source only, and so is whether to be quiet or verbose.
    #[must_use]
    pub fn or(self, lower: Settings) -> Settings {
        let names_corpora = self.paths.is_some() || self.generation.is_some();
        let (paths, generation) =
            if names_corpora { (self.paths, self.generation) } else { (lower.paths, lower.generation) };
        let margins = match (self.margins, lower.margins) {
            (Some(upper), Some(mut all)) => {
                all.extend(upper);
                Some(all)
            }
            (upper, lower) => upper.or(lower),
        };
        let says_how_much = self.quiet.is_some() || self.verbose.is_some();
        let (quiet, verbose) =
            if says_how_much { (self.quiet, self.verbose) } else { (lower.quiet, lower.verbose) };
        Settings {
            paths,
            generation,
            reference: self.reference.or(lower.reference),
            text_column: self.text_column.or(lower.text_column),
            key_column: self.key_column.or(lower.key_column),
            slice_column: self.slice_column.or(lower.slice_column),
            score_column: self.score_column.or(lower.score_column),
            numeric_column: self.numeric_column.or(lower.numeric_column),
            categorical_column: self.categorical_column.or(lower.categorical_column),
            likelihood_column: self.likelihood_column.or(lower.likelihood_column),
            embedding_column: self.embedding_column.or(lower.embedding_column),
            normalize: self.normalize.or(lower.normalize),
            no_text_embedding: self.no_text_embedding.or(lower.no_text_embedding),
            embedding_rows: self.embedding_rows.or(lower.embedding_rows),
            generation_column: self.generation_column.or(lower.generation_column),
            tokenizer: self.tokenizer.or(lower.tokenizer),
            case_sensitive: self.case_sensitive.or(lower.case_sensitive),
            reasoning: self.reasoning.or(lower.reasoning),
            output: self.output.or(lower.output),
            format: self.format.or(lower.format),
            summary_file: self.summary_file.or(lower.summary_file),
            color: self.color.or(lower.color),
            theme: self.theme.or(lower.theme),
            quiet,
            verbose,
            fail_on: self.fail_on.or(lower.fail_on),
            fail_on_slices: self.fail_on_slices.or(lower.fail_on_slices),
            alpha: self.alpha.or(lower.alpha),
            standardize: self.standardize.or(lower.standardize),
            metrics: self.metrics.or(lower.metrics),
            correction: self.correction.or(lower.correction),
            margins,
            seed: self.seed.or(lower.seed),
            threads: self.threads.or(lower.threads),
            sample_bytes: self.sample_bytes.or(lower.sample_bytes),
            limit: self.limit.or(lower.limit),
            requirement: self.requirement.or(lower.requirement),
            replicates: self.replicates.or(lower.replicates),
        }
    }

    /// Where the results go.
    ///
    /// # Errors
    /// [`Error::BadSetting`] when a name is unknown, or when the formats do not fit the place they go to.
    pub fn output(&self) -> Result<Output, Error> {
        if self.summary_file.as_ref().is_some_and(|p| p.as_os_str().is_empty()) {
            return bad("--summary-file", "found an empty path, expected a file");
        }
        Ok(Output {
            dir: self.output.clone(),
            formats: formats(self.output.as_deref(), self.format.as_deref())?,
            summary: self.summary_file.clone(),
            color: self.color.unwrap_or_default(),
            theme: self.theme.unwrap_or_default(),
            talk: self.talk()?,
            notes: Vec::new(),
        })
    }

    fn talk(&self) -> Result<Talk, Error> {
        match (self.quiet.unwrap_or_default(), self.verbose.unwrap_or_default()) {
            (true, true) => bad("--quiet", "cannot be combined with --verbose; choose one"),
            (true, false) => Ok(Talk::Quiet),
            (false, false) => Ok(Talk::Normal),
            (false, true) => Ok(Talk::Verbose),
        }
    }

    /// What holds where no source speaks. Keys that are silent here are detected from the data, or off.
    fn defaults() -> Settings {
        let config = Config::default();
        Settings {
            case_sensitive: Some(config.case_sensitive),
            sample_bytes: Some(config.sample_bytes),
            reasoning: Some(config.reasoning),
            color: Some(Color::default()),
            theme: Some(Theme::default()),
            quiet: Some(false),
            verbose: Some(false),
            fail_on: Some(vec!["none".to_owned()]),
            fail_on_slices: Some(config.fail_on_slices),
            alpha: Some(config.alpha),
            standardize: Some(config.standardize),
            metrics: Some(config.metrics),
            correction: Some(config.correction),
            margins: Some(config.margins),
            seed: Some(config.seed),
            threads: Some(config.threads),
            replicates: Some(config.replicates),
            ..Settings::default()
        }
    }

    /// These settings with every default filled in. What they resolve to is the same, so that a config file made of them
    /// repeats the run. No corpus needs to be named, so that a first config file can be made.
    ///
    /// # Errors
    /// What [`Settings::resolve`] and [`Config::validate`] find wrong.
    pub fn effective(self) -> Result<Settings, Error> {
        let mut checked = self.clone();
        if checked.paths.is_none() && checked.generation.is_none() {
            checked.paths = Some(vec![PathBuf::from("any")]);
        }
        let (config, output) = checked.resolve()?;
        config.validate()?;
        let format = output.formats.iter().map(|f| f.name().to_owned()).collect();
        Ok(Settings { format: Some(format), ..self }.or(Settings::defaults()))
    }

    /// Fills the gaps with the defaults. Ranges are checked later, by [`Config::validate`].
    ///
    /// # Errors
    /// [`Error::BadSetting`] when no corpus is named, when a name is unknown, or when the formats do not fit the
    /// place they go to.
    pub fn resolve(self) -> Result<(Config, Output), Error> {
        let output = self.output()?;
        let generations = sources(self.paths, self.generation)?;
        let default = Config::default();
        let config = Config {
            generations,
            reference: self.reference,
            columns: Columns {
                text: self.text_column,
                key: self.key_column,
                slice: self.slice_column,
                score: self.score_column.unwrap_or_default(),
                numeric: self.numeric_column.unwrap_or_default(),
                categorical: self.categorical_column.unwrap_or_default(),
                likelihood: self.likelihood_column.unwrap_or_default(),
                generation: self.generation_column,
                embedding: self.embedding_column,
            },
            tokenizer: tokenizer(self.tokenizer)?,
            case_sensitive: self.case_sensitive.unwrap_or(default.case_sensitive),
            reasoning: self.reasoning.unwrap_or(default.reasoning),
            normalize: self.normalize.unwrap_or(default.normalize),
            no_text_embedding: self.no_text_embedding.unwrap_or(default.no_text_embedding),
            embedding_rows: self.embedding_rows.unwrap_or_default(),
            sample_bytes: self.sample_bytes.unwrap_or(default.sample_bytes),
            limit: self.limit,
            alpha: self.alpha.unwrap_or(default.alpha),
            standardize: self.standardize.unwrap_or(default.standardize),
            metrics: self.metrics.unwrap_or(default.metrics),
            correction: self.correction.unwrap_or(default.correction),
            margins: self.margins.unwrap_or(default.margins),
            seed: self.seed.unwrap_or(default.seed),
            threads: self.threads.unwrap_or(default.threads),
            fail_on: gate(self.fail_on.as_deref().unwrap_or_default())?,
            fail_on_slices: self.fail_on_slices.unwrap_or(default.fail_on_slices),
            fail_on_requirement: self.fail_on.iter().flatten().any(|name| name == REQUIREMENT),
            requirements: self.requirement.unwrap_or_default(),
            replicates: self.replicates.unwrap_or(default.replicates),
        };
        Ok((config, output))
    }
}

fn bad<T>(setting: &str, problem: impl Into<String>) -> Result<T, Error> {
    Err(Error::BadSetting { setting: setting.to_owned(), problem: problem.into() })
}

/// The corpora, from whichever of the two ways of naming them was used.
fn sources(paths: Option<Vec<PathBuf>>, named: Option<Vec<Source>>) -> Result<Vec<Source>, Error> {
    let sources = match (paths, named) {
        (Some(_), Some(_)) => {
            return bad(
                "--generation",
                "cannot be combined with unnamed paths, because their order would be unclear; name all or none",
            );
        }
        (Some(paths), None) => {
            paths.into_iter().map(|path| Source { name: None, paths: vec![path] }).collect()
        }
        (None, named) => named.unwrap_or_default(),
    };
    if sources.is_empty() {
        return bad(
            "no corpus to read",
            "give PATHS, --generation NAME=PATH, or a config file with `generation`",
        );
    }
    if sources.iter().flat_map(|s| &s.paths).any(|p| p.as_os_str().is_empty()) {
        return bad("--generation", "found an empty path, expected a file, folder or glob");
    }
    Ok(sources)
}

/// A name, or else a file.
fn tokenizer(said: Option<String>) -> Result<TokenizerChoice, Error> {
    match said {
        Some(said) if said.trim().is_empty() => {
            bad("--tokenizer", "found nothing, expected words, chars, whitespace or a tokenizer.json")
        }
        said => Ok(said.map(TokenizerChoice::from).unwrap_or_default()),
    }
}

/// Formats default to what the place can hold: a terminal one, a folder all.
fn formats(dir: Option<&Path>, names: Option<&[String]>) -> Result<Vec<Format>, Error> {
    if dir.is_some_and(|d| d.as_os_str().is_empty()) {
        return bad("--output", "found an empty path, expected a folder");
    }
    let mut formats = Vec::new();
    for name in names.unwrap_or_default() {
        let format = Format::ALL.iter().find(|f| f.name() == name);
        match format {
            None => {
                let known: Vec<_> = Format::ALL.iter().map(|f| f.name()).collect();
                return bad("--format", unknown(name, &known));
            }
            Some(format) if formats.contains(format) => {}
            Some(format) => formats.push(*format),
        }
    }
    if formats.is_empty() {
        formats = match dir {
            Some(_) => Format::ALL.to_vec(),
            None => vec![Format::Text],
        };
    }
    if dir.is_none() {
        if let Some(format) = formats.iter().find(|f| !f.is_streamable()) {
            return bad("--format", format!("{} needs a folder; name one with -o DIR", format.name()));
        }
        if formats.len() > 1 {
            return bad(
                "--format",
                "standard output carries one format; name a folder for several with -o DIR",
            );
        }
    }
    Ok(formats)
}

/// The word of `--fail-on` for a missed requirement, which is no verdict.
const REQUIREMENT: &str = "requirement";

/// The verdicts of `--fail-on`, each once, from best to worst.
fn gate(names: &[String]) -> Result<Vec<Verdict>, Error> {
    let mut known: Vec<_> = Verdict::ALL.iter().map(|v| v.name()).collect();
    known.extend(["collapse", REQUIREMENT, "none"]);
    if let Some(name) = names.iter().find(|n| !known.contains(&n.as_str())) {
        return bad("--fail-on", unknown(name, &known));
    }
    if names.len() > 1 && names.iter().any(|n| n == "none") {
        return bad("--fail-on", "`none` cannot be combined with others");
    }
    let asked = |v: &Verdict| names.iter().any(|n| n == v.name() || (n == "collapse" && v.is_collapse()));
    Ok(Verdict::ALL.iter().copied().filter(asked).collect())
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
