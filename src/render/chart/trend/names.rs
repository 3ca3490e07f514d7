//! Names of the generations along the horizontal axis.

use crate::render::chart::label::Letters;
use crate::render::chart::rows;
use crate::render::chart::scene::{Align, EM, Ink, Item, MIDDLE, Scene, Stroke};
use crate::report::Figure;

/// Length that upright names may take.
const MAX_UPRIGHT: f64 = 120.0;

/// Names, cut to fit.
pub(super) struct Names {
    texts: Vec<String>,
    is_upright: bool,
    /// What they take below the plot.
    pub(super) height: f64,
}

/// The names of the generations below a plot of this width.
pub(super) fn names(figure: &Figure, width: f64, letters: Letters) -> Names {
    let n = n_categories(figure);
    let raw = rows::names(figure, n);
    let slot = width / n as f64 - 9.0;
    // Lying names may be cut a little, but not so much that their ends no longer tell them apart.
    let is_whole = |name: &String| letters.width(&letters.clean(name), EM) <= slot;
    if slot >= 165.0 || raw.iter().all(is_whole) {
        return Names { texts: letters.fit_all(&raw, EM, slot), is_upright: false, height: 1.8 * EM };
    }
    let (texts, length) = rows::fitted(letters, &raw, MAX_UPRIGHT);
    Names { texts, is_upright: true, height: length + 11.0 }
}

/// Writes the names.
pub(super) fn draw(scene: &mut Scene, figure: &Figure, letters: Letters) {
    let frame = scene.frame;
    let Names { texts, is_upright, .. } = names(figure, frame.right - frame.left, letters);
    let slot = (frame.right - frame.left) / texts.len() as f64;
    // Upright names need a line's height each; leave out what does not fit, but never the last generation.
    let every = if is_upright { (EM * 1.3 / slot).ceil().max(1.0) as usize } else { 1 };
    let last = texts.len() - 1;
    for (i, text) in texts.into_iter().enumerate() {
        let x = frame.left + (i as f64 + 0.5) * slot;
        if i != last && (i % every != 0 || last - i < every) {
            continue;
        }
        scene.line(&[(x, frame.bottom), (x, frame.bottom + 4.0)], Stroke::solid(Ink::Axis, 1.0));
        if is_upright {
            let at = (x + MIDDLE, frame.bottom + 8.0);
            let item = Item::Text { text, at, align: Align::Right, upright: true, ink: Ink::Text };
            scene.items.push(item);
        } else {
            scene.text(text, (x, frame.bottom + 6.0 + EM), Align::Center, Ink::Text);
        }
    }
}

/// Positions on the category axis; without names, as many as the series have.
pub(super) fn n_categories(figure: &Figure) -> usize {
    rows::n_categories(figure).max(1)
}
