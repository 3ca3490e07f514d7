//! Scripts that are written without spaces between words.

use unicode_script::{Script, UnicodeScript};

/// Whether a letter belongs to a script that is written without spaces between words.
pub(crate) fn is_unspaced(c: char) -> bool {
    // The prolonged sound mark and the ideographic iteration mark are "Common" or inherited, but continue such runs.
    matches!(c, 'ー' | '々' | '〆')
        || matches!(
            c.script(),
            Script::Han
                | Script::Hiragana
                | Script::Katakana
                | Script::Bopomofo
                | Script::Thai
                | Script::Lao
                | Script::Khmer
                | Script::Myanmar
                | Script::Tibetan
        )
}

/// Words of a text, about: what stands between white space, and of scripts without spaces a word for every two letters, as words of
/// Chinese and Japanese have on average.
pub(super) fn words(text: &str) -> usize {
    let words = |piece: &str| (piece.chars().filter(|&c| is_unspaced(c)).count() / 2).max(1);
    text.split_whitespace().map(words).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_any_script() {
        assert_eq!((words("two words"), words(""), words("今天天气很好。"), words("好")), (2, 0, 3, 1));
        assert_eq!(words("ok 今天天气"), 3);
    }
}
