//! Errors by what to do about them.

use super::Error;

/// What an [`Error`] is about, for programs that do different things about different ones.
///
/// ```
/// use genloss::{Config, Corpus, ErrorKind};
///
/// let error = Corpus::read("gen0", ["no/such/file.parquet"], &Config::default()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::NotFound);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A path leads nowhere, or to nothing that is read.
    NotFound,
    /// A file that is damaged, or of another kind.
    Unreadable,
    /// A column is missing, or cannot serve, or which one is meant is not clear.
    Columns,
    /// The rows do not hold what is asked of them: no documents, too few, a value that cannot be used.
    Data,
    /// The corpora do not go together.
    Incomparable,
    /// A setting, a requirement or a name is wrong.
    Settings,
    /// A result cannot be written, or not in this format.
    Output,
    /// The observer wanted the run to stop.
    Stopped,
    /// A mistake in genloss itself.
    Bug,
}

impl Error {
    /// What it is about.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::NotFound { .. } | Error::NoParquet { .. } => ErrorKind::NotFound,
            Error::NotParquet { .. }
            | Error::Table { .. }
            | Error::Read { .. }
            | Error::BadRecord { .. }
            | Error::BadReport { .. }
            | Error::BadProfile { .. } => ErrorKind::Unreadable,
            Error::NoTextColumn { .. }
            | Error::AmbiguousColumn { .. }
            | Error::BadColumn { .. }
            | Error::WrongKey { .. }
            | Error::DoubledColumn { .. } => ErrorKind::Columns,
            Error::BadValue { .. }
            | Error::BadRow { .. }
            | Error::NullGeneration { .. }
            | Error::NoDocuments { .. }
            | Error::TooFewToSplit { .. }
            | Error::TooSmallToTrain { .. }
            | Error::CannotTrain { .. } => ErrorKind::Data,
            Error::SingleGeneration { .. }
            | Error::NoSharedKeys { .. }
            | Error::EmbeddingDimension { .. }
            | Error::WideEmbeddings { .. }
            | Error::SameRows { .. }
            | Error::Incomparable { .. } => ErrorKind::Incomparable,
            Error::BadGlob { .. }
            | Error::DuplicateGeneration { .. }
            | Error::UnknownReference { .. }
            | Error::BadTokenizer { .. }
            | Error::BadModel { .. }
            | Error::BadRequirement { .. }
            | Error::BadSetting { .. }
            | Error::OtherSetting { .. }
            | Error::BadRecording { .. }
            | Error::BadConfig { .. } => ErrorKind::Settings,
            Error::Occupied { .. }
            | Error::Write { .. }
            | Error::Append { .. }
            | Error::Stdout { .. }
            | Error::Format { .. }
            | Error::Draw { .. } => ErrorKind::Output,
            Error::Stopped => ErrorKind::Stopped,
            Error::NotFinite { .. } => ErrorKind::Bug,
        }
    }
}
