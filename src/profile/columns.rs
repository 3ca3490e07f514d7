//! Columns of scores, other numbers and labels on their way into a profile: which values are usable, and how many are not.

use super::BlockMoments;
use crate::terms::{CellValue, DataColumn};

/// A usable value of a sampled row.
#[derive(Debug, Clone, PartialEq)]
pub enum Kept {
    /// A finite number.
    Number(f64),
    /// A label.
    Label(Box<str>),
}

/// What became of the values of one column.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnProfile {
    /// Which column.
    pub column: DataColumn,
    /// Documents with a usable value.
    pub usable: u64,
    /// Documents without one.
    pub null: u64,
    /// Documents whose value is NaN or infinite.
    pub not_finite: u64,
    /// Sums of its numbers.
    pub moments: BlockMoments,
}

impl ColumnProfile {
    /// A column of which nothing was seen yet.
    pub(super) fn new(column: &DataColumn) -> Self {
        Self { column: column.clone(), usable: 0, null: 0, not_finite: 0, moments: BlockMoments::default() }
    }

    /// Counts one value and gives it back as it is to be kept.
    pub(super) fn admit(&mut self, block: u8, cell: CellValue<'_>) -> Option<Kept> {
        let kept = match cell {
            CellValue::Null => {
                self.null += 1;
                return None;
            }
            CellValue::NotFinite => {
                self.not_finite += 1;
                return None;
            }
            CellValue::Number(value) => {
                self.moments.observe(block, value);
                Kept::Number(value)
            }
            CellValue::Label(label) => Kept::Label(label.into()),
        };
        self.usable += 1;
        Some(kept)
    }

    fn merge(&mut self, other: &Self) {
        self.usable += other.usable;
        self.null += other.null;
        self.not_finite += other.not_finite;
        self.moments.merge(&other.moments);
    }
}

/// Adds the columns of another part of the same corpus. An empty profile has no columns yet.
pub(super) fn merge(into: &mut Vec<ColumnProfile>, other: Vec<ColumnProfile>) {
    if into.is_empty() {
        *into = other;
    } else {
        into.iter_mut().zip(&other).for_each(|(a, b)| a.merge(b));
    }
}

/// A kept value as it was found.
pub(super) fn found(kept: &Option<Kept>) -> CellValue<'_> {
    match kept {
        None => CellValue::Null,
        Some(Kept::Number(value)) => CellValue::Number(*value),
        Some(Kept::Label(label)) => CellValue::Label(label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::ColumnRole;

    #[test]
    fn every_value_is_counted_once() {
        let mut column = ColumnProfile::new(&DataColumn { name: "x".to_owned(), role: ColumnRole::Numeric });
        let cells = [
            CellValue::Number(2.0),
            CellValue::Null,
            CellValue::NotFinite,
            CellValue::Null,
            CellValue::Number(3.0),
        ];
        let kept: Vec<_> = cells.iter().map(|cell| column.admit(0, *cell)).collect();
        assert_eq!((column.usable, column.null, column.not_finite), (2, 2, 1));
        assert_eq!(column.moments.blocks()[0].sum, 5.0);
        assert_eq!(found(&kept[0]), CellValue::Number(2.0));
        assert_eq!(found(&kept[2]), CellValue::Null);
    }
}
