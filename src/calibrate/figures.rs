//! What the chart draws: false alarms, and detection against dose.

use super::drill::POWER;
use super::result::{Cell, FalseAlarms, PlantReport, Rate};
use crate::report::{Figure, FigureKind, Mark, Series};

/// The sheet, which names the file.
const SHEET: &str = "calibrate";

/// One panel a plant; without a drill one of the false alarms.
pub(super) fn all(false_alarms: &FalseAlarms, drill: &[PlantReport]) -> Vec<Figure> {
    let plants = drill.iter().filter(|plant| !plant.cells.is_empty());
    let panels: Vec<Figure> = plants.map(|plant| doses(plant, false_alarms)).collect();
    if panels.is_empty() { vec![alarms(false_alarms)] } else { panels }
}

fn alarms(found: &FalseAlarms) -> Figure {
    let symptoms = found.symptoms.iter().map(|s| (s.symptom.name(), s.rings));
    let all: Vec<(&str, Rate)> =
        [("any", found.any), ("collapse", found.collapse)].into_iter().chain(symptoms).collect();
    Figure {
        id: "false-alarms".to_owned(),
        sheet: SHEET.to_owned(),
        kind: FigureKind::Trend,
        title: "Alarms where nothing was lost".to_owned(),
        x: "verdict and symptoms".to_owned(),
        y: Y.to_owned(),
        categories: all.iter().map(|(name, _)| (*name).to_owned()).collect(),
        series: vec![series("false alarms", all.iter().map(|(_, rate)| *rate))],
        marks: vec![promised(found.promised)],
    }
}

/// Detection against dose, from no dose at all on.
fn doses(plant: &PlantReport, found: &FalseAlarms) -> Figure {
    let of = |none: Rate, at: fn(&Cell) -> Rate| std::iter::once(none).chain(plant.cells.iter().map(at));
    let seen = Mark { y: POWER, label: "seen".to_owned() };
    let marks = std::iter::once(promised(found.promised)).chain((!plant.harmless).then_some(seen));
    Figure {
        id: format!("drill-{}", plant.plant),
        sheet: SHEET.to_owned(),
        kind: FigureKind::Trend,
        title: plant.label.clone(),
        x: plant.dose.clone(),
        y: Y.to_owned(),
        categories: std::iter::once("nothing".to_owned())
            .chain(plant.cells.iter().map(|cell| cell.dose_text.clone()))
            .collect(),
        series: vec![
            series("an alarm rings", of(found.any, |cell| cell.rings)),
            series("collapse is called", of(found.collapse, |cell| cell.collapse)),
        ],
        marks: marks.collect(),
    }
}

/// Title of the vertical axis.
const Y: &str = "share of trials";

fn promised(alpha: f64) -> Mark {
    Mark { y: alpha, label: "promised".to_owned() }
}

fn series(name: &str, rates: impl Iterator<Item = Rate>) -> Series {
    let rates: Vec<Rate> = rates.collect();
    Series {
        name: name.to_owned(),
        x: (0..rates.len()).map(|position| position as f64).collect(),
        y: rates.iter().map(|rate| rate.share).collect(),
        low: rates.iter().map(|rate| rate.ci_low).collect(),
        high: rates.iter().map(|rate| rate.ci_high).collect(),
        status: vec![None; rates.len()],
    }
}
