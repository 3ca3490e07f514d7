use super::*;
use crate::Row;
use crate::config::{Columns, EmbeddingRows, Reasoning, Source};
use crate::terms::{CellValue, ColumnRole};

fn corpus(n: usize) -> Corpus {
    let mut rows = Corpus::builder("gen0").column("score", ColumnRole::Score).sampling("temperature", "0.7");
    for i in 0..n {
        let (key, text) = (i.to_string(), format!("An answer about matter {} and {}", i % 7, i % 3));
        let row = Row {
            key: Some(&key),
            prompt: Some("What is the matter?"),
            vector: Some(&[i as f32, 1.0]),
            values: &[CellValue::Number(i as f64 / 3.0)],
            ..Row::new(&text)
        };
        rows.push(row).unwrap();
    }
    rows.origin("a test").finish().unwrap()
}

fn from_bytes(bytes: &[u8]) -> Result<Corpus, Error> {
    let file = tempfile::NamedTempFile::new().unwrap();
    files::write(file.path(), bytes).unwrap();
    Corpus::open(file.path())
}

#[test]
fn a_corpus_comes_back() {
    let corpus = corpus(100);
    let again = from_bytes(&corpus.to_bytes().unwrap()).unwrap();
    assert_eq!(
        (again.header(), again.profile(), &again.config),
        (corpus.header(), corpus.profile(), &corpus.config)
    );
    assert_eq!(again.to_bytes().unwrap(), corpus.to_bytes().unwrap(), "equal corpora are equal bytes");
}

/// Every byte of a small file is damaged in turn, and the file is cut at every byte: always an error, never a panic or another corpus.
#[test]
fn every_damaged_byte_is_an_error_that_says_what_to_do() {
    let whole = corpus(3).to_bytes().unwrap();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << (at % 8);
        let said = from_bytes(&damaged).map(drop).unwrap_err().to_string();
        let names = ["damaged", "not a profile", "version", "it ends"].iter().any(|what| said.contains(what));
        assert!(names, "byte {at}: {said}");
        let said = from_bytes(&whole[..at]).map(drop).unwrap_err().to_string();
        assert!(said.contains("not a profile") || said.contains("it ends"), "cut at {at}: {said}");
        assert!(at < 12 || said.ends_with("make it anew with `genloss profile`"), "{said}");
    }
}

#[test]
fn another_way_of_hashing_is_refused() {
    let corpus = corpus(3);
    let mut header = StoredHeader::of(&corpus);
    header.hashing.seeds[1] += 1;
    let json = serde_json::to_vec(&header).unwrap();
    let names: Vec<&str> = std::iter::once(HEADER).chain(SECTIONS.iter().map(|s| s.name)).collect();
    let bytes = container::pack(&names, |at| match at.checked_sub(1) {
        None => json.clone(),
        Some(at) => SECTIONS[at].bytes(&corpus.profile),
    });
    let said = from_bytes(&bytes.unwrap()).unwrap_err().to_string();
    assert!(said.contains("it was hashed by xxh3-64 with seeds"), "{said}");
}

#[test]
fn a_run_must_not_ask_for_another_way_of_reading() {
    let header = StoredHeader::of(&corpus(3));
    let agrees = |run: Config| require_agreement(Path::new("x.glp"), &header, &run);
    let text = |name: &str| Columns { text: Some(name.to_owned()), ..Columns::default() };
    agrees(Config::default()).unwrap();
    agrees(Config { columns: text("Text"), alpha: 0.01, seed: 7, limit: None, ..Config::default() }).unwrap();
    for (run, setting, found, asked) in [
        (Config { columns: text("answer"), ..Config::default() }, "columns.text", "text", "answer"),
        (
            Config {
                columns: Columns { score: vec!["grade".into()], ..Columns::default() },
                ..Config::default()
            },
            "columns.score",
            "score",
            "grade",
        ),
        (Config { tokenizer: TokenizerChoice::Chars, ..Config::default() }, "tokenizer", "words", "chars"),
        (Config { case_sensitive: true, ..Config::default() }, "case-sensitive", "false", "true"),
        (Config { reasoning: Reasoning::Only, ..Config::default() }, "reasoning", "drop", "only"),
        (Config { normalize: true, ..Config::default() }, "normalize", "false", "true"),
        (
            Config { embedding_rows: EmbeddingRows::All, ..Config::default() },
            "embedding-rows",
            "sample",
            "all",
        ),
        (Config { sample_bytes: 512, ..Config::default() }, "sample-bytes", "4096", "512"),
        (Config { limit: Some(9), ..Config::default() }, "limit", "none", "9"),
    ] {
        let said = agrees(run).unwrap_err().to_string();
        let expected = format!("was made with `{setting}` {found}, and this run asks for {asked};");
        assert!(said.contains(&expected), "{said}");
    }
}

#[test]
fn a_run_names_the_corpus_as_the_run_did_that_made_it() {
    let source = Source { name: None, paths: vec!["fixtures/demo/gen0.parquet".into()] };
    let config = Config { generations: vec![source.clone()], ..Config::default() };
    let read = Corpus::read_all(&config, &crate::progress::Silent).unwrap().remove(0);
    let again = from_bytes(&read.to_bytes().unwrap()).unwrap();
    assert_eq!(again.config.generations, [source]);
    assert!(from_bytes(&corpus(3).to_bytes().unwrap()).unwrap().config.generations.is_empty());
}
