//! Tests of [`super`]. Whole pages are golden files: `UPDATE_GOLDEN=1 cargo test` rewrites them.

use unicode_width::UnicodeWidthStr;

use super::*;
use crate::error::{Warning, WarningCode};
use crate::render::layout::{NARROWEST, WIDEST, WIDTH};
use crate::render::testing;
use crate::terms::{Status, Symptom};

/// Lines of a screen: the page of a collapse with everything there is to tell, slices and embeddings among it.
const SCREEN: usize = 60;

const PLAIN: Look = Look { color: false, columns: None, full: true, took: None };

fn every_line_fits(page: &str) {
    every_line_fits_into(page, WIDTH);
    assert!(page.lines().count() <= SCREEN, "{} lines", page.lines().count());
}

fn every_line_fits_into(page: &str, width: usize) {
    for line in page.lines() {
        assert!(line.width() <= width, "{} columns: {line}", line.width());
        assert_eq!(line, line.trim_end());
    }
}

#[test]
fn a_collapse_fits_on_one_screen() {
    let mut report = testing::collapse();
    report.warnings =
        vec![Warning::new(WarningCode::NotAttributable, "temperature: 1.0, 0.7", "sample alike")];
    let page = screen(&report, PLAIN);
    every_line_fits(&page);
    testing::golden("collapse.txt", &page);
}

#[test]
fn a_stable_chain_says_what_is_excluded() {
    let stable = (Verdict::Stable, Verdict::Stable);
    let page = screen(&testing::chain(&[stable, stable]), PLAIN);
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
    let page = screen(&report, PLAIN);
    testing::golden("slow-loss.txt", &page);
    assert!(page.contains("slow loss: each of the 3 steps passes"));
}

#[test]
fn steps_are_explained_only_where_they_disagree() {
    use Verdict::{EarlyCollapse, LateCollapse, Stable};
    let page = |verdicts: &[(Verdict, Verdict)]| {
        let page = screen(&testing::chain(verdicts), PLAIN);
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
    let page = screen(&report, PLAIN);
    assert!(page.starts_with(
        "COLLAPSE against gen0: gen1 late-collapse, gen2 early-collapse\nThe latest, gen3, is stable."
    ));
    assert!(page.contains("gen1 against gen0, paired by `prompt_id`"));
}

#[test]
fn where_the_data_come_from_is_told_at_the_head() {
    use Verdict::Stable;
    let head = |origins: &[Option<&str>]| {
        let mut report = testing::chain(&vec![(Stable, Stable); origins.len() - 1]);
        for (g, origin) in report.generations.iter_mut().zip(origins) {
            g.origin = origin.map(str::to_owned);
        }
        let page = screen(&report, PLAIN).split("next:").next().unwrap().to_owned();
        page.split_once('\n').unwrap().1.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(head(&[None, None]), "");
    assert_eq!(head(&[Some("made up"); 2]), "About the data, by its own files: all generations: made up.");
    assert_eq!(
        head(&[None, Some("drawn"), Some("drawn"), Some("typed")]),
        "About the data, by its own files: gen1 and gen2: drawn; gen3: typed."
    );
    let many = [None, Some("drawn"), Some("drawn"), Some("drawn"), Some("drawn")];
    assert_eq!(head(&many), "About the data, by its own files: 4 generations from gen1 to gen4: drawn.");
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
        let page = screen(&testing::chain(&[(verdict, verdict)]), PLAIN);
        assert!(page.starts_with(expected), "{page}");
    }
}

#[test]
fn what_forbids_a_conclusion_comes_first() {
    let mut report = testing::collapse();
    testing::base(&mut report, "gen2").attributable = false;
    let page = screen(&report, PLAIN);
    assert!(page.starts_with("NOT ATTRIBUTABLE: sampling settings differ between the reference and gen2;"));
    every_line_fits(&page);
}

#[test]
fn hostile_text_cannot_act() {
    let mut report = testing::collapse();
    let evil = "\x1b[2J\u{202e}evil\n\r\x07日本語".repeat(20);
    report.generations[2].name.clone_from(&evil);
    report.generations[2].origin = Some(evil.clone());
    report.input.text_column.clone_from(&evil);
    report.warnings = vec![Warning::new(WarningCode::Limit, evil.clone(), evil.clone())];
    let c = testing::base(&mut report, "gen2");
    for text in
        [&mut c.current, &mut c.rule, &mut c.lost[0].text, &mut c.overused[0].text, &mut c.slices[1].slice]
    {
        text.clone_from(&evil);
    }
    c.symptoms[0].message.clone_from(&evil);
    c.reasons[0].clone_from(&evil);
    for columns in [NARROWEST, 79, 100, WIDEST] {
        let page = screen(&report, Look { columns: Some(columns), ..PLAIN });
        every_line_fits_into(&page, columns);
    }
    let page = screen(&report, PLAIN);
    let acts = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!page.contains(acts), "{page}");
    every_line_fits_into(&page, WIDTH);
}

#[test]
fn color_changes_nothing_but_color() {
    let report = testing::collapse();
    let painted = screen(&report, Look { color: true, ..PLAIN });
    assert!(painted.contains("\x1b[1;31m"));
    let mut plain = String::new();
    for (i, piece) in painted.split("\x1b[").enumerate() {
        let code = if i == 0 { 0 } else { piece.find('m').unwrap() + 1 };
        plain.push_str(&piece[code..]);
    }
    assert_eq!(plain, screen(&report, PLAIN));
}

#[test]
fn long_chains_show_the_reference_the_worst_and_the_latest() {
    let stable = (Verdict::Stable, Verdict::Stable);
    let mut verdicts = vec![stable; 30];
    verdicts[3] = (Verdict::LateCollapse, Verdict::LateCollapse);
    let page = screen(&testing::chain(&verdicts), PLAIN);
    every_line_fits(&page);
    for shown in ["\ngen0 ", "\ngen4 ", "\ngen30 ", "generations not shown"] {
        assert!(page.contains(shown), "{shown:?} is missing in\n{page}");
    }
    assert!(!page.contains("\ngen10 "));
}

#[test]
fn windows_get_pages_of_their_width() {
    let mut report = testing::collapse();
    report.warnings =
        vec![Warning::new(WarningCode::NotAttributable, "temperature: 1.0, 0.7", "sample alike")];
    let c = testing::base(&mut report, "gen2");
    c.attributable = false;
    c.lost.iter_mut().for_each(|w| w.beyond_chance = true);
    for columns in [NARROWEST, 72, 80, WIDEST] {
        let page = screen(&report, Look { columns: Some(columns), ..PLAIN });
        every_line_fits_into(&page, columns);
        for said in ["late-collapse", "tail-loss", "0.49 (0.48–0.51)", "roga", "advice"] {
            assert!(page.contains(said), "{said} is missing at {columns} columns in\n{page}");
        }
        assert_eq!(page.contains("documents  drift"), columns >= ROOMY);
    }
}

#[test]
fn a_chain_shows_how_much_was_kept() {
    let stable = (Verdict::Stable, Verdict::Stable);
    let mut report = testing::chain(&[stable, stable, stable]);
    for (generation, kept) in [("gen1", 0.9), ("gen2", 0.5), ("gen3", 0.1)] {
        let c = testing::base(&mut report, generation);
        testing::set(c, Symptom::TailLoss, Status::Pass, [kept, kept, kept], "");
    }
    let page = screen(&report, PLAIN);
    assert!(page.contains("  █▇▄▁  rare-word mass kept 0.90 → 0.10 (pooled-tail-retention)\n"), "{page}");
    let pair = screen(&testing::chain(&[stable]), PLAIN);
    assert!(!pair.contains('█'), "one comparison is no series");
}

#[test]
fn a_loss_in_one_domain_is_not_hidden_by_the_average() {
    let stable = (Verdict::Stable, Verdict::Stable);
    let mut report = testing::chain(&[stable]);
    report.input.slice_column = Some("domain".to_owned());
    let c = testing::base(&mut report, "gen1");
    c.slices = vec![testing::slice("chat", Verdict::Stable), testing::slice("code", Verdict::EarlyCollapse)];
    let page = screen(&report, PLAIN);
    let expected = "STABLE on average: gen1 keeps what gen0 covers; worse in slice code (early-collapse)\n\
                    NOT EVERYWHERE: in gen1, 1 of 2 slices lost: code early-collapse.\n";
    assert!(page.starts_with(expected), "{page}");
    testing::base(&mut report, "gen1").verdict = Verdict::Warning;
    let page = screen(&report, PLAIN);
    let worse = "\nWORSE THAN THE AVERAGE: in gen1, 1 of 2 slices lost: code early-collapse.\n";
    assert!(page.starts_with("WARNING") && page.contains(worse), "{page}");
}

#[test]
fn what_did_not_run_is_not_told_as_kept() {
    let stable = (Verdict::Stable, Verdict::Stable);
    let mut report = testing::chain(&[stable, stable]);
    let is_told = |report: &Report| screen(report, PLAIN).contains("(pooled-tail-retention)");
    assert!(is_told(&report));
    let c = testing::base(&mut report, "gen2");
    testing::set(c, Symptom::TailLoss, Status::NotRun, [1.0, 0.98, 1.02], "not measured");
    assert!(!is_told(&report));
}
