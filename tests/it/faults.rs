//! What a run leaves behind that could not end: nothing, and what stood there before.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::corpora::fixture;
use crate::program::{args, command};

/// Compares two generations into a folder.
fn compare(out: &Path, further: &[&str]) -> Command {
    let (before, after) = (fixture("demo", 0), fixture("demo", 1));
    let mut run = command(args!["compare", before, after, "-o", out]);
    run.args(further).stderr(Stdio::piped());
    run
}

fn full() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Names and bytes of what lies in a folder.
fn held(folder: &Path) -> Vec<(String, Vec<u8>)> {
    names(folder).into_iter().map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_or_appended_writes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    let assert_failed = |mut run: Command, place: &str| {
        let done = run.output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(2), "{said}");
        assert!(said.contains(&format!("error: cannot {place}")), "{said}");
    };
    let printed = |out: &Path| {
        let mut run = compare(out, &["--format", "text,json"]);
        run.stdout(full());
        run
    };
    let appended = |out: &Path| compare(out, &["--format", "json", "--summary-file", "/dev/full"]);
    assert_failed(printed(&out), "write to standard output");
    assert_failed(appended(&out), "append to /dev/full");
    assert!(!out.exists(), "not even the folder");

    assert!(compare(&out, &["--format", "text,json,markdown"]).output().unwrap().status.success());
    let before = held(&out);
    assert_eq!(before.len(), 3);
    for further in [printed(&out), appended(&out)] {
        assert_failed(further, "");
        assert!(held(&out) == before, "what stood there stands there");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_calibration_that_cannot_be_printed_writes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    let corpus = fixture("demo", 0);
    let mut run = command(args!["calibrate", corpus, "--trials", "4", "--no-drill", "-o", out]);
    let done = run.stdout(full()).stderr(Stdio::null()).status().unwrap();
    assert_eq!(done.code(), Some(2));
    assert!(!out.exists());
}

/// A run that has written everything aside and waits for somebody to read what it prints; the reader keeps it waiting.
fn waiting(out: &Path) -> (Child, io::PipeReader) {
    let (reader, mut writer) = io::pipe().unwrap();
    // Fill the pipe, so that the next byte waits.
    writer.write_all(&vec![b'x'; 65_536]).unwrap();
    let mut run = compare(out, &["--format", "text,json,markdown"]);
    let before = names(out);
    let mut child = run.stdout(writer).spawn().unwrap();
    let is_new = |name: &&String| name.ends_with(".tmp") && !before.contains(name);
    let aside = || names(out).iter().filter(is_new).count();
    while aside() < 3 {
        assert!(child.try_wait().unwrap().is_none(), "it waits for a reader");
        thread::sleep(Duration::from_millis(5));
    }
    (child, reader)
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_ends_the_run_and_removes_what_was_aside() {
    for (name, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("out");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("report.json"), "old").unwrap();
        let (mut child, _reader) = waiting(&out);
        signal(&child, name);
        let status = child.wait().unwrap();
        assert_eq!(status.signal(), Some(number), "it ended by the signal: {status:?}");
        assert_eq!(names(&out), ["report.json"]);
        assert_eq!(fs::read(out.join("report.json")).unwrap(), b"old");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_killed_run_left_is_cleared_by_the_next() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    let (mut child, _reader) = waiting(&out);
    child.kill().unwrap();
    child.wait().unwrap();
    let left: Vec<PathBuf> = names(&out).iter().map(|name| out.join(name)).collect();
    assert_eq!(left.len(), 3, "{left:?}");
    // A run that is still at work keeps its files.
    let (mut working, reader) = waiting(&root.path().join("out"));
    assert!(left.iter().all(|path| !path.exists()), "cleared when the next began to write");
    assert!(compare(&out, &["--format", "json"]).output().unwrap().status.success());
    assert_eq!(names(&out).len(), 4, "three aside, and the report of the other: {:?}", names(&out));
    drop(reader);
    assert!(working.wait().unwrap().success());
    assert_eq!(names(&out), ["report.json", "report.md", "report.txt"]);
}
