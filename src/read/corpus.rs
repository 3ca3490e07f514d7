//! Assembles the plan: sources to files, files to row groups, row groups to tasks.

use std::collections::BTreeSet;

use super::detect::{self, Schema};
use super::parquet::File;
use super::paths::{self, Found};
use super::settings::Settings;
use super::split;
use super::{Layout, Plan, PlannedGeneration, Task};
use crate::config::Config;
use crate::error::{Error, Warning};

/// Resolves paths, columns and generations.
pub(super) fn plan(config: &Config) -> Result<Plan, Error> {
    let mut found = config
        .generations
        .iter()
        .map(paths::find)
        .collect::<Result<Vec<_>, _>>()?;
    let by_column = config.columns.generation.as_deref();
    if by_column.is_none() {
        check_names(&found)?;
        put_reference_first(
            &mut found,
            |corpus| &corpus.name,
            config.reference.as_deref(),
        )?;
    }
    let mut files = Vec::new();
    let mut generation_of = Vec::new();
    for (generation, corpus) in found.iter().enumerate() {
        for path in &corpus.files {
            files.push(File::open(path)?);
            generation_of.push(generation);
        }
    }
    let schemas: Vec<Schema<'_>> = files.iter().map(File::schema).collect();
    let (columns, mut warnings) = detect::choose(&schemas, &config.columns)?;
    warnings.extend(
        files
            .iter()
            .filter(|file| file.n_rows() == 0)
            .map(empty_file),
    );
    let layouts: Vec<Layout> = schemas
        .iter()
        .map(|schema| Layout::new(schema, &columns))
        .collect();
    let parts = files.iter().zip(&generation_of).enumerate();
    let parts: Vec<Part<'_>> = parts
        .map(|(position, (file, &generation))| Part {
            file,
            position,
            generation,
        })
        .collect();

    let (generations, split, tasks) = if let Some(column) = by_column {
        let limit = config.limit.unwrap_or(u64::MAX);
        let mut labels = split::scan(&files, &layouts, column, limit)?;
        if let [] | [_] = labels.names.as_slice() {
            return Err(Error::SingleGeneration {
                only: labels.names.pop().unwrap_or_else(|| "none".to_owned()),
            });
        }
        put_reference_first(&mut labels.names, |name| name, config.reference.as_deref())?;
        let paths: Vec<String> = found.into_iter().flat_map(|corpus| corpus.paths).collect();
        let planned = |name: &String| PlannedGeneration {
            name: name.clone(),
            paths: paths.clone(),
            sampling: labels.settings(name),
        };
        let (split, tasks) = labels.tasks(&parts, config.limit);
        (
            labels.names.iter().map(planned).collect(),
            Some(split),
            tasks,
        )
    } else {
        let tasks = tasks(&parts, config.limit.unwrap_or(u64::MAX));
        (planned(found, &files, &layouts, &tasks)?, None, tasks)
    };
    Ok(Plan {
        generations,
        columns,
        tasks,
        warnings,
        files,
        layouts,
        split,
    })
}

/// Refuses fewer than two generations and names that would mean two things.
fn check_names(found: &[Found]) -> Result<(), Error> {
    if let [] | [_] = found {
        let only = found
            .first()
            .map_or_else(|| "none".to_owned(), |corpus| corpus.name.clone());
        return Err(Error::SingleGeneration { only });
    }
    for (i, corpus) in found.iter().enumerate() {
        if let Some(earlier) = found[..i]
            .iter()
            .find(|earlier| earlier.name == corpus.name)
        {
            return Err(Error::DuplicateGeneration {
                name: corpus.name.clone(),
                first: earlier.paths.join(", "),
                second: corpus.paths.join(", "),
            });
        }
    }
    Ok(())
}

/// Moves the reference to the front; the others keep their order.
fn put_reference_first<T>(
    items: &mut [T],
    name: fn(&T) -> &String,
    reference: Option<&str>,
) -> Result<(), Error> {
    let Some(reference) = reference else {
        return Ok(());
    };
    let Some(position) = items.iter().position(|item| name(item) == reference) else {
        let found: Vec<&str> = items.iter().map(|item| name(item).as_str()).collect();
        return Err(Error::UnknownReference {
            name: reference.to_owned(),
            found: found.join(", "),
        });
    };
    items[..=position].rotate_right(1);
    Ok(())
}

fn empty_file(file: &File) -> Warning {
    let message = format!("{}: holds no rows", file.path.display());
    Warning::new(
        "empty-file",
        message,
        "check that the job that wrote it finished",
    )
}

/// One file in its place: which it is and which generation it belongs to.
pub(super) struct Part<'a> {
    file: &'a File,
    position: usize,
    generation: usize,
}

impl Part<'_> {
    /// Returns the row groups with their numbers of rows.
    pub(super) fn row_groups(&self) -> impl Iterator<Item = (&Self, usize, u64)> {
        self.file
            .row_groups
            .iter()
            .enumerate()
            .map(move |(row_group, &n_rows)| (self, row_group, n_rows))
    }

    /// Builds the task that reads the first `n_rows` rows of a row group.
    pub(super) fn task(&self, row_group: usize, first_row: u64, n_rows: u64) -> Task {
        Task {
            path: self.file.path.clone(),
            row_group,
            generation: self.generation,
            first_row,
            n_rows,
            file: self.position,
            before: Vec::new(),
        }
    }
}

/// Lists the row groups to read when each file belongs to one generation.
fn tasks(parts: &[Part<'_>], limit: u64) -> Vec<Task> {
    let mut tasks = Vec::new();
    for generation in parts.chunk_by(|a, b| a.generation == b.generation) {
        let mut first_row = 0;
        for (part, row_group, n_rows) in generation.iter().flat_map(Part::row_groups) {
            let n_rows = n_rows.min(limit - first_row);
            if n_rows > 0 {
                tasks.push(part.task(row_group, first_row, n_rows));
            }
            first_row = first_row.saturating_add(n_rows);
        }
    }
    tasks
}

/// Describes the generations when each file belongs to one.
fn planned(
    found: Vec<Found>,
    files: &[File],
    layouts: &[Layout],
    tasks: &[Task],
) -> Result<Vec<PlannedGeneration>, Error> {
    let mut settings = vec![Settings::default(); found.len()];
    let mut buffer = String::new();
    let mut seen = BTreeSet::new();
    for task in tasks {
        let (file, layout) = (&files[task.file], &layouts[task.file]);
        let settings = &mut settings[task.generation];
        if seen.insert(task.file) {
            settings.add_file(file);
        }
        if layout.settings.is_empty() {
            continue;
        }
        let roots = layout.settings.iter().map(|(_, root)| *root).collect();
        for batch in file.read(task.row_group, task.n_rows, &roots)? {
            let batch = batch?;
            (0..batch.n_rows)
                .for_each(|row| settings.add_row(&batch, &layout.settings, row, &mut buffer));
        }
    }
    let describe = |(corpus, settings): (Found, Settings)| PlannedGeneration {
        name: corpus.name,
        paths: corpus.paths,
        sampling: settings.list(),
    };
    Ok(found.into_iter().zip(settings).map(describe).collect())
}
