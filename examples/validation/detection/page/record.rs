//! The log and the peers' answers by cell, and how often something rang.

use std::collections::BTreeMap;
use std::path::Path;

use genloss::estimator::binomial::clopper_pearson;
use genloss::terms::{Status, Symptom};

use crate::Outcome;
use crate::log::{self, Cell, Row};
use crate::nulls;
use crate::rivals::{OF_LOSS, RULES};

/// The false-alarm rate at which rules and peers are compared with genloss: what genloss promises, and more than it uses.
pub(crate) const ALARMS: f64 = 0.05;

/// What may hold of a comparison.
pub(crate) type Test = fn(&Row) -> bool;

/// Hits among trials.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rate {
    pub hits: usize,
    pub trials: usize,
}

impl Rate {
    /// Counts what is true.
    pub(crate) fn of(hits: impl Iterator<Item = bool>) -> Self {
        hits.fold(Self { hits: 0, trials: 0 }, |rate, hit| Self {
            hits: rate.hits + usize::from(hit),
            trials: rate.trials + 1,
        })
    }

    /// The share; 0 without trials.
    pub(crate) fn share(self) -> f64 {
        self.hits as f64 / self.trials.max(1) as f64
    }

    /// The exact 95% interval (Clopper and Pearson 1934); everything without trials.
    pub(crate) fn interval(self) -> (f64, f64) {
        clopper_pearson(self.hits as u64, self.trials as u64).unwrap_or((0.0, 1.0))
    }

    /// Whether it is higher than another beyond chance: their intervals do not touch.
    pub(crate) fn beats(self, other: Self) -> bool {
        self.interval().0 > other.interval().1
    }

    /// In percent, with its interval.
    pub(crate) fn text(self) -> String {
        if self.trials == 0 {
            return "none".to_owned();
        }
        let (low, high) = self.interval();
        format!("{} [{}, {}]", percent(self.share()), percent(low), percent(high))
    }
}

/// A share in percent, without its sign.
pub(crate) fn percent(share: f64) -> String {
    let text = format!("{:.1}", 100.0 * share);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The score that so many nulls exceed.
fn line(nulls: impl Iterator<Item = f64>, allowed: impl Fn(usize) -> usize) -> Option<f64> {
    let mut scores: Vec<f64> = nulls.collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    scores.get(allowed(scores.len())).copied()
}

/// What is allowed at [`ALARMS`].
fn five_percent(trials: usize) -> usize {
    (ALARMS * trials as f64) as usize
}

/// What a peer said of one comparison.
pub(crate) struct Answer {
    trial: u64,
    alarm: Option<bool>,
    score: f64,
}

/// All that was found.
pub(crate) struct Record {
    pub cells: BTreeMap<Cell, Vec<Row>>,
    /// By cell and peer.
    pub peers: BTreeMap<Cell, BTreeMap<String, Vec<Answer>>>,
}

impl Record {
    /// Reads both files; peers that were not run are none.
    pub(crate) fn read(log: &Path, peers: &Path) -> Outcome<Self> {
        let mut record = Self { cells: BTreeMap::new(), peers: BTreeMap::new() };
        let mut rows = log::read(log)?;
        rows.sort_by_key(|row| (row.trial, row.generation));
        for row in rows {
            record.cells.entry(row.cell.clone()).or_default().push(row);
        }
        let answers = if peers.exists() { std::fs::read_to_string(peers)? } else { String::new() };
        for line in answers.lines().skip(1) {
            let columns: Vec<&str> = line.split(',').collect();
            let [_, _, _, _, _, trial, peer, alarm, score] = columns[..] else {
                return Err(format!("found `{line}`, expected nine columns").into());
            };
            let alarm = if alarm.is_empty() { None } else { Some(alarm.parse()?) };
            let answer = Answer { trial: trial.parse()?, alarm, score: score.parse()? };
            let of_cell = record.peers.entry(Cell::parse(&columns[..5])?).or_default();
            of_cell.entry(peer.to_owned()).or_default().push(answer);
        }
        Ok(record)
    }

    /// The comparisons of a cell.
    pub(crate) fn rows(&self, cell: &Cell) -> &[Row] {
        self.cells.get(cell).map_or(&[], Vec::as_slice)
    }

    /// The nulls that go with a cell.
    fn nulls(&self, cell: &Cell) -> &[Row] {
        self.rows(&nulls::of(cell))
    }

    /// How many nulls go with a cell.
    pub(crate) fn n_nulls(&self, cell: &Cell) -> usize {
        self.nulls(cell).len()
    }

    /// The symptoms that were looked for in any comparison.
    pub(crate) fn symptoms(&self) -> Vec<Symptom> {
        let looked_for = |symptom: &Symptom| {
            self.cells.values().flatten().any(|row| row.status(*symptom) != Status::NotRun)
        };
        Symptom::ALL.into_iter().filter(looked_for).collect()
    }

    /// How often something holds in a cell.
    pub(crate) fn rate(&self, cell: &Cell, holds: impl Fn(&Row) -> bool) -> Rate {
        Rate::of(self.rows(cell).iter().map(holds))
    }

    /// The line of a rule above which 5% of the nulls of this size lie.
    pub(crate) fn fair_line(&self, cell: &Cell, rule: usize) -> Option<f64> {
        line(self.nulls(cell).iter().map(|row| row.scores[rule]), five_percent)
    }

    /// The line above which as many nulls lie as genloss rings in.
    pub(crate) fn own_line(&self, cell: &Cell, rule: usize) -> Option<f64> {
        let nulls = self.nulls(cell);
        let rings = nulls.iter().filter(|row| row.rings()).count();
        line(nulls.iter().map(|row| row.scores[rule]), |_| rings)
    }

    /// How often a rule rings at a line; nothing without one.
    pub(crate) fn ruled(&self, cell: &Cell, rule: usize, line: Option<f64>) -> Rate {
        let rows = self.rows(cell).iter();
        Rate::of(line.into_iter().flat_map(|line| rows.clone().map(move |row| row.scores[rule] > line)))
    }

    /// How often any of the rules of a loss rings where all of them together ring in 5% of the nulls: each is measured in its own standard
    /// deviations from its own mean in these.
    pub(crate) fn ruled_together(&self, cell: &Cell) -> Rate {
        let nulls = self.nulls(cell);
        let n = nulls.len() as f64;
        let scales: Vec<(f64, f64)> = (0..OF_LOSS)
            .map(|rule| {
                let mean = nulls.iter().map(|row| row.scores[rule]).sum::<f64>() / n;
                let squares: f64 = nulls.iter().map(|row| (row.scores[rule] - mean).powi(2)).sum();
                (mean, (squares / n).sqrt().max(f64::MIN_POSITIVE))
            })
            .collect();
        let largest = |row: &Row| {
            let own = scales.iter().zip(row.scores).map(|((mean, sd), score)| (score - mean) / sd);
            own.fold(f64::NEG_INFINITY, f64::max)
        };
        let line = line(nulls.iter().map(largest), five_percent);
        let rows = self.rows(cell).iter();
        Rate::of(
            line.into_iter().flat_map(|line| rows.clone().map(|row| largest(row) > line).collect::<Vec<_>>()),
        )
    }

    /// How often a rule rings at the line that teams draw.
    pub(crate) fn usual(&self, cell: &Cell, rule: usize) -> Rate {
        self.ruled(cell, rule, Some(RULES[rule].line))
    }

    /// How often a peer rings by its own decision.
    pub(crate) fn decided(&self, cell: &Cell, peer: &str) -> Rate {
        Rate::of(self.answers(cell, peer).iter().filter_map(|answer| answer.alarm))
    }

    /// How often a peer rings where 5% of its nulls do.
    pub(crate) fn fair(&self, cell: &Cell, peer: &str) -> Rate {
        let nulls = self.answers(&nulls::of(cell), peer).iter().map(|answer| answer.score);
        let line = line(nulls, five_percent);
        let answers = self.answers(cell, peer).iter();
        Rate::of(line.into_iter().flat_map(|line| answers.clone().map(move |answer| answer.score > line)))
    }

    fn answers(&self, cell: &Cell, peer: &str) -> &[Answer] {
        self.peers.get(cell).and_then(|of_cell| of_cell.get(peer)).map_or(&[], Vec::as_slice)
    }

    /// The same record with no comparison that the peers did not see.
    pub(crate) fn seen_by_peers(&self) -> Self {
        let seen = |cell: &Cell, row: &Row| {
            let answers = self.peers.get(cell).and_then(|of_cell| of_cell.values().next());
            answers.is_some_and(|answers| answers.iter().any(|answer| answer.trial == row.trial))
        };
        let kept = |(cell, rows): (&Cell, &Vec<Row>)| {
            let rows: Vec<Row> = rows.iter().filter(|row| seen(cell, row)).cloned().collect();
            (!rows.is_empty()).then(|| (cell.clone(), rows))
        };
        Self { cells: self.cells.iter().filter_map(kept).collect(), peers: BTreeMap::new() }
    }
}
