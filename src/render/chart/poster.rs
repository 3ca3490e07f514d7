//! The poster, `report.png`: what happened, on one image for a chat message. The verdict and what to do, the two core
//! retentions, and the words that were lost or took over.

use super::canvas::{Canvas, Drawn, Image, paint};
use super::scene::{Align, Ink, shape};
use super::{bitmap, label, panel, png, theme};
use crate::error::Error;
use crate::render::escape::{NAME, terminal};
use crate::render::format::count;
use crate::render::{Theme, advice, certainty, plain, sign, stages, story};
use crate::report::{Figure, FigureKind, Report};
use crate::terms::Status;

/// Em of the headline.
const HEADLINE: f64 = 60.0;
/// Radius of the mark before it.
const MARK: f64 = 18.0;
/// Em of the sentences.
const SENTENCE: f64 = 36.0;
/// Panels of retention.
const PANELS: usize = 2;
/// Lines of a sentence below the charts.
const LINES: usize = 6;
/// Words of a list.
const WORDS: usize = 6;
/// Width of the band that repeats the verdict.
const BAND: f64 = 28.0;
const LEFT: f64 = BAND + theme::MARGIN;
const TEXT: f64 = theme::SHEET_WIDTH as f64 - LEFT - theme::MARGIN;

/// Draws the poster of a report; returns the bytes of a PNG file.
///
/// # Errors
/// [`Error::Draw`] where the image cannot be encoded.
pub fn poster(report: &Report, theme: Theme) -> Result<Vec<u8>, Error> {
    draw(report, theme)
        .and_then(|image| png::encode(&image))
        .map_err(|fault| Error::Draw { chart: "report".to_owned(), reason: fault.to_string() })
}

fn draw(report: &Report, theme: Theme) -> Drawn<Image> {
    let mut parts = vec![head(report, theme)?];
    let is_retention = |f: &&Figure| f.kind == FigureKind::Trend && f.sheet == "retention";
    let figures: Vec<&Figure> = report.figures.iter().filter(is_retention).take(PANELS).collect();
    if !figures.is_empty() {
        parts.push(panel::draw(&figures, theme)?);
    }
    parts.push(foot(report, theme)?);
    Ok(panel::grid(&parts, 1, theme))
}

fn head(report: &Report, theme: Theme) -> Drawn<Image> {
    let status = story::worst(report).map_or(Status::NotRun, |worst| sign::like(worst.verdict));
    let color = Ink::Sign(status);
    let first = 2.0 * MARK + 30.0;
    let headline = label::wrap(&story::headline(report, 160), HEADLINE, TEXT - first, 3);
    let said = [
        story::not_comparable(report, 160),
        story::not_attributable(report, 160),
        story::hidden(report, 160),
        stages::meaning(report),
        story::origins(report),
        story::latest(report),
        stages::last_safe(report).map(|safe| format!("Last safe generation: {safe}.")),
        Some(format!("Next: {}", advice::next(report))),
    ];
    let said: Vec<String> =
        said.into_iter().flatten().flat_map(|text| label::wrap(&text, SENTENCE, TEXT, 3)).collect();
    let height = theme::MARGIN * 2.0
        + headline.len() as f64 * HEADLINE * theme::LEADING
        + said.len() as f64 * SENTENCE * theme::LEADING;
    paint(theme::SHEET_WIDTH, height.ceil() as u32, theme, |canvas| {
        canvas.rect((0.0, 0.0), (BAND, height), color)?;
        let baseline = theme::MARGIN + HEADLINE;
        bitmap::mark(canvas, shape(Some(status)), (LEFT + MARK, baseline - 0.36 * HEADLINE), MARK, color)?;
        let below = canvas.lines(&headline, (LEFT + first, baseline), Align::Left, HEADLINE, color)?;
        let start = (LEFT, below - HEADLINE + SENTENCE + 8.0);
        canvas.lines(&said, start, Align::Left, SENTENCE, Ink::Text)?;
        Ok(())
    })
}

fn foot(report: &Report, theme: Theme) -> Drawn<Image> {
    let mut lines: Vec<String> =
        certainty::evidence(report).into_iter().map(|e| format!("{}: {}.", e.who, e.said)).collect();
    lines.extend(certainty::puzzles(report).iter().map(|text| plain::sentence(text)));
    if let Some(worst) = story::worst(report) {
        let lost = story::lost(worst).map(|w| (w.text.as_str(), w.documents_before, w.documents_after));
        let over = worst.overused.iter().map(|w| (w.text.as_str(), w.documents_before, w.documents_after));
        let list = |label: &str, words: &mut dyn Iterator<Item = (&str, u64, u64)>| {
            let words: Vec<String> = words
                .take(WORDS)
                .map(|(text, before, after)| {
                    format!("“{}” {}→{}", terminal(text, NAME), count(before), count(after))
                })
                .collect();
            let name = story::name(&worst.current);
            let of =
                certainty::documents_counted(worst).map_or(String::new(), |n| format!(" of {}", count(n)));
            (!words.is_empty()).then(|| format!("{label} in {name}, documents{of}: {}", words.join(", ")))
        };
        lines.extend(list("Lost", &mut lost.into_iter()));
        lines.extend(list("Took over", &mut over.into_iter()));
        lines.extend(story::slices(&worst.slices, 120).map(|text| format!("Slices: {text}")));
    }
    let lines: Vec<String> = lines.iter().flat_map(|line| label::wrap(line, SENTENCE, TEXT, LINES)).collect();
    let height = 2.0 * theme::MARGIN + (lines.len() as f64 + 1.0) * SENTENCE * theme::LEADING;
    paint(theme::SHEET_WIDTH, height.ceil() as u32, theme, |canvas| write(canvas, report, &lines))
}

fn write(canvas: &mut Canvas<'_>, report: &Report, lines: &[String]) -> Drawn {
    let start = (LEFT, theme::MARGIN + SENTENCE);
    let below = canvas.lines(lines, start, Align::Left, SENTENCE, Ink::Text)?;
    let version = format!("genloss {}, 95% intervals without run-to-run variation", report.tool.version);
    canvas.text(&version, (LEFT, below), Align::Left, theme::BODY, Ink::Muted)
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;
    use crate::render::testing as reports;
    use crate::terms::Verdict;

    #[test]
    fn every_verdict_has_a_poster() {
        for verdict in Verdict::ALL {
            let mut report = reports::chain(&[(verdict, verdict)]);
            report.figures = vec![testing::figure(FigureKind::Trend, 3); 3];
            report.figures.iter_mut().for_each(|f| "retention".clone_into(&mut f.sheet));
            for (theme, paper) in [(Theme::Light, 255), (Theme::Dark, 0x14)] {
                let (width, height, rgb) = testing::decode(&poster(&report, theme).unwrap());
                assert_eq!(width, theme::SHEET_WIDTH);
                let is_ink = |v: &&u8| v.abs_diff(paper) > 127;
                assert!(height > 400 && rgb.iter().filter(is_ink).count() > 300);
            }
        }
    }

    #[test]
    fn nothing_compared_and_hostile_words_draw() {
        let mut report = reports::collapse();
        report.figures.clear();
        let c = reports::base(&mut report, "gen2");
        c.lost = vec![reports::lost(&"\u{202e}\0x".repeat(100_000), 9, 0)];
        poster(&report, Theme::Light).unwrap();
        report.comparisons.clear();
        poster(&report, Theme::Light).unwrap();
    }
}
