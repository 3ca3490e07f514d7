//! Sampling settings from columns and from file metadata.

use super::{config, n_texts, plan, read_table, twice};
use crate::read::fixture::{Table, bools, doubles, ints, lists, nulls, singles, texts};

fn pairs(found: &[(String, Vec<String>)]) -> Vec<(&str, Vec<&str>)> {
    found.iter().map(|(name, values)| (name.as_str(), values.iter().map(String::as_str).collect())).collect()
}

#[test]
fn columns_and_metadata_are_merged() {
    let table = Table::of("text", n_texts(3))
        .and("temperature", singles(vec![0.7, 1.0, 0.7]))
        .and("max_tokens", ints([Some(512), None, Some(64)]))
        .and("system_prompt", texts(["Be brief.", "Be brief.", "Be kind."]))
        .setting("temperature", "1.0")
        .setting("top_p", "0.90")
        .setting("other", "x");
    let (plan, _) = read_table(table, |_| {});
    let expected = [
        ("max_tokens", vec!["64", "512"]),
        ("system_prompt", vec!["Be brief.", "Be kind."]),
        ("temperature", vec!["0.7", "1"]),
        ("top_p", vec!["0.9"]),
    ];
    assert_eq!(pairs(&plan.generations[0].sampling), expected);
    assert_eq!(plan.generations[0].sampling, plan.generations[1].sampling);
}

#[test]
fn files_say_where_their_rows_come_from() {
    let folder = tempfile::tempdir().unwrap();
    let table = |said: &str| Table::of("text", n_texts(2)).setting("genloss.origin", said);
    let long = "x".repeat(5_000);
    let parts = folder.path().join("old");
    std::fs::create_dir(&parts).unwrap();
    for (file, said) in [("1.parquet", "web"), ("2.parquet", "books"), ("3.parquet", "web")] {
        table(said).write(&parts, file);
    }
    let one = table(&long).write(folder.path(), "new.parquet");
    let none = Table::of("text", n_texts(2)).write(folder.path(), "none.parquet");
    let plan = plan(&config(&[parts, one, none])).unwrap();
    let said: Vec<Option<&str>> = plan.generations.iter().map(|g| g.origin.as_deref()).collect();
    assert_eq!((said[0], said[2]), (Some("books; web"), None));
    let cut = said[1].unwrap();
    assert!(cut.starts_with("xxx") && cut.contains("… (xxh3 ") && cut.len() < 1_000, "{cut}");
}

#[test]
fn unusable_columns_are_passed_over() {
    let table = Table::of("text", n_texts(1))
        .and("temperature", nulls(1))
        .and("top_p", lists(doubles([0.5]), &[Some(1)]))
        .and("max_tokens", bools(vec![true]));
    let (plan, _) = read_table(table, |_| {});
    assert_eq!(pairs(&plan.generations[0].sampling), [("max_tokens", vec!["true"])]);
}

#[test]
fn only_rows_within_the_limit_count() {
    let folder = tempfile::tempdir().unwrap();
    let table =
        Table::of("text", n_texts(4)).and("temperature", doubles([0.1, 0.2, 0.3, 0.4])).row_groups_of(1);
    let mut config = twice(folder.path(), table);
    config.limit = Some(2);
    let plan = plan(&config).unwrap();
    assert_eq!(pairs(&plan.generations[0].sampling), [("temperature", vec!["0.1", "0.2"])]);
}

#[test]
fn each_label_of_a_generation_column_has_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let labels = |values: [&str; 3]| Table::of("text", n_texts(3)).and("round", texts(values));
    let one = labels(["a", "b", "a"]).and("temperature", doubles([1.0, 0.5, 2.0])).setting("top_p", "0.9");
    let one = one.write(folder.path(), "1.parquet");
    let two = labels(["b", "b", "c"]).setting("top_p", "0.8").write(folder.path(), "2.parquet");
    let mut config = config(&[one, two]);
    config.columns.generation = Some("round".to_owned());
    let found = plan(&config).unwrap().generations;
    assert_eq!(pairs(&found[0].sampling), [("temperature", vec!["1", "2"]), ("top_p", vec!["0.9"])]);
    assert_eq!(pairs(&found[1].sampling), [("temperature", vec!["0.5"]), ("top_p", vec!["0.8", "0.9"])]);
    assert_eq!(pairs(&found[2].sampling), [("top_p", vec!["0.8"])]);
    config.limit = Some(1);
    let found = plan(&config).unwrap().generations;
    assert_eq!(pairs(&found[0].sampling)[0], ("temperature", vec!["1"]));
}
