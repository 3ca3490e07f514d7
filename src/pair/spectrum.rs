//! Frequency spectra with every block left out, by subtraction.

/// How many types have each frequency, for the whole corpus and for the corpus without each block.
///
/// Only what a block changes is stored for it, so leaving a block out costs its own types and never a pass over the
/// others.
#[derive(Debug, Clone, Default)]
pub struct Spectrum {
    whole: Vec<(u64, i64)>,
    change: Vec<Vec<(u64, i64)>>,
}

impl Spectrum {
    /// `(frequency, types)` in ascending order of frequency, without a block or with all of them.
    pub fn without(&self, block: Option<usize>) -> impl Iterator<Item = (u64, u64)> + Clone + '_ {
        let change: &[(u64, i64)] = block.map_or(&[], |b| &self.change[b]);
        Merged { whole: &self.whole, change }
    }

    /// Whether leaving this block out changes anything.
    pub fn changes_with(&self, block: usize) -> bool {
        !self.change[block].is_empty()
    }
}

#[derive(Clone)]
struct Merged<'a> {
    whole: &'a [(u64, i64)],
    change: &'a [(u64, i64)],
}

impl Iterator for Merged<'_> {
    type Item = (u64, u64);

    fn next(&mut self) -> Option<(u64, u64)> {
        loop {
            let key = match (self.whole.first(), self.change.first()) {
                (None, None) => return None,
                (Some(w), None) => w.0,
                (None, Some(c)) => c.0,
                (Some(w), Some(c)) => w.0.min(c.0),
            };
            let types = take(&mut self.whole, key) + take(&mut self.change, key);
            if types > 0 {
                return Some((key, types as u64));
            }
        }
    }
}

fn take(list: &mut &[(u64, i64)], key: u64) -> i64 {
    match list.first() {
        Some(&(k, n)) if k == key => {
            *list = &list[1..];
            n
        }
        _ => 0,
    }
}

/// Frequencies below this have a place in a dense table, the others go into a list: enough that few need the list, few
/// enough that all blocks stay in cache.
const SLOTS: usize = 256;

/// Gathers types one by one. Row 0 of the table is the whole corpus, row b + 1 what block b changes.
#[derive(Debug)]
pub(super) struct SpectrumBuilder {
    table: Vec<i32>,
    rare: Vec<Vec<(u64, i64)>>,
}

impl SpectrumBuilder {
    /// An empty spectrum of a corpus of so many blocks.
    pub(super) fn new(blocks: usize) -> Self {
        let rows = blocks + 1;
        Self { table: vec![0; rows * SLOTS], rare: vec![Vec::new(); rows] }
    }

    /// Adds a type: its key in the whole corpus, and for each block that holds it the key it has without that block.
    /// Key 0 means that the type is gone.
    #[inline]
    pub(super) fn add(&mut self, whole: u64, without: impl Iterator<Item = (usize, u64)>) {
        if whole == 0 {
            return;
        }
        self.tally(0, whole, 1);
        for (block, key) in without {
            self.tally(block + 1, whole, -1);
            if key != 0 {
                self.tally(block + 1, key, 1);
            }
        }
    }

    /// Adds a type that lives in one block, so that nothing of it is left without that block.
    #[inline]
    pub(super) fn add_lone(&mut self, whole: u64, block: usize) {
        self.tally(0, whole, 1);
        self.tally(block + 1, whole, -1);
    }

    #[inline]
    fn tally(&mut self, row: usize, key: u64, types: i32) {
        if key < SLOTS as u64 {
            self.table[row * SLOTS + key as usize] += types;
        } else {
            self.rare[row].push((key, i64::from(types)));
        }
    }

    /// The spectrum.
    pub(super) fn finish(self) -> Spectrum {
        let rows = self.table.chunks_exact(SLOTS).zip(self.rare);
        let mut lists = rows.map(|(dense, rare)| sorted(dense, rare));
        Spectrum { whole: lists.next().unwrap_or_default(), change: lists.collect() }
    }
}

/// One row of the table and its list, in ascending order of key.
fn sorted(dense: &[i32], mut rare: Vec<(u64, i64)>) -> Vec<(u64, i64)> {
    let tallied = dense.iter().enumerate().filter(|&(_, &n)| n != 0);
    rare.extend(tallied.map(|(at, &n)| (at as u64, i64::from(n))));
    rare.sort_unstable_by_key(|&(k, _)| k);
    let mut list: Vec<(u64, i64)> = Vec::with_capacity(rare.len());
    for (k, n) in rare {
        match list.last_mut() {
            Some(last) if last.0 == k => last.1 += n,
            _ => list.push((k, n)),
        }
    }
    list.retain(|&(_, n)| n != 0);
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Leaving out by subtraction equals counting the rest anew, for small and for large counts.
    #[test]
    fn subtraction_equals_recounting() {
        let types: [&[(usize, u64)]; 5] =
            [&[(0, 1)], &[(0, 2), (1, 3)], &[(2, 5000), (3, 1)], &[(1, 1), (2, 1), (3, 1)], &[(3, 900)]];
        let mut builder = SpectrumBuilder::new(4);
        for cells in types {
            let total: u64 = cells.iter().map(|c| c.1).sum();
            builder.add(total, cells.iter().map(|&(b, v)| (b, total - v)));
        }
        let spectrum = builder.finish();
        for left_out in [None, Some(0), Some(1), Some(2), Some(3)] {
            let mut expected = std::collections::BTreeMap::new();
            for cells in types {
                let k: u64 = cells.iter().filter(|c| Some(c.0) != left_out).map(|c| c.1).sum();
                if k > 0 {
                    *expected.entry(k).or_insert(0u64) += 1;
                }
            }
            let found: Vec<_> = spectrum.without(left_out).collect();
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{left_out:?}");
        }
    }
}
