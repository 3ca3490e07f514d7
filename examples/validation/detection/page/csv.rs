//! The table behind the page: hits among trials, one line a cell and measure.

use genloss::calibrate::rings;
use genloss::terms::{Status, Verdict};

use super::policies::{firsts, late, lost};
use super::record::{Rate, Record, Test};
use super::tables::called;
use crate::chains::is_chain;
use crate::log::{Cell, Row};
use crate::policies::GENERATIONS;
use crate::rivals::RULES;

/// The table.
pub(crate) fn table(record: &Record) -> String {
    let mut text = "section,change,dose,documents,pairing,measure,line,trials,hits\n".to_owned();
    let mut add = |cell: &Cell, measure: &str, line: Option<f64>, Rate { hits, trials }: Rate| {
        let line = line.map_or(String::new(), |line| format!("{line:.6}"));
        text += &format!("{},{measure},{line},{trials},{hits}\n", cell.columns());
    };
    for cell in record.cells.keys().filter(|cell| !is_chain(cell)) {
        add(cell, "sees", None, record.rate(cell, Row::sees));
        add(cell, "rings", None, record.rate(cell, Row::rings));
        add(cell, "called", None, record.rate(cell, called));
        for verdict in Verdict::ALL {
            add(cell, verdict.name(), None, record.rate(cell, |row| row.verdict == verdict));
        }
        for symptom in record.symptoms() {
            let name = symptom.name();
            add(cell, &format!("{name} rings"), None, record.rate(cell, |row| rings(row.status(symptom))));
            let fails = record.rate(cell, |row| row.status(symptom) == Status::Fail);
            add(cell, &format!("{name} fails"), None, fails);
        }
        for (at, rule) in RULES.iter().enumerate() {
            add(cell, rule.label, Some(rule.line), record.usual(cell, at));
            let (fair, own) = (record.fair_line(cell, at), record.own_line(cell, at));
            add(cell, &format!("{} where 5% of nulls ring", rule.name), fair, record.ruled(cell, at, fair));
            add(cell, &format!("{} at the rate of genloss", rule.name), own, record.ruled(cell, at, own));
        }
    }
    for cell in record.cells.keys().filter(|cell| is_chain(cell)) {
        let measures: [(&str, Test); 4] =
            [("truly lost", lost), ("rings", Row::rings), ("called", called), ("late-collapse", late)];
        for (name, holds) in measures {
            let firsts = firsts(record, cell, holds);
            for by in 1..=GENERATIONS {
                let rate = Rate::of(firsts.iter().map(|first| first.is_some_and(|first| first <= by)));
                add(cell, &format!("{name} by generation {by}"), None, rate);
            }
        }
    }
    for (cell, peers) in &record.peers {
        for peer in peers.keys() {
            add(cell, peer, None, record.decided(cell, peer));
            add(cell, &format!("{peer} where 5% of nulls ring"), None, record.fair(cell, peer));
        }
    }
    text
}
