//! `metrics.csv`: the tidy table for spreadsheets, by RFC 4180 (CRLF, a header, quotes doubled), UTF-8.
//!
//! Text comes from a corpus: what would act or hide is made visible, and a cell that a spreadsheet would run as a formula
//! begins with an apostrophe. `metrics.parquet` holds the same text unchanged.

use std::borrow::Cow;

use crate::render::escape::{MESSAGE, spreadsheet, terminal};
use crate::render::format;
use crate::render::tidy::{self, COLUMNS, Get, Row};
use crate::report::Report;

/// The whole file.
pub fn page(report: &Report) -> String {
    let header: Vec<&str> = COLUMNS.iter().map(|c| c.name).collect();
    let mut out = header.join(",") + "\r\n";
    for row in tidy::rows(report) {
        let cells: Vec<String> = COLUMNS.iter().map(|column| cell(&column.get, &row)).collect();
        out += &cells.join(",");
        out += "\r\n";
    }
    out
}

/// A cell; empty = `null`.
fn cell(get: &Get, row: &Row<'_>) -> String {
    match get {
        Get::Text(get) => get(row).map_or(String::new(), |text| quoted(&text)),
        Get::Name(get) => get(row).map_or(String::new(), quoted),
        Get::Number(get) => get(row).map_or(String::new(), format::exact),
        Get::Count(get) => get(row).map_or(String::new(), |n| n.to_string()),
        Get::Flag(get) => get(row).map_or(String::new(), |yes| yes.to_string()),
    }
}

/// A text, in quotes unless it is a plain word.
pub(super) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let safe: Cow<'_, str> = spreadsheet(&terminal(text, MESSAGE)).into();
    if !safe.is_empty() && safe.chars().all(plain) {
        return safe.into_owned();
    }
    format!("\"{}\"", safe.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    /// Takes CSV apart by the letter of RFC 4180.
    fn parse(text: &str) -> Vec<Vec<String>> {
        let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
        let (mut chars, mut inside) = (text.chars().peekable(), false);
        while let Some(c) = chars.next() {
            match c {
                '"' if inside && chars.peek() == Some(&'"') => cell.extend(chars.next()),
                '"' => inside = !inside,
                ',' if !inside => row.push(std::mem::take(&mut cell)),
                '\r' if !inside => {
                    assert_eq!(chars.next(), Some('\n'));
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                c => cell.push(c),
            }
        }
        assert!(!inside && row.is_empty() && cell.is_empty(), "the last line ends");
        rows
    }

    #[test]
    fn numbers_stay_numbers_and_nothing_is_an_empty_cell() {
        let mut report = testing::collapse();
        report.comparisons[0].metrics[0].value = Some(-0.25);
        report.comparisons[0].metrics[0].p_value = None;
        let table = parse(&page(&report));
        assert!(table.iter().all(|row| row.len() == COLUMNS.len()));
        let at = |name: &str| table[0].iter().position(|c| c == name).unwrap();
        let first = 1 + report.levels.len();
        assert_eq!(table[first][at("value")], "-0.25");
        assert_eq!(table[first][at("p_value")], "");
        assert_eq!(table[first][at("generation")], "gen1");
        assert_eq!(table[first][at("gating")], "true");
    }

    #[test]
    fn the_table_of_a_real_run_is_as_it_was() {
        testing::golden("metrics.csv", &page(&testing::collapse()));
    }

    #[test]
    fn no_text_is_a_formula_or_breaks_a_line() {
        for text in [
            "=1+1",
            "+1",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "=cmd|'/C calc'!A0",
            "\"=1",
            "a,\"b\"",
            " =1",
            "＝1",
            "x\0\u{1b}[31m\u{202e}",
            "",
        ] {
            let mut report = testing::collapse();
            let c = testing::base(&mut report, "gen2");
            c.slices[0].slice = text.to_owned();
            c.current = text.to_owned();
            let csv = page(&report);
            let table = parse(&csv);
            let rows = tidy::rows(&report).len();
            assert_eq!((table.len(), csv.matches('\n').count()), (rows + 1, rows + 1), "{text:?}");
            for cell in table.iter().flatten().filter(|cell| cell.parse::<f64>().is_err()) {
                let first = cell.trim_start().chars().next();
                let acts = first.is_some_and(|c| "=+-@＝＋－＠\t\r\n".contains(c));
                assert!(!acts, "{text:?} became {cell:?}");
                assert!(!cell.chars().any(|c| c.is_control() || c == '\u{202e}'), "{cell:?}");
            }
        }
    }
}
