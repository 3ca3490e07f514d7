//! A text's vector from the files of a model, and what is wrong with files.

use serde_json::json;

use super::testing::{byte_pairs, safetensors, word_pieces, write};
use super::*;

const PIECES: [&str; 6] = ["[UNK]", "cat", "dog", "##s", ".", "café"];

const VECTORS: [f32; 12] = [9.0, 9.0, 1.0, 0.0, 0.0, 1.0, 0.0, -1.0, 0.5, 0.5, 3.0, 4.0];

fn opened(tokenizer: &serde_json::Value, weights: &[u8]) -> Result<StaticModel, String> {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), tokenizer, weights);
    StaticModel::open(folder.path()).map_err(|e| e.to_string())
}

fn near(found: Option<Vec<f32>>, expected: &[f32]) {
    let found = found.unwrap();
    assert_eq!(found.len(), expected.len());
    assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?} {expected:?}");
}

#[test]
fn a_text_is_the_mean_of_its_known_pieces_at_length_one() {
    let model = opened(&word_pieces(&PIECES), &safetensors(&[("embeddings", &[6, 2], &VECTORS)])).unwrap();
    assert_eq!((model.dimension(), model.hash().len()), (2, 16));
    near(model.embed("Cat"), &[1.0, 0.0]);
    // (1, 0) + (0, 1) + (0, -1) + twice (0.5, 0.5)
    near(model.embed(" cat DOGs.. zebra[UNK]"), &[2.0 / 5f32.sqrt(), 1.0 / 5f32.sqrt()]);
    assert_eq!(model.embed("zebra"), None, "nothing that it knows");
    assert_eq!(model.embed(""), None);
    assert_eq!(model.embed("dog dogs"), model.embed("dogs dog"));
    assert_eq!(model.embed("dog s"), model.embed("dog"), "a piece that goes on with a word begins none");
    // Accents are taken off the text, so that the piece with one is never met.
    assert_eq!(model.embed("Café"), None);
}

/// The pieces that a layout cuts a text into, without unknown ones.
fn cut(layout: &serde_json::Value, text: &str) -> Vec<String> {
    let names: BTreeMap<u64, String> = layout["model"]["vocab"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(piece, id)| (id.as_u64().unwrap(), piece.clone()))
        .collect();
    let mut found = Vec::new();
    let pieces = Pieces::load(layout.to_string().as_bytes()).unwrap();
    pieces.known(text, |id| found.push(names[&u64::from(id)].clone()));
    found
}

#[test]
fn the_most_frequent_pairs_merge_first_and_characters_fall_apart() {
    let layout = byte_pairs("▁abc", &["b c", "a b", "▁ a", "bc bc"], true);
    assert_eq!(cut(&layout, "abc ab"), ["▁a", "bc", "▁", "ab"]);
    assert_eq!(cut(&layout, "bcbc"), ["▁", "bcbc"]);
    assert_eq!(cut(&layout, "é"), ["▁", "<0xC3>", "<0xA9>"]);
    assert_eq!(cut(&layout, "b</s>c"), ["▁", "b", "</s>", "▁", "c"], "each part is a text of its own");
    let whole = byte_pairs("▁abc", &["b c"], false);
    assert_eq!(cut(&whole, "bécc b"), ["▁", "b", "c", "c", "▁", "b"], "what is unknown parts its neighbors");
    assert_eq!(cut(&whole, ""), Vec::<String>::new());
}

#[test]
fn weights_and_a_mapping_are_kept() {
    let tables: [(&str, &[usize], &[f32]); 2] =
        [("embedding.weight", &[6, 2], &VECTORS), ("weights", &[6], &[1.0, 3.0, 1.0, 0.0, 1.0, 1.0])];
    let model = opened(&word_pieces(&PIECES), &safetensors(&tables)).unwrap();
    near(model.embed("cat dogs"), &[3.0 / 10f32.sqrt(), 1.0 / 10f32.sqrt()]);
    let mapping: Vec<u8> = [0i32, 1, 1, 0, 0, 0].iter().flat_map(|row| row.to_le_bytes()).collect();
    let header = r#"{"mapping":{"dtype":"I32","shape":[6],"data_offsets":[0,24]},
        "embeddings":{"dtype":"I8","shape":[2,2],"data_offsets":[24,28]}}"#;
    let file = [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &mapping, &[0, 0, 3, 252]].concat();
    let model = opened(&word_pieces(&PIECES), &file).unwrap();
    near(model.embed("dog"), &[0.6, -0.8]);
    assert_eq!(model.embed("."), None, "a vector without a direction");
}

#[test]
fn a_damaged_model_is_refused_with_its_file_and_what_was_found() {
    let weights = |rows: usize| safetensors(&[("embeddings", &[rows, 2], &VECTORS[..2 * rows])]);
    let mut not_a_number = VECTORS;
    not_a_number[7] = f32::NAN;
    let mapped = r#"{"mapping":{"dtype":"I32","shape":[1],"data_offsets":[0,4]},
        "embeddings":{"dtype":"I8","shape":[2,2],"data_offsets":[0,4]}}"#;
    let mapped = [&(mapped.len() as u64).to_le_bytes(), mapped.as_bytes(), &[2, 0, 0, 0]].concat();
    let mut no_vocabulary = word_pieces(&PIECES);
    no_vocabulary["model"]["vocab"] = json!({});
    let cases = [
        (
            word_pieces(&PIECES),
            weights(5),
            "it has 5 vectors, but the tokenizer's pieces are numbered up to 5",
        ),
        (word_pieces(&PIECES), safetensors(&[("x", &[1], &[0.0])]), "found the tables `x`, expected"),
        (word_pieces(&PIECES), safetensors(&[("embeddings", &[12], &VECTORS)]), "shape [12]"),
        (word_pieces(&PIECES), safetensors(&[("embeddings", &[0, 2], &[])]), "0 vectors of 2"),
        (word_pieces(&PIECES), safetensors(&[("embeddings", &[6, 2], &not_a_number)]), "found NaN in row 3"),
        (word_pieces(&PIECES), mapped, "found no row of the 2 for piece 0"),
        (word_pieces(&PIECES), vec![1; 30], "safetensors"),
        (no_vocabulary, weights(6), "no vocabulary"),
        (json!([]), weights(6), "not a tokenizer.json"),
        (
            json!({"model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": ["a b"]},
                "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "_"},
                    {"type": "Replace", "pattern": {"String": " "}, "content": "_"}]}}),
            weights(6),
            "a merge makes `ab`, which its vocabulary lacks",
        ),
    ];
    for (tokenizer, weights, expected) in cases {
        let said = opened(&tokenizer, &weights).unwrap_err();
        assert!(said.contains(expected), "{said}\nlacks: {expected}");
        assert!(said.contains("tokenizer.json: ") || said.contains("model.safetensors: "), "{said}");
    }
}

#[test]
fn another_layout_names_what_reads_it() {
    let mut other = word_pieces(&PIECES);
    other["normalizer"] = json!({"type": "Lowercase"});
    let made = opened(&other, &safetensors(&[("embeddings", &[6, 2], &VECTORS)]));
    match cfg!(feature = "tokenizers") {
        true => near(made.unwrap().embed("Cat cats"), &[2.0 / 5f32.sqrt(), -1.0 / 5f32.sqrt()]),
        false => {
            let said = made.unwrap_err();
            assert!(said.contains("(Lowercase, BertPreTokenizer, WordPiece)"), "{said}");
            assert!(said.contains("--features tokenizers"), "{said}");
        }
    }
}
