//! The poster, `report.png`: the first screen of the page on one image for a chat message, 1,200 × 675 pixels, and twice as large. The verdict and
//! what to do, the table of generations and symptoms, and charts of what decided; legible where a chat shows it 500 pixels wide.

use super::canvas::{Canvas, Drawn, Image, paint};
use super::label::{self, Letters};
use super::scene::{Align, Ink, Target, shape};
use super::small::{self, Small};
use super::{bitmap, font, png, theme};
use crate::error::Error;
use crate::render::glance::{self, Cell, Column};
use crate::render::{Theme, plain, sign, story};
use crate::report::{Comparison, Report};
use crate::terms::Status;

/// Pixels of the large image; the small one has half of either.
const SIZE: (u32, u32) = (2400, 1350);
/// Em of the headline, of the sentences, of the table's numbers and of its heads.
const HEADLINE: f64 = 82.0;
const SENTENCE: f64 = 46.0;
const NUMBER: f64 = 42.0;
const HEAD: f64 = 33.0;
/// Radius of the mark before the headline.
const MARK: f64 = 26.0;
/// Radius of the mark before a number.
const SIGN: f64 = 12.0;
/// Width of the band that repeats the verdict.
const BAND: f64 = 28.0;
const LEFT: f64 = BAND + theme::MARGIN;
const RIGHT: f64 = SIZE.0 as f64 - theme::MARGIN;
/// Pixels of a row of the table, and of the heads above.
const ROW: f64 = 72.0;
const HEADS: f64 = 2.0 * 1.15 * HEAD + 20.0;
/// Pixels that a name may take, and that the longest verdict takes.
const NAMES: f64 = 400.0;
const VERDICTS: f64 = 320.0;
/// Charts side by side, and pixels of a unit in them.
const CHARTS: usize = 3;
const UNIT: f64 = 3.0;
/// Pixels between them, and of a title.
const GAP: f64 = 60.0;
const TITLE: f64 = 60.0;

/// Draws the poster of a report; returns the bytes of two PNG files, small and twice as large.
///
/// # Errors
/// [`Error::Draw`] where an image cannot be encoded.
pub fn poster(report: &Report, theme: Theme) -> Result<[Vec<u8>; 2], Error> {
    let encoded = || -> Drawn<[Vec<u8>; 2]> {
        let large = draw(report, theme)?;
        Ok([png::encode(&large.halved())?, png::encode(&large)?])
    };
    encoded().map_err(|fault| Error::Draw { chart: "report".to_owned(), reason: fault.to_string() })
}

fn draw(report: &Report, theme: Theme) -> Drawn<Image> {
    let width = (RIGHT - LEFT - GAP * (CHARTS - 1) as f64) / (CHARTS as f64 * UNIT);
    let mut charts = small::charts(report, Target { letters: Letters::Embedded, width });
    charts.truncate(CHARTS);
    let below = charts.iter().map(|c| TITLE + UNIT * c.scene.height).fold(0.0, f64::max);
    let bottom = f64::from(SIZE.1) - theme::MARGIN;
    paint(SIZE.0, SIZE.1, theme, |canvas| {
        let y = head(canvas, report)?;
        let room = bottom - below - y - HEADS - 20.0;
        let end = table(canvas, report, y, (room / ROW).max(1.0) as usize)?;
        facts(canvas, report, end, bottom - below)?;
        for (i, chart) in charts.iter().enumerate() {
            let left = LEFT + i as f64 * (UNIT * width + GAP);
            put(canvas, chart, (left, bottom - below))?;
        }
        Ok(())
    })
}

/// The verdict, what it leaves open, and what to do; returns where the rest begins.
fn head(canvas: &mut Canvas<'_>, report: &Report) -> Drawn<f64> {
    let status = story::worst(report).map_or(Status::NotRun, |worst| sign::like(worst.verdict));
    let color = Ink::Sign(status);
    canvas.rect((0.0, 0.0), (BAND, f64::from(SIZE.1)), color)?;
    let first = 2.0 * MARK + 34.0;
    let headline = label::wrap(&glance::headline(report), HEADLINE, RIGHT - LEFT - first, 3);
    let baseline = theme::MARGIN + HEADLINE;
    bitmap::mark(canvas, shape(Some(status)), (LEFT + MARK, baseline - 0.36 * HEADLINE), MARK, color)?;
    let next = canvas.lines(&headline, (LEFT + first, baseline), Align::Left, HEADLINE, color)?;
    let before = [story::not_comparable(report, 160), story::not_attributable(report, 160)];
    let hidden = story::hidden(report, 160);
    let said = before.into_iter().chain([hidden]).flatten().flat_map(|text| wrapped(&text, 2));
    let said = said.chain(wrapped(&glance::said(report).join(" "), 2));
    let said: Vec<String> = said.chain(wrapped(&format!("Next: {}", glance::next(report)), 2)).collect();
    let start = (LEFT, next - HEADLINE + SENTENCE + 6.0);
    let below = canvas.lines(&said, start, Align::Left, SENTENCE, Ink::Text)?;
    Ok(below - SENTENCE + 10.0)
}

fn wrapped(text: &str, lines: usize) -> Vec<String> {
    label::wrap(text, SENTENCE, RIGHT - LEFT, lines)
}

/// What is shown of the loss and what changed besides, where the table leaves room for it.
fn facts(canvas: &mut Canvas<'_>, report: &Report, top: f64, bottom: f64) -> Drawn {
    let changed = glance::changed(report, 90).map(|said| format!("Changed most: {said}"));
    let said = [glance::evidence(report, 100), changed].into_iter().flatten();
    let room = ((bottom - top - 30.0) / (SENTENCE * theme::LEADING)).max(0.0) as usize;
    let lines: Vec<String> = said.map(|text| label::fit(&text, SENTENCE, RIGHT - LEFT)).take(room).collect();
    canvas.lines(&lines, (LEFT, top + 20.0 + SENTENCE), Align::Left, SENTENCE, Ink::Text).map(drop)
}

/// One row a generation, so many at most: the worst and the latest. Returns where it ends.
fn table(canvas: &mut Canvas<'_>, report: &Report, top: f64, rows: usize) -> Drawn<f64> {
    let columns = glance::columns(report);
    let shown = glance::rows(report, rows);
    let names: Vec<String> =
        shown.iter().map(|c| label::fit(&story::name(&c.current), NUMBER, NAMES - 30.0)).collect();
    let first = names.iter().map(|name| font::width(name, NUMBER) + 30.0).fold(0.0, f64::max);
    let width = (RIGHT - LEFT - first - VERDICTS) / columns.len().max(1) as f64;
    let left = |i: usize| LEFT + first + i as f64 * width;
    for (i, column) in columns.iter().enumerate() {
        for (line, text) in column.symptom.record().head.iter().enumerate() {
            let at = (left(i) + width / 2.0, top + 1.15 * HEAD * (line + 1) as f64);
            canvas.text(&label::fit(text, HEAD, width - 8.0), at, Align::Center, HEAD, Ink::Muted)?;
        }
    }
    for (k, (c, name)) in shown.iter().zip(&names).enumerate() {
        let y = top + HEADS + k as f64 * ROW;
        let baseline = y + ROW / 2.0 + 0.36 * NUMBER;
        canvas.text(name, (LEFT, baseline), Align::Left, NUMBER, Ink::Text)?;
        for (i, column) in columns.iter().enumerate() {
            cell(canvas, c, column, ((left(i), y), width))?;
        }
        let status = sign::like(c.verdict);
        let verdict = label::fit(c.verdict.name(), NUMBER, VERDICTS - 20.0);
        canvas.text(
            &verdict,
            (left(columns.len()) + 20.0, baseline),
            Align::Left,
            NUMBER,
            Ink::Sign(status),
        )?;
    }
    Ok(top + HEADS + shown.len() as f64 * ROW)
}

fn cell(
    canvas: &mut Canvas<'_>,
    c: &Comparison,
    column: &Column,
    ((left, top), width): ((f64, f64), f64),
) -> Drawn {
    let Some(Cell { status, value, .. }) = glance::cell(c, column) else { return Ok(()) };
    canvas.rect((left + 3.0, top + 3.0), (left + width - 3.0, top + ROW - 3.0), Ink::Zone(status))?;
    let text = label::fit(&value, NUMBER, width - 4.0 * SIGN - 16.0);
    let middle = left + width / 2.0 + 1.5 * SIGN;
    let sign = middle - font::width(&text, NUMBER) / 2.0 - 2.0 * SIGN;
    let line = top + ROW / 2.0;
    bitmap::mark(canvas, shape(Some(status)), (sign, line), SIGN, Ink::Sign(status))?;
    canvas.text(&text, (middle, line + 0.36 * NUMBER), Align::Center, NUMBER, Ink::Sign(status))
}

/// A chart below its title.
fn put(canvas: &mut Canvas<'_>, chart: &Small, (left, top): (f64, f64)) -> Drawn {
    let title = plain::capital(chart.column.symptom.record().head.join(" ").trim());
    canvas.text(&title, (left, top + NUMBER), Align::Left, NUMBER, Ink::Text)?;
    bitmap::draw_at(canvas, &chart.scene.items, (left, top + TITLE), UNIT)
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;
    use crate::render::testing as reports;
    use crate::terms::Verdict;

    #[test]
    fn every_verdict_has_a_poster_in_two_sizes() {
        for verdict in Verdict::ALL {
            let report = reports::chain(&[(verdict, verdict)]);
            for (theme, paper) in [(Theme::Light, 255), (Theme::Dark, 0x14)] {
                for (png, size) in poster(&report, theme).unwrap().iter().zip([(1200, 675), (2400, 1350)]) {
                    let (width, height, rgb) = testing::decode(png);
                    assert_eq!((width, height), size);
                    let is_ink = |v: &&u8| v.abs_diff(paper) > 127;
                    assert!(rgb.iter().filter(is_ink).count() > 300);
                }
            }
        }
    }

    #[test]
    fn nothing_compared_and_hostile_words_draw() {
        let mut report = reports::collapse();
        report.figures.clear();
        let hostile = "\u{202e}\0x".repeat(100_000);
        let c = reports::base(&mut report, "gen2");
        c.current.clone_from(&hostile);
        c.reference.clone_from(&hostile);
        poster(&report, Theme::Light).unwrap();
        report.comparisons.clear();
        poster(&report, Theme::Light).unwrap();
    }
}
