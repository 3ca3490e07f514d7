//! Every layout of the text column.

use super::{documents, n_texts, read_table, refusal};
use crate::config::Columns;
use crate::error::WarningCode;
use crate::read::fixture::{
    Table, Values, fixed_lists, ints, large, lists, nulls, records, text_types, texts, texts_as,
};

#[test]
fn every_text_type_reads_alike_with_and_without_its_arrow_schema() {
    for data_type in text_types() {
        for bare in [false, true] {
            let column = texts_as(&data_type, &texts([Some("a"), None, Some(""), Some("a")]));
            let mut table = Table::of("text", column);
            if bare {
                table = table.without_arrow_schema();
            }
            let (_, rows) = read_table(table, |_| {});
            let expected = [(0, 0, Some("a")), (1, 0, None), (2, 0, Some("")), (3, 0, Some("a"))];
            assert_eq!(documents(&rows), expected, "{data_type} {bare}");
        }
    }
}

#[test]
fn each_text_of_a_list_is_an_item() {
    let values = texts([Some("a"), Some("b"), None]);
    let column = lists(values, &[Some(2), Some(0), None, Some(1)]);
    for column in [large(&column), column] {
        let (plan, rows) =
            read_table(Table::of("completions", column).and("prompt_id", ints([5, 6, 7, 8])), |_| {});
        assert_eq!(plan.columns.text, "completions");
        let expected = [(0, 0, Some("a")), (0, 1, Some("b")), (1, 0, None), (2, 0, None), (3, 0, None)];
        assert_eq!(documents(&rows), expected);
        let keys: Vec<&str> = rows.iter().filter_map(|row| row.key.as_deref()).collect();
        assert_eq!(keys, ["5", "5", "6", "7", "8"]);
    }
}

#[test]
fn fixed_size_lists_of_text_are_lists() {
    let (_, rows) = read_table(Table::of("responses", fixed_lists(texts(["a", "b", "c", "d"]), 2)), |_| {});
    let expected = [(0, 0, Some("a")), (0, 1, Some("b")), (1, 0, Some("c")), (1, 1, Some("d"))];
    assert_eq!(documents(&rows), expected);
}

/// Three rows: two assistant turns around a user's; only a user's; a null list.
fn chat(role: &str, content: &str, contents: Values, swapped: bool) -> Values {
    let roles = texts(["user", "assistant", "user", "gpt", "human"]);
    let mut fields = vec![(role, roles), (content, contents)];
    if swapped {
        fields.reverse();
    }
    lists(records(fields), &[Some(4), Some(1), None])
}

#[test]
fn the_turns_before_the_answer_are_the_key_where_no_column_names_the_prompt() {
    let contents = || texts([Some("hi"), Some("one"), Some("more"), Some("two"), Some("bye")]);
    let chats = || Table::of("messages", chat("role", "content", contents(), false));
    let (plan, rows) = read_table(chats(), |_| {});
    let codes: Vec<WarningCode> = plan.warnings.iter().map(|warning| warning.code).collect();
    assert!(codes.contains(&WarningCode::KeyOfTurns) && !codes.contains(&WarningCode::NoKey), "{codes:?}");
    let keys: Vec<Option<&str>> = rows.iter().map(|row| row.key.as_deref()).collect();
    // What follows the first answer may depend on it.
    assert_eq!(keys, [Some("hi"), Some("bye"), None]);
    let (plan, rows) = read_table(chats().and("prompt_id", ints([5, 6, 7])), |_| {});
    assert_eq!((plan.columns.key.as_deref(), rows[0].key.as_deref()), (Some("prompt_id"), Some("5")));
    assert!(plan.warnings.iter().all(|warning| warning.code != WarningCode::KeyOfTurns));
    let named = |columns: &mut Columns| {
        (columns.text, columns.key) = (Some("messages".to_owned()), Some("messages".to_owned()));
    };
    let (plan, rows) = read_table(chats().and("prompt_id", ints([5, 6, 7])), named);
    assert_eq!(rows[0].key.as_deref(), Some("hi"), "a key that is named wins");
    assert!(plan.warnings.iter().all(|warning| warning.code != WarningCode::ColumnReadAs));
    let (plan, _) = read_table(Table::of("text", n_texts(3)), |_| {});
    assert_eq!(plan.columns.key, None, "a text has no turns");
}

#[test]
fn the_models_turns_are_taken_whatever_the_field_order() {
    for (role, content) in [("role", "content"), ("from", "value")] {
        for swapped in [false, true] {
            let contents = texts([Some("hi"), Some("one"), Some("more"), None, Some("bye")]);
            let table = Table::of("messages", chat(role, content, contents, swapped));
            let (plan, rows) = read_table(table, |_| {});
            assert_eq!(plan.columns.text, "messages");
            let expected = [(0, 0, Some("one")), (1, 0, None), (2, 0, None)];
            assert_eq!(documents(&rows), expected, "{role} {swapped}");
        }
    }
}

#[test]
fn text_parts_of_a_turn_are_joined() {
    let kinds = texts(["text", "text", "image", "text", "text"]);
    let parts = records(vec![
        ("type", kinds),
        ("text", texts([Some("hi"), Some("one"), None, Some("two"), Some("x")])),
    ]);
    let contents = lists(parts, &[Some(1), Some(3), Some(0), None, Some(1)]);
    let (_, rows) = read_table(Table::of("messages", chat("role", "content", contents, false)), |_| {});
    let expected = [(0, 0, Some("one\ntwo")), (1, 0, None), (2, 0, None)];
    assert_eq!(documents(&rows), expected);
}

#[test]
fn contents_that_are_all_null_are_turns_without_text() {
    let (_, rows) = read_table(Table::of("messages", chat("role", "content", nulls(5), false)), |_| {});
    assert_eq!(documents(&rows), [(0, 0, None), (1, 0, None), (2, 0, None)]);
}

#[test]
fn columns_that_cannot_be_text_are_refused() {
    let named = |column: Values| refusal(Table::of("t", column), |c| c.text = Some("t".to_owned()));
    assert_eq!(
        named(ints([1])),
        "twice.parquet: column `t` holds Int64, expected text, a list of texts or chat messages (columns: t); \
         choose another in `columns.text`"
    );
    assert!(named(nulls(2)).contains("`t` holds nothing but nulls, expected text"));
    assert!(named(lists(nulls(2), &[Some(2)])).contains("`t` holds nothing but nulls"));
    let turns = records(vec![("who", texts(["gpt"])), ("what", texts(["x"]))]);
    assert!(named(lists(turns, &[Some(1)])).contains("`t` holds List"));
    let missing = refusal(Table::of("text", texts(["a"])), |c| c.text = Some("t".to_owned()));
    assert_eq!(
        missing,
        "twice.parquet: column `t` is missing (columns: text); choose another in `columns.text`"
    );
}
