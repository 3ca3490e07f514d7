//! `profile`, `merge` and `inspect`: corpora to profiles on disk, parts of a corpus to the whole, and what a profile holds.
//!
//! | file | what |
//! |---|---|
//! | `inspect.rs` | what a person asks of a profile |

mod inspect;

use std::path::PathBuf;

pub use inspect::{Inspected, InspectedSection, inspect};

use crate::config::Config;
use crate::corpus::{self, Corpus};
use crate::error::Error;
use crate::progress::Observer;
use crate::threads::with_threads;

/// Which corpora become profiles, and how they are read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProfileConfig {
    /// The corpora, and the settings that reading depends on.
    pub config: Config,
    /// A profile as which they are read and counted.
    pub like: Option<PathBuf>,
    /// The number of the first row, counted from 0, where one corpus is given that is a later part of another.
    pub first_row: u64,
}

/// Reads corpora that are to be stored, together as `compare` does, or each as another profile was.
///
/// # Errors
/// Anything that makes the input or a setting unusable.
pub fn profile(asked: &ProfileConfig, observer: &dyn Observer) -> Result<Vec<Corpus>, Error> {
    let config = &asked.config;
    config.validate()?;
    let is_one = config.generations.len() == 1 && config.columns.generation.is_none();
    if asked.first_row > 0 && !is_one {
        let problem = "says where one part of a corpus begins; give one corpus with it";
        return Err(Error::BadSetting { setting: "from-row".to_owned(), problem: problem.to_owned() });
    }
    with_threads(config.threads, || match &asked.like {
        Some(path) => {
            let other = Corpus::open_for(path, config)?;
            let read = |source: &crate::config::Source| {
                corpus::one(
                    corpus::like(&other, config),
                    source.clone(),
                    asked.first_row,
                    Some(&other),
                    observer,
                )
            };
            config.generations.iter().map(read).collect()
        }
        None if is_one => {
            let source = config.generations[0].clone();
            Ok(vec![corpus::one(config.clone(), source, asked.first_row, None, observer)?])
        }
        None => Corpus::read_all(config, observer),
    })
}

/// Merges the parts of a corpus, in whatever order they are given. Its name is the one that is given, else the one that all parts have,
/// else `otherwise`.
///
/// # Errors
/// A profile that cannot be read; [`Error::Incomparable`] and [`Error::SameRows`].
pub fn merge(paths: &[PathBuf], name: Option<&str>, otherwise: &str) -> Result<Corpus, Error> {
    let mut parts = paths.iter().map(Corpus::open).collect::<Result<Vec<_>, _>>()?;
    // The moments of all vectors follow the order of the parts, so it is that of the rows.
    parts.sort_by_cached_key(|part| (part.header().rows.clone(), part.header().paths.clone()));
    let mut parts = parts.into_iter();
    let Some(mut whole) = parts.next() else {
        let problem = "found no profile, expected the parts of a corpus".to_owned();
        return Err(Error::BadSetting { setting: "merge".to_owned(), problem });
    };
    let mut names_agree = true;
    for part in parts {
        names_agree &= part.header().name == whole.header().name;
        whole = whole.merge(part)?;
    }
    match name.or((!names_agree).then_some(otherwise)) {
        Some(name) => Ok(whole.named(name)),
        None => Ok(whole),
    }
}
