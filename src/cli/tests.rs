//! Tests of [`super`]: what the flags become.

use clap::CommandFactory;

use super::*;
use crate::render::Format;
use crate::settings::{Color, Settings};
use crate::terms::Verdict;

fn try_parse(args: &[&str]) -> Result<(Config, Output), Stop> {
    let args = ["genloss", "compare"].iter().chain(args).map(OsString::from);
    parse(args).map(|invocation| match invocation {
        Invocation::Compare { config, output } => (*config, output),
        other => panic!("not a comparison: {other:?}"),
    })
}

fn flag_error(args: &[&str]) -> String {
    match try_parse(args) {
        Err(Stop::Flags(error)) => error.to_string(),
        other => panic!("expected a mistake in the flags, got {other:?}"),
    }
}

fn setting_error(args: &[&str]) -> String {
    match try_parse(args) {
        Err(Stop::Settings(error)) => error.to_string(),
        other => panic!("expected a mistake in the settings, got {other:?}"),
    }
}

#[test]
fn the_definition_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn every_flag_has_its_key() {
    let cli = Cli::command();
    let compare = cli.find_subcommand("compare").unwrap();
    for arg in compare.get_arguments() {
        let name = match arg.get_long() {
            None => "paths",
            Some("margin") => "margins",
            Some("no-text-embedding") => "text-embedding",
            Some("config" | "help" | "version") => continue,
            Some(long) => long,
        };
        assert!(Settings::KEYS.contains(&name), "{name} has no key");
    }
}

#[test]
fn values_offered_are_values_known() {
    for format in Format::ALL {
        assert!(try_parse(&["a", "-o", "out", "--format", format.name()]).is_ok());
    }
    for verdict in Verdict::ALL {
        assert!(try_parse(&["a", "--fail-on", verdict.name()]).is_ok());
    }
    for name in ["none", "bonferroni", "holm", "bh"] {
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
        assert!(said.contains("1  done, and a verdict named by --fail-on was reached"));
    }
}

#[test]
fn where_results_go_is_said_alike_by_both_commands() {
    let flags = ["-o", "out", "--summary-file", "s.md", "--color", "never", "-q", "--format", "junit"];
    let compare = try_parse(&[["a", "b"].as_slice(), &flags].concat()).unwrap().1;
    let args = ["genloss", "render", "r.json"].iter().chain(&flags).map(OsString::from);
    let Ok(Invocation::Render { report, output }) = parse(args) else { panic!("not a render") };
    assert_eq!(report, PathBuf::from("r.json"));
    assert_eq!(output, compare);
    assert_eq!((output.summary, output.color, output.quiet), (Some("s.md".into()), Color::Never, true));
}

#[test]
fn completions_and_man_pages_know_the_flags() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let Ok(Invocation::Print(script)) = parse(["genloss", "completions", shell].map(OsString::from))
        else {
            panic!("no completions for {shell}")
        };
        assert!(script.contains("fail-on") && script.contains("render"), "{shell}");
    }
    for (args, expected) in
        [(["genloss", "man"].as_slice(), "compare"), (&["genloss", "man", "compare"], "summary\\-file")]
    {
        let Ok(Invocation::Print(page)) = parse(args.iter().map(OsString::from)) else { panic!("no page") };
        assert!(page.contains(".TH") && page.contains(expected), "{page}");
    }
    assert!(parse(["genloss", "man", "x"].map(OsString::from)).is_err());
}
