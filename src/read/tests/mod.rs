//! Whole plans over small files: written, planned and read back.

mod columns;
mod detect;
mod generations;
mod hostile;
mod known;
mod layouts;
mod nested;
mod outputs;
mod partitions;
mod paths;
mod real;
mod reasoning;
mod records;
mod settings;
mod tables;
mod ties;
mod types;
mod vectors;

use std::path::{Path, PathBuf};

use super::fixture::{Table, Values, texts};
use super::{KeyChoice, Plan, Row, Task, corpus, decode};
use crate::config::{Columns, Config, Source};
use crate::error::Error;
use crate::progress::Silent;
use crate::terms::CellValue;

/// A row that owns what it holds.
#[derive(Debug, Clone, PartialEq)]
struct Owned {
    generation: usize,
    index: u64,
    item: u32,
    key: Option<String>,
    text: Option<String>,
    slice: Option<String>,
    score: Option<f64>,
    truncated: Option<bool>,
}

/// Opens at least two generations.
fn plan(config: &Config) -> Result<Plan, Error> {
    corpus::plan(config, 2, &KeyChoice::Usual)
}

/// Decodes one task.
fn rows(plan: &Plan, task: &Task, visit: &mut dyn FnMut(Row<'_>)) -> Result<(), Error> {
    decode::rows(plan, task, &Silent, visit)
}

/// Settings over these paths, one generation each.
fn config(paths: &[PathBuf]) -> Config {
    let source = |path: &PathBuf| Source { name: None, paths: vec![path.clone()] };
    Config { generations: paths.iter().map(source).collect(), ..Config::default() }
}

/// Settings over one table, read twice under the names a and b.
fn twice(folder: &Path, table: Table) -> Config {
    let path = table.write(folder, "twice.parquet");
    let source = |name: &str| Source { name: Some(name.to_owned()), paths: vec![path.clone()] };
    Config { generations: vec![source("a"), source("b")], ..Config::default() }
}

/// Names columns: `columns(|c| c.text = ..)`.
fn with_columns(mut config: Config, set: impl FnOnce(&mut Columns)) -> Config {
    set(&mut config.columns);
    config
}

/// Reads everything that a plan lists.
fn read(plan: &Plan) -> Result<Vec<Owned>, Error> {
    let mut found = Vec::new();
    for task in &plan.tasks {
        rows(plan, task, &mut |row| {
            found.push(Owned {
                generation: row.generation,
                index: row.index,
                item: row.item,
                key: row.key.map(|key| String::from_utf8(key.to_vec()).unwrap()),
                text: row.text.map(str::to_owned),
                slice: row.slice.map(str::to_owned),
                score: row.cells.iter().find_map(|cell| match cell {
                    CellValue::Number(value) => Some(*value),
                    _ => None,
                }),
                truncated: row.finish.and_then(crate::read::Finish::is_cut_off),
            });
        })?;
    }
    Ok(found)
}

/// Reads a table as generation 0.
fn read_table(table: Table, set: impl FnOnce(&mut Columns)) -> (Plan, Vec<Owned>) {
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(&with_columns(twice(folder.path(), table), set)).unwrap();
    let mut found = read(&plan).unwrap();
    found.retain(|row| row.generation == 0);
    (plan, found)
}

/// Plans a table and returns the message of the error, without the folder.
fn refusal(table: Table, set: impl FnOnce(&mut Columns)) -> String {
    let folder = tempfile::tempdir().unwrap();
    let error = plan(&with_columns(twice(folder.path(), table), set)).unwrap_err();
    error.to_string().replace(&format!("{}/", folder.path().display()), "")
}

/// The texts of rows, as (row, item, text).
fn documents(rows: &[Owned]) -> Vec<(u64, u32, Option<&str>)> {
    rows.iter().map(|row| (row.index, row.item, row.text.as_deref())).collect()
}

/// A column of `n` different texts.
fn n_texts(n: usize) -> Values {
    let values: Vec<String> = (0..n).map(|i| format!("text {i}")).collect();
    texts(values.iter().map(String::as_str))
}
