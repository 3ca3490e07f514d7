//! Model output is hostile text. One function for each place it can go to; renderers never print it raw.

use unicode_width::UnicodeWidthChar;

/// Columns a whole message may take: long enough for any sentence of ours with paths in it.
pub const MESSAGE: usize = 2000;

/// Columns a name of a generation or slice may take in a table.
pub const NAME: usize = 24;

/// Text for one line of a terminal: nothing in it can move the cursor, change the color, reverse the reading
/// direction or hide, and it takes at most `max_columns` columns (cut with `…`).
pub fn terminal(text: &str, max_columns: usize) -> String {
    // Marks without width take no column, so characters are counted as well as columns.
    let max_chars = max_columns.saturating_mul(4);
    let mut out = String::new();
    let mut ends = Vec::with_capacity(max_columns.min(256));
    let (mut columns, mut chars) = (0, 0);
    for c in bounded(text) {
        let piece = visible(c);
        let width: usize = piece.chars().map(|c| c.width().unwrap_or(0)).sum();
        chars += 1;
        if columns + width > max_columns || chars > max_chars {
            // Room for the ellipsis: take back what reaches into the last column.
            while columns + 1 > max_columns {
                let Some((end, at)) = ends.pop() else { break };
                out.truncate(end);
                columns = at;
            }
            if max_columns > 0 {
                out.push('…');
            }
            break;
        }
        ends.push((out.len(), columns));
        out.push_str(&piece);
        columns += width;
    }
    out
}

/// Most characters without width in a row: more than any script stacks on one letter.
const MARKS: usize = 8;

/// The characters of a text, of which no more than a few that have no width follow each other: marks that stack up reach into the lines
/// above and below. Where some were left out stands one `…`.
fn bounded(text: &str) -> impl Iterator<Item = char> {
    let mut marks = 0;
    text.chars().filter_map(move |c| {
        let stacks = !c.is_control() && !acts(c) && c.width() == Some(0);
        marks = if stacks { marks + 1 } else { 0 };
        match marks {
            0..=MARKS => Some(c),
            _ => (marks == MARKS + 1).then_some('…'),
        }
    })
}

/// The character, or its Rust escape if it would act instead of show.
fn visible(c: char) -> String {
    if c.is_control() || acts(c) { c.escape_default().collect() } else { c.to_string() }
}

/// Format characters that reorder, hide or break text. Joiners (U+200C, U+200D) stay: many scripts need them.
fn acts(c: char) -> bool {
    matches!(c,
        '\u{061c}' | '\u{200e}' | '\u{200f}'          // direction marks
        | '\u{202a}'..='\u{202e}'                     // embeddings and overrides
        | '\u{2066}'..='\u{2069}'                     // isolates
        | '\u{00ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}' // invisible
        | '\u{2028}' | '\u{2029}'                     // line and paragraph separators
        | '\u{fff9}'..='\u{fffb}'                     // annotations
        | '\u{fffe}' | '\u{ffff}'                     // no characters at all; XML forbids them
        | '\u{e0000}'..='\u{e0fff}'                   // tags: an alphabet nobody sees
    )
}

/// Text for HTML or XML, in an element or in a quoted attribute: it can neither close nor open anything, and what would
/// act, hide or be forbidden there is made visible.
pub fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in bounded(text) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => push_visible(&mut out, c),
        }
    }
    out
}

/// Text for the middle of a line or a table cell of Markdown as GitHub reads it: no markup, no link, no cell border,
/// and nobody is mentioned. Never put it at the beginning of a line.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in bounded(text) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' => out.push_str("&#124;"),
            // A zero-width space keeps "@team" and "#7" from becoming a mention and a link.
            '@' => out.push_str("@&#8203;"),
            '#' => out.push_str("#&#8203;"),
            // "GH-7" is a link, too.
            '-' if ends_with_gh(&out) => out.push_str("-&#8203;"),
            // "http://" and "www." become links by themselves.
            ':' if out.ends_with(['p', 's', 'P', 'S']) => out.push_str("&#58;"),
            '.' if out.ends_with(['w', 'W']) => out.push_str("&#46;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '!' | '$' => out.extend(['\\', c]),
            c if c.is_control() || acts(c) => {
                // The escape itself begins with a backslash, which Markdown would eat.
                out.push('\\');
                push_visible(&mut out, c);
            }
            c => out.push(c),
        }
    }
    out
}

fn ends_with_gh(text: &str) -> bool {
    text.len().checked_sub(2).and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case("gh"))
}

/// Text of JSON whose strings show what would act: outside of strings JSON is plain ASCII, so every character that could reverse the
/// reading direction, hide or steer a terminal (C1) stands in one, where it means the same as its escape.
pub fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut units = [0; 2];
    for c in text.chars() {
        // Line feeds between values are the only controls that JSON has.
        if (c.is_control() && c != '\n') || acts(c) {
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

/// Text for a cell of a spreadsheet: what would be read as a formula gets an apostrophe before it, which spreadsheets take
/// as "this is text". Spaces and quotes before a formula do not protect from it. Quoting for CSV is the caller's.
pub fn spreadsheet(text: &str) -> String {
    let first = text.trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'').chars().next();
    // The full-width forms count as the same signs in some locales.
    let acts = first.is_some_and(|c| "=+-@＝＋－＠".contains(c)) || text.starts_with(['\t', '\r', '\n']);
    if acts { format!("'{text}") } else { text.to_owned() }
}

fn push_visible(out: &mut String, c: char) {
    if c.is_control() || acts(c) {
        out.extend(c.escape_default());
    } else {
        out.push(c);
    }
}

/// A file name without extension: letters, digits, `-` and `_`, at most 64, never empty, so that no sheet can leave
/// its folder or become an option.
pub fn file_stem(text: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }
    };
    let stem: String = text.chars().map(safe).take(64).collect();
    match stem.trim_matches('-') {
        "" => "chart".to_owned(),
        stem => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_text_of_any_script_stays() {
        for text in ["", "don't", "naïve", "日本語", "हिन्दी", "👩‍💻", "a\\n", "ﷺ"] {
            assert_eq!(terminal(text, 80), text);
        }
    }

    #[test]
    fn nothing_acts_on_the_terminal() {
        for (text, expected) in [
            ("\x1b[31mred", "\\u{1b}[31mred"),
            ("\x1b]0;title\x07", "\\u{1b}]0;title\\u{7}"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("a\r\nb\tc\0", "a\\r\\nb\\tc\\u{0}"),
            ("abc\u{202e}fdp", "abc\\u{202e}fdp"),
            ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
            ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
            ("a\u{2028}b", "a\\u{2028}b"),
            ("x\u{e0041}", "x\\u{e0041}"),
        ] {
            assert_eq!(terminal(text, 80), expected);
        }
    }

    #[test]
    fn escaping_twice_changes_nothing() {
        let once = terminal("\x1b[0m \u{202e} ok", 80);
        assert_eq!(terminal(&once, 80), once);
    }

    #[test]
    fn long_text_is_cut_at_columns_not_at_characters() {
        assert_eq!(terminal("abcdef", 6), "abcdef");
        assert_eq!(terminal("abcdefg", 6), "abcde…");
        assert_eq!(terminal("日本語", 5), "日本…");
        assert_eq!(terminal("日本語", 4), "日…");
        assert_eq!(terminal("abc", 0), "");
        assert_eq!(terminal("a\x1b", 4), "a…", "an escape is kept whole or dropped");
    }

    #[test]
    fn stacked_marks_are_bounded() {
        let zalgo = format!("a{}", "\u{301}".repeat(10_000));
        let shown = format!("a{}…", "\u{301}".repeat(MARKS));
        assert_eq!(terminal(&zalgo, 20), shown);
        assert_eq!((markup(&zalgo), markdown(&zalgo)), (shown.clone(), shown));
        // Thai, Devanagari, a family and a flag keep all of theirs.
        for text in ["ที่", "क्ष्म्य", "👨\u{200d}👩\u{200d}👧\u{200d}👦", "🏳\u{fe0f}\u{200d}🌈"]
        {
            assert_eq!(terminal(text, 40), text);
        }
    }

    #[test]
    fn markup_has_no_way_out() {
        for (text, expected) in [
            ("plain, naïve 日本", "plain, naïve 日本"),
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\"><img src=x onerror='x'>", "&quot;&gt;&lt;img src=x onerror=&#39;x&#39;&gt;"),
            ("]]>&amp;", "]]&gt;&amp;amp;"),
            ("a\0b\x1b[1m\u{202e}", "a\\u{0}b\\u{1b}[1m\\u{202e}"),
            ("\u{ffff}\n", "\\u{ffff}\\n"),
        ] {
            assert_eq!(markup(text), expected);
        }
    }

    #[test]
    fn markdown_has_no_markup_links_or_mentions() {
        for (text, expected) in [
            ("plain text, 0.91 (0.88–0.94): yes.", "plain text, 0.91 (0.88–0.94): yes."),
            ("a|b", "a&#124;b"),
            ("*x* _y_ `z` [t](u)", "\\*x\\* \\_y\\_ \\`z\\` \\[t\\](u)"),
            ("<b>&", "&lt;b&gt;&amp;"),
            ("@team #7", "@&#8203;team #&#8203;7"),
            ("GH-1 gh-2 h-3", "GH-&#8203;1 gh-&#8203;2 h-3"),
            ("https://x www.y", "https&#58;//x www&#46;y"),
            ("a\nb\u{202e}", "a\\\\nb\\\\u{202e}"),
            ("\\|", "\\\\&#124;"),
        ] {
            assert_eq!(markdown(text), expected);
        }
    }

    #[test]
    fn json_shows_what_would_act_and_means_the_same() {
        let text = "a\u{9b}2J\u{202e}b\u{2028}\u{e0041}é\n\u{7f}";
        let page = json(&serde_json::to_string_pretty(&[text]).unwrap());
        assert_eq!(page, "[\n  \"a\\u009b2J\\u202eb\\u2028\\udb40\\udc41é\\n\\u007f\"\n]");
        assert_eq!(serde_json::from_str::<Vec<String>>(&page).unwrap(), [text]);
    }

    #[test]
    fn spreadsheets_see_no_formula() {
        for text in ["=1", "+1", "-1", "@x", " =1", "\"=1", "'=1", "\t1", "\n", "＝1"] {
            assert_eq!(spreadsheet(text), format!("'{text}"));
        }
        for text in ["", "a=1", "gen-1", "日本", "'quoted'"] {
            assert_eq!(spreadsheet(text), text);
        }
    }

    #[test]
    fn file_stems_stay_in_their_folder() {
        for (text, expected) in [
            ("trend", "trend"),
            ("../../etc/passwd", "etc-passwd"),
            ("-rf", "rf"),
            ("", "chart"),
            ("日本", "chart"),
            ("a b\n", "a-b"),
        ] {
            assert_eq!(file_stem(text), expected);
        }
        assert!(file_stem(&"x".repeat(1000)).len() <= 64);
    }

    /// Any characters, and often those that mean something somewhere.
    fn hostile() -> impl Strategy<Value = String> {
        let telling: Vec<char> = "<>&\"'`*_[]|@#-=+ \t\r\n\\:.wWhHgGpPsS\u{1b}\u{9b}\u{7f}\u{202e}\u{2066}\u{301}\u{200d}\u{fe0f}\u{2028}\u{e0041}\u{ffff}"
            .chars()
            .collect();
        let one = prop_oneof![3 => proptest::sample::select(telling), 1 => any::<char>()];
        proptest::collection::vec(one, 0..60).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn no_text_acts_anywhere(text in hostile()) {
            for shown in [terminal(&text, 40), markup(&text), markdown(&text)] {
                prop_assert!(!shown.chars().any(|c| c.is_control() || acts(c)), "{shown:?}");
                let widths: Vec<bool> = shown.chars().map(|c| c.width() == Some(0)).collect();
                prop_assert!(!widths.windows(MARKS + 1).any(|run| run.iter().all(|is_mark| *is_mark)), "{shown:?}");
            }
            let columns: usize = terminal(&text, 40).chars().map(|c| c.width().unwrap_or(0)).sum();
            prop_assert!(columns <= 40);
            prop_assert!(!markup(&text).contains(['<', '>', '"', '\'']));
            let shown = markdown(&text);
            prop_assert!(!shown.contains(['<', '>', '|']));
            prop_assert!(!shown.replace("@&#8203;", "").contains('@'));
            let page = json(&serde_json::to_string(&text).unwrap());
            prop_assert!(!page.chars().any(|c| c.is_control() || acts(c)), "{page:?}");
            prop_assert_eq!(serde_json::from_str::<String>(&page).unwrap(), text.clone());
            let cell = spreadsheet(&text);
            prop_assert!(cell.ends_with(&text) && !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
            let stem = file_stem(&text);
            prop_assert!(!stem.is_empty() && stem.len() <= 64 && !stem.starts_with('-'));
            prop_assert!(stem.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)));
        }
    }
}
