//! The database: what goes in comes out, and what does not fit changes nothing.

use std::path::Path;

use super::testing::{hostile, record};
use super::*;
use crate::error::Error;

fn fresh() -> (tempfile::TempDir, std::path::PathBuf) {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("genloss.db");
    (root, path)
}

fn said<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

fn names(database: &Database) -> Vec<String> {
    database.records(&Wanted::All).unwrap().into_iter().map(|r| r.name).collect()
}

#[test]
fn anything_comes_out_as_it_went_in() {
    let (_root, path) = fresh();
    let all =
        [hostile("'; DROP TABLE names; --", None), hostile("b\n\"<b>", Some("'; DROP TABLE names; --"))];
    let mut database = Database::open_or_create(&path).unwrap();
    all.iter().for_each(|r| database.record(r, false).unwrap());
    drop(database);
    let database = Database::open(&path).unwrap();
    assert_eq!(database.records(&Wanted::All).unwrap(), all);
    let some = database.records(&Wanted::Metrics(vec!["entropy".to_owned()])).unwrap();
    assert_eq!((some[0].metrics.len(), &some[0].metrics[0].metric[..]), (1, "entropy"));
}

#[test]
fn an_export_is_imported_and_comes_out_byte_for_byte() {
    let (root, path) = fresh();
    let mut database = Database::open_or_create(&path).unwrap();
    database.record(&hostile("a", None), false).unwrap();
    database.record(&hostile("b", Some("a")), false).unwrap();
    database.record(&record("b", Some("a"), vec![]), true).unwrap();
    let exported = lines(&database.records(&Wanted::All).unwrap()).unwrap();
    assert_eq!(exported.lines().count(), 3);
    let mut other = Database::open_or_create(&root.path().join("other.db")).unwrap();
    let parsed = parse(Path::new("x.jsonl"), &exported).unwrap();
    assert_eq!(other.import(&parsed).unwrap(), 3);
    assert_eq!(lines(&other.records(&Wanted::All).unwrap()).unwrap(), exported);
    assert_eq!(other.import(&parsed).unwrap(), 0, "what is here is passed over");
    let stranger = [record("a", None, vec![])];
    assert!(said(other.import(&stranger)).contains("another record of `a` is here already"));
    let orphan = [record("z", Some("nobody"), vec![])];
    assert!(said(other.import(&orphan)).contains("no record is called `nobody`"));
    let cycle = [record("x", Some("y"), vec![]), record("y", Some("x"), vec![])];
    assert!(said(other.import(&cycle)).contains("come back to itself"));
    assert_eq!(lines(&other.records(&Wanted::All).unwrap()).unwrap(), exported, "nothing was imported");
    assert!(said(parse(Path::new("x.jsonl"), "{}")).starts_with("x.jsonl: line 1: missing field"));
}

#[test]
fn names_parents_and_circles_are_refused_and_replaced_records_stay() {
    let (_root, path) = fresh();
    let mut database = Database::open_or_create(&path).unwrap();
    database.record(&record("base", None, vec![]), false).unwrap();
    database.record(&record("sft", Some("base"), vec![]), false).unwrap();
    assert!(said(database.record(&record("sft", None, vec![]), false)).contains("was recorded already"));
    assert!(said(Database::accepts(&path, "sft", None, false)).contains("was recorded already"));
    let unknown = said(database.record(&record("dpo", Some("bse"), vec![]), false));
    assert!(unknown.contains("no record is called `bse`; did you mean `base`?"), "{unknown}");
    assert!(said(database.record(&record("x", Some("x"), vec![]), false)).contains("its own parent"));
    let circle = said(database.record(&record("base", Some("sft"), vec![]), true));
    assert!(circle.contains("`base` → `sft` → `base`"), "{circle}");
    assert!(said(database.record(&record(" ", None, vec![]), false)).contains("needs a name"));
    assert_eq!(names(&database), ["base", "sft"]);
    database.record(&record("base", None, vec![]), true).unwrap();
    let all = database.records(&Wanted::All).unwrap();
    assert_eq!(all.iter().map(|r| r.superseded).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(history(&all, &Part::default()).unwrap().releases.len(), 2);
}

#[test]
fn other_files_are_refused_and_stay_as_they_are() {
    let (root, path) = fresh();
    assert!(said(Database::open(&path)).contains("there is no database of records here"));
    assert!(said(Database::accepts(&path, "b", Some("a"), false)).contains("`a` is none of them"));
    assert!(!path.exists());
    std::fs::write(&path, "these are my notes, a hundred of them, and no database at all".repeat(30))
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(said(Database::open_or_create(&path)).contains("is no database of records"));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let foreign = root.path().join("foreign.db");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let before = std::fs::read(&foreign).unwrap();
    assert!(said(Database::open_or_create(&foreign)).contains("of another program"));
    assert_eq!(std::fs::read(&foreign).unwrap(), before);
    let newer = root.path().join("newer.db");
    drop(Database::open_or_create(&newer).unwrap());
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(said(Database::open_or_create(&newer)).contains("version 99, this program knows 1"));
    assert!(said(Database::open_or_create(root.path())).contains("cannot be opened"));
    assert!(
        said(Database::open_or_create(&root.path().join("no/x.db"))).contains("no database of records here")
    );
}

#[test]
fn a_full_disk_leaves_the_old_state() {
    let (_root, path) = fresh();
    let mut database = Database::open_or_create(&path).unwrap();
    database.record(&record("a", None, vec![]), false).unwrap();
    let pages: i64 = database.connection().query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    let limit = format!("PRAGMA max_page_count = {pages}");
    database.connection().query_row(&limit, [], |_| Ok(())).unwrap();
    let mut large = record("b", Some("a"), vec![]);
    large.params = (0..2000).map(|i| (format!("param{i}"), "x".repeat(100))).collect();
    assert!(said(database.record(&large, false)).contains("the disk is full, nothing was changed"));
    assert_eq!(names(&database), ["a"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let (root, path) = fresh();
    Database::open_or_create(&path).unwrap().record(&record("a", None, vec![]), false).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    std::fs::set_permissions(root.path(), std::fs::Permissions::from_mode(0o555)).unwrap();
    let may_write = std::fs::OpenOptions::new().append(true).open(&path).is_ok();
    let read = Database::open(&path).map(|database| names(&database));
    let written =
        Database::open_or_create(&path).and_then(|mut d| d.record(&record("b", None, vec![]), false));
    std::fs::set_permissions(root.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(read.unwrap(), ["a"]);
    if may_write {
        eprintln!("skipped: this user may write everything");
    } else {
        assert!(said(written).contains("may not be written, nothing was changed"));
    }
}
