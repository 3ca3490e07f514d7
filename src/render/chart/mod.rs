//! Charts: figures of a report are laid out once, as scenes; images are written from them here, and SVG on the page.
//!
//! | file | what |
//! |---|---|
//! | `scene.rs` | a figure laid out: plain data, for both writers |
//! | `trend/`, `loglog.rs`, `stack.rs`, `paired_bars.rs`, `plane.rs`, `scatter.rs`, `rows.rs` | how each kind is laid out |
//! | `scale.rs`, `label.rs`, `font/` | values to positions, hostile text, the embedded font |
//! | `bitmap.rs`, `canvas.rs`, `theme.rs`, `png.rs` | the writer of images: drawn with plotters, averaged down to smooth pixels, encoded |
//! | `small.rs` | small charts of what decided, for the first screen and the poster |
//! | `panel.rs`, `key.rs`, `poster.rs` | what stands around a scene on paper; the report on one image |
//!
//! The other writer, of SVG, is `html/svg.rs`.
//!
//! Figures carry raw model output; whatever is written on a canvas passes `label::clean` first. The same figures give
//! the same bytes on every machine, because the font is embedded.

use crate::error::Error;
use crate::render::Theme;
use crate::report::{Figure, FigureKind};

mod bitmap;
mod canvas;
mod font;
mod key;
pub(in crate::render) mod label;
mod loglog;
mod paired_bars;
mod panel;
mod plane;
mod png;
mod poster;
mod rows;
mod scale;
mod scatter;
pub(in crate::render) mod scene;
pub(in crate::render) mod small;
mod stack;
#[cfg(test)]
pub(in crate::render) mod testing;
mod theme;
mod trend;

use canvas::{Drawn, Image};
pub use poster::poster;
use scene::{Laid, Target};

/// Figures drawn on one sheet; more would make an image that no viewer opens.
const MAX_FIGURES: usize = 40;

/// Groups figures by sheet; sheets and their figures keep the order of the report.
pub fn sheets(figures: &[Figure]) -> Vec<(String, Vec<&Figure>)> {
    let mut sheets: Vec<(String, Vec<&Figure>)> = Vec::new();
    for figure in figures {
        match sheets.iter_mut().find(|(name, _)| *name == figure.sheet) {
            Some((_, members)) => members.push(figure),
            None => sheets.push((figure.sheet.clone(), vec![figure])),
        }
    }
    sheets
}

/// Draws the figures of one sheet; returns the bytes of a PNG file.
///
/// Figures without any value become a panel that says so, and nothing in a figure's text can break the image.
///
/// # Errors
/// [`Error::Draw`] where the image cannot be encoded, for example because there is no folder for temporary files.
pub fn draw_sheet(figures: &[&Figure], theme: Theme) -> Result<Vec<u8>, Error> {
    draw_image(figures, theme).and_then(|image| png::encode(&image)).map_err(|fault| Error::Draw {
        chart: figures.first().map_or_else(String::new, |figure| label::clean(&figure.sheet)),
        reason: fault.to_string(),
    })
}

fn draw_image(figures: &[&Figure], theme: Theme) -> Drawn<Image> {
    let shown = &figures[..figures.len().min(MAX_FIGURES)];
    let kinds = shown.chunk_by(|a, b| a.kind == b.kind);
    let mut parts: Vec<Image> = kinds.map(|same| panel::draw(same, theme)).collect::<Drawn<_>>()?;
    let n_left_out = figures.len() - shown.len();
    if n_left_out > 0 {
        parts.push(panel::remark(&format!("{n_left_out} more figures are in report.json."), theme)?);
    } else if figures.is_empty() {
        parts.push(panel::remark("Nothing to show: this sheet has no figures.", theme)?);
    }
    Ok(panel::grid(&parts, 1, theme))
}

/// Lays out figures of one kind, so many in a row.
pub(in crate::render) fn scenes(figures: &[&Figure], columns: usize, target: Target) -> Vec<Laid> {
    let one = match figures.first().map(|figure| figure.kind) {
        None => return Vec::new(),
        Some(FigureKind::Trend) => return trend::scenes(figures, columns, target),
        Some(FigureKind::LogLog) => loglog::scene as fn(&Figure, Target) -> Laid,
        Some(FigureKind::Stack) => stack::scene,
        Some(FigureKind::PairedBars) => paired_bars::scene,
        Some(FigureKind::Map) => plane::scene,
        Some(FigureKind::Scatter) => scatter::scene,
    };
    figures.iter().map(|figure| emptiness(figure).map_or_else(|| one(figure, target), Err)).collect()
}

/// Why a figure has nothing to show; `None` = it has something.
fn emptiness(figure: &Figure) -> Option<&'static str> {
    if figure.series.is_empty() {
        Some("no series was measured")
    } else if figure.series.iter().all(|series| series.x.is_empty() || series.y.is_empty()) {
        Some("no value was measured")
    } else if figure.series.iter().flat_map(|s| &s.y).all(|y| !y.is_some_and(f64::is_finite)) {
        Some("every value is undefined; report.json has the reasons")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Series;

    const KINDS: [FigureKind; 6] = [
        FigureKind::Trend,
        FigureKind::LogLog,
        FigureKind::Stack,
        FigureKind::PairedBars,
        FigureKind::Map,
        FigureKind::Scatter,
    ];

    /// Draws, decodes and checks that something was drawn.
    fn draw(figures: &[&Figure]) -> (u32, u32) {
        let (width, height, rgb) = testing::decode(&draw_sheet(figures, Theme::Light).unwrap());
        assert_eq!(rgb.len(), 3 * width as usize * height as usize);
        assert!(rgb.iter().filter(|&&v| v < 128).count() > 300, "blank");
        assert_eq!(width, theme::SHEET_WIDTH);
        (width, height)
    }

    fn change(kind: FigureKind, n: usize, edit: impl Fn(&mut Series)) -> Figure {
        let mut figure = testing::figure(kind, n);
        figure.series.iter_mut().for_each(edit);
        figure
    }

    #[test]
    fn sheets_keep_the_order_of_the_report() {
        let figures: Vec<Figure> = ["b", "a", "b", "c", "a"]
            .iter()
            .enumerate()
            .map(|(i, sheet)| Figure {
                id: i.to_string(),
                sheet: (*sheet).to_owned(),
                ..testing::figure(FigureKind::Trend, 2)
            })
            .collect();
        let grouped: Vec<(String, String)> = sheets(&figures)
            .into_iter()
            .map(|(name, members)| (name, members.iter().map(|f| f.id.as_str()).collect()))
            .collect();
        let expected = [("b", "02"), ("a", "14"), ("c", "3")];
        assert_eq!(grouped, expected.map(|(name, ids)| (name.to_owned(), ids.to_owned())));
        assert_eq!(sheets(&[]), []);
    }

    #[test]
    fn every_kind_draws_one_two_and_ten_positions() {
        for kind in KINDS {
            for n in [1, 2, 10] {
                draw(&[&testing::figure(kind, n)]);
            }
        }
    }

    #[test]
    fn figures_of_a_sheet_stand_in_two_columns() {
        let trend = testing::figure(FigureKind::Trend, 3);
        let (_, two) = draw(&[&trend, &trend]);
        let (_, three) = draw(&[&trend, &trend, &trend]);
        assert!(three > two && three < 2 * two);
        let bars = testing::figure(FigureKind::PairedBars, 3);
        draw(&[&trend, &bars, &bars, &testing::figure(FigureKind::Stack, 3)]);
    }

    #[test]
    fn nothing_to_show_is_a_calm_panel() {
        draw(&[]);
        for kind in KINDS {
            let mut without_series = testing::figure(kind, 3);
            without_series.series.clear();
            draw(&[&without_series]);
            draw(&[&testing::figure(kind, 0)]);
            draw(&[&change(kind, 3, |s| s.y.fill(None))]);
            draw(&[&change(kind, 3, |s| s.y.fill(Some(f64::NAN)))]);
            draw(&[&change(kind, 3, |s| s.y.fill(Some(-1.0)))]);
        }
    }

    #[test]
    fn ragged_and_extreme_numbers_draw() {
        for kind in KINDS {
            draw(&[&change(kind, 4, |s| {
                s.y = vec![Some(f64::MAX), None, Some(1e-300)];
                s.x = vec![-7.0, f64::NAN, 1e18, 2.0, 3.0];
                s.low = vec![Some(f64::NEG_INFINITY)];
                s.status.truncate(1);
            })]);
            draw(&[&change(kind, 4, |s| s.y = vec![Some(f64::MAX), Some(f64::MIN), Some(0.0), None])]);
        }
    }

    #[test]
    fn hostile_text_draws() {
        let long = "x\n".repeat(1 << 19);
        for kind in KINDS {
            for text in ["", " ", "\u{1b}[2J\u{202e}\0", "你好😀", "مرحبا", &long] {
                let mut figure = change(kind, 3, |s| s.name = text.to_owned());
                for field in [&mut figure.title, &mut figure.x, &mut figure.y, &mut figure.sheet] {
                    *field = text.to_owned();
                }
                figure.categories.iter_mut().for_each(|name| *name = text.to_owned());
                figure.marks.iter_mut().for_each(|mark| mark.label = text.to_owned());
                draw(&[&figure]);
            }
        }
    }

    #[test]
    fn too_much_to_draw_says_so() {
        let figure = testing::figure(FigureKind::PairedBars, 2);
        draw(&vec![&figure; MAX_FIGURES + 1]);
        for kind in KINDS {
            let mut crowded = testing::figure(kind, 700);
            crowded.series = vec![crowded.series[0].clone(); 50];
            draw(&[&crowded]);
        }
    }

    /// Whatever is drawn dark on white is drawn light on black: no color was left out of the palette.
    #[test]
    fn themes_differ_in_color_alone() {
        for kind in KINDS {
            let figure = testing::figure(kind, 4);
            let [light, dark] = [Theme::Light, Theme::Dark]
                .map(|theme| testing::decode(&draw_sheet(&[&figure], theme).unwrap()));
            assert_eq!((light.0, light.1), (dark.0, dark.1));
            let differs = |image: &(u32, u32, Vec<u8>)| -> Vec<bool> {
                let paper = image.2[..3].to_vec();
                image.2.chunks_exact(3).map(|pixel| pixel != paper).collect()
            };
            let (light, dark) = (differs(&light), differs(&dark));
            let apart = light.iter().zip(&dark).filter(|(a, b)| a != b).count();
            assert!(apart * 100 < light.iter().filter(|d| **d).count(), "{kind:?}: {apart} pixels");
        }
    }

    /// What a target's scene writes and tells.
    fn words(figure: &Figure, letters: label::Letters, width: f64) -> (Vec<String>, Vec<String>) {
        let (mut written, mut told) = (Vec::new(), Vec::new());
        for item in scenes(&[figure], 1, Target { letters, width }).remove(0).unwrap().items {
            match item {
                scene::Item::Text { text, .. } => written.push(text),
                scene::Item::Rect { says, .. } | scene::Item::Mark { says, .. } => told.push(says),
                scene::Item::Path { .. } | scene::Item::Band { .. } => {}
            }
        }
        (written, told)
    }

    #[test]
    fn a_figure_says_the_same_in_an_image_and_on_the_page() {
        for kind in KINDS {
            let mut figure = change(kind, 4, |s| {
                s.y[3] = if kind == FigureKind::Trend { Some(12.345) } else { Some(0.12345) };
            });
            // Long names are cut where they have no room.
            figure.marks.iter_mut().for_each(|mark| "fail".clone_into(&mut mark.label));
            let [mut image, mut page] = [(label::Letters::Embedded, 600.0), (label::Letters::Readers, 360.0)]
                .map(|(letters, width)| words(&figure, letters, width));
            if kind == FigureKind::Stack {
                // A longer axis has more ticks.
                let is_share = |text: &String| text.contains('.') && text.ends_with('%');
                image.0.retain(is_share);
                page.0.retain(is_share);
                assert!(image.0.iter().any(|text| text == "12.3%"), "{image:?}");
            }
            assert_eq!(image, page, "{kind:?}");
        }
    }

    #[test]
    fn the_same_figures_give_the_same_bytes() {
        for kind in KINDS {
            let figure = testing::figure(kind, 5);
            let draw = |theme| draw_sheet(&[&figure], theme).unwrap();
            assert!(draw(Theme::Light) == draw(Theme::Light));
            assert!(draw(Theme::Dark) == draw(Theme::Dark));
        }
    }
}
