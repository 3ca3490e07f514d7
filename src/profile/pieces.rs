//! Text of which most is ASCII: its ASCII parts are split by bytes, and give the words that the Unicode rule (UAX #29) gives.

use std::iter::from_fn;

/// A part of a text that is split on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// ASCII alone.
    Ascii(&'a str),
    /// The rest, and what stands around it between white space.
    Other(&'a str),
}

/// Cuts a text where white space of ASCII has another ASCII character beside it: there any two words part, nothing combines, and no
/// rule looks across. Cost: one pass.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let other = ascii_length(rest.as_bytes());
        let ascii = if other == rest.len() { other } else { last_gap(&rest.as_bytes()[..other]) };
        let (piece, after) = rest.split_at(if ascii > 0 { ascii } else { end(rest.as_bytes(), other) });
        rest = after;
        Some(if ascii > 0 { Piece::Ascii(piece) } else { Piece::Other(piece) })
    })
}

fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// How many bytes come before the first that is not ASCII.
fn ascii_length(bytes: &[u8]) -> usize {
    let whole: usize = bytes.chunks(64).take_while(|chunk| chunk.is_ascii()).map(<[u8]>::len).sum();
    whole + bytes[whole..].iter().take_while(|byte| byte.is_ascii()).count()
}

/// Where the last white space begins, which stands before the last word; 0 where there is none.
fn last_gap(bytes: &[u8]) -> usize {
    let after = bytes.iter().rposition(|&byte| is_gap(byte)).unwrap_or(0);
    bytes[..after].iter().rposition(|&byte| !is_gap(byte)).map_or(0, |before| before + 1)
}

/// Where ASCII goes on behind white space, from a place on.
fn end(bytes: &[u8], from: usize) -> usize {
    let goes_on = |two: &[u8]| is_gap(two[0]) && two[1].is_ascii() && !is_gap(two[1]);
    bytes[from..].windows(2).position(goes_on).map_or(bytes.len(), |at| from + at + 1)
}

/// Bytes that words are made of.
const CORE: [bool; 256] = {
    let mut core = [false; 256];
    let mut byte = 0u8;
    while byte < 128 {
        core[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    core
};

/// Hands each word of ASCII text to `emit`. Cost: one pass.
pub(super) fn ascii_words(text: &str, emit: &mut impl FnMut(&str)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !CORE[bytes[at] as usize] {
            at += 1;
            continue;
        }
        let start = at;
        loop {
            at += 1;
            match bytes.get(at) {
                Some(&byte) if CORE[byte as usize] => {}
                Some(&byte) if joins(bytes[at - 1], byte, bytes.get(at + 1)) => {}
                _ => break,
            }
        }
        let word = &text[start..at];
        // Low lines alone are no word.
        if bytes[start] != b'_' || word.bytes().any(|byte| byte != b'_') {
            emit(word);
        }
    }
}

/// Whether a mark within a word is part of it: "e.g", "don't", "3,141.59".
fn joins(before: u8, mark: u8, after: Option<&u8>) -> bool {
    let Some(after) = after else { return false };
    let letters = || before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
    let digits = || before.is_ascii_digit() && after.is_ascii_digit();
    match mark {
        b'.' | b'\'' => letters() || digits(),
        b':' => letters(),
        b',' | b';' => digits(),
        _ => false,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    #[test]
    fn only_what_is_not_ascii_is_cut_out() {
        let of = |text| pieces(text).collect::<Vec<_>>();
        assert_eq!(of(""), []);
        assert_eq!(of("all of it"), [Piece::Ascii("all of it")]);
        let cut = [Piece::Ascii("a b"), Piece::Other(" caf\u{e9}. \u{e9} "), Piece::Ascii("c d")];
        assert_eq!(of("a b caf\u{e9}. \u{e9} c d"), cut);
        assert_eq!(of("\u{e9}\n\nx"), [Piece::Other("\u{e9}\n\n"), Piece::Ascii("x")]);
        assert_eq!(of("x  \u{301}y"), [Piece::Ascii("x"), Piece::Other("  \u{301}y")]);
    }

    /// What the rules of word boundaries tell apart, often: letters, digits, each kind of mark and of white space, and beyond ASCII
    /// combining marks (one of which is alphabetic), joiners, wide and narrow spaces, emoji, flags, and marks that other letters join.
    pub(in crate::profile) fn characters() -> impl Strategy<Value = char> {
        let ascii = prop::sample::select("aZ09__.,;:'\"- \t\r\n\u{b}\u{1c}".chars().collect::<Vec<_>>());
        let other =
            "é\u{301}\u{93e}\u{ad}\u{200d}\u{2019}\u{3000}\u{2003}\u{a0}\u{85}日本カไא\u{5f4}·٠😀🇩Σ\u{2028}";
        let other = prop::sample::select(other.chars().collect::<Vec<_>>());
        prop_oneof![8 => ascii, 3 => other, 1 => any::<char>()]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn ascii_gives_the_words_of_the_unicode_rule(bytes in prop::collection::vec(0u8..128, 0..60)) {
            let text = String::from_utf8(bytes).unwrap();
            let mut found = Vec::new();
            ascii_words(&text, &mut |word| found.push(word.to_owned()));
            // A character beyond ASCII behind it, so that the rule for all of Unicode is asked.
            let asked = format!("{text}\n\u{2014}");
            prop_assert_eq!(found, asked.unicode_words().collect::<Vec<_>>());
        }

        #[test]
        fn pieces_give_the_words_of_the_whole(text in prop::collection::vec(characters(), 0..40)) {
            let text: String = text.into_iter().collect();
            let (mut found, mut joined) = (Vec::new(), String::new());
            for piece in pieces(&text) {
                match piece {
                    Piece::Ascii(piece) => {
                        joined.push_str(piece);
                        ascii_words(piece, &mut |word| found.push(word.to_owned()));
                    }
                    Piece::Other(piece) => {
                        joined.push_str(piece);
                        found.extend(piece.unicode_words().map(str::to_owned));
                    }
                }
            }
            prop_assert_eq!(&joined, &text);
            prop_assert_eq!(found, text.unicode_words().collect::<Vec<_>>());
        }
    }
}
