//! Small made-up models, as files.

use std::path::Path;

use serde_json::{Value, json};

/// A `safetensors` file of these tables of F32, with any other tables behind.
pub(crate) fn safetensors(tables: &[(&str, &[usize], &[f32])]) -> Vec<u8> {
    let (mut header, mut data) = (serde_json::Map::new(), Vec::new());
    for (name, shape, values) in tables {
        let from = data.len();
        values.iter().for_each(|x| data.extend(x.to_le_bytes()));
        let entry = json!({"dtype": "F32", "shape": shape, "data_offsets": [from, data.len()]});
        header.insert((*name).to_owned(), entry);
    }
    let header = Value::Object(header).to_string();
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &data].concat()
}

/// BERT word pieces of these words, lower-casing; the first is what stands for unknown ones.
pub(crate) fn word_pieces(pieces: &[&str]) -> Value {
    let vocabulary: serde_json::Map<String, Value> =
        pieces.iter().enumerate().map(|(id, piece)| ((*piece).to_owned(), json!(id))).collect();
    json!({
        "version": "1.0", "truncation": null, "padding": null,
        "added_tokens": [{"id": 0, "content": pieces[0], "single_word": false, "lstrip": false, "rstrip": false,
                          "normalized": false, "special": true}],
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                       "strip_accents": null, "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": null, "decoder": null,
        "model": {"type": "WordPiece", "unk_token": pieces[0], "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": vocabulary}
    })
}

/// Writes a model2vec folder.
pub(crate) fn write(folder: &Path, tokenizer: &Value, weights: &[u8]) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    std::fs::write(folder.join("model.safetensors"), weights).unwrap();
}

/// Byte pairs of these characters and merges in the layout of Llama 2, with a piece for each byte.
pub(crate) fn byte_pairs(characters: &str, merges: &[&str], falls_apart: bool) -> Value {
    let special = ["<unk>", "<s>", "</s>"].map(str::to_owned);
    let bytes = (0..=255u8).map(|byte| format!("<0x{byte:02X}>")).take(if falls_apart { 256 } else { 0 });
    let merged = merges.iter().map(|merge| merge.replace(' ', ""));
    let pieces = special.into_iter().chain(bytes).chain(characters.chars().map(String::from)).chain(merged);
    let mut vocabulary = serde_json::Map::new();
    for piece in pieces {
        let next = vocabulary.len();
        vocabulary.entry(piece).or_insert(json!(next));
    }
    let added: Vec<Value> = ["<unk>", "<s>", "</s>"]
        .iter()
        .enumerate()
        .map(|(id, content)| {
            json!({"id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false,
               "normalized": false, "special": true})
        })
        .collect();
    json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": added,
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"},
            {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
        "pre_tokenizer": null, "post_processor": null, "decoder": null,
        "model": {"type": "BPE", "dropout": null, "unk_token": "<unk>", "continuing_subword_prefix": null,
                  "end_of_word_suffix": null, "fuse_unk": true, "byte_fallback": falls_apart, "ignore_merges": false,
                  "vocab": vocabulary, "merges": merges}
    })
}
