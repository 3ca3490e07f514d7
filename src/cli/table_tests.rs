//! Tests of what follows from the table of settings: its flags, variables and keys, and the commands that refuse them.

use std::path::Path;

use clap::{Args, FromArgMatches};

use super::*;
use crate::settings::testing::alone;
use crate::settings::{Asked, Setting, Spelled, TABLE};

fn flags<const TAKER: usize>(words: &[String]) -> Settings {
    let program = Flags::<TAKER>::augment_args(clap::Command::new("program").no_binary_name(true));
    let matches = program.try_get_matches_from(words).unwrap();
    Flags::<TAKER>::from_arg_matches(&matches).unwrap().said
}

/// A reader for each of [`Taker::ALL`].
const READERS: [fn(&[String]) -> Settings; 8] =
    [flags::<0>, flags::<1>, flags::<2>, flags::<3>, flags::<4>, flags::<5>, flags::<6>, flags::<7>];

/// What stands behind the key in a config file that holds this.
fn in_file(setting: &Setting, asked: &Asked) -> String {
    let page = config_file::page(asked).unwrap();
    let start = format!("{} = ", setting.key);
    page.lines().find_map(|line| line.strip_prefix(&start)).expect(setting.key).to_owned()
}

#[test]
fn every_setting_is_read_from_flag_variable_and_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("genloss.toml");
    for setting in TABLE {
        let expected = alone(setting);
        let text = in_file(setting, &expected);
        std::fs::write(&file, format!("{} = {text}\n", setting.key)).unwrap();
        assert_eq!(config_file::load(Path::new(&file)).unwrap().asked().unwrap(), expected, "{text}");
        let variable = (environment::variable(setting.key).into(), text.clone().into());
        assert_eq!(environment::read([variable]).unwrap().settings.asked().unwrap(), expected, "{text}");
        for (taker, read) in Taker::ALL.into_iter().zip(READERS).filter(|(t, _)| setting.takes.contains(t)) {
            let words = setting.words(&expected).unwrap().concat();
            assert_eq!(read(&words).asked().unwrap(), expected, "{words:?} of {}", taker.name());
        }
    }
}

#[test]
fn a_flag_of_another_command_is_refused_and_explained() {
    let mut n_refused = 0;
    for taker in Taker::ALL {
        // Flags of their own, of the same name.
        let own: &[&str] = match taker {
            Taker::Check => &["format"],
            Taker::Calibrate | Taker::Simulate | Taker::Select => &["output", "format"],
            Taker::Profile | Taker::Embed => &["output"],
            Taker::Audit => &["output", "format", "fail-on"],
            Taker::Compare | Taker::Render => &[],
        };
        for setting in TABLE {
            let is_flag = !matches!(setting.spelled, Spelled::Paths(_) | Spelled::FileOnly);
            if !is_flag || setting.takes.contains(&taker) || own.contains(&setting.key) {
                continue;
            }
            let words = setting.words(&alone(setting)).unwrap().concat();
            let line = ["genloss", taker.name(), "corpus"].map(String::from).into_iter().chain(words);
            let Err(Stop::Flags(error)) = parse(line.map(OsString::from), []) else {
                panic!("{} takes --{}", taker.name(), setting.flag())
            };
            let said = error.to_string();
            let expected = format!("`genloss {}` does not take '--{}'", taker.name(), setting.flag());
            assert!(said.contains(&expected) && said.contains("`genloss compare`"), "{said}");
            assert!(
                error.use_stderr() && said.contains(&format!("Usage: genloss {}", taker.name())),
                "{said}"
            );
            let hint = format!("it does as `{}` of the environment or of a config file says", setting.key);
            assert_eq!(said.contains(&hint), setting.obeys.contains(&taker), "{said}");
            n_refused += 1;
        }
    }
    assert!(n_refused > 50, "{n_refused}");
}

#[test]
fn a_letter_of_another_command_is_refused_too() {
    let line = ["genloss", "calibrate", "corpus", "-v"].map(OsString::from);
    let Err(Stop::Flags(error)) = parse(line, []) else { panic!("taken") };
    assert!(error.to_string().contains("`genloss calibrate` does not take '-v'"), "{error}");
}
