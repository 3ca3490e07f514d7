//! Draws charts from invented data, to look at them: `cargo run --release --example chart_gallery -- FOLDER [dark]`.
//!
//! Covers two, five and ten generations, a collapse, missing values, values off the axis and hostile text.

#![cfg_attr(not(feature = "charts"), allow(dead_code, unused_imports))]

use std::path::Path;
use std::time::Instant;

#[cfg(feature = "charts")]
use genloss::render::{Theme, chart};
use genloss::report::{Figure, FigureKind, Mark, Series};
use genloss::terms::Status;

const OVERRIDE: &str = "generation\u{202e}txt.exe\n\u{1b}[31m你好世界 😀";

#[cfg(not(feature = "charts"))]
fn main() {}

#[cfg(feature = "charts")]
#[expect(clippy::print_stderr, reason = "timings are for whoever runs it")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: chart_gallery FOLDER [dark]")?;
    let theme = if std::env::args().nth(2).as_deref() == Some("dark") { Theme::Dark } else { Theme::Light };
    std::fs::create_dir_all(&folder)?;
    let cases: [(&str, Vec<Figure>); 6] = [
        ("2", report(&names(2, "gen"), 0.02)),
        ("5", report(&names(5, "gen"), 0.2)),
        ("10", report(&names(10, "llama-3-8b-self-instruct-round-"), 0.35)),
        ("40", vec![many()]),
        ("hostile", hostile()),
        ("empty", empty()),
    ];
    for (case, figures) in cases {
        let start = Instant::now();
        for (sheet, members) in chart::sheets(&figures) {
            let png = chart::draw_sheet(&members, theme)?;
            std::fs::write(Path::new(&folder).join(format!("{case}-{sheet}.png")), png)?;
        }
        eprintln!("{case}: {:.0} ms", start.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(())
}

fn names(n: usize, stem: &str) -> Vec<String> {
    (0..n).map(|i| format!("{stem}{i}")).collect()
}

/// All sheets of a report whose generations lose `speed` of their tail each.
fn report(generations: &[String], speed: f64) -> Vec<Figure> {
    let n = generations.len();
    let mut figures = vec![
        trend(
            "tail-loss",
            "Tail: do the rare words of the reference survive?",
            generations,
            &[("reference-tail-retention", speed, 0.04), ("tail-types-survival", speed * 0.7, 0.03)],
            (0.95, 0.90),
        ),
        trend(
            "vocabulary-loss",
            "Vocabulary: how many words carry the text?",
            generations,
            &[("effective-vocabulary-retention", speed * 0.4, 0.02)],
            (0.95, 0.90),
        ),
        trend(
            "repetition",
            "Repetition: are phrases and whole documents repeated?",
            generations,
            &[("distinct-2-retention", speed * 0.3, 0.02), ("unique-document-retention", speed * 0.1, 0.01)],
            (0.95, 0.90),
        ),
        trend(
            "template-overuse",
            "Openings: do documents begin in fewer ways?",
            generations,
            &[("opening-effective-number-retention", speed * 0.5, 0.12)],
            (0.90, 0.80),
        ),
        trend(
            "length-collapse",
            "Length: did documents become shorter?",
            generations,
            &[("median-length-ratio", speed * 0.05, 0.03)],
            (0.90, 0.80),
        ),
        trend(
            "novel-mass",
            "Novel words: how much text lies outside the reference's vocabulary?",
            generations,
            &[("novel-mass-ratio", -speed * 2.0, 0.2)],
            (0.95, 0.90),
        ),
    ];
    figures.push(Figure {
        series: generations
            .iter()
            .enumerate()
            .map(|(g, name)| {
                zipf(name, 1.0 + 0.03 * speed * 10.0 * g as f64, 50_000.0 * (1.0 - 0.06 * g as f64))
            })
            .collect(),
        ..figure(
            "rank-frequency",
            FigureKind::LogLog,
            "Rank and frequency of words: a line that falls faster has lost its tail",
            ("rank of the word", "occurrences per million words"),
        )
    });
    let share = |name: &str, of: &dyn Fn(f64) -> f64| Series {
        y: (0..n).map(|g| Some(of(g as f64))).collect(),
        ..series(name, n)
    };
    let tail = |g: f64| 0.102 / (1.0 + speed * g);
    let novel = |g: f64| 0.028 + 0.004 * g;
    figures.push(Figure {
        categories: generations.to_vec(),
        series: vec![
            share("head: the reference's frequent words", &|g| 1.0 - tail(g) - novel(g)),
            share("tail: its rare words", &tail),
            share("novel: words it does not have", &novel),
        ],
        ..figure(
            "shares",
            FigureKind::Stack,
            "Share of the text in frequent, rare and novel words",
            ("generation", "share of all words"),
        )
    });
    let lost = [
        "oscillate",
        "vermilion",
        "hitherto",
        "saxophone",
        "perihelion",
        "of yore",
        "gossamer",
        "isthmus",
        "quixotic",
        "heliotrope",
        "estuary",
        "bric-a-brac",
        "mezzanine",
        "trellis",
        "nom de plume",
        "obsidian",
        "ptarmigan",
        "weft and warp",
        "zeugma",
        "lacustrine",
    ];
    let before = |i: f64| (38.0 - 1.7 * i).round();
    figures.push(words(
        "lost",
        "Words and phrases that vanished: gen0 → last generation",
        &lost,
        &before,
        &|i| if i < 14.0 { 0.0 } else { 1.0 },
    ));
    let overused = [
        "delve",
        "tapestry",
        "it is important to note",
        "as an ai",
        "moreover",
        "testament to",
        "crucial",
        "landscape",
        "navigate the",
        "in conclusion",
        "vibrant",
        "realm of",
    ];
    figures.push(words(
        "overused",
        "Words and phrases that took over: gen0 → last generation",
        &overused,
        &|i| (9.0 + 40.0 * i).round(),
        &|i| (18_912.0 / (1.0 + i)).round(),
    ));
    figures
}

/// A report whose texts and numbers are out to break the charts.
fn hostile() -> Vec<Figure> {
    let long = "x".repeat(1 << 20);
    let mut generations = names(7, "gen");
    generations[1] = OVERRIDE.to_owned();
    generations[2] = long.clone();
    generations[3] = "a-name-that-says-so-very-much-about-its-training-run-and-ends-in-007".to_owned();
    generations[5] = String::new();
    let mut figures = report(&generations, 0.6);
    for figure in &mut figures {
        figure.title = format!("{} {OVERRIDE} {}", figure.title, "and a title that never ends ".repeat(40));
        figure.x = format!("{OVERRIDE} {long}");
        for (k, series) in figure.series.iter_mut().enumerate() {
            series.name = format!("{} {OVERRIDE} {}", series.name, "m".repeat(60 * k));
            for (i, value) in series.y.iter_mut().enumerate().take(7) {
                match (i + 2 * k) % 7 {
                    1 => *value = None,
                    3 => *value = value.map(|v| v * 40.0),
                    4 => *value = Some(f64::NAN),
                    _ => {}
                }
            }
        }
    }
    let tail = &mut figures[0].series;
    tail[0].status = vec![
        None,
        Some(Status::NotRun),
        Some(Status::Inconclusive),
        Some(Status::Fail),
        Some(Status::NotRun),
        Some(Status::Warn),
        None,
    ];
    let spare = tail[1].clone();
    tail.extend((0..9).map(|i| Series {
        name: format!("metric {i}"),
        y: spare.y.iter().map(|v| v.map(|v| v + 0.07 * f64::from(i))).collect(),
        ..spare.clone()
    }));
    let words = [
        "a\nb\tc",
        "\u{1b}[2J\u{1b}[H",
        "\u{202e}abc",
        "你好",
        "😀😀😀",
        "مرحبا",
        "<script>alert(1)</script>",
        "naïve",
        "Ωμέγα",
        "привет",
        "e\u{301}\u{323}\u{335}",
        "",
        &long,
        "__________",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
    ];
    figures.push(self::words("lost", "Words", &words, &|i| 10f64.powf(i), &|i| 3.0 * i));
    figures
}

/// One trend alone on its sheet: forty generations, a difference instead of a ratio, every status.
fn many() -> Figure {
    let names = names(40, "checkpoint-step-00");
    let status = [Status::Pass, Status::Inconclusive, Status::Warn, Status::Fail, Status::NotRun];
    let mut figure = trend(
        "quality-loss",
        "Quality: did the task score fall?",
        &names,
        &[("score-difference", 0.0, 0.0)],
        (0.0, -0.5),
    );
    figure.marks[0] = Mark { y: 0.0, label: "no change".to_owned() };
    figure.marks.remove(1);
    figure.y = "score, difference to the base (points)".to_owned();
    let series = &mut figure.series[0];
    let value = |i: usize| -0.03 * i as f64 + 0.1 * (i as f64).sin();
    series.status = (0..39).map(|i| Some(status[i / 8])).collect();
    series.y = (0..39).map(|i| (i < 32).then(|| value(i))).collect();
    series.low = (0..39).map(|i| Some(value(i) - 0.15)).collect();
    series.high = (0..39).map(|i| Some(value(i) + 0.15)).collect();
    figure
}

fn empty() -> Vec<Figure> {
    let mut figures = report(&names(3, "gen"), 0.0);
    for (i, figure) in figures.iter_mut().enumerate() {
        match i % 3 {
            0 => figure.series.clear(),
            1 => figure.series.iter_mut().for_each(|s| s.y.fill(None)),
            _ => figure.series.iter_mut().for_each(|s| *s = series(&s.name, 0)),
        }
    }
    figures
}

fn figure(sheet: &str, kind: FigureKind, title: &str, (x, y): (&str, &str)) -> Figure {
    Figure {
        id: sheet.to_owned(),
        sheet: sheet.to_owned(),
        kind,
        title: title.to_owned(),
        x: x.to_owned(),
        y: y.to_owned(),
        categories: Vec::new(),
        series: Vec::new(),
        marks: Vec::new(),
    }
}

fn series(name: &str, n: usize) -> Series {
    Series {
        name: name.to_owned(),
        x: (0..n).map(|i| i as f64).collect(),
        y: vec![None; n],
        low: Vec::new(),
        high: Vec::new(),
        status: Vec::new(),
    }
}

fn trend(
    id: &str,
    title: &str,
    generations: &[String],
    metrics: &[(&str, f64, f64)],
    (warn, fail): (f64, f64),
) -> Figure {
    let n = generations.len();
    let one = |&(name, fall, half): &(&str, f64, f64)| {
        let value = |g: usize| {
            (1.0 + 0.01 * (g as f64 * 2.3).sin())
                * (-fall * g as f64).exp().min(1.0 - fall * g as f64 * f64::from(u8::from(fall < 0.0)))
        };
        let value = |g: usize| {
            if fall < 0.0 { 1.0 - fall * 3.0 * g as f64 } else { value(g) }
        };
        let judge = |g: usize| {
            let (v, high, low) = (value(g), value(g) * (1.0 + half), value(g) * (1.0 - half));
            if fall < 0.0 {
                None
            } else if high < fail {
                Some(Status::Fail)
            } else if high < 1.0 && v < warn {
                Some(Status::Warn)
            } else if low > fail {
                Some(Status::Pass)
            } else {
                Some(Status::Inconclusive)
            }
        };
        Series {
            name: name.to_owned(),
            x: (1..n).map(|g| g as f64).collect(),
            y: (1..n).map(|g| Some(value(g))).collect(),
            low: (1..n).map(|g| Some(value(g) * (1.0 - half))).collect(),
            high: (1..n).map(|g| Some(value(g) * (1.0 + half))).collect(),
            status: (1..n).map(judge).collect(),
        }
    };
    Figure {
        id: id.to_owned(),
        categories: generations.to_vec(),
        series: metrics.iter().map(one).collect(),
        marks: [(1.0, "all kept"), (warn, "W"), (fail, "F")]
            .map(|(y, label)| Mark { y, label: label.to_owned() })
            .into(),
        ..figure("retention", FigureKind::Trend, title, ("generation", "kept, relative to the base"))
    }
}

fn zipf(name: &str, exponent: f64, n_types: f64) -> Series {
    let ranks: Vec<f64> = (0..400).map(|i| n_types.powf(f64::from(i) / 399.0)).collect();
    let y = ranks.iter().map(|r| Some(60_000.0 / (r + 2.7).powf(exponent))).collect();
    Series { x: ranks, y, ..series(name, 0) }
}

fn words(
    sheet: &str,
    title: &str,
    words: &[&str],
    before: &dyn Fn(f64) -> f64,
    after: &dyn Fn(f64) -> f64,
) -> Figure {
    let n = words.len();
    let side = |name: &str, count: &dyn Fn(f64) -> f64| Series {
        y: (0..n).map(|i| Some(count(i as f64))).collect(),
        ..series(name, n)
    };
    Figure {
        categories: words.iter().map(|&word| word.to_owned()).collect(),
        series: vec![side("before: gen0", before), side("after: gen9", after)],
        ..figure(sheet, FigureKind::PairedBars, title, ("occurrences", "word or phrase"))
    }
}
