//! The log: one line a comparison, appended as it is made.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use genloss::calibrate::{Trial, rings};
use genloss::terms::{Status, Symptom, Verdict};

use crate::Outcome;

/// Symptoms that these corpora can show.
pub(crate) const SYMPTOMS: [Symptom; 7] = [
    Symptom::TailLoss,
    Symptom::EmbeddingTailLoss,
    Symptom::VocabularyLoss,
    Symptom::SpreadLoss,
    Symptom::Repetition,
    Symptom::TemplateOveruse,
    Symptom::LengthCollapse,
];

/// Columns of the log. Of a recursion every generation has a line; a single comparison is of generation 0 and leaves the two columns of
/// its tail empty.
const HEADER: &str = "section,change,dose,documents,pairing,trial,generation,alive,neutral,verdict,statuses,\
                      entropy,distinct_2,divergence";

/// What is compared with what: all comparisons of one cell differ in their seeds only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    /// Nulls, losses, harmless or policies.
    pub section: String,
    /// What was done.
    pub change: String,
    /// How much of it.
    pub dose: String,
    /// Documents a side.
    pub documents: u32,
    /// Whether both sides answer the same prompts.
    pub paired: bool,
}

impl Cell {
    /// The first five columns of every table.
    pub(crate) fn columns(&self) -> String {
        let pairing = if self.paired { "paired" } else { "unpaired" };
        format!("{},{},{},{},{pairing}", self.section, self.change, self.dose, self.documents)
    }

    /// Reads them.
    pub(crate) fn parse(columns: &[&str]) -> Outcome<Self> {
        let [section, change, dose, documents, pairing] = columns[..] else {
            return Err(format!("found {columns:?}, expected five columns").into());
        };
        Ok(Self {
            section: section.to_owned(),
            change: change.to_owned(),
            dose: dose.to_owned(),
            documents: documents.parse()?,
            paired: pairing == "paired",
        })
    }
}

/// One comparison.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub cell: Cell,
    pub trial: u64,
    /// Which generation of a recursion was held against generation 0; 0 for a single comparison.
    pub generation: usize,
    /// Which share of the types of the tail of generation 0 it holds, and which neutral drift would have left.
    pub tail: Option<[f64; 2]>,
    pub verdict: Verdict,
    /// Of [`SYMPTOMS`].
    pub statuses: [Status; 7],
    /// What the rules of thumb look at; higher is worse.
    pub scores: [f64; 3],
}

impl Row {
    /// The line of one comparison.
    pub(crate) fn new(cell: Cell, trial: u64, found: &Trial, scores: [f64; 3]) -> Self {
        let status = |symptom| found.symptoms.iter().find(|s| s.symptom == symptom).map(|s| s.status);
        let statuses = SYMPTOMS.map(|symptom| status(symptom).unwrap_or(Status::NotRun));
        Self { cell, trial, generation: 0, tail: None, verdict: found.verdict, statuses, scores }
    }

    /// Whether any symptom warns or fails.
    pub(crate) fn rings(&self) -> bool {
        self.statuses.iter().any(|status| rings(*status))
    }

    fn line(&self) -> String {
        let statuses = self.statuses.map(Status::name).join(" ");
        let tail = self.tail.map_or(",".to_owned(), |[alive, neutral]| format!("{alive:.4},{neutral:.4}"));
        let [entropy, distinct, divergence] = self.scores;
        format!(
            "{},{},{},{tail},{},{statuses},{entropy:.6},{distinct:.6},{divergence:.6}",
            self.cell.columns(),
            self.trial,
            self.generation,
            self.verdict.name()
        )
    }

    fn parse(line: &str) -> Outcome<Self> {
        let columns: Vec<&str> = line.split(',').collect();
        let Some((cell, rest)) = columns.split_at_checked(5) else {
            return Err(format!("found `{line}`, expected {HEADER}").into());
        };
        let [trial, generation, alive, neutral, verdict, statuses, scores @ ..] = rest else {
            return Err(format!("found `{line}`, expected {HEADER}").into());
        };
        let status = |name: &str| Status::ALL.into_iter().find(|status| status.name() == name);
        let statuses: Vec<Status> = statuses.split(' ').filter_map(status).collect();
        let scores: Vec<f64> = scores.iter().map(|score| score.parse()).collect::<Result<_, _>>()?;
        Ok(Self {
            cell: Cell::parse(cell)?,
            trial: trial.parse()?,
            generation: generation.parse()?,
            tail: if alive.is_empty() { None } else { Some([alive.parse()?, neutral.parse()?]) },
            verdict: Verdict::ALL.into_iter().find(|v| v.name() == *verdict).ok_or("no such verdict")?,
            statuses: statuses.try_into().map_err(|_| format!("not seven statuses: {line}"))?,
            scores: scores.try_into().map_err(|_| format!("not three scores: {line}"))?,
        })
    }
}

/// Reads a log.
pub(crate) fn read(path: &Path) -> Outcome<Vec<Row>> {
    std::fs::read_to_string(path)?.lines().skip(1).map(Row::parse).collect()
}

/// A log that is being written.
pub(crate) struct Log {
    file: File,
    done: BTreeSet<(Cell, u64)>,
}

impl Log {
    /// Opens a log, a new one where there is none.
    pub(crate) fn open(path: &Path) -> Outcome<Self> {
        let rows = if path.exists() { read(path)? } else { Vec::new() };
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        if file.metadata()?.len() == 0 {
            writeln!(file, "{HEADER}")?;
        }
        Ok(Self { file, done: rows.into_iter().map(|row| (row.cell, row.trial)).collect() })
    }

    /// Whether a comparison is there already.
    pub(crate) fn has(&self, cell: &Cell, trial: u64) -> bool {
        self.done.contains(&(cell.clone(), trial))
    }

    /// Appends lines.
    pub(crate) fn append(&mut self, rows: &[Row]) -> Outcome {
        let lines: String = rows.iter().map(|row| row.line() + "\n").collect();
        Ok(self.file.write_all(lines.as_bytes())?)
    }
}
