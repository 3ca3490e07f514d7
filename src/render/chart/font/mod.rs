//! The embedded font: registration with plotters, which characters it has, and how wide text is.

use std::sync::LazyLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

use super::canvas::{Drawn, Fault};

/// The name under which plotters knows the font; ours alone, so that it never collides with a host program's fonts.
const FAMILY: &str = "genloss";

const BYTES: &[u8] = include_bytes!("DejaVuSans-subset.ttf");

/// plotters' size of a font is ascent + descent; ours is the em. DejaVu Sans: (1901 + 483) / 2048.
pub(super) const SIZE_PER_EM: f64 = 2384.0 / 2048.0;

static REGISTERED: LazyLock<bool> = LazyLock::new(|| register_font(FAMILY, FontStyle::Normal, BYTES).is_ok());

static COVERAGE: LazyLock<Vec<(u16, u16)>> = LazyLock::new(|| coverage(BYTES).unwrap_or_default());

/// The font at an em of so many pixels.
pub(super) fn face(em: f64) -> Drawn<FontDesc<'static>> {
    if *REGISTERED {
        let family = FontFamily::Name(FAMILY);
        Ok(FontDesc::new(family, em * SIZE_PER_EM, FontStyle::Normal))
    } else {
        Err(Fault::new("the embedded font does not load"))
    }
}

/// Whether the font has a glyph for a character.
pub(in crate::render) fn has(c: char) -> bool {
    let Ok(code) = u16::try_from(u32::from(c)) else {
        return false;
    };
    let after = COVERAGE.partition_point(|&(first, _)| first <= code);
    after > 0 && COVERAGE[after - 1].1 >= code
}

/// How many pixels wide a text is at an em of so many pixels.
pub(in crate::render) fn width(text: &str, em: f64) -> f64 {
    // plotters truncates to whole pixels, so measure large and scale down.
    const LARGE: f64 = 2048.0;
    let measured = face(LARGE).ok().and_then(|face| face.layout_box(text).ok());
    measured.map_or(0.0, |((left, _), (right, _))| f64::from(right - left) * em / LARGE)
}

/// The ranges of characters that the font has, ascending: its `cmap` table, format 4. `None` = no such table.
fn coverage(font: &[u8]) -> Option<Vec<(u16, u16)>> {
    let n_tables = usize::from(u16_at(font, 4)?);
    let record = (0..n_tables).map(|i| 12 + 16 * i).find(|&at| font.get(at..at + 4) == Some(b"cmap"))?;
    let cmap = u32_at(font, record + 8)?;
    let n_subtables = usize::from(u16_at(font, cmap + 2)?);
    let table = (0..n_subtables)
        .filter_map(|i| Some(cmap + u32_at(font, cmap + 8 + 8 * i)?))
        .find(|&at| u16_at(font, at) == Some(4))?;
    let twice_segments = usize::from(u16_at(font, table + 6)?);
    (0..twice_segments / 2)
        .map(|i| {
            let last = u16_at(font, table + 14 + 2 * i)?;
            let first = u16_at(font, table + 16 + twice_segments + 2 * i)?;
            Some((first, last))
        })
        // The last segment, 0xFFFF, only ends the table.
        .filter(|range| *range != Some((0xFFFF, 0xFFFF)))
        .collect()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let field = bytes.get(at..at + 2)?;
    Some(u16::from_be_bytes(field.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let field = bytes.get(at..at + 4)?;
    usize::try_from(u32::from_be_bytes(field.try_into().ok()?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_what_the_readme_says_and_nothing_else() {
        assert!("az AZ 09 ~ é ß ő Ω α Ж ж … – “ ” → ≥ ● ▲ ✕ − ⁻⁹ € ế".chars().all(has));
        assert!("\u{1b}\n\u{202e}\u{200b}\u{feff}你語😀עا\u{ffff}\u{0}".chars().all(|c| !has(c)));
    }

    #[test]
    fn width_grows_with_text_and_size() {
        assert_eq!(width("", 24.0), 0.0);
        // In DejaVu Sans "0" advances 1303 of 2048 units.
        assert!((width("0", 24.0) - 24.0 * 1303.0 / 2048.0).abs() < 0.1);
        assert!((width("00", 48.0) - 4.0 * width("0", 24.0)).abs() < 0.1);
    }

    #[test]
    fn a_truncated_font_has_no_coverage() {
        assert_eq!(coverage(&BYTES[..200]), None);
        assert_eq!(coverage(b""), None);
    }
}
