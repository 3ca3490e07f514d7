//! A scene on paper: its title and legend above it, the titles of its axes around it; and how panels share a sheet.

use super::bitmap::{self, PIXELS};
use super::canvas::{Canvas, Drawn, Image, paint};
use super::label::{self, Letters};
use super::scene::{Align, Ink, Item, Laid, Point, SAMPLE, Target};
use super::{font, key, theme};
use crate::render::Theme;
use crate::report::{Figure, FigureKind};

/// Pixels for the title of a vertical axis.
const GUTTER: f64 = 1.7 * theme::BODY;
/// Pixels below a scene: the title of its horizontal axis, and some room.
const FOOT: f64 = 1.7 * theme::BODY + theme::MARGIN;
/// Pixels of a row in which nothing can be shown.
const EMPTY: f64 = 360.0;

/// Draws all figures of one kind on a sheet, two side by side where they are narrow and there are several.
pub(super) fn draw(figures: &[&Figure], theme: Theme) -> Drawn<Image> {
    let kind = figures.first().map(|figure| figure.kind);
    let is_narrow = matches!(kind, Some(FigureKind::Trend | FigureKind::PairedBars));
    let columns = if is_narrow && figures.len() > 1 { 2 } else { 1 };
    let width = theme::SHEET_WIDTH / columns;
    let around = 2.0 * theme::MARGIN + if kind == Some(FigureKind::Stack) { 0.0 } else { GUTTER };
    let target = Target { letters: Letters::Embedded, width: (f64::from(width) - around) / PIXELS };
    let scenes = super::scenes(figures, columns as usize, target);
    let panels: Vec<Panel<'_>> =
        figures.iter().zip(scenes).map(|(figure, scene)| Panel::of(figure, scene, width)).collect();
    let mut images = Vec::new();
    for row in panels.chunks(columns as usize) {
        let (head, plot) = row.iter().fold((0.0, 0.0), |(head, plot): (f64, f64), panel| {
            (head.max(panel.head()), plot.max(panel.plot()))
        });
        let plot = if plot > 0.0 { plot } else { EMPTY };
        for panel in row {
            let height = (head + plot + FOOT).ceil() as u32;
            images.push(paint(width, height, theme, |canvas| panel.draw(canvas, head, plot))?);
        }
    }
    let mut parts = vec![grid(&images, columns as usize, theme)];
    if kind == Some(FigureKind::Trend) && panels.iter().any(|panel| panel.scene.is_ok()) {
        parts.push(key::draw(figures, theme)?);
    }
    Ok(grid(&parts, 1, theme))
}

/// A figure and what stands around it.
struct Panel<'a> {
    figure: &'a Figure,
    scene: Laid,
    width: f64,
    title: Vec<String>,
    legend: Legend,
}

impl<'a> Panel<'a> {
    fn of(figure: &'a Figure, scene: Laid, width: u32) -> Self {
        let width = f64::from(width);
        let inner = width - 2.0 * theme::MARGIN;
        let entries = scene.as_ref().ok().map(|scene| {
            let entries = scene.legend.iter().map(|(sample, name)| (Some(sample.clone()), name.as_str()));
            Legend::rows(entries.chain(scene.remark.iter().map(|remark| (None, remark.as_str()))), inner)
        });
        let title = label::wrap(&figure.title, theme::TITLE, inner, 2);
        Panel { figure, scene, width, title, legend: entries.unwrap_or_default() }
    }

    /// Pixels above the scene.
    fn head(&self) -> f64 {
        self.legend_top() + self.legend.height + 18.0
    }

    fn legend_top(&self) -> f64 {
        theme::MARGIN + self.title.len() as f64 * theme::TITLE * theme::LEADING + 10.0
    }

    /// Pixels of the scene.
    fn plot(&self) -> f64 {
        self.scene.as_ref().map_or(0.0, |scene| PIXELS * scene.height)
    }

    fn draw(&self, canvas: &mut Canvas<'_>, head: f64, plot: f64) -> Drawn {
        let start = (theme::MARGIN, theme::MARGIN + theme::TITLE);
        canvas.lines(&self.title, start, Align::Left, theme::TITLE, Ink::Text)?;
        let scene = match &self.scene {
            Ok(scene) => scene,
            Err(reason) => return self.empty(canvas, reason, (head, head + plot)),
        };
        self.legend.draw(canvas, (theme::MARGIN, self.legend_top()))?;
        let left = self.width - theme::MARGIN - PIXELS * scene.width;
        bitmap::draw(canvas, &scene.items, (left, head))?;
        let (across, up) = titles(self.figure);
        let frame = scene.frame;
        let text = label::fit(across, theme::BODY, PIXELS * (frame.right - frame.left) + 80.0);
        let at = (
            left + PIXELS * f64::midpoint(frame.left, frame.right),
            head + PIXELS * scene.height + 1.35 * theme::BODY,
        );
        canvas.text(&text, at, Align::Center, theme::BODY, Ink::Text)?;
        let text = label::fit(up, theme::BODY, PIXELS * (frame.bottom - frame.top) + 60.0);
        let at = (theme::MARGIN + 0.8 * theme::BODY, head + PIXELS * f64::midpoint(frame.top, frame.bottom));
        canvas.text_up(&text, at, Align::Center, theme::BODY, Ink::Text)
    }

    /// Says that there is nothing to show, and why.
    fn empty(&self, canvas: &mut Canvas<'_>, reason: &str, (top, bottom): Point) -> Drawn {
        let inner = self.width - 2.0 * theme::MARGIN;
        canvas.rect((theme::MARGIN, top), (theme::MARGIN + inner, bottom), Ink::Hush)?;
        let text = label::fit(&format!("Nothing to show: {reason}."), theme::BODY, inner);
        let center = (self.width / 2.0, f64::midpoint(top, bottom) + 0.36 * theme::BODY);
        canvas.text(&text, center, Align::Center, theme::BODY, Ink::Muted)
    }
}

/// Titles of the horizontal and the vertical axis. A stack is drawn lying, and its names speak for themselves.
fn titles(figure: &Figure) -> (&str, &str) {
    match figure.kind {
        FigureKind::Stack => (&figure.y, ""),
        _ => (&figure.x, &figure.y),
    }
}

/// A legend in rows: the names of the series beside their samples.
#[derive(Debug, Default)]
struct Legend {
    entries: Vec<(Option<Item>, String, Point)>,
    /// Pixels from the legend's upper edge to its lower one.
    height: f64,
}

/// Pixels of a sample and the room after it.
const BEFORE: f64 = PIXELS * SAMPLE.0 + 14.0;
const ROW: f64 = theme::BODY * 1.55;

impl Legend {
    /// Lays names out in rows of this width; what has no sample is a remark.
    fn rows<'a>(entries: impl Iterator<Item = (Option<Item>, &'a str)>, width: f64) -> Self {
        let mut legend = Legend::default();
        let (mut x, mut row) = (0.0, 0.0);
        for (sample, name) in entries {
            let before = if sample.is_some() { BEFORE } else { 0.0 };
            let name = label::fit(name, theme::BODY, (width - before).min(900.0));
            let wide = before + font::width(&name, theme::BODY);
            if x > 0.0 && x + wide > width {
                (x, row) = (0.0, row + ROW);
            }
            legend.entries.push((sample, name, (x, row)));
            legend.height = row + ROW;
            x += wide + 44.0;
        }
        legend
    }

    /// Draws it with its upper left corner here.
    fn draw(&self, canvas: &mut Canvas<'_>, (left, top): Point) -> Drawn {
        for (sample, name, (x, y)) in &self.entries {
            let (mut x, baseline) = (left + x, top + y + theme::BODY);
            if let Some(sample) = sample {
                let corner = (x, baseline - 0.36 * theme::BODY - PIXELS * SAMPLE.1 / 2.0);
                bitmap::draw(canvas, std::slice::from_ref(sample), corner)?;
                x += BEFORE;
            }
            canvas.text(name, (x, baseline), Align::Left, theme::BODY, Ink::Text)?;
        }
        Ok(())
    }
}

/// A strip of the sheet's width with one line of text.
pub(super) fn remark(text: &str, theme: Theme) -> Drawn<Image> {
    paint(theme::SHEET_WIDTH, 160, theme, |canvas| {
        let center = (f64::from(theme::SHEET_WIDTH) / 2.0, 90.0);
        canvas.text(text, center, Align::Center, theme::BODY, Ink::Muted)
    })
}

/// Puts panels side by side in so many columns, row by row; each row is as high as its highest panel.
pub(super) fn grid(panels: &[Image], columns: usize, theme: Theme) -> Image {
    let rows: Vec<&[Image]> = panels.chunks(columns.max(1)).collect();
    let width = rows.iter().map(|row| row.iter().map(|panel| panel.width).sum()).max();
    let height = |row: &&[Image]| row.iter().map(|panel| panel.height).max().unwrap_or(0);
    let mut sheet = Image::blank(width.unwrap_or(1), rows.iter().map(height).sum(), theme);
    let mut top = 0;
    for row in &rows {
        let mut left = 0;
        for panel in *row {
            sheet.paste(panel, left, top);
            left += panel.width;
        }
        top += height(row);
    }
    sheet
}
