//! The real corpora, where they are at hand (`GENLOSS_REAL_DATA`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{plan, rows};
use crate::config::{Config, Source};

/// Rows of each generation of a folder, each file being one.
fn rows_by_name(folder: &Path) -> BTreeMap<String, u64> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "parquet"));
    let sources = files.into_iter().map(|path| Source { name: None, paths: vec![path] });
    let plan = plan(&Config { generations: sources.collect(), ..Config::default() }).unwrap();
    let mut counts = BTreeMap::new();
    for task in &plan.tasks {
        rows(&plan, task, &mut |row| {
            assert!(row.text.is_some());
            assert_eq!(row.key.is_some(), plan.columns.key.is_some());
            *counts.entry(plan.generations[row.generation].name.clone()).or_default() += 1;
        })
        .unwrap();
    }
    println!("{:?} {:?}", plan.columns, plan.warnings);
    counts
}

#[test]
fn real_corpora_are_read_whole() {
    let Some(root) = std::env::var_os("GENLOSS_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: set GENLOSS_REAL_DATA to the folder of the real corpora");
        return;
    };
    let alpaca = rows_by_name(&root.join("alpaca-eval"));
    assert_eq!(alpaca.len(), 12);
    for (name, n_rows) in alpaca {
        let expected = if name == "phi-2" || name == "text_davinci_001" { 803 } else { 805 };
        assert_eq!(n_rows, expected, "{name}");
    }
    let wikitext = rows_by_name(&root.join("wikitext-recursion"));
    assert_eq!(wikitext.len(), 6);
    assert!(wikitext.values().all(|n| *n == 8434), "{wikitext:?}");
}

#[test]
fn a_real_corpus_is_split_by_its_generation_column() {
    let Some(root) = std::env::var_os("GENLOSS_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: set GENLOSS_REAL_DATA to the folder of the real corpora");
        return;
    };
    let source = Source { name: None, paths: vec![root.join("wikitext-recursion")] };
    let mut config = Config { generations: vec![source], limit: Some(100), ..Config::default() };
    config.columns.generation = Some("generation".to_owned());
    let plan = plan(&config).unwrap();
    let names: Vec<&str> = plan.generations.iter().map(|g| g.name.as_str()).collect();
    assert_eq!(names, ["0", "1", "2", "3", "4", "5"]);
    let mut counts = [0; 6];
    for task in &plan.tasks {
        rows(&plan, task, &mut |row| counts[row.generation] += 1).unwrap();
    }
    assert_eq!(counts, [100; 6]);
}
