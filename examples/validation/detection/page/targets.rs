//! The first section: what was aimed at, and what came out.

use genloss::terms::{Status, Symptom};

use super::peers;
use super::policies::{self, firsts, late, lost};
use super::record::{Rate, Record, Test, percent};
use super::tables::{called, head, line, null_cells, sizes, symptoms};
use crate::changes;
use crate::log::{Cell, Row};
use crate::policies::GENERATIONS;
use crate::rivals::RULES;

/// The share of trials that a loss must ring in.
const POWER: f64 = 0.90;

/// Promised false alarms.
const PROMISED: f64 = 0.05;

/// Generations within which a true loss must be called.
const LAG: i64 = 2;

/// One target: what, whether it was reached, and the figures.
type Target = [String; 3];

/// The table of targets, and where others do better.
pub(crate) fn section(record: &Record) -> String {
    let targets: Vec<Target> = [
        vec![false_alarms(record)],
        power(record),
        policies_targets(record),
        vec![harmless(record)],
        rivals(record),
        peers_target(record),
    ]
    .concat();
    let lines: String = targets.iter().map(|target| line(target)).collect();
    format!("## Targets\n\n{}{lines}\n{}", head(&["target", "result", "figures"]), better(record))
}

/// What a rate shows of a target that it should lie above or below.
fn result(met: bool, shown: bool) -> String {
    match (met, shown) {
        (true, true) => "**reached**".to_owned(),
        (true, false) => "**reached**, but the interval crosses the line".to_owned(),
        (false, _) => "**missed**".to_owned(),
    }
}

fn false_alarms(record: &Record) -> Target {
    let rates: Vec<(Cell, Rate)> =
        null_cells(record).into_iter().map(|cell| (cell.clone(), record.rate(&cell, Row::sees))).collect();
    let met = rates.iter().all(|(_, rate)| rate.share() <= PROMISED);
    let shown = rates.iter().all(|(_, rate)| rate.interval().1 <= PROMISED);
    let figures: Vec<String> = rates
        .iter()
        .map(|(cell, rate)| format!("{} {}: {}", cell.documents, cell.pairing.name(), rate.text()))
        .collect();
    [
        format!("Where nothing was lost, a loss is shown or said in at most {}%", percent(PROMISED)),
        result(met, shown),
        figures.join("; "),
    ]
}

/// The cell of a loss at a size.
fn loss(change: &str, dose: &str, documents: u32) -> Option<Cell> {
    let cells = changes::cells("losses", documents).into_iter().map(|(cell, _)| cell);
    cells.into_iter().find(|cell| cell.change == change && cell.dose == dose)
}

fn power(record: &Record) -> Vec<Target> {
    let tail_fails: Test = |row| row.status(Symptom::TailLoss) == Status::Fail;
    let wanted: [(&str, &str, Test); 2] =
        [("0.1", "rings", Row::rings), ("0.25", "fails `tail-loss`", tail_fails)];
    let largest = sizes(record).last().copied().unwrap_or(0);
    let target = |(dose, what, holds): (&str, &str, Test)| {
        let of = |n: u32| {
            loss("tail mass", dose, n).map_or(Rate::of(std::iter::empty()), |c| record.rate(&c, holds))
        };
        let rate = of(largest);
        let figures: Vec<String> =
            sizes(record).into_iter().rev().map(|n| format!("{n}: {}", of(n).text())).collect();
        [
            format!(
                "Share {dose} of the tail mass lost {what} in at least {}% at {largest} documents",
                percent(POWER)
            ),
            result(rate.share() >= POWER, rate.interval().0 >= POWER),
            figures.join("; "),
        ]
    };
    wanted.map(target).into()
}

fn policies_targets(record: &Record) -> Vec<Target> {
    let cells = policies::cells(record);
    let ngram = cells.iter().filter(|(model, cell)| *model != "words" && cell.change.ends_with(" replace"));
    let accumulate = cells.iter().filter(|(_, cell)| cell.change.ends_with(" accumulate"));
    ngram
        .map(|(_, cell)| replace(record, cell))
        .chain(accumulate.map(|(_, cell)| never_late(record, cell)))
        .collect()
}

fn replace(record: &Record, cell: &Cell) -> Target {
    let (lost, called) = (firsts(record, cell, lost), firsts(record, cell, called));
    let truly = lost.iter().flatten().count();
    let mut lags: Vec<i64> =
        lost.iter().zip(&called).filter_map(|(l, c)| Some((*c)? as i64 - (*l)? as i64)).collect();
    lags.sort_unstable();
    let in_time = lags.iter().filter(|lag| **lag <= LAG).count();
    let target = format!(
        "`{}` at temperature {} is called within {LAG} generations of the first true loss",
        cell.change, cell.dose
    );
    if truly == 0 {
        let calls = called.iter().flatten().count();
        let figures = format!("truly lost in 0 of {} recursions, called in {calls}", lost.len());
        return [target, "nothing to call".to_owned(), figures];
    }
    let lag = match lags[..] {
        [] => "never called".to_owned(),
        [first, .., last] if first != last => {
            format!(
                "called minus truly lost: median {:+} ({first:+} to {last:+}) generations",
                lags[lags.len() / 2]
            )
        }
        [all, ..] => format!("called minus truly lost: {all:+} generations in each"),
    };
    let figures = format!("{in_time} of {truly} recursions that truly lost; {lag}");
    [target, result(in_time == truly, true), figures]
}

fn never_late(record: &Record, cell: &Cell) -> Target {
    let firsts = firsts(record, cell, late);
    let rate = Rate::of(firsts.iter().map(Option::is_some));
    let target = format!(
        "`{}` at temperature {} is never `late-collapse` in {GENERATIONS} generations",
        cell.change, cell.dose
    );
    // Whoever samples more sharply than the data loses, whatever is kept; that is no false alarm.
    let result = if cell.dose == "1" {
        result(rate.hits == 0, true)
    } else {
        "not aimed at: sharpening loses".to_owned()
    };
    [target, result, format!("in {} of {} recursions", rate.hits, rate.trials)]
}

fn harmless(record: &Record) -> Target {
    let cells: Vec<Cell> = record.cells.keys().filter(|cell| cell.section == "harmless").cloned().collect();
    let found: Vec<String> = cells
        .iter()
        .map(|cell| (cell, record.rate(cell, called)))
        .filter(|(_, rate)| rate.hits > 0)
        .map(|(cell, rate)| {
            format!("{} {}, {} documents: {}", cell.change, cell.dose, cell.documents, rate.text())
        })
        .collect();
    let trials: usize = cells.iter().map(|cell| record.rows(cell).len()).sum();
    let calls = match found[..] {
        [] => format!("none in {trials} comparisons of {} cells", cells.len()),
        _ => found.join("; "),
    };
    let loud: Vec<String> = cells
        .iter()
        .filter(|cell| record.rate(cell, Row::rings).share() > PROMISED)
        .map(|cell| {
            format!("{} {} at {} ({})", cell.change, cell.dose, cell.documents, symptoms(record, cell))
        })
        .collect();
    let figures = format!("{calls}. More than {}% ring in: {}", percent(PROMISED), loud.join("; "));
    ["Harmless changes never give a collapse verdict".to_owned(), result(found.is_empty(), true), figures]
}

/// A planted loss, what genloss has in it, and who has more.
fn losses(record: &Record, documents: u32) -> Vec<(Cell, Rate)> {
    let cells = changes::cells("losses", documents).into_iter().map(|(cell, _)| cell);
    let cells = cells.filter(|cell| !record.rows(cell).is_empty());
    cells.map(|cell| (cell.clone(), record.rate(&cell, Row::sees))).collect()
}

/// How often genloss sees a loss more often than a rule, and less often, over all losses, where intervals are apart.
fn against(cells: &[(Cell, Rate)], rules: &[usize], rule: impl Fn(&Cell, usize) -> Rate) -> [usize; 3] {
    let pairs: Vec<(Rate, Rate)> = cells
        .iter()
        .flat_map(|(cell, sees)| rules.iter().map(|at| (*sees, rule(cell, *at))).collect::<Vec<_>>())
        .collect();
    let ahead = pairs.iter().filter(|(sees, rule)| sees.beats(*rule)).count();
    let behind = pairs.iter().filter(|(sees, rule)| rule.beats(*sees)).count();
    [ahead, behind, pairs.len()]
}

fn rivals(record: &Record) -> Vec<Target> {
    let of = |n: u32| {
        let cells = losses(record, n);
        let all: Vec<usize> = (0..RULES.len()).collect();
        let nulls: Vec<Cell> = null_cells(record).into_iter().filter(|cell| cell.documents == n).collect();
        let is_quiet = |at: &usize| nulls.iter().all(|cell| record.usual(cell, *at).share() <= PROMISED);
        let quiet: Vec<usize> = all.iter().copied().filter(is_quiet).collect();
        let loud = all.iter().filter(|at| !quiet.contains(at)).map(|at| RULES[*at].label);
        let loud =
            loud.map(|rule| format!("; not counted: {rule}, which rings in more than 5% of the nulls"));
        let usual = against(&cells, &quiet, |cell, at| record.usual(cell, at));
        let fair = against(&cells, &all, |cell, at| record.ruled(cell, at, record.fair_line(cell, at)));
        let figures = |[ahead, behind, pairs]: [usize; 3]| {
            format!(
                "of {pairs} pairs of a planted dose and a rule genloss sees it more often in {ahead}, less often in {behind} (intervals apart)"
            )
        };
        let row = |what: &str, found: [usize; 3], more: String| {
            let target = format!("At {n} documents no rule of thumb {what}");
            [target, result(found[1] == 0, true), figures(found) + &more]
        };
        [
            row("sees more with the line that teams draw", usual, loud.collect()),
            row("sees more at equal false alarms", fair, String::new()),
        ]
    };
    sizes(record).into_iter().flat_map(of).collect()
}

fn peers_target(record: &Record) -> Vec<Target> {
    let same = record.seen_by_peers();
    let cells: Vec<Cell> = peers::cells(record).into_iter().filter(|cell| cell.section == "losses").collect();
    let Some(first) = cells.first() else { return Vec::new() };
    let pairs = |peer: &str| -> Vec<(Rate, Rate)> {
        cells.iter().map(|cell| (same.rate(cell, Row::sees), record.fair(cell, peer))).collect()
    };
    let mut figures = Vec::new();
    let mut behind = 0;
    for peer in peers::names(record) {
        let pairs = pairs(peer);
        let higher = pairs.iter().filter(|(sees, peer)| peer.share() > sees.share()).count();
        let apart = pairs.iter().filter(|(sees, peer)| peer.beats(*sees)).count();
        let lower = pairs.iter().filter(|(sees, peer)| sees.beats(*peer)).count();
        behind += apart;
        figures.push(format!("{peer} {higher} / {apart} / {lower}"));
    }
    vec![[
        format!(
            "At {} documents no Python peer sees more of a planted loss at equal false alarms",
            first.documents
        ),
        result(behind == 0, true),
        format!(
            "of {} doses: more often / with intervals apart / less often with intervals apart: {}",
            cells.len(),
            figures.join("; ")
        ),
    ]]
}

/// Where a rule sees more than genloss, with what is left of it at genloss's own rate of false alarms.
fn better(record: &Record) -> String {
    let mut lines = String::new();
    for n in sizes(record) {
        for (at, rule) in RULES.iter().enumerate() {
            let seen = losses(record, n).into_iter().filter_map(|(cell, sees)| {
                let at_line = |line| record.ruled(&cell, at, line);
                let (fair, own) = (at_line(record.fair_line(&cell, at)), at_line(record.own_line(&cell, at)));
                let shares = [sees, fair, own].map(|rate| percent(rate.share())).join(" / ");
                fair.beats(sees).then(|| format!("{} {}: {shares}", cell.change, cell.dose))
            });
            let seen: Vec<String> = seen.collect();
            if !seen.is_empty() {
                lines += &line(&[n.to_string(), rule.name.to_owned(), seen.join("; ")]);
            }
        }
    }
    if lines.is_empty() {
        return String::new();
    }
    format!(
        "{BETTER}{}{lines}\n",
        head(&["documents", "rule", "dose: genloss sees / the rule on its 5% line / at genloss's own rate"])
    )
}

/// What stands behind the doses at which rules see more.
const BETTER: &str = "\
### Where a rule of thumb sees more

On its 5% line, with intervals apart. The third number is the same rule where it may ring in no more nulls than genloss does. A rule by itself is one test, and
has all the 5% of false alarms that genloss shares among a dozen; [rules together](#targets-1) have no more than genloss. A rule on its 5% line rings at whatever is
certain, however small, in harmless changes too: see the same columns under [Harmless changes](#harmless-changes). Of duplicates genloss leaves unsaid what may be
chance of a few rows: 5% of 200 documents are ten, of twelve templates.

";
