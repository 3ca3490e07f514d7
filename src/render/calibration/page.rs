//! The page: may the alarm be trusted, what would it miss, and the figures behind both answers.

use unicode_width::UnicodeWidthStr;

use crate::calibrate::{
    Calibration, Cell, MetricCalibration, NullKind, POWER, PlantReport, Promise, Rate, SymptomRate,
};
use crate::render::escape::{NAME, terminal};
use crate::render::format::{bare, count, percent_up, plural, rate, reason, share};
use crate::render::layout::{WIDTH, pad, pad_left, wrap};
use crate::render::notices::columns;

/// Lines a paragraph may take.
const LINES: usize = 6;

/// The whole page, with a final newline.
pub fn page(c: &Calibration) -> String {
    let mut lines = headline(c);
    lines.push(String::new());
    lines.extend(missed(c));
    lines.push(String::new());
    lines.extend(false_alarms(c));
    lines.push(String::new());
    lines.extend(precision(c));
    if !c.drill.is_empty() {
        lines.push(String::new());
        lines.extend(drill(c));
    }
    lines.push(String::new());
    lines.extend(footer(c));
    lines.join("\n") + "\n"
}

/// The first answer, and how it was found.
fn headline(c: &Calibration) -> Vec<String> {
    let found = &c.false_alarms;
    let promised = share(found.promised);
    let of = format!("{} comparisons in which nothing was lost", count(found.any.trials));
    let answer = match found.promise {
        Promise::Kept => format!(
            "ALARMS CAN BE TRUSTED: of {of}, {} raised one; at most {promised} is promised.",
            rate(&found.any)
        ),
        Promise::Open => format!(
            "ALARMS ARE ABOUT AS RARE AS PROMISED: of {of}, {} raised one. At most {promised} is promised, which the \
             interval does not exclude; --trials narrows it.",
            rate(&found.any)
        ),
        Promise::Broken => format!(
            "TOO MANY FALSE ALARMS: of {of}, {} raised one; at most {promised} is promised. Act only on a collapse \
             ({} here).",
            rate(&found.any),
            rate(&found.collapse)
        ),
        Promise::Untested => {
            format!("NO ALARM CAN RING: in {of}, no metric that decides had an interval; see below why.")
        }
    };
    let names: Vec<_> = c.corpora.iter().map(|corpus| terminal(&corpus.name, NAME)).collect();
    let made = match c.null {
        NullKind::Halves => format!("random halves of {}", names.join(", ")),
        NullKind::LabelSwaps => format!("labels of {} swapped at random, key by key", names.join(" and ")),
    };
    let paired = if c.paired { "paired" } else { "unpaired" };
    let how = format!(
        "Both sides came from one law: {made}, {0} against {0} documents, {paired}.",
        count(c.documents)
    );
    let mut lines = wrap(&answer, WIDTH, LINES);
    lines.extend(wrap(&how, WIDTH, LINES));
    lines
}

/// The second answer: the weakest dose of each plant that rings, and whether harmless changes stayed quiet.
fn missed(c: &Calibration) -> Vec<String> {
    let inconclusive = c.false_alarms.verdicts.iter().find(|v| v.verdict.name() == "inconclusive");
    let mut lines =
        vec![format!("What would be missed at {} a side", plural(c.documents, "document", "documents"))];
    if c.drill.is_empty() {
        lines.push(
            "  the drill was switched off (--drill-trials 0); the smallest losses seen are below".to_owned(),
        );
    }
    let wide = c.drill.iter().map(|p| p.label.width()).max().unwrap_or(0);
    for plant in &c.drill {
        lines.extend(wrapped(&pad(&plant.label, wide), &seen(plant)));
    }
    if let Some(v) = inconclusive.filter(|v| v.rate.count > 0) {
        let text = format!(
            "Without a loss {} of the verdicts were inconclusive: so few documents cannot always exclude one.",
            rate(&v.rate)
        );
        lines.extend(wrap(&text, WIDTH - 2, LINES).into_iter().map(|line| format!("  {line}")));
    }
    lines
}

/// A label, then text broken beside it.
fn wrapped(label: &str, text: &str) -> Vec<String> {
    let indent = label.width() + 4;
    let first = |at: usize| if at == 0 { format!("  {label}  ") } else { " ".repeat(indent) };
    wrap(text, WIDTH - indent, LINES).iter().enumerate().map(|(at, line)| first(at) + line).collect()
}

/// What a plant showed, in a sentence.
fn seen(plant: &PlantReport) -> String {
    let (Some(weakest), Some(strongest)) = (plant.cells.first(), plant.cells.last()) else {
        return format!("not run: {}", plant.not_run.as_deref().unwrap_or("no dose"));
    };
    if plant.harmless {
        let called: u64 = plant.cells.iter().map(|cell| cell.collapse.count).sum();
        let trials: u64 = plant.cells.iter().map(|cell| cell.collapse.trials).sum();
        let most = plant.cells.iter().max_by_key(|cell| cell.rings.count).unwrap_or(weakest);
        let warned = match (loudest(&most.symptoms), most.rings.share) {
            (Some(symptom), Some(rung)) => {
                format!("; an alarm in {} at most ({})", share(rung), symptom.symptom.name())
            }
            _ => "; no alarm either".to_owned(),
        };
        return match called {
            0 => format!("never called a collapse in {} trials{warned}", count(trials)),
            n => format!("CALLED A COLLAPSE in {} of {} trials{warned}", count(n), count(trials)),
        };
    }
    let dose = |cell: &Cell| format!("{} {}", cell.dose_text, plant.dose_of).trim_end().to_owned();
    let percent = |rate: &Rate| rate.share.map_or("no trial".to_owned(), share);
    let Some(from) = plant.rings_from.and_then(|from| plant.cells.iter().find(|cell| cell.dose == from))
    else {
        return format!(
            "MISSED at every dose tried: {} rings in {}",
            dose(strongest),
            percent(&strongest.rings)
        );
    };
    let by = loudest(&from.symptoms).map_or(String::new(), |s| format!(" ({})", s.symptom.name()));
    let seen = format!("{} rings in {}{by}", dose(from), percent(&from.rings));
    match plant.cells.iter().take_while(|cell| cell.dose != from.dose).last() {
        None => format!("{seen}; no weaker dose was tried"),
        Some(weaker) => format!("{seen}; {} in {} only", weaker.dose_text, percent(&weaker.rings)),
    }
}

/// The symptom that rang most often; of equals the first.
fn loudest(symptoms: &[SymptomRate]) -> Option<&SymptomRate> {
    let most = symptoms.iter().map(|s| s.rings.count).max().filter(|&most| most > 0)?;
    symptoms.iter().find(|s| s.rings.count == most)
}

/// Alarms where nothing was lost.
fn false_alarms(c: &Calibration) -> Vec<String> {
    let found = &c.false_alarms;
    let cells = |cells: [String; 5]| cells.iter().map(|cell| pad_left(cell, 7)).collect::<String>();
    let head = ["pass", "warn", "fail", "incon.", "no run"].map(str::to_owned);
    let row = |name: &str, statuses: [String; 5], rings: &str| {
        format!("  {} {}   {rings}", pad(name, 24), cells(statuses))
    };
    let mut lines =
        vec!["Alarms where nothing was lost (trials)".to_owned(), row("symptom", head, "false alarms (95%)")];
    let statuses = |s: &SymptomRate| [s.pass, s.warn, s.fail, s.inconclusive, s.not_run].map(count);
    lines.extend(found.symptoms.iter().map(|s| row(s.symptom.name(), statuses(s), &rate(&s.rings))));
    let none = || ["", "", "", "", ""].map(str::to_owned);
    lines.push(row("any symptom", none(), &rate(&found.any)));
    lines.push(row("a collapse is called", none(), &rate(&found.collapse)));
    let called = found.verdicts.iter().filter(|v| v.rate.count > 0);
    let called: Vec<_> = called.map(|v| format!("{} {}", v.verdict.name(), rate(&v.rate))).collect();
    lines.extend(
        wrap(&format!("verdicts: {}", called.join(", ")), WIDTH - 2, LINES)
            .into_iter()
            .map(|l| format!("  {l}")),
    );
    lines
}

/// The smallest loss that the precision shows.
fn precision(c: &Calibration) -> Vec<String> {
    let whole = c.metrics.iter().any(|m| m.mde_whole.is_some());
    let used = c.corpora.first().map_or(0, |corpus| corpus.documents_used);
    let row = |name: &str, here: &str, whole: &str, half: &str, covered: &str| {
        format!(
            "  {} {} {} {}   {covered}",
            pad(name, 34),
            pad_left(here, 9),
            pad_left(whole, 11),
            pad_left(half, 11)
        )
    };
    let mut lines = vec![
        format!("Smallest loss seen in {} of the comparisons, by documents a side", share(POWER)),
        row(
            "metric",
            &count(c.documents),
            &if whole { count(used) } else { String::new() },
            "halved at",
            "intervals that hold the truth (95%)",
        ),
    ];
    for m in &c.metrics {
        let size = |mde: Option<f64>| mde.map_or(String::new(), |mde| smallest(m, mde));
        match m.mde {
            Some(mde) => lines.push(row(
                &m.metric,
                &smallest(m, mde),
                &size(m.mde_whole),
                &m.documents_to_halve.map_or(String::new(), count),
                &rate(&m.coverage),
            )),
            None => lines.extend(wrapped(&pad(&m.metric, 34), &reason(m.undefined))),
        }
    }
    lines
}

/// A minimum detectable effect: the lost share of a retention, in standard deviations for score effects.
fn smallest(m: &MetricCalibration, mde: f64) -> String {
    if m.lost_share { percent_up(mde) } else { bare(mde) }
}

/// Every plant at every dose.
fn drill(c: &Calibration) -> Vec<String> {
    let trials = c.drill.iter().flat_map(|plant| &plant.cells).map(|cell| cell.rings.trials).max();
    let row = |dose: &str, changed: &str, rings: &str, collapse: &str, verdict: &str, by: &str| {
        let line = format!(
            "  {} {} {} {}   {} {by}",
            pad_left(dose, 6),
            pad_left(changed, 8),
            pad_left(rings, 19),
            pad_left(collapse, 19),
            pad(verdict, 15)
        );
        line.trim_end().to_owned()
    };
    let mut lines = vec![
        format!("Drill: {} a dose", plural(trials.unwrap_or(0), "comparison", "comparisons")),
        row(
            "dose",
            "words",
            "an alarm rings",
            "collapse called",
            "usual verdict",
            "rings in half of the trials",
        ),
    ];
    for plant in &c.drill {
        match &plant.not_run {
            Some(why) => lines.push(format!("  {}: not run, {why}", plant.label)),
            None => lines.push(format!("  {}: {}", plant.label, plant.dose)),
        }
        for cell in &plant.cells {
            lines.push(row(
                &cell.dose_text,
                &share(cell.words_changed),
                &rate(&cell.rings),
                &rate(&cell.collapse),
                cell.usual_verdict.name(),
                &ringing(cell),
            ));
        }
    }
    lines
}

/// The symptoms that rang in at least half of the trials.
fn ringing(cell: &Cell) -> String {
    let half = |rate: &Rate| 2 * rate.count >= rate.trials && rate.count > 0;
    let names: Vec<_> = cell.symptoms.iter().filter(|s| half(&s.rings)).map(|s| s.symptom.name()).collect();
    names.join(", ")
}

/// How to read it, and how the numbers came about.
fn footer(c: &Calibration) -> Vec<String> {
    let unit = terminal(&c.input.unit.replace('-', " "), NAME);
    let mut text = vec![
        format!("Counted {unit}: {}.", columns(&c.input)),
        "Percentages in brackets are exact 95% intervals. Trials of one corpus overlap, so they say a little less than \
         as many fresh corpora. One comparison is judged by itself here; with more generations the correction is \
         stricter."
            .to_owned(),
    ];
    if c.drill.iter().any(|plant| !plant.cells.is_empty()) {
        text.push(format!(
            "Planted into one side; “words”: share of its words that were changed; “seen”: rings in at least {} of the \
             trials.",
            share(POWER)
        ));
    }
    text.iter().flat_map(|text| wrap(text, WIDTH, LINES)).collect()
}
