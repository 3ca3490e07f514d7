//! What the program says and leaves behind when something is wrong: status 2, one `error:` that names the culprit
//! and a way out, nothing on standard output, nothing written. And gates, pipes and damaged files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use genloss::report::Report;
use tempfile::TempDir;

use crate::corpora::{fixture, table, write_texts};
use crate::fixture::{Table, ints, nulls, texts};
use crate::make_fixtures::synth::{Law, corpus, keys};
use crate::program::{args, command, genloss};

/// A folder with an intact corpus in it.
fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let law = Law { mean_length: 20.0, ..Law::default() };
    let good = table(&corpus(&law, &keys(0, 80), 1)).row_groups_of(50).write(folder.path(), "good.parquet");
    (folder, good)
}

/// Compares `good` with `bad` into a folder; asserts a mistake that says `expected`, and that nothing was written.
fn assert_refused(good: &Path, bad: &Path, expected: &[&str]) {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("new/out");
    genloss(args!["compare", good, bad, "-o", out]).assert_mistake(expected);
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0, "something was written");

    let old = root.path().join("old");
    fs::create_dir(&old).unwrap();
    fs::write(old.join("report.json"), "old report").unwrap();
    genloss(args!["compare", good, bad, "-o", old]).assert_mistake(expected);
    assert_eq!(fs::read_to_string(old.join("report.json")).unwrap(), "old report");
    assert_eq!(fs::read_dir(&old).unwrap().count(), 1, "something was added to an old report");
}

#[test]
fn a_missing_file_is_named() {
    let (folder, good) = place();
    assert_refused(&good, &folder.path().join("nowhere.parquet"), &["nowhere.parquet", "check the path"]);
    assert_refused(&good, &folder.path().join("*.nothing"), &["*.nothing"]);
}

#[test]
fn embeddings_of_more_coordinates_than_are_read_are_refused_by_column() {
    let [a, b] = [0, 1].map(|generation| fixture("demo", generation));
    let said = ["column `embedding`", "16 coordinates", "--max-dimension (8)", "--embedding-column"];
    genloss(args!["compare", a, b, "--max-dimension", "8"]).assert_mistake(&said);
}

#[test]
fn files_that_are_not_parquet_are_named() {
    let (folder, good) = place();
    let bad = folder.path().join("bad.parquet");
    let whole = fs::read(&good).unwrap();
    let half = &whole[..whole.len() / 2];
    let without_footer = [&whole[..whole.len() - 200], b"PAR1"].concat();
    let contents: [(&[u8], &str); 7] = [
        (b"prompt,text\n1,hello\n", "CSV"),
        (b"", "an empty file"),
        (b"PAR1", "cut off"),
        (half, "cut off"),
        (&whole[..whole.len() - 1], "cut off"),
        (b"version https://git-lfs.github.com/spec/v1\nsize 9\n", "git lfs pull"),
        (&without_footer, "is the file complete?"),
    ];
    for (content, expected) in contents {
        fs::write(&bad, content).unwrap();
        assert_refused(&good, &bad, &["bad.parquet", expected]);
    }
}

#[test]
fn a_folder_without_parquet_is_named() {
    let (folder, good) = place();
    let empty = folder.path().join("runs");
    fs::create_dir(&empty).unwrap();
    assert_refused(&good, &empty, &["runs", ".parquet"]);
}

#[test]
fn a_file_without_text_lists_its_columns_and_the_option() {
    let (folder, good) = place();
    let bad = Table::of("tokens", ints(0..100)).and("loss", ints(0..100)).write(folder.path(), "bad.parquet");
    assert_refused(&good, &bad, &["bad.parquet", "tokens", "loss", "--text-column"]);
}

#[test]
fn a_text_column_of_nulls_is_refused() {
    let (folder, good) = place();
    let typed =
        Table::of("text", nulls(100)).and("prompt_id", ints(0..100)).write(folder.path(), "a.parquet");
    assert_refused(&good, &typed, &["--text-column"]);
    let null = Table::of("text", texts([None::<&str>; 100])).and("prompt_id", ints(0..100));
    assert_refused(
        &good,
        &null.write(folder.path(), "nulls.parquet"),
        &["`nulls`", "100 rows", "--text-column"],
    );
}

#[test]
fn texts_that_are_all_empty_are_refused() {
    let (folder, good) = place();
    let bad = write_texts(folder.path(), "blank.parquet", &["", " ", "\n\t", "\u{3000}"].repeat(25));
    assert_refused(&good, &bad, &["`blank`", "100 rows", "--text-column"]);
}

#[test]
fn a_file_without_rows_is_refused() {
    let (folder, good) = place();
    let bad = write_texts::<&str>(folder.path(), "nothing.parquet", &[]);
    assert_refused(&good, &bad, &["`nothing`", "0 rows"]);
}

#[test]
fn one_generation_is_not_a_comparison() {
    let (_folder, good) = place();
    genloss(args!["compare", good]).assert_mistake(&["only one generation", "--generation-column"]);
}

#[test]
fn one_name_for_two_generations_is_refused() {
    let (_folder, good) = place();
    genloss(args!["compare", good, good]).assert_mistake(&["`good` is used twice", "--generation NAME=PATH"]);
    let named = |name: &str| format!("{name}={}", good.display());
    genloss(args!["compare", "--generation", named("a"), "--generation", named("a")])
        .assert_mistake(&["`a` is used twice"]);
    genloss(args!["compare", "--generation", named("a"), "--generation", named("b"), "--reference", "c"])
        .assert_mistake(&["`c`", "a, b", "--reference"]);
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let (_folder, good) = place();
    let pair = ["a", "b"].map(|name| format!("{name}={}", good.display()));
    // Whoever runs the tests may be root, whom no permission stops; a file can have no children for anyone.
    for out in ["/dev/null/out", "/dev/null/a/b", "/dev/null"] {
        genloss(args!["compare", "--generation", pair[0], "--generation", pair[1], "-o", out])
            .assert_mistake(&[out, "-o"]);
    }
    let below = good.join("out");
    genloss(args!["compare", good, good, "-o", below]).assert_mistake(&["good.parquet", "-o"]);
}

#[test]
fn columns_that_do_not_exist_are_listed_against_those_that_do() {
    let (_folder, good) = place();
    let pair = ["a", "b"].map(|name| format!("{name}={}", good.display()));
    for option in ["--text-column", "--key-column", "--slice-column", "--score-column", "--generation-column"]
    {
        genloss(args!["compare", "--generation", pair[0], "--generation", pair[1], option, "colour"])
            .assert_mistake(&["colour", "prompt_id", option]);
    }
}

#[test]
fn mistakes_in_flags_name_the_flag() {
    for (flags, expected) in [
        (["--alpah", "0.1"].as_slice(), ["--alpah", "--alpha"].as_slice()),
        (&["--alpha", "0"], &["--alpha", "found 0"]),
        (&["--alpha", "nan"], &["--alpha"]),
        (&["--alpha", "x"], &["--alpha"]),
        (&["--margin", "reference-tail-retention=0.8,0.9"], &["reference-tail-retention", "fail <= warn"]),
        (&["--margin", "reference-tail-retention=nan,nan"], &["reference-tail-retention"]),
        (&["--margin", "tail=0.9,0.8"], &["tail", "tail-types-survival"]),
        (&["--limit", "0"], &["--limit", "at least 1"]),
        (&["--limit", "-3"], &["-3"]),
        (&["--threads", "99999"], &["--threads", "4096"]),
        (&["--seed", "many"], &["--seed"]),
        (&["--correction", "sidak"], &["--correction", "holm"]),
        (&["--format", "pdf"], &["--format", "json"]),
    ] {
        let mut line = args!["compare", "a.parquet", "b.parquet"].to_vec();
        line.extend(flags.iter().map(std::ffi::OsStr::new));
        genloss(&line).assert_mistake(expected);
    }
}

#[test]
fn mistakes_in_the_config_file_name_file_line_and_key() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("genloss.toml");
    for (content, expected) in [
        ("alpha = 0.05\nalpah = 0.1\n", ["genloss.toml", "line 2", "alpah", "alpha"].as_slice()),
        ("alpha = \"high\"\n", &["genloss.toml", "line 1", "high"]),
        ("alpha = 7\n", &["alpha", "found 7"]),
        ("this is not toml", &["genloss.toml", "line 1"]),
        ("[margins]\ntail = [0.9, 0.8]\n", &["tail"]),
        ("generation = 5\n", &["genloss.toml", "line 1", "gen0"]),
    ] {
        fs::write(&file, content).unwrap();
        genloss(args!["compare", "a.parquet", "b.parquet", "-c", file]).assert_mistake(expected);
    }
}

#[test]
fn a_gate_fails_on_the_verdicts_it_names_and_on_no_other() {
    let [a, b, c] = [0, 1, 4].map(|i| fixture("demo", i));
    let failed = genloss(args!["compare", a, b, c, "--fail-on", "collapse"]);
    assert_eq!(failed.status, Some(1));
    assert!(failed.stderr.contains("gate failed: gen4 is late-collapse"), "{failed:?}");
    assert!(failed.stdout.starts_with("COLLAPSE"), "the page is there all the same");
    assert_eq!(genloss(args!["compare", a, b, c]).status, Some(0), "no gate unless asked for");
    assert_eq!(genloss(args!["compare", a, b, c, "--fail-on", "warning"]).status, Some(0));
    let [a, b] = [0, 1].map(|i| fixture("healthy", i));
    assert_eq!(genloss(args!["compare", a, b, "--fail-on", "collapse,warning"]).status, Some(0));
}

#[test]
fn a_gate_that_fails_leaves_the_report_behind() {
    let out = tempfile::tempdir().unwrap();
    let [a, b] = [0, 4].map(|i| fixture("demo", i));
    let run = genloss(args!["compare", a, b, "--fail-on", "collapse", "-o", out.path()]);
    assert_eq!(run.status, Some(1));
    for name in ["report.json", "report.txt"] {
        assert!(out.path().join(name).exists(), "{name}");
    }
}

#[test]
fn json_goes_through_a_pipe_alone() {
    let [a, b] = [0, 1].map(|i| fixture("small", i));
    let run = genloss(args!["compare", a, b, "--format", "json"]);
    let report: Report = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report.generations.len(), 2);
}

#[test]
fn a_reader_that_hangs_up_is_no_error() {
    let [a, b] = [0, 1].map(|i| fixture("small", i));
    for format in ["json", "text"] {
        let mut command = command(args!["compare", a, b, "--format", format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(!said.contains("panicked") && !said.contains("error"), "{said}");
    }
}

#[test]
fn damaged_files_are_read_or_refused_and_never_panic() {
    let (folder, good) = place();
    let bad = folder.path().join("bad.parquet");
    let whole = fs::read(&good).unwrap();
    // The footer, where structure lives, is met as often as all the rest.
    let footer =
        whole.len() - 8 - u32::from_le_bytes(whole[whole.len() - 8..][..4].try_into().unwrap()) as usize;
    let body = (0..footer).step_by(footer / 100 + 1);
    let positions = body.chain((footer..whole.len()).step_by((whole.len() - footer) / 110 + 1));
    let (mut n_runs, mut n_refused) = (0, 0);
    for position in positions {
        let mut damaged = whole.clone();
        damaged[position] ^= if position % 2 == 0 { 0xff } else { 0x04 };
        fs::write(&bad, damaged).unwrap();
        let run = genloss(args!["compare", good, bad]);
        match run.status {
            Some(0) => {}
            _ => {
                n_refused += 1;
                run.assert_mistake(&["bad"]);
            }
        }
        n_runs += 1;
    }
    assert!(n_runs >= 190 && n_refused > 20, "{n_refused} of {n_runs} refused");
}

#[test]
fn names_of_generations_and_slices_are_no_texts() {
    let (folder, good) = place();
    let docs = corpus(&Law { mean_length: 20.0, ..Law::default() }, &keys(0, 80), 2);
    let long = "x".repeat(2000);
    let labels: Vec<&str> = (0..80).map(|row| if row == 70 { long.as_str() } else { "short" }).collect();
    let write = |name| table(&docs).and("label", texts(labels.iter().copied())).write(folder.path(), name);
    let [bad, other] = ["bad.parquet", "other.parquet"].map(write);
    let refused = |line: &[&std::ffi::OsStr], expected: &[&str]| genloss(line).assert_mistake(expected);
    refused(
        args!["compare", bad, other, "--slice-column", "label"],
        &["bad.parquet", "column `label` names a slice of 2000 bytes in row 70", "1024", "--slice-column"],
    );
    refused(
        args!["compare", bad, "--generation-column", "label"],
        &["bad.parquet", "column `label` holds a value of 2000 bytes", "--generation-column"],
    );
    let named = format!("{long}={}", good.display());
    let other = format!("b={}", good.display());
    refused(
        args!["compare", "--generation", named, "--generation", other],
        &["generation: found a name of 2000 bytes"],
    );
}

#[test]
fn a_report_among_the_data_is_left_out() {
    let root = tempfile::tempdir().unwrap();
    let generations = ["gen0", "gen1"].map(|name| root.path().join(name));
    for (at, folder) in generations.iter().enumerate() {
        fs::create_dir(folder).unwrap();
        fs::copy(fixture("demo", at), folder.join("data.parquet")).unwrap();
    }
    let [before, after] = &generations;
    let compare = |out: &Path| {
        let line = args!["compare", before, after, "--format", "json,csv,parquet", "-o", out];
        let run = genloss(line);
        assert_eq!(run.status, Some(0), "{run:?}");
        fs::read(out.join("metrics.csv")).unwrap()
    };
    // Into a folder of the data, into the data itself, and elsewhere: the same numbers.
    let first = compare(&after.join("out"));
    for out in [after.join("out"), after.clone(), root.path().join("elsewhere")] {
        assert!(compare(&out) == first, "{}", out.display());
    }
    let said = genloss(args!["compare", before, after]).stderr;
    assert!(said.contains("files of a report were left out") && said.contains("and 5 more"), "{said}");
    // A file of that name that is none of ours is data.
    fs::copy(fixture("demo", 1), before.join("metrics.parquet")).unwrap();
    let said = genloss(args!["check", before, after]);
    assert!(!said.stdout.contains("gen0: files of a report"), "{said:?}");
}
