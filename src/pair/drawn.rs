//! The rows of both coordinated samples, for what needs whole documents or vectors rather than counts.

use std::sync::{Arc, OnceLock};

use super::belonging::Belonging;
use super::columns::Values;
use super::lengths::Lengths;
use super::prompts::Prompts;
use super::space::Space;
use super::texts::{self, Documents, Texts};
use super::{Corpus, Which};
use crate::profile::{SampleRow, Tokenizer, VectorMoments};
use crate::static_model::StaticModel;
use crate::terms::Undefined;

/// A sampled row and the number of its tokens that count.
pub type CutRow<'a> = (&'a SampleRow, usize);

/// Where the vectors of a pair come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Vectors {
    /// The embeddings of the rows.
    #[default]
    Rows,
    /// The built-in embedding of their text, in these tokens.
    Text(Tokenizer),
    /// Those of their text by a model, cut by these tokens.
    Model(Tokenizer, StaticModel),
}

impl Vectors {
    /// Whether they were made here of the text: no embeddings of anybody's, so that nothing is decided by them.
    pub fn are_of_text(self) -> bool {
        self != Self::Rows
    }

    /// The model that makes them, where one does.
    pub fn model(self) -> Option<StaticModel> {
        match self {
            Self::Model(_, model) => Some(model),
            Self::Rows | Self::Text(_) => None,
        }
    }
}

/// Sampled rows of both sides, in sample order, with what was made of them so far.
#[derive(Debug)]
pub struct Drawn<'a> {
    reference: Vec<CutRow<'a>>,
    current: Vec<CutRow<'a>>,
    tokenizer: Tokenizer,
    vectors: Vectors,
    all: Option<[Arc<VectorMoments>; 2]>,
    /// The corpora of whose samples these rows are the first, whole.
    heads_of: Option<[Arc<Corpus<'a>>; 2]>,
    space: OnceLock<Result<Space, Undefined>>,
    texts: OnceLock<Texts>,
    lengths: OnceLock<Lengths>,
    prompts: OnceLock<Result<Prompts, Undefined>>,
    columns: OnceLock<Vec<Values>>,
    belonging: OnceLock<Result<Belonging, Undefined>>,
}

impl<'a> Drawn<'a> {
    /// Takes the rows of both sides. Nothing is computed before it is asked for.
    pub fn new(reference: Vec<CutRow<'a>>, current: Vec<CutRow<'a>>, tokenizer: Tokenizer) -> Self {
        Self {
            reference,
            current,
            tokenizer,
            vectors: Vectors::default(),
            all: None,
            heads_of: None,
            space: OnceLock::new(),
            texts: OnceLock::new(),
            lengths: OnceLock::new(),
            prompts: OnceLock::new(),
            columns: OnceLock::new(),
            belonging: OnceLock::new(),
        }
    }

    /// The same rows with vectors from elsewhere.
    #[must_use]
    pub fn with_vectors(self, vectors: Vectors) -> Self {
        Self { vectors, space: OnceLock::new(), ..self }
    }

    /// The same rows beside the moments of all vectors of either side, for figures that need no more.
    #[must_use]
    pub fn with_moments(self, all: Option<[Arc<VectorMoments>; 2]>) -> Self {
        Self { all, space: OnceLock::new(), ..self }
    }

    /// The same rows, which are the first of the samples of these corpora, whole: what is known of either alone is shared with all of its
    /// comparisons.
    #[must_use]
    pub fn with_corpora(self, corpora: [Arc<Corpus<'a>>; 2]) -> Self {
        Self { heads_of: Some(corpora), ..self }
    }

    /// What separates words.
    pub(super) fn tokenizer(&self) -> Tokenizer {
        self.tokenizer
    }

    /// Blocks in which the moments of all vectors were gathered; `None` where they were not.
    pub fn moment_blocks(&self) -> Option<usize> {
        self.all.as_ref().map(|sides| sides[0].n_blocks().min(sides[1].n_blocks()))
    }

    /// The rows of the earlier generation.
    pub fn reference(&self) -> &[CutRow<'a>] {
        &self.reference
    }

    /// The rows of the later generation.
    pub fn current(&self) -> &[CutRow<'a>] {
        &self.current
    }

    fn sides(&self) -> [&[CutRow<'a>]; 2] {
        [&self.reference, &self.current]
    }

    /// The vectors of both sides, as many of one as of the other.
    ///
    /// # Errors
    /// [`Undefined::NoEmbeddings`] where a side has none.
    pub fn space(&self) -> Result<&Space, Undefined> {
        let sides = [self.reference.as_slice(), self.current.as_slice()];
        let space = self.space.get_or_init(|| match self.vectors {
            Vectors::Rows => {
                Space::new(sides, self.heads_of.as_ref()).map(|space| space.with_all(self.all.clone()))
            }
            Vectors::Text(tokenizer) => Space::of_text(sides, tokenizer),
            Vectors::Model(tokenizer, model) => Space::of_model(sides, tokenizer, model),
        });
        space.as_ref().map_err(|reason| *reason)
    }

    /// The documents of both sides as words, as many of one as of the other.
    pub fn texts(&self) -> &Texts {
        self.texts.get_or_init(|| {
            let n = texts::common(self.sides());
            Texts::new([0, 1].map(|side| match &self.heads_of {
                Some(corpora) => corpora[side].documents(n, self.tokenizer),
                None => Arc::new(Documents::new(&self.sides()[side][..n], self.tokenizer)),
            }))
        })
    }

    /// The rows of one side that [`Drawn::texts`] looks at.
    pub(super) fn texts_of(&self, which: Which) -> &[CutRow<'a>] {
        let sides = self.sides();
        &sides[which as usize][..texts::common(sides)]
    }

    /// Documents of either side that [`Drawn::texts`] looks at.
    pub fn documents(&self) -> u64 {
        texts::common(self.sides()) as u64
    }

    /// How long the documents of both sides are.
    pub(super) fn lengths(&self) -> &Lengths {
        self.lengths.get_or_init(|| Lengths::of(self.sides()))
    }

    /// How vectors vary within keys and between them.
    ///
    /// # Errors
    /// [`Undefined::NoRepeats`] where keys have one row each, [`Undefined::NoEmbeddings`].
    pub(super) fn prompts(&self) -> Result<&Prompts, Undefined> {
        let prompts = self.prompts.get_or_init(|| Prompts::of(self.sides()));
        prompts.as_ref().map_err(|reason| *reason)
    }

    /// Which answers are about what their prompts ask.
    ///
    /// # Errors
    /// [`Undefined::NoPrompts`], [`Undefined::MatchByChance`].
    pub(super) fn belonging(&self) -> Result<&Belonging, Undefined> {
        let belonging = self.belonging.get_or_init(|| Belonging::of(self.sides(), self.tokenizer));
        belonging.as_ref().map_err(|reason| *reason)
    }

    /// Usable values of a column on the side that has fewer.
    pub fn column_rows(&self, at: usize) -> u64 {
        self.column(at).map_or(0, Values::rows)
    }

    /// The usable values of a column on both sides; `None` where the corpus has no such column.
    pub(super) fn column(&self, at: usize) -> Option<&Values> {
        let all = self.columns.get_or_init(|| Values::all(self.sides()));
        all.get(at)
    }
}
