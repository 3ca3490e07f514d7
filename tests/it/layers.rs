//! The invariants of the layout, by reading the source: who may import, read, write and print.
//!
//! A rule broken on purpose belongs in a list of exceptions here, with its reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// I1: a module imports only from an earlier line, or from its own.
const ORDER: [&[&str]; 22] = [
    &["terms", "progress", "nearest", "hash", "chance", "codec", "files"],
    &["error", "threads"],
    &["config"],
    &["settings"],
    &["report"],
    &["read"],
    &["estimator"],
    &["profile"],
    &["static_model"],
    &["keys", "corpus"],
    &["pair"],
    &["metric"],
    &["compare"],
    &["judge"],
    &["explain"],
    &["assemble", "confounders"],
    &["analysis"],
    &["audit", "calibrate", "check", "embed", "simulate"],
    &["store", "select"],
    &["records"],
    &["render"],
    &["config_file", "environment", "cli"],
];

/// Imports against the order.
const AGAINST_THE_ORDER: [(&str, &str, &str); 1] = [(
    "config",
    "metric",
    "margins are validated by the names and kinds of the registry, once, before any stage runs; the registry holds the \
     defaults of the same type, so this is a cycle, and the only one",
)];

/// Size limit of a file, tests included.
const MAX_LINES: usize = 500;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a folder, sorted.
fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|e| e.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A source file as the rules see it.
struct Source {
    /// Below `src`, with `/`.
    path: String,
    /// What ships: without comments and unit tests.
    code: String,
}

impl Source {
    /// The top-level module it belongs to.
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    fn is_any_of(&self, places: &[&str]) -> bool {
        places.iter().any(|place| match place.strip_suffix('/') {
            Some(_) => self.path.starts_with(place),
            None => self.path == *place,
        })
    }
}

/// Files that exist for tests only.
fn is_test_support(path: &str) -> bool {
    path.contains("/tests/")
        || path.ends_with("tests.rs")
        || ["read/fixture.rs", "profile/laws.rs"].contains(&path)
        || path.ends_with("/testing.rs")
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let source = |file: &PathBuf| {
        let path = file.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
        let text = fs::read_to_string(file).unwrap();
        // Unit tests come last in a file.
        let shipped = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let lines = shipped.lines().filter(|line| !line.trim_start().starts_with("//"));
        (!is_test_support(&path)).then(|| Source { path, code: lines.collect::<Vec<_>>().join("\n") })
    };
    let sources: Vec<Source> = rust_files("src").iter().filter_map(source).collect();
    assert!(sources.len() > 50, "the source was not found");
    sources
}

/// Identifiers that follow `before`, wherever it occurs.
fn names_after<'a>(code: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    code.split(before).skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

/// Whether `word` occurs as a path or a macro, not as a part of a longer name.
fn mentions(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_')
    })
}

/// Asserts that only `places` mention any of `words`.
fn only(places: &[&str], words: &[&str]) {
    for source in sources() {
        for word in words {
            let allowed = source.is_any_of(places) || !mentions(&source.code, word);
            assert!(allowed, "src/{} mentions `{word}`; only {places:?} may", source.path);
        }
    }
}

#[test]
fn imports_go_one_way() {
    let rank = |module: &str| ORDER.iter().position(|line| line.contains(&module));
    let mut used = BTreeSet::new();
    for source in sources() {
        let module = source.module();
        let Some(own) = rank(module) else {
            assert!(["lib", "main"].contains(&module), "src/{} has no place in the order", source.path);
            continue;
        };
        for import in names_after(&source.code, "crate::") {
            let other = rank(import).unwrap_or_else(|| panic!("src/{} imports `{import}`", source.path));
            let excepted = AGAINST_THE_ORDER.iter().find(|(from, to, _)| (*from, *to) == (module, import));
            used.extend(excepted.map(|(from, to, _)| (*from, *to)));
            assert!(
                other < own || import == module || excepted.is_some() || ORDER[own].contains(&import),
                "src/{} imports `{import}`, which comes later",
                source.path
            );
        }
    }
    assert_eq!(used.len(), AGAINST_THE_ORDER.len(), "an exception is no longer needed");
}

#[test]
fn every_module_has_its_place() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let declared: BTreeSet<&str> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ").or(line.strip_prefix("mod ")))
        .filter_map(|rest| rest.strip_suffix(';'))
        .collect();
    let placed: BTreeSet<&str> = ORDER.iter().copied().flatten().copied().collect();
    assert_eq!(declared, placed);
}

#[test]
fn one_file_knows_each_library() {
    only(
        &[
            "read/parquet.rs",
            "read/parquet/",
            "render/cleaned.rs",
            "render/parquet.rs",
            "render/generation.rs",
            "render/embedded.rs",
            "corpus/rows.rs",
        ],
        &[
            "arrow_array::",
            "arrow_buffer::",
            "arrow_cast::",
            "arrow_schema::",
            "parquet::arrow",
            "parquet::basic",
            "parquet::file",
            "parquet::schema",
        ],
    );
    only(&["render/chart/"], &["plotters"]);
    only(&["estimator/space/"], &["faer"]);
    only(&["cli/"], &["clap"]);
    only(&["cli/watch.rs"], &["indicatif"]);
    only(&["cli/mod.rs"], &["terminal_size"]);
    only(&["config_file.rs"], &["toml::", "Toml"]);
    only(&["records/"], &["rusqlite", "sha2::"]);
    only(&["cli/params.rs"], &["serde_saphyr"]);
    only(&["profile/subwords.rs"], &["tokenizers::"]);
    only(&["render/", "files/", "read/records/source.rs"], &["tempfile"]);
}

#[test]
fn only_the_ends_of_the_pipeline_touch_files() {
    only(
        &["read/", "render/", "config_file.rs", "files/"],
        &["std::fs", "fs::", "File::open", "File::create", "OpenOptions", "read_dir"],
    );
}

#[test]
fn only_the_command_line_prints() {
    only(
        &["main.rs", "cli/"],
        &["println!", "print!", "eprintln!", "eprint!", "dbg!", "io::stdout", "io::stderr"],
    );
}

/// I5: the same input and settings give the same bytes anywhere.
#[test]
fn only_the_program_changes_the_panic_hook() {
    // It belongs to the whole process: of a library's host, not of the library.
    only(&["cli/"], &["set_hook", "take_hook"]);
}

#[test]
fn nothing_reads_a_clock_the_host_or_chance() {
    only(&[], &["hostname", "thread_rng", "RandomState", "rand::"]);
    // Waiting has a clock, results have none.
    only(&["cli/watch.rs", "main.rs"], &["Instant"]);
    // When a release was recorded is the one fact of a record that nothing else says.
    only(&["main.rs"], &["SystemTime"]);
    only(&["main.rs"], &["std::env", "env::var", "env::args"]);
}

#[test]
fn no_file_is_too_long() {
    for folder in ["src", "tests", "examples", "benches"] {
        for file in rust_files(folder) {
            let n_lines = fs::read_to_string(&file).unwrap().lines().count();
            assert!(n_lines <= MAX_LINES, "{}: {n_lines} lines, at most {MAX_LINES}", file.display());
        }
    }
}

/// The compiler sees a metric that is not registered as dead code; this also sees a file that is not declared.
#[test]
fn every_metric_is_registered() {
    let mut constants = BTreeSet::new();
    let mut registry = BTreeSet::new();
    for source in sources().iter().filter(|s| s.module() == "metric") {
        // Which of them are worked out, and which are no more.
        if ["metric/wanted.rs", "metric/dropped.rs"].contains(&&*source.path) {
            continue;
        }
        if source.path == "metric/mod.rs" {
            let list =
                source.code.split("METRICS: &[&Metric] = &[").nth(1).unwrap().split("];").next().unwrap();
            registry.extend(list.split(',').map(|e| e.trim().trim_start_matches('&').to_owned()));
            continue;
        }
        let file = Path::new(&source.path).file_stem().unwrap().to_str().unwrap();
        let own: Vec<String> =
            names_after(&source.code, "pub(super) const ").map(|name| format!("{file}::{name}")).collect();
        assert!(!own.is_empty(), "src/{} has no metric", source.path);
        constants.extend(own);
    }
    registry.remove("");
    assert_eq!(constants, registry);
    assert_eq!(registry.len(), genloss::metric::METRICS.len());
}

#[test]
fn every_file_of_these_tests_is_declared() {
    let tests = root().join("tests/it");
    for file in rust_files("tests/it") {
        let folder = file.parent().unwrap();
        // A subject with several files declares them in the file that has the folder's name.
        let owner = if folder == tests { tests.join("main.rs") } else { folder.with_extension("rs") };
        let stem = file.file_stem().unwrap().to_str().unwrap();
        let declared = fs::read_to_string(&owner).unwrap().contains(&format!("mod {stem};"));
        assert!(stem == "main" || declared, "{} is not in {}", file.display(), owner.display());
    }
}
