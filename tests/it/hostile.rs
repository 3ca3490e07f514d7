//! Text that attacks whoever shows it: nothing of it acts on a terminal, breaks JSON, XML or a table, becomes markup or stops
//! a chart. The page that comes out stays in `target/tmp/hostile`, where `tests/browser/run` opens it with Chromium.

use std::fs;
use std::path::{Path, PathBuf};

use genloss::report::Report;

use crate::corpora::config;
use crate::fixture::{Table, bytes, doubles, texts, write_invalid_utf8};
use crate::make_fixtures::synth::{Law, corpus, keys};
use crate::program::{Run, args, genloss};

/// Escapes, direction marks, markup, formulas, and what breaks lines.
const ATTACKS: [&str; 17] = [
    "\u{1b}[2J\u{1b}[31mred\u{1b}]0;title\u{7}",
    "\u{9b}31mC1",
    "\u{202e}exe.txt\u{202c}",
    "\u{2066}isolated\u{2069}",
    "two\nlines\rand\tmore",
    "<script>window.ran=1;document.title='x'</script>",
    "\"><img src=x onerror=\"window.ran=2\">",
    "]]>--></style></title><svg onload='window.ran=3'>",
    "=HYPERLINK(\"http://x\",\"y\")",
    "-1+cmd|' /C calc'!A0",
    "\\ud800\u{fffd}\u{fffe}",
    "nul\0inside",
    "😀👩‍👩‍👧🇫🇷",
    "\"quoted\\\" ${HOME} `id` $(id)",
    "--output",
    "\u{feff}\u{200b}invisible\u{2028}",
    "e\u{301}\u{323}\u{335}\u{489}\u{489}\u{489}",
];

/// What must never reach a terminal: control characters but for line ends, direction overrides, invisible marks.
fn acts(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{200b}')
        || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}')
}

fn assert_harmless(what: &str, text: &str) {
    if let Some(at) = text.find(acts) {
        panic!("{what} holds {:?} in {:?}", text[at..].chars().next(), text[..at].lines().last());
    }
    let longest = text.lines().map(str::len).max().unwrap_or(0);
    assert!(longest < 5_000, "{what} has a line of {longest} bytes");
}

/// Writes a corpus in which every text, key, slice and column name attacks.
fn write(folder: &Path, name: &str, law: &Law, seed: u64, long: bool) -> PathBuf {
    let docs = corpus(law, &keys(0, 300), seed);
    let attack = |i: usize| ATTACKS[i % ATTACKS.len()];
    let text = |(i, doc): (usize, &crate::make_fixtures::synth::Doc)| {
        let word = if long && i % 100 == 0 { "w".repeat(1 << 20) } else { String::new() };
        format!("{} {} {word} {}", attack(i), doc.text, attack(i + 1))
    };
    let all: Vec<String> = docs.iter().enumerate().map(text).collect();
    let unique: Vec<String> = (0..docs.len()).map(|i| format!("{}{i}", attack(i))).collect();
    Table::of("te\u{1b}[31mxt\n", texts(all.iter().map(String::as_str)))
        .and("key\u{202e}", texts(unique.iter().map(String::as_str)))
        .and(COLUMNS[5], texts((0..docs.len()).map(|i| SLICES[i % SLICES.len()])))
        // Shown where columns are listed; an argument cannot hold it.
        .and("nul\0column", doubles(docs.iter().map(|d| d.score)))
        .and("score", doubles(docs.iter().map(|d| d.score)))
        .write(folder, name)
}

/// Options that name the hostile columns.
const COLUMNS: [&str; 6] = [
    "--text-column",
    "te\u{1b}[31mxt\n",
    "--key-column",
    "key\u{202e}",
    "--slice-column",
    "\"><img src=x onerror=window.ran=4>]]>",
];

/// Few, so that each is large enough to be judged.
const SLICES: [&str; 3] =
    ["<script>window.ran=5</script>", "=1+1\u{1b}[2J", "]]>\"><img src=x onerror='window.ran=6'>\u{202e}"];

fn check(run: &Run, out: &Path) {
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert_harmless("standard output", &run.stdout);
    assert_harmless("standard error", &run.stderr);
    assert_harmless("report.txt", &fs::read_to_string(out.join("report.txt")).unwrap());
    check_markup(out);
    check_table(out);
    let json = fs::read_to_string(out.join("report.json")).unwrap();
    let report: Report = serde_json::from_str(&json).unwrap();
    assert!(report.comparisons[0].paired);
    let mut n_images = 0;
    for entry in fs::read_dir(out).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)), "{name:?}");
        if name.ends_with(".png") {
            assert_decodes(&path);
            n_images += 1;
        }
    }
    assert!(n_images > 2, "{n_images} images");
}

/// Asserts that no text of the corpus opened an element or left an attribute; the browser test looks closer.
fn check_markup(out: &Path) {
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    let (html, xml, markdown) = (read("report.html"), read("junit.xml"), read("report.md"));
    for (name, page) in [("report.html", &html), ("junit.xml", &xml), ("report.md", &markdown)] {
        for raw in ["<script>window", "<img", "<svg on", "</title><svg", "\u{1b}", "\u{202e}", "\0"] {
            assert!(!page.contains(raw), "{raw:?} in {name}");
        }
    }
    assert_eq!(html.matches("<script>").count(), 1);
    assert!(!xml.contains("]]>") && !xml.contains("<!["));
    let opened = |page: &str, tag: &str| page.matches(&format!("<{tag}")).count();
    for tag in ["testsuites", "testsuite ", "testcase ", "properties", "system-out", "failure"] {
        let closed = xml.matches(&format!("</{}>", tag.trim())).count();
        assert_eq!(opened(&xml, tag), closed, "{tag}");
    }
}

/// Asserts that the CSV has as many cells in every line, and no formula.
fn check_table(out: &Path) {
    let csv = fs::read_to_string(out.join("metrics.csv")).unwrap();
    let (mut cells, mut lengths, mut start, mut inside) = (0, Vec::new(), true, false);
    for (at, c) in csv.char_indices() {
        if start && !inside {
            let rest = csv[at..].trim_start_matches(['"', ' ']);
            let end = rest.find([',', '"', '\r']).unwrap_or(rest.len());
            let is_number = rest[..end].parse::<f64>().is_ok();
            assert!(is_number || !rest.starts_with(['=', '+', '-', '@']), "{}", &rest[..end]);
        }
        start = c == ',' || c == '\n';
        match c {
            '"' => inside = !inside,
            ',' if !inside => cells += 1,
            '\n' => {
                assert!(!inside, "a line ends inside a cell");
                lengths.push(std::mem::take(&mut cells));
            }
            _ => {}
        }
    }
    assert!(lengths.len() > 50 && lengths.iter().all(|n| *n == lengths[0]), "{lengths:?}");
    let parquet = fs::read(out.join("metrics.parquet")).unwrap();
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
}

/// Asserts that a PNG is whole, sized and not blank.
fn assert_decodes(path: &Path) {
    let decoder = png::Decoder::new(std::io::BufReader::new(fs::File::open(path).unwrap()));
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert!(info.width >= 300 && info.height >= 200, "{}: {info:?}", path.display());
    let first = pixels[..3].to_vec();
    assert!(pixels.chunks(3).any(|p| p != first), "{} is blank", path.display());
}

#[test]
fn hostile_text_keys_slices_columns_and_file_names_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let worse = Law { tail_mass_scale: 0.4, duplicate_share: 0.3, ..Law::default() };
    // A name may hold anything but NUL and a slash.
    let a = write(folder.path(), "a\u{1b}[31m\u{202e}\nb.parquet", &Law::default(), 1, true);
    let b = write(folder.path(), "<script>😀 --x=$(id).parquet", &worse, 2, false);
    let out = folder.path().join("out\u{1b}[2J\n\u{202e}");
    let mut line = args!["compare", a, b, "-o", out].to_vec();
    line.extend(COLUMNS.map(std::ffi::OsStr::new));
    check(&genloss(&line), &out);
    keep(&out);
}

/// Leaves the page where the browser test looks for it.
fn keep(out: &Path) {
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    fs::create_dir_all(&kept).unwrap();
    for name in ["report.html", "junit.xml"] {
        fs::copy(out.join(name), kept.join(name)).unwrap();
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let good = write(folder.path(), "a.parquet", &Law::default(), 1, false);
    let invalid = write_invalid_utf8(folder.path(), "invalid.parquet");
    // A surrogate alone, as some encoders write it: no valid UTF-8, in a column that says it is no text.
    let surrogates = vec![[0xED_u8, 0xA0, 0x80].as_slice(); 300];
    let binary = Table::of("te\u{1b}[31mxt\n", bytes(surrogates)).write(folder.path(), "binary.parquet");
    let again = folder.path().join("again.parquet");
    fs::copy(&invalid, &again).unwrap();
    for run in [
        genloss(args!["compare", invalid, again, "--text-column", "text"]),
        genloss(args!["compare", good, binary, "--text-column", COLUMNS[1]]),
    ] {
        run.assert_mistake(&[]);
        assert_harmless("standard error", &run.stderr);
    }
}

#[test]
fn hostile_generation_names_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let a = write(folder.path(), "a.parquet", &Law::default(), 1, false);
    let b = write(folder.path(), "b.parquet", &Law { temperature: 0.8, ..Law::default() }, 2, true);
    let out = folder.path().join("out");
    let first = format!("{}={}", "x\u{1b}]0;\u{7}\u{202e}".repeat(50), a.display());
    let second = format!("<img src>\n\r={}", b.display());
    let mut line = args!["compare", "--generation", first, "--generation", second, "-o", out].to_vec();
    line.extend(COLUMNS.map(std::ffi::OsStr::new));
    check(&genloss(&line), &out);
}

#[test]
fn hostile_names_in_errors_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let a = write(folder.path(), "a.parquet", &Law::default(), 1, false);
    let bad = folder.path().join("b\u{1b}[31m\n\u{202e}error: fake.parquet");
    let missing = genloss(args!["compare", a, bad]);
    fs::write(&bad, "no").unwrap();
    let refused = genloss(args!["compare", a, bad]);
    let column = genloss(args!["compare", a, a, "--text-column", "\u{1b}[31m\n\u{202e}"]);
    let no_column = genloss(args!["compare", a, "--generation-column", "key\u{202e}"]);
    for run in [missing, refused, column, no_column] {
        run.assert_mistake(&[]);
        assert_harmless("standard error", &run.stderr);
    }
}

#[test]
fn hostile_text_counts_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let a = write(folder.path(), "a.parquet", &Law::default(), 1, false);
    let b = write(folder.path(), "b.parquet", &Law::default(), 2, false);
    let mut config = config(&[a, b]);
    config.columns.text = Some(COLUMNS[1].to_owned());
    config.columns.key = Some(COLUMNS[3].to_owned());
    let report = crate::corpora::run(&config);
    assert!(!report.comparisons[0].verdict.is_collapse());
    assert_eq!(report.generations[0].documents, 300);
}
