//! The only drawing surface: plotters' bitmap at several times the final size, averaged down so that thick lines and
//! slopes come out smooth. Coordinates are pixels of the finished image.

use std::cell::Cell;
use std::fmt;

use plotters::backend::{BitMapBackend, DrawingBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontTransform, ShapeStyle, TextStyle};

use super::scene::{Align, Ink, Point};
use super::{font, label, theme};
use crate::render::Theme;

/// Drawn pixels per finished pixel, in each direction.
const OVERSAMPLING: u32 = 2;

/// Why something could not be drawn.
#[derive(Debug)]
pub(super) struct Fault(String);

impl Fault {
    /// States a reason.
    pub(super) fn new(reason: impl fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What drawing returns.
pub(super) type Drawn<T = ()> = Result<T, Fault>;

/// Finished pixels, three bytes each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) rgb: Vec<u8>,
}

impl Image {
    /// Nothing but paper.
    pub(super) fn blank(width: u32, height: u32, theme: Theme) -> Self {
        let mut rgb = Vec::new();
        paper(&mut rgb, width, height, theme);
        Self { width, height, rgb }
    }

    /// The same at half the size in either direction.
    pub(super) fn halved(&self) -> Self {
        let (width, height) = (self.width / OVERSAMPLING, self.height / OVERSAMPLING);
        Self { width, height, rgb: average(&self.rgb, self.width as usize) }
    }

    /// Copies another image in; what would stick out is cut off.
    pub(super) fn paste(&mut self, other: &Image, left: u32, top: u32) {
        let row = 3 * other.width.min(self.width.saturating_sub(left)) as usize;
        for y in 0..other.height.min(self.height.saturating_sub(top)) {
            let from = 3 * y as usize * other.width as usize;
            let to = 3 * ((top + y) as usize * self.width as usize + left as usize);
            self.rgb[to..to + row].copy_from_slice(&other.rgb[from..from + row]);
        }
    }
}

/// Fills `pixels` with the paper's color, as many as are asked for.
fn paper(pixels: &mut Vec<u8>, width: u32, height: u32, theme: Theme) {
    let (r, g, b) = theme::color(Ink::Paper, theme).rgb();
    let row = [r, g, b].repeat(width as usize);
    pixels.resize(row.len() * height as usize, 0);
    pixels.chunks_exact_mut(row.len().max(1)).for_each(|pixels| pixels.copy_from_slice(&row));
}

thread_local! {
    /// The pixels that the last image was drawn on. They are some 50 MB: fresh ones for each image would cost more than to fill them.
    static LARGE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Something to draw on.
pub(super) struct Canvas<'a> {
    backend: BitMapBackend<'a>,
    theme: Theme,
}

/// Draws an image of this size on paper.
pub(super) fn paint(
    width: u32,
    height: u32,
    theme: Theme,
    draw: impl FnOnce(&mut Canvas<'_>) -> Drawn,
) -> Drawn<Image> {
    let large = (width * OVERSAMPLING, height * OVERSAMPLING);
    let mut pixels = LARGE.take();
    paper(&mut pixels, large.0, large.1, theme);
    let mut canvas = Canvas { backend: BitMapBackend::with_buffer(&mut pixels, large), theme };
    draw(&mut canvas)?;
    canvas.backend.present().map_err(Fault::new)?;
    drop(canvas);
    let rgb = average(&pixels, large.0 as usize);
    LARGE.set(pixels);
    Ok(Image { width, height, rgb })
}

impl Canvas<'_> {
    fn fill(&self, ink: Ink) -> ShapeStyle {
        theme::color(ink, self.theme).filled()
    }

    /// Fills a rectangle given by two opposite corners.
    pub(super) fn rect(&mut self, (x0, y0): Point, (x1, y1): Point, ink: Ink) -> Drawn {
        if [x0, y0, x1, y1].iter().all(|v| v.is_finite()) {
            let (from, to) = (at((x0.min(x1), y0.min(y1))), at((x0.max(x1), y0.max(y1))));
            let style = self.fill(ink);
            self.backend.draw_rect(from, to, &style, true).map_err(Fault::new)?;
        }
        Ok(())
    }

    /// Fills a convex polygon, covering this much of what lies below.
    pub(super) fn polygon(&mut self, corners: &[Point], ink: Ink, cover: f64) -> Drawn {
        if corners.iter().all(|(x, y)| x.is_finite() && y.is_finite()) {
            let corners = corners.iter().map(|&p| at(p));
            let style = theme::color(ink, self.theme).mix(cover).filled();
            self.backend.fill_polygon(corners, &style).map_err(Fault::new)?;
        }
        Ok(())
    }

    /// Fills a circle.
    pub(super) fn disc(&mut self, center: Point, radius: f64, ink: Ink) -> Drawn {
        let radius = (radius * f64::from(OVERSAMPLING)).round() as u32;
        let style = self.fill(ink);
        self.backend.draw_circle(at(center), radius, &style, true).map_err(Fault::new)
    }

    /// Draws lines from point to point; `dash` is pixels on, off, on, off, and empty for a solid line.
    pub(super) fn line(&mut self, points: &[Point], width: f64, ink: Ink, dash: &[f64]) -> Drawn {
        let strokes = if dash.is_empty() { vec![points.to_vec()] } else { dashes(points, dash) };
        for stroke in strokes {
            for pair in stroke.windows(2) {
                self.segment(pair[0], pair[1], width, ink)?;
            }
            // Round joints; square ends keep dashes apart.
            for &joint in stroke.iter().skip(1).rev().skip(1) {
                self.disc(joint, width / 2.0, ink)?;
            }
        }
        Ok(())
    }

    fn segment(&mut self, (x0, y0): Point, (x1, y1): Point, width: f64, ink: Ink) -> Drawn {
        let length = (x1 - x0).hypot(y1 - y0);
        let half = width / 2.0;
        if length == 0.0 || !length.is_finite() {
            Ok(())
        } else if x0 == x1 {
            self.rect((x0 - half, y0), (x0 + half, y1), ink)
        } else if y0 == y1 {
            self.rect((x0, y0 - half), (x1, y0 + half), ink)
        } else {
            let (nx, ny) = ((y1 - y0) / length * half, (x0 - x1) / length * half);
            let corners = [(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)];
            self.polygon(&corners, ink, 1.0)
        }
    }

    /// Writes one line of text, after making it safe; `y` is its baseline.
    pub(super) fn text(&mut self, text: &str, (x, y): Point, align: Align, em: f64, ink: Ink) -> Drawn {
        let text = label::clean(text);
        let x = x - shift(align) * font::width(&text, em);
        self.write(&text, (x, y - em * font::SIZE_PER_EM / 2.0), FontTransform::None, em, ink)
    }

    /// Writes one line of text that reads upward; `x` is its baseline, the text's left end is its lower one.
    pub(super) fn text_up(&mut self, text: &str, (x, y): Point, align: Align, em: f64, ink: Ink) -> Drawn {
        let text = label::clean(text);
        let y = y + shift(align) * font::width(&text, em);
        self.write(&text, (x - em * font::SIZE_PER_EM / 2.0, y), FontTransform::Rotate270, em, ink)
    }

    fn write(&mut self, text: &str, corner: Point, turn: FontTransform, em: f64, ink: Ink) -> Drawn {
        let color = theme::color(ink, self.theme);
        let style = TextStyle::from(font::face(em * f64::from(OVERSAMPLING))?)
            .color(&color)
            .transform(turn)
            .pos(Pos::new(HPos::Left, VPos::Top));
        self.backend.draw_text(text, &style, at(corner)).map_err(Fault::new)
    }

    /// Writes lines of text below each other; returns the baseline that a next line would have.
    pub(super) fn lines(
        &mut self,
        lines: &[String],
        (x, y): Point,
        align: Align,
        em: f64,
        ink: Ink,
    ) -> Drawn<f64> {
        let mut baseline = y;
        for line in lines {
            self.text(line, (x, baseline), align, em, ink)?;
            baseline += em * theme::LEADING;
        }
        Ok(baseline)
    }
}

/// Which share of a text's width lies before its position.
fn shift(align: Align) -> f64 {
    match align {
        Align::Left => 0.0,
        Align::Center => 0.5,
        Align::Right => 1.0,
    }
}

/// The drawn pixel of a finished position; far-away positions are pulled near, so that plotters' integers hold.
fn at((x, y): Point) -> (i32, i32) {
    let scale = |v: f64| (v.clamp(-1e5, 1e5) * f64::from(OVERSAMPLING)).round() as i32;
    (scale(x), scale(y))
}

/// Cuts a path into its visible strokes.
fn dashes(points: &[Point], dash: &[f64]) -> Vec<Vec<Point>> {
    let mut strokes: Vec<Vec<Point>> = Vec::new();
    let (mut k, mut left, mut visible) = (0, dash[0], true);
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let length = (x1 - x0).hypot(y1 - y0);
        let mut done = 0.0;
        if visible {
            match strokes.last_mut() {
                Some(stroke) if stroke.last() == Some(&pair[0]) => {}
                _ => strokes.push(vec![pair[0]]),
            }
        }
        while done < length {
            let step = left.min(length - done);
            done += step;
            left -= step;
            let here = (x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length);
            if visible && let Some(stroke) = strokes.last_mut() {
                stroke.push(here);
            }
            if left <= 0.0 {
                k = (k + 1) % dash.len();
                left = dash[k];
                visible = !visible;
                if visible {
                    strokes.push(vec![here]);
                }
            }
        }
    }
    strokes
}

/// Averages blocks of pixels: the finished pixels. Whole rows are added up first, which needs no look at where a pixel begins.
fn average(large: &[u8], large_width: usize) -> Vec<u8> {
    const N: usize = OVERSAMPLING as usize;
    const AREA: u16 = (N * N) as u16;
    let row = 3 * large_width;
    let mut out = vec![0u8; large.len() / (N * N)];
    let mut sums = vec![0u16; row];
    for (out, rows) in out.chunks_exact_mut(row / N).zip(large.chunks_exact(row * N)) {
        sums.fill(0);
        for row in rows.chunks_exact(row) {
            sums.iter_mut().zip(row).for_each(|(sum, &value)| *sum += u16::from(value));
        }
        for (out, block) in out.chunks_exact_mut(3).zip(sums.chunks_exact(3 * N)) {
            for (channel, value) in out.iter_mut().enumerate() {
                let sum: u16 = (0..N).map(|pixel| block[3 * pixel + channel]).sum();
                *value = ((sum + AREA / 2) / AREA) as u8;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averaging_halves_each_side() {
        // Two rows of four pixels: black and white columns, then all white.
        let row = |a: u8| [[a; 3], [0xFF; 3], [0xFF; 3], [0xFF; 3]].concat();
        let large = [row(0), row(0)].concat();
        assert_eq!(average(&large, 4), [[128; 3], [255; 3]].concat());
    }

    #[test]
    fn dashes_are_as_long_as_asked_and_go_around_corners() {
        let strokes = dashes(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], &[8.0, 4.0]);
        assert_eq!(strokes[0], [(0.0, 0.0), (8.0, 0.0)]);
        assert_eq!(strokes[1], [(10.0, 2.0), (10.0, 10.0)]);
        let corner = dashes(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], &[15.0, 4.0]);
        assert_eq!(corner[0], [(0.0, 0.0), (10.0, 0.0), (10.0, 5.0)]);
    }

    #[test]
    fn nothing_finite_or_far_away_panics() {
        let image = paint(10, 10, Theme::Light, |canvas| {
            let far = (1e300, -1e300);
            canvas.line(&[(0.0, 0.0), far, (f64::NAN, 2.0)], 3.0, Ink::First, &[])?;
            canvas.rect((0.0, f64::INFINITY), (3.0, 3.0), Ink::First)?;
            canvas.polygon(&[], Ink::First, 1.0)?;
            canvas.text("\u{202e}\n", (-50.0, 5.0), Align::Right, 24.0, Ink::First)
        });
        assert_eq!(image.map(|i| i.rgb.len()).ok(), Some(300));
    }

    #[test]
    fn the_theme_decides_the_paper() {
        let first = |theme| paint(2, 2, theme, |_| Ok(())).unwrap().rgb[..3].to_vec();
        assert_eq!(first(Theme::Light), [255; 3]);
        assert_eq!(first(Theme::Dark), [0x14, 0x17, 0x1A]);
        assert_eq!(Image::blank(1, 1, Theme::Dark).rgb, first(Theme::Dark));
    }

    #[test]
    fn pasting_cuts_off_what_sticks_out() {
        let mut sheet = Image::blank(4, 4, Theme::Light);
        let mut black = Image::blank(3, 3, Theme::Light);
        black.rgb.fill(0);
        sheet.paste(&black, 2, 2);
        assert_eq!(sheet.rgb.iter().filter(|&&v| v == 0).count(), 12);
    }
}
