//! Special tokens and padding that a decoder left in the text.

use super::brackets;

/// Tokens that no text holds but by such an accident.
const ANYWHERE: [&str; 9] =
    ["<pad>", "[PAD]", "<eos>", "<bos>", "<eop>", "<start_of_turn>", "<end_of_turn>", "<|>", "<mask>"];

/// Tokens that mean something else within a text: `<s>` strikes through in HTML, `[MASK]` is written of.
const AT_ENDS: [&str; 7] = ["</s>", "<s>", "<unk>", "[CLS]", "[SEP]", "[EOS]", "[BOS]"];

/// Takes them off; `None` where there are none.
pub(super) fn without(text: &str) -> Option<String> {
    if !brackets::any(text) {
        return None;
    }
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    let mut is_within = false;
    while let Some(at) = rest.find(['<', '[']) {
        let token = length(&rest[at..]);
        kept.push_str(&rest[..at]);
        if token == 0 {
            kept.push_str(&rest[at..=at]);
            rest = &rest[at + 1..];
        } else {
            // Two words that a token parted stay two.
            kept.push(' ');
            is_within = true;
            rest = &rest[at + token..];
        }
    }
    kept.push_str(rest);
    let ends = at_ends(&kept);
    let is_at_ends = ends.len() < kept.trim().len();
    (is_within || is_at_ends).then(|| ends.to_owned())
}

/// Length of the special token at the beginning; 0 where there is none.
fn length(text: &str) -> usize {
    if let Some(token) = ANYWHERE.iter().find(|token| text.starts_with(**token)) {
        return token.len();
    }
    // `<|name|>`, and `<｜name｜>` as DeepSeek writes it.
    [("<|", "|>"), ("<｜", "｜>")].iter().find_map(|(open, close)| bracketed(text, open, close)).unwrap_or(0)
}

fn bracketed(text: &str, open: &str, close: &str) -> Option<usize> {
    let name = text.strip_prefix(open)?;
    let end = name.find(close)?;
    let is_name =
        (1..=40).contains(&end) && name[..end].chars().all(|c| c.is_alphanumeric() || "_-.▁".contains(c));
    is_name.then_some(open.len() + end + close.len())
}

/// What is left between the tokens at both ends.
fn at_ends(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let shorter = AT_ENDS.iter().fold(text, |text, token| {
            let text = text.strip_prefix(token).unwrap_or(text).trim();
            text.strip_suffix(token).unwrap_or(text).trim()
        });
        // `<s>struck</s>` is HTML.
        let is_struck = text.starts_with("<s>") && text.ends_with("</s>") && text.matches("<s>").count() > 1;
        if shorter.len() == text.len() || is_struck {
            return text;
        }
        text = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_and_ends_are_taken_off() {
        assert_eq!(without("an answer<pad><pad><pad>").as_deref(), Some("an answer"));
        assert_eq!(without("<s> an answer</s>").as_deref(), Some("an answer"));
        assert_eq!(without("an<|endoftext|>answer").as_deref(), Some("an answer"));
        assert_eq!(without("answer<｜end▁of▁sentence｜>").as_deref(), Some("answer"));
        assert_eq!(without("[CLS] answer [SEP]").as_deref(), Some("answer"));
    }

    #[test]
    fn text_that_only_looks_like_it_stays() {
        for text in [
            "plain",
            "a < b and c [1]",
            "<b>bold</b> and <s>struck</s> words",
            "x <| f |> g",
            "the token [MASK] stands for a word",
            "two  blanks",
            " ends with a space ",
        ] {
            assert_eq!(without(text), None, "{text}");
        }
    }
}
