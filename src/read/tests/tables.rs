//! Folders of table formats: the living files, or a refusal that says the way out.

use std::fs;
use std::path::Path;

use crate::config::Source;
use crate::error::Error;
use crate::read::partitions::Piece;
use crate::read::paths::{Found, find};

fn put(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// Writes one version of a log.
fn commit(table: &Path, version: u64, actions: &[&str]) {
    put(table, &format!("_delta_log/{version:020}.json"), &actions.join("\n"));
}

fn find_in(folder: &Path, path: &str) -> Result<Found, Error> {
    find(&Source { name: None, paths: vec![folder.join(path)] })
}

fn files(folder: &Path, path: &str) -> Vec<String> {
    let found = find_in(folder, path).unwrap();
    let relative = |piece: &Piece| piece.path.strip_prefix(folder).unwrap().display().to_string();
    found.files.iter().map(relative).collect()
}

fn refusal(folder: &Path, path: &str) -> String {
    find_in(folder, path).unwrap_err().to_string()
}

/// A partitioned table: one file was rewritten, and the name of one needs its code.
fn table(folder: &Path) -> std::path::PathBuf {
    let table = folder.join("runs/t");
    for file in ["old.parquet", "lang=de%20at/a b.parquet", "lang=en/new", "lang=en/stray.parquet"] {
        put(&table, file, "PAR1");
    }
    commit(
        &table,
        0,
        &[
            r#"{"protocol":{"minReaderVersion":1}}"#,
            r#"{"metaData":{"id":"x","schemaString":"{\"fields\":[{\"name\":\"text\",\"metadata\":{}}]}"}}"#,
            r#"{"add":{"path":"old.parquet","partitionValues":{"lang":null},"size":4}}"#,
            r#"{"add":{"path":"lang=de%2520at/a%20b.parquet","partitionValues":{"lang":"de at"}}}"#,
        ],
    );
    commit(
        &table,
        1,
        &[
            r#"{"remove":{"path":"old.parquet"}}"#,
            "",
            r#"{"add":{"path":"lang=en/new","partitionValues":{"lang":"en"}}}"#,
        ],
    );
    put(&table, &format!("_delta_log/{:020}.crc", 1), "{}");
    table
}

#[test]
fn a_delta_table_gives_its_living_files_wherever_it_lies() {
    let folder = tempfile::tempdir().unwrap();
    table(folder.path());
    let living = ["runs/t/lang=de%20at/a b.parquet", "runs/t/lang=en/new"];
    for path in ["runs/t", "runs", "runs/*", "*"] {
        assert_eq!(files(folder.path(), path), living, "{path}");
    }
    assert_eq!(files(folder.path(), "runs/t/lang=en"), living[1..], "a folder inside");
    assert_eq!(files(folder.path(), "runs/t/*/*.parquet"), living[..1], "files inside");
    let found = find_in(folder.path(), "runs").unwrap();
    assert_eq!(found.files[0].partitions, [("lang".to_owned(), Some("de at".to_owned()))]);
    assert!(
        found.warnings[0].message.contains("2 Parquet file(s) of removed versions"),
        "{:?}",
        found.warnings
    );
    assert!(refusal(folder.path(), "runs/t/old*").contains("found 1 Parquet file(s) of removed versions"));
}

#[test]
fn a_removed_file_that_is_asked_for_by_name_is_told() {
    let folder = tempfile::tempdir().unwrap();
    table(folder.path());
    let told = |path: &str| find_in(folder.path(), path).unwrap().warnings;
    assert_eq!(told("runs/t/old.parquet")[0].code, "file-of-a-table");
    assert!(told("runs/t/lang=en/new").is_empty());
}

#[test]
fn a_log_that_does_not_say_all_is_refused_with_the_way_out() {
    /// What is done to a sound table.
    type Change = fn(&Path);
    let checks: [(&str, Change); 7] = [
        ("kept in checkpoints", |t| {
            put(t, &format!("_delta_log/{:020}.checkpoint.parquet", 1), "");
            fs::remove_file(t.join(format!("_delta_log/{:020}.json", 0))).unwrap();
        }),
        ("kept in checkpoints", |t| put(t, &format!("_delta_log/{:020}.checkpoint.parquet", 7), "")),
        ("versions are missing", |t| commit(t, 3, &[r#"{"remove":{"path":"lang=en/new"}}"#])),
        ("deletion vector", |t| {
            commit(
                t,
                2,
                &[
                    r#"{"add":{"path":"lang=en/new","deletionVector":{"storageType":"u","pathOrInlineDv":"ab","offset":1,"sizeInBytes":9,"cardinality":1}}}"#,
                    r#"{"remove":{"path":"lang=en/new"}}"#,
                ],
            );
        }),
        ("is not there", |t| fs::remove_file(t.join("lang=en/new")).unwrap()),
        ("line 1 of", |t| commit(t, 2, &["PAR1"])),
        ("`text` under another name", |t| {
            commit(
                t,
                2,
                &[
                    r#"{"metaData":{"schemaString":"{\"fields\":[{\"name\":\"text\",\"metadata\":{\"delta.columnMapping.physicalName\":\"col-1\"}}]}"}}"#,
                ],
            );
        }),
    ];
    for (expected, change) in checks {
        let folder = tempfile::tempdir().unwrap();
        change(&table(folder.path()));
        let said = refusal(folder.path(), "runs");
        assert!(said.contains("a Delta table: ") && said.contains(expected), "{expected}: {said}");
        assert!(said.contains("DeltaTable(TABLE).to_pandas().to_parquet(NEW)"), "{said}");
    }
}

#[test]
fn a_checkpoint_beside_a_whole_log_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let table = table(folder.path());
    put(&table, &format!("_delta_log/{:020}.checkpoint.parquet", 1), "");
    assert_eq!(files(folder.path(), "runs").len(), 2);
    commit(
        &table,
        2,
        &[r#"{"remove":{"path":"lang=en/new"}}"#, r#"{"remove":{"path":"lang=de%2520at/a%20b.parquet"}}"#],
    );
    assert!(refusal(folder.path(), "runs").contains("removed versions"));
}

#[test]
fn other_table_formats_are_refused_wherever_they_lie() {
    for (mark, expected, way_out) in [
        ("metadata/v1.metadata.json", "Iceberg", "pyiceberg"),
        (".hoodie/hoodie.properties", "Hudi", "spark.read"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "runs/t/data/a.parquet", "PAR1");
        put(folder.path(), &format!("runs/t/{mark}"), "{}");
        for path in ["runs/t", "runs", "runs/*", "runs/t/data", "runs/t/data/*.parquet"] {
            let said = refusal(folder.path(), path);
            assert!(said.contains(expected) && said.contains(way_out), "{path}: {said}");
        }
        let told = find_in(folder.path(), "runs/t/data/a.parquet").unwrap().warnings;
        assert!(told[0].message.contains(expected), "{told:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "l/data/a.lance", "");
    put(folder.path(), "l/_versions/1.manifest", "");
    assert!(refusal(folder.path(), "l").contains("Lance"));
    put(folder.path(), "m/metadata/corpus.metadata.json", "");
    put(folder.path(), "m/a.parquet", "");
    assert_eq!(files(folder.path(), "m"), ["m/a.parquet"]);
}
