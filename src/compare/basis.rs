//! Equal size and equal length: the profiles on which a metric is evaluated.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::columns;
use super::related::Sides;
use super::resample::{self, Outcome};
use crate::metric::{Formula, Matching, Metric, Size};
use crate::pair::{CutRow, Drawn, Pair, Purpose, Space, Vectors, View, Which, blocks_for};
use crate::profile::{BLOCKS, Profile, SampleRow, Tokenizer, VectorMoments};
use crate::terms::{Estimate, Measured, Pairing, Undefined};

/// Two profiles, prepared with as many blocks as the data bears, folded further only where a metric asks for it.
#[derive(Debug)]
pub(super) struct Basis<'a> {
    reference: Cow<'a, Profile>,
    current: Cow<'a, Profile>,
    purpose: Purpose<'a>,
    folds: [OnceLock<Pair<'a>>; 3],
}

/// Block counts, from many small to few large.
const FOLDS: [usize; 3] = [32, 16, 8];

impl<'a> Basis<'a> {
    pub(super) fn new(reference: Cow<'a, Profile>, current: Cow<'a, Profile>, purpose: Purpose<'a>) -> Self {
        Self { reference, current, purpose, folds: Default::default() }
    }

    /// Sampled rows, profiled anew, for the same purpose as another basis.
    pub(super) fn of_drawn(drawn: Drawn<'a>, tokenizer: Tokenizer, purpose: &Purpose<'a>) -> Self {
        let profile = |rows: &[CutRow<'_>]| {
            let rows = rows.iter().copied();
            Cow::Owned(match purpose.further {
                true => Profile::of_sample(tokenizer, rows),
                false => Profile::of_sample_for_decisions(tokenizer, rows),
            })
        };
        let (reference, current) = (profile(drawn.reference()), profile(drawn.current()));
        Self::new(reference, current, Purpose { drawn: Some(Arc::new(drawn)), ..purpose.clone() })
    }

    /// The earlier side.
    pub(super) fn reference(&self) -> &Profile {
        &self.reference
    }

    /// The later side.
    pub(super) fn current(&self) -> &Profile {
        &self.current
    }

    /// The sampled rows of both sides.
    pub(super) fn drawn(&self) -> Option<&Arc<Drawn<'a>>> {
        self.purpose.drawn.as_ref()
    }

    /// The two profiles themselves.
    pub(super) fn into_profiles(self) -> (Profile, Profile) {
        (self.reference.into_owned(), self.current.into_owned())
    }

    /// Documents per side at which the sides are compared.
    pub(super) fn documents(&self) -> u64 {
        let both = self.reference.n_documents().min(self.current.n_documents());
        self.purpose.cap.map_or(both, |p| both.min(p.n_documents()))
    }

    /// A metric on this basis by this formula of it, folding blocks while leave-one-out values are undefined.
    pub(super) fn evaluate(
        &self,
        metric: &Metric,
        formula: &Formula,
        matching: &Matching<'_>,
    ) -> Result<Outcome, Undefined> {
        let blocks = self.blocks(metric).or_else(|too_few| match metric.size {
            // A score interval needs no blocks, and half a handful of missing answers is worth a word.
            Size::Asked if self.any_unanswered() => Ok(FOLDS[FOLDS.len() - 1]),
            _ => Err(too_few),
        });
        self.folding(blocks, |pair| resample::evaluate(metric.kind, formula, pair, matching))
    }

    fn any_unanswered(&self) -> bool {
        self.asked().iter().zip([&self.reference, &self.current]).any(|(&asked, p)| asked > p.n_documents())
    }

    /// Rows of either side, those that the later one lacks included.
    fn asked(&self) -> [u64; 2] {
        [self.reference.n_asked(), self.current.n_asked() + self.purpose.missing.iter().sum::<u64>()]
    }

    /// What each of all blocks says of a loss, never folded: signs are flipped by block, of all metrics together.
    pub(super) fn contributions(&self, metric: &Metric, formula: &Formula) -> Vec<f64> {
        let all = (self.most_blocks(metric) == BLOCKS).then(|| self.pair(BLOCKS));
        all.and_then(|pair| resample::contributions(metric.kind, formula, pair)).unwrap_or_default()
    }

    /// The same of a metric of a column.
    pub(super) fn column_contributions(&self, metric: &Metric, at: usize) -> Vec<f64> {
        columns::contributions(metric, &self.pair(BLOCKS).column(at)).unwrap_or_default()
    }

    /// A level of the current side on this basis.
    pub(super) fn evaluate_level(
        &self,
        metric: &Metric,
        level: fn(&View<'_>) -> Measured,
    ) -> Result<Estimate, Undefined> {
        self.folding(self.blocks(metric), |pair| resample::evaluate_level(level, pair, Which::Current))
    }

    /// A metric of columns on one of them.
    pub(super) fn evaluate_column(&self, metric: &Metric, at: usize) -> Result<Outcome, Undefined> {
        self.folding(self.column_blocks(metric, at), |pair| columns::evaluate(metric, &pair.column(at)))
    }

    /// A level of one column of the current side.
    pub(super) fn evaluate_column_level(&self, metric: &Metric, at: usize) -> Result<Estimate, Undefined> {
        let current = |pair: &Pair<'_>| columns::evaluate_level(metric, &pair.column(at), Which::Current);
        self.folding(self.column_blocks(metric, at), current)
    }

    /// Usable values per side behind a metric of a column.
    pub(super) fn column_n_used(&self, metric: &Metric, at: usize) -> Result<u64, Undefined> {
        let all = [&self.reference, &self.current].map(|p| p.columns.get(at).map_or(0, |c| c.usable));
        let n = match metric.size {
            // The sampled ones; which is all of them in any but the largest corpora.
            Size::Values => self.purpose.drawn.as_ref().map_or(0, |drawn| drawn.column_rows(at)),
            _ => all[0].min(all[1]),
        };
        match all.contains(&0) {
            true => Err(Undefined::TooFewNumbers),
            false => Ok(n),
        }
    }

    /// The pair with this number of blocks or the next smaller one, however many the data would bear.
    pub(super) fn pair(&self, blocks: usize) -> &Pair<'a> {
        let at = FOLDS.iter().position(|&b| b <= blocks).unwrap_or(FOLDS.len() - 1);
        self.folds[at].get_or_init(|| Pair::new(&self.reference, &self.current, FOLDS[at], &self.purpose))
    }

    /// Documents (or vectors) per side behind a metric on this basis.
    pub(super) fn n_used(&self, metric: &Metric) -> Result<u64, Undefined> {
        match (metric.size, &self.purpose.drawn) {
            (Size::Vectors, Some(drawn)) => drawn.space().map(Space::rows),
            (Size::Moments, Some(drawn)) => drawn.space().map(Space::moment_rows),
            (Size::Vectors | Size::Moments, None) => Err(Undefined::NoEmbeddings),
            (Size::Texts, Some(drawn)) => Ok(drawn.documents()),
            (Size::Asked, _) => Ok(self.asked().into_iter().min().unwrap_or_default()),
            _ => Ok(self.documents()),
        }
    }

    /// Most blocks in which there is what a metric asks for.
    pub(super) fn most_blocks(&self, metric: &Metric) -> usize {
        let gathered = self.purpose.drawn.as_ref().and_then(|drawn| drawn.moment_blocks());
        gathered.filter(|_| metric.size == Size::Moments).unwrap_or(BLOCKS)
    }

    /// Blocks in which a metric is first tried.
    fn blocks(&self, metric: &Metric) -> Result<usize, Undefined> {
        let most = blocks_for(self.n_used(metric)?).ok_or(Undefined::TooFewDocuments)?;
        Ok(most.min(self.most_blocks(metric)))
    }

    /// The same of a metric of a column.
    fn column_blocks(&self, metric: &Metric, at: usize) -> Result<usize, Undefined> {
        blocks_for(self.column_n_used(metric, at)?).ok_or(Undefined::TooFewDocuments)
    }

    fn folding<T>(
        &self,
        most: Result<usize, Undefined>,
        evaluate: impl Fn(&Pair<'_>) -> Result<T, Undefined>,
    ) -> Result<T, Undefined> {
        let most = most?;
        let mut result = Err(Undefined::Unstable);
        for (fold, &blocks) in self.folds.iter().zip(&FOLDS).filter(|(_, b)| **b <= most) {
            let pair = fold.get_or_init(|| Pair::new(&self.reference, &self.current, blocks, &self.purpose));
            result = evaluate(pair);
            if !matches!(result, Err(Undefined::Unstable)) {
                break;
            }
        }
        result
    }
}

/// Share of the answers that may lack a counterpart at their key before as many of either side are compared.
const UNEVEN: f64 = 0.05;

/// Which rows of two samples stand for each other.
pub(super) struct Rows<'a> {
    pub(super) reference: Vec<&'a SampleRow>,
    pub(super) current: Vec<&'a SampleRow>,
    pub(super) pairing: Pairing,
    pub(super) tokenizer: Tokenizer,
    /// Where vectors come from when whole samples are compared, as they are or cut to equal length.
    pub(super) vectors: Vectors,
    /// Moments of all vectors, for whole samples compared as they are.
    pub(super) all: Option<[Arc<VectorMoments>; 2]>,
}

/// The moments of all vectors of two profiles, where they can be compared.
pub(super) fn moments_of_all(profiles: [&Profile; 2]) -> Option<[Arc<VectorMoments>; 2]> {
    let [before, after] = profiles.map(|p| p.vector_moments.clone());
    let (before, after) = before.zip(after)?;
    before.compares_with(&after).then_some([before, after])
}

impl<'a> Rows<'a> {
    /// The samples of two sides.
    pub(super) fn of(sides: &'a Sides<'_>, tokenizer: Tokenizer) -> Self {
        Self {
            reference: sides.reference.sample.rows().iter().collect(),
            current: sides.current.sample.rows().iter().collect(),
            pairing: sides.pairing,
            vectors: Vectors::Rows,
            all: moments_of_all([&sides.reference, &sides.current]),
            tokenizer,
        }
    }

    /// The same number of documents from the head of both samples.
    pub(super) fn equal_documents(&self) -> (Vec<&'a SampleRow>, Vec<&'a SampleRow>) {
        let m = self.reference.len().min(self.current.len());
        (self.reference[..m].to_vec(), self.current[..m].to_vec())
    }

    /// The same number of documents of either side, whole.
    pub(super) fn equal(&self) -> Drawn<'a> {
        let (before, after) = self.equal_documents();
        let tokenizer = self.tokenizer;
        Rows {
            reference: before,
            current: after,
            pairing: self.pairing,
            tokenizer,
            vectors: Vectors::Rows,
            all: None,
        }
        .all()
    }

    /// The same number of documents, each cut to the shorter of its pair; without pairs, to the common quantile of the
    /// two length distributions. A key with more rows on one side gives as many of either, the first in sample order.
    pub(super) fn length_matched(&self) -> Drawn<'a> {
        let mut cut = (Vec::new(), Vec::new());
        if self.pairing.is_paired() {
            for (mut b, mut a) in self.by_key() {
                let m = b.len().min(a.len());
                b.truncate(m);
                a.truncate(m);
                cut_to_common(b, a, &mut cut);
            }
        } else {
            let (b, a) = self.equal_documents();
            cut_to_common(b, a, &mut cut);
        }
        // Back in sample order, in which the head of a list is a random part of it.
        let by_rank = |(row, _): &CutRow<'_>| (row.order, row.content);
        cut.0.sort_by_key(by_rank);
        cut.1.sort_by_key(by_rank);
        Drawn::new(cut.0, cut.1, self.tokenizer).with_vectors(self.vectors)
    }

    /// Whether prompts have more answers on one side than on the other: more than 5% of all answers have no counterpart at their
    /// key. Without keys that pair rows nothing tells.
    pub(super) fn are_uneven(&self) -> bool {
        if !self.pairing.is_paired() {
            return false;
        }
        let (mut all, mut beyond) = (0, 0);
        for (b, a) in self.by_key() {
            all += b.len() + a.len();
            beyond += b.len().abs_diff(a.len());
        }
        beyond as f64 > UNEVEN * all as f64
    }

    /// As many answers to a prompt of either side, whole: the first in sample order, which is random. Prompts that one side lacks
    /// are left out. More answers to the same prompts are less varied than as many to others, so that without this a side with more
    /// of them would look poorer.
    pub(super) fn even(&self) -> Drawn<'a> {
        let mut drawn = (Vec::new(), Vec::new());
        for (b, a) in self.by_key() {
            let m = b.len().min(a.len());
            drawn.0.extend(b[..m].iter().map(|row| (*row, usize::MAX)));
            drawn.1.extend(a[..m].iter().map(|row| (*row, usize::MAX)));
        }
        Drawn::new(drawn.0, drawn.1, self.tokenizer).with_vectors(self.vectors)
    }

    /// All rows, whole.
    pub(super) fn all(&self) -> Drawn<'a> {
        let whole = |rows: &[&'a SampleRow]| rows.iter().map(|r| (*r, usize::MAX)).collect();
        Drawn::new(whole(&self.reference), whole(&self.current), self.tokenizer)
            .with_vectors(self.vectors)
            .with_moments(self.all.clone())
    }

    /// Rows of both sides that share a key. Samples are sorted by key hash.
    fn by_key(&self) -> Vec<(Vec<&'a SampleRow>, Vec<&'a SampleRow>)> {
        let before = self.reference.chunk_by(|x, y| x.order == y.order);
        let mut after = self.current.chunk_by(|x, y| x.order == y.order).peekable();
        let mut groups = Vec::new();
        for b in before {
            while after.next_if(|a| a[0].order < b[0].order).is_some() {}
            if let Some(a) = after.next_if(|a| a[0].order == b[0].order) {
                groups.push((b.to_vec(), a.to_vec()));
            }
        }
        groups
    }

    /// For each pair of rows: whether it is a duplicate of an earlier row on either side.
    pub(super) fn duplicates(&self) -> Option<Vec<(bool, bool)>> {
        let (before, after) = (repeats(&self.reference), repeats(&self.current));
        self.of_pairs(|b| before.contains(&(b.order, b.content)), |a| after.contains(&(a.order, a.content)))
    }

    /// For each pair of rows: whether it loops on either side.
    pub(super) fn loops(&self) -> Option<Vec<(bool, bool)>> {
        self.of_pairs(|b| b.loops, |a| a.loops)
    }

    /// What holds of either row of each pair.
    ///
    /// `None` unless rows pair one to one nearly everywhere, since a score interval of matched pairs speaks only of
    /// the pairs it saw.
    fn of_pairs(
        &self,
        before: impl Fn(&SampleRow) -> bool,
        after: impl Fn(&SampleRow) -> bool,
    ) -> Option<Vec<(bool, bool)>> {
        if !self.pairing.is_paired() {
            return None;
        }
        let groups = self.by_key();
        let single = groups.iter().filter(|(b, a)| b.len() == 1 && a.len() == 1);
        let rows: Vec<_> = single.map(|(b, a)| (before(b[0]), after(a[0]))).collect();
        let all = self.reference.len().max(self.current.len());
        (rows.len() as f64 >= 0.95 * all as f64).then_some(rows)
    }
}

/// Rows whose text came before, in sample order.
fn repeats(rows: &[&SampleRow]) -> std::collections::BTreeSet<(u64, u64)> {
    let mut seen = std::collections::BTreeSet::new();
    rows.iter().filter(|r| !seen.insert(r.content)).map(|r| (r.order, r.content)).collect()
}

type Cut<'a> = Vec<CutRow<'a>>;

/// Cuts the k-th longest of one side to the row at the same quantile of the other, where that is shorter.
fn cut_to_common<'a>(
    mut before: Vec<&'a SampleRow>,
    mut after: Vec<&'a SampleRow>,
    cut: &mut (Cut<'a>, Cut<'a>),
) {
    before.sort_by_key(|r| r.tokens);
    after.sort_by_key(|r| r.tokens);
    let shorter = |rows: &[&'a SampleRow], others: &[&'a SampleRow], out: &mut Cut<'a>| {
        for (k, row) in rows.iter().enumerate() {
            let partner = others[(2 * k + 1) * others.len() / (2 * rows.len())];
            out.push((*row, row.tokens.min(partner.tokens) as usize));
        }
    };
    shorter(&before, &after, &mut cut.0);
    shorter(&after, &before, &mut cut.1);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(order: u64, content: u64, tokens: u32) -> SampleRow {
        SampleRow {
            order,
            content,
            block: (order % 32) as u8,
            tokens,
            text: "a b c d e f g h".into(),
            ..SampleRow::default()
        }
    }

    fn rows<'a>(reference: &'a [SampleRow], current: &'a [SampleRow], paired: bool) -> Rows<'a> {
        let pairing = if paired { Pairing::Key } else { Pairing::None };
        let tokenizer = Tokenizer::default();
        Rows {
            reference: reference.iter().collect(),
            current: current.iter().collect(),
            pairing,
            tokenizer,
            vectors: Vectors::Rows,
            all: None,
        }
    }

    fn matched(reference: &[SampleRow], current: &[SampleRow], paired: bool) -> (Profile, Profile) {
        let drawn = rows(reference, current, paired).length_matched();
        Basis::of_drawn(drawn, Tokenizer::default(), &Purpose::default()).into_profiles()
    }

    #[test]
    fn pairs_are_cut_to_the_shorter_and_strangers_left_out() {
        let (a, b) = ([row(1, 1, 8), row(2, 2, 3), row(5, 5, 8)], [row(1, 9, 4), row(2, 8, 6), row(7, 7, 8)]);
        let (before, after) = matched(&a, &b, true);
        assert_eq!((before.n_documents(), after.n_documents()), (2, 2));
        assert_eq!((before.n_tokens(), after.n_tokens()), (7, 7));
    }

    #[test]
    fn a_key_gives_as_many_rows_of_either_side() {
        let (a, b) = (
            [row(1, 1, 8), row(1, 2, 3), row(1, 3, 2), row(2, 4, 5)],
            [row(1, 9, 4), row(2, 7, 5), row(2, 8, 1)],
        );
        let (before, after) = matched(&a, &b, true);
        assert_eq!((before.n_documents(), after.n_documents()), (2, 2));
        assert_eq!((before.n_tokens(), after.n_tokens()), (9, 9));
    }

    #[test]
    fn as_many_answers_to_a_prompt_are_taken_of_either_side() {
        let a = [row(1, 1, 8), row(2, 2, 3), row(5, 5, 8)];
        let b = [row(1, 7, 4), row(1, 8, 4), row(1, 9, 4), row(2, 8, 6), row(7, 7, 8)];
        let uneven = rows(&a, &b, true);
        assert!(uneven.are_uneven() && !rows(&a, &b, false).are_uneven() && !rows(&a, &a, true).are_uneven());
        let drawn = uneven.even();
        let kept = |rows: &[CutRow<'_>]| rows.iter().map(|(r, _)| (r.order, r.content)).collect::<Vec<_>>();
        assert_eq!(kept(drawn.reference()), [(1, 1), (2, 2)]);
        assert_eq!(kept(drawn.current()), [(1, 7), (2, 8)]);
    }

    #[test]
    fn without_pairs_quantiles_are_matched() {
        let (a, b) = ([row(1, 1, 8), row(2, 2, 2)], [row(3, 3, 4), row(4, 4, 1)]);
        let (before, after) = matched(&a, &b, false);
        assert_eq!((before.n_tokens(), after.n_tokens()), (5, 5));
    }

    #[test]
    fn duplicates_are_found_per_pair() {
        let (a, b) = ([row(1, 1, 1), row(2, 2, 1)], [row(1, 7, 1), row(2, 7, 1)]);
        assert_eq!(rows(&a, &b, true).duplicates(), Some(vec![(false, false), (false, true)]));
        assert_eq!(rows(&a, &b, false).duplicates(), None);
    }
}
