//! The cache: the same report with and without, only what is new is read, and what is found there is used.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use genloss::config::Config;
use genloss::render::json;

use crate::corpora::{config, fixture};
use crate::program::{args, genloss};

fn files(folder: &Path) -> BTreeSet<PathBuf> {
    fs::read_dir(folder).map(|all| all.map(|entry| entry.unwrap().path()).collect()).unwrap_or_default()
}

#[test]
fn a_cache_changes_no_byte_and_only_what_is_new_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("a/cache");
    let rows: Vec<PathBuf> = (0..3).map(|generation| fixture("demo", generation)).collect();
    let page = |config: &Config| json::page(&genloss::analyze(config).unwrap()).unwrap();
    let cached = |rows: &[PathBuf]| Config { cache: Some(cache.clone()), ..config(rows) };

    assert_eq!(page(&cached(&rows[..2])), page(&config(&rows[..2])));
    let first = files(&cache);
    assert_eq!(first.len(), 2);
    let expected = page(&config(&rows));
    assert_eq!(page(&cached(&rows)), expected);
    let all = files(&cache);
    assert_eq!(all.difference(&first).count(), 1, "one generation is new");
    assert_eq!(page(&cached(&rows)), expected);
    assert_eq!(files(&cache), all);

    // Another way of reading is another profile; another way of judging is none.
    let judged = Config { alpha: 0.01, threads: 1, ..cached(&rows) };
    assert_eq!(page(&judged), page(&Config { alpha: 0.01, ..config(&rows) }));
    assert_eq!(files(&cache), all);
    page(&Config { case_sensitive: true, ..cached(&rows) });
    assert_eq!(files(&cache).len(), 6);

    // The same content elsewhere is known.
    let copy = folder.path().join("copy.parquet");
    fs::copy(&rows[1], &copy).unwrap();
    page(&cached(&[rows[0].clone(), copy]));
    assert_eq!(files(&cache).len(), 6);
}

#[test]
fn what_is_found_is_used_and_what_is_damaged_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    let (gen0, gen1) = (fixture("demo", 0), fixture("demo", 1));
    let compare = || genloss(args!["compare", gen0, gen1, "--cache", cache]);
    let expected = compare().stdout;
    let [a, b]: [PathBuf; 2] = files(&cache).into_iter().collect::<Vec<_>>().try_into().unwrap();
    let (content, other) = (fs::read(&a).unwrap(), fs::read(&b).unwrap());
    fs::write(&a, &other).unwrap();
    assert_ne!(compare().stdout, expected, "both generations are one now");
    for damaged in [&content[..content.len() / 2], b"", b"no profile"] {
        fs::write(&a, damaged).unwrap();
        let run = compare();
        assert_eq!((run.stdout.as_str(), run.status), (expected.as_str(), Some(0)));
        assert!(fs::read(&a).unwrap() == content, "made anew");
    }
    let inspected = genloss(args!["inspect", a]);
    assert_eq!(inspected.status, Some(0), "{inspected:?}");
    fs::write(folder.path().join("file"), "").unwrap();
    genloss(args!["compare", gen0, gen1, "--cache", folder.path().join("file/below")])
        .assert_mistake(&["--cache: cannot write", "choose another folder"]);
}
