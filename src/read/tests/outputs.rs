//! Outputs of several generations in columns of one table.

use std::fs;
use std::path::{Path, PathBuf};

use super::{config, plan, read, with_columns};
use crate::config::{Config, Source};

/// Pairs of answers to one prompt each.
fn pairs(folder: &Path, name: &str) -> PathBuf {
    let row = |k: u64| {
        format!(
            "{{\"prompt\": \"what about {k}?\", \"chosen\": \"the good answer to {k}, at length\", \
             \"rejected\": \"the poor answer to {k}, at length\"}}\n"
        )
    };
    let path = folder.join(name);
    fs::write(&path, (0..8).map(row).collect::<String>()).unwrap();
    path
}

fn of(folder: &Path, paths: &[&str]) -> Config {
    config(&paths.iter().map(|path| folder.join(path)).collect::<Vec<_>>())
}

#[test]
fn two_columns_of_one_file_are_two_generations() {
    let folder = tempfile::tempdir().unwrap();
    pairs(folder.path(), "pairs.jsonl");
    let plan = plan(&of(folder.path(), &["pairs.jsonl#chosen", "pairs.jsonl#rejected"])).unwrap();
    let names: Vec<&str> = plan.generations.iter().map(|g| g.name.as_str()).collect();
    assert_eq!(names, ["chosen", "rejected"]);
    assert_eq!(
        (plan.columns.text.as_str(), plan.columns.key.as_deref()),
        ("chosen | rejected", Some("prompt"))
    );
    let rows = read(&plan).unwrap();
    let texts: Vec<&str> = rows.iter().filter_map(|row| row.text.as_deref()).collect();
    assert_eq!(texts.len(), 16);
    assert!(texts[..8].iter().all(|text| text.starts_with("the good")), "{texts:?}");
    assert!(texts[8..].iter().all(|text| text.starts_with("the poor")), "{texts:?}");
}

#[test]
fn one_column_for_all_is_the_text_column() {
    let folder = tempfile::tempdir().unwrap();
    pairs(folder.path(), "a.jsonl");
    pairs(folder.path(), "b.jsonl");
    let plan = plan(&of(folder.path(), &["a.jsonl#rejected", "b.jsonl#rejected"])).unwrap();
    assert_eq!(plan.columns.text, "rejected");
    let names: Vec<&str> = plan.generations.iter().map(|g| g.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
}

#[test]
fn what_names_no_column_is_read_by_the_setting_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    pairs(folder.path(), "a.jsonl");
    pairs(folder.path(), "b.jsonl");
    let paths = of(folder.path(), &["a.jsonl", "b.jsonl#rejected"]);
    let refused = plan(&paths).unwrap_err().to_string();
    assert!(refused.contains("`a` names no column and another generation does"), "{refused}");
    let plan = plan(&with_columns(paths, |c| c.text = Some("chosen".to_owned()))).unwrap();
    let rows = read(&plan).unwrap();
    let texts: Vec<&str> = rows.iter().filter_map(|row| row.text.as_deref()).collect();
    assert!(texts[0].starts_with("the good") && texts[8].starts_with("the poor"), "{texts:?}");
}

#[test]
fn a_column_that_is_not_there_is_named_with_those_that_are() {
    let folder = tempfile::tempdir().unwrap();
    pairs(folder.path(), "pairs.jsonl");
    let refused = plan(&of(folder.path(), &["pairs.jsonl#chosen", "pairs.jsonl#rejcted"])).unwrap_err();
    let said = refused.to_string();
    assert!(said.contains("no column `rejcted`") && said.contains("rejected"), "{said}");
}

#[test]
fn a_file_of_the_whole_name_wins() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (pairs(folder.path(), "run#chosen"), pairs(folder.path(), "run"));
    let source = |path: &Path| Source { name: None, paths: vec![path.to_owned()] };
    let paths = Config { generations: vec![source(&a), source(&b)], ..Config::default() };
    let plan = plan(&with_columns(paths, |c| c.text = Some("rejected".to_owned()))).unwrap();
    assert_eq!(plan.columns.text, "rejected");
    assert!(plan.generations[0].name.contains('#'), "{}", plan.generations[0].name);
}

#[test]
fn a_wrong_path_is_told_as_it_was_typed() {
    let folder = tempfile::tempdir().unwrap();
    let said =
        plan(&of(folder.path(), &["gone.jsonl#chosen", "gone.jsonl#rejected"])).unwrap_err().to_string();
    assert!(said.contains("gone.jsonl#chosen: no such file"), "{said}");
}
