//! Tests of [`super`]: precedence and the rules of each setting.

use super::*;

fn names(list: &[&str]) -> Option<Vec<String>> {
    Some(list.iter().map(|s| (*s).to_owned()).collect())
}

fn two_paths() -> Settings {
    Settings { paths: Some(vec!["a".into(), "b".into()]), ..Settings::default() }
}

fn problem(settings: Settings) -> String {
    settings.resolve().unwrap_err().to_string()
}

#[test]
fn flags_win_over_the_file_and_the_file_over_defaults() {
    let flags = Settings { alpha: Some(0.01), case_sensitive: Some(false), ..two_paths() };
    let file = Settings {
        generation: Some(vec![named_source("x=y").unwrap()]),
        alpha: Some(0.2),
        seed: Some(9),
        case_sensitive: Some(true),
        ..Settings::default()
    };
    let (config, _) = flags.or(file).resolve().unwrap();
    assert_eq!((config.alpha, config.seed, config.case_sensitive), (0.01, 9, false));
    assert_eq!(config.correction, Correction::MaxT);
    assert_eq!(config.generations.len(), 2, "the file's corpora are replaced, not added to");
}

#[test]
fn margins_merge_metric_by_metric() {
    let margins = |list: &[&str]| Some(list.iter().map(|m| named_margins(m).unwrap()).collect());
    let flags = Settings { margins: margins(&["a=0.9,0.8"]), ..two_paths() };
    let file = Settings { margins: margins(&["a=0.5,0.4", "b=0.7,0.6"]), ..Settings::default() };
    let (config, _) = flags.or(file).resolve().unwrap();
    assert_eq!((config.margins["a"].warn, config.margins["b"].fail), (0.9, 0.6));
}

#[test]
fn a_path_may_hold_equal_signs() {
    let source = named_source("gen1=runs/lr=0.1/out.parquet").unwrap();
    assert_eq!(source.name.as_deref(), Some("gen1"));
    assert_eq!(source.paths, [PathBuf::from("runs/lr=0.1/out.parquet")]);
    for text in ["gen1", "=path", "gen1=", ""] {
        assert!(named_source(text).is_err(), "{text:?}");
    }
}

#[test]
fn bad_margins_say_what_is_expected() {
    for text in ["", "x", "x=0.9", "x=0.9;0.8", "x=a,b", "=0.9,0.8", "x=nan,0.8", "x=0.9,0.8,0.7"] {
        let said = named_margins(text).unwrap_err();
        assert!(said.contains("METRIC=WARN,FAIL"), "{text:?} gave {said:?}");
    }
}

#[test]
fn gates_are_sets_of_verdicts() {
    let gate = |list: &[&str]| {
        let settings = Settings { fail_on: names(list), ..two_paths() };
        settings.resolve().map(|(config, _)| config.fail_on)
    };
    let with_requirement =
        Settings { fail_on: names(&["requirement", "drift"]), ..two_paths() }.resolve().unwrap().0;
    assert_eq!(
        (with_requirement.fail_on, with_requirement.fail_on_requirement),
        (vec![Verdict::Drift], true)
    );
    assert_eq!(gate(&["none"]).unwrap(), []);
    let collapse = [Verdict::EarlyCollapse, Verdict::LateCollapse];
    assert_eq!(gate(&["collapse"]).unwrap(), collapse);
    assert_eq!(gate(&["late-collapse", "collapse", "early-collapse"]).unwrap(), collapse);
    assert_eq!(gate(&["drift", "stable"]).unwrap(), [Verdict::Stable, Verdict::Drift]);
    assert!(gate(&["none", "drift"]).is_err());
    assert!(gate(&["colapse"]).unwrap_err().to_string().contains("did you mean `collapse`?"));
}

#[test]
fn formats_fit_the_place_they_go_to() {
    let resolve = |dir: Option<&str>, list: Option<&[&str]>| {
        let settings =
            Settings { output: dir.map(PathBuf::from), format: list.and_then(names), ..two_paths() };
        settings.resolve().map(|(_, output)| output.formats)
    };
    assert_eq!(resolve(None, None).unwrap(), [Format::Text]);
    assert_eq!(resolve(None, Some(&["json"])).unwrap(), [Format::Json]);
    assert_eq!(resolve(Some("o"), None).unwrap(), Format::ALL);
    assert_eq!(resolve(Some("o"), Some(&["json", "json"])).unwrap(), [Format::Json]);
    for list in [["text", "json"].as_slice(), &["png"], &["pngg"]] {
        assert!(resolve(None, Some(list)).is_err(), "{list:?}");
    }
    assert!(resolve(Some(""), None).is_err());
}

#[test]
fn corpora_are_required_and_not_mixed() {
    assert!(problem(Settings::default()).contains("no corpus to read: give PATHS"));
    let mixed = Settings { generation: Some(vec![named_source("x=y").unwrap()]), ..two_paths() };
    assert!(problem(mixed).contains("cannot be combined"));
    let empty = Settings { paths: Some(vec![PathBuf::new()]), ..Settings::default() };
    assert!(problem(empty).contains("empty path"));
}

#[test]
fn corrections_have_their_json_names() {
    assert_eq!(named_correction("bh"), Ok(Correction::Bh));
    assert!(named_correction("BH").unwrap_err().contains("`holm`"));
}

#[test]
fn a_tokenizer_is_a_name_or_else_a_file() {
    let with = |said: &str| Settings { tokenizer: Some(said.to_owned()), ..two_paths() };
    let choice = |said: &str| with(said).resolve().unwrap().0.tokenizer;
    assert_eq!(two_paths().resolve().unwrap().0.tokenizer, TokenizerChoice::Words);
    for name in TokenizerChoice::NAMES {
        assert!(!matches!(choice(name), TokenizerChoice::File(_)), "{name}");
        assert_eq!(String::from(choice(name)), name);
    }
    assert_eq!(choice("m/tokenizer.json"), TokenizerChoice::File("m/tokenizer.json".into()));
    assert!(problem(with(" ")).starts_with("--tokenizer: found nothing, expected words"));
}

/// Without the feature a file is refused before anything is read.
#[cfg(not(feature = "tokenizers"))]
#[test]
fn a_tokenizer_file_says_how_to_build_its_reader_in() {
    let (config, _) = Settings { tokenizer: Some("word".to_owned()), ..two_paths() }.resolve().unwrap();
    let said = config.validate().unwrap_err().to_string();
    assert!(said.contains("`word` is none of words, chars, whitespace"), "{said}");
    assert!(said.contains("--features tokenizers"), "{said}");
}
