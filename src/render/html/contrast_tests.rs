//! Contrast of the page's colors, computed by WCAG 2.2: 4.5 for text (1.4.3), 3 for what a chart needs (1.4.11), in the light,
//! the dark and the printed page. `tests/browser/run` measures the same of what Chromium shows.

use std::collections::BTreeMap;

use super::STYLE;
use crate::render::chart::testing::contrast;
use crate::render::sign;
use crate::terms::Status;

type Palette = BTreeMap<&'static str, [u8; 3]>;

/// The palettes: light, dark, printed.
fn palettes() -> [Palette; 3] {
    let blocks: Vec<Palette> =
        STYLE.split(":root{").skip(1).map(|rest| palette(rest.split('}').next().unwrap())).collect();
    let names = |p: &Palette| p.keys().copied().collect::<Vec<_>>();
    assert!(
        blocks.len() == 3 && blocks.iter().all(|p| names(p) == names(&blocks[0])),
        "three whole palettes"
    );
    blocks.try_into().unwrap()
}

fn palette(block: &'static str) -> Palette {
    let colors = block.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(":#"));
    colors.map(|(name, hex)| (name, rgb(hex))).collect()
}

fn rgb(hex: &str) -> [u8; 3] {
    let digits: Vec<u8> = hex.chars().map(|c| c.to_digit(16).unwrap() as u8).collect();
    match digits.as_slice() {
        [r, g, b] => [r * 17, g * 17, b * 17],
        [a, b, c, d, e, f] => [a * 16 + b, c * 16 + d, e * 16 + f],
        _ => panic!("#{hex} is no color"),
    }
}

#[test]
fn the_formula_gives_known_ratios() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    // The lightest gray that passes on white, as every guide has it.
    assert!((contrast(rgb("767676"), [255; 3]) - 4.54).abs() < 0.005);
    assert!(contrast(rgb("777"), [255; 3]) < 4.5);
}

#[test]
fn text_is_legible_in_every_palette() {
    for palette in palettes() {
        for ink in ["fg", "dim", "link", "pass", "warn", "fail", "inc"] {
            for paper in ["bg", "soft"] {
                let ratio = contrast(palette[ink], palette[paper]);
                assert!(ratio >= 4.5, "{ink} on {paper}: {ratio:.2} in {palette:?}");
            }
        }
        // Marked words, the value that shows on hover, and numbers in bars that recede.
        for (ink, paper) in [("fg", "mark"), ("bg", "fg"), ("fg", "calm")] {
            assert!(contrast(palette[ink], palette[paper]) >= 4.5, "{ink} on {paper}");
        }
    }
}

#[test]
fn a_status_has_the_same_colors_in_images() {
    let [light, dark, _] = palettes();
    for status in Status::ALL {
        let sign = sign::of(status);
        let name = match sign.class {
            "inconclusive" => "inc",
            "not-run" => "dim",
            other => other,
        };
        let hex =
            [&light, &dark].map(|palette| palette[name]).map(|[r, g, b]| u32::from_be_bytes([0, r, g, b]));
        assert_eq!(hex, sign.colors, "{name}");
    }
}

#[test]
fn charts_stand_out_in_every_palette() {
    for palette in palettes() {
        let inks = palette.keys().filter(|name| name.starts_with(['c', 'g']));
        assert!(inks.clone().count() >= 11);
        for ink in inks {
            let ratio = contrast(palette[ink], palette["bg"]);
            assert!(ratio >= 3.0, "{ink}: {ratio:.2} in {palette:?}");
        }
    }
}

#[test]
fn every_color_comes_from_the_palette() {
    let rules: String =
        STYLE.split(":root{").map(|rest| rest.split_once('}').map_or(rest, |(_, after)| after)).collect();
    assert!(
        !rules.contains('#') || rules.matches('#').count() == rules.matches("#tip").count(),
        "a color of its own"
    );
    // Keyboard focus is visible, and nothing takes the outline away.
    assert!(rules.contains(":focus-visible{outline:3px solid var(--link)"));
    assert!(!rules.contains("outline:none") && !rules.contains("outline:0"));
}
