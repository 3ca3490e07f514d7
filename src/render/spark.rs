//! Small charts of one line of text.

/// Eighths of a block, from one to eight.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// No value.
const MISSING: char = '·';

/// One block a value, as many eighths high as are kept: `█` is 1 or more, `▁` an eighth or less, `·` no value. Of more
/// values than `columns` the latest are shown.
pub(super) fn line(values: &[Option<f64>], columns: usize) -> String {
    let block = |value: &Option<f64>| match value {
        // Clamped, so the cast keeps the value.
        Some(v) if v.is_finite() => BLOCKS[((8.0 * v).round().clamp(1.0, 8.0) as usize) - 1],
        _ => MISSING,
    };
    if values.len() <= columns {
        return values.iter().map(block).collect();
    }
    let latest = &values[values.len() + 1 - columns.max(1)..];
    std::iter::once('…').chain(latest.iter().map(block)).collect()
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn blocks_are_as_high_as_the_share_kept() {
        let values =
            [Some(1.0), Some(0.93), Some(0.5), Some(0.1), Some(0.0), None, Some(1.7), Some(f64::NAN)];
        assert_eq!(line(&values, 80), "█▇▄▁▁·█·");
        assert_eq!(line(&[], 80), "");
    }

    #[test]
    fn of_long_chains_the_latest_are_shown() {
        let values: Vec<_> = (0..20).map(|i| Some(1.0 - f64::from(i) / 20.0)).collect();
        assert_eq!(line(&values, 5), "…▂▁▁▁");
        assert_eq!(line(&values, 5).width(), 5);
    }
}
