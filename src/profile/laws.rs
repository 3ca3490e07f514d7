//! The laws every accumulator obeys, tested at every split: the empty profile is the identity of `merge`, `merge` is
//! associative, and profiling all documents at once equals merging the profiles of any split of them.

use proptest::prelude::*;

use super::{Builder, Document, KeyHash, Profile, Tokenizer, Unit, VectorRule};
use crate::terms::{CellValue, ColumnRole, DataColumn, Vector};

/// One row on its way into a profile.
#[derive(Debug, Clone)]
enum Item {
    Null(u8),
    Empty(u8),
    Text {
        key: u8,
        keyed: bool,
        text: String,
        slice: Option<Option<String>>,
        eighths: Option<i32>,
        cut: Option<bool>,
    },
}

const UNITS: [Tokenizer; 5] = [
    Tokenizer { unit: Unit::Words, case_sensitive: false },
    Tokenizer { unit: Unit::CharacterBigrams, case_sensitive: false },
    Tokenizer { unit: Unit::Characters, case_sensitive: false },
    Tokenizer { unit: Unit::Whitespace, case_sensitive: false },
    Tokenizer { unit: Unit::Words, case_sensitive: true },
];

fn profile(tokenizer: Tokenizer, items: &[Item]) -> Profile {
    // The stage decides on the dimension before it reads; without that the first vector of each part would.
    let rule = VectorRule { dimension: Some(2), normalize: false, moments: false };
    let columns = [("score", ColumnRole::Score), ("kind", ColumnRole::Categorical)]
        .map(|(name, role)| DataColumn { name: name.to_owned(), role });
    let mut builder = Builder::new(tokenizer, true).with_vectors(rule).with_columns(&columns);
    for item in items {
        builder.add_rows(1);
        match item {
            Item::Null(key) => builder.add_null(KeyHash::of(&[*key]), true),
            Item::Empty(key) => builder.add_empty(KeyHash::of(&[*key]), true),
            Item::Text { key, keyed, text, slice, eighths, cut } => builder.add(&Document {
                keyed: *keyed,
                slice: slice.as_ref().map(Option::as_deref),
                cells: &cells(*eighths, text),
                truncated: *cut,
                embedding: vector(*key, text),
                ..Document::new(KeyHash::of(&[*key]), text)
            }),
        }
    }
    builder.finish()
}

/// Scores of which a few are not finite.
fn cells(eighths: Option<i32>, text: &str) -> [CellValue<'_>; 2] {
    let score = match eighths {
        None => CellValue::Null,
        Some(e) if e % 7 == 6 => CellValue::NotFinite,
        Some(e) => CellValue::Number(f64::from(e) / 8.0),
    };
    [score, CellValue::Label(text.split(' ').next().unwrap_or_default())]
}

/// A vector for some documents: usable, null, of another dimension or not finite, by what else they are.
fn vector(key: u8, text: &str) -> Vector<'static> {
    match (key, text.len() % 4) {
        (0..3, _) => Vector::Absent,
        (_, 0) => Vector::Null,
        (_, 1) => Vector::Values(&[1.0, 2.0, 3.0]),
        (3, _) => Vector::Values(&[f32::NAN, 0.0]),
        _ => Vector::Values(&[0.5, -1.0]),
    }
}

fn merged(left: Profile, right: &Profile) -> Profile {
    left.merge(right.clone())
}

/// Checks all laws on one corpus.
fn hold(items: &[Item]) {
    for tokenizer in UNITS {
        let whole = profile(tokenizer, items);
        assert_eq!(merged(Profile::default(), &whole), whole, "the empty profile is a left identity");
        assert_eq!(
            merged(whole.clone(), &Profile::default()),
            whole,
            "the empty profile is a right identity"
        );
        for at in 0..=items.len() {
            let (left, right) = items.split_at(at);
            let (left, right) = (profile(tokenizer, left), profile(tokenizer, right));
            assert_eq!(merged(left, &right), whole, "split at {at}");
        }
        let third = items.len() / 3;
        let [a, b, c] = [&items[..third], &items[third..2 * third], &items[2 * third..]]
            .map(|part| profile(tokenizer, part));
        let from_left = merged(merged(a.clone(), &b), &c);
        let from_right = merged(a, &merged(b, &c));
        assert_eq!(from_left, from_right, "merge is associative");
        assert_eq!(from_left, whole);
    }
}

/// Few words, so that they meet again: cased, accented, in scripts without spaces, with apostrophes and numbers.
const WORDS: [&str; 14] = [
    "the",
    "The",
    "of",
    "naïve",
    "nai\u{308}ve",
    "don't",
    "don’t",
    "2024",
    "東京都",
    "漢字",
    "ไทย",
    "😀",
    "—",
    "x",
];

fn item() -> impl Strategy<Value = Item> {
    let text =
        prop::collection::vec(prop::sample::select(&WORDS[..]), 1..9).prop_map(|words| words.join(" "));
    let slice = prop::option::of(prop::option::of("[ab]"));
    let document =
        (0..9u8, any::<bool>(), text, slice, prop::option::of(-40..40), prop::option::of(any::<bool>()));
    prop_oneof![
        1 => (0..9u8).prop_map(Item::Null),
        1 => (0..9u8).prop_map(Item::Empty),
        8 => document.prop_map(|(key, keyed, text, slice, eighths, cut)| {
            Item::Text { key, keyed, text, slice, eighths, cut }
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn laws_hold_for_any_documents(items in prop::collection::vec(item(), 0..24)) {
        hold(&items);
    }

    /// Nothing cares about the order of rows.
    #[test]
    fn rows_in_reverse_order_give_the_same_counts(items in prop::collection::vec(item(), 0..24)) {
        for tokenizer in UNITS {
            let forward = profile(tokenizer, &items);
            let backward = profile(tokenizer, &items.iter().rev().cloned().collect::<Vec<_>>());
            prop_assert_eq!(&forward, &backward);
        }
    }
}

#[test]
fn laws_hold_for_nothing_and_for_rows_without_text() {
    hold(&[]);
    hold(&[Item::Null(1)]);
    hold(&[Item::Empty(1), Item::Null(2), Item::Empty(3)]);
}

#[test]
fn counts_add_up() {
    let text = |key, text: &str| Item::Text {
        key,
        keyed: true,
        text: text.to_owned(),
        slice: Some(None),
        eighths: Some(4),
        cut: Some(key == 1),
    };
    let items = [text(1, "a b  a"), Item::Null(1), text(2, "a b a"), Item::Empty(7), text(2, "c")];
    let p = profile(Tokenizer::default(), &items);
    assert_eq!((p.rows, p.null_texts, p.empty_texts), (5, 1, 1));
    assert_eq!((p.n_documents(), p.n_tokens()), (3, 7));
    let unanswered = |key: u8| p.unanswered[usize::from(KeyHash::of(&[key]).block)];
    assert_eq!((p.n_asked(), p.unanswered.iter().sum::<u64>(), unanswered(1), unanswered(7)), (5, 2, 1, 1));
    assert_eq!((p.words.counts.len(), p.bigrams.len(), p.trigrams.len()), (3, 2, 1));
    assert_eq!(p.texts.len(), 2, "white space does not make another document");
    assert_eq!((p.keys.len(), p.slices["(null)"]), (2, 3));
    assert_eq!((p.unanswered_keys.len(), p.asked_keys().len()), (2, 3), "key 1 has an answer as well");
    assert_eq!((p.finish_known, p.truncated), (3, 1));
    assert_eq!(p.columns[0].moments.blocks().iter().map(|m| m.sum).sum::<f64>(), 1.5);
    assert_eq!(p.sample.rows().len(), 3);
}

#[test]
fn what_was_not_answered_stays_where_it_was_when_documents_change_their_blocks() {
    let text =
        |key| Item::Text { key, keyed: false, text: "a b".to_owned(), slice: None, eighths: None, cut: None };
    let p = profile(Tokenizer::default(), &[text(1), Item::Null(4), text(2), Item::Empty(9)]);
    let moved = p.in_blocks(&[0, 0], false, Tokenizer::default());
    assert_eq!(moved.documents[0], 2);
    assert_eq!((moved.asked, moved.unanswered), (p.asked, p.unanswered));
    assert_eq!((moved.null_texts, moved.empty_texts), (1, 1));
}

/// Sums of numbers are exact, so that no order of merging moves their last bit.
#[test]
fn scores_merge_in_any_order() {
    let mut whole = super::BlockMoments::default();
    let parts = [0.1, 0.7, 1e9, -1e9, 3.3, 0.2].map(|score| {
        let mut part = super::BlockMoments::default();
        part.observe(0, score);
        whole.observe(0, score);
        part
    });
    let mut backward = super::BlockMoments::default();
    parts.iter().rev().for_each(|part| backward.merge(part));
    assert_eq!(backward, whole);
    assert_eq!(whole.blocks()[0].sum, 4.3);
}

/// Rows of one key and one text that differ in something else stand in one order, whichever part they came from.
#[test]
fn twins_merge_in_any_order() {
    let twin = |eighths, slice: &str| Item::Text {
        key: 4,
        keyed: true,
        text: "the same".to_owned(),
        slice: Some(Some(slice.to_owned())),
        eighths: Some(eighths),
        cut: Some(eighths > 2),
    };
    let items = [twin(3, "b"), twin(1, "b"), twin(-2, "a"), twin(3, "a")];
    let [first, ..] = UNITS;
    let parts = items.map(|item| profile(first, &[item]));
    let forward = parts.iter().skip(1).fold(parts[0].clone(), merged);
    let backward = parts.iter().rev().skip(1).fold(parts[3].clone(), merged);
    assert_eq!(forward.sample, backward.sample);
    assert_eq!(forward, backward);
}
