//! `history.csv`: a row for each metric of each release.

use crate::records::{History, Kept, Measured, Number, Release, Way};
use crate::render::csv::quoted;
use crate::render::format;

const HEADER: &str = "record,parent,root,time,verdict,reference,metric,value,low,high,status,level,level_low,level_high,kept,kept_low,kept_high,kept_way";

/// The whole file, by RFC 4180.
pub(super) fn page(history: &History) -> String {
    let rows =
        history.releases.iter().flat_map(|release| release.numbers.iter().map(move |n| row(release, n)));
    std::iter::once(HEADER.to_owned()).chain(rows).map(|row| row + "\r\n").collect()
}

fn row(release: &Release, number: &Number) -> String {
    let text = |text: Option<&str>| text.map_or(String::new(), quoted);
    let exact = |value: Option<f64>| value.map_or(String::new(), format::exact);
    let three = |m: Option<&Measured>| {
        let get = |part: fn(&Measured) -> Option<f64>| exact(m.and_then(part));
        [get(|m| m.value), get(|m| m.low), get(|m| m.high)]
    };
    let kept = |part: fn(&Kept) -> Option<f64>| exact(number.kept.as_ref().and_then(part));
    let way = number.kept.as_ref().map(|kept| match kept.way {
        Way::Direct => "direct",
        Way::Chained => "chained",
    });
    let mut cells = vec![
        quoted(&release.name),
        text(release.parent.as_deref()),
        quoted(&release.root),
        quoted(&release.time.to_string()),
        text(release.verdict.map(|verdict| verdict.name())),
        text(release.reference.as_deref()),
        quoted(&number.metric),
    ];
    cells.extend(three(number.compared.as_ref()));
    cells.push(text(number.compared.as_ref().and_then(|m| m.status).map(|status| status.name())));
    cells.extend(three(number.level.as_ref()));
    cells.extend([kept(|k| Some(k.value)), kept(|k| k.low), kept(|k| k.high), text(way)]);
    cells.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::testing::{measured, record};
    use crate::records::{Part, history};

    #[test]
    fn every_number_has_its_cell_and_no_cell_is_a_formula() {
        let records = [
            record("=1+1", None, vec![]),
            record("b,\"x", Some("=1+1"), vec![measured("m", "=1+1", 0.5, (0.25, 0.75))]),
        ];
        let part = Part { metrics: vec!["m".to_owned()], ..Part::default() };
        let page = page(&history(&records, &part).unwrap());
        let rows: Vec<&str> = page.split("\r\n").collect();
        assert_eq!(rows.len(), 4);
        assert_eq!(rows[0].split(',').count(), 18);
        assert!(rows[1].starts_with("\"'=1+1\","), "{}", rows[1]);
        assert!(rows[2].starts_with("\"b,\"\"x\",\"'=1+1\","), "{}", rows[2]);
        assert!(rows[2].ends_with(",m,0.5,0.25,0.75,pass,,,,0.5,0.25,0.75,direct"), "{}", rows[2]);
    }
}
