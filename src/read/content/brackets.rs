//! Markers begin with a bracket, and most texts hold none: one look at the bytes spares a search for each marker.

/// What a marker begins with.
pub(super) const OPENING: [char; 3] = ['<', '[', '◁'];

/// Bytes looked at side by side.
const TOGETHER: usize = 64;

/// Whether a text holds `<` or `[`. Cost: one pass over its bytes, many at a time.
pub(super) fn any(text: &str) -> bool {
    let one = |found: bool, byte: &u8| found | matches!(byte, b'<' | b'[');
    text.as_bytes().chunks(TOGETHER).any(|bytes| bytes.iter().fold(false, one))
}

/// Whether a text holds one of these markers, which begin with a bracket. Cost: one pass, and a look at each marker where a bracket is.
pub(super) fn holds<'m, M: Iterator<Item = &'m str>>(text: &str, markers: impl Fn() -> M) -> bool {
    if !any(text) && !text.contains(OPENING[2]) {
        return false;
    }
    let bytes = text.as_bytes();
    let first = OPENING.map(|bracket| bracket.encode_utf8(&mut [0; 4]).as_bytes()[0]);
    let begins = |at: usize| markers().any(|marker| bytes[at..].starts_with(marker.as_bytes()));
    bytes.iter().enumerate().any(|(at, byte)| first.contains(byte) && begins(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_is_found_wherever_it_stands() {
        for before in [0, 1, 63, 64, 65, 200] {
            for bracket in ["<", "["] {
                assert!(any(&format!("{}{bracket}", "a".repeat(before))), "{before}");
            }
            assert!(!any(&"é(".repeat(before)), "{before}");
        }
    }

    #[test]
    fn only_whole_markers_count() {
        let holds = |text: &str| holds(text, || ["<think>", "[INST]", "◁think▷"].into_iter());
        assert!(holds("a [b] <think>") && holds("’ [INST]") && holds("“◁think▷”"));
        assert!(!holds("a [b] <thin") && !holds("’ ◁") && !holds("") && !holds("think> INST]"));
    }
}
