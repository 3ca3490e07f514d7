//! `genloss record` and `genloss history`, as processes: one after the other, side by side, and killed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

fn demo(n: u32) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/demo/gen{n}.parquet")).display().to_string()
}

/// The program in a folder, at a fixed time.
fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_genloss"));
    command.current_dir(folder).args(args).env("SOURCE_DATE_EPOCH", "1700000000");
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

/// Standard output of a run that ends with this status.
fn said(folder: &Path, status: i32, args: &[&str]) -> String {
    let output = run(folder, args);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(output.status.code(), Some(status), "{args:?}: {}", text(&output.stderr));
    if status == 2 { text(&output.stderr) } else { text(&output.stdout) }
}

/// Three releases: a base, one that keeps all, one that collapses.
fn lineage() -> (tempfile::TempDir, PathBuf) {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().to_owned();
    std::fs::write(folder.join("train.yaml"), "lr: 0.00001\noptimizer: {name: adamw}\n").unwrap();
    std::fs::write(folder.join("chats.jsonl"), "{}\n{}\n").unwrap();
    said(&folder, 0, &["record", &demo(0), "--name", "base"]);
    let sft = ["--record", "sft", "--parent", "base", "--params-file", "train.yaml", "--param", "lr=2e-5"];
    let source = ["--data-source", "chats=chats.jsonl,kind=synthetic,policy=accumulate", "--tag", "week 1"];
    let base = format!("base={}", demo(0));
    let compare = |new: &str, out: &str, more: &[&str]| {
        let args =
            ["compare", "--quiet", "--generation", &base, "--generation", new, "-o", out, "--format", "json"];
        said(&folder, 0, &[&args[..], more].concat());
    };
    compare(&format!("sft={}", demo(1)), "one", &[&sft[..], &source[..]].concat());
    compare(&format!("dpo={}", demo(4)), "two", &[]);
    said(&folder, 0, &["record", "two/report.json", "--name", "dpo", "--parent", "sft"]);
    (root, folder)
}

#[test]
fn a_lineage_is_recorded_followed_compared_and_checked() {
    let (_root, folder) = lineage();
    let page = said(&folder, 0, &["history"]);
    for expected in [
        "HISTORY: 3 releases in 1 lineage",
        "↓ sft",
        "↓ dpo",
        "2023-11-14 22:13",
        "late-collapse against base",
    ] {
        assert!(page.contains(expected), "{expected}\n{page}");
    }
    let diff = said(&folder, 0, &["history", "diff", "sft", "dpo"]);
    for expected in ["lr", "2e-5", "optimizer.name", "adamw", "synthetic, accumulate, 2 rows"] {
        assert!(diff.contains(expected), "{expected}\n{diff}");
    }
    assert!(said(&folder, 1, &["history", "check"]).contains("dpo: late-collapse against base"));
    assert!(
        said(&folder, 0, &["history", "check", "--fail-on", "none"]).starts_with("HOLDS: 1 newest release")
    );
    assert!(said(&folder, 0, &["history", "verify"]).starts_with("SAME: 4 files or folders"));
    std::fs::write(folder.join("chats.jsonl"), "{}\n").unwrap();
    assert!(said(&folder, 1, &["history", "verify"]).contains("sft, chats: chats.jsonl holds other bytes"));
    let export = said(&folder, 0, &["history", "export"]);
    std::fs::write(folder.join("records.jsonl"), &export).unwrap();
    said(&folder, 0, &["history", "import", "records.jsonl", "--db", "other.db"]);
    assert_eq!(said(&folder, 0, &["history", "export", "--db", "other.db"]), export);
    said(&folder, 0, &["history", "-o", "pages", "--format", "text,json,html,csv,png"]);
    for file in ["history.txt", "history.json", "history.html", "history.csv", "history.png"] {
        assert!(folder.join("pages").join(file).exists(), "{file}");
    }
}

#[test]
fn what_cannot_be_recorded_is_said_and_changes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path();
    assert!(said(folder, 2, &["history"]).contains("there is no database of records here"));
    assert!(
        said(folder, 2, &["record", &demo(0), "--name", "a", "--parent", "b"])
            .contains("`b` is none of them")
    );
    assert!(said(folder, 2, &["record", "no.parquet", "--name", "a"]).contains("cannot be read"));
    assert!(
        said(folder, 2, &["compare", &demo(0), &demo(1), "--record", "x", "--parent", "y"])
            .contains("`y` is none")
    );
    assert!(!folder.join("genloss.db").exists());
    said(folder, 0, &["record", &demo(0), "--name", "a"]);
    let before = std::fs::read(folder.join("genloss.db")).unwrap();
    for (args, expected) in [
        (&["--name", "a"][..], "`a` was recorded already"),
        (&["--name", "b", "--parent", "aa"][..], "no record is called `aa`"),
        (&["--name", "b", "--param", "lr"][..], "expected KEY=VALUE"),
        (&["--name", "b", "--params-file", "train.ini"][..], "cannot read the parameters"),
        (&["--name", "b", "--data-source", "x=nowhere"][..], "cannot be read to be recorded"),
    ] {
        let found = said(folder, 2, &[&["record", &demo(0)][..], args].concat());
        assert!(found.contains(expected), "{found}");
    }
    assert_eq!(std::fs::read(folder.join("genloss.db")).unwrap(), before);
    said(folder, 0, &["record", &demo(1), "--name", "a", "--replace"]);
    assert!(said(folder, 0, &["history"]).contains("1 record is superseded"));
}

#[test]
fn processes_that_record_at_once_lose_nothing() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path();
    let start = |n: u32| {
        let name = format!("r{n}");
        let args = ["record", "data.jsonl", "--name", &name];
        command(folder, &args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    std::fs::write(folder.join("data.jsonl"), "{\"text\": \"one text\"}\n".repeat(4)).unwrap();
    let running: Vec<_> = (0..16).map(start).collect();
    for mut child in running {
        assert!(child.wait().unwrap().success());
    }
    let export = said(folder, 0, &["history", "export"]);
    let mut names: Vec<&str> = export.lines().filter_map(|line| line.split('"').nth(3)).collect();
    names.sort_unstable();
    let mut expected: Vec<String> = (0..16).map(|n| format!("r{n}")).collect();
    expected.sort_unstable();
    assert_eq!(names, expected);
}

#[test]
fn a_killed_import_leaves_all_or_nothing() {
    let (_root, folder) = lineage();
    let export = said(&folder, 0, &["history", "export"]);
    let line = export.lines().next().unwrap();
    let many: String = (0..400).map(|n| line.replacen("\"base\"", &format!("\"r{n}\""), 1) + "\n").collect();
    std::fs::write(folder.join("many.jsonl"), many).unwrap();
    let import = ["history", "import", "many.jsonl", "--db", "k.db"];
    let (mut none, mut all) = (0, 0);
    for at in 0..24_u64 {
        let _ = std::fs::remove_file(folder.join("k.db"));
        let _ = std::fs::remove_file(folder.join("k.db-journal"));
        let mut child =
            command(&folder, &import).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(2 * at));
        let _ = child.kill();
        child.wait().unwrap();
        let output = run(&folder, &["history", "export", "--db", "k.db"]);
        match (output.status.code(), output.stdout.iter().filter(|b| **b == b'\n').count()) {
            (Some(2), 0) => none += 1,
            (Some(0), 400) => all += 1,
            (Some(0), 0) => none += 1,
            found => panic!("neither the old state nor the new one: {found:?}"),
        }
    }
    assert_eq!(none + all, 24);
}
