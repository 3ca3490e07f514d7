//! Numbers and vectors that were written out as text, as they come from CSV, JSON, Python and databases.

/// Longer texts are no number.
const LONGEST: usize = 64;

/// The number that a text is; `None` when it is something else.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    // `inf` and `nan` are read, and counted as not finite; a word such as `infinity pool` is neither.
    text.parse().ok()
}

/// Puts the numbers that a text lists into `numbers`: `[1, 2]`, `[1. 2.]`, `array([1., 2.], dtype=float32)`, `{1,2}`. `None` when
/// it is something else, or when numbers were left out (`...`).
pub(super) fn vector(text: &str, numbers: &mut Vec<f32>) -> Option<()> {
    numbers.clear();
    let inner = inside(text.trim())?;
    for token in inner.split(|c: char| c == ',' || c.is_whitespace()) {
        if token.is_empty() {
            continue;
        }
        let missing = matches!(token, "null" | "None" | "nan" | "NaN");
        numbers.push(if missing { f32::NAN } else { token.parse().ok()? });
    }
    (!numbers.is_empty()).then_some(())
}

/// What stands between the brackets of a list, one pair around the other or not.
fn inside(text: &str) -> Option<&str> {
    let text =
        match ["array(", "tensor(", "np.array(", "Array("].iter().find_map(|call| text.strip_prefix(call)) {
            Some(rest) => &rest[..rest.rfind(']')? + 1],
            None => text,
        };
    let pair = |text: &'_ str| {
        [('[', ']'), ('{', '}'), ('(', ')')].into_iter().find(|(open, _)| text.starts_with(*open))
    };
    let (open, close) = pair(text)?;
    let inner = text.strip_prefix(open)?.strip_suffix(close)?.trim();
    match inner.strip_prefix('[') {
        Some(one) => one.strip_suffix(']').filter(|one| !one.contains('[')),
        None => Some(inner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_number_or_nothing() {
        assert_eq!(number(" 0.9 "), Some(0.9));
        assert_eq!(number("-1e3"), Some(-1000.0));
        for text in ["", "good", "4/5", "0,9", "9 of 10"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn vectors_are_read_in_the_spelling_of_json_python_and_databases() {
        for text in [
            "[1.5, -2, 0]",
            "[ 1.5 -2.\n  0. ]",
            "array([1.5, -2., 0.], dtype=float32)",
            "[[1.5,-2,0]]",
            "{1.5,-2,0}",
            "(1.5, -2.0, 0)",
        ] {
            let mut found = Vec::new();
            assert!(vector(text, &mut found).is_some(), "{text}");
            assert_eq!(found, [1.5, -2.0, 0.0], "{text}");
        }
    }

    #[test]
    fn what_is_cut_or_no_list_is_no_vector() {
        for text in ["[1.0 2.0 ... 3.0]", "hello", "[]", "[[1, 2], [3, 4]]", "1.0", "[a, b]", "["] {
            assert_eq!(vector(text, &mut Vec::new()), None, "{text}");
        }
    }
}
