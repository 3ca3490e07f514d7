//! Profiles that an earlier run left in a folder, by what they were made of: files, columns, settings and the program.
//!
//! A file that is damaged or of another kind is as good as none; it is made anew. Nothing that is found here can be stale, since its name
//! follows from all that decides what it holds.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::stored::VERSION;
use super::{Corpus, Header};
use crate::config::Config;
use crate::error::Error;
use crate::files;
use crate::hash::of_text;
use crate::profile::{self, Counting, Profile};
use crate::progress::Observer;
use crate::read::{Described, Opened};

/// Profiles all corpora that were opened, or takes those that are known already.
pub(super) fn profiles(
    opened: &Opened,
    counting: Counting,
    config: &Config,
    observer: &dyn Observer,
) -> Result<Vec<Profile>, Error> {
    let Some(folder) = &config.cache else { return profile::profiles(opened, counting, observer) };
    let Some(prints) = opened.fingerprints()? else { return profile::profiles(opened, counting, observer) };
    let places: Vec<PathBuf> = prints.iter().map(|print| place(folder, print, counting)).collect();
    let mut found: Vec<Option<Profile>> = places.iter().map(|path| known(path, opened, counting)).collect();
    let made = profile::profiles_of(opened, counting, |at| found[at].is_none(), observer)?;
    for (((slot, profile), described), path) in found.iter_mut().zip(made).zip(opened.corpora()).zip(&places)
    {
        if slot.is_none() {
            let corpus = corpus(described, opened, profile, counting, config);
            files::write(path, &corpus.to_bytes()?).map_err(|e| failed(path, &e))?;
            *slot = Some(corpus.profile);
        }
    }
    Ok(found.into_iter().flatten().collect())
}

fn failed(path: &Path, error: &std::io::Error) -> Error {
    let problem = format!("cannot write {}: {error}; choose another folder", path.display());
    Error::BadSetting { setting: "cache".to_owned(), problem }
}

/// Where the profile of a corpus with this fingerprint is kept.
fn place(folder: &Path, print: &str, counting: Counting) -> PathBuf {
    let ([major, minor], program) = (VERSION, env!("CARGO_PKG_VERSION"));
    let all = format!("{program} {major}.{minor} {counting:?}\n{print}");
    // Two halves, so that no two corpora meet by chance.
    let halves = [of_text(&all), of_text(&format!("{all}\n"))];
    folder.join(format!("{:016x}{:016x}.glp", halves[0], halves[1]))
}

fn known(path: &Path, opened: &Opened, counting: Counting) -> Option<Profile> {
    let found = super::stored::look(path).ok()?;
    let counted = found.header.counting.unit == counting.tokenizer.unit.name();
    (counted && found.header.columns == *opened.columns()).then_some(found.profile)
}

/// The corpus as a profile of its own, so that it can be inspected.
fn corpus(
    described: &Described,
    opened: &Opened,
    profile: Profile,
    counting: Counting,
    config: &Config,
) -> Corpus {
    let Described { name, paths, sampling, origin } = described.clone();
    let (columns, config) = (opened.columns().clone(), Arc::new(config.clone()));
    let header =
        Header { name, paths, columns, sampling, origin, warnings: Vec::new(), rows: Vec::new(), counting };
    Corpus { header, profile, config }
}
