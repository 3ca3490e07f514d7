//! Which rows belong to which generation: one path each, or split by a column.

use std::path::{Path, PathBuf};

use super::{Owned, config, documents, n_texts, plan, read, twice};
use crate::config::{Config, Source};
use crate::error::Error;
use crate::read::Plan;
use crate::read::fixture::{Table, Values, bools, doubles, ints, nulls, texts};

fn names(plan: &Plan) -> Vec<&str> {
    plan.generations.iter().map(|generation| generation.name.as_str()).collect()
}

/// Three files of one corpus, with labels and row groups of two.
fn labelled(folder: &Path) -> Vec<PathBuf> {
    let files: [&[&str]; 3] = [&["gen10", "gen2", "gen2", "gen1"], &["gen1", "gen1", "gen10"], &["gen2"]];
    let write = |(i, labels): (usize, &&[&str])| {
        let ids = labels.iter().enumerate().map(|(row, _)| format!("{i}{row}")).collect::<Vec<_>>();
        Table::of("text", texts(ids.iter().map(String::as_str)))
            .and("round", texts(labels.iter().copied()))
            .row_groups_of(2)
            .write(folder, &format!("{i}.parquet"))
    };
    files.iter().enumerate().map(write).collect()
}

fn by_round(paths: Vec<PathBuf>) -> Config {
    let mut config = Config { generations: vec![Source { name: None, paths }], ..Config::default() };
    config.columns.generation = Some("round".to_owned());
    config
}

/// The texts of one generation.
fn of_generation(rows: &[Owned], generation: usize) -> Vec<&str> {
    rows.iter().filter(|row| row.generation == generation).filter_map(|row| row.text.as_deref()).collect()
}

#[test]
fn each_path_is_a_generation_and_rows_count_over_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let table = |n| Table::of("text", n_texts(n)).row_groups_of(2);
    let paths = vec![
        table(3).write(folder.path(), "a.parquet"),
        table(0).write(folder.path(), "b.parquet"),
        table(2).write(folder.path(), "c.parquet"),
    ];
    let other = table(1).write(folder.path(), "other.parquet");
    let mut config = config(&[paths[0].clone(), other]);
    config.generations[0].paths = paths;
    let plan = plan(&config).unwrap();
    assert_eq!(names(&plan), ["a", "other"]);
    let shape: Vec<_> =
        plan.tasks.iter().map(|t| (t.generation, t.row_group, t.first_row, t.n_rows)).collect();
    assert_eq!(shape, [(0, 0, 0, 2), (0, 1, 2, 1), (0, 0, 3, 2), (1, 0, 0, 1)]);
    let rows = read(&plan).unwrap();
    let indexes: Vec<_> = rows.iter().map(|row| (row.generation, row.index)).collect();
    assert_eq!(indexes, [(0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (1, 0)]);
    let warning = plan.warnings.iter().find(|warning| warning.code == "empty-file").unwrap();
    assert!(warning.message.starts_with("1 file(s) hold no rows"));
    assert!(warning.message.ends_with("b.parquet"));
}

#[test]
fn more_rows_than_a_batch_are_read_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(&twice(folder.path(), Table::of("text", n_texts(5000)))).unwrap();
    let rows = read(&plan).unwrap();
    assert_eq!(rows.len(), 10_000);
    assert!(
        (0..5000)
            .all(|i| rows[i].text.as_deref() == Some(format!("text {i}").as_str())
                && rows[i].index == i as u64)
    );
}

#[test]
fn the_reference_comes_first_and_the_rest_stays() {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = ["a", "b", "c"]
        .map(|name| Table::of("text", texts([name])).write(folder.path(), &format!("{name}.parquet")))
        .into();
    let mut config = config(&paths);
    config.reference = Some("c".to_owned());
    let plan = plan(&config).unwrap();
    assert_eq!(names(&plan), ["c", "a", "b"]);
    let rows = read(&plan).unwrap();
    assert_eq!(of_generation(&rows, 0), ["c"]);
    config.reference = Some("d".to_owned());
    let error = super::plan(&config).unwrap_err();
    assert_eq!(error.to_string(), "no generation is called `d` (generations: a, b, c); correct `reference`");
}

#[test]
fn a_limit_counts_rows_of_each_generation() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = twice(folder.path(), Table::of("text", n_texts(7)).row_groups_of(3));
    for limit in 1..9 {
        config.limit = Some(limit);
        let plan = plan(&config).unwrap();
        let total: u64 = plan.tasks.iter().map(|task| task.n_rows).sum();
        assert_eq!(total, 2 * limit.min(7));
        assert_eq!(read(&plan).unwrap().len() as u64, total);
    }
}

#[test]
fn a_column_splits_one_corpus_in_natural_order() {
    let folder = tempfile::tempdir().unwrap();
    let config = by_round(labelled(folder.path()));
    let plan = plan(&config).unwrap();
    assert_eq!(names(&plan), ["gen1", "gen2", "gen10"]);
    assert_eq!(plan.generations[1].paths.len(), 3);
    let rows = read(&plan).unwrap();
    assert_eq!(of_generation(&rows, 0), ["03", "10", "11"]);
    assert_eq!(of_generation(&rows, 1), ["01", "02", "20"]);
    assert_eq!(of_generation(&rows, 2), ["00", "12"]);
    assert_eq!(documents(&rows)[4], (4, 0, Some("10")));
}

#[test]
fn a_limit_holds_for_each_label_in_any_order_of_tasks() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = by_round(labelled(folder.path()));
    config.limit = Some(2);
    config.reference = Some("gen10".to_owned());
    let mut plan = plan(&config).unwrap();
    assert_eq!(names(&plan), ["gen10", "gen1", "gen2"]);
    assert_eq!(plan.tasks.len(), 4, "the last file holds nothing that is wanted");
    plan.tasks.reverse();
    let mut rows = read(&plan).unwrap();
    rows.sort_by_key(|row| row.index);
    assert_eq!(of_generation(&rows, 0), ["00", "12"]);
    assert_eq!(of_generation(&rows, 1), ["03", "10"]);
    assert_eq!(of_generation(&rows, 2), ["01", "02"]);
}

#[test]
fn labels_of_every_type_become_names() {
    let folder = tempfile::tempdir().unwrap();
    let columns: [(Values, [&str; 2]); 4] = [
        (ints([10, 9]), ["9", "10"]),
        (doubles([10.0, 9.0]), ["9", "10"]),
        (bools(vec![true, false]), ["false", "true"]),
        (texts(["10", "9"]), ["9", "10"]),
    ];
    for (labels, expected) in columns {
        let path = Table::of("text", n_texts(2)).and("round", labels).write(folder.path(), "x.parquet");
        assert_eq!(names(&plan(&by_round(vec![path])).unwrap()), expected);
    }
}

#[test]
fn rows_without_a_label_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let labels = texts([Some("a"), None, Some("b"), Some(" ")]);
    let path =
        Table::of("text", n_texts(4)).and("round", labels).row_groups_of(3).write(folder.path(), "x.parquet");
    let error = plan(&by_round(vec![path.clone()])).unwrap_err();
    assert!(matches!(&error, Error::NullGeneration { rows: 2, path: p, .. } if *p == path), "{error}");
    let path = Table::of("text", n_texts(1)).and("round", nulls(1)).write(folder.path(), "y.parquet");
    assert!(matches!(plan(&by_round(vec![path])).unwrap_err(), Error::BadColumn { .. }));
}

#[test]
fn names_beside_a_generation_column_are_noted() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = by_round(labelled(folder.path()));
    config.generations[0].name = Some("x".to_owned());
    let plan = plan(&config).unwrap();
    assert!(plan.warnings.iter().any(|warning| warning.code == "unused-name"));
}

#[test]
fn one_label_or_too_many_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = Table::of("text", n_texts(2)).and("round", ints([3, 3])).write(folder.path(), "x.parquet");
    let error = plan(&by_round(vec![path])).unwrap_err();
    assert!(matches!(error, Error::SingleGeneration { only, .. } if only == "3"));
    let path = Table::of("text", n_texts(2000)).and("round", ints(0..2000)).write(folder.path(), "y.parquet");
    let error = plan(&by_round(vec![path])).unwrap_err().to_string();
    assert!(error.contains("column `round` holds more than 1000 different values"), "{error}");
}

#[test]
fn one_path_or_one_name_twice_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = Table::of("text", n_texts(1)).write(folder.path(), "x.parquet");
    let error = plan(&config(std::slice::from_ref(&path))).unwrap_err();
    assert!(matches!(error, Error::SingleGeneration { only, .. } if only == "x"));
    let error = plan(&config(&[path.clone(), path])).unwrap_err();
    assert!(matches!(error, Error::DuplicateGeneration { name, .. } if name == "x"));
    assert!(matches!(plan(&Config::default()).unwrap_err(), Error::SingleGeneration { .. }));
}

#[test]
fn plans_are_shared_between_threads() {
    fn is_sync<T: Sync>() {}
    is_sync::<Plan>();
}
