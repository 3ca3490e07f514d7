//! The coordinated sample: row by row, and the coordinates of all vectors behind the rows.

use super::misfit;
use crate::codec::{Damage, Reader, Stored, Writer};
use crate::hash::BLOCKS;
use crate::profile::{Asked, Kept, Sample, SampleRow};

/// Bytes that a row takes at least.
const ROW: usize = 8 + 10;

impl Stored for Sample {
    fn write(&self, to: &mut Writer) {
        to.length(self.rows().len());
        let mut before = 0;
        for row in self.rows() {
            to.number(row.order - before);
            before = row.order;
            write_row(row, to);
        }
        for vector in self.rows().iter().filter_map(|row| row.embedding.as_ref()) {
            vector.iter().for_each(|x| to.half(x.to_bits()));
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
        let n = from.length(ROW)?;
        let (mut rows, mut dimensions, mut before) = (Vec::with_capacity(n), Vec::with_capacity(n), 0u64);
        for _ in 0..n {
            let order = before.checked_add(from.number()?).ok_or_else(|| misfit("order of its rows"))?;
            let (row, dimension) = read_row(order, from)?;
            rows.push(row);
            dimensions.push(dimension);
            before = order;
        }
        for (row, dimension) in rows.iter_mut().zip(dimensions) {
            row.embedding = dimension.map(|n| vector(n, from)).transpose()?;
        }
        let ascend = rows.is_sorted_by_key(|row| (row.order, row.content));
        Self::of_rows(rows).filter(|_| ascend).ok_or_else(|| misfit("order of its rows"))
    }
}

/// All of a row but its order and its coordinates, of which it says how many there are.
fn write_row(row: &SampleRow, to: &mut Writer) {
    to.hash(row.content);
    to.byte(row.block);
    to.number(row.tokens.into());
    [row.loops, row.keyed, row.sliced].into_iter().for_each(|flag| to.flag(flag));
    to.option(row.truncated, Writer::flag);
    to.text(&row.text);
    to.option(row.slice.as_deref(), Writer::text);
    to.length(row.cells.len());
    row.cells.iter().for_each(|cell| to.option(cell.as_ref(), write_cell));
    to.option(row.prompt.as_ref(), write_prompt);
    to.option(row.embedding.as_ref().map(|vector| vector.len()), Writer::length);
}

fn read_row(order: u64, from: &mut Reader<'_>) -> Result<(SampleRow, Option<usize>), Damage> {
    let row = SampleRow {
        order,
        content: from.hash()?,
        block: from.byte()?,
        tokens: from.small()?,
        loops: from.flag()?,
        keyed: from.flag()?,
        sliced: from.flag()?,
        truncated: from.option(Reader::flag)?,
        text: from.text()?.into(),
        slice: from.option(|from| from.text().map(Into::into))?,
        cells: {
            let n = from.length(1)?;
            from.items(n, |from| from.option(read_cell))?.into()
        },
        prompt: from.option(read_prompt)?,
        ..SampleRow::default()
    };
    if usize::from(row.block) >= BLOCKS {
        return Err(misfit("block of a row"));
    }
    Ok((row, from.option(|from| from.length(size_of::<f32>()))?))
}

fn write_cell(to: &mut Writer, cell: &Kept) {
    match cell {
        Kept::Number(value) => {
            to.flag(false);
            to.float(*value);
        }
        Kept::Label(label) => {
            to.flag(true);
            to.text(label);
        }
    }
}

fn read_cell(from: &mut Reader<'_>) -> Result<Kept, Damage> {
    match from.flag()? {
        false => from.float().map(Kept::Number),
        true => from.text().map(|label| Kept::Label(label.into())),
    }
}

fn write_prompt(to: &mut Writer, prompt: &Asked) {
    to.hash(prompt.hash());
    let words: Vec<u64> = prompt.words().iter().map(|&word| word.into()).collect();
    to.ascending(&words);
}

fn read_prompt(from: &mut Reader<'_>) -> Result<Asked, Damage> {
    let hash = from.hash()?;
    let words = from.ascending()?.into_iter().map(u32::try_from).collect::<Result<_, _>>();
    Ok(Asked::of_parts(hash, words.map_err(|_| misfit("words of a prompt"))?))
}

fn vector(n: usize, from: &mut Reader<'_>) -> Result<Box<[f32]>, Damage> {
    if n == 0 || n > from.left() / size_of::<f32>() {
        return Err(misfit("coordinates of a vector"));
    }
    let coordinates = from.items(n, |from| from.half().map(f32::from_bits))?;
    let are_finite = coordinates.iter().all(|x| x.is_finite());
    if are_finite { Ok(coordinates.into()) } else { Err(misfit("coordinates of a vector")) }
}
