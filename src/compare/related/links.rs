//! Which texts are alike, by the rare words that they share.
//!
//! Two answers to one prompt share names, numbers and turns of phrase that answers to other prompts lack, and that is also all
//! by which one could betray to the other what the reference holds.

use rayon::prelude::*;

/// Words of more than this share of the documents say nothing of a prompt.
const RARE_SHARE: f64 = 0.02;

/// A word of so few documents is rare however few documents there are.
const RARE_DOCUMENTS: usize = 5;

/// Texts less alike than this are strangers.
const LEAST: f64 = 0.1;

/// Neighbours looked at of one text.
const MOST: usize = 8;

/// Texts near to one, each with how near it is (more is nearer), the nearest first.
pub(super) type Nearest = Vec<(f64, usize)>;

/// The distinct words of texts, ready for finding who shares them.
#[derive(Debug)]
pub(super) struct Alike {
    /// Rare words of each text, by number, ascending.
    words: Vec<Vec<u32>>,
    /// Texts that hold each of them, ascending.
    holders: Vec<Vec<u32>>,
    /// Square of the weight of each.
    weights: Vec<f64>,
    /// Length of each text's vector of weights.
    lengths: Vec<f64>,
}

impl Alike {
    /// Of texts by the hashes of their words, in any order and as often as they occur.
    ///
    /// Cost: O(n log n) in the words of all texts.
    pub(super) fn of(texts: &[Vec<u64>]) -> Self {
        let mut pairs: Vec<(u64, u32)> = Vec::new();
        for (text, words) in (0..).zip(texts) {
            pairs.extend(words.iter().map(|&word| (word, text)));
        }
        pairs.par_sort_unstable();
        pairs.dedup();
        let n = texts.len() as f64;
        let rare = RARE_DOCUMENTS.max((RARE_SHARE * n) as usize);
        let mut this = Self {
            words: vec![Vec::new(); texts.len()],
            holders: Vec::new(),
            weights: Vec::new(),
            lengths: vec![0.0; texts.len()],
        };
        for holders in pairs.chunk_by(|a, b| a.0 == b.0).filter(|holders| holders.len() <= rare) {
            let weight = (n / holders.len() as f64).ln().powi(2);
            let number = this.holders.len() as u32;
            for &(_, text) in holders {
                this.lengths[text as usize] += weight;
                if holders.len() > 1 {
                    this.words[text as usize].push(number);
                }
            }
            if holders.len() > 1 {
                this.holders.push(holders.iter().map(|&(_, text)| text).collect());
                this.weights.push(weight);
            }
        }
        this.lengths.iter_mut().for_each(|length| *length = length.sqrt());
        this
    }

    /// For each text the others that are like it and that `keep` admits, ties by position; no more than a few. How near: the cosine of their
    /// rare words, weighted by how few documents hold each (inverse document frequency).
    ///
    /// Cost: for each text the sum of the holders of its rare words.
    pub(super) fn nearest(&self, keep: impl Fn(usize, usize) -> bool + Sync) -> Vec<Nearest> {
        let n = self.words.len();
        let found = (0..n).into_par_iter().map_init(
            || vec![0.0f64; n],
            |shared, text| {
                let mut touched = Vec::new();
                for &word in &self.words[text] {
                    for &other in &self.holders[word as usize] {
                        let sum = &mut shared[other as usize];
                        if *sum == 0.0 {
                            touched.push(other as usize);
                        }
                        *sum += self.weights[word as usize];
                    }
                }
                let mut like: Vec<(f64, usize)> = touched
                    .iter()
                    .filter(|&&other| other != text && keep(text, other))
                    .map(|&other| (shared[other] / (self.lengths[text] * self.lengths[other]), other))
                    .filter(|&(likeness, _)| likeness >= LEAST)
                    .collect();
                touched.iter().for_each(|&other| shared[other] = 0.0);
                like.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                like.truncate(MOST);
                like
            },
        );
        found.collect()
    }

    /// Pairs of texts across the border at `border` (those before it and those from it on) of which each is the other's nearest
    /// over there, and clearly nearer than any other that does not have the same `place`.
    pub(super) fn partners<P: PartialEq + Sync>(&self, border: usize, places: &[P]) -> Vec<(usize, usize)> {
        /// A partner is at least so alike …
        const SURE: f64 = 0.3;
        /// … and the next one at most this share of it.
        const NEXT: f64 = 0.7;
        let nearest = self.nearest(|text, other| (text < border) != (other < border));
        let sure = |text: usize| -> Option<usize> {
            let &(likeness, partner) = nearest[text].first().filter(|(likeness, _)| *likeness >= SURE)?;
            let elsewhere = nearest[text].iter().find(|(_, other)| places[*other] != places[partner]);
            elsewhere.is_none_or(|(next, _)| *next <= NEXT * likeness).then_some(partner)
        };
        let found = (0..border).filter_map(|text| Some((text, sure(text)?)));
        // With several answers at one place the nearest one back may be a sibling.
        found
            .filter(|&(text, partner)| sure(partner).is_some_and(|back| places[back] == places[text]))
            .collect()
    }
}

/// Links between texts by several ways to tell who is near whom, those first that most ways and both ends agree upon: what each way
/// says of either end counts by the reciprocal of its rank (reciprocal rank fusion: Cormack, Clarke & Büttcher, 2009; without
/// their constant, since here the first matters most). No scale has to be shared, and neither words that fall together by chance nor vectors crowd the others out.
pub(super) fn by_rank(ways: &[Vec<Nearest>]) -> Vec<(usize, usize)> {
    let mut votes: Vec<((usize, usize), usize)> = Vec::new();
    for (text, nearest) in ways.iter().flat_map(|way| way.iter().enumerate()) {
        votes
            .extend((1..).zip(nearest).map(|(rank, &(_, other))| ((text.min(other), text.max(other)), rank)));
    }
    votes.sort_unstable();
    let score = |votes: &[((usize, usize), usize)]| votes.iter().map(|&(_, rank)| 1.0 / rank as f64).sum();
    let mut links: Vec<(f64, (usize, usize))> =
        votes.chunk_by(|a, b| a.0 == b.0).map(|votes| (score(votes), votes[0].0)).collect();
    links.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    links.into_iter().map(|(_, link)| link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of a common word and of rare ones, each by a number.
    fn alike(texts: &[&[u64]]) -> Alike {
        let texts: Vec<Vec<u64>> = texts.iter().map(|words| [&[0], *words].concat()).collect();
        Alike::of(&texts)
    }

    #[test]
    fn texts_are_alike_by_their_rare_words_alone() {
        let mut texts: Vec<Vec<u64>> = (0..20).map(|i| vec![0, 100 + i]).collect();
        texts[3].extend([7, 8]);
        texts[9].extend([7, 8]);
        let nearest = Alike::of(&texts).nearest(|_, _| true);
        let rare = (20.0f64 / 2.0).ln().powi(2);
        let own = 20.0f64.ln().powi(2);
        assert_eq!((nearest[3].len(), nearest[3][0].1, nearest[9][0].1), (1, 9, 3));
        assert!((nearest[3][0].0 - 2.0 * rare / (2.0 * rare + own)).abs() < 1e-12);
        assert_eq!(by_rank(&[nearest]), [(3, 9)]);
    }

    #[test]
    fn partners_are_each_others_nearest_across_the_border() {
        let texts = alike(&[&[1, 2, 3], &[4, 5, 6], &[7, 8, 9], &[4, 5, 6, 10], &[1, 2, 3, 11], &[12, 13]]);
        assert_eq!(texts.partners(3, &[0, 1, 2, 3, 4, 5]), [(0, 4), (1, 3)]);
    }

    #[test]
    fn copies_of_one_text_name_no_partner_unless_they_share_a_place() {
        let texts = alike(&[&[1, 2], &[3, 4], &[1, 2], &[1, 2], &[5, 6], &[7, 8]]);
        assert_eq!(texts.partners(2, &[0, 1, 2, 3, 4, 5]), []);
        assert_eq!(texts.partners(2, &[0, 1, 9, 9, 4, 5]), [(0, 2)]);
    }

    #[test]
    fn nothing_is_like_nothing() {
        assert!(Alike::of(&[]).nearest(|_, _| true).is_empty());
        assert_eq!(alike(&[&[], &[]]).nearest(|_, _| true), [[], []]);
    }

    #[test]
    fn links_that_both_ways_and_both_ends_name_come_first() {
        let nearest =
            |of: [&[usize]; 4]| of.map(|list| list.iter().map(|&other| (0.5, other)).collect()).to_vec();
        // By words 0 and 1 name each other; by vectors 2 and 3 do, and 1 names 0 second.
        let words = nearest([&[1], &[0], &[], &[]]);
        let vectors = nearest([&[2, 3], &[3, 0], &[3], &[2]]);
        assert_eq!(by_rank(&[words, vectors]), [(0, 1), (2, 3), (0, 2), (1, 3), (0, 3)]);
    }
}
