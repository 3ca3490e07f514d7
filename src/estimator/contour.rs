//! Density of points in a plane, and the lines that enclose most of it.

use std::collections::BTreeMap;

/// Cells of the grid, along either axis.
const CELLS: usize = 48;

/// Smallest bandwidth, as a share of the range: identical points are a dot, not nothing.
const LEAST: f64 = 0.015;

/// A rectangle of the plane, divided into a grid whose nodes carry densities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plane {
    low: [f64; 2],
    step: [f64; 2],
}

impl Plane {
    /// Around all of these points, with a margin; `None` without any.
    pub fn around<'p>(points: impl Iterator<Item = &'p [f64; 2]>) -> Option<Self> {
        let ends = points.fold(None, |ends: Option<[[f64; 2]; 2]>, p| {
            let [low, high] = ends.unwrap_or([*p; 2]);
            Some([[low[0].min(p[0]), low[1].min(p[1])], [high[0].max(p[0]), high[1].max(p[1])]])
        })?;
        let range = [0, 1].map(|a| (ends[1][a] - ends[0][a]).max(1e-9));
        // Wide enough that a density has faded out at the edge.
        let low = [0, 1].map(|a| ends[0][a] - 0.15 * range[a]);
        Some(Self { low, step: range.map(|r| 1.3 * r / (CELLS - 1) as f64) })
    }

    /// Density of points at the nodes, up to a factor: Gaussian kernel, bandwidth by Scott's rule.
    ///
    /// *Cost*: O(n + cells³). *Source*: Scott (1992), Multivariate Density Estimation, eq. 6.42.
    pub fn density(&self, points: &[[f64; 2]]) -> Density {
        let mut nodes = vec![0.0; CELLS * CELLS];
        for p in points {
            let at =
                [0, 1].map(|a| ((p[a] - self.low[a]) / self.step[a]).round().clamp(0.0, (CELLS - 1) as f64));
            nodes[at[1] as usize * CELLS + at[0] as usize] += 1.0;
        }
        let n = points.len().max(1) as f64;
        let kernel = [0, 1].map(|a| {
            let mean = points.iter().map(|p| p[a]).sum::<f64>() / n;
            let variance = points.iter().map(|p| (p[a] - mean).powi(2)).sum::<f64>() / n;
            let width = (variance.sqrt() * n.powf(-1.0 / 6.0) / self.step[a]).max(LEAST * CELLS as f64);
            (0..CELLS).map(|d| (-0.5 * (d as f64 / width).powi(2)).exp()).collect::<Vec<f64>>()
        });
        let along = |nodes: &[f64], kernel: &[f64], stride: usize, other: usize| {
            let mut out = vec![0.0; CELLS * CELLS];
            for line in 0..CELLS {
                for i in 0..CELLS {
                    let sum =
                        (0..CELLS).map(|j| nodes[line * other + j * stride] * kernel[i.abs_diff(j)]).sum();
                    out[line * other + i * stride] = sum;
                }
            }
            out
        };
        let nodes = along(&along(&nodes, &kernel[0], 1, CELLS), &kernel[1], CELLS, 1);
        Density { plane: *self, nodes }
    }
}

/// Densities at the nodes of a plane, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Density {
    plane: Plane,
    nodes: Vec<f64>,
}

/// A node or a crossing of an edge: its lower left node, and whether the edge goes up.
type Edge = (usize, usize, bool);

impl Density {
    /// The lines around the densest region that holds this share of the mass; each closed, or ending at the edge.
    pub fn enclosing(&self, share: f64) -> Vec<Vec<[f64; 2]>> {
        let mut sorted = self.nodes.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let wanted = share * sorted.iter().sum::<f64>();
        let mut held = 0.0;
        let level = sorted.into_iter().find(|value| {
            held += value;
            held >= wanted
        });
        level.map(|level| self.lines(level)).unwrap_or_default()
    }

    fn node(&self, column: usize, row: usize) -> f64 {
        self.nodes[row * CELLS + column]
    }

    /// Marching squares: where edges of the grid cross the level, joined from cell to cell.
    fn lines(&self, level: f64) -> Vec<Vec<[f64; 2]>> {
        let mut joined: BTreeMap<Edge, Vec<Edge>> = BTreeMap::new();
        for row in 0..CELLS - 1 {
            for column in 0..CELLS - 1 {
                for (a, b) in self.segments(column, row, level) {
                    joined.entry(a).or_default().push(b);
                    joined.entry(b).or_default().push(a);
                }
            }
        }
        let mut lines = Vec::new();
        // Open lines first, from their ends; what is left then is closed.
        while let Some(start) =
            joined.iter().find(|(_, next)| next.len() == 1).or(joined.iter().next()).map(|(edge, _)| *edge)
        {
            let mut line = vec![start];
            let mut at = start;
            while let Some(next) = joined.get_mut(&at).and_then(Vec::pop) {
                if let Some(back) = joined.get_mut(&next)
                    && let Some(found) = back.iter().position(|edge| *edge == at)
                {
                    back.swap_remove(found);
                }
                if joined.get(&at).is_some_and(Vec::is_empty) {
                    joined.remove(&at);
                }
                line.push(next);
                at = next;
            }
            joined.remove(&at);
            lines.push(line.into_iter().map(|edge| self.crossing(edge, level)).collect());
        }
        lines
    }

    /// The pieces of the line within a cell.
    fn segments(&self, column: usize, row: usize, level: f64) -> Vec<(Edge, Edge)> {
        let corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)];
        let above = corners.map(|(c, r)| self.node(c, r) >= level);
        // Bottom, right, top, left; edge i lies between corners i and i + 1.
        let edges: [Edge; 4] =
            [(column, row, false), (column + 1, row, true), (column, row + 1, false), (column, row, true)];
        let crossed: Vec<usize> = (0..4).filter(|&i| above[i] != above[(i + 1) % 4]).collect();
        match crossed[..] {
            [a, b] => vec![(edges[a], edges[b])],
            [_, _, _, _] => {
                // A saddle: the middle says which corners belong together.
                let middle = corners.iter().map(|&(c, r)| self.node(c, r)).sum::<f64>() / 4.0 >= level;
                match middle == above[0] {
                    true => vec![(edges[0], edges[1]), (edges[2], edges[3])],
                    false => vec![(edges[3], edges[0]), (edges[1], edges[2])],
                }
            }
            _ => Vec::new(),
        }
    }

    /// Where an edge crosses the level.
    fn crossing(&self, (column, row, up): Edge, level: f64) -> [f64; 2] {
        let (a, b) = (
            self.node(column, row),
            if up { self.node(column, row + 1) } else { self.node(column + 1, row) },
        );
        let part = if a == b { 0.5 } else { ((level - a) / (b - a)).clamp(0.0, 1.0) };
        let (x, y) = if up { (0.0, part) } else { (part, 0.0) };
        let Plane { low, step } = self.plane;
        [low[0] + (column as f64 + x) * step[0], low[1] + (row as f64 + y) * step[1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rosette: rings of points around a center, dense in the middle.
    fn rosette(center: [f64; 2]) -> Vec<[f64; 2]> {
        let point = |i: usize| {
            let (angle, radius) = (i as f64 * 2.399_963, (i as f64 / 400.0).powi(2));
            [center[0] + radius * angle.cos(), center[1] + radius * angle.sin()]
        };
        (0..400).map(point).collect()
    }

    #[test]
    fn a_line_is_closed_and_encloses_its_share() {
        let points = rosette([3.0, -2.0]);
        let plane = Plane::around(points.iter()).unwrap();
        for share in [0.5, 0.9] {
            let lines = plane.density(&points).enclosing(share);
            assert_eq!(lines.len(), 1);
            assert_eq!(lines[0].first(), lines[0].last(), "closed");
            let radius =
                lines[0].iter().map(|p| (p[0] - 3.0).hypot(p[1] + 2.0)).sum::<f64>() / lines[0].len() as f64;
            let within = points.iter().filter(|p| (p[0] - 3.0).hypot(p[1] + 2.0) <= radius).count();
            assert!((within as f64 / 400.0 - share).abs() < 0.12, "{share}: {within}");
        }
    }

    #[test]
    fn two_heaps_have_two_lines_and_identical_points_a_dot() {
        let points: Vec<_> = rosette([0.0, 0.0]).into_iter().chain(rosette([9.0, 4.0])).collect();
        let plane = Plane::around(points.iter()).unwrap();
        // Scott's rule smooths over both heaps; half of the mass is still apart.
        assert_eq!(plane.density(&points).enclosing(0.3).len(), 2);
        let dot = plane.density(&[[9.0, 4.0]; 50]).enclosing(0.9);
        assert_eq!(dot.len(), 1);
        assert!(dot[0].iter().all(|p| (p[0] - 9.0).abs() < 1.0 && (p[1] - 4.0).abs() < 1.0));
        assert_eq!(Plane::around([].iter()), None);
    }
}
