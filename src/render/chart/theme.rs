//! Colors and sizes. Pixels are those of the finished image; charts are twice the size at which they are usually shown.

use plotters::style::{Color, RGBAColor, RGBColor};

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

/// Color of text.
pub(super) const TEXT: RGBColor = RGBColor(0x1F, 0x1F, 0x1F);
/// Color of text that matters less.
pub(super) const MUTED: RGBColor = RGBColor(0x5A, 0x5A, 0x5A);
/// Color of axes.
pub(super) const AXIS: RGBColor = RGBColor(0x80, 0x80, 0x80);
/// Color of grid lines.
pub(super) const GRID: RGBColor = RGBColor(0xE6, 0xE6, 0xE6);
/// Where there is nothing to show.
pub(super) const HUSH: RGBColor = RGBColor(0xF5, 0xF6, 0xF7);
/// The paper.
pub(super) const PAPER: RGBColor = RGBColor(0xFF, 0xFF, 0xFF);

/// Black of the palette.
pub(super) const BLACK: RGBColor = RGBColor(0x00, 0x00, 0x00);
/// Blue of the palette.
pub(super) const BLUE: RGBColor = RGBColor(0x00, 0x72, 0xB2);
/// Vermilion of the palette.
pub(super) const VERMILION: RGBColor = RGBColor(0xD5, 0x5E, 0x00);
/// Bluish green of the palette.
pub(super) const GREEN: RGBColor = RGBColor(0x00, 0x9E, 0x73);
/// Orange of the palette.
pub(super) const ORANGE: RGBColor = RGBColor(0xE6, 0x9F, 0x00);
/// A collapse.
pub(super) const BAD: RGBColor = RGBColor(0xB3, 0x26, 0x1E);
/// A warning.
pub(super) const DOUBT: RGBColor = RGBColor(0x84, 0x53, 0x00);
/// All is well.
pub(super) const GOOD: RGBColor = RGBColor(0x17, 0x6B, 0x33);
/// A gray that recedes: what is there, but not the news.
pub(super) const CALM: RGBColor = RGBColor(0xB8, 0xBE, 0xC4);

/// Okabe and Ito's palette, told apart with any color vision (<https://jfly.uni-koeln.de/color/>); its yellow is left
/// out, being unreadable on white.
const SERIES: [RGBColor; 7] =
    [BLUE, VERMILION, GREEN, RGBColor(0xCC, 0x79, 0xA7), ORANGE, RGBColor(0x56, 0xB4, 0xE9), BLACK];

/// Strokes, in pixels on, off, on, off; with color they tell series apart in black and white, too.
const DASHES: [&[f64]; 4] = [&[], &[13.0, 8.0], &[4.0, 7.0], &[18.0, 7.0, 4.0, 7.0]];

/// The color of the i-th series.
pub(super) fn color(i: usize) -> RGBColor {
    SERIES[i % SERIES.len()]
}

/// The stroke of the i-th series.
pub(super) fn dash(i: usize) -> &'static [f64] {
    DASHES[i % DASHES.len()]
}

/// A color made see-through.
pub(super) fn faint(color: RGBColor, share: f64) -> RGBAColor {
    color.mix(share)
}

/// The i-th of n colors from light to dark blue, for generations between the first and the last.
pub(super) fn sequence(i: usize, n: usize) -> RGBColor {
    const LIGHT: [f64; 3] = [148.0, 205.0, 240.0];
    const DARK: [f64; 3] = [14.0, 60.0, 125.0];
    let t = if n > 1 { i as f64 / (n - 1) as f64 } else { 0.5 };
    let [r, g, b] = [0, 1, 2].map(|k| (LIGHT[k] + t * (DARK[k] - LIGHT[k])).round() as u8);
    RGBColor(r, g, b)
}
