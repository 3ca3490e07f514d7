//! Splits one corpus into generations by a column.

use std::collections::BTreeMap;

use super::corpus::Part;
use super::order;
use super::parquet::File;
use super::settings::Settings;
use super::{Layout, Task};
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
pub(super) fn scan(
    files: &[File],
    layouts: &[Layout],
    column: &str,
    limit: u64,
) -> Result<Labels, Error> {
    let mut scan = Scan {
        settings: BTreeMap::new(),
        totals: BTreeMap::new(),
        limit,
    };
    let mut counts = Vec::new();
    for (file, layout) in files.iter().zip(layouts) {
        let mut n_null = 0;
        let first_count = counts.len();
        for row_group in 0..file.row_groups.len() {
            let (found, nulls) = scan.row_group(file, layout, row_group, column)?;
            counts.push(found);
            n_null += nulls;
        }
        if n_null > 0 {
            return Err(Error::NullGeneration {
                path: file.path.clone(),
                column: column.to_owned(),
                rows: n_null,
            });
        }
        let mut labels: Vec<&String> = counts[first_count..]
            .iter()
            .flat_map(BTreeMap::keys)
            .collect();
        labels.dedup();
        for label in labels {
            scan.settings
                .entry(label.clone())
                .or_default()
                .add_file(file);
        }
    }
    let mut names: Vec<String> = scan.totals.into_keys().collect();
    order::sort(&mut names);
    Ok(Labels {
        names,
        settings: scan.settings,
        counts,
    })
}

struct Scan {
    settings: BTreeMap<String, Settings>,
    totals: BTreeMap<String, u64>,
    limit: u64,
}

impl Scan {
    /// Counts the rows of each label in one row group, and those without.
    fn row_group(
        &mut self,
        file: &File,
        layout: &Layout,
        row_group: usize,
        column: &str,
    ) -> Result<(BTreeMap<String, u64>, u64), Error> {
        let roots = layout
            .generation
            .into_iter()
            .chain(layout.settings.iter().map(|(_, root)| *root))
            .collect();
        let (mut counts, mut n_null) = (BTreeMap::<String, u64>::new(), 0);
        let (mut buffer, mut value) = (String::new(), String::new());
        for batch in file.read(row_group, file.row_groups[row_group], &roots)? {
            let batch = batch?;
            let labels = batch.column(layout.generation);
            for row in 0..batch.n_rows {
                let Some(label) = labels
                    .canonical(row, &mut buffer)
                    .filter(|label| !label.trim().is_empty())
                else {
                    n_null += 1;
                    continue;
                };
                bump(&mut counts, label);
                let seen = bump(&mut self.totals, label);
                if !layout.settings.is_empty() && seen <= self.limit {
                    if !self.settings.contains_key(label) {
                        self.settings.insert(label.to_owned(), Settings::default());
                    }
                    if let Some(settings) = self.settings.get_mut(label) {
                        settings.add_row(&batch, &layout.settings, row, &mut value);
                    }
                }
            }
            if self.totals.len() > MAX_LABELS {
                return Err(Error::BadColumn {
                    path: file.path.clone(),
                    column: column.to_owned(),
                    problem: format!(
                        "holds more than {MAX_LABELS} different values, expected one per generation"
                    ),
                    found: file.schema().listing(),
                    option: "generation-column",
                });
            }
        }
        Ok((counts, n_null))
    }
}

/// Adds one; allocates only for a new label.
fn bump(counts: &mut BTreeMap<String, u64>, label: &str) -> u64 {
    if let Some(count) = counts.get_mut(label) {
        *count += 1;
        return *count;
    }
    counts.insert(label.to_owned(), 1);
    1
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
            let is_open =
                |label: &String| positions.get(label).is_some_and(|&g| before[g] < wanted);
            if counts.keys().any(is_open) {
                let before = if limit.is_some() {
                    before.clone()
                } else {
                    Vec::new()
                };
                tasks.push(Task {
                    before,
                    ..part.task(row_group, first_row, n_rows)
                });
            }
            for (label, n) in counts {
                if let Some(&generation) = positions.get(label) {
                    before[generation] += n;
                }
            }
            first_row = first_row.saturating_add(n_rows);
        }
        (
            Split {
                positions,
                limit: wanted,
            },
            tasks,
        )
    }
}
