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

/// Links kept of one text.
const MOST: usize = 8;

/// Two texts and how alike they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Link {
    /// Cosine of their rare words, weighted by how few documents hold each (inverse document frequency).
    pub(super) likeness: f64,
    /// Position of the one, the smaller.
    pub(super) a: usize,
    /// Position of the other.
    pub(super) b: usize,
}

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

    /// For each text the others that are like it and that `keep` admits, the most alike first, ties by position; no more than a few.
    ///
    /// Cost: for each text the sum of the holders of its rare words.
    fn nearest(&self, keep: impl Fn(usize, usize) -> bool + Sync) -> Vec<Vec<(f64, usize)>> {
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

    /// The strongest links of every text, the most alike first.
    pub(super) fn links(&self) -> Vec<Link> {
        let nearest = self.nearest(|_, _| true);
        let mut links: Vec<Link> = nearest
            .iter()
            .enumerate()
            .flat_map(|(text, like)| {
                like.iter().map(move |&(likeness, other)| Link {
                    likeness,
                    a: text.min(other),
                    b: text.max(other),
                })
            })
            .collect();
        links.sort_by(|x, y| y.likeness.total_cmp(&x.likeness).then((x.a, x.b).cmp(&(y.a, y.b))));
        links.dedup_by_key(|link| (link.a, link.b));
        links
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
        let links = Alike::of(&texts).links();
        assert_eq!(links.len(), 1);
        let rare = (20.0f64 / 2.0).ln().powi(2);
        let own = 20.0f64.ln().powi(2);
        assert_eq!((links[0].a, links[0].b), (3, 9));
        assert!((links[0].likeness - 2.0 * rare / (2.0 * rare + own)).abs() < 1e-12);
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
        assert!(Alike::of(&[]).links().is_empty());
        assert!(alike(&[&[], &[]]).links().is_empty());
    }
}
