//! Splits one corpus into generations by a column.

use std::collections::{BTreeMap, BTreeSet};

use super::corpus::Part;
use super::order;
use super::parquet::File;
use super::settings::Settings;
use super::{Layout, Task};
use crate::config::Config;
use crate::config::LONGEST_LABEL;
use crate::error::Error;

/// More labels than this are no generations: the column is something else.
const MAX_LABELS: usize = 1000;

/// Which generation a label means, and how many rows of each are wanted.
#[derive(Debug)]
pub(super) struct Split {
    positions: BTreeMap<String, usize>,
    limit: u64,
}

impl Split {
    /// Returns the generation of a label.
    pub(super) fn position(&self, label: &str) -> Option<usize> {
        self.positions.get(label).copied()
    }

    /// Counts a row of a generation and says whether it is within the limit. `before` holds the rows counted so far.
    pub(super) fn admits(&self, generation: usize, before: &mut [u64]) -> bool {
        // Without a limit nothing is counted.
        let Some(count) = before.get_mut(generation) else {
            return true;
        };
        *count += 1;
        *count <= self.limit
    }
}

/// What the column says: the labels in order, with what belongs to each.
pub(super) struct Labels {
    /// The generations, sorted by label.
    pub(super) names: Vec<String>,
    /// Their sampling settings.
    settings: BTreeMap<String, Settings>,
    /// Rows of each label in each row group, in order.
    counts: Vec<BTreeMap<String, u64>>,
}

/// Reads the generation column (and columns of settings) of all row groups.
pub(super) fn scan(files: &[File], layouts: &[Layout], config: &Config) -> Result<Labels, Error> {
    let mut scan = Scan {
        column: config.columns.generation.as_deref().unwrap_or_default(),
        limit: config.limit.unwrap_or(u64::MAX),
        totals: BTreeMap::new(),
        settings: BTreeMap::new(),
        counts: Vec::new(),
    };
    for (file, layout) in files.iter().zip(layouts) {
        scan.file(file, layout)?;
    }
    let mut names: Vec<String> = scan.totals.into_keys().collect();
    order::sort(&mut names);
    Ok(Labels { names, settings: scan.settings, counts: scan.counts })
}

struct Scan<'a> {
    column: &'a str,
    limit: u64,
    totals: BTreeMap<String, u64>,
    settings: BTreeMap<String, Settings>,
    counts: Vec<BTreeMap<String, u64>>,
}

impl Scan<'_> {
    fn file(&mut self, file: &File, layout: &Layout) -> Result<(), Error> {
        let first = self.counts.len();
        let mut n_null = 0;
        for row_group in 0..file.row_groups.len() {
            n_null += self.row_group(file, layout, row_group)?;
            if self.totals.len() > MAX_LABELS {
                return Err(self.too_many(file));
            }
        }
        if n_null > 0 {
            return Err(Error::NullGeneration {
                path: file.path.clone(),
                column: self.column.to_owned(),
                rows: n_null,
            });
        }
        let labels: BTreeSet<&String> = self.counts[first..].iter().flat_map(BTreeMap::keys).collect();
        for label in labels {
            self.settings.entry(label.clone()).or_default().add_file(file);
        }
        Ok(())
    }

    /// Counts the rows of each label in one row group, and returns how many have none.
    fn row_group(&mut self, file: &File, layout: &Layout, row_group: usize) -> Result<u64, Error> {
        let slots = layout.beside();
        let (mut counts, mut n_null) = (BTreeMap::new(), 0);
        let (mut label_buffer, mut buffer) = (String::new(), String::new());
        for batch in file.read(row_group, file.row_groups[row_group], &slots)? {
            let batch = batch?;
            let labels = batch.column(layout.generation);
            for row in 0..batch.n_rows {
                let label = labels.canonical(row, &mut label_buffer);
                let Some(label) = label.filter(|label| !label.trim().is_empty()) else {
                    n_null += 1;
                    continue;
                };
                if label.len() > LONGEST_LABEL {
                    return Err(self.too_long(file, label.len()));
                }
                bump(&mut counts, label);
                let is_wanted = bump(&mut self.totals, label) <= self.limit;
                if is_wanted && !layout.settings.is_empty() {
                    let settings = entry(&mut self.settings, label);
                    settings.add_row(&batch, &layout.settings, row, &mut buffer);
                }
            }
            if self.totals.len() > MAX_LABELS {
                break;
            }
        }
        self.counts.push(counts);
        Ok(n_null)
    }

    fn too_long(&self, file: &File, bytes: usize) -> Error {
        Error::BadColumn {
            path: file.path.clone(),
            column: self.column.to_owned(),
            problem: format!(
                "holds a value of {bytes} bytes, expected names of generations, of {LONGEST_LABEL} bytes at most"
            ),
            found: file.schema().listing(),
            option: "generation",
        }
    }

    fn too_many(&self, file: &File) -> Error {
        Error::BadColumn {
            path: file.path.clone(),
            column: self.column.to_owned(),
            problem: format!("holds more than {MAX_LABELS} different values, expected one per generation"),
            found: file.schema().listing(),
            option: "generation",
        }
    }
}

/// Adds one and returns the sum.
fn bump(counts: &mut BTreeMap<String, u64>, label: &str) -> u64 {
    let count = entry(counts, label);
    *count += 1;
    *count
}

/// The standard entry, except that it allocates only for a new label.
fn entry<'a, T: Default>(map: &'a mut BTreeMap<String, T>, label: &str) -> &'a mut T {
    if !map.contains_key(label) {
        map.insert(label.to_owned(), T::default());
    }
    map.get_mut(label).expect("the line above put it there")
}

impl Labels {
    /// Returns the sampling settings of a label.
    pub(super) fn settings(&self, name: &str) -> Vec<(String, Vec<String>)> {
        self.settings.get(name).cloned().unwrap_or_default().list()
    }

    /// Lists the row groups that hold wanted rows, each with the rows of every generation that come before it.
    pub(super) fn tasks(&self, parts: &[Part<'_>], limit: Option<u64>) -> (Split, Vec<Task>) {
        let positions: BTreeMap<String, usize> = self.names.iter().cloned().zip(0..).collect();
        let wanted = limit.unwrap_or(u64::MAX);
        let mut before = vec![0; self.names.len()];
        let (mut tasks, mut first_row) = (Vec::new(), 0);
        let row_groups = parts.iter().flat_map(|part| part.row_groups());
        for ((part, row_group, n_rows), counts) in row_groups.zip(&self.counts) {
            let is_open = |label: &String| positions.get(label).is_some_and(|&g| before[g] < wanted);
            if counts.keys().any(is_open) {
                let before = if limit.is_some() { before.clone() } else { Vec::new() };
                tasks.push(Task { before, ..part.task(row_group, first_row, n_rows) });
            }
            for (label, n) in counts {
                if let Some(&generation) = positions.get(label) {
                    before[generation] += n;
                }
            }
            first_row = first_row.saturating_add(n_rows);
        }
        (Split { positions, limit: wanted }, tasks)
    }
}
