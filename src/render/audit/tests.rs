//! Tests of the pages of an audit: they say what is there, and text of the mix is inert in all of them.

use super::*;
use crate::audit::{Advice, Check, Covered, Fact, Measure, Origin, SourceShare, Step};
use crate::report::Tool;
use crate::terms::Status;

const HOSTILE: &str = "\u{1b}[31m<b>|@all</b> `x`\n# head";

fn audit() -> Audit {
    let fact =
        |name: &str, measure, value| Fact { name: name.to_owned(), measure, value, low: None, high: None };
    let check = |name: &str, status| Check {
        name: name.to_owned(),
        status,
        reason: HOSTILE.to_owned(),
        facts: vec![fact(HOSTILE, Measure::Share, 0.25), fact("copies", Measure::Count, 1200.0)],
        examples: vec![HOSTILE.to_owned()],
    };
    let covered = Covered {
        part: format!("without {HOSTILE}"),
        without: Some(HOSTILE.to_owned()),
        documents: 100,
        synthetic_share: Some(0.5),
        tail: Some(0.8),
        low: Some(0.7),
        high: Some(0.9),
        status: Status::Fail,
        reason: None,
        lost: vec![HOSTILE.to_owned()],
        thinned: Vec::new(),
        slices: Vec::new(),
    };
    Audit {
        schema_version: 1,
        tool: Tool { name: "genloss".to_owned(), version: "0".to_owned() },
        mix: HOSTILE.to_owned(),
        rows: 100,
        words: 4000,
        text_column: "text".to_owned(),
        key_column: None,
        source_column: Some("source".to_owned()),
        reached: vec!["duplicates".to_owned()],
        sources: vec![SourceShare {
            name: Some(HOSTILE.to_owned()),
            origin: Origin::Synthetic,
            rows: 100,
            row_share: 1.0,
            words: 4000,
            word_share: Some(1.0),
            copies: 3,
        }],
        coverage: vec![covered],
        checks: vec![
            check("composition", Status::Pass),
            check("duplicates", Status::Fail),
            check("prompts", Status::Warn),
            check("openings", Status::NotRun),
            check("tail-coverage", Status::Inconclusive),
        ],
        advice: vec![Advice {
            step: Step::UseLess,
            source: Some(HOSTILE.to_owned()),
            check: "tail-coverage".to_owned(),
            facts: vec![fact("rare words kept", Measure::Kept, 0.8)],
        }],
        figures: Vec::new(),
        warnings: Vec::new(),
    }
}

#[test]
fn the_screen_tells_the_worst_first_within_its_width() {
    let page = page(&audit(), Look::default());
    assert!(page.contains("1 check fails, 1 warn") && page.contains("0.80 (0.70–0.90)"), "{page}");
    let place = |word: &str| page.find(word).expect(word);
    assert!(place("duplicates:") < place("prompts:") && place("prompts:") < place("composition:"), "{page}");
    assert!(!page.contains('\u{1b}') && page.lines().all(|line| line.chars().count() <= 96), "{page}");
    assert!(page.contains("25%") && page.contains("copies 1,200"), "{page}");
}

#[test]
fn text_of_the_mix_is_inert_on_every_page() {
    let audit = audit();
    let comment = text(&audit, Format::Markdown, Look::default()).unwrap();
    let cases = text(&audit, Format::Junit, Look::default()).unwrap();
    for page in [&comment, &cases] {
        assert!(!page.contains("<b>") && !page.contains('\u{1b}') && !page.contains("\n# head"), "{page}");
    }
    assert!(!comment.contains("@all") && comment.contains("| duplicates | ❌ fail |"), "{comment}");
    assert!(cases.contains("tests=\"5\" failures=\"1\" errors=\"0\" skipped=\"2\""), "{cases}");
    let stored: Audit = serde_json::from_str(&text(&audit, Format::Json, Look::default()).unwrap()).unwrap();
    assert_eq!(stored, audit);
    assert_eq!(gate(&audit), ["gate failed: duplicates: fail"]);
}
