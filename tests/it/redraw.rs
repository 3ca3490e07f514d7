//! `genloss render`: yesterday's report drawn again gives the same bytes.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Output;

use crate::program;

fn genloss(args: &[&str]) -> Output {
    program::command(&args.iter().map(OsStr::new).collect::<Vec<_>>()).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn every_file_is_drawn_again_byte_for_byte() {
    let root = tempfile::tempdir().unwrap();
    let (first, again) = (root.path().join("first"), root.path().join("again"));
    let summary = root.path().join("summary.md");
    let corpora = ["fixtures/swap/gen0.parquet", "fixtures/swap/gen1.parquet"]
        .map(|p| Path::new(env!("CARGO_MANIFEST_DIR")).join(p));
    let run = genloss(&[
        "compare",
        text(&corpora[0]),
        text(&corpora[1]),
        "-q",
        "-o",
        text(&first),
        "--summary-file",
        text(&summary),
    ]);
    assert_eq!(run.status.code(), Some(0));
    assert!(run.stderr.is_empty(), "quiet: {}", String::from_utf8_lossy(&run.stderr));
    let json = first.join("report.json");
    assert_eq!(genloss(&["render", text(&json), "-o", text(&again)]).status.code(), Some(0));
    let mut names: Vec<_> = fs::read_dir(&first).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    for file in ["report.txt", "metrics.csv", "metrics.parquet", "report.png", "retention.png"] {
        assert!(names.iter().any(|n| n == file), "{file} is missing in {names:?}");
    }
    assert_eq!(fs::read_dir(&again).unwrap().count(), names.len());
    for name in names {
        let (a, b) = (fs::read(first.join(&name)).unwrap(), fs::read(again.join(&name)).unwrap());
        assert!(a == b, "{} differs", name.display());
    }
    let page = fs::read_to_string(first.join("report.md")).unwrap();
    assert_eq!(fs::read_to_string(&summary).unwrap(), format!("{page}\n"));
    // One format to standard output.
    for (format, file) in
        [("json", "report.json"), ("html", "report.html"), ("junit", "junit.xml"), ("csv", "metrics.csv")]
    {
        let shown = genloss(&["render", text(&json), "--format", format]);
        assert!(shown.stdout == fs::read(first.join(file)).unwrap(), "{format}");
    }
}

#[test]
fn a_theme_changes_the_images_alone() {
    let root = tempfile::tempdir().unwrap();
    let json = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/report.json");
    let drawn = |theme: &str, folder: &str| {
        let dir = root.path().join(folder);
        let run = genloss(&["render", text(&json), "-o", text(&dir), "--theme", theme]);
        assert_eq!(run.status.code(), Some(0));
        dir
    };
    let (light, dark, again) = (drawn("light", "light"), drawn("dark", "dark"), drawn("dark", "again"));
    for entry in fs::read_dir(&light).unwrap() {
        let name = entry.unwrap().file_name();
        let read = |dir: &Path| fs::read(dir.join(&name)).unwrap();
        assert!(read(&dark) == read(&again), "{} differs from run to run", name.display());
        let is_image = name.to_string_lossy().ends_with(".png");
        assert_eq!(read(&light) == read(&dark), !is_image, "{}", name.display());
    }
}

#[test]
fn color_is_asked_for_by_name() {
    let json = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/report.json");
    let shown = |color| genloss(&["render", text(&json), "--color", color]).stdout;
    assert!(shown("always").contains(&0x1b));
    assert!(!shown("auto").contains(&0x1b), "a pipe is no terminal");
    assert!(shown("never") == shown("auto"));
}

#[test]
fn what_is_no_report_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("x.json");
    fs::write(&file, "{\"schema_version\": 9}").unwrap();
    let run = genloss(&["render", text(&file)]);
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("schema version 9"));
}

#[test]
fn the_number_of_threads_changes_no_byte_of_any_file() {
    let root = tempfile::tempdir().unwrap();
    let corpora = [0, 1].map(|k| crate::corpora::fixture("swap", k));
    let files = |threads: &str| {
        let out = root.path().join(threads);
        let run = genloss(&[
            "compare",
            text(&corpora[0]),
            text(&corpora[1]),
            "-q",
            "--threads",
            threads,
            "-o",
            text(&out),
        ]);
        assert_eq!(run.status.code(), Some(0));
        let mut names: Vec<_> = fs::read_dir(&out).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        names.into_iter().map(|name| (fs::read(out.join(&name)).unwrap(), name)).collect::<Vec<_>>()
    };
    let one = files("1");
    for threads in ["2", "8"] {
        let others = files(threads);
        assert_eq!(one.len(), others.len());
        for ((a, name), (b, _)) in one.iter().zip(&others) {
            assert!(a == b, "{} differs with {threads} threads", name.display());
        }
    }
}

#[test]
fn fields_of_a_later_version_are_ignored() {
    /// Adds a field to every object.
    fn extend(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(fields) => {
                fields.values_mut().for_each(extend);
                fields.insert("a_later_field".to_owned(), serde_json::json!({ "of": [1, null] }));
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(extend),
            _ => {}
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let mut report = crate::corpora::analyze(&[0, 1].map(|k| crate::corpora::fixture("swap", k)));
    report.settings.requirements.push(genloss::config::RequirementRule {
        column: "score".to_owned(),
        slice: None,
        min: 0.5,
        direction: genloss::terms::Direction::default(),
    });
    let mut later = serde_json::to_value(&report).unwrap();
    // Maps by a name are no objects of fields.
    let settings = later["settings"].as_object_mut().unwrap();
    settings.insert("margins".to_owned(), serde_json::json!({}));
    extend(&mut later);
    later["settings"]["margins"] =
        serde_json::json!({ "length-ratio": { "warn": 0.9, "fail": 0.8, "a_later_field": 1 } });
    let path = folder.path().join("report.json");
    fs::write(&path, later.to_string()).unwrap();
    let read = genloss::render::load(&path).unwrap();
    assert_eq!(read.comparisons, report.comparisons);
    assert_eq!(read.settings.margins["length-ratio"].fail, 0.8);
}
