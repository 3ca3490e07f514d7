//! Keys, slices, scores and finish reasons.

use super::{n_texts, plan, read_table, refusal};
use crate::read::fixture::{
    Table, Values, bools, decimals, doubles, halves, ints, lists, nulls, singles, small_ints, texts, unsigned,
};
use crate::terms::ColumnRole;

fn with_text(name: &str, values: Values) -> Table {
    Table::of("text", n_texts(values.len())).and(name, values)
}

#[test]
fn keys_have_one_spelling_whatever_their_type() {
    let columns: [Values; 6] = [
        texts(["0", "-7"]),
        ints([0, -7]),
        small_ints(vec![0, -7]),
        doubles([-0.0, -7.0]),
        singles(vec![0.0, -7.0]),
        halves(vec![0.0, -7.0]),
    ];
    for column in columns {
        let (plan, rows) = read_table(with_text("prompt_id", column), |_| {});
        assert_eq!(plan.columns.key.as_deref(), Some("prompt_id"));
        let keys: Vec<_> = rows.iter().map(|row| row.key.as_deref()).collect();
        assert_eq!(keys, [Some("0"), Some("-7")]);
    }
}

#[test]
fn null_and_nan_keys_are_missing() {
    let (_, rows) = read_table(with_text("key", doubles([None, Some(f64::NAN), Some(0.5)])), |_| {});
    let keys: Vec<_> = rows.iter().map(|row| row.key.as_deref()).collect();
    assert_eq!(keys, [None, None, Some("0.5")]);
    let (_, rows) = read_table(with_text("key", unsigned(vec![u64::MAX])), |_| {});
    assert_eq!(rows[0].key.as_deref(), Some("18446744073709551615"));
    let (_, rows) = read_table(with_text("key", bools(vec![true, false])), |_| {});
    assert_eq!(rows[1].key.as_deref(), Some("false"));
}

#[test]
fn scores_of_any_numeric_type_are_read_and_only_finite_ones() {
    let scores = |values: Values| -> Vec<Option<f64>> {
        let (plan, rows) = read_table(with_text("score", values), |_| {});
        assert_eq!(plan.columns.names(ColumnRole::Score).next(), Some("score"));
        rows.iter().map(|row| row.score).collect()
    };
    assert_eq!(
        scores(doubles([Some(0.5), None, Some(f64::NAN), Some(f64::INFINITY)])),
        [Some(0.5), None, None, None]
    );
    assert_eq!(scores(singles(vec![0.5])), [Some(0.5)]);
    assert_eq!(scores(halves(vec![0.5])), [Some(0.5)]);
    assert_eq!(scores(ints([-3])), [Some(-3.0)]);
    assert_eq!(scores(unsigned(vec![3])), [Some(3.0)]);
    assert_eq!(scores(decimals(vec![150])), [Some(1.5)]);
    assert_eq!(scores(bools(vec![true, false])), [Some(1.0), Some(0.0)]);
}

#[test]
fn slices_are_read_when_named() {
    let table = || with_text("dataset", texts([Some("koala"), None])).and("level", ints([1, 2]));
    let (plan, rows) = read_table(table(), |_| {});
    assert_eq!((plan.columns.slice, rows[0].slice.as_deref()), (None, None));
    let (_, rows) = read_table(table(), |c| c.slice = Some("dataset".to_owned()));
    assert_eq!((rows[0].slice.as_deref(), rows[1].slice.as_deref()), (Some("koala"), None));
    let (_, rows) = read_table(table(), |c| c.slice = Some("level".to_owned()));
    assert_eq!(rows[1].slice.as_deref(), Some("2"));
}

#[test]
fn one_column_can_serve_twice() {
    let table = with_text("prompt", texts(["a", "b"]));
    let (_, rows) = read_table(table, |c| c.slice = Some("prompt".to_owned()));
    assert_eq!((rows[1].key.as_deref(), rows[1].slice.as_deref()), (Some("b"), Some("b")));
}

#[test]
fn columns_are_found_behind_nested_ones() {
    let nested = lists(doubles([1.0, 2.0, 3.0]), &[Some(2), Some(1)]);
    let table = Table::of("embedding", nested).and("score", ints([4, 5])).and("text", texts(["a", "b"]));
    let (_, rows) = read_table(table, |_| {});
    assert_eq!((rows[1].text.as_deref(), rows[1].score), (Some("b"), Some(5.0)));
}

#[test]
fn a_finish_reason_tells_truncated_outputs() {
    let reasons = texts([Some("stop"), Some("length"), Some("max_tokens"), Some("MAX_TOKENS"), None]);
    let (plan, rows) = read_table(with_text("finish_reason", reasons), |_| {});
    assert_eq!(plan.columns.finish_reason.as_deref(), Some("finish_reason"));
    let truncated: Vec<_> = rows.iter().map(|row| row.truncated).collect();
    assert_eq!(truncated, [Some(false), Some(true), Some(true), Some(true), None]);
}

#[test]
fn null_typed_columns_count_as_missing_values() {
    let table = with_text("s", nulls(1)).and("k", nulls(1)).and("n", nulls(1));
    let (plan, rows) = read_table(table, |c| {
        c.slice = Some("s".to_owned());
        c.key = Some("k".to_owned());
        c.score = vec!["n".to_owned()];
    });
    assert_eq!((rows[0].key.as_ref(), rows[0].slice.as_ref(), rows[0].score), (None, None, None));
    let codes: Vec<&str> = plan.warnings.iter().map(|warning| warning.code.name()).collect();
    assert_eq!(codes, ["null-column"; 3]);
    assert!(plan.warnings[0].message.contains("column `k` holds nothing but nulls"));
}

#[test]
fn a_score_that_is_null_typed_in_one_file_is_still_the_score() {
    let folder = tempfile::tempdir().unwrap();
    let with = with_text("score", doubles([0.5])).write(folder.path(), "with.parquet");
    let without = with_text("score", nulls(1)).write(folder.path(), "without.parquet");
    let plan = plan(&super::config(&[with, without])).unwrap();
    assert_eq!(plan.columns.names(ColumnRole::Score).next(), Some("score"));
    let scores: Vec<_> = super::read(&plan).unwrap().iter().map(|row| row.score).collect();
    assert_eq!(scores, [Some(0.5), None]);
}

#[test]
fn wrong_types_are_refused() {
    let refused = refusal(with_text("s", texts(["x"])), |c| c.score = vec!["s".to_owned()]);
    assert!(refused.contains("column `s` holds Utf8, expected numbers or booleans"), "{refused}");
    let list = || lists(ints([1]), &[Some(1)]);
    let refused = refusal(with_text("k", list()), |c| c.key = Some("k".to_owned()));
    assert!(refused.contains("expected text, whole numbers or booleans"), "{refused}");
    let refused = refusal(with_text("k", list()), |c| c.slice = Some("k".to_owned()));
    assert!(refused.ends_with("choose another in `columns.slice`"), "{refused}");
    let refused = refusal(with_text("k", nulls(1)), |c| c.generation = Some("k".to_owned()));
    assert!(refused.contains("column `k` holds nothing but nulls"), "{refused}");
}
