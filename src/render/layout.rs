//! Lines of a fixed width: padding, wrapping and lists that stop before the edge. Input is already escaped.

use unicode_width::UnicodeWidthStr;

/// Columns of the page in a pipe and in a file, where the same report gives the same bytes.
pub(super) const WIDTH: usize = 96;
/// Columns of the page in the narrowest window; a narrower one breaks lines by itself.
pub(super) const NARROWEST: usize = 60;
/// Columns of the page in the widest window: longer lines are hard to read.
pub(super) const WIDEST: usize = 120;

/// Text filled with spaces up to `width` columns.
pub(super) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Spaces, then text, so that it ends at `width` columns.
pub(super) fn pad_left(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}

/// Text broken at spaces into at most `max_lines` lines of `width` columns; what is left is cut with `…`.
pub(super) fn wrap(text: &str, width: usize, max_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let is_full = lines.len() == max_lines;
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(line) if is_full => {
                *line = cut(line, width);
                break;
            }
            _ => lines.push(super::escape::terminal(word, width)),
        }
    }
    lines
}

/// The line with an ellipsis, which replaces its last word if there is no room.
fn cut(line: &str, width: usize) -> String {
    let room = if line.width() + 2 <= width { line } else { line.rsplit_once(' ').map_or("", |l| l.0) };
    format!("{room} …")
}

/// As many items as fit into `width` columns, separated by `separator`, at least one; then how many more there are.
pub(super) fn fit(items: impl IntoIterator<Item = String>, separator: &str, width: usize) -> String {
    let items: Vec<String> = items.into_iter().collect();
    let Some((first, rest)) = items.split_first() else { return String::new() };
    let with_rest = |line: &str, left: usize| match left {
        0 => line.to_owned(),
        left => format!("{line} and {left} more"),
    };
    let mut line = super::escape::terminal(first, width);
    let mut best = with_rest(&line, rest.len());
    for (at, item) in rest.iter().enumerate() {
        line = line + separator + item;
        let whole = with_rest(&line, rest.len() - at - 1);
        if whole.width() <= width {
            best = whole;
        } else if line.width() > width {
            break;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_not_characters() {
        assert_eq!(pad("日本", 6), "日本  ");
        assert_eq!(pad_left("é", 3), "  é");
        assert_eq!(pad("too long", 3), "too long");
    }

    #[test]
    fn wrapping_keeps_words_and_stops() {
        assert_eq!(wrap("a bb  ccc dd", 5, 9), ["a bb", "ccc", "dd"]);
        assert_eq!(wrap("a bb ccc dd", 5, 1), ["a …"]);
        assert_eq!(wrap("abcdefgh", 5, 2), ["abcd…"]);
        assert!(wrap("", 5, 2).is_empty());
    }

    #[test]
    fn lists_stop_before_the_edge() {
        let items = |n: usize| (0..n).map(|i| format!("item{i}"));
        assert_eq!(fit(items(3), ", ", 19), "item0, item1, item2");
        assert_eq!(fit(items(4), ", ", 24), "item0, item1 and 2 more");
        assert_eq!(fit(items(3), ", ", 12), "item0 and 2 more", "at least one");
        assert_eq!(fit(items(1), ", ", 3), "it…");
        assert_eq!(fit(items(0), ", ", 3), "");
    }
}
