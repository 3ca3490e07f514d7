//! What is built in cuts any text as the `tokenizers` library does.

use proptest::prelude::*;

use super::pieces::Pieces;
use super::testing::{byte_pairs, word_pieces};
use crate::profile::subwords::Subwords;

const MERGES: [&str; 11] =
    ["a b", "▁ a", "b c", "ab c", "▁ ab", "▁▁ ▁▁", "▁ ▁", "c a", "bc bc", "▁ab c", "a a"];

const WORDS: [&str; 16] =
    ["[UNK]", "a", "b", "##b", "ab", "##ab", "c", "##c", "cafe", "##́", "日", "。", "!", "##é", "ς", "##i̇"];

/// Both built-in layouts, with and without what they know of each.
fn layouts() -> Vec<Vec<u8>> {
    let mut cased = word_pieces(&WORDS);
    cased["normalizer"]["lowercase"] = false.into();
    let mut plain = word_pieces(&WORDS);
    for name in ["clean_text", "handle_chinese_chars", "strip_accents"] {
        plain["normalizer"][name] = false.into();
    }
    let mut short = word_pieces(&WORDS);
    short["model"]["max_input_chars_per_word"] = 3.into();
    let mut nothing_unknown = byte_pairs("▁abc", &MERGES, false);
    nothing_unknown["model"]["unk_token"] = serde_json::Value::Null;
    let all = [
        word_pieces(&WORDS),
        cased,
        plain,
        short,
        byte_pairs("▁abc<>s", &MERGES, true),
        byte_pairs("▁abc", &MERGES, false),
        nothing_unknown,
    ];
    all.into_iter().map(|layout| layout.to_string().into_bytes()).collect()
}

fn check(text: &str) {
    for (at, layout) in layouts().iter().enumerate() {
        let pieces = Pieces::load(layout).unwrap();
        assert!(pieces.is_built_in(), "layout {at}");
        let (mut own, mut theirs) = (Vec::new(), Vec::new());
        pieces.known(text, |id| own.push(id));
        Subwords::load(layout).unwrap().ids(text, |id| theirs.push(id));
        let unknown = pieces.unknown();
        theirs.retain(|id| Some(*id) != unknown);
        assert_eq!(own, theirs, "{text:?} in layout {at}");
    }
}

#[test]
fn odd_texts_fall_into_the_same_pieces() {
    let long = "ab".repeat(300);
    for text in [
        "",
        " ",
        "   ",
        "a",
        "abcabcabc",
        "  a  ab",
        "<s>",
        "a<s>b</s></s>",
        "<s",
        "[UNK]",
        "ab[UNK]c",
        "Café CAFÉ cafe\u{301}",
        "日本。語a",
        "a\u{0}b\u{fffd}\t\r\n\u{b}\u{c}c",
        "ΑΣ ς",
        "İb",
        "a\u{a0}b\u{200b}c\u{feff}",
        "!!?¿«a»",
        "😀a😀",
        "\u{10ffff}",
        &long,
    ] {
        check(text);
    }
}

proptest! {
    #[test]
    fn any_text_falls_into_the_same_pieces(text in "([abc▁ ]{0,12}|<s>|</s>|\\[UNK\\]|[A-C]b|é|日|\\PC|[\\x00-\\x7f]|.){0,12}") {
        check(&text);
    }
}
