//! Corpora on disk: `.glp` files, which are read in place of the rows they were made of.
//!
//! | file | what |
//! |---|---|
//! | `container.rs` | the file around its sections: version, checksums, compression |
//! | `header.rs` | what is known of the corpus beside its counts |
//! | `agree.rs` | the settings of the run that made it beside those of the run that reads it |
//!
//! The sections of a profile are those of `profile/stored/`. The format is in `docs/profiles.md`.

mod agree;
mod container;
mod header;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::Corpus;
use crate::codec::Damage;
use crate::config::{Config, TokenizerChoice};
use crate::error::Error;
use crate::files;
use crate::profile::stored::SECTIONS;
use crate::profile::subwords::Subwords;
use crate::profile::{Profile, Unit};
use agree::require_agreement;
pub(crate) use container::VERSION;
use container::{Container, MAGIC, MEND};
use header::Hashing;
pub(crate) use header::{ReadSettings, StoredHeader};

/// The name of the section that holds the header.
const HEADER: &str = "header";

impl Corpus {
    /// Writes the corpus to a profile file, `.glp` by custom, whole or not at all. A missing folder is made.
    ///
    /// What [`Corpus::open`] reads is this corpus: comparing it gives the same report. The file holds what the corpus holds in memory,
    /// texts of the sample included, and mostly takes less room ([`Corpus::size`]).
    ///
    /// ```
    /// use genloss::{Config, Corpus};
    ///
    /// let folder = tempfile::tempdir().expect("a folder");
    /// let path = folder.path().join("gen0.glp");
    /// let corpus = Corpus::read("gen0", ["fixtures/demo/gen0.parquet"], &Config::default())?;
    /// corpus.save(&path)?;
    ///
    /// let again = Corpus::open(&path)?;
    /// assert_eq!(again.header(), corpus.header());
    /// assert_eq!(again.profile(), corpus.profile());
    /// # Ok::<(), genloss::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Write`] where the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        files::write(path, &self.to_bytes()?).map_err(|source| Error::Write { path: path.to_owned(), source })
    }

    /// Reads a corpus that [`Corpus::save`] or `genloss profile` wrote. Where its words are the subwords of a file, that file is read,
    /// too.
    ///
    /// # Errors
    /// [`Error::BadProfile`] where the file cannot be read, is no profile, is damaged or of a newer version; [`Error::BadTokenizer`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::open_for(path.as_ref(), &Config::default())
    }

    /// The same for a run with these settings, which must not ask for another way of reading.
    pub(crate) fn open_for(path: &Path, config: &Config) -> Result<Self, Error> {
        let bytes = content(path)?;
        let damaged = |damage: Damage| bad(path, format!("{damage}{MEND}"));
        let container = Container::of(&bytes).map_err(|damage| bad(path, damage.to_string()))?;
        let stored = StoredHeader::read(&container).map_err(damaged)?;
        require_agreement(path, &stored, config)?;
        let unit = unit(path, &stored, config)?;
        let profile = profile(&container).map_err(damaged)?;
        let (header, config) = stored.open(unit);
        Ok(Self { header, profile, config: Arc::new(config) })
    }

    /// The bytes of the file.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let header = serde_json::to_vec(&StoredHeader::of(self));
        let failed = |reason: String| Error::Format { format: "glp", reason };
        let header = header.map_err(|e| failed(e.to_string()))?;
        let names: Vec<&str> = std::iter::once(HEADER).chain(SECTIONS.iter().map(|s| s.name)).collect();
        container::pack(&names, |at| match at.checked_sub(1) {
            None => header.clone(),
            Some(at) => SECTIONS[at].bytes(&self.profile),
        })
        .map_err(|damage| failed(damage.to_string()))
    }
}

/// All that a profile file holds.
pub(crate) struct Stored {
    /// What is said of the corpus beside its counts.
    pub(crate) header: StoredHeader,
    /// Its counts.
    pub(crate) profile: Profile,
    /// The version of the format: major, minor.
    pub(crate) version: [u16; 2],
    /// Bytes of the file.
    pub(crate) bytes: u64,
    /// Its sections: names, bytes in the file, bytes unpacked.
    pub(crate) sections: Vec<(String, u64, u64)>,
}

/// Reads a file for what it holds, whatever tokenizer its words need.
pub(crate) fn look(path: &Path) -> Result<Stored, Error> {
    let bytes = content(path)?;
    let damaged = |damage: Damage| bad(path, format!("{damage}{MEND}"));
    let container = Container::of(&bytes).map_err(|damage| bad(path, damage.to_string()))?;
    let sections = container.sections().iter();
    Ok(Stored {
        header: StoredHeader::read(&container).map_err(damaged)?,
        profile: profile(&container).map_err(damaged)?,
        version: container.version(),
        bytes: bytes.len() as u64,
        sections: sections.map(|s| (s.name.to_owned(), s.bytes.len() as u64, s.unpacked)).collect(),
    })
}

fn content(path: &Path) -> Result<Vec<u8>, Error> {
    files::read(path).map_err(|e| bad(path, format!("cannot read the profile: {e}")))
}

fn bad(path: &Path, problem: String) -> Error {
    Error::BadProfile { path: path.to_owned(), problem }
}

/// Whether a file begins as a profile does, or is called one.
pub(crate) fn is_profile(path: &Path) -> bool {
    let begins = || files::beginning(path, MAGIC.len() as u64).is_ok_and(|bytes| bytes == MAGIC);
    path.is_file() && (path.extension().is_some_and(|end| end == "glp") || begins())
}

impl StoredHeader {
    /// Reads it, and checks that this program hashes as the one that wrote it.
    pub(crate) fn read(container: &Container<'_>) -> Result<Self, Damage> {
        let bytes = container.section(HEADER)?;
        let header: Self =
            serde_json::from_slice(&bytes).map_err(|e| Damage::new(format!("its header is none: {e}")))?;
        let (found, expected) = (&header.hashing, Hashing::this());
        if *found == expected {
            return Ok(header);
        }
        let said = |h: &Hashing| format!("{} with seeds {:x?} and {} blocks", h.function, h.seeds, h.blocks);
        Err(Damage::new(format!(
            "it was hashed by {}, and this genloss hashes by {}",
            said(found),
            said(&expected)
        )))
    }
}

fn profile(container: &Container<'_>) -> Result<Profile, Damage> {
    let read = SECTIONS.par_iter().map(|section| {
        let bytes = container.section(section.name)?;
        section.read(&bytes).map_err(|damage| Damage::new(format!("section `{}`: {damage}", section.name)))
    });
    Profile::of_sections(read.collect::<Result<Vec<_>, Damage>>()?)
}

/// What the corpus counts. Subwords need the file that told them apart: that of the run, or that of the run that made the profile.
fn unit(path: &Path, stored: &StoredHeader, config: &Config) -> Result<Unit, Error> {
    let name = stored.counting.unit.as_str();
    let plain = [Unit::Words, Unit::CharacterBigrams, Unit::Characters, Unit::Whitespace];
    if let Some(unit) = plain.into_iter().find(|unit| unit.name() == name) {
        return Ok(unit);
    }
    let choices = [&config.tokenizer, &stored.settings.tokenizer];
    let file = choices.into_iter().find_map(|choice| match choice {
        TokenizerChoice::File(file) => Some(file),
        _ => None,
    });
    let file =
        file.ok_or_else(|| bad(path, format!("it counts {name}, which this genloss does not know")))?;
    let failed = |problem| Error::BadTokenizer { path: file.clone(), problem };
    let content = files::read(file).map_err(|e| failed(format!("cannot read the tokenizer: {e}")))?;
    let unit = Subwords::load(&content).map(Unit::Subwords).map_err(failed)?;
    match unit.name() == name {
        true => Ok(unit),
        false => Err(bad(
            path,
            format!(
                "it counts {name}, and {} gives {}; give the file that the profile was made with in `tokenizer`",
                file.display(),
                unit.name()
            ),
        )),
    }
}
