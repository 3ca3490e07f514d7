//! What is counted of rows as a whole: numbers by block, by name, by slice.

use std::collections::BTreeMap;

use super::misfit;
use crate::codec::{Damage, Reader, Writer};
use crate::hash::BLOCKS;
use crate::profile::{Clipped, Counted, Embeddings, Named};
use crate::read::content::Trait;

/// Most that anything can count to: what a float holds exactly, so that sums of a few of them stay in range.
const MOST: u64 = 1 << 53;

/// Appends the fields that are numbers.
pub(super) fn write(all: &Counted, to: &mut Writer) {
    let Clipped { documents, bytes, of_bytes } = all.clipped;
    for n in [all.rows, all.null_texts, all.empty_texts, documents, bytes, of_bytes] {
        to.number(n);
    }
    for n in [all.finish_known, all.truncated, all.filtered] {
        to.number(n);
    }
    for blocks in [&all.asked, &all.unanswered, &all.documents, &all.looping, &all.tokens] {
        blocks.iter().for_each(|n| to.number(*n));
    }
    let Embeddings { usable, null, not_finite, other_dimensions } = &all.embeddings;
    [usable, null, not_finite].into_iter().for_each(|n| to.number(*n));
    map(other_dimensions, to, |to, dimension| to.length(*dimension));
    to.length(all.found.len());
    all.found.iter().for_each(|n| to.number(*n));
    for Named { total, names } in [&all.unknown_roles, &all.unknown_finishes] {
        to.number(*total);
        map(names, to, |to, name| to.text(name));
    }
    map(&all.slices, to, |to, slice| to.text(slice));
}

/// A profile of these numbers alone.
pub(super) fn read(from: &mut Reader<'_>) -> Result<Counted, Damage> {
    let mut next = || from.number();
    let (rows, null_texts, empty_texts) = (next()?, next()?, next()?);
    let clipped = Clipped { documents: next()?, bytes: next()?, of_bytes: next()? };
    let (finish_known, truncated, filtered) = (next()?, next()?, next()?);
    let [asked, unanswered, documents, looping, tokens] =
        [blocks(from)?, blocks(from)?, blocks(from)?, blocks(from)?, blocks(from)?];
    let embeddings = Embeddings {
        usable: from.number()?,
        null: from.number()?,
        not_finite: from.number()?,
        other_dimensions: entries(from, |from| Ok(from.small()? as usize))?,
    };
    let n = from.length(1)?;
    let known = from.items(n, Reader::number)?;
    // An earlier version knew fewer traits.
    let mut found = [0; Trait::COUNT];
    found.get_mut(..n).ok_or_else(|| misfit("traits of its texts"))?.copy_from_slice(&known);
    let named = |from: &mut Reader<'_>| {
        let total = from.number()?;
        Ok(Named { total, names: entries(from, |from| from.text().map(Into::into))? })
    };
    Ok(Counted {
        rows,
        null_texts,
        empty_texts,
        asked,
        unanswered,
        documents,
        looping,
        clipped,
        tokens,
        embeddings,
        finish_known,
        truncated,
        filtered,
        found,
        unknown_roles: named(from)?,
        unknown_finishes: named(from)?,
        slices: entries(from, |from| from.text().map(str::to_owned))?,
        ..Counted::default()
    })
}

fn blocks(from: &mut Reader<'_>) -> Result<[u64; BLOCKS], Damage> {
    let mut blocks = [0; BLOCKS];
    let mut total = 0u64;
    for n in &mut blocks {
        *n = from.number()?;
        total = total.saturating_add(*n);
    }
    if total <= MOST { Ok(blocks) } else { Err(misfit("numbers by block")) }
}

fn map<K>(entries: &BTreeMap<K, u64>, to: &mut Writer, write: impl Fn(&mut Writer, &K)) {
    to.length(entries.len());
    for (key, n) in entries {
        write(to, key);
        to.number(*n);
    }
}

fn entries<K: Ord>(
    from: &mut Reader<'_>,
    key: impl Fn(&mut Reader<'_>) -> Result<K, Damage>,
) -> Result<BTreeMap<K, u64>, Damage> {
    let n = from.length(2)?;
    let entries: BTreeMap<K, u64> =
        from.items(n, |from| Ok((key(from)?, from.number()?)))?.into_iter().collect();
    if entries.len() == n { Ok(entries) } else { Err(misfit("names of its counts")) }
}
