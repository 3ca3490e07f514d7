//! The profiles on which a metric is evaluated.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::folded::{FOLDS, Folded, Level, folding};
use super::resample::{self, Outcome};
use crate::metric::{Formula, Matching, Metric, Size};
use crate::pair::{Corpus, CutRow, Drawn, Pair, Purpose, Space, Which, blocks_for};
use crate::profile::{BLOCKS, Profile, Tokenizer};
use crate::terms::{ColumnRole, Estimate, Undefined};

/// Two profiles, prepared with as many blocks as the data bears, folded further only where a metric asks for it.
#[derive(Debug)]
pub(super) struct Basis<'a> {
    corpora: [Arc<Corpus<'a>>; 2],
    purpose: Purpose<'a>,
    folds: [OnceLock<Folded<'a>>; 3],
}

impl<'a> Basis<'a> {
    pub(super) fn new(corpora: [Arc<Corpus<'a>>; 2], purpose: Purpose<'a>) -> Self {
        Self { corpora, purpose, folds: Default::default() }
    }

    /// Sampled rows, profiled anew, for the same purpose as another basis; `triples` with three adjacent words.
    pub(super) fn of_drawn(
        drawn: Drawn<'a>,
        tokenizer: Tokenizer,
        purpose: &Purpose<'a>,
        triples: bool,
    ) -> Self {
        let profile = |rows: &[CutRow<'_>]| Profile::of_sample(tokenizer, triples, rows.iter().copied());
        let (before, after) = rayon::join(|| profile(drawn.reference()), || profile(drawn.current()));
        Self::new([owned(before), owned(after)], Purpose { drawn: Some(Arc::new(drawn)), ..purpose.clone() })
    }

    /// The earlier side.
    pub(super) fn reference(&self) -> &Profile {
        self.corpora[0].profile()
    }

    /// The later side.
    pub(super) fn current(&self) -> &Profile {
        self.corpora[1].profile()
    }

    fn sides(&self) -> [&Profile; 2] {
        self.corpora.each_ref().map(|corpus| corpus.profile())
    }

    /// The sampled rows of both sides.
    pub(super) fn drawn(&self) -> Option<&Arc<Drawn<'a>>> {
        self.purpose.drawn.as_ref()
    }

    /// The two profiles themselves.
    pub(super) fn into_profiles(self) -> (Profile, Profile) {
        let Self { corpora: [before, after], .. } = self;
        let profile = |corpus: Arc<Corpus<'a>>| {
            let shared = |corpus: Arc<Corpus<'_>>| corpus.profile().clone();
            Arc::try_unwrap(corpus).map_or_else(shared, Corpus::into_profile)
        };
        (profile(before), profile(after))
    }

    /// Documents per side at which the sides are compared.
    pub(super) fn documents(&self) -> u64 {
        let [before, after] = self.sides().map(Profile::n_documents);
        let both = before.min(after);
        self.purpose.cap.map_or(both, |p| both.min(p.n_documents()))
    }

    /// The columns that a metric is about, by their place in the profile; one `None` for a metric of no column, or of scores where there are
    /// none, so that a report says so.
    pub(super) fn columns_of(&self, metric: &Metric) -> Vec<Option<usize>> {
        let Formula::Column { role, .. } = metric.formula else { return vec![None] };
        let columns = self.reference().columns.iter().enumerate();
        let own: Vec<_> = columns.filter(|(_, c)| c.column.role == role).map(|(at, _)| Some(at)).collect();
        if own.is_empty() && role == ColumnRole::Score { vec![None] } else { own }
    }

    /// The name of a column.
    pub(super) fn name_of(&self, column: Option<usize>) -> Option<String> {
        column.and_then(|at| self.reference().columns.get(at)).map(|c| c.column.name.clone())
    }

    /// A metric on this basis by this formula of it, folding blocks while leave-one-out values are undefined.
    pub(super) fn evaluate(
        &self,
        metric: &Metric,
        formula: &Formula,
        column: Option<usize>,
        matching: &Matching<'_>,
    ) -> Result<Outcome, Undefined> {
        let blocks = self.blocks(metric, column).or_else(|too_few| match metric.size {
            // A score interval needs no blocks, and half a handful of missing answers is worth a word.
            Size::Asked if self.any_unanswered() => Ok(FOLDS[FOLDS.len() - 1]),
            _ => Err(too_few),
        });
        folding(blocks?, |blocks| {
            resample::evaluate(metric.kind, formula, self.folded(blocks), column, matching)
        })
    }

    fn any_unanswered(&self) -> bool {
        self.asked().iter().zip(self.sides()).any(|(&asked, p)| asked > p.n_documents())
    }

    /// Rows of either side, those that the later one lacks included.
    fn asked(&self) -> [u64; 2] {
        let [before, after] = self.sides().map(Profile::n_asked);
        [before, after + self.purpose.missing.iter().sum::<u64>()]
    }

    /// What each of all blocks says of a loss, never folded: signs are flipped by block, of all metrics together.
    pub(super) fn contributions(
        &self,
        metric: &Metric,
        formula: &Formula,
        column: Option<usize>,
    ) -> Vec<f64> {
        let all = (self.most_blocks(metric) == BLOCKS).then(|| self.folded(BLOCKS));
        all.and_then(|folded| resample::contributions(metric.kind, formula, folded, column))
            .unwrap_or_default()
    }

    /// A level of the current side on this basis.
    pub(super) fn evaluate_level(
        &self,
        metric: &Metric,
        level: Level,
        column: Option<usize>,
    ) -> Result<Estimate, Undefined> {
        folding(self.blocks(metric, column)?, |blocks| {
            resample::evaluate_level(level, self.folded(blocks), column, Which::Current)
        })
    }

    /// Usable values of a column per side, as far as a metric looks at them.
    fn values_used(&self, metric: &Metric, at: usize) -> Result<u64, Undefined> {
        let all = self.sides().map(|p| p.columns.get(at).map_or(0, |c| c.usable));
        match metric.size {
            _ if all.contains(&0) => Err(Undefined::TooFewNumbers),
            // The sampled ones; which is all of them in any but the largest corpora.
            Size::Values => Ok(self.purpose.drawn.as_ref().map_or(0, |drawn| drawn.column_rows(at))),
            _ => Ok(all[0].min(all[1])),
        }
    }

    /// The pair with this number of blocks or the next smaller one, however many the data would bear.
    pub(super) fn pair(&self, blocks: usize) -> &Pair<'a> {
        self.folded(blocks).pair()
    }

    /// The same with the levels that were asked of it.
    pub(super) fn folded(&self, blocks: usize) -> &Folded<'a> {
        let at = FOLDS.iter().position(|&b| b <= blocks).unwrap_or(FOLDS.len() - 1);
        let pair = || Pair::new(self.corpora.clone(), FOLDS[at], &self.purpose);
        self.folds[at].get_or_init(|| Folded::new(pair()))
    }

    /// Documents (or vectors, or values of a column) per side behind a metric on this basis.
    pub(super) fn n_used(&self, metric: &Metric, column: Option<usize>) -> Result<u64, Undefined> {
        if let Some(at) = column {
            return self.values_used(metric, at);
        }
        match (metric.size, &self.purpose.drawn) {
            (Size::Vectors | Size::PooledVectors, Some(drawn)) => drawn.space().map(Space::rows),
            (Size::Moments, Some(drawn)) => drawn.space().map(Space::moment_rows),
            (size, None) if size.is_of_vectors() => Err(Undefined::NoEmbeddings),
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
    fn blocks(&self, metric: &Metric, column: Option<usize>) -> Result<usize, Undefined> {
        let most = blocks_for(self.n_used(metric, column)?).ok_or(Undefined::TooFewDocuments)?;
        Ok(most.min(self.most_blocks(metric)))
    }
}

/// The evidence of a profile that no other comparison shares.
pub(super) fn owned<'a>(profile: Profile) -> Arc<Corpus<'a>> {
    Arc::new(Corpus::new(Cow::Owned(profile)))
}
