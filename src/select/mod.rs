//! Which of several models to take: quality on one's own prompts, diversity kept and collapse side by side, with what a public board says.
//!
//! | file | what |
//! |---|---|
//! | `result.rs` | what was found, field by field |
//! | `scores.rs`, `draws.rs` | scores paired on prompts; blocks of prompts drawn anew |
//! | `ties.rs` | who is shown to be better than whom; groups, ranks, the probability of being best |
//! | `likeness.rs` | which candidates answer alike |
//! | `board.rs` | the public leaderboard, and where it disagrees |
//! | `weigh.rs` | weights, the share of all weights with which each one wins, the Pareto front |

mod board;
mod draws;
mod likeness;
mod result;
mod scores;
mod ties;
mod weigh;

use std::path::{Path, PathBuf};

pub use board::{Board, BoardAsked};
pub use result::{
    Alike, BoardPlace, Candidate, Choice, Contradiction, Diversity, Mean, Out, Paired, Selection, SliceScore,
    Why,
};
pub use weigh::Weights;

use crate::analysis;
use crate::compare;
use crate::config::{Config, RequirementRule, Source};
use crate::corpus::{self, Corpus};
use crate::error::Error;
use crate::judge;
use crate::metric::METRICS;
use crate::progress::Observer;
use crate::report::{Report, Requirement, Tool};
use crate::terms::{ColumnRole, Direction, Kind};
use crate::threads::with_threads;
use draws::Draws;
use scores::Scores;

/// The diversity that is shown where nothing else is asked for: what each candidate keeps of the reference's rare words.
pub const DIVERSITY: &str = "pooled-tail-retention";

/// What is chosen from, and by what.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectConfig {
    /// The candidates, how they are read and judged, and the minima that they must reach. `reference` names one of them, or a corpus that
    /// is no candidate.
    pub config: Config,
    /// A retention of the registry.
    pub diversity: String,
    /// The public leaderboard.
    pub board: Option<BoardAsked>,
    /// How much each side weighs; `None` = of those whose quality is not shown to be below the best, the most diverse.
    pub weights: Option<Weights>,
    /// Whether a collapse puts a candidate out.
    pub no_collapse: bool,
}

/// Reads the candidates, compares each with the reference, and says which one to take.
///
/// # Errors
/// Fewer than two candidates, a reference that is none of them and no corpus either, a metric that is no retention, a board that cannot be
/// read, and anything that makes a corpus unusable.
pub fn run(asked: &SelectConfig, observer: &dyn Observer) -> Result<Selection, Error> {
    check(asked)?;
    let board = asked.board.as_ref().map(Board::read).transpose()?;
    let (config, outside) = in_order(&asked.config, &asked.diversity)?;
    with_threads(config.threads, || {
        let (corpora, config) = corpus::generations(&config, 2, observer)?;
        let Some((reference, others)) = corpora.split_first() else { return Err(too_few(corpora.len())) };
        let candidates: Vec<&Corpus> =
            if outside { others.iter().collect() } else { corpora.iter().collect() };
        if candidates.len() < 2 {
            return Err(too_few(candidates.len()));
        }
        let against = |corpus: &&Corpus| match std::ptr::eq(*corpus, reference) {
            true => Ok(None),
            false => analysis::compare_watched(&[reference.clone(), (*corpus).clone()], &config, observer)
                .map(Some),
        };
        let reports: Vec<Option<Report>> = candidates.iter().map(against).collect::<Result<_, _>>()?;
        assemble(asked, &config, reference, &candidates, &reports, board.as_ref())
    })
}

fn check(asked: &SelectConfig) -> Result<(), Error> {
    asked.config.validate()?;
    let bad =
        |setting: &str, problem: String| Err(Error::BadSetting { setting: setting.to_owned(), problem });
    if asked.config.columns.generation.is_some() {
        return bad(
            "generation-column",
            "candidates are named one by one; give each its own path".to_owned(),
        );
    }
    if asked.config.replicates {
        return bad("replicates", "candidates are compared one by one, each with one run".to_owned());
    }
    match METRICS.iter().find(|metric| metric.name == asked.diversity) {
        Some(metric) if metric.kind == Kind::Retention => Ok(()),
        Some(_) => bad(
            "diversity",
            format!("`{}` is no retention; choose one of `genloss metrics`", asked.diversity),
        ),
        None => {
            let known: Vec<&str> =
                METRICS.iter().filter(|m| m.kind == Kind::Retention).map(|m| m.name).collect();
            bad("diversity", crate::nearest::unknown(&asked.diversity, &known))
        }
    }
}

fn too_few(n: usize) -> Error {
    Error::BadSetting {
        setting: "candidates".to_owned(),
        problem: format!("found {n}, expected two or more to choose from"),
    }
}

/// The settings with the reference first, and whether it is no candidate.
fn in_order(config: &Config, diversity: &str) -> Result<(Config, bool), Error> {
    let mut config = config.clone();
    // Whatever else is worked out, the diversity is.
    config.metrics.push(diversity.to_owned());
    let Some(wanted) = config.reference.take() else {
        return Err(Error::BadSetting {
            setting: "reference".to_owned(),
            problem: "found none, expected the candidate, or the corpus, whose diversity is to be kept"
                .to_owned(),
        });
    };
    let is_it = |source: &Source| {
        source.name.as_deref() == Some(wanted.as_str())
            || source.paths.iter().any(|path| {
                path == Path::new(&wanted) || path.file_stem().is_some_and(|s| s == wanted.as_str())
            })
    };
    if let Some(at) = config.generations.iter().position(is_it) {
        config.generations[..=at].rotate_right(1);
        return Ok((config, false));
    }
    let path = PathBuf::from(&wanted);
    if !path.exists() {
        let names: Vec<String> = config.generations.iter().map(called).collect();
        return Err(Error::UnknownReference { name: wanted, found: names.join(", ") });
    }
    config.generations.insert(0, Source { name: None, paths: vec![path] });
    Ok((config, true))
}

fn called(source: &Source) -> String {
    let stem = || {
        source.paths.first().and_then(|path| path.file_stem()).map(|stem| stem.to_string_lossy().into_owned())
    };
    source.name.clone().or_else(stem).unwrap_or_default()
}

/// The column of scores by which quality is judged: the first.
fn score_column(corpus: &Corpus) -> Option<&str> {
    corpus.header().columns.names(ColumnRole::Score).next()
}

fn assemble(
    asked: &SelectConfig,
    config: &Config,
    reference: &Corpus,
    candidates: &[&Corpus],
    reports: &[Option<Report>],
    board: Option<&Board>,
) -> Result<Selection, Error> {
    let column = score_column(reference).map(str::to_owned);
    let lower = column.as_deref().is_some_and(|column| {
        config.requirements.iter().any(|rule| rule.column == column && rule.direction == Direction::Lower)
    });
    let scores: Vec<Scores> =
        candidates.iter().map(|c| Scores::of(c.profile(), column.as_deref(), lower)).collect();
    let draws = Draws::new(config.seed);
    let mut found: Vec<Candidate> = candidates
        .iter()
        .zip(reports)
        .zip(&scores)
        .map(|((corpus, report), scores)| candidate(asked, config, corpus, report.as_ref(), scores, &draws))
        .collect();
    let paired = ties::paired(&scores, &draws);
    let names: Vec<String> = found.iter().map(|c| c.name.clone()).collect();
    ties::rank(&mut found, &paired);
    let common = ties::best(&mut found, &scores, &draws);
    likeness::closest(&mut found, candidates);
    if let Some(board) = board {
        board.place(&mut found);
    }
    let swings = weigh::weigh(&mut found, asked.weights.as_ref(), lower);
    let contradictions = if board.is_some() { board::contradictions(&found, &paired) } else { Vec::new() };
    let choice = weigh::choose(&found, asked.weights.as_ref());
    found.sort_by_key(|c| (!c.is_in(), c.ranks.is_none(), c.ranks, c.group));
    Ok(Selection {
        schema_version: 1,
        tool: Tool { name: "genloss".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        reference: reference.header().name.clone(),
        is_candidate: candidates.iter().any(|c| std::ptr::eq(*c, reference)),
        key_column: reference.header().columns.key.clone(),
        score_column: column,
        lower_is_better: lower,
        slice_column: reference.header().columns.slice.clone(),
        diversity_metric: asked.diversity.clone(),
        board: board.map(|board| board.name.clone()),
        weights: asked.weights,
        no_collapse: asked.no_collapse,
        common_prompts: common,
        candidates: found,
        pairs: ties::named(paired, &names),
        weights_decided: swings,
        contradictions,
        choice,
        warnings: reports.iter().flatten().flat_map(|r| r.warnings.clone()).fold(
            Vec::new(),
            |mut all, warning| {
                if !all.contains(&warning) {
                    all.push(warning);
                }
                all
            },
        ),
    })
}

fn candidate(
    asked: &SelectConfig,
    config: &Config,
    corpus: &Corpus,
    report: Option<&Report>,
    scores: &Scores,
    draws: &Draws,
) -> Candidate {
    let comparison = report.and_then(|report| report.comparisons.first());
    let diversity = match comparison {
        None => Diversity::of_reference(),
        Some(comparison) => Diversity::of(comparison.metrics.iter().find(|m| m.metric == asked.diversity)),
    };
    let verdict = comparison.map(|c| c.verdict);
    let requirements = requirements(corpus, &config.requirements);
    let score = scores.mean(draws);
    let mut out = Vec::new();
    if asked.no_collapse && verdict.is_some_and(crate::terms::Verdict::is_collapse) {
        out.push(Out::Collapse);
    }
    if requirements.iter().any(|r| r.status == crate::terms::Status::Fail) {
        out.push(Out::Requirement);
    }
    if score.value.is_none() {
        out.push(Out::NoScore);
    }
    Candidate {
        name: corpus.header().name.clone(),
        paths: corpus.header().paths.clone(),
        documents: corpus.n_documents(),
        score,
        slices: scores.slices(draws),
        group: None,
        ranks: None,
        best: None,
        diversity,
        verdict,
        rule: comparison.map(|c| c.rule.clone()),
        requirements,
        closest: None,
        board: None,
        on_front: false,
        weighted: None,
        wins: None,
        out,
    }
}

/// The team's minima, for this corpus.
fn requirements(corpus: &Corpus, rules: &[RequirementRule]) -> Vec<Requirement> {
    // A requirement is one of every generation after the first; here each candidate is such a one.
    let sides = [corpus.profile().clone(), corpus.profile().clone()];
    let of = |required: &compare::RequiredMean<'_>| {
        let estimate = required.estimate.as_ref().ok();
        Requirement {
            generation: corpus.header().name.clone(),
            column: required.rule.column.clone(),
            slice: required.rule.slice.clone(),
            direction: required.rule.direction,
            min: required.rule.min,
            value: required.mean,
            ci_low: estimate.map(|e| e.low),
            ci_high: estimate.map(|e| e.high),
            status: judge::requirement_status(required),
            undefined: required.estimate.as_ref().err().copied(),
        }
    };
    compare::required_means(&sides, rules).iter().map(of).collect()
}
