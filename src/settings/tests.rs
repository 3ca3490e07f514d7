//! Tests of [`super`]: the table, precedence, and the rules of each setting.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::testing::{alone, example, examples};
use super::*;
use crate::config::{Correction, Margins, TokenizerChoice};
use crate::terms::Verdict;

fn list(items: &[&str]) -> Value {
    What::List(items.iter().map(|item| Value::from(*item)).collect()).into()
}

fn said(all: &[(&str, Value)]) -> Settings {
    let mut settings = Settings::default();
    for (key, value) in all {
        settings.put(find(key).unwrap(), value.clone()).unwrap();
    }
    settings
}

/// These settings and two corpora.
fn with_paths(all: &[(&str, Value)]) -> Settings {
    said(all).or(said(&[("paths", list(&["a", "b"]))]))
}

fn refused(key: &str, value: impl Into<Value>) -> String {
    Settings::default().put(find(key).unwrap(), value.into()).unwrap_err().said
}

/// Every field with the path to it; lists are one field each.
fn leaves(json: &Json, path: &str, all: &mut BTreeSet<(String, String)>) {
    match json {
        Json::Object(map) if !map.is_empty() && path != "/margins" => {
            map.iter().for_each(|(key, value)| leaves(value, &format!("{path}/{key}"), all));
        }
        value => drop(all.insert((path.to_owned(), value.to_string()))),
    }
}

fn fields(config: &Config) -> BTreeSet<(String, String)> {
    let mut all = BTreeSet::new();
    leaves(&serde_json::to_value(config).unwrap(), "", &mut all);
    all
}

#[test]
fn every_setting_is_a_field_of_a_report_or_says_why_not() {
    let default = fields(&Config::default());
    for setting in TABLE {
        let asked = alone(setting);
        assert_ne!(asked, Asked::default(), "{}: the example changes nothing", setting.key);
        let is_field = fields(&asked.config) != default;
        assert_eq!(is_field, setting.apart.is_none(), "{}", setting.key);
    }
}

#[test]
fn every_field_of_the_configuration_has_a_setting() {
    let all: Vec<&str> = keys().filter(|key| *key != "generation").collect();
    let (config, _) = examples(&all).or(Settings::default()).without_talk().resolve().unwrap();
    let unchanged: Vec<_> = fields(&Config::default()).intersection(&fields(&config)).cloned().collect();
    assert_eq!(unchanged, [], "no setting changes these");
}

impl Settings {
    /// Without two settings that exclude each other.
    fn without_talk(mut self) -> Self {
        self.0.remove("verbose");
        self
    }
}

#[test]
fn what_is_got_can_be_set_again() {
    for setting in TABLE {
        let asked = alone(setting);
        let value = (setting.field.get)(&asked).unwrap();
        assert_eq!(said(&[(setting.key, value)]).asked().unwrap(), asked, "{}", setting.key);
    }
}

#[test]
fn helps_are_filled_in() {
    for setting in TABLE {
        let help = setting.short_help();
        assert!(!help.is_empty() && !help.contains(['{', '}']) && !help.contains("[default: ]"), "{help}");
    }
    assert!(find("reasoning").unwrap().short_help().ends_with("drop, keep or only [default: drop]"));
    assert!(find("fail-on-slices").unwrap().short_help().ends_with("[default: yes]"));
}

#[test]
fn flags_win_over_the_file_and_the_file_over_defaults() {
    let flags =
        with_paths(&[("alpha", What::Number(0.01).into()), ("case-sensitive", What::Bool(false).into())]);
    let file = said(&[
        ("generation", list(&["x=y"])),
        ("alpha", What::Number(0.2).into()),
        ("seed", What::Integer(9).into()),
        ("case-sensitive", What::Bool(true).into()),
    ]);
    let (config, _) = flags.or(file).resolve().unwrap();
    assert_eq!((config.alpha, config.seed, config.case_sensitive), (0.01, 9, false));
    assert_eq!(config.correction, Correction::MaxT);
    assert_eq!(config.generations.len(), 2, "the file's corpora are replaced, not added to");
}

#[test]
fn margins_merge_metric_by_metric() {
    let margins = |all: &[(&str, f64, f64)]| {
        let pair = |warn, fail| What::List(vec![What::Number(warn).into(), What::Number(fail).into()]);
        let entries = all.iter().map(|(metric, warn, fail)| Entry::new(metric, pair(*warn, *fail)));
        said(&[("margins", What::Table(entries.collect()).into())])
    };
    let upper = margins(&[("a", 0.9, 0.8)]);
    let asked = upper.or(margins(&[("a", 0.5, 0.4), ("b", 0.7, 0.6)])).asked().unwrap();
    assert_eq!(asked.config.margins["a"], Margins { warn: 0.9, fail: 0.8 });
    assert_eq!(asked.config.margins["b"], Margins { warn: 0.7, fail: 0.6 });
}

#[test]
fn a_command_does_as_the_file_says_where_it_can() {
    let all =
        said(&[("alpha", What::Number(0.2).into()), ("output", "out".into()), ("score-column", "s".into())]);
    let kept = |taker| {
        let asked = all.clone().of(taker).asked().unwrap();
        (asked.config.alpha, asked.output.dir.is_some(), asked.config.columns.score.len())
    };
    assert_eq!(kept(Taker::Compare), (0.2, true, 1));
    assert_eq!(kept(Taker::Check), (0.2, false, 1));
    assert_eq!(kept(Taker::Calibrate), (0.2, false, 1));
    assert_eq!(kept(Taker::Simulate), (0.2, false, 0));
    assert_eq!(kept(Taker::Render), (0.05, true, 0));
}

#[test]
fn a_path_may_hold_equal_signs() {
    let named = |text: &str| said(&[("generation", list(&[text]))]).asked().unwrap().config.generations;
    let source = &named("gen1=runs/lr=0.1/out.parquet")[0];
    assert_eq!(source.name.as_deref(), Some("gen1"));
    assert_eq!(source.paths, [std::path::PathBuf::from("runs/lr=0.1/out.parquet")]);
    for text in ["gen1", "=path", "gen1=", ""] {
        assert!(refused("generation", list(&[text])).contains("NAME=PATH"), "{text:?}");
    }
}

#[test]
fn bad_margins_say_what_is_expected() {
    let Spelled::Pairs(_, pairs) = find("margins").unwrap().spelled else { panic!("margins are pairs") };
    for text in ["", "x", "x=0.9", "x=0.9;0.8", "x=a,b", "=0.9,0.8", "x=nan,0.8", "x=0.9,0.8,0.7"] {
        let said = (pairs.read)(text).unwrap_err();
        assert!(said.contains("METRIC=WARN,FAIL"), "{text:?} gave {said:?}");
    }
}

#[test]
fn gates_are_sets_of_verdicts() {
    let config = |names: &[&str]| said(&[("fail-on", list(names))]).asked().unwrap().config;
    let gate = |names: &[&str]| config(names).fail_on;
    let with_requirement = config(&["requirement", "drift"]);
    assert_eq!(
        (with_requirement.fail_on, with_requirement.fail_on_requirement),
        (vec![Verdict::Drift], true)
    );
    assert_eq!(gate(&["none"]), []);
    let collapse = [Verdict::EarlyCollapse, Verdict::LateCollapse];
    assert_eq!(gate(&["collapse"]), collapse);
    assert_eq!(gate(&["late-collapse", "collapse", "early-collapse"]), collapse);
    assert_eq!(gate(&["drift", "stable"]), [Verdict::Stable, Verdict::Drift]);
    assert!(refused("fail-on", list(&["none", "drift"])).contains("cannot be combined"));
    assert!(refused("fail-on", "drift, colapse").contains("did you mean `collapse`?"));
}

#[test]
fn formats_fit_the_place_they_go_to() {
    let formats = |dir: Option<&str>, names: Option<&[&str]>| {
        let dir = dir.map(|dir| ("output", dir.into()));
        let names = names.map(|names| ("format", list(names)));
        let all: Vec<_> = dir.into_iter().chain(names).collect();
        said(&all).asked().map(|asked| asked.output.formats)
    };
    assert_eq!(formats(None, None).unwrap(), [Format::Text]);
    assert_eq!(formats(None, Some(&["json"])).unwrap(), [Format::Json]);
    assert_eq!(formats(Some("o"), None).unwrap(), Format::written());
    assert_eq!(formats(Some("o"), Some(&["github"])).unwrap(), Format::ALL);
    assert_eq!(formats(None, Some(&["text", "github"])).unwrap(), [Format::Text, Format::GitHub]);
    assert_eq!(formats(Some("o"), Some(&["json", "json"])).unwrap(), [Format::Json]);
    for names in [["text", "json"].as_slice(), &["parquet"]] {
        assert!(formats(None, Some(names)).is_err(), "{names:?}");
    }
    assert!(refused("format", list(&["jsonn"])).contains("did you mean `json`?"));
    assert!(refused("output", "").contains("empty path"));
}

#[test]
fn corpora_are_required_and_not_mixed() {
    let problem = |settings: Settings| settings.resolve().unwrap_err().to_string();
    assert!(problem(Settings::default()).contains("no corpus to read: give PATHS"));
    let both = [("paths", list(&["a"])), ("generation", list(&["x=y"]))];
    assert!(problem(said(&both)).contains("cannot be combined"));
    assert!(refused("paths", list(&[""])).contains("empty path"));
    assert!(refused("generation", What::Table(vec![Entry::new(" ", "x")])).contains("empty name"));
}

#[test]
fn choices_have_their_json_names() {
    let corrected = |name: &str| said(&[("correction", name.into())]).asked().unwrap().config.correction;
    assert_eq!(corrected("bh"), Correction::Bh);
    assert!(refused("correction", "BH").contains("holm"));
}

#[test]
fn a_tokenizer_is_a_name_or_else_a_file() {
    let choice = |name: &str| said(&[("tokenizer", name.into())]).asked().unwrap().config.tokenizer;
    assert_eq!(Asked::default().config.tokenizer, TokenizerChoice::Words);
    for name in TokenizerChoice::NAMES {
        assert!(!matches!(choice(name), TokenizerChoice::File(_)), "{name}");
        assert_eq!(String::from(choice(name)), name);
    }
    assert_eq!(choice("m/tokenizer.json"), TokenizerChoice::File("m/tokenizer.json".into()));
    assert!(refused("tokenizer", " ").starts_with("found nothing, expected words"));
}

/// Without the feature a file is refused before anything is read.
#[cfg(not(feature = "tokenizers"))]
#[test]
fn a_tokenizer_file_says_how_to_build_its_reader_in() {
    let (config, _) = with_paths(&[("tokenizer", "word".into())]).resolve().unwrap();
    let said = config.validate().unwrap_err().to_string();
    assert!(said.contains("`word` is none of words, chars, whitespace"), "{said}");
    assert!(said.contains("--features tokenizers"), "{said}");
}

#[test]
fn a_value_of_the_wrong_kind_says_what_was_found_and_what_is_expected() {
    for setting in TABLE {
        let date = refused(setting.key, What::Date);
        assert!(date.contains("expected"), "{}: {date}", setting.key);
        assert_ne!(Value::from(What::Date), example(setting));
    }
    assert!(refused("limit", What::Integer(-1)).starts_with("invalid value: found -1"));
}
