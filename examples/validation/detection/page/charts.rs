//! Power against dose, one panel a loss.

use std::path::Path;

use genloss::render::{Theme, chart};
use genloss::report::{Figure, FigureKind, Mark, Series};

use super::record::{ALARMS, Rate, Record};
use super::tables::{CHARTS, called, sizes};
use crate::Outcome;
use crate::changes::{self, Change, LOSSES};
use crate::log::{Cell, Pairing, Row};
use crate::rivals::RULES;

/// Writes `detection-SIZE.png`.
pub(crate) fn draw(record: &Record, folder: &Path) -> Outcome {
    for n in sizes(record).into_iter().rev().take(CHARTS) {
        let panels: Vec<Figure> = LOSSES.iter().map(|change| panel(record, change, n)).collect();
        let drawn = chart::draw_sheet(&panels.iter().collect::<Vec<_>>(), Theme::Light)?;
        std::fs::write(folder.join(format!("detection-{n}.png")), drawn)?;
    }
    Ok(())
}

fn panel(record: &Record, change: &Change, documents: u32) -> Figure {
    let all: Vec<Cell> = ["nulls", "losses"]
        .into_iter()
        .flat_map(|section| changes::cells(section, documents))
        .map(|(cell, _)| cell)
        .filter(|cell| {
            cell.pairing == Pairing::Paired && (cell.section == "nulls" || cell.change == change.name)
        })
        .collect();
    let series = |name: &str, of: &dyn Fn(&Cell) -> Rate| line(name, all.iter().map(of));
    let fair = RULES.iter().enumerate().map(|(at, rule)| {
        series(&format!("{}, 5% line", rule.name), &|cell| record.ruled(cell, at, record.fair_line(cell, at)))
    });
    let own = [
        series("genloss rings", &|cell| record.rate(cell, Row::rings)),
        series("collapse is called", &|cell| record.rate(cell, called)),
    ];
    Figure {
        id: change.name.to_owned(),
        sheet: "detection".to_owned(),
        kind: FigureKind::Trend,
        title: format!("{}, {documents} documents", change.name),
        x: change.what.to_owned(),
        y: "share of comparisons".to_owned(),
        categories: all
            .iter()
            .map(|cell| if cell.section == "nulls" { "nothing" } else { &cell.dose }.to_owned())
            .collect(),
        series: own.into_iter().chain(fair).collect(),
        marks: vec![
            Mark { y: ALARMS, label: "promised".to_owned() },
            Mark { y: 0.9, label: "wanted".to_owned() },
        ],
    }
}

fn line(name: &str, rates: impl Iterator<Item = Rate>) -> Series {
    let rates: Vec<Rate> = rates.collect();
    let known =
        |of: &dyn Fn(&Rate) -> f64| rates.iter().map(|rate| (rate.trials > 0).then(|| of(rate))).collect();
    Series {
        name: name.to_owned(),
        x: (0..rates.len()).map(|position| position as f64).collect(),
        y: known(&|rate| rate.share()),
        low: known(&|rate| rate.interval().0),
        high: known(&|rate| rate.interval().1),
        status: vec![None; rates.len()],
    }
}
