use proptest::prelude::*;

use super::*;
use crate::hash::KeyHash;
use crate::profile::{Builder, Document, Prompt, Tokenizer, VectorRule};
use crate::read::Finish;
use crate::read::content::{Found, Trait};
use crate::terms::{CellValue, DataColumn, Vector};

/// A profile of which no section is empty.
fn full(n: u32, moments: bool) -> Profile {
    let rule = VectorRule { dimension: Some(3), normalize: false, moments };
    let column = |name: &str, role| DataColumn { name: name.to_owned(), role };
    let columns = [column("score", ColumnRole::Score), column("kind", ColumnRole::Categorical)];
    let mut builder = Builder::new(Tokenizer::default(), true).with_vectors(rule).with_columns(&columns);
    for i in 0..n {
        let place = KeyHash::of(&(i / 2).to_le_bytes());
        builder.add_rows(1);
        builder.add_finish(Finish::Unknown("odd"));
        builder.add_prompt(&format!("prompt {i}"));
        let mut found = Found::default();
        found.add(Trait::Echo);
        builder.add_found(found, Some("sage"));
        match i % 9 {
            7 => builder.add_null(place, true),
            8 => builder.add_empty(place, true),
            _ => {
                let text = format!("Naïve text {} of the 東京 {}", i % 5, i / 3);
                let value = CellValue::Number(f64::from(i) / 7.0);
                let vector = [i as f32, 0.5, -1.0];
                builder.add(&Document {
                    keyed: i % 4 > 0,
                    slice: Some((i % 3 > 0).then_some("a")),
                    cells: &[if i % 6 == 0 { CellValue::Null } else { value }, CellValue::Label("x")],
                    truncated: (i % 5 > 0).then_some(i % 2 == 0),
                    embedding: Vector::Values(if i == 3 { &vector[..2] } else { &vector }),
                    prompt: (i % 2 > 0).then_some(Prompt::Text("Why is the sky blue?")),
                    ..Document::new(place, &text)
                });
            }
        }
    }
    builder.finish()
}

fn stored(profile: &Profile) -> Vec<Vec<u8>> {
    SECTIONS.iter().map(|section| section.bytes(profile)).collect()
}

fn restored(sections: &[Vec<u8>]) -> Result<Profile, Damage> {
    let puts = SECTIONS.iter().zip(sections).map(|(section, bytes)| section.read(bytes));
    Profile::of_sections(puts.collect::<Result<Vec<_>, _>>()?)
}

#[test]
fn what_is_read_is_what_was_written() {
    for profile in [Profile::default(), full(1, false), full(200, false), full(300, true)] {
        let sections = stored(&profile);
        let again = restored(&sections).unwrap();
        assert_eq!(again, profile);
        assert_eq!(stored(&again), sections, "equal profiles are equal bytes");
    }
    let sections = stored(&full(200, true));
    assert!(sections.iter().all(|bytes| bytes.len() > 8), "nothing was tested of an empty section");
}

#[test]
fn names_of_sections_fit_and_differ() {
    let names: std::collections::BTreeSet<&str> = SECTIONS.iter().map(|section| section.name).collect();
    assert_eq!(names.len(), SECTIONS.len());
    assert!(names.iter().all(|name| name.len() <= 16 && name.is_ascii()));
}

/// No checksum stands before these bytes, so what is damaged may well be read; it must do so without a panic, and be a profile then.
#[test]
fn damaged_and_cut_sections_are_no_reason_to_panic() {
    let sections = stored(&full(40, true));
    let mut refused = 0;
    for (at, bytes) in sections.iter().enumerate() {
        for end in 0..bytes.len() {
            assert!(SECTIONS[at].read(&bytes[..end]).is_err(), "{} cut at {end}", SECTIONS[at].name);
        }
        for place in 0..bytes.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut damaged = sections.clone();
                damaged[at][place] ^= flip;
                match restored(&damaged) {
                    Ok(profile) => assert_eq!(misfit_of(&profile), None),
                    Err(_) => refused += 1,
                }
            }
        }
    }
    assert!(refused > 1000, "{refused}");
}

#[test]
fn sections_that_do_not_go_together_are_refused() {
    let (small, large, nothing) = (full(40, false), full(80, false), Profile::default());
    for (at, what) in [
        (1, "words"),
        (2, "words and their spellings"),
        (6, "documents"),
        (10, "columns"),
        (11, "sampled rows"),
    ] {
        let mut sections = stored(&small);
        // Nothing of one kind, or more than there is.
        sections[at] = SECTIONS[at].bytes(if at == 10 { &nothing } else { &large });
        let said = restored(&sections).unwrap_err().to_string();
        assert!(said.contains(what), "{said}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// A part that was stored merges as one that was not.
    #[test]
    fn storing_and_merging_commute(texts in prop::collection::vec("[a-dA-D ,東é]{1,12}", 1..20), at in 0..20usize) {
        let profile = |texts: &[String]| {
            let mut builder = Builder::new(Tokenizer::default(), true);
            for text in texts.iter().filter(|text| !text.trim().is_empty()) {
                builder.add(&Document::new(KeyHash::of(text.as_bytes()), text));
            }
            builder.finish()
        };
        let (left, right) = texts.split_at(at.min(texts.len()));
        let (left, right) = (profile(left), profile(right));
        let again = |profile: &Profile| restored(&stored(profile)).unwrap();
        let merged = left.clone().merge(right.clone());
        prop_assert_eq!(again(&right).merge(again(&left)), merged.clone());
        prop_assert_eq!(again(&merged), merged);
    }

    #[test]
    fn any_bytes_may_stand_in_a_section(bytes in prop::collection::vec(any::<u8>(), 0..64), at in 0..SECTIONS.len()) {
        let mut sections = stored(&Profile::default());
        sections[at] = bytes;
        if let Ok(profile) = restored(&sections) {
            prop_assert_eq!(stored(&profile).len(), sections.len());
        }
    }
}
