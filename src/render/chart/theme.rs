//! Colors and sizes of images. Pixels are those of the finished image; charts are twice the size at which they are usually shown.
//!
//! Scenes name colors by what they are for; a canvas looks them up for its [`Theme`].

use plotters::style::RGBColor;

use super::scene::Ink;
use crate::render::{Theme, sign};

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

/// Colors of series, light and dark: Okabe and Ito's palette, told apart with any color vision
/// (<https://jfly.uni-koeln.de/color/>), lightened on black where it needs it; its yellow is left out, being unreadable on white.
const SERIES: [[u32; 2]; 7] = [
    [0x0072B2, 0x4FA8E0],
    [0xD55E00, 0xFF8A3D],
    [0x009E73, 0x2FC49A],
    [0xCC79A7, 0xE59BC6],
    [0xE69F00, 0xE6B94F],
    [0x56B4E9, 0x9FD3F5],
    FIRST,
];
const FIRST: [u32; 2] = [0x000000, 0xFFFFFF];
/// The sequence of generations between the first and the last, from faint to strong.
const BETWEEN: [[u32; 2]; 2] = [[0x94CDF0, 0x2F5D85], [0x0E3C7D, 0xA9D6FA]];

/// The color of an ink in a theme.
pub(super) fn color(ink: Ink, theme: Theme) -> RGBColor {
    let pair = match ink {
        Ink::Text => [0x1F1F1F, 0xE8EAED],
        Ink::Muted => [0x5A5A5A, 0xAAB1B8],
        Ink::Axis => [0x808080, 0x7D868F],
        Ink::Grid => [0xE6E6E6, 0x2C3238],
        Ink::Hush => [0xF5F6F7, 0x1E2327],
        Ink::Paper => [0xFFFFFF, 0x14171A],
        Ink::Calm => [0xB8BEC4, 0x5D656D],
        Ink::Series(k) => SERIES[k % SERIES.len()],
        Ink::First => FIRST,
        Ink::Between(share) => return mix(BETWEEN.map(|pair| rgb(of(pair, theme))), share),
        Ink::Sign(status) => sign::of(status).colors,
        Ink::Zone(status) => sign::of(status).zone,
    };
    rgb(of(pair, theme))
}

fn of([light, dark]: [u32; 2], theme: Theme) -> u32 {
    match theme {
        Theme::Light => light,
        Theme::Dark => dark,
    }
}

fn rgb(hex: u32) -> RGBColor {
    let [_, r, g, b] = hex.to_be_bytes();
    RGBColor(r, g, b)
}

fn mix([from, to]: [RGBColor; 2], share: f64) -> RGBColor {
    let mix = |from: u8, to: u8| (f64::from(from) + share * (f64::from(to) - f64::from(from))).round() as u8;
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Status;

    fn contrast(a: Ink, b: Ink, theme: Theme) -> f64 {
        let [a, b] = [a, b].map(|ink| color(ink, theme)).map(|RGBColor(r, g, b)| [r, g, b]);
        super::super::testing::contrast(a, b)
    }

    #[test]
    fn text_and_series_are_legible_in_every_theme() {
        for theme in [Theme::Light, Theme::Dark] {
            let signs = Status::ALL.into_iter().map(Ink::Sign);
            for text in [Ink::Text, Ink::Muted, Ink::First].into_iter().chain(signs) {
                for paper in [Ink::Paper, Ink::Hush] {
                    let ratio = contrast(text, paper, theme);
                    assert!(ratio >= 4.5, "{text:?} on {paper:?} in {theme:?}: {ratio:.2}");
                }
            }
            for status in Status::ALL {
                for ink in [Ink::Sign(status), Ink::Text] {
                    let ratio = contrast(ink, Ink::Zone(status), theme);
                    assert!(ratio >= 4.5, "{ink:?} on its zone in {theme:?}: {ratio:.2}");
                }
            }
            // Numbers stand in the bars that recede.
            let ratio = contrast(Ink::Text, Ink::Calm, theme);
            assert!(ratio >= 4.5, "{theme:?}: {ratio:.2}");
            // Lines and bars, which also differ by dash, shape or place.
            for k in 0..SERIES.len() {
                let ratio = contrast(Ink::Series(k), Ink::Paper, theme);
                assert!(ratio >= 2.0, "series {k} in {theme:?}: {ratio:.2}");
            }
        }
    }
}
