//! Texts that belong together, in small groups, and the groups in blocks of equal size.

use crate::profile::BLOCKS;

/// Texts of a group at least allowed.
const LEAST_CAP: usize = 8;

/// Groups that the largest allowed ones would make of all texts.
const FEWEST_GROUPS: usize = 400;

/// Groups of texts, grown along links until they are full.
#[derive(Debug)]
pub(super) struct Clusters {
    parent: Vec<usize>,
    size: Vec<usize>,
    cap: usize,
}

impl Clusters {
    /// Every text by itself, to be joined with what it resembles.
    pub(super) fn new(n: usize) -> Self {
        Self::of_at_most(LEAST_CAP.max(n / FEWEST_GROUPS), n)
    }

    /// Every text by itself, and groups of at most so many texts.
    pub(super) fn of_at_most(cap: usize, n: usize) -> Self {
        Self { parent: (0..n).collect(), size: vec![1; n], cap }
    }

    /// From now on groups grow no further than this.
    pub(super) fn limit(&mut self, cap: usize) {
        self.cap = cap;
    }

    /// Joins texts along links, in their order, where the group does not become too large: without a limit everything would be
    /// joined with everything by chains of chance.
    pub(super) fn join(&mut self, links: impl IntoIterator<Item = (usize, usize)>) {
        for (a, b) in links {
            let (a, b) = (self.find(a), self.find(b));
            if a != b && self.size[a] + self.size[b] <= self.cap {
                let (first, second) = (a.min(b), a.max(b));
                self.parent[second] = first;
                self.size[first] += self.size[second];
            }
        }
    }

    fn find(&mut self, mut text: usize) -> usize {
        while self.parent[text] != text {
            self.parent[text] = self.parent[self.parent[text]];
            text = self.parent[text];
        }
        text
    }

    /// The group of each text, by its first member.
    pub(super) fn groups(&mut self) -> Vec<usize> {
        (0..self.parent.len()).map(|text| self.find(text)).collect()
    }

    /// The block of each text, of which those before `border` are one side's: groups whole, in the order that is drawn by `lot`, so that
    /// neither side nor the order of a file decides, each where it leaves the blocks of either side most equal. With the largest
    /// first blocks would be more equal still, but in how many copies they hold, too, and that many would seem sure.
    pub(super) fn blocks(&mut self, border: usize, lot: impl Fn(usize) -> u64) -> Vec<u8> {
        let groups = self.groups();
        let side = |text: usize| usize::from(text >= border);
        let mut members = vec![[0usize; 2]; groups.len()];
        groups.iter().enumerate().for_each(|(text, &group)| members[group][side(text)] += 1);
        let mut leaders: Vec<usize> = (0..groups.len()).filter(|&text| groups[text] == text).collect();
        leaders.sort_by_key(|&leader| (lot(leader), leader));
        let mut filled = [[0usize; 2]; BLOCKS];
        let mut block_of = vec![0u8; groups.len()];
        for leader in leaders {
            let own = members[leader];
            // What the sum of squares grows by, but for what is the same for every block.
            let cost = |filled: &[usize; 2]| filled[0] * own[0] + filled[1] * own[1];
            let lightest = filled
                .iter()
                .enumerate()
                .min_by_key(|(block, filled)| (cost(filled), filled[0] + filled[1], *block));
            let block = lightest.map_or(0, |(block, _)| block);
            (0..2).for_each(|side| filled[block][side] += own[side]);
            block_of[leader] = block as u8;
        }
        groups.iter().map(|&group| block_of[group]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_end_where_a_group_is_full() {
        let mut clusters = Clusters::new(40);
        clusters.join((0..39).map(|i| (i, i + 1)));
        let groups = clusters.groups();
        assert!(groups.chunk_by(|a, b| a == b).all(|group| group.len() <= LEAST_CAP));
        assert_eq!(groups[..8], [0; 8]);
    }

    #[test]
    fn groups_stay_whole_and_blocks_are_of_one_size() {
        let mut clusters = Clusters::new(320);
        clusters.join((0..80).map(|i| (i, 319 - i)));
        let blocks = clusters.blocks(160, |text| text as u64 % 7);
        assert!((0..80).all(|i| blocks[i] == blocks[319 - i]));
        for side in [&blocks[..160], &blocks[160..]] {
            let mut sizes = [0; BLOCKS];
            side.iter().for_each(|&b| sizes[usize::from(b)] += 1);
            assert_eq!(sizes, [5; BLOCKS]);
        }
    }

    #[test]
    fn few_blocks_are_as_equal_as_many() {
        // Folded to 16, block b meets b + 16.
        let mut clusters = Clusters::new(100);
        let blocks = clusters.blocks(50, |text| text as u64);
        let mut sizes = [0; 16];
        blocks.iter().for_each(|&b| sizes[usize::from(b) & 15] += 1);
        assert!(sizes.iter().all(|&n| (6..=7).contains(&n)), "{sizes:?}");
    }
}
