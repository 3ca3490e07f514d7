//! The log: one line a comparison, appended as it is made.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use genloss::calibrate::{MetricTrial, Trial, rings};
use genloss::terms::{Status, Symptom, Verdict};

use crate::Outcome;
use crate::rivals::Scores;

/// Columns of the log. Of a recursion every generation has a line; a single comparison is of generation 0 and leaves the two columns of
/// its tail empty.
const HEADER: &str = "section,change,dose,documents,pairing,trial,generation,alive,neutral,verdict,statuses,metrics,\
                      entropy,types,distinct_2,divergence";

/// What the sides of a comparison have in common, and what says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pairing {
    /// Both answer the same prompts, and a key says which.
    Paired,
    /// A key says that they answer others.
    Unpaired,
    /// Others, without a key.
    KeylessFresh,
    /// The same in another order, without a key.
    KeylessSame,
    /// Half of the prompts the same, without a key.
    KeylessHalf,
    /// The same, and a key that names the next row's prompt.
    WrongKeys,
}

impl Pairing {
    /// All of them.
    pub(crate) const ALL: [Pairing; 6] = [
        Pairing::Paired,
        Pairing::Unpaired,
        Pairing::KeylessFresh,
        Pairing::KeylessSame,
        Pairing::KeylessHalf,
        Pairing::WrongKeys,
    ];

    /// Its name in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Pairing::Paired => "paired",
            Pairing::Unpaired => "unpaired",
            Pairing::KeylessFresh => "keyless-fresh",
            Pairing::KeylessSame => "keyless-same",
            Pairing::KeylessHalf => "keyless-half",
            Pairing::WrongKeys => "wrong-keys",
        }
    }
}

/// What is compared with what: all comparisons of one cell differ in their seeds only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    /// Which list of changes it is of, and by that which law.
    pub section: String,
    /// What was done.
    pub change: String,
    /// How much of it.
    pub dose: String,
    /// Documents a side.
    pub documents: u32,
    /// What the sides have in common.
    pub pairing: Pairing,
}

impl Cell {
    /// The first five columns of every table.
    pub(crate) fn columns(&self) -> String {
        let pairing = self.pairing.name();
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
            pairing: Pairing::ALL.into_iter().find(|p| p.name() == pairing).ok_or("no such pairing")?,
        })
    }
}

/// One judged metric of a comparison.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub metric: String,
    pub status: Status,
    /// Its estimate, where there is one.
    pub value: Option<f64>,
    /// Whether a loss is shown, however small.
    pub shown: bool,
}

/// One comparison.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub cell: Cell,
    pub trial: u64,
    /// Which generation of a chain was held against generation 0; 0 for a single comparison.
    pub generation: usize,
    /// Which share of the types of the tail of generation 0 it holds, and which neutral drift would have left.
    pub tail: Option<[f64; 2]>,
    pub verdict: Verdict,
    /// Of the symptoms that were looked for.
    pub statuses: Vec<(Symptom, Status)>,
    /// Of the metrics behind them.
    pub metrics: Vec<Figure>,
    /// What the rules of thumb look at; higher is worse.
    pub scores: Scores,
}

impl Row {
    /// The line of one comparison.
    pub(crate) fn new(cell: Cell, trial: u64, found: &Trial, scores: Scores) -> Self {
        let figure = |m: &MetricTrial| Figure {
            metric: m.metric.name.to_owned(),
            status: m.status,
            value: m.estimate.ok().map(|estimate| estimate.value),
            shown: m.loss_shown,
        };
        Self {
            cell,
            trial,
            generation: 0,
            tail: None,
            verdict: found.verdict,
            statuses: found.symptoms.iter().map(|s| (s.symptom, s.status)).collect(),
            metrics: found.metrics.iter().filter(|m| m.status != Status::NotRun).map(figure).collect(),
            scores,
        }
    }

    /// What was found of a symptom.
    pub(crate) fn status(&self, symptom: Symptom) -> Status {
        let own = self.statuses.iter().find(|(other, _)| *other == symptom);
        own.map_or(Status::NotRun, |(_, status)| *status)
    }

    /// Whether anything is said to be lost: a symptom warns or fails, or the verdict does.
    pub(crate) fn rings(&self) -> bool {
        let alarming = self.verdict == Verdict::Warning || self.verdict.is_collapse();
        alarming || self.statuses.iter().any(|(_, status)| rings(*status))
    }

    /// Whether anything is said or shown to be lost, also less than a margin.
    pub(crate) fn sees(&self) -> bool {
        self.rings() || self.metrics.iter().any(|figure| figure.shown)
    }

    fn line(&self) -> String {
        let statuses: Vec<String> = self
            .statuses
            .iter()
            .filter(|(_, status)| *status != Status::NotRun)
            .map(|(symptom, status)| format!("{}={}", symptom.name(), status.name()))
            .collect();
        let metrics: Vec<String> = self
            .metrics
            .iter()
            .map(|m| {
                let value = m.value.map_or(String::new(), |value| format!("{value:.4}"));
                let shown = if m.shown { "=shown" } else { "" };
                format!("{}={}={value}{shown}", m.metric, m.status.name())
            })
            .collect();
        let tail = self.tail.map_or(",".to_owned(), |[alive, neutral]| format!("{alive:.4},{neutral:.4}"));
        format!(
            "{},{},{},{tail},{},{},{},{}",
            self.cell.columns(),
            self.trial,
            self.generation,
            self.verdict.name(),
            statuses.join(" "),
            metrics.join(" "),
            self.scores.map(|score| format!("{score:.6}")).join(",")
        )
    }

    fn parse(line: &str) -> Outcome<Self> {
        let columns: Vec<&str> = line.split(',').collect();
        let Some((cell, rest)) = columns.split_at_checked(5) else {
            return Err(format!("found `{line}`, expected {HEADER}").into());
        };
        let [trial, generation, alive, neutral, verdict, statuses, metrics, scores @ ..] = rest else {
            return Err(format!("found `{line}`, expected {HEADER}").into());
        };
        let scores: Vec<f64> = scores.iter().map(|score| score.parse()).collect::<Result<_, _>>()?;
        Ok(Self {
            cell: Cell::parse(cell)?,
            trial: trial.parse()?,
            generation: generation.parse()?,
            tail: if alive.is_empty() { None } else { Some([alive.parse()?, neutral.parse()?]) },
            verdict: Verdict::ALL.into_iter().find(|v| v.name() == *verdict).ok_or("no such verdict")?,
            statuses: statuses.split_whitespace().map(symptom).collect::<Outcome<_>>()?,
            metrics: metrics.split_whitespace().map(figure).collect::<Outcome<_>>()?,
            scores: scores.try_into().map_err(|_| format!("another number of rules: {line}"))?,
        })
    }
}

fn status(name: &str) -> Outcome<Status> {
    Ok(Status::ALL.into_iter().find(|status| status.name() == name).ok_or("no such status")?)
}

fn symptom(part: &str) -> Outcome<(Symptom, Status)> {
    let (name, found) = part.split_once('=').ok_or("expected symptom=status")?;
    let symptom = Symptom::ALL.into_iter().find(|symptom| symptom.name() == name).ok_or("no such symptom")?;
    Ok((symptom, status(found)?))
}

fn figure(part: &str) -> Outcome<Figure> {
    let [metric, found, value, shown @ ..] = &part.split('=').collect::<Vec<_>>()[..] else {
        return Err(format!("found {part}, expected metric=status=value, and =shown where a loss is").into());
    };
    let value = if value.is_empty() { None } else { Some(value.parse()?) };
    Ok(Figure { metric: (*metric).to_owned(), status: status(found)?, value, shown: shown == ["shown"] })
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
