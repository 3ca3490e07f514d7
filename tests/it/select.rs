//! `genloss select` from outside: who is taken, who is out and why, what a board says, and what is refused.

use std::fs;
use std::path::{Path, PathBuf};

use genloss::chance::Chance;
use serde_json::Value;

use crate::program::{args, genloss};

/// Answers to 320 prompts in two domains: words of a wide or a narrow vocabulary, and a score around a mean.
fn write(folder: &Path, name: &str, score: Option<f64>, vocabulary: u64) -> PathBuf {
    let path = folder.join(format!("{name}.jsonl"));
    let seed = name.bytes().fold(7, |seed, byte| seed * 31 + u64::from(byte));
    let line = |prompt: u64| {
        let mut chance = Chance::at([seed, prompt]);
        let word = |_| {
            // Small numbers are frequent, so there is a tail.
            let at = (vocabulary as f64).powf(chance.unit()) as u64;
            format!("w{at}")
        };
        let text: Vec<String> = (0..40).map(word).collect();
        let hard = Chance::at([1, prompt]).normal();
        let score = score.map(|mean| mean + hard + 0.3 * Chance::at([2, seed, prompt]).normal());
        let domain = if prompt.is_multiple_of(2) { "law" } else { "code" };
        serde_json::json!({ "prompt_id": prompt, "text": text.join(" "), "score": score, "domain": domain })
            .to_string()
    };
    let lines: Vec<String> = (0..320).map(line).collect();
    fs::write(&path, lines.join("\n") + "\n").unwrap();
    path
}

fn named<'a>(found: &'a Value, name: &str) -> &'a Value {
    let all = found["candidates"].as_array().unwrap();
    all.iter().find(|c| c["name"] == name).unwrap_or_else(|| panic!("{name}: {found}"))
}

#[test]
fn the_best_that_did_not_collapse_is_taken_whatever_the_board_says() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let real = write(at, "real", None, 4000);
    let wide = write(at, "wide", Some(1.0), 4000);
    let weak = write(at, "weak", Some(0.5), 4000);
    let same = write(at, "same", Some(3.0), 3);
    let mute = write(at, "mute", None, 4000);
    let board = at.join("board.csv");
    fs::write(&board, ",win\nsame,90\nweak,20\nwide,10\nother,50\n").unwrap();
    let out = at.join("out");
    let run = |more: &[&std::ffi::OsStr]| {
        let fixed = args![
            "select",
            wide,
            weak,
            same,
            mute,
            "--reference",
            real,
            "--slice-column",
            "domain",
            "--score-column",
            "score",
            "--leaderboard",
            board,
            "--leaderboard-score",
            "win"
        ];
        genloss(&[fixed, more].concat())
    };
    let page = run(args!["-o", out]);
    assert_eq!(page.status, Some(0), "{page:?}");
    assert!(
        page.stdout.starts_with("TAKE wide of 4 candidates, because its score is shown to be above"),
        "{}",
        page.stdout
    );
    let text = fs::read_to_string(out.join("selection.json")).unwrap();
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&found["choice"]["name"], &found["reference"]), (&"wide".into(), &"real".into()));
    assert_eq!(named(&found, "same")["out"], serde_json::json!(["collapse"]));
    assert_eq!(named(&found, "mute")["out"], serde_json::json!(["no-score"]));
    assert_eq!(named(&found, "weak")["group"], 2);
    assert_eq!(named(&found, "wide")["slices"][0]["slice"], "code");
    assert_eq!(
        named(&found, "same")["board"],
        serde_json::json!({ "score": 90.0, "place": 1, "overall": 1 })
    );
    assert_eq!(named(&found, "wide")["board"]["overall"], 4);
    let said = |ahead: &str, behind: &str, why: &str| {
        let wanted = serde_json::json!({ "ahead": ahead, "behind": behind, "why": why });
        found["contradictions"].as_array().unwrap().contains(&wanted)
    };
    assert!(said("same", "wide", "out") && said("weak", "wide", "score"), "{}", found["contradictions"]);
    let [one, three] = ["1", "3"].map(|n| run(args!["--format", "json", "--threads", n]).stdout);
    assert!(one == three && one == text, "the same bytes at any number of threads");
}

#[test]
fn weights_and_requirements_decide() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let good = write(at, "good", Some(2.0), 1500);
    let wide = write(at, "wide", Some(1.0), 4000);
    let config = at.join("genloss.toml");
    fs::write(&config, "score-column = \"score\"\nslice-column = \"domain\"\n[[requirement]]\ncolumn = \"score\"\nslice = \"law\"\nmin = 1.5\n")
        .unwrap();
    let take = |more: &[&std::ffi::OsStr]| {
        let fixed = args![
            "select",
            good,
            wide,
            "--reference",
            "wide",
            "--score-column",
            "score",
            "--format",
            "json",
            "--require",
            "nothing"
        ];
        let run = genloss(&[fixed, more].concat());
        let found: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}"));
        (run.status, found)
    };
    let by = |weights: &str| take(args!["--weights", weights]).1["choice"]["name"].clone();
    assert_eq!(by("quality=0.9,diversity=0.1"), "good");
    assert_eq!(by("quality=0.1,diversity=0.9"), "wide");
    let (status, found) = take(args!["-c", config]);
    assert_eq!((status, &found["choice"]["name"]), (Some(0), &"good".into()));
    assert_eq!(named(&found, "wide")["out"], serde_json::json!(["requirement"]));
    fs::write(&config, "[[requirement]]\ncolumn = \"score\"\nmin = 99\n").unwrap();
    let (status, found) = take(args!["-c", config]);
    assert_eq!((status, &found["choice"]), (Some(1), &Value::Null), "nobody is left");
}

#[test]
fn what_cannot_be_chosen_from_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (a, b) = (write(at, "a", Some(1.0), 500), write(at, "b", Some(2.0), 500));
    let board = at.join("board.csv");
    fs::write(&board, "model,win\na,1\n").unwrap();
    let refused = |more: &[&std::ffi::OsStr], expected: &[&str]| {
        genloss(&[args!["select"], more].concat()).assert_mistake(expected);
    };
    refused(args![a, b], &["reference", "found none"]);
    refused(args![a, b, "--reference", "c"], &["no generation is called `c`", "a, b"]);
    refused(args![a, "--reference", b], &["found 1, expected two"]);
    refused(
        args![a, b, "--reference", "a", "--diversity", "length-ratio"],
        &["`length-ratio` is no retention"],
    );
    refused(args![a, b, "--reference", "a", "--weights", "quality=0.7,diversity=0.7"], &["add to 1.4"]);
    let on_board = args![a, b, "--reference", "a", "--leaderboard", board, "--leaderboard-score"];
    refused(&[on_board, args!["wim"]].concat(), &["board.csv", "win"]);
    let out = at.join("out");
    refused(
        args![a, b, "--reference", "a", "--leaderboard", "no.csv", "--leaderboard-score", "win", "-o", out],
        &["no.csv"],
    );
    assert!(!out.exists());
    let listed = genloss(&[args!["select"], on_board, args!["win", "--score-column", "score"]].concat());
    assert!(listed.stdout.contains("not on it: b"), "{}", listed.stdout);
}
