//! The program from outside: what it prints where, and its exit status. Mistakes only; no input is read.

use std::ffi::OsStr;
use std::process::{Command, Output, Stdio};

use crate::program;

fn command(args: &[&str]) -> Command {
    program::command(&args.iter().map(OsStr::new).collect::<Vec<_>>())
}

fn genloss(args: &[&str]) -> Output {
    command(args).output().unwrap()
}

/// Runs a mistake: status 2, nothing on standard output, `error:` on standard error. Returns standard error.
fn mistake(args: &[&str]) -> String {
    let output = genloss(args);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{args:?} said {said}");
    assert!(output.stdout.is_empty());
    assert!(said.contains("error: "), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

#[test]
fn help_and_version_are_success() {
    for args in [["--help"].as_slice(), &["--version"], &["compare", "--help"], &["compare", "-h"]] {
        let output = genloss(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert!(!output.stdout.is_empty() && output.stderr.is_empty());
    }
    let version = String::from_utf8(genloss(&["--version"]).stdout).unwrap();
    assert_eq!(version, format!("genloss {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn without_a_command_the_help_is_on_standard_error() {
    let output = genloss(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8(output.stderr).unwrap().contains("compare"));
}

#[test]
fn mistakes_exit_with_2_and_say_what_to_do() {
    for (args, expected) in [
        (["compare"].as_slice(), "give PATHS"),
        (&["compare", "a", "--generation", "b=c"], "name all or none"),
        (&["compare", "a", "b", "--format", "png"], "-o DIR"),
        (&["compare", "a", "b", "--format", "text,json"], "-o DIR"),
        (&["compare", "a", "b", "--fail-on", "colapse"], "'collapse'"),
        (&["compare", "a", "b", "--margin", "x"], "METRIC=WARN,FAIL"),
        (&["compare", "a", "b", "--margin", "no-such-metric=0.9,0.8"], "no-such-metric"),
        (&["compare", "a", "b", "--alpha", "2"], "found 2"),
        (&["compare", "a", "b", "-c", "no-such.toml"], "no-such.toml"),
        (&["compere", "a", "b"], "'compare'"),
        (
            &["fixtures/demo/gen0.parquet", "b.parquet"],
            "did you mean `genloss compare fixtures/demo/gen0.parquet b.parquet`?",
        ),
        (&["gone.parquet"], "'gone.parquet' is a corpus, not a command"),
        (&["metrics", "distinct-2-retentio"], "did you mean `distinct-2-retention`?"),
        (&["explain", "tail-los"], "did you mean `tail-loss`?"),
        (&["explain", "no\u{1b}[31msuch"], "nothing has this name"),
        (&["compare", "a", "b", "--open"], "name a folder with -o DIR"),
        (
            &["compare", "a", "b", "-o", "out", "--format", "json", "--open"],
            "there is no report.html to show",
        ),
        (&["metrics", "mtld-retention"], "was dropped: `mattr-retention` says the same"),
        (&["compare", "a", "b", "--metrics", "core,hellinger"], "`jensen-shannon-distance` says the same"),
    ] {
        let said = mistake(args);
        assert!(said.contains(expected), "{args:?} said {said}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_noticed_before_reading() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("file");
    std::fs::write(&file, "").unwrap();
    let said = mistake(&["compare", "no-such-a", "no-such-b", "-o", file.to_str().unwrap()]);
    assert!(said.starts_with("error: cannot write "), "{said}");
}

#[test]
fn unknown_keys_of_the_config_file_are_refused() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("genloss.toml");
    std::fs::write(&file, "text_column = 'x'\n").unwrap();
    let said = mistake(&["compare", "a", "b", "-c", file.to_str().unwrap()]);
    assert!(said.contains("line 1: unknown key `text_column`, did you mean `text-column`?"), "{said}");
}

#[test]
fn hostile_file_names_are_escaped() {
    let said = mistake(&["compare", "a", "-c", "evil\x1b[2J\n.toml"]);
    assert!(said.contains("evil\\u{1b}[2J\\n.toml"), "{said}");
}

#[test]
fn a_closed_pipe_is_success() {
    let mut child = command(&["compare", "--help"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn settings_come_from_the_environment_and_misspelled_ones_are_refused() {
    let run = |variables: &[(&str, &str)], args: &[&str]| {
        let output = command(args).envs(variables.iter().copied()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), said)
    };
    let print = ["compare", "--print-config"].as_slice();
    let (status, printed, said) =
        run(&[("GENLOSS_ALPHA", "0.01"), ("GENLOSS_GENERATION", "{ b = 'x', a = 'y' }")], print);
    assert_eq!((status, said.as_str()), (Some(0), ""));
    assert!(printed.contains("alpha = 0.01\n"), "{printed}");
    assert!(printed.contains("generation = [{ name = \"b\", path = [\"x\"] }, { name = \"a\""), "{printed}");
    let (status, _, said) = run(&[("GENLOSS_FAIL_ONN", "collapse")], print);
    assert_eq!(status, Some(2));
    assert_eq!(said, "error: GENLOSS_FAIL_ONN: no such setting, did you mean GENLOSS_FAIL_ON?\n");
    // Commands without settings do not care.
    assert_eq!(run(&[("GENLOSS_FAIL_ONN", "x")], &["metrics"]).0, Some(0));
}

#[test]
fn a_pipe_gets_no_progress_and_verbose_says_how_long_it_took() {
    let corpora =
        ["gen0", "gen1"].map(|g| format!("{}/fixtures/swap/{g}.parquet", env!("CARGO_MANIFEST_DIR")));
    let run = |flags: &[&str]| {
        let args = [["compare", &corpora[0], &corpora[1], "--format", "csv"].as_slice(), flags].concat();
        let output = command(&args).env("GENLOSS_SOMETHING_ELSE", "1").output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(output.stdout.starts_with(b"scope,generation,"));
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(run(&["-q"]), "");
    let normal = run(&[]);
    assert!(!normal.contains(['\r', '\u{1b}']), "{normal:?}");
    assert!(normal.starts_with("warning: GENLOSS_SOMETHING_ELSE is no setting of genloss"), "{normal}");
    assert!(normal.contains("read 2 generations, text column") && !normal.contains("comparing"), "{normal}");
    let verbose = run(&["-v"]);
    for said in ["opening 2 corpora: ", " rows/s\n", "comparing 1 comparison: ", "drawing 1 format: "] {
        assert!(verbose.contains(said), "{said} is missing in {verbose}");
    }
}
