//! The command that makes a report again, from its settings.

use crate::config::Config;
use crate::report::Report;
use crate::settings::{Asked, TABLE};

/// What makes a report again.
pub(super) enum Again {
    /// A command.
    Command(String),
    /// A config file, since flags cannot say it all: why.
    ConfigFile(&'static str),
    /// Nothing that files hold: a program compared corpora that it held in memory.
    Program,
}

impl Again {
    /// What makes this report again.
    pub(super) fn of(report: &Report) -> Self {
        if report.generations.iter().all(|g| g.paths.is_empty()) {
            return Self::Program;
        }
        compare(&report.settings).map_or_else(Self::ConfigFile, Self::Command)
    }
}

/// A command for a POSIX shell with `$'…'` strings; only what differs from the defaults is said, and nothing that is no part of a
/// report (`--threads`).
///
/// # Errors
/// What flags cannot say, so that a config file is needed.
fn compare(config: &Config) -> Result<String, &'static str> {
    let asked = Asked { config: config.clone(), ..Asked::default() };
    let mut line = "genloss compare".to_owned();
    for setting in TABLE.iter().filter(|setting| setting.apart.is_none()) {
        for word in setting.words(&asked)?.iter().flatten() {
            line = line + " " + &quoted(word);
        }
    }
    Ok(line)
}

/// One word of a shell command. What is not plain printable text is written as an escape, so that the command can be
/// shown and copied safely.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./,=:@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    let shown = |c: char| c == ' ' || c.is_ascii_graphic() || c.is_alphanumeric();
    if word.chars().all(shown) {
        return format!("'{}'", word.replace('\'', r"'\''"));
    }
    let escaped = word.chars().map(|c| match c {
        '\\' | '\'' => format!("\\{c}"),
        c if shown(c) => c.to_string(),
        c => format!("\\U{:08x}", u32::from(c)),
    });
    format!("$'{}'", escaped.collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::config::{Correction, RequirementRule, Source};
    #[cfg(feature = "cli")]
    use crate::settings::testing;
    use crate::terms::Direction;
    use crate::terms::Verdict;

    fn source(name: Option<&str>, path: &str) -> Source {
        Source { name: name.map(str::to_owned), paths: vec![PathBuf::from(path)] }
    }

    #[test]
    fn only_what_was_said_is_said_again() {
        let mut config = Config {
            generations: vec![source(None, "a.parquet"), source(None, "b c.parquet")],
            ..Config::default()
        };
        assert_eq!(compare(&config).unwrap(), "genloss compare a.parquet 'b c.parquet'");
        config.columns.key = Some("prompt".to_owned());
        (config.alpha, config.correction, config.seed) = (0.01, Correction::Bh, 7);
        config.fail_on = vec![Verdict::EarlyCollapse, Verdict::LateCollapse];
        config.fail_on_slices = false;
        let said = compare(&config).unwrap();
        assert!(said.ends_with(
            "--key-column prompt --alpha 0.01 --correction bh --seed 7 --fail-on early-collapse,late-collapse \
             --fail-on-slices no"
        ));
    }

    /// What the line says when it is run.
    #[cfg(feature = "cli")]
    fn run(line: &str) -> Config {
        match crate::cli::parse(line.split(' ').map(std::ffi::OsString::from), []) {
            Ok(crate::cli::Invocation::Compare { config, .. }) => *config,
            other => panic!("{line} gave {other:?}"),
        }
    }

    #[cfg(feature = "cli")]
    #[test]
    fn the_command_makes_the_same_settings_again() {
        let all = testing::keys_of_commands();
        assert!(all.len() > 20, "{all:?}");
        // Runs of one name cannot be told apart in a column.
        let together: Vec<_> = all.iter().copied().filter(|key| *key != "replicates").collect();
        for keys in all.iter().map(std::slice::from_ref).chain([together.as_slice()]) {
            let mut config = testing::examples(keys).asked().unwrap().config;
            if config.generations.is_empty() {
                config.generations = vec![source(None, "a"), source(None, "b")];
            }
            assert_eq!(run(&compare(&config).unwrap()), config, "{keys:?}");
        }
        let named = vec![source(Some("z"), "runs/z"), source(Some("a"), "a=1")];
        let config = Config { generations: named, ..Config::default() };
        assert_eq!(run(&compare(&config).unwrap()), config);
    }

    #[test]
    fn what_begins_like_a_flag_is_taken_for_none() {
        let mut config = Config { generations: vec![source(None, "-a")], ..Config::default() };
        config.columns.text = Some("-t".to_owned());
        assert_eq!(compare(&config).unwrap(), "genloss compare ./-a --text-column=-t");
    }

    #[test]
    fn names_and_odd_characters_are_quoted() {
        let generations = vec![source(Some("g 0"), "it's"), source(Some("x"), "a\u{202e}\n")];
        let said = compare(&Config { generations, ..Config::default() }).unwrap();
        assert_eq!(
            said,
            r"genloss compare --generation 'g 0=it'\''s' --generation $'x=a\U0000202e\U0000000a'"
        );
    }

    #[test]
    fn several_paths_of_one_generation_need_a_config_file() {
        let mut many = source(Some("a"), "x");
        many.paths.push(PathBuf::from("y"));
        let said = compare(&Config { generations: vec![many], ..Config::default() }).unwrap_err();
        assert!(said.starts_with("A generation has several paths"), "{said}");
    }

    #[test]
    fn a_requirement_needs_a_config_file_and_is_named() {
        let rule = RequirementRule {
            column: "score".to_owned(),
            slice: None,
            min: 0.5,
            direction: Direction::default(),
        };
        let said = compare(&Config { requirements: vec![rule], ..Config::default() }).unwrap_err();
        assert!(said.starts_with("A score has a minimum"), "{said}");
    }

    #[test]
    fn what_changes_no_result_is_not_said() {
        let config = |threads| Config { generations: vec![source(None, "a")], threads, ..Config::default() };
        assert_eq!(compare(&config(3)), compare(&config(0)));
    }
}
