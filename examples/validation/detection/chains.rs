//! Chains of generations, through files and the whole of `genloss compare`: only there is anything said of a trend.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, RecordBatch, StringArray};
use genloss::config::{Config, Source};
use genloss::report::{Against, Comparison, Report};
use genloss::terms::Status;
use parquet::arrow::ArrowWriter;

use crate::log::{Cell, Figure, Log, Pairing, Row};
use crate::narrowed::Narrowed;
use crate::planned::Models;
use crate::plans::Side;
use crate::rivals::Counted;
use crate::urn::Law;
use crate::{Outcome, real};

/// Generations after the first.
pub(crate) const STEPS: usize = 10;

/// Shares of the tail that are lost in each step, of what is left.
const LOSSES: [f64; 2] = [0.0, 0.02];

/// One generation: keys and texts.
pub(crate) type Generation = Vec<(u32, String)>;

/// Whether a cell is of chains, which have a row a generation.
pub(crate) fn is_chain(cell: &Cell) -> bool {
    cell.section.ends_with("policies") || matches!(cell.section.as_str(), "urn-slow" | "real-chain")
}

/// The cells of a section.
pub(crate) fn cells(section: &str, documents: u32) -> Vec<(Cell, f64)> {
    let cell = |change: &str, dose: f64, pairing| Cell {
        section: section.to_owned(),
        change: change.to_owned(),
        dose: dose.to_string(),
        documents,
        pairing,
    };
    match section {
        "urn-slow" => LOSSES.map(|dose| (cell("tail mass a step", dose, Pairing::Paired), dose)).into(),
        _ => vec![(cell(real::CHAIN, 0.0, Pairing::Unpaired), 0.0)],
    }
}

/// Appends the chains that the log does not have.
pub(crate) fn run(asked: &Narrowed, documents: u32, chains: u64, path: &Path) -> Outcome {
    let mut log = Log::open(path)?;
    let recursion = if asked.section == "real-chain" { real::recursion()? } else { Vec::new() };
    for (cell, dose) in cells(&asked.section, documents).into_iter().filter(|(cell, _)| asked.has(cell)) {
        for chain in (0..chains).filter(|&chain| !log.has(&cell, chain)).collect::<Vec<_>>() {
            let generations = match recursion[..] {
                [] => slow(dose, documents, chain)?,
                _ => real::drawn(&recursion, documents, chain),
            };
            log.append(&judged(&cell, chain, &generations)?)?;
            eprint!("\r{asked} {dose}, {documents} documents: {} of {chains} ", chain + 1);
        }
        eprintln!();
    }
    Ok(())
}

/// Generations of which each holds a little less of the tail than the one before, of the same prompts.
fn slow(dose: f64, documents: u32, chain: u64) -> Outcome<Vec<Generation>> {
    let mut kept = 1.0;
    let sides: Vec<Side> = (0..=STEPS)
        .map(|_| {
            let law = Law { tail_lost: 1.0 - kept, ..Law::default() };
            kept *= 1.0 - dose;
            Side { law, answers: 1, done: Vec::new() }
        })
        .collect();
    let models = Models::of(sides.iter().map(|side| &side.law));
    let first = chain as u32 * documents;
    let of = |(step, side): (usize, &Side)| -> Outcome<Generation> {
        let docs = models.draw(side, first, documents, chain * 100 + step as u64)?;
        Ok(docs.iter().map(|doc| (doc.key, doc.text())).collect())
    };
    sides.iter().enumerate().map(of).collect()
}

/// A row a generation, each held against the first.
fn judged(cell: &Cell, chain: u64, generations: &[Generation]) -> Outcome<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let paths: Vec<PathBuf> =
        (0..generations.len()).map(|at| folder.path().join(format!("gen{at}.parquet"))).collect();
    generations.iter().zip(&paths).try_for_each(|(generation, path)| save(generation, path))?;
    let sources = paths.into_iter().map(|path| Source { name: None, paths: vec![path] });
    let config = Config { generations: sources.collect(), no_text_embedding: true, ..Config::default() };
    let report = genloss::analyze(&config)?;
    let counted = |generation: &Generation| Counted::of(generation.iter().map(|(_, text)| text.as_str()));
    let reference = counted(&generations[0]);
    let rows = against_base(&report).enumerate().map(|(at, comparison)| Row {
        cell: cell.clone(),
        trial: chain,
        generation: at + 1,
        tail: None,
        verdict: report.generations[at + 1].verdict.unwrap_or(comparison.verdict),
        statuses: comparison.symptoms.iter().map(|s| (s.symptom, s.status)).collect(),
        metrics: figures(comparison),
        scores: counted(&generations[at + 1]).losses(&reference),
    });
    Ok(rows.collect())
}

fn against_base(report: &Report) -> impl Iterator<Item = &Comparison> {
    report.comparisons.iter().filter(|comparison| comparison.against == Against::Base)
}

fn figures(comparison: &Comparison) -> Vec<Figure> {
    let judged = comparison.metrics.iter().filter_map(|m| {
        let status = m.status.filter(|status| *status != Status::NotRun)?;
        Some(Figure { metric: m.metric.clone(), status, value: m.value, shown: m.loss_shown })
    });
    judged.collect()
}

fn save(generation: &Generation, path: &Path) -> Outcome {
    let keys: Int32Array = generation.iter().map(|(key, _)| i32::try_from(*key).ok()).collect();
    let texts: StringArray = generation.iter().map(|(_, text)| Some(text)).collect();
    let columns: [(&str, ArrayRef); 2] = [("prompt_id", Arc::new(keys)), ("text", Arc::new(texts))];
    let batch = RecordBatch::try_from_iter(columns)?;
    let mut writer = ArrowWriter::try_new(File::create(path)?, batch.schema(), None)?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(())
}
