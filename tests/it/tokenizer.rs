//! `--tokenizer`: what text is divided into is chosen once, for all generations, and said in the report.

use genloss::config::{Config, Source, TokenizerChoice};
use genloss::error::Error;
use genloss::report::Report;

use crate::corpora::fixture;

fn analyze(tokenizer: TokenizerChoice) -> Result<Report, Error> {
    let source = |at| Source { name: None, paths: vec![fixture("demo", at)] };
    let generations = [0, 3].map(source).to_vec();
    genloss::analyze(&Config { generations, tokenizer, ..Config::default() })
}

#[test]
fn each_choice_counts_its_own_units_and_says_so() {
    let [words, chars, spaces] =
        ["words", "chars", "whitespace"].map(|name| analyze(name.to_owned().into()).unwrap());
    assert_eq!(words.input.unit, "words");
    assert_eq!(chars.input.unit, "characters");
    assert_eq!(spaces.input.unit, "whitespace");
    let (w, c, s) = (&words.generations[0], &chars.generations[0], &spaces.generations[0]);
    assert!(c.tokens > 3 * w.tokens && c.types < 100, "{} characters, {} types", c.tokens, c.types);
    // "word" and "word," are two.
    assert!(s.types > w.types && s.documents == w.documents, "{} against {} types", s.types, w.types);
    assert!(words.comparisons[0].verdict.is_collapse() && spaces.comparisons[0].verdict.is_collapse());
}

#[cfg(not(feature = "tokenizers"))]
#[test]
fn a_file_is_refused_with_what_to_do() {
    let said = analyze(TokenizerChoice::File("tokenizer.json".into())).unwrap_err().to_string();
    assert!(said.contains("tokenizer.json") && said.contains("--features tokenizers"), "{said}");
}

#[cfg(feature = "tokenizers")]
#[test]
fn a_file_counts_subwords_and_a_wrong_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokenizer.json");
    let characters = r#"{"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,
        "pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":null,
        "model":{"type":"WordLevel","vocab":{"the":0,"[UNK]":1},"unk_token":"[UNK]"}}"#;
    std::fs::write(&file, characters).unwrap();
    let report = analyze(TokenizerChoice::File(file.clone())).unwrap();
    assert!(report.input.unit.starts_with("subwords-"), "{}", report.input.unit);
    assert_eq!(report.generations[0].types, 1, "every word of the fixture is unknown to this vocabulary");

    std::fs::write(&file, "{}").unwrap();
    let said = analyze(TokenizerChoice::File(file.clone())).unwrap_err().to_string();
    assert!(
        said.contains("tokenizer.json: not a tokenizer.json") && said.contains("--tokenizer takes"),
        "{said}"
    );
    let missing = TokenizerChoice::File(folder.path().join("missing.json"));
    assert!(analyze(missing).unwrap_err().to_string().contains("missing.json: cannot read the tokenizer"));
}
