//! What a footer claims, before anything believes it.
//!
//! The schema comes as a flat list in which each group says how many of the following it holds. Whoever makes a tree of it goes as deep as
//! the list says, and makes room for as many.

use std::fs;
use std::io::{Read, Seek, SeekFrom};

use parquet::file::metadata::ParquetMetaData;

use super::thrift::{BINARY, Broken, I32, LIST, Reader, STRUCT};
use crate::error::ReadError;

/// Groups within each other. Formats of logs have up to ten; a tree of 500 overflows a stack.
const DEEPEST: usize = 64;

/// The length of the footer, and the mark of a Parquet file that is not encrypted.
const TAIL: usize = 8;
const MARK: &[u8] = b"PAR1";

/// Fields of `FileMetaData` and `SchemaElement`.
const SCHEMA: i64 = 2;
const NAME: i64 = 4;
const CHILDREN: i64 = 5;

/// Looks at the schema in a footer. What is no Parquet file is left to the library, which says so.
pub(super) fn check(file: &mut fs::File) -> Result<(), ReadError> {
    let Some(footer) = bytes(file).map_err(ReadError::new)? else { return Ok(()) };
    let broken = |_: Broken| ReadError::new("its footer is damaged: it is no Thrift struct");
    let mut schema = Vec::new();
    let mut reader = Reader::new(&footer);
    let read = reader.fields(|reader, number, kind| {
        if (number, kind) != (SCHEMA, LIST) {
            return Ok(false);
        }
        let (kind, n) = reader.list()?;
        if kind != STRUCT {
            return Err(Broken);
        }
        schema = (0..n).map(|_| element(reader)).collect::<Result<_, _>>()?;
        Ok(true)
    });
    read.map_err(broken)?;
    check_tree(&schema)
}

/// The footer of a file; `None` where the end of the file does not say that there is one.
fn bytes(file: &mut fs::File) -> std::io::Result<Option<Vec<u8>>> {
    let size = file.seek(SeekFrom::End(0))?;
    if size < TAIL as u64 {
        return Ok(None);
    }
    let mut tail = [0; TAIL];
    file.seek(SeekFrom::End(-(TAIL as i64)))?;
    file.read_exact(&mut tail)?;
    let length = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
    if &tail[4..] != MARK || length + TAIL as u64 > size {
        return Ok(None);
    }
    let mut footer = vec![0; length as usize];
    file.seek(SeekFrom::Start(size - TAIL as u64 - length))?;
    file.read_exact(&mut footer)?;
    Ok(Some(footer))
}

/// One element of a schema: its name, and how many of the following are its own.
fn element(reader: &mut Reader<'_>) -> Result<(String, i64), Broken> {
    let (mut name, mut children) = (String::new(), 0);
    reader.fields(|reader, number, kind| {
        match (number, kind) {
            (NAME, BINARY) => name = String::from_utf8_lossy(reader.bytes()?).into_owned(),
            (CHILDREN, I32) => children = reader.integer()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok((name, children))
}

/// Walks the tree that the list stands for, without making it.
fn check_tree(schema: &[(String, i64)]) -> Result<(), ReadError> {
    // How many elements are still to come of each group that is open.
    let mut open: Vec<i64> = Vec::new();
    let mut column = "";
    for (at, (name, children)) in schema.iter().enumerate() {
        if open.len() == 1 {
            column = name;
        }
        let left = (schema.len() - at - 1) as i64;
        if *children < 0 || *children > left {
            let found = format!(
                "its footer is damaged: `{name}` claims {children} parts, and {left} elements follow in the schema"
            );
            return Err(ReadError::new(found));
        }
        if let Some(to_come) = open.last_mut() {
            *to_come -= 1;
        }
        if *children > 0 {
            open.push(*children);
        }
        // The root is no level of a column.
        if open.len() > DEEPEST + 1 {
            return Err(ReadError::new(format!(
                "column `{column}` is nested more than {DEEPEST} levels deep, which is deeper than is read; write the file without this \
                 column, or with its content as text"
            )));
        }
        while open.last() == Some(&0) {
            open.pop();
        }
    }
    Ok(())
}

/// Whether the row counts that a footer tells agree: of the file, its row groups, and their columns.
pub(super) fn check_counts(metadata: &ParquetMetaData) -> Result<(), ReadError> {
    let contradiction = |what: String| Err(ReadError::new(format!("its footer contradicts itself: {what}")));
    let mut rows = 0i64;
    for (number, group) in metadata.row_groups().iter().enumerate() {
        let n = group.num_rows();
        if n < 0 {
            return Err(ReadError::new("a row group has fewer than 0 rows"));
        }
        rows = rows.saturating_add(n);
        for column in group.columns() {
            let (values, name) = (column.num_values(), column.column_path().string());
            let is_flat = column.column_descr().max_rep_level() == 0;
            if values < n || (is_flat && values != n) {
                return contradiction(format!(
                    "row group {number} (from 0) has {n} rows and {values} values of column `{name}`"
                ));
            }
        }
    }
    let said = metadata.file_metadata().num_rows();
    if said == rows {
        Ok(())
    } else {
        contradiction(format!("the file has {said} rows, and its row groups have {rows} together"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(elements: &[(&str, i64)]) -> Vec<(String, i64)> {
        elements.iter().map(|&(name, children)| (name.to_owned(), children)).collect()
    }

    #[test]
    fn a_tree_is_as_deep_as_its_open_groups() {
        let flat: Vec<(&str, i64)> =
            std::iter::once(("root", 200)).chain(std::iter::repeat_n(("text", 0), 200)).collect();
        assert!(check_tree(&schema(&flat)).is_ok(), "many columns are not deep");
        let nested = |depth: usize| -> Vec<(&str, i64)> {
            let groups = std::iter::repeat_n(("g", 1), depth);
            [("root", 2), ("text", 0)].into_iter().chain(groups).chain([("leaf", 0)]).collect()
        };
        assert!(check_tree(&schema(&nested(DEEPEST))).is_ok());
        let error = check_tree(&schema(&nested(DEEPEST + 1))).unwrap_err().to_string();
        assert!(error.contains("column `g` is nested more than 64 levels deep"), "{error}");
    }

    #[test]
    fn a_group_cannot_have_more_parts_than_follow() {
        for claimed in [2, 1 << 30, -1] {
            let error = check_tree(&schema(&[("root", 2), ("l", claimed), ("leaf", 0)])).unwrap_err();
            assert!(error.to_string().contains(&format!("`l` claims {claimed} parts")), "{error}");
        }
    }
}
