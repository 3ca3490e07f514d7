//! Tests of [`super`]: what the flags become.

use clap::CommandFactory;

use super::*;
use crate::render::{Format, Theme};
use crate::settings::{Color, keys};
use crate::terms::Verdict;

fn try_parse(args: &[&str]) -> Result<(Config, Output), Stop> {
    let args = ["genloss", "compare"].iter().chain(args).map(OsString::from);
    parse_alone(args).map(|invocation| match invocation {
        Invocation::Compare { config, output, .. } => (*config, output),
        other => panic!("not a comparison: {other:?}"),
    })
}

/// Parses without an environment.
fn parse_alone(args: impl IntoIterator<Item = OsString>) -> Result<Invocation, Stop> {
    parse(args, [])
}

fn flag_error(args: &[&str]) -> String {
    match try_parse(args) {
        Err(Stop::Flags(error)) => error.to_string(),
        other => panic!("expected a mistake in the flags, got {other:?}"),
    }
}

fn setting_error(args: &[&str]) -> String {
    match try_parse(args) {
        Err(Stop::Settings(error)) => super::errors::message(&error),
        other => panic!("expected a mistake in the settings, got {other:?}"),
    }
}

#[test]
fn the_definition_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn values_offered_are_values_known() {
    for format in Format::ALL {
        assert!(try_parse(&["a", "-o", "out", "--format", format.name()]).is_ok());
    }
    for verdict in Verdict::ALL {
        assert!(try_parse(&["a", "--fail-on", verdict.name()]).is_ok());
    }
    for name in ["max-t", "none", "bonferroni", "holm", "bh"] {
        assert!(try_parse(&["a", "--correction", name]).is_ok());
    }
}

#[test]
fn paths_are_generations_without_names() {
    let (config, output) = try_parse(&["a.parquet", "b=c.parquet"]).unwrap();
    assert_eq!(config.generations[1].name, None);
    assert_eq!(config.generations[1].paths, [PathBuf::from("b=c.parquet")]);
    assert_eq!(output.formats, [Format::Text]);
}

#[test]
fn named_generations_keep_their_order() {
    let (config, _) = try_parse(&["--generation", "z=1", "--generation", "a=2=3"]).unwrap();
    let names: Vec<_> = config.generations.iter().filter_map(|s| s.name.as_deref()).collect();
    assert_eq!(names, ["z", "a"]);
    assert_eq!(config.generations[1].paths, [PathBuf::from("2=3")]);
}

#[test]
fn mixing_paths_and_names_explains_itself() {
    let said = setting_error(&["a", "--generation", "b=c"]);
    assert!(said.contains("name all or none"), "{said}");
}

#[test]
fn case_can_be_switched_both_ways() {
    assert!(try_parse(&["a", "--case-sensitive"]).unwrap().0.case_sensitive);
    assert!(!try_parse(&["a", "--case-sensitive=false"]).unwrap().0.case_sensitive);
    let (config, _) = try_parse(&["--case-sensitive", "a"]).unwrap();
    assert_eq!(config.generations.len(), 1, "the flag does not swallow a path");
}

#[test]
fn lists_are_split_at_commas() {
    let (config, output) =
        try_parse(&["a", "-o", "out", "--format", "json,text", "--fail-on", "collapse,warning"]).unwrap();
    assert_eq!(output.formats, [Format::Json, Format::Text]);
    assert_eq!(config.fail_on.len(), 3);
}

#[test]
fn slices_count_for_the_gate_unless_they_are_left_out() {
    let counts = |line: &[&str]| try_parse(line).unwrap().0.fail_on_slices;
    assert!(counts(&["a", "--fail-on", "collapse"]));
    assert!(!counts(&["a", "--fail-on-slices", "no"]) && counts(&["a", "--fail-on-slices", "yes"]));
}

#[test]
fn mistakes_in_flags_are_explained() {
    assert!(flag_error(&["a", "--fail-on", "colapse"]).contains("'collapse'"));
    assert!(flag_error(&["a", "--margin", "x=1"]).contains("METRIC=WARN,FAIL"));
    assert!(flag_error(&["a", "--generation", "x"]).contains("NAME=PATH"));
    assert!(flag_error(&["a", "--correction", "tukey"]).contains("holm"));
    assert!(flag_error(&["a", "--text-colum", "x"]).contains("--text-column"));
    assert!(setting_error(&["a", "--format", "png"]).contains("-o DIR"));
    assert!(setting_error(&["a", "--alpha", "0.9"]).contains("--alpha: found 0.9"));
    assert!(setting_error(&["a", "--limit", "0"]).contains("--limit"));
    assert!(setting_error(&[]).contains("no corpus to read"));
}

#[test]
fn flags_win_over_the_config_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("genloss.toml");
    std::fs::write(&file, "paths = ['x', 'y', 'z']\nalpha = 0.2\nseed = 5\n").unwrap();
    let file = file.to_str().unwrap();
    let (config, _) = try_parse(&["-c", file, "--alpha", "0.01"]).unwrap();
    assert_eq!((config.alpha, config.seed, config.generations.len()), (0.01, 5, 3));
    let (config, _) = try_parse(&["-c", file, "a", "b"]).unwrap();
    assert_eq!(config.generations.len(), 2);
    let said = setting_error(&["-c", "no/such/file.toml"]);
    assert!(said.starts_with("no/such/file.toml: cannot read"), "{said}");
}

#[test]
fn help_documents_the_exit_statuses() {
    for flag in ["-h", "--help"] {
        let said = flag_error(&[flag]);
        assert!(
            said.contains("1  done, and a verdict or a missed requirement named by --fail-on was reached")
        );
    }
}

#[test]
fn where_results_go_is_said_alike_by_both_commands() {
    let flags = [
        "-o",
        "out",
        "--summary-file",
        "s.md",
        "--color",
        "never",
        "-q",
        "--format",
        "junit",
        "--theme",
        "dark",
    ];
    let compare = try_parse(&[["a", "b"].as_slice(), &flags].concat()).unwrap().1;
    let args = ["genloss", "render", "r.json"].iter().chain(&flags).map(OsString::from);
    let Ok(Invocation::Render { report, metrics, output }) = parse_alone(args) else {
        panic!("not a render")
    };
    assert_eq!((report, metrics.len()), (PathBuf::from("r.json"), 0));
    assert_eq!(output, compare);
    assert_eq!((output.summary, output.color), (Some("s.md".into()), Color::Never));
    assert_eq!((output.theme, output.talk), (Theme::Dark, Talk::Quiet));
}

#[test]
fn completions_and_man_pages_know_the_flags() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let Ok(Invocation::Print(script)) =
            parse_alone(["genloss", "completions", shell].map(OsString::from))
        else {
            panic!("no completions for {shell}")
        };
        assert!(script.contains("fail-on") && script.contains("render"), "{shell}");
    }
    for (args, expected) in
        [(["genloss", "man"].as_slice(), "compare"), (&["genloss", "man", "compare"], "summary\\-file")]
    {
        let Ok(Invocation::Print(page)) = parse_alone(args.iter().map(OsString::from)) else {
            panic!("no page")
        };
        assert!(page.contains(".TH") && page.contains(expected), "{page}");
    }
    assert!(parse_alone(["genloss", "man", "x"].map(OsString::from)).is_err());
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("genloss.toml");
    std::fs::write(&file, "paths = ['x', 'y']\nalpha = 0.2\nseed = 5\nlimit = 7\nquiet = true\n").unwrap();
    let run = |flags: &[&str], variables: &[(&str, &str)]| {
        let args = ["genloss", "compare"].iter().chain(flags).map(OsString::from);
        let variables = variables.iter().map(|(name, value)| (name.into(), value.into()));
        match parse(args, variables) {
            Ok(Invocation::Compare { config, output, .. }) => (*config, output),
            other => panic!("{other:?}"),
        }
    };
    let file = file.to_str().unwrap();
    let variables = [("GENLOSS_CONFIG", file), ("GENLOSS_ALPHA", "0.1"), ("GENLOSS_SEED", "6")];
    let (config, output) = run(&["--alpha", "0.01", "-v"], &variables);
    assert_eq!((config.alpha, config.seed, config.limit), (0.01, 6, Some(7)));
    assert_eq!(output.talk, Talk::Verbose, "-v wins over `quiet` of the file");
    assert_eq!(
        output.notes,
        [
            format!("settings from {file}"),
            "settings from GENLOSS_ALPHA, GENLOSS_CONFIG, GENLOSS_SEED".to_owned()
        ]
    );
    let (_, output) = run(&["-q=false", "-v"], &variables);
    assert_eq!(output.talk, Talk::Verbose, "not quiet does not conflict with verbose");
    let both = ["genloss", "compare", "a", "b", "-q", "-v"].map(OsString::from);
    let Err(Stop::Settings(error)) = parse(both, []) else { panic!("quiet and verbose at once") };
    assert!(error.to_string().contains("cannot be combined with --verbose"), "{error}");
    let (_, output) = run(&["a", "b"], &[("GENLOSS_STRANGE_THING", "1")]);
    assert!(output.notes[0].starts_with("warning: GENLOSS_STRANGE_THING is no setting"));
}

#[test]
fn the_settings_that_hold_are_printed_as_a_file_that_loads_again() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("printed.toml");
    let odd = "it's \"odd\"\t\\ \u{1b}\u{7f}\u{202e} 日本.parquet";
    let spaced = "te\nxt = 3";
    for flags in [
        ["a.parquet", odd, "--key-column", odd, "--slice-column", "#", "--text-column", spaced].as_slice(),
        &[
            "--generation",
            "z=z0",
            "--generation",
            "a=a=0",
            "--generation",
            "z=z1",
            "--replicates",
            "--alpha",
            "0.013",
        ],
        &[
            "a",
            "--score-column",
            "true",
            "--numeric-column",
            "a,b",
            "--numeric-column",
            odd,
            "--seed",
            "12345678901",
        ],
        &[
            "a",
            "--generation-column",
            "[x]",
            "--categorical-column",
            "1979-05-27",
            "-o",
            "out",
            "--format",
            "csv,json",
        ],
        &[
            "a",
            "-v",
            "--fail-on",
            "collapse,drift",
            "--margin",
            "types-retention=0.9,0.7",
            "--margin",
            "tail-types-survival=0.97,0.91",
        ],
    ] {
        let printed = |line: &[&str]| {
            let line = ["genloss", "compare", "--print-config"].iter().chain(line).map(OsString::from);
            match parse_alone(line) {
                Ok(Invocation::Print(page)) => page,
                other => panic!("{other:?}"),
            }
        };
        let page = printed(flags);
        std::fs::write(&file, &page).unwrap();
        let load = ["-c", file.to_str().unwrap()];
        let asked = |line: &[&str]| {
            let (config, output) = try_parse(line).unwrap();
            (config, Output { notes: Vec::new(), ..output })
        };
        assert_eq!(asked(&load), asked(flags), "{page}");
        assert_eq!(printed(&load), page, "printing again changes nothing");
        let lines = page.lines().map(|line| line.trim_start_matches("# ").split([' ', ':']).next().unwrap());
        assert!(lines.eq(keys()), "{page}");
    }
    // A first file for somebody who has named nothing yet.
    let Ok(Invocation::Print(page)) =
        parse_alone(["genloss", "compare", "--print-config"].map(OsString::from))
    else {
        panic!("needs a corpus")
    };
    assert!(page.contains("# paths: not set\n") && page.contains("alpha = 0.05\n"), "{page}");
    assert!(matches!(try_parse(&["--print-config", "a", "--alpha", "7"]), Err(Stop::Settings(_))));
}
