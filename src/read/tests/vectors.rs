//! Columns of vectors: which is taken, and how its types are read.

use super::{plan, read_table, rows};
use crate::config::{Config, Source};
use crate::read::Plan;
use crate::read::fixture::{Table, Values, doubles, fixed_lists, lists, nulls, singles, tensors, texts};
use crate::terms::Vector;

/// Two rows of vectors of this length.
fn vectors(length: usize) -> Values {
    lists(singles((0..2 * length).map(|i| i as f32).collect()), &[Some(length), Some(length)])
}

fn with(name: &str, values: Values) -> Table {
    Table::of("text", texts(["a", "b"])).and(name, values)
}

fn codes(plan: &Plan) -> Vec<&str> {
    plan.warnings.iter().map(|w| w.code.name()).filter(|code| *code != "no-key").collect()
}

#[test]
fn the_only_column_of_vectors_is_taken_and_named() {
    let table =
        with("features", vectors(8)).and("tokens", lists(doubles([0.1, 0.2, 0.3]), &[Some(1), Some(2)]));
    let (plan, _) = read_table(table, |_| {});
    assert_eq!(plan.columns.embedding.as_deref(), Some("features"));
    assert_eq!(codes(&plan), ["embedding-column"]);
    let said = &plan.warnings.iter().find(|w| w.code == "embedding-column").unwrap().message;
    assert!(said.contains("`features`") && said.contains("8 numbers"), "{said}");
}

#[test]
fn two_columns_of_vectors_are_a_question() {
    let (plan, _) = read_table(with("one", vectors(8)).and("two", vectors(9)), |_| {});
    assert_eq!((plan.columns.embedding.as_deref(), codes(&plan)), (None, vec!["ambiguous-embeddings"]));
    assert!(
        plan.warnings
            .iter()
            .any(|w| w.message.ends_with("one, two") && w.hint.contains("--embedding-column"))
    );
    let (plan, _) =
        read_table(with("one", vectors(8)).and("two", vectors(9)), |c| c.embedding = Some("two".into()));
    assert_eq!((plan.columns.embedding.as_deref(), codes(&plan)), (Some("two"), vec![]));
    let (plan, _) = read_table(with("one", vectors(8)).and("embedding", vectors(9)), |_| {});
    assert_eq!(
        (plan.columns.embedding.as_deref(), codes(&plan)),
        (Some("embedding"), vec![]),
        "a name tells"
    );
}

#[test]
fn short_lists_lists_of_many_lengths_and_other_numbers_are_no_embeddings() {
    let ragged = || lists(singles(vec![0.0; 19]), &[Some(9), Some(10)]);
    for (name, values) in
        [("short", vectors(7)), ("ragged", ragged()), ("token_logprobs", vectors(8)), ("none", nulls(2))]
    {
        let (plan, _) = read_table(with(name, values), |_| {});
        assert_eq!((plan.columns.embedding.as_deref(), codes(&plan)), (None, vec![]), "{name}");
    }
}

#[test]
fn a_column_that_one_generation_lacks_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let a = with("features", vectors(8)).write(folder.path(), "a.parquet");
    for (name, table) in
        [("lacks", with("other", texts(["x", "y"]))), ("shorter", with("features", vectors(9)))]
    {
        let b = table.write(folder.path(), &format!("{name}.parquet"));
        let plan = plan(&super::config(&[a.clone(), b])).unwrap();
        assert_eq!(plan.columns.embedding, None, "{name}");
    }
}

#[test]
fn tensors_of_a_fixed_shape_are_read_as_their_numbers() {
    let values = || fixed_lists(singles((0..16).map(|i| i as f32).collect()), 8);
    let folder = tempfile::tempdir().unwrap();
    let path = tensors(folder.path(), "t.parquet", "embedding", values(), "[2,4]");
    let source = |name: &str| Source { name: Some(name.to_owned()), paths: vec![path.clone()] };
    let config = Config { generations: vec![source("a"), source("b")], ..Config::default() };
    let plan = plan(&config).unwrap();
    assert_eq!(plan.columns.embedding.as_deref(), Some("embedding"));
    let mut found = Vec::new();
    rows(&plan, &plan.tasks[0], &mut |row| {
        if let Vector::Values(values) = row.embedding {
            found.push(values.to_vec());
        }
    })
    .unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found[1], (8..16).map(|i| i as f32).collect::<Vec<_>>());
}
