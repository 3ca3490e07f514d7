//! Colors and sizes. Pixels are those of the finished image; charts are twice the size at which they are usually shown.
//!
//! Charts name colors by what they are for; a canvas looks them up in the palette of its [`Theme`].

use plotters::style::{Color, RGBAColor, RGBColor};

use crate::render::Theme;

/// Width of every sheet.
pub(super) const SHEET_WIDTH: u32 = 2400;
/// White border around every panel.
pub(super) const MARGIN: f64 = 36.0;

/// Em of titles.
pub(super) const TITLE: f64 = 34.0;
/// Em of axis titles and legends.
pub(super) const BODY: f64 = 26.0;
/// Em of tick labels and of numbers in the plot; nothing is smaller.
pub(super) const TICK: f64 = 24.0;
/// Distance between lines of text, in ems.
pub(super) const LEADING: f64 = 1.35;

/// A color by its purpose, and how much of it covers what lies below.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ink {
    role: Role,
    cover: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Role {
    /// A color of the palette.
    Listed(usize),
    /// A step of the sequence from the first to the last generation, 0 to 1.
    Step(f64),
}

/// Color of text.
pub(super) const TEXT: Ink = listed(0);
/// Color of text that matters less.
pub(super) const MUTED: Ink = listed(1);
/// Color of axes.
pub(super) const AXIS: Ink = listed(2);
/// Color of grid lines.
pub(super) const GRID: Ink = listed(3);
/// Where there is nothing to show.
pub(super) const HUSH: Ink = listed(4);
/// The paper.
pub(super) const PAPER: Ink = listed(5);
/// The strongest contrast to the paper.
pub(super) const BLACK: Ink = listed(6);
/// Blue of the palette.
pub(super) const BLUE: Ink = listed(7);
/// Vermilion of the palette.
pub(super) const VERMILION: Ink = listed(8);
/// Bluish green of the palette.
pub(super) const GREEN: Ink = listed(9);
/// Orange of the palette.
pub(super) const ORANGE: Ink = listed(10);
/// Reddish purple of the palette.
const PURPLE: Ink = listed(11);
/// Sky blue of the palette.
const SKY: Ink = listed(12);
/// A collapse.
pub(super) const BAD: Ink = listed(13);
/// A warning.
pub(super) const DOUBT: Ink = listed(14);
/// All is well.
pub(super) const GOOD: Ink = listed(15);
/// A gray that recedes: what is there, but not the news.
pub(super) const CALM: Ink = listed(16);

const fn listed(at: usize) -> Ink {
    Ink { role: Role::Listed(at), cover: 1.0 }
}

/// The colors of a theme, in the order of the constants above. Series are Okabe and Ito's palette, told apart with any color
/// vision (<https://jfly.uni-koeln.de/color/>), lightened on black where it needs it; its yellow is left out, being
/// unreadable on white.
struct Palette {
    listed: [u32; 17],
    /// The sequence for generations between the first and the last, from faint to strong.
    steps: [u32; 2],
}

const LIGHT: Palette = Palette {
    listed: [
        0x1F1F1F, 0x5A5A5A, 0x808080, 0xE6E6E6, 0xF5F6F7, 0xFFFFFF, 0x000000, 0x0072B2, 0xD55E00, 0x009E73,
        0xE69F00, 0xCC79A7, 0x56B4E9, 0xB3261E, 0x845300, 0x176B33, 0xB8BEC4,
    ],
    steps: [0x94CDF0, 0x0E3C7D],
};

const DARK: Palette = Palette {
    listed: [
        0xE8EAED, 0xAAB1B8, 0x7D868F, 0x2C3238, 0x1E2327, 0x14171A, 0xFFFFFF, 0x4FA8E0, 0xFF8A3D, 0x2FC49A,
        0xE6B94F, 0xE59BC6, 0x9FD3F5, 0xFF8F85, 0xF0B849, 0x6FD493, 0x5D656D,
    ],
    steps: [0x2F5D85, 0xA9D6FA],
};

fn rgb(hex: u32) -> RGBColor {
    let [_, r, g, b] = hex.to_be_bytes();
    RGBColor(r, g, b)
}

impl Ink {
    /// The color in a theme.
    pub(super) fn in_theme(self, theme: Theme) -> RGBAColor {
        let palette = match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        };
        let color = match self.role {
            Role::Listed(at) => rgb(palette.listed[at]),
            Role::Step(t) => {
                let (from, to) = (palette.steps[0].to_be_bytes(), palette.steps[1].to_be_bytes());
                let mix = |k: usize| {
                    (f64::from(from[k]) + t * (f64::from(to[k]) - f64::from(from[k]))).round() as u8
                };
                RGBColor(mix(1), mix(2), mix(3))
            }
        };
        color.mix(self.cover)
    }
}

/// The colors of series, in order.
const SERIES: [Ink; 7] = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK];

/// Strokes, in pixels on, off, on, off; with color they tell series apart in black and white, too.
const DASHES: [&[f64]; 4] = [&[], &[13.0, 8.0], &[4.0, 7.0], &[18.0, 7.0, 4.0, 7.0]];

/// The color of the i-th series.
pub(super) fn color(i: usize) -> Ink {
    SERIES[i % SERIES.len()]
}

/// The stroke of the i-th series.
pub(super) fn dash(i: usize) -> &'static [f64] {
    DASHES[i % DASHES.len()]
}

/// A color made see-through.
pub(super) fn faint(ink: Ink, share: f64) -> Ink {
    Ink { cover: ink.cover * share, ..ink }
}

/// The i-th of n colors from faint to strong, for generations between the first and the last.
pub(super) fn sequence(i: usize, n: usize) -> Ink {
    Ink { role: Role::Step(if n > 1 { i as f64 / (n - 1) as f64 } else { 0.5 }), cover: 1.0 }
}

/// The color of text that is legible on another.
pub(super) fn legible_on(below: Ink, theme: Theme) -> Ink {
    let below = luminance(below, theme);
    let contrast = |ink: Ink| {
        let ink = luminance(ink, theme);
        (ink.max(below) + 0.05) / (ink.min(below) + 0.05)
    };
    if contrast(BLACK) >= contrast(PAPER) { BLACK } else { PAPER }
}

/// Relative luminance, 0 to 1 (WCAG 2.2).
fn luminance(ink: Ink, theme: Theme) -> f64 {
    let RGBAColor(r, g, b, _) = ink.in_theme(theme);
    let linear = |v: u8| match f64::from(v) / 255.0 {
        v if v <= 0.04045 => v / 12.92,
        v => ((v + 0.055) / 1.055).powf(2.4),
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(a: Ink, b: Ink, theme: Theme) -> f64 {
        let (a, b) = (luminance(a, theme), luminance(b, theme));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast(BLACK, PAPER, Theme::Light) - 21.0).abs() < 1e-9);
        // By hand: the gray #5A5A5A has (90/255 = 0.353) a luminance of 0.1022, so 1.05 / 0.1522.
        assert!((contrast(MUTED, PAPER, Theme::Light) - 6.90).abs() < 0.01);
    }

    #[test]
    fn text_and_series_are_legible_in_every_theme() {
        for theme in [Theme::Light, Theme::Dark] {
            for text in [TEXT, MUTED, BAD, DOUBT, GOOD, BLACK] {
                for paper in [PAPER, HUSH] {
                    let ratio = contrast(text, paper, theme);
                    assert!(ratio >= 4.5, "{text:?} on {paper:?} in {theme:?}: {ratio:.2}");
                }
            }
            // Lines and bars, which also differ by dash, shape or place.
            for ink in SERIES {
                let ratio = contrast(ink, PAPER, theme);
                assert!(ratio >= 2.0, "{ink:?} in {theme:?}: {ratio:.2}");
                let ratio = contrast(legible_on(ink, theme), ink, theme);
                assert!(ratio >= 4.5, "a number on {ink:?} in {theme:?}: {ratio:.2}");
            }
        }
    }
}
