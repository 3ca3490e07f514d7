//! Tests of [`super`]: escaping, the policy, sizes.

use super::*;
use crate::error::{Warning, WarningCode};
use crate::render::testing;
use crate::terms::Verdict;
use sha2::{Digest, Sha256};

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for k in 0..4 {
            let digit = DIGITS[(n >> (18 - 6 * k) & 63) as usize] as char;
            out.push(if k > chunk.len() { '=' } else { digit });
        }
    }
    out
}

#[test]
fn the_policy_allows_exactly_this_style_and_script() {
    let hash = |text: &str| base64(&Sha256::digest(text.as_bytes()));
    assert_eq!(STYLE_HASH, hash(STYLE), "style.css changed: put the right-hand side into STYLE_HASH");
    assert_eq!(SCRIPT_HASH, hash(SCRIPT), "script.js changed: put the right-hand side into SCRIPT_HASH");
}

#[test]
fn sections_stand_in_order() {
    let page = page(&testing::undecided());
    let ids = [
        "class=\"verdict",
        "class=\"matrix",
        "id=\"symptoms\"",
        "id=\"why\"",
        "id=\"kept\"",
        "id=\"words\"",
        "id=\"slices\"",
        "id=\"caveats\"",
        "id=\"not-run\"",
        "id=\"inputs\"",
        "id=\"terms\"",
    ];
    let places: Vec<_> = ids.iter().map(|id| page.find(id).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.contains("COLLAPSE against gen0: gen2 late-collapse"));
    assert!(page.contains("osses below 19% stay unseen"));
}

/// A page without style, script and drawings.
fn words_of(page: &str) -> String {
    let mut page = page.to_owned();
    for (start, end) in [("<style>", "</style>"), ("<script>", "</script>"), ("<svg", "</svg>")] {
        let mut kept = String::new();
        let mut rest = page.as_str();
        while let Some((before, after)) = rest.split_once(start) {
            kept += before;
            rest = after.split_once(end).expect("what begins ends").1;
        }
        page = kept + rest;
    }
    page
}

#[test]
fn the_page_of_a_real_run_is_as_it_was() {
    testing::golden("report.html", &words_of(&page(&testing::collapse())));
}

/// A report whose every text is hostile.
fn hostile(text: &str) -> Report {
    let late = (Verdict::LateCollapse, Verdict::LateCollapse);
    let json = serde_json::to_string(&testing::chain(&[late, late])).unwrap();
    let mut report: Report = serde_json::from_str(&json).unwrap();
    report.warnings = vec![Warning::new(WarningCode::Order, text, text)];
    report.input.text_column = text.to_owned();
    report.input.key_column = Some(text.to_owned());
    report.input.slice_column = Some(text.to_owned());
    report.input.unit = text.to_owned();
    report.tool.version = text.to_owned();
    // The command that reproduces a report is the one text that is never cut, since it must stay exact.
    report.settings.reference = (text.len() < 1000).then(|| text.to_owned());
    for g in &mut report.generations {
        (g.name, g.paths, g.origin) = (text.to_owned(), vec![text.to_owned()], Some(text.to_owned()));
    }
    report.figures = vec![
        crate::report::Figure { title: text.to_owned(), ..testing::figure("retention", text) },
        crate::report::Figure { id: text.to_owned(), ..testing::figure(text, text) },
    ];
    for c in &mut report.comparisons {
        (c.current, c.reference, c.rule) = (text.to_owned(), text.to_owned(), text.to_owned());
        c.reasons = vec![text.to_owned()];
        c.lost = vec![testing::lost(text, 9, 0)];
        c.overused = vec![testing::overused(text, 9, 90)];
        c.lost[0].example = Some(text.to_owned());
        c.overused[0].example = Some(text.to_owned());
        c.slices = vec![testing::slice(text, Verdict::Warning)];
        c.symptoms.iter_mut().for_each(|s| s.message = text.to_owned());
        // Each is listed under every symptom, since all have one name.
        c.metrics.truncate(9);
        c.metrics.iter_mut().for_each(|m| (m.metric, m.estimator) = (text.to_owned(), text.to_owned()));
        c.symptoms.iter_mut().for_each(|s| s.evidence = vec![text.to_owned()]);
    }
    report
}

#[test]
fn nothing_hostile_gets_through_into_any_page() {
    let word = "x".repeat(1 << 20);
    for text in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'><svg onload=alert(1)>",
        "]]><x>",
        "--><x>",
        "</style><script>alert(1)</script>",
        "\x1b[31m\u{9b}2J",
        "abc\u{202e}fdp\u{2066}",
        "nul\0",
        &word,
    ] {
        let report = hostile(text);
        let html = page(&report);
        let xml = crate::render::junit::page(&report);
        let markdown = crate::render::markdown::page(&report);
        for (which, page) in [("html", &html), ("xml", &xml), ("markdown", &markdown)] {
            for raw in ["<script>a", "<img", "<svg o", "<x>", "\x1b", "\u{9b}", "\u{202e}", "\u{2066}", "\0"]
            {
                assert!(!page.contains(raw), "{raw:?} of {text:?}");
            }
            assert!(page.len() < 450_000, "{which}: {} bytes", page.len());
        }
        assert!(!xml.contains("]]>"));
        assert_eq!(html.matches("<script>").count(), 1);
    }
}

#[test]
fn figures_of_every_kind_survive_odd_numbers() {
    use crate::report::{FigureKind, Mark, Series};
    let kinds =
        [FigureKind::Trend, FigureKind::LogLog, FigureKind::Stack, FigureKind::PairedBars, FigureKind::Map];
    for kind in kinds {
        for y in [vec![], vec![None], vec![Some(f64::MAX), Some(-1.0), Some(0.0)], vec![Some(0.9); 30]] {
            let mut report = testing::collapse();
            let mut figure = testing::figure("retention", "odd");
            figure.kind = kind;
            figure.marks = vec![Mark { y: 1.0, label: "all".to_owned() }];
            let x: Vec<f64> = (0..y.len()).map(|x| x as f64).collect();
            let one = Series { name: "s".to_owned(), x, y, low: vec![], high: vec![], status: vec![] };
            figure.series = vec![one; 9];
            report.figures = vec![figure];
            let page = page(&report);
            assert!(page.contains("odd"), "{kind:?}");
            for bad in ["NaN\"", ">NaN", "NaN ", "inf\"", ">inf", ">-inf"] {
                assert!(
                    !page.contains(bad),
                    "{bad} in {kind:?} of {} values",
                    report.figures[0].series[0].y.len()
                );
            }
        }
    }
}
