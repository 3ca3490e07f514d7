//! Text that came from a model or a user, made safe and short enough to draw.
//!
//! Nothing is drawn raw: line breaks and tabs become `\n`, `\r`, `\t`; every other control, format or
//! right-to-left-override character, and every character that the font lacks, becomes its code point.

use unicode_normalization::UnicodeNormalization;

use super::font;
use crate::render::escape::{MESSAGE, terminal};

/// Characters of a line that are looked at, half from its beginning and half from its end: no label on a chart has
/// room for more, and a megabyte must cost no time.
const MAX_CHARS: usize = 240;

/// Makes a text safe to draw. Doing it twice changes nothing.
pub(super) fn clean(raw: &str) -> String {
    clean_to(raw, MAX_CHARS)
}

/// The same for a text of at most so many characters.
fn clean_to(raw: &str, max: usize) -> String {
    let short = shorten(raw, max);
    let mut out = String::with_capacity(short.len());
    let mut in_codes = false;
    for c in short.nfc() {
        let plain = match c {
            '\n' => Some("\\n"),
            '\r' => Some("\\r"),
            '\t' => Some("\\t"),
            // A no-break space looks like a space; let it be one, so that wrapping works.
            '\u{a0}' => Some(" "),
            _ => None,
        };
        let drawable = plain.is_some() || (font::has(c) && !is_invisible(c));
        if in_codes && drawable {
            out.push(']');
        }
        match plain {
            Some(text) => out.push_str(text),
            None if drawable => out.push(c),
            None => {
                out.push_str(if in_codes { " U+" } else { "[U+" });
                out.push_str(&format!("{:04X}", u32::from(c)));
            }
        }
        in_codes = !drawable;
    }
    if in_codes {
        out.push(']');
    }
    // Code points are longer than what they stand for.
    shorten(&out, max)
}

/// What a text is written with: which characters can be drawn, and how wide they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Letters {
    /// The embedded font, in images.
    Embedded,
    /// The fonts of whoever reads the page.
    Readers,
}

/// Readers' fonts are narrower than the embedded one, which is measured; should one be a little wider, there is room.
const ROOM: f64 = 1.03;
/// More characters than any line holds need no measuring.
const LONGEST: usize = 400;

impl Letters {
    /// Makes a text safe to draw.
    pub(in crate::render) fn clean(self, raw: &str) -> String {
        match self {
            Letters::Embedded => clean(raw),
            Letters::Readers => terminal(raw, MESSAGE),
        }
    }

    /// How wide a safe text is at an em, or at most is where the font is not known.
    pub(in crate::render) fn width(self, text: &str, em: f64) -> f64 {
        if self == Letters::Embedded {
            return font::width(text, em);
        }
        let known: String = text.chars().filter(|&c| font::has(c)).collect();
        let foreign = text.chars().filter(|&c| !font::has(c)).map(foreign).sum::<f64>();
        ROOM * (font::width(&known, em) + foreign * em)
    }

    /// Makes a text safe and cuts its middle out until it is at most `width` wide at this em. Beginnings and ends
    /// stay, because names such as `run-7-epoch-0001` differ there.
    pub(in crate::render) fn fit(self, raw: &str, em: f64, width: f64) -> String {
        let text = self.clean(raw);
        if text.len() < 4 * LONGEST && self.width(&text, em) <= width {
            return text;
        }
        let chars: Vec<char> = text.chars().collect();
        let cut = |kept: usize| -> String {
            let head = chars.iter().take(kept.div_ceil(2));
            let tail = chars.iter().skip(chars.len() - kept / 2);
            head.chain(['…'].iter()).chain(tail).collect()
        };
        // Widths grow with the number of characters kept: bisect.
        let (mut fits, mut too_wide) = (0, chars.len().min(LONGEST));
        while fits + 1 < too_wide {
            let middle = usize::midpoint(fits, too_wide);
            if self.width(&cut(middle), em) <= width { fits = middle } else { too_wide = middle }
        }
        cut(fits)
    }

    /// Fits several names into the same width; names that would look alike after the cut are numbered.
    pub(in crate::render) fn fit_all(self, raw: &[String], em: f64, width: f64) -> Vec<String> {
        let named = |name: &String| {
            if name.trim().is_empty() { "(empty)".to_owned() } else { self.clean(name.trim()) }
        };
        let whole: Vec<String> = raw.iter().map(named).collect();
        let plain: Vec<String> = whole.iter().map(|name| self.fit(name, em, width)).collect();
        let mut seen: Vec<&String> = plain.iter().collect();
        seen.sort();
        if plain == whole || seen.windows(2).all(|pair| pair[0] != pair[1]) {
            return plain;
        }
        let numbered = |(i, name): (usize, &String)| self.fit(&format!("{}: {}", i + 1, name), em, width);
        whole.iter().enumerate().map(numbered).collect()
    }

    /// The width of the widest of some texts.
    pub(super) fn widest<T: AsRef<str>>(self, texts: impl IntoIterator<Item = T>, em: f64) -> f64 {
        texts.into_iter().map(|text| self.width(text.as_ref(), em)).fold(0.0, f64::max)
    }
}

/// Em of a character that the embedded font lacks: no font is wider, but for a few signs that are words by themselves.
fn foreign(c: char) -> f64 {
    match c {
        // Phrases as one letter, and signs of cuneiform, of which some are as long as a word.
        '\u{fdf0}'..='\u{fdff}' | '\u{12000}'..='\u{1254f}' => 10.0,
        // Marks that stand above or below a letter.
        '\u{300}'..='\u{36f}' => 0.0,
        _ => 1.5,
    }
}

/// Makes a text safe and cuts it to a width in the embedded font.
pub(super) fn fit(raw: &str, em: f64, width: f64) -> String {
    Letters::Embedded.fit(raw, em, width)
}

/// Makes a text safe and breaks it into at most `max_lines` lines; what does not fit is cut out of the last one.
pub(super) fn wrap(raw: &str, em: f64, width: f64, max_lines: usize) -> Vec<String> {
    let text = clean_to(raw, MAX_CHARS * max_lines);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut words = text.split(' ').filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if font::width(&longer, em) <= width {
            line = longer;
            continue;
        }
        if lines.len() + 1 == max_lines {
            let rest: Vec<&str> = words.by_ref().collect();
            line = fit(&format!("{longer} {}", rest.join(" ")), em, width);
        } else if line.is_empty() {
            lines.push(fit(word, em, width));
        } else {
            lines.push(std::mem::replace(&mut line, fit(word, em, width)));
        }
    }
    if !line.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The beginning and the end of a long text; at most four bytes a character are looked at.
fn shorten(raw: &str, max: usize) -> String {
    if raw.len() <= max || raw.chars().nth(max).is_none() {
        return raw.to_owned();
    }
    let head = raw.chars().take(max / 2);
    let tail: Vec<char> = raw.chars().rev().take(max / 2).collect();
    head.chain(['…']).chain(tail.into_iter().rev()).collect()
}

/// Characters that a font may have a glyph for and that a reader still cannot see, or that move others about.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in ["", "gen 1", "naïve “Ω” → ж", "[U+4F60]"] {
            assert_eq!(clean(text), text);
        }
        assert_eq!(clean("e\u{301}t\u{a0}é"), "ét é");
    }

    #[test]
    fn controls_overrides_and_missing_glyphs_become_code_points() {
        assert_eq!(clean("a\nb\tc\r"), "a\\nb\\tc\\r");
        assert_eq!(clean("\u{1b}[31mred"), "[U+001B][31mred");
        assert_eq!(clean("ok\u{202e}evil"), "ok[U+202E]evil");
        assert_eq!(clean("你好 😀"), "[U+4F60 U+597D] [U+1F600]");
        assert_eq!(clean("soft\u{ad}\u{200b}\u{feff}"), "soft[U+00AD U+200B U+FEFF]");
    }

    #[test]
    fn cleaning_twice_changes_nothing() {
        for text in ["a\nb", "\u{1b}\u{202e}你", "x\u{323}\u{301}", &"é你".repeat(1000)] {
            assert_eq!(clean(&clean(text)), clean(text));
        }
    }

    #[test]
    fn a_megabyte_is_cut_to_its_ends() {
        let long = format!("begin{}end", "x".repeat(1 << 20));
        let short = clean(&long);
        assert!(short.starts_with("begin") && short.ends_with("end") && short.contains('…'));
        assert_eq!(short.chars().count(), MAX_CHARS + 1);
    }

    #[test]
    fn fitting_keeps_both_ends_and_the_width() {
        let short = fit("llama-finetune-with-a-very-long-name-epoch-0007", 24.0, 200.0);
        assert!(short.starts_with("llama") && short.ends_with("0007") && short.contains('…'), "{short}");
        assert!(font::width(&short, 24.0) <= 200.0);
        assert_eq!(fit("short", 24.0, 200.0), "short");
        assert_eq!(fit("no room at all", 24.0, 1.0), "…");
    }

    #[test]
    fn what_a_reader_has_no_font_for_still_fits() {
        let fit = |text: &str, width| Letters::Readers.fit(text, 12.0, width);
        assert_eq!(fit("gen10", 100.0), "gen10");
        for text in ["日本語日本語日本語", "WWWWWWWWWWWW", "\u{fdfd}\u{fdfd}", &"w".repeat(4000)] {
            assert!(Letters::Readers.width(&fit(text, 40.0), 12.0) <= 40.0, "{text}");
        }
    }

    #[test]
    fn names_that_look_alike_when_cut_are_numbered() {
        let names: Vec<String> = ["aaaa-one-one-one-zzzz", "aaaa-two-two-two-zzzz"].map(str::to_owned).into();
        let short = Letters::Embedded.fit_all(&names, 24.0, 150.0);
        assert!(short[0].starts_with("1: ") && short[1].starts_with("2: "), "{short:?}");
        assert_eq!(Letters::Embedded.fit_all(&names, 24.0, 1000.0), names);
    }

    #[test]
    fn wrapping_fills_lines_and_cuts_only_the_last() {
        let lines = wrap("one two three four five six seven eight nine ten", 24.0, 200.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(
            lines[0].starts_with("one two") && lines[1].ends_with("ten") && lines[1].contains('…'),
            "{lines:?}"
        );
        assert!(lines.iter().all(|line| font::width(line, 24.0) <= 200.0));
        assert_eq!(wrap("", 24.0, 200.0, 2), Vec::<String>::new());
        assert_eq!(wrap("one two", 24.0, 200.0, 2), ["one two"]);
    }
}
