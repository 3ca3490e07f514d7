//! Shares: one stacked bar a generation, lying, so that names have room; and the small parts again on an axis of
//! their own, because a tail of a tenth is what the reader came for.

use super::label::Letters;
use super::rows;
use super::scale::{self, Scale};
use super::scene::{Align, EM, Frame, Ink, Item, Laid, MIDDLE, Scene, Target};
use crate::render::format;
use crate::report::Figure;

/// Bars drawn in one plot.
const MAX_ROWS: usize = 60;
/// Parts of one bar.
const MAX_SERIES: usize = 6;
/// Bars of the small parts.
const BAR: f64 = 16.0;
/// Space between rows.
const GAP: f64 = 9.0;
/// From the foot of a plot to the end of its numbers.
const NUMBERS: f64 = 24.0;
/// From where both plots stand side by side.
const WIDE: f64 = 800.0;

/// The color of the k-th part: what is most of a bar recedes.
fn ink(k: usize) -> Ink {
    if k == 0 { Ink::Calm } else { Ink::Series(k - 1) }
}

/// A figure, sorted into rows.
struct Bars<'a> {
    figure: &'a Figure,
    letters: Letters,
    /// Names as they are, to be told, and as they are drawn.
    raw: Vec<String>,
    names: Vec<String>,
    /// One row a generation, one share a series; `None` = unknown.
    rows: Vec<Vec<Option<f64>>>,
    /// Series drawn.
    n: usize,
}

/// Lays a figure out: both plots side by side where there is room, else below each other.
pub(super) fn scene(figure: &Figure, target: Target) -> Laid {
    let Target { letters, width } = target;
    let n = figure.series.len().min(MAX_SERIES);
    let rows = rows::values(figure, MAX_ROWS, n);
    let raw = rows::names(figure, rows.len());
    let (names, widest) = rows::fitted(letters, &raw, (0.3 * width).min(210.0));
    let bars = Bars { figure, letters, raw, names, rows, n };
    let left = widest + 10.0;
    // Room for half of "100%", and for a number after a small bar.
    let (half, after) = (letters.width("100%", EM) / 2.0, letters.widest(bars.numbers(), EM) + 6.0);
    let middle = left + 0.52 * (width - left);
    let top = if n > 1 { 1.8 * EM } else { 0.0 };
    let frame = |left: f64, top: f64, right: f64, row: f64| Frame {
        left,
        top,
        right,
        bottom: top + row * bars.rows.len() as f64,
    };
    let [whole, small] = if width >= WIDE {
        let (row, end) = (bars.small_row().max(36.0), if n > 1 { middle - half } else { width - half });
        [frame(left, top, end, row), frame(middle + 32.0, top, width - after, row)]
    } else {
        let whole = frame(left, top, width - half, 24.0);
        let below = whole.bottom + NUMBERS + 2.0 * EM;
        [whole, frame(left, below, width - after, bars.small_row())]
    };
    let foot = if n > 1 { f64::max(whole.bottom, small.bottom) } else { whole.bottom };
    let outer = Frame { left, top, right: width, bottom: foot };
    let mut scene = Scene::new(target, outer, foot + NUMBERS);
    bars.whole(&mut scene, &whole);
    if n > 1 {
        bars.small(&mut scene, &small, width < WIDE);
        let first = figure.series.first().map_or("", |series| &series.name);
        let text = letters.fit(&format!("Enlarged: all but “{first}”"), EM, width - small.left);
        scene.text("All", (whole.left, whole.top - 7.0), Align::Left, Ink::Muted);
        scene.text(text, (small.left, small.top - 7.0), Align::Left, Ink::Muted);
    }
    for (k, series) in figure.series.iter().take(n).enumerate() {
        scene.name_bar(ink(k), &series.name);
    }
    let more = (figure.series.len() - n, rows::n_categories(figure) - bars.rows.len());
    scene.remark =
        (more != (0, 0)).then(|| format!("({} more bars and {} more parts are not drawn)", more.1, more.0));
    Ok(scene)
}

impl Bars<'_> {
    /// Height of a row of small parts.
    fn small_row(&self) -> f64 {
        GAP + BAR * self.n.saturating_sub(1) as f64
    }

    /// What stands after the small bars.
    fn numbers(&self) -> impl Iterator<Item = String> {
        self.rows.iter().flat_map(|row| row.iter().skip(1).map(|share| number(*share)))
    }

    fn axis(&self, scene: &mut Scene, frame: &Frame, x: &Scale) {
        let wanted = ((frame.right - frame.left) / 60.0) as usize;
        let step = scale::step(x.lo, x.hi, wanted.clamp(1, 5));
        let percent = |at: f64| (at, format!("{}%", format::tick(at * 100.0, step * 100.0)));
        let ticks = scale::ticks(x.lo, x.hi, step).into_iter().map(percent).collect();
        scene.grid_across(frame, x, ticks, self.letters);
        scene.axis_left(frame);
    }

    fn names(&self, scene: &mut Scene, frame: &Frame, row: f64) {
        for (i, name) in self.names.iter().enumerate() {
            scene.beside(name, frame.top + row * (i as f64 + 0.5), Ink::Text);
        }
    }

    fn says(&self, i: usize, k: usize) -> String {
        let clean = |text: &str| self.letters.clean(text);
        format!("{}: {} {}", clean(&self.raw[i]), clean(&self.figure.series[k].name), number(self.rows[i][k]))
    }

    fn whole(&self, scene: &mut Scene, frame: &Frame) {
        let sums = self.rows.iter().map(|row| row.iter().flatten().sum::<f64>());
        let x = Scale { lo: 0.0, hi: sums.fold(1.0, f64::max), from: frame.left, to: frame.right };
        self.axis(scene, frame, &x);
        let height = (frame.bottom - frame.top) / self.rows.len() as f64;
        self.names(scene, frame, height);
        for (i, row) in self.rows.iter().enumerate() {
            let middle = frame.top + height * (i as f64 + 0.5);
            let half = (height - GAP) / 2.0;
            if row.contains(&None) {
                // A bar with a part left out would show wrong shares.
                let at = (frame.left + 6.0, middle + MIDDLE);
                scene.text("a part has no value", at, Align::Left, Ink::Muted);
                continue;
            }
            let mut sum = 0.0;
            for (k, share) in row.iter().flatten().enumerate() {
                let (from, to) = (x.place(sum), x.place(sum + share));
                sum += share;
                // A gap between parts, where there is room for it.
                let from = if k > 0 && to - from > 2.0 { from + 1.0 } else { from };
                let (from, to) = ((from, middle - half), (to, middle + half));
                scene.items.push(Item::Rect { from, to, ink: ink(k), says: self.says(i, k) });
            }
            // The others are told where they are enlarged.
            let (text, room) = (number(row[0]), x.place(row[0].unwrap_or(0.0)) - frame.left);
            if self.letters.width(&text, EM) + 8.0 <= room {
                scene.text(text, (frame.left + room / 2.0, middle + MIDDLE), Align::Center, Ink::Text);
            }
        }
    }

    fn small(&self, scene: &mut Scene, frame: &Frame, is_alone: bool) {
        let shares = self.rows.iter().flat_map(|row| row.iter().skip(1)).flatten();
        let most = shares.fold(0.0, |a: f64, &b| a.max(b)).max(0.001);
        let x = Scale { lo: 0.0, hi: most, from: frame.left, to: frame.right };
        self.axis(scene, frame, &x);
        let height = (frame.bottom - frame.top) / self.rows.len() as f64;
        if is_alone {
            self.names(scene, frame, height);
        }
        let bar = (height - GAP) / (self.n - 1) as f64;
        for (i, row) in self.rows.iter().enumerate() {
            for (k, share) in row.iter().enumerate().skip(1) {
                let y = frame.top + height * i as f64 + GAP / 2.0 + bar * (k - 1) as f64;
                let end = x.place(share.unwrap_or(0.0));
                let (from, to) = ((frame.left, y + 1.0), (end, y + bar - 1.0));
                scene.items.push(Item::Rect { from, to, ink: ink(k), says: self.says(i, k) });
                scene.text(number(*share), (end + 5.0, y + bar / 2.0 + MIDDLE), Align::Left, Ink::Text);
            }
        }
    }
}

fn number(share: Option<f64>) -> String {
    share.map_or("no value".to_owned(), format::part)
}
