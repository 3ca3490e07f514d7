//! Files, folders, globs and the names derived from them.

use std::fs;
use std::path::Path;

use crate::config::Source;
use crate::error::Error;
use crate::read::partitions::Piece;
use crate::read::paths::{Found, find};

/// A folder with these (empty) files.
fn tree(files: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    folder
}

fn find_in(folder: &Path, paths: &[&str]) -> Result<Found, Error> {
    let paths = paths.iter().map(|path| folder.join(path)).collect();
    find(&Source { name: None, paths })
}

/// The name and the files, relative to the folder.
fn found(folder: &Path, paths: &[&str]) -> (String, Vec<String>) {
    let found = find_in(folder, paths).unwrap();
    let relative = |piece: &Piece| piece.path.strip_prefix(folder).unwrap().display().to_string();
    (found.name, found.files.iter().map(relative).collect())
}

fn owned(name: &str, files: &[&str]) -> (String, Vec<String>) {
    (name.to_owned(), files.iter().map(ToString::to_string).collect())
}

#[test]
fn a_file_is_taken_whatever_its_extension() {
    let tree = tree(&["gen1.parquet", "gen2.pq"]);
    assert_eq!(found(tree.path(), &["gen1.parquet"]), owned("gen1", &["gen1.parquet"]));
    assert_eq!(found(tree.path(), &["gen2.pq"]), owned("gen2", &["gen2.pq"]));
}

#[test]
fn a_folder_gives_its_visible_parquet_files_sorted() {
    let files =
        ["g/b.parquet", "g/a/z.PARQUET", "g/_SUCCESS", "g/.x.parquet", "g/_tmp/y.parquet", "g/read.me"];
    let tree = tree(&files);
    assert_eq!(found(tree.path(), &["g"]), owned("g", &["g/a/z.PARQUET", "g/b.parquet"]));
}

#[test]
fn a_folder_may_be_named_like_a_file() {
    let tree = tree(&["gen.1.parquet/part-0.parquet"]);
    assert_eq!(found(tree.path(), &["gen.1.parquet"]), owned("gen.1", &["gen.1.parquet/part-0.parquet"]));
}

#[test]
fn a_folder_with_a_dot_keeps_its_whole_name() {
    let tree = tree(&["v1.5/sub/part-0.parquet"]);
    assert_eq!(found(tree.path(), &["v1.5"]).0, "v1.5");
    assert_eq!(found(tree.path(), &["v1.5/."]).0, "v1.5");
    assert_eq!(found(tree.path(), &["v1.5/sub/.."]).0, "v1.5");
}

#[test]
fn a_glob_gives_parquet_files_and_those_in_folders() {
    let tree = tree(&["run-2.parquet", "run-1.parquet", "run-3/a.parquet", "run-1.json", "other.parquet"]);
    let expected = owned("run", &["run-1.parquet", "run-2.parquet", "run-3/a.parquet"]);
    assert_eq!(found(tree.path(), &["run-*"]), expected);
}

#[test]
fn a_glob_passes_over_what_is_hidden_unless_it_says_so() {
    let tree = tree(&["g/a.parquet", "g/.b.parquet", "g/_tmp/c.parquet"]);
    assert_eq!(found(tree.path(), &["g/*"]).1, ["g/a.parquet"]);
    assert_eq!(found(tree.path(), &["g/**/*.parquet"]).1, ["g/a.parquet"]);
    assert_eq!(found(tree.path(), &["g/_tmp/*"]), owned("tmp", &["g/_tmp/c.parquet"]));
}

#[test]
fn a_glob_is_named_by_what_is_fixed_in_it() {
    let tree = tree(&["gen1/part-0.parquet", "gen1/x.parquet", "gen1-0.parquet", "gen1-1.parquet"]);
    for pattern in ["gen1/*.parquet", "gen1/part-*.parquet", "gen1-[01].parquet", "gen1-?.parquet", "gen1/*"]
    {
        assert_eq!(found(tree.path(), &[pattern]).0, "gen1", "{pattern}");
    }
}

#[test]
fn a_file_whose_name_looks_like_a_glob_is_a_file() {
    let tree = tree(&["a[1].parquet", "a1.parquet"]);
    assert_eq!(found(tree.path(), &["a[1].parquet"]), owned("a[1]", &["a[1].parquet"]));
}

#[test]
fn overlapping_paths_count_once() {
    let tree = tree(&["g/a.parquet", "g/b.parquet"]);
    let (name, files) = found(tree.path(), &["g/b.parquet", "g", "g/*.parquet"]);
    assert_eq!((name.as_str(), files), ("b", vec!["g/b.parquet".to_owned(), "g/a.parquet".to_owned()]));
}

#[test]
fn a_given_name_wins_and_paths_stay_as_typed() {
    let tree = tree(&["a.parquet"]);
    let path = tree.path().join("./a.parquet");
    let found = find(&Source { name: Some("real".to_owned()), paths: vec![path.clone()] }).unwrap();
    assert_eq!((found.name.as_str(), found.paths), ("real", vec![path.display().to_string()]));
}

#[test]
fn what_cannot_be_found_is_an_error() {
    let tree = tree(&["g/read.me"]);
    assert!(matches!(find_in(tree.path(), &["missing.parquet"]), Err(Error::NotFound { .. })));
    assert!(matches!(find_in(tree.path(), &["g"]), Err(Error::NoParquet { .. })));
    assert!(matches!(find_in(tree.path(), &["g/*"]), Err(Error::NoParquet { .. })));
    assert!(matches!(find_in(tree.path(), &["none*"]), Err(Error::NoParquet { .. })));
    assert!(matches!(find_in(tree.path(), &["a[.parquet"]), Err(Error::BadGlob { .. })));
    assert!(matches!(find_in(tree.path(), &[]), Err(Error::BadSetting { .. })));
}

#[test]
fn parquet_under_other_names_is_read_by_its_first_bytes() {
    let files = [
        "g/a.parquet",
        "g/b.pq",
        "g/c.parquet.snappy",
        "g/000000_0",
        "g/d.parquet.tmp",
        "g/e.parq",
        "g/LICENSE",
    ];
    let tree = tree(&files);
    for file in &files[..5] {
        fs::write(tree.path().join(file), "PAR1").unwrap();
    }
    assert_eq!(found(tree.path(), &["g"]).1, ["g/000000_0", "g/a.parquet", "g/b.pq", "g/c.parquet.snappy"]);
    let told = find_in(tree.path(), &["g"]).unwrap().warnings;
    assert_eq!((told.len(), told[0].code.name()), (1, "passed-over"));
    assert!(told[0].message.ends_with("1 .parq, 1 .parquet.tmp"), "{}", told[0].message);
}

#[test]
fn what_may_be_data_is_counted_and_named() {
    let tree = tree(&[
        "g/a.parquet",
        "g/b.jsonl",
        "g/c/d.jsonl",
        "g/h/i.arrow",
        "g/e.csv.gz",
        "g/_f.csv",
        "g/config.json",
        "g/plot.png",
    ]);
    let of = |path: &str| find_in(tree.path(), &[path]).unwrap().warnings;
    assert!(of("g")[0].message.ends_with("2 .jsonl, 1 .arrow, 1 .csv.gz"), "{:?}", of("g"));
    assert!(of("g/*.parquet").is_empty() && of("g/a.parquet").is_empty());
    let only = find_in(tree.path(), &["g/h"]).unwrap_err().to_string();
    assert!(
        only.ends_with("expected files ending in .parquet, .jsonl, .csv, .tsv or .json; found 1 .arrow"),
        "{only}"
    );
}

#[test]
fn of_a_folder_without_parquet_one_kind_of_file_is_read() {
    let tree = tree(&["g/b.jsonl", "g/c/d.ndjson.gz", "g/e.csv", "g/config.json", "h/a.json", "h/b.json"]);
    assert_eq!(found(tree.path(), &["g"]), owned("g", &["g/b.jsonl", "g/c/d.ndjson.gz"]));
    let told = find_in(tree.path(), &["g"]).unwrap().warnings;
    assert!(told.len() == 1 && told[0].message.ends_with("passed over: 1 .csv"), "{told:?}");
    assert_eq!(found(tree.path(), &["h"]), owned("h", &["h/a.json", "h/b.json"]));
    assert_eq!(found(tree.path(), &["g/*.csv"]).1, ["g/e.csv"]);
}

#[test]
fn files_of_records_give_their_names_without_endings() {
    let tree = tree(&["gen1.jsonl.gz", "gen2.v2.csv", "x/gen3-0.jsonl"]);
    for (path, name) in [("gen1.jsonl.gz", "gen1"), ("gen2.v2.csv", "gen2.v2"), ("x/gen3-*.jsonl", "gen3")] {
        assert_eq!(found(tree.path(), &[path]).0, name);
    }
    assert_eq!(find(&Source { name: None, paths: vec!["-".into()] }).unwrap().name, "stdin");
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_up_do_no_harm() {
    let tree = tree(&["g/a.parquet"]);
    std::os::unix::fs::symlink(tree.path().join("g"), tree.path().join("g/self")).unwrap();
    assert_eq!(found(tree.path(), &["g"]), owned("g", &["g/a.parquet"]));
}
