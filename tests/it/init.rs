//! `genloss init`: what it writes is read again, and gives the report that the files give by themselves.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use crate::program;

fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = program::command(&args.iter().map(OsStr::new).collect::<Vec<_>>())
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn demo(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo").join(name).display().to_string()
}

#[test]
fn the_file_is_read_again_and_says_what_was_found() {
    let folder = tempfile::tempdir().unwrap();
    let (status, _, said) = run(folder.path(), &["init", &demo("gen0.parquet"), &demo("gen1.parquet")]);
    assert_eq!(status, Some(0), "{said}");
    assert!(
        said.contains("wrote genloss.toml: 2 generations, text column `text`, key `prompt_id`"),
        "{said}"
    );
    let text = fs::read_to_string(folder.path().join("genloss.toml")).unwrap();
    for line in
        ["text-column = \"text\"", "key-column = \"prompt_id\"", "fail-on = \"collapse\"", "# slice-column"]
    {
        assert!(text.contains(&format!("\n{line}")), "{line} is not in\n{text}");
    }
    let (status, by_file, said) = run(folder.path(), &["compare", "-c", "genloss.toml"]);
    assert_eq!(status, Some(0), "{said}");
    let (_, by_paths, _) = run(folder.path(), &["compare", &demo("gen0.parquet"), &demo("gen1.parquet")]);
    assert_eq!(by_file, by_paths);
}

#[test]
fn a_file_that_is_there_stays_unless_it_may_go() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("genloss.toml");
    fs::write(&file, "# mine\n").unwrap();
    let (status, _, said) = run(folder.path(), &["init", &demo("gen0.parquet")]);
    assert_eq!(status, Some(2));
    assert!(said.contains("genloss.toml: it is there already") && said.contains("--force"), "{said}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "# mine\n");
    let (status, _, said) = run(folder.path(), &["init", &demo("gen0.parquet"), "--force"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(fs::read_to_string(&file).unwrap().contains("text-column"));
}

#[test]
fn columns_behind_paths_stay_there() {
    let folder = tempfile::tempdir().unwrap();
    let row = |k: u64| {
        format!(
            "{{\"prompt\": \"what about {k}?\", \"chosen\": \"a good answer to {k}\", \"rejected\": \"a poor answer to {k}\"}}\n"
        )
    };
    fs::write(folder.path().join("pairs.jsonl"), (0..80).map(row).collect::<String>()).unwrap();
    let (status, _, said) = run(folder.path(), &["init", "pairs.jsonl#chosen", "pairs.jsonl#rejected"]);
    assert_eq!(status, Some(0), "{said}");
    let text = fs::read_to_string(folder.path().join("genloss.toml")).unwrap();
    assert!(!text.contains("text-column") && text.contains("pairs.jsonl#chosen"), "{text}");
    let (status, page, said) = run(folder.path(), &["compare", "-c", "genloss.toml", "--fail-on", "none"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(page.contains("against chosen"), "{page}");
}
