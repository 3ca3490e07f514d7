//! Corpora to a report: the front door.

use crate::assemble::Findings;
use crate::compare::{self, Compared, Doubts};
use crate::config::Config;
use crate::confounders;
use crate::corpus::{self, Corpus, Generations};
use crate::error::Error;
use crate::judge;
use crate::progress::{Observer, Silent, Stage};
use crate::report::Report;
use crate::static_model::StaticModel;
use crate::threads::with_threads;

/// Compares corpora, the reference first, whatever they came from: every later one with the reference and with its predecessor.
///
/// The settings say how is judged; how the corpora were read they know themselves. Corpora of one name are runs of one generation,
/// where [`Config::replicates`] allows that.
///
/// ```
/// use genloss::{Config, Corpus, Row, Verdict};
///
/// let mut before = Corpus::builder("before");
/// let mut after = Corpus::builder("after");
/// for prompt in 0..100 {
///     let key = prompt.to_string();
///     before.push(Row { key: Some(&key), ..Row::new(&format!("An answer about matter {prompt}.")) })?;
///     after.push(Row { key: Some(&key), ..Row::new("I cannot help with that.") })?;
/// }
/// let report = genloss::compare(&[before.finish()?, after.finish()?], &Config::default())?;
/// assert!(report.comparisons[0].verdict.severity() > Verdict::Inconclusive.severity());
/// # Ok::<(), genloss::Error>(())
/// ```
///
/// # Errors
/// Corpora that cannot be compared (fewer than two, of different units of counting, of vectors of different length), one without a
/// document, and settings out of range; see [`Error`].
pub fn compare(corpora: &[Corpus], config: &Config) -> Result<Report, Error> {
    compare_watched(corpora, config, &Silent)
}

/// The same, telling an observer how far it is.
///
/// # Errors
/// As [`compare`].
pub fn compare_watched(
    corpora: &[Corpus],
    config: &Config,
    observer: &dyn Observer,
) -> Result<Report, Error> {
    let config = corpora.first().map_or_else(|| config.clone(), |reference| reference.settings_for(config));
    config.validate()?;
    with_threads(config.threads, || {
        let model = model(&config)?;
        let generations = Generations::of(corpora, &config, 2)?;
        generations.require_one_key()?;
        generations.require_columns(&config)?;
        report(corpora, &generations, &config, model, observer)
    })
}

/// Reads the generations that the settings name, files of rows or profiles ([`Corpus::save`]), and compares them.
///
/// ```
/// use genloss::{Config, Source, Verdict};
///
/// let generation = |name: &str| Source {
///     name: Some(name.to_owned()),
///     paths: vec![format!("fixtures/demo/{name}.parquet").into()],
/// };
/// let generations = ["gen0", "gen1", "gen2"].map(generation).to_vec();
/// let report = genloss::analyze(&Config { generations, ..Config::default() })?;
///
/// assert_eq!(report.generations[0].verdict, None, "the reference");
/// assert_eq!(report.generations[1].verdict, Some(Verdict::Stable));
/// assert_eq!(report.generations[2].verdict, Some(Verdict::EarlyCollapse));
/// # Ok::<(), genloss::Error>(())
/// ```
///
/// # Errors
/// Anything that makes the input or a setting unusable; see [`Error`].
pub fn analyze(config: &Config) -> Result<Report, Error> {
    analyze_watched(config, &Silent)
}

/// The same, telling an observer how far it is.
///
/// # Errors
/// As [`analyze`].
pub fn analyze_watched(config: &Config, observer: &dyn Observer) -> Result<Report, Error> {
    config.validate()?;
    with_threads(config.threads, || {
        let model = model(config)?;
        let (corpora, config) = corpus::generations(config, 2, observer)?;
        report(&corpora, &Generations::of(&corpora, &config, 2)?, &config, model, observer)
    })
}

/// The model that embeds texts. It is opened first, so that a damaged one is found before gigabytes are read.
fn model(config: &Config) -> Result<Option<StaticModel>, Error> {
    config.embedding_model.as_deref().map(StaticModel::open).transpose()
}

/// Compare, judge, explain.
fn report(
    corpora: &[Corpus],
    generations: &Generations<'_>,
    config: &Config,
    model: Option<StaticModel>,
    observer: &dyn Observer,
) -> Result<Report, Error> {
    confounders::require_documents(corpora)?;
    let (profiles, tokenizer) = (&generations.profiles[..], generations.tokenizer());
    confounders::require_slices(config, profiles)?;
    unless_stopped(observer)?;
    let vectors = compare::vectors(profiles, tokenizer, config, model);
    let (tables, levels) = compare::tables_by(vectors, profiles, tokenizer, config, observer);
    unless_stopped(observer)?;
    let spreads = compare::run_spreads(profiles, &generations.runs, &tables, tokenizer, config.seed);
    observer.begin(Stage::Explain, 1);
    let required = compare::required_means(profiles, &config.requirements);
    let trends = compare::trends(&tables, config);
    let thresholds = judge::Thresholds::from_config(config);
    let judged = judge::judge(&tables, &thresholds);
    let doubts = Doubts::of(profiles, &generations.names());
    let pairs: Vec<_> = tables.iter().map(Compared::from).collect();
    let mut warnings = doubts.warnings();
    warnings.extend(confounders::warnings(generations, &pairs, config));
    warnings.extend(confounders::of_runs(generations));
    let found = Findings {
        config,
        generations,
        vectors,
        levels: &levels,
        trends: &trends,
        judged: &judged,
        required: &required,
        spreads: &spreads,
        doubts: &doubts,
        warnings,
    };
    Ok(found.report())
}

fn unless_stopped(observer: &dyn Observer) -> Result<(), Error> {
    if observer.wants_to_stop() { Err(Error::Stopped) } else { Ok(()) }
}
