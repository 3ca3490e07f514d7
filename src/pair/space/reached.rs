//! What the balls around one side's vectors say of either side: how much of the sparse regions, and of all, is reached.

use super::super::Which;
use super::SpaceView;
use crate::terms::{Measured, Undefined};

impl SpaceView<'_> {
    /// Share of the reference's tail points with a vector of this side within their ball; both measuring halves.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] where a half holds no neighborhoods.
    pub fn tail_points_reached(&self) -> Measured {
        Ok(self.balls()?.tail_reached(self.which, self.without))
    }

    /// Tail points of the reference in both measuring halves, and how many of them no vector of this side reaches.
    ///
    /// # Errors
    /// As [`SpaceView::tail_points_reached`].
    pub fn tail_points_missed(&self) -> Result<(f64, f64), Undefined> {
        let (balls, reached) = (self.balls()?, self.tail_points_reached()?);
        Ok((balls.tail_points(), balls.tail_points() * (1.0 - reached)))
    }

    /// The share of the reference's tail points that this side reaches, times the share of the current generation's tail
    /// points that it reaches.
    ///
    /// A move takes the current vectors away from the reference's sparse points and leaves its own sparse points as far from
    /// the reference: of this product both sides keep as much. A loss takes from one side only.
    ///
    /// # Errors
    /// As [`SpaceView::tail_points_reached`].
    pub fn both_tails_reached(&self) -> Measured {
        let theirs = self.balls_of(Which::Current)?.tail_reached(self.which, self.without);
        Ok(self.tail_points_reached()? * theirs)
    }

    /// Share of all reference points with a vector of this side within their ball.
    ///
    /// # Errors
    /// As [`SpaceView::tail_points_reached`].
    pub fn points_reached(&self) -> Measured {
        Ok(self.balls()?.reached(self.which, self.without))
    }

    /// Share of this side's vectors within any ball of the reference.
    ///
    /// # Errors
    /// As [`SpaceView::tail_points_reached`].
    pub fn inside(&self) -> Measured {
        self.balls()?.inside(self.which, self.without)
    }

    /// Balls of the reference that hold a vector of this side, on average, over k.
    ///
    /// # Errors
    /// As [`SpaceView::tail_points_reached`].
    pub fn density(&self) -> Measured {
        self.balls()?.density(self.which, self.without)
    }
}
