//! Which rows belong together, by pairs (union-find). *Source*: Tarjan (1975).

/// Sets of rows. Each is named by its first row.
#[derive(Debug, Clone)]
pub(super) struct Union(Vec<usize>);

impl Union {
    /// So many rows, each alone.
    pub(super) fn new(n_rows: usize) -> Self {
        Self((0..n_rows).collect())
    }

    /// The first row of a row's set.
    pub(super) fn first(&mut self, mut row: usize) -> usize {
        while self.0[row] != row {
            self.0[row] = self.0[self.0[row]];
            row = self.0[row];
        }
        row
    }

    /// Makes one set of two rows' sets.
    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_named_by_their_first_row_in_any_order() {
        let mut union = Union::new(6);
        for (a, b) in [(5, 4), (1, 3), (4, 3)] {
            union.join(a, b);
        }
        let firsts: Vec<usize> = (0..6).map(|row| union.first(row)).collect();
        assert_eq!(firsts, [0, 1, 2, 1, 1, 1]);
    }
}
