//! Tests of [`super`]. Whole pages are golden files: `UPDATE_GOLDEN=1 cargo test` rewrites them.

use unicode_width::UnicodeWidthStr;

use super::*;
use crate::error::Warning;
use crate::render::testing;
use crate::terms::{Status, Symptom};

fn every_line_fits(page: &str) {
    for line in page.lines() {
        assert!(line.width() <= WIDTH, "{} columns: {line}", line.width());
        assert_eq!(line, line.trim_end());
    }
    assert!(page.lines().count() <= 40, "{} lines", page.lines().count());
}

#[test]
fn a_collapse_fits_on_one_screen() {
    let mut report = testing::collapse();
    report.warnings = vec![Warning::new("sampling-differs", "temperature: 1.0, 0.7", "sample alike")];
    let page = screen(&report, false);
    every_line_fits(&page);
    testing::golden("collapse.txt", &page);
}

#[test]
fn a_stable_chain_says_what_is_excluded() {
    let stable = (Verdict::Stable, Verdict::Stable);
    let page = screen(&testing::chain(&[stable, stable]), false);
    every_line_fits(&page);
    testing::golden("stable.txt", &page);
}

#[test]
fn a_slow_loss_is_called_one() {
    let stable = (Verdict::Stable, Verdict::Stable);
    let mut report = testing::chain(&[stable, stable, (Verdict::Warning, Verdict::Stable)]);
    let tail = "Rare words lost part of their share of the text.";
    let c = testing::base(&mut report, "gen3");
    c.rule = "a loss is shown, not corroborated".to_owned();
    c.slow_loss = true;
    testing::set(c, Symptom::TailLoss, Status::Fail, [0.85, 0.81, 0.89], tail);
    let page = screen(&report, false);
    testing::golden("slow-loss.txt", &page);
    assert!(page.contains("slow loss: each of the 3 steps passes"));
}

#[test]
fn steps_are_explained_only_where_they_disagree() {
    use Verdict::{EarlyCollapse, LateCollapse, Stable};
    let page = |verdicts: &[(Verdict, Verdict)]| {
        let page = screen(&testing::chain(verdicts), false);
        page.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let earlier = page(&[(EarlyCollapse, EarlyCollapse), (LateCollapse, Stable)]);
    assert!(earlier.contains("it came earlier, first in the step to gen1 (early-collapse)"), "{earlier}");
    let regained = page(&[(Stable, Stable), (Stable, EarlyCollapse)]);
    assert!(regained.contains("although gen2 still covers gen0"), "{regained}");
    for agreeing in [
        page(&[(LateCollapse, LateCollapse)]),
        page(&[(Stable, Stable), (LateCollapse, LateCollapse)]),
        page(&[(Stable, Stable), (LateCollapse, Verdict::Inconclusive)]),
    ] {
        assert!(!agreeing.contains(" steps "), "{agreeing}");
    }
}

#[test]
fn the_latest_generation_does_not_hide_behind_the_worst() {
    use Verdict::{EarlyCollapse, LateCollapse, Stable};
    let report = testing::chain(&[(LateCollapse, LateCollapse), (EarlyCollapse, Stable), (Stable, Stable)]);
    let page = screen(&report, false);
    assert!(page.starts_with(
        "COLLAPSE against gen0: gen1 late-collapse, gen2 early-collapse\nThe latest, gen3, is stable."
    ));
    assert!(page.contains("gen1 against gen0, paired by `prompt_id`"));
}

#[test]
fn every_verdict_has_its_headline() {
    for (verdict, expected) in [
        (Verdict::Stable, "STABLE: gen1 keeps what gen0 covers\n"),
        (Verdict::Drift, "DRIFT from gen0: gen1 is different, without a loss\n"),
        (Verdict::Inconclusive, "INCONCLUSIVE against gen0: too little data to clear gen1\n"),
        (Verdict::Warning, "WARNING against gen0: gen1 shows a loss that is not corroborated\n"),
        (Verdict::EarlyCollapse, "COLLAPSE against gen0: gen1 early-collapse\n"),
    ] {
        let page = screen(&testing::chain(&[(verdict, verdict)]), false);
        assert!(page.starts_with(expected), "{page}");
    }
}

#[test]
fn what_forbids_a_conclusion_comes_first() {
    let mut report = testing::collapse();
    testing::base(&mut report, "gen2").attributable = false;
    let page = screen(&report, false);
    assert!(page.starts_with("NOT ATTRIBUTABLE: sampling settings differ between the reference and gen2;"));
    every_line_fits(&page);
}

#[test]
fn hostile_text_cannot_act() {
    let mut report = testing::collapse();
    let evil = "\x1b[2J\u{202e}evil\n\r\x07日本語".repeat(20);
    report.generations[2].name.clone_from(&evil);
    report.input.text_column.clone_from(&evil);
    report.warnings = vec![Warning::new(&evil, evil.clone(), evil.clone())];
    let c = testing::base(&mut report, "gen2");
    for text in
        [&mut c.current, &mut c.rule, &mut c.lost[0].text, &mut c.overused[0].text, &mut c.slices[1].slice]
    {
        text.clone_from(&evil);
    }
    c.symptoms[0].message.clone_from(&evil);
    c.reasons[0].clone_from(&evil);
    let page = screen(&report, false);
    let acts = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!page.contains(acts), "{page}");
    every_line_fits(&page);
}

#[test]
fn color_changes_nothing_but_color() {
    let report = testing::collapse();
    let painted = screen(&report, true);
    assert!(painted.contains("\x1b[1;31m"));
    let mut plain = String::new();
    for (i, piece) in painted.split("\x1b[").enumerate() {
        let code = if i == 0 { 0 } else { piece.find('m').unwrap() + 1 };
        plain.push_str(&piece[code..]);
    }
    assert_eq!(plain, screen(&report, false));
}

#[test]
fn long_chains_show_the_reference_the_worst_and_the_latest() {
    let stable = (Verdict::Stable, Verdict::Stable);
    let mut verdicts = vec![stable; 30];
    verdicts[3] = (Verdict::LateCollapse, Verdict::LateCollapse);
    let page = screen(&testing::chain(&verdicts), false);
    every_line_fits(&page);
    for shown in ["\ngen0 ", "\ngen4 ", "\ngen30 ", "generations not shown"] {
        assert!(page.contains(shown), "{shown:?} is missing in\n{page}");
    }
    assert!(!page.contains("\ngen10 "));
}
