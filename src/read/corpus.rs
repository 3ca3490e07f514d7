//! Assembles the plan: sources to files, files to row groups, row groups to tasks.

use std::collections::BTreeSet;

use super::detect::{self, Decision, Scene};
use super::names::{ORIGIN, SETTINGS};
use super::outputs::Outputs;
use super::parquet::{File, RecordBatch};
use super::partitions::{self, Piece};
use super::paths::{self, Found};
use super::peek::Peek;
use super::records::Records;
use super::schema::Schema;
use super::settings::{self, Settings};
use super::split::{self, Labels, Split};
use super::{Described, KeyChoice, Layout, Plan, PlannedTokenizer, Task};
use super::{apart, conversation, given, magic, vectors};
use crate::config::{Config, TokenizerChoice};
use crate::error::{Error, Warning, WarningCode};

/// Origins told of one generation; more say no more than "from everywhere".
const SHOWN_ORIGINS: usize = 3;

/// Resolves paths, columns and at least so many generations.
pub(super) fn plan(config: &Config, least: usize, key: &KeyChoice) -> Result<Plan, Error> {
    let tokenizer = tokenizer(&config.tokenizer)?;
    let corpora = find(config, least)?;
    let outputs = Outputs::of(&corpora.0, &config.columns)?;
    let files = open(&corpora.0, outputs.as_ref(), config)?;
    let settled = outputs.map(|outputs| outputs.settle(config));
    plan_of(corpora, files, tokenizer, settled.as_ref().unwrap_or(config), least, key)
}

/// The same for a table in memory, which is one corpus.
pub(super) fn plan_table(
    name: &str,
    batches: &[RecordBatch],
    config: &Config,
    key: &KeyChoice,
) -> Result<Plan, Error> {
    let tokenizer = tokenizer(&config.tokenizer)?;
    let found = Found {
        name: name.to_owned(),
        paths: Vec::new(),
        files: Vec::new(),
        column: None,
        warnings: Vec::new(),
    };
    let files = (vec![File::of_batches(name, batches)], vec![0]);
    plan_of((vec![found], Vec::new(), Vec::new()), files, tokenizer, config, 1, key)
}

fn plan_of(
    (found, runs, told): Corpora,
    (files, generation_of): (Vec<File>, Vec<usize>),
    tokenizer: PlannedTokenizer,
    config: &Config,
    least: usize,
    key: &KeyChoice,
) -> Result<Plan, Error> {
    let schemas: Vec<Schema<'_>> = files.iter().map(File::schema).collect();
    let peek = Peek::new(&files, &generation_of, config.columns.generation.as_deref());
    let scene = Scene { schemas: &schemas, peek: Some(&peek) };
    let Decision { chosen: mut columns, floats, warnings: chosen } =
        detect::choose(scene, &config.columns, &config.requirements)?;
    match key {
        KeyChoice::Usual => {}
        KeyChoice::Column(name) => columns.key = Some(name.clone()),
        KeyChoice::Nothing => columns.key = None,
    }
    let mut warnings = told;
    warnings.extend(chosen);
    if columns.embedding.is_none() {
        warnings.extend(vectors::choose(&first_files(&files, &generation_of), &mut columns)?);
    }
    warnings.extend(empty_files(&files));
    let layout = |schema| Layout::new(schema, &columns, floats);
    let layouts: Vec<Layout> = schemas.iter().map(layout).collect();
    let part = |(position, file)| Part { file, position, generation: generation_of[position] };
    let parts: Vec<Part<'_>> = files.iter().enumerate().map(part).collect();
    let (mut generations, tasks, split) = if columns.generation.is_some() {
        warnings.extend(unused_names(config));
        let labels = split::scan(&files, &layouts, config)?;
        by_column(found, labels, &parts, config, least)?
    } else {
        let tasks = tasks(&parts, config.limit.unwrap_or(u64::MAX));
        let generations = describe(found, &files, &layouts, &tasks)?;
        (generations, tasks, None)
    };
    let earlier = conversation::earlier(&files, &tasks, &columns)?;
    let of_runs = generations.split_off(generations.len() - runs.len());
    let runs = runs.into_iter().zip(of_runs).collect();
    Ok(Plan {
        generations,
        runs,
        columns,
        tasks,
        warnings,
        tokenizer,
        reasoning: config.reasoning,
        files,
        layouts,
        earlier,
        split,
    })
}

/// Reads the file of a tokenizer first, so that a typing error is found before gigabytes are read.
fn tokenizer(choice: &TokenizerChoice) -> Result<PlannedTokenizer, Error> {
    Ok(match choice {
        TokenizerChoice::Words => PlannedTokenizer::Words,
        TokenizerChoice::Chars => PlannedTokenizer::Chars,
        TokenizerChoice::Whitespace => PlannedTokenizer::Whitespace,
        TokenizerChoice::File(path) => match std::fs::read(path) {
            Ok(content) => PlannedTokenizer::File { path: path.clone(), content },
            Err(e) => {
                return Err(Error::BadTokenizer {
                    path: path.clone(),
                    problem: format!("cannot read the tokenizer: {e}"),
                });
            }
        },
    })
}

/// What [`find`] found: the corpora, the position of the generation that each of the last ones is a further run of, and
/// what was found on the way.
type Corpora = (Vec<Found>, Vec<usize>, Vec<Warning>);

/// Finds all files; where each path is a generation, in order, with the reference first. Further runs come last.
fn find(config: &Config, least: usize) -> Result<Corpora, Error> {
    let found = config.generations.iter().map(paths::find);
    let mut found = found.collect::<Result<Vec<_>, _>>()?;
    let mut warnings: Vec<Warning> =
        found.iter_mut().flat_map(|corpus| std::mem::take(&mut corpus.warnings)).collect();
    let mut further = Vec::new();
    if config.replicates {
        (found, further) = first_and_further(found);
    }
    if config.columns.generation.is_none() {
        let pieces: Vec<&Piece> = found.iter().flat_map(|corpus| &corpus.files).collect();
        check_count(&mut found.iter().map(|corpus| &corpus.name), least, &|| {
            partitions::of_several(&pieces)
        })?;
        if !config.replicates {
            apart::rename(&mut found, &config.generations);
        }
        check_names(&found)?;
        warnings.extend(given::put_in_order(&mut found, config));
        put_reference_first(&mut found, |corpus| &corpus.name, config)?;
    }
    let runs =
        further.iter().filter_map(|run| found.iter().position(|first| first.name == run.name)).collect();
    found.extend(further);
    Ok((found, runs, warnings))
}

/// The first corpus of every name, and the further ones.
fn first_and_further(found: Vec<Found>) -> (Vec<Found>, Vec<Found>) {
    let mut names = BTreeSet::new();
    found.into_iter().partition(|corpus| names.insert(corpus.name.clone()))
}

/// Opens all files; returns the files in order with the generation of each.
fn open(
    found: &[Found],
    outputs: Option<&Outputs>,
    config: &Config,
) -> Result<(Vec<File>, Vec<usize>), Error> {
    let mut files = Vec::new();
    let mut generation_of = Vec::new();
    for (generation, corpus) in found.iter().enumerate() {
        for piece in &corpus.files {
            let file = open_piece(piece, config)?;
            files.push(match outputs {
                Some(outputs) => outputs.put(generation, file)?,
                None => file,
            });
            generation_of.push(generation);
        }
    }
    Ok((files, generation_of))
}

/// Reads one footer, or a file of records, or says what the file is instead. Of its partitions those are columns that somebody named
/// or that state a setting: the others are folders.
fn open_piece(piece: &Piece, config: &Config) -> Result<File, Error> {
    let wanted = &config.columns;
    if let Some(what) = magic::special(&piece.path) {
        return Err(Error::NotParquet { path: piece.path.clone(), what });
    }
    let file = match Records::open(&piece.path, config.page_expansion)? {
        Some(records) => File::of_records(&piece.path, records),
        None => File::open(&piece.path, config.page_expansion).map_err(|error| {
            match magic::recognize(&piece.path) {
                Some(what) => Error::NotParquet { path: piece.path.clone(), what },
                None => error,
            }
        })?,
    };
    let named =
        [&wanted.key, &wanted.slice, &wanted.generation].into_iter().flatten().chain(&wanted.categorical);
    let named: Vec<&str> = named.map(String::as_str).chain(SETTINGS).collect();
    Ok(file.with_partitions(&piece.partitions, &named))
}

/// The first file with rows of each generation.
fn first_files<'a>(files: &'a [File], generation_of: &[usize]) -> Vec<&'a File> {
    let mut seen = BTreeSet::new();
    let has_rows = |file: &&File| file.row_groups.iter().any(|&n_rows| n_rows > 0);
    let with_rows = files.iter().zip(generation_of).filter(|(file, _)| has_rows(file));
    with_rows.filter(|(_, generation)| seen.insert(**generation)).map(|(file, _)| file).collect()
}

type Assembled = (Vec<Described>, Vec<Task>, Option<Split>);

/// Makes the generations out of labels.
fn by_column(
    found: Vec<Found>,
    mut labels: Labels,
    parts: &[Part<'_>],
    config: &Config,
    least: usize,
) -> Result<Assembled, Error> {
    check_count(&mut labels.names.iter(), least, &String::new)?;
    put_reference_first(&mut labels.names, |name| name, config)?;
    let paths: Vec<String> = found.into_iter().flat_map(|corpus| corpus.paths).collect();
    let origin = origin(parts.iter().map(|part| part.file));
    let describe = |name: &String| Described {
        name: name.clone(),
        paths: paths.clone(),
        sampling: labels.settings(name),
        origin: origin.clone(),
    };
    let generations = labels.names.iter().map(describe).collect();
    let (split, tasks) = labels.tasks(parts, config.limit);
    Ok((generations, tasks, Some(split)))
}

/// Refuses fewer generations than `least`, which is one or two, and says what the folders could tell apart.
fn check_count(
    names: &mut dyn Iterator<Item = &String>,
    least: usize,
    partitions: &dyn Fn() -> String,
) -> Result<(), Error> {
    let first = names.next();
    let count = usize::from(first.is_some()) + usize::from(names.next().is_some());
    if count >= least {
        return Ok(());
    }
    let only = first.map_or("none", String::as_str).to_owned();
    Err(Error::SingleGeneration { only, partitions: partitions() })
}

/// Refuses names that would mean two things.
fn check_names(found: &[Found]) -> Result<(), Error> {
    for (i, corpus) in found.iter().enumerate() {
        if let Some(earlier) = found[..i].iter().find(|earlier| earlier.name == corpus.name) {
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
fn put_reference_first<T>(items: &mut [T], name: fn(&T) -> &String, config: &Config) -> Result<(), Error> {
    let Some(reference) = config.reference.as_deref() else {
        return Ok(());
    };
    let Some(position) = items.iter().position(|item| name(item) == reference) else {
        let found: Vec<&str> = items.iter().map(|item| name(item).as_str()).collect();
        return Err(Error::UnknownReference { name: reference.to_owned(), found: found.join(", ") });
    };
    items[..=position].rotate_right(1);
    Ok(())
}

/// Notes files without rows.
fn empty_files(files: &[File]) -> Option<Warning> {
    let is_empty = |file: &&File| file.row_groups.iter().all(|n_rows| *n_rows == 0);
    let first = files.iter().find(is_empty)?.path.display();
    let n_files = files.iter().filter(is_empty).count();
    Some(Warning::new(
        WarningCode::EmptyFile,
        format!("{n_files} file(s) hold no rows, the first is {first}"),
        "check that the job that wrote them finished",
    ))
}

/// Notes names that a generation column makes meaningless.
fn unused_names(config: &Config) -> Option<Warning> {
    let name = config.generations.iter().find_map(|source| source.name.as_ref())?;
    Some(Warning::new(
        WarningCode::UnusedName,
        format!("the name `{name}` is not used: the generation column names the generations"),
        "give paths without names, or drop --generation-column",
    ))
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
        self.file.row_groups.iter().enumerate().map(move |(row_group, &n_rows)| (self, row_group, n_rows))
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
fn describe(
    found: Vec<Found>,
    files: &[File],
    layouts: &[Layout],
    tasks: &[Task],
) -> Result<Vec<Described>, Error> {
    let mut settings = vec![Settings::default(); found.len()];
    let mut read: Vec<Vec<&File>> = vec![Vec::new(); found.len()];
    let mut seen = BTreeSet::new();
    for task in tasks {
        let (file, layout) = (&files[task.file], &layouts[task.file]);
        let settings = &mut settings[task.generation];
        if seen.insert(task.file) {
            settings.add_file(file);
            read[task.generation].push(file);
        }
        if !layout.settings.is_empty() {
            settings.add_rows(file, layout, task)?;
        }
    }
    let describe = |((corpus, settings), files): ((Found, Settings), Vec<&File>)| Described {
        name: corpus.name,
        paths: corpus.paths,
        sampling: settings.list(),
        origin: origin(files.into_iter()),
    };
    Ok(found.into_iter().zip(settings).zip(read).map(describe).collect())
}

/// What files say of where their rows come from, each text once.
fn origin<'a>(files: impl Iterator<Item = &'a File>) -> Option<String> {
    let said: BTreeSet<&str> = files.flat_map(|file| file.setting(ORIGIN)).collect();
    let said: Vec<String> = said.into_iter().take(SHOWN_ORIGINS).map(settings::shorten).collect();
    (!said.is_empty()).then(|| said.join("; "))
}
