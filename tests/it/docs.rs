//! The documents that a pipeline follows: what they show is run.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// The first block of a language in a document.
fn block(document: &str, language: &str) -> String {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap();
    let start = format!("```{language}\n");
    page.split(&start).nth(1).unwrap().split("\n```").next().unwrap().to_owned()
}

/// The search path, with `genloss` first.
fn path() -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_genloss")).parent().unwrap();
    format!("{}:{}", program.display(), std::env::var("PATH").unwrap())
}

/// Runs the script of `docs/ci.md` as a pipeline would: in a folder of its own, with `genloss` on the path.
fn gate(folder: &Path, new: &str, more: &[(&str, &str)]) -> Output {
    let script = folder.join("collapse-gate.sh");
    fs::write(&script, block("docs/ci.md", "sh")).unwrap();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo");
    Command::new("bash")
        .arg(&script)
        .current_dir(folder)
        .env("PATH", path())
        .env("BASE", demo.join("gen0.parquet"))
        .env("NEW", demo.join(format!("{new}.parquet")))
        .envs(more.iter().copied())
        .output()
        .unwrap()
}

#[test]
fn the_shell_job_passes_stops_and_fails_as_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let said = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
    let passed = gate(folder.path(), "gen1", &[]);
    assert_eq!(
        (passed.status.code(), said(&passed).as_str()),
        (Some(0), "passed: STABLE: new keeps what base covers\n")
    );
    let stopped = gate(folder.path(), "gen4", &[("OUT", "second")]);
    assert_eq!(stopped.status.code(), Some(1));
    assert!(
        said(&stopped)
            .starts_with("stopped: COLLAPSE against base: new late-collapse; read second/report.html")
    );
    for file in ["report.html", "report.md", "junit.xml", "metrics.parquet"] {
        assert!(folder.path().join("second").join(file).exists(), "{file} of the failed gate");
    }
    let failed = gate(folder.path(), "no-such", &[("OUT", "third")]);
    assert_eq!(failed.status.code(), Some(2));
    assert!(said(&failed).starts_with("genloss could not compare"));
    assert!(!folder.path().join("third").exists());
}

#[test]
fn the_jobs_use_flags_and_variables_that_exist() {
    let help = Command::new(env!("CARGO_BIN_EXE_genloss")).args(["compare", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let workflow = block("docs/ci.md", "yaml");
    let mut n_flags = 0;
    for word in
        workflow.split_whitespace().filter(|w| w.starts_with("--") && !["--locked", "--path"].contains(w))
    {
        assert!(help.contains(word), "{word}");
        n_flags += 1;
    }
    assert!(n_flags >= 3);
    let keys: Vec<String> = genloss::settings::keys().map(genloss::environment::variable).collect();
    for name in
        workflow.split(|c: char| !c.is_ascii_uppercase() && c != '_').filter(|w| w.starts_with("GENLOSS_"))
    {
        assert!(name == "GENLOSS_REPOSITORY" || keys.iter().any(|key| key == name), "{name}");
    }
}

/// Runs a step as a runner does, with `genloss` on the path and the demo's first and last generation under `runs`.
fn step_of_a_job(folder: &Path, script: &str, variables: &[(&str, &str)]) -> Output {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo");
    for (name, file) in [("base", "gen0.parquet"), ("new", "gen4.parquet")] {
        let runs = folder.join("runs").join(name);
        fs::create_dir_all(&runs).unwrap();
        fs::copy(demo.join(file), runs.join("part-0.parquet")).unwrap();
    }
    let file = folder.join("step.sh");
    fs::write(&file, script).unwrap();
    let summary = folder.join("summary.md");
    fs::write(&summary, "before\n").unwrap();
    Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail"])
        .arg(&file)
        .current_dir(folder)
        .env("PATH", path())
        .env("GITHUB_STEP_SUMMARY", &summary)
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

/// The script of the action's comparing step, without its indent.
fn comparing_step_of_the_action() -> String {
    let action =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/actions/compare/action.yml"));
    let action = action.unwrap();
    let step = action.split("- name: ").find(|step| step.starts_with("Compare")).unwrap();
    let script = step.split_once("run: |\n").unwrap().1;
    script.lines().map(|line| line.strip_prefix("        ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_action_annotates_the_run_and_gates_it() {
    let folder = tempfile::tempdir().unwrap();
    let variables = |current, arguments| {
        [
            ("REFERENCE", "runs/base"),
            ("CURRENT", current),
            ("GENLOSS_FAIL_ON", "collapse"),
            ("GENLOSS_OUTPUT", "genloss-report"),
            ("ARGUMENTS", arguments),
        ]
    };
    let script = comparing_step_of_the_action();
    let output = step_of_a_job(folder.path(), &script, &variables("runs/new", ""));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        said.contains("\n::error title=genloss%3A current is late-collapse::against reference: "),
        "{said}"
    );
    assert!(folder.path().join("genloss-report/report.html").exists());
    // A path is a path, whatever the shell would make of it.
    let hostile = step_of_a_job(folder.path(), &script, &variables("$(touch owned)", "--alpha 0.01"));
    assert_eq!(hostile.status.code(), Some(2));
    assert!(!folder.path().join("owned").exists());
}

/// The comparing step of the GitHub job, run as the runner runs it, with the variables that the step sets.
#[test]
fn the_comparing_step_of_the_github_job_gates_and_leaves_summary_and_report() {
    let workflow = block("docs/ci.md", "yaml");
    let step = workflow.split("- name: ").find(|step| step.starts_with("Compare")).unwrap();
    let (settings, script) = step.split_once("run: |\n").unwrap();
    let variables: Vec<(&str, &str)> = settings
        .lines()
        .filter_map(|line| line.trim().split_once(": "))
        .filter(|(name, _)| name.starts_with("GENLOSS_"))
        .collect();
    assert_eq!(variables.len(), 2);
    let folder = tempfile::tempdir().unwrap();
    let output = step_of_a_job(folder.path(), script, &variables);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let summary = fs::read_to_string(folder.path().join("summary.md")).unwrap();
    assert!(summary.starts_with("before\n") && summary.contains("### genloss: COLLAPSE"), "{summary}");
    // What the next step keeps.
    assert!(workflow.contains("path: genloss-report\n") || workflow.ends_with("path: genloss-report"));
    assert!(folder.path().join("genloss-report/report.html").exists());
}

/// Links of a page: what stands in the brackets, and where it leads.
fn links(page: &str) -> Vec<(&str, &str)> {
    let ends: Vec<usize> = page.match_indices("](").map(|(at, _)| at).collect();
    let link = |at: usize| {
        let text = page[..at].rsplit('[').next().unwrap();
        (text, page[at + 2..].split(')').next().unwrap())
    };
    ends.into_iter().map(link).collect()
}

#[test]
fn claims_of_the_method_page_lead_to_tests_and_tables_that_exist() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let page = fs::read_to_string(docs.join("method.md")).unwrap();
    let links = links(&page);
    assert!(links.len() > 20, "{} links", links.len());
    for (text, to) in links {
        let (file, heading) = to.split_once('#').unwrap_or((to, ""));
        let target = docs.join(file);
        assert!(target.exists(), "{to}: no such file");
        if !heading.is_empty() {
            let source = fs::read_to_string(&target).unwrap();
            let headings = source.lines().filter(|line| line.starts_with('#'));
            let mut slugs =
                headings.map(|h| h.trim_start_matches('#').trim().to_lowercase().replace(' ', "-"));
            assert!(slugs.any(|slug| slug == heading), "{to}: no such heading");
        }
        // Backticked words without a dot are tests of the file.
        for name in text.split('`').skip(1).step_by(2).filter(|name| !name.contains('.')) {
            let source = fs::read_to_string(&target).unwrap();
            assert!(source.contains(&format!("fn {name}()")), "{to}: no test `{name}`");
        }
    }
}
