//! What the chart draws: false alarms, and detection against dose.

use super::drill::POWER;
use super::result::{FalseAlarms, PlantReport, Rate};
use crate::report::{Figure, FigureKind, Mark, Series};

/// The sheet, which names the file.
const SHEET: &str = "calibrate";

/// One panel of false alarms, one a plant.
pub(super) fn all(false_alarms: &FalseAlarms, drill: &[PlantReport]) -> Vec<Figure> {
    let plants = drill.iter().filter(|plant| !plant.cells.is_empty());
    std::iter::once(alarms(false_alarms))
        .chain(plants.map(|plant| doses(plant, false_alarms.promised)))
        .collect()
}

fn alarms(found: &FalseAlarms) -> Figure {
    let symptoms = found.symptoms.iter().map(|s| (s.symptom.name().to_owned(), s.rings));
    let all: Vec<(String, Rate)> = std::iter::once(("any".to_owned(), found.any))
        .chain(std::iter::once(("collapse".to_owned(), found.collapse)))
        .chain(symptoms)
        .collect();
    Figure {
        id: "false-alarms".to_owned(),
        sheet: SHEET.to_owned(),
        kind: FigureKind::Trend,
        title: "Alarms where nothing was lost".to_owned(),
        x: "verdict and symptoms".to_owned(),
        y: "share of trials".to_owned(),
        categories: all.iter().map(|(name, _)| name.clone()).collect(),
        series: vec![series("false alarms", all.iter().map(|(_, rate)| rate))],
        marks: vec![promised(found.promised)],
    }
}

fn doses(plant: &PlantReport, alpha: f64) -> Figure {
    let marks = if plant.harmless {
        vec![promised(alpha)]
    } else {
        vec![promised(alpha), Mark { y: POWER, label: "seen".to_owned() }]
    };
    Figure {
        id: format!("drill-{}", plant.plant),
        sheet: SHEET.to_owned(),
        kind: FigureKind::Trend,
        title: plant.label.clone(),
        x: plant.dose.clone(),
        y: "share of trials".to_owned(),
        categories: plant.cells.iter().map(|cell| cell.dose_text.clone()).collect(),
        series: vec![
            series("an alarm rings", plant.cells.iter().map(|cell| &cell.rings)),
            series("collapse is called", plant.cells.iter().map(|cell| &cell.collapse)),
        ],
        marks,
    }
}

fn promised(alpha: f64) -> Mark {
    Mark { y: alpha, label: "false alarms promised".to_owned() }
}

fn series<'a>(name: &str, rates: impl Iterator<Item = &'a Rate>) -> Series {
    let rates: Vec<&Rate> = rates.collect();
    Series {
        name: name.to_owned(),
        x: (0..rates.len()).map(|position| position as f64).collect(),
        y: rates.iter().map(|rate| rate.share).collect(),
        low: rates.iter().map(|rate| rate.ci_low).collect(),
        high: rates.iter().map(|rate| rate.ci_high).collect(),
        status: vec![None; rates.len()],
    }
}
