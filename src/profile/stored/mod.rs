//! A profile as named sections of bytes, and back: what is read is what was written, to the last bit.
//!
//! | file | what |
//! |---|---|
//! | `totals.rs` | numbers of the whole corpus |
//! | `counts.rs` | types by block, spellings, keys |
//! | `sample.rs` | the coordinated sample |
//! | `small.rs` | columns, prompts, moments of vectors |
//!
//! How a text was split is not stored; it follows from the text. Whatever changes here is a new version of the format, as a change of
//! `hash.rs` is (`docs/profiles.md`).

mod counts;
mod sample;
mod small;
#[cfg(test)]
mod tests;
mod totals;

use super::{Counted, Kept, Profile};
use crate::codec::{Damage, bytes_of, thing_of, whole, written};
use crate::terms::ColumnRole;

/// Puts what a section held into a profile.
type Put = Box<dyn FnOnce(&mut Counted) + Send>;

/// A section: how it becomes bytes, and what is made of them.
pub(crate) struct Section {
    /// Its name in the file, at most 16 bytes.
    pub(crate) name: &'static str,
    write: fn(&Counted) -> Vec<u8>,
    read: fn(&[u8]) -> Result<Put, Damage>,
}

/// A section that is one field.
macro_rules! section {
    ($name:literal, $($field:ident).+) => {
        Section {
            name: $name,
            write: |counted| bytes_of(&counted.$($field).+),
            read: |bytes| {
                let read = thing_of(bytes)?;
                Ok(Box::new(|counted| counted.$($field).+ = read))
            },
        }
    };
}

/// All sections of a profile, in the order of the file.
pub(crate) const SECTIONS: [Section; 13] = [
    Section {
        name: "totals",
        write: |counted| written(|to| totals::write(counted, to)),
        read: |bytes| {
            let read = whole(bytes, totals::read)?;
            // The first section, so that nothing is there yet.
            Ok(Box::new(|counted| *counted = read))
        },
    },
    section!("words", words.counts),
    section!("spellings", words.names),
    section!("bigrams", bigrams),
    section!("trigrams", trigrams),
    section!("openings", openings),
    section!("texts", texts),
    section!("keys", keys),
    section!("unanswered-keys", unanswered_keys),
    section!("prompts", prompts),
    section!("columns", columns),
    section!("sample", sample),
    section!("vector-moments", vector_moments),
];

impl Section {
    /// The bytes of this section of a profile.
    pub(crate) fn bytes(&self, profile: &Profile) -> Vec<u8> {
        (self.write)(profile)
    }

    /// What these bytes are a section of.
    ///
    /// # Errors
    /// Where they are none.
    pub(crate) fn read(&self, bytes: &[u8]) -> Result<Put, Damage> {
        (self.read)(bytes)
    }
}

impl Profile {
    /// The profile of what all sections held, in their order.
    ///
    /// # Errors
    /// Where sections do not go together.
    pub(crate) fn of_sections(sections: impl IntoIterator<Item = Put>) -> Result<Self, Damage> {
        let mut counted = Counted::default();
        sections.into_iter().for_each(|put| put(&mut counted));
        match misfit_of(&counted) {
            None => Ok(counted.into()),
            Some(what) => Err(misfit(what)),
        }
    }
}

/// Bytes that are read well and make no sense.
fn misfit(what: &str) -> Damage {
    Damage::new(format!("the {what} do not fit together"))
}

/// What does not fit together in a profile; `None` where all does that later stages rely on.
fn misfit_of(all: &Counted) -> Option<&'static str> {
    let mut words = [0u64; super::BLOCKS];
    let mut texts = [0u64; super::BLOCKS];
    for (sums, counts) in [(&mut words, &all.words.counts), (&mut texts, &all.texts)] {
        for cell in counts.all_cells() {
            sums[usize::from(cell.block)] += u64::from(cell.count);
        }
    }
    // Counts stop at what 32 bits hold, totals go on.
    let within = |part: &[u64], whole: &[u64]| part.iter().zip(whole).all(|(part, whole)| part <= whole);
    let is_label = |cell: &Option<Kept>| cell.as_ref().map(|kept| matches!(kept, Kept::Label(_)));
    let fits = |(cell, column): (&Option<Kept>, &super::ColumnProfile)| {
        is_label(cell).is_none_or(|label| label == (column.column.role == ColumnRole::Categorical))
    };
    let n_documents = || all.documents.iter().sum::<u64>();
    let rows = all.sample.rows();
    let checks: [(&'static str, bool); 6] = [
        ("words and their spellings", all.words.names.len() == all.words.counts.len()),
        ("words and their totals", within(&words, &all.tokens)),
        (
            "documents and their totals",
            within(&texts, &all.documents) && within(&all.looping, &all.documents),
        ),
        (
            "answers and their totals",
            within(&all.documents, &all.asked) && within(&all.unanswered, &all.asked),
        ),
        ("sampled rows and documents", rows.len() as u64 <= n_documents()),
        (
            "columns and their values",
            rows.iter().all(|row| {
                row.cells.len() == all.columns.len() && row.cells.iter().zip(&all.columns).all(fits)
            }),
        ),
    ];
    checks.into_iter().find(|(_, fit)| !fit).map(|(what, _)| what)
}
