//! Finds the embedding column where no name tells it: the only column of lists of one length.

use super::Chosen;
use super::names::is_of_numbers;
use super::parquet::File;
use super::schema::Kind;
use super::slot::{Reading, Slot, Slots};
use crate::error::{Error, Warning, WarningCode};

/// Rows looked at in a file.
const FIRST_ROWS: u64 = 64;

/// Shorter lists are seldom embeddings.
const FEWEST: usize = 8;

/// Chooses the only column that holds lists of one length, at least eight numbers, in the first rows of these files; says
/// so, and says what it found where there are several.
pub(super) fn choose(files: &[&File], chosen: &mut Chosen) -> Result<Option<Warning>, Error> {
    let Some(first) = files.first() else { return Ok(None) };
    let mut candidates: Vec<(String, Option<usize>)> = first
        .columns
        .iter()
        .filter(|column| column.kind == Kind::Vector && !is_of_numbers(&column.name))
        .map(|column| (column.name.clone(), None))
        .collect();
    for file in files {
        if !candidates.is_empty() {
            keep(file, &mut candidates)?;
        }
    }
    candidates.retain(|(_, length)| length.is_some());
    let names: Vec<&str> = candidates.iter().map(|(name, _)| name.as_str()).collect();
    Ok(match candidates.as_slice() {
        [] => None,
        [(name, length)] => {
            chosen.embedding = Some(name.clone());
            Some(Warning::new(
                WarningCode::EmbeddingColumn,
                format!(
                    "column `{name}` was taken for embeddings: it alone holds lists of one length ({} numbers) in the first rows",
                    length.unwrap_or_default()
                ),
                format!("confirm it with --embedding-column {name}, or name another"),
            ))
        }
        _ => Some(Warning::new(
            WarningCode::AmbiguousEmbeddings,
            format!("several columns could hold embeddings, so none was taken: {}", names.join(", ")),
            "choose one with --embedding-column",
        )),
    })
}

/// Keeps the candidates that may be embeddings in this file too, and learns their length.
fn keep(file: &File, candidates: &mut Vec<(String, Option<usize>)>) -> Result<(), Error> {
    let schema = file.schema();
    let vector = |name: &str| schema.find(name).filter(|column| column.kind == Kind::Vector);
    candidates.retain(|(name, _)| vector(name).is_some());
    let slots = candidates.iter().enumerate();
    let slots: Slots =
        slots.filter_map(|(i, (name, _))| Some((i, Slot::new(vector(name)?, Reading::Plain)))).collect();
    let Some(group) = file.row_groups.iter().position(|&n_rows| n_rows > 0) else { return Ok(()) };
    let mut fits = vec![true; candidates.len()];
    let mut buffer = Vec::new();
    for batch in file.read(group, file.row_groups[group].min(FIRST_ROWS), &slots)? {
        let batch = batch?;
        for (number, ((_, length), fits)) in candidates.iter_mut().zip(&mut fits).enumerate() {
            let column = batch.column(Some(number));
            for row in 0..batch.n_rows {
                if let Some(values) = column.vector(row, &mut buffer) {
                    *fits &= values.len() >= FEWEST && values.len() == *length.get_or_insert(values.len());
                }
            }
        }
    }
    let mut fits = fits.into_iter();
    candidates.retain(|_| fits.next().unwrap_or(false));
    Ok(())
}
