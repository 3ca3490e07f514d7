//! Texts within lists and records: which is taken, and how its rows are read.

use super::{documents, read_table, refusal};
use crate::read::fixture::{Table, Values, bytes, ints, lists, maps, records, texts};

/// Three rows of two answers, one and none, each with a label.
fn answers(field: &str) -> Values {
    let labels = texts(["m", "n", "m"]);
    let values = texts([Some("one answer"), None, Some("another answer")]);
    lists(records(vec![("model", labels), (field, values)]), &[Some(2), Some(1), None])
}

#[test]
fn every_item_of_a_list_of_records_is_a_document_of_its_row() {
    for field in ["response", "answer", "my_text"] {
        let table = Table::of("llm_responses", answers(field)).and("prompt_id", ints([5, 6, 7]));
        let (plan, rows) = read_table(table, |_| {});
        assert_eq!(plan.columns.text, format!("llm_responses[].{field}"));
        let expected =
            [(0, 0, Some("one answer")), (0, 1, None), (1, 0, Some("another answer")), (2, 0, None)];
        assert_eq!(documents(&rows), expected);
        let keys: Vec<&str> = rows.iter().filter_map(|row| row.key.as_deref()).collect();
        assert_eq!(keys, ["5", "5", "6", "7"]);
    }
}

#[test]
fn records_within_records_are_followed() {
    let message = records(vec![("role", texts(["assistant"; 2])), ("content", texts(["a b", "c d"]))]);
    let choices = lists(records(vec![("index", ints([0, 0])), ("message", message)]), &[Some(1), Some(1)]);
    let body = records(vec![("id", texts(["x", "y"])), ("choices", choices)]);
    let table = Table::of("response", records(vec![("status_code", ints([200, 200])), ("body", body)]))
        .and("custom_id", texts(["q1", "q2"]));
    let (plan, rows) = read_table(table, |_| {});
    assert_eq!(plan.columns.text, "response.body.choices[].message.content");
    assert_eq!(documents(&rows), [(0, 0, Some("a b")), (1, 0, Some("c d"))]);
    assert_eq!(rows[1].key.as_deref(), Some("q2"));
}

#[test]
fn lists_of_lists_are_one_list_a_row() {
    let inner = lists(texts(["a b", "c d", "e f"]), &[Some(1), Some(0), Some(2), None]);
    let table = Table::of("resps", lists(inner, &[Some(2), Some(2)])).and("filter", texts(["none"; 2]));
    let (plan, rows) = read_table(table, |_| {});
    assert_eq!(plan.columns.text, "resps[][]");
    assert_eq!(documents(&rows), [(0, 0, Some("a b")), (1, 0, Some("c d")), (1, 1, Some("e f"))]);
}

#[test]
fn chats_are_found_under_other_names_and_as_records_of_lists() {
    let turns = || {
        let roles = texts(["user", "assistant", "user", "assistant", "assistant"]);
        let contents = texts(["q one", "a one", "q two", "a two", "a three"]);
        vec![("role", roles), ("content", contents)]
    };
    let lengths = [Some(2), Some(3)];
    let of_records = lists(records(turns()), &lengths);
    let of_lists =
        records(turns().into_iter().map(|(name, values)| (name, lists(values, &lengths))).collect());
    for column in [of_records, of_lists] {
        let table = Table::of("conversation", column).and("state", texts(["Somewhere"; 2]));
        let folder = tempfile::tempdir().unwrap();
        let plan = super::plan(&super::twice(folder.path(), table)).unwrap();
        assert_eq!(plan.columns.text, "conversation");
        assert_eq!(plan.columns.prompt.as_deref(), Some("conversation"));
        let rows = super::read(&plan).unwrap();
        let expected = [(0, 0, Some("a one")), (1, 0, Some("a two\n\na three"))];
        assert_eq!(documents(&rows[..2]), expected);
        let mut prompts = Vec::new();
        super::rows(&plan, &plan.tasks[0], &mut |row| prompts.extend(row.prompt.map(str::to_owned))).unwrap();
        assert_eq!(prompts, ["q one", "q two"]);
    }
}

#[test]
fn maps_are_lists_of_their_values_and_finish_reasons_stand_beside_nested_texts() {
    let entry = records(vec![("text", texts(["a b", "c d"])), ("finish_reason", texts(["stop", "length"]))]);
    let table = Table::of("outputs", lists(entry, &[Some(1), Some(1)]));
    let (plan, rows) = read_table(table, |_| {});
    assert_eq!(plan.columns.finish_reason.as_deref(), Some("outputs[].finish_reason"));
    assert_eq!(rows.iter().map(|row| row.truncated).collect::<Vec<_>>(), [Some(false), Some(true)]);
    let table = Table::of("outputs", maps(&["m1", "m2", "m1"], &["a b", "c d", "e f"], &[2, 1]));
    let (plan, rows) = read_table(table, |_| {});
    assert_eq!(plan.columns.text, "outputs[].value");
    assert_eq!(documents(&rows), [(0, 0, Some("a b")), (0, 1, Some("c d")), (1, 0, Some("e f"))]);
}

#[test]
fn turns_of_named_speakers_are_never_read_as_answers() {
    let turn = records(vec![("speaker", texts(["user", "assistant"])), ("text", texts(["q q", "a a"]))]);
    let (plan, rows) = read_table(Table::of("dialogue", lists(turn, &[Some(2)])), |_| {});
    assert_eq!((plan.columns.text.as_str(), documents(&rows)), ("dialogue", vec![(0, 0, Some("a a"))]));
}

#[test]
fn parts_of_one_message_are_one_document() {
    let parts = records(vec![
        ("type", texts(["text", "image", "text"])),
        ("text", texts([Some("a b"), None, Some("c d")])),
    ]);
    let message = records(vec![("content", lists(parts, &[Some(3)])), ("role", texts(["assistant"]))]);
    let (plan, rows) = read_table(Table::of("output", message), |_| {});
    assert_eq!(plan.columns.text, "output.content[].text");
    assert_eq!(documents(&rows), [(0, 0, Some("a b\nc d"))]);
}

#[test]
fn a_path_can_be_named_and_a_plain_name_wins() {
    let table = || Table::of("items", answers("story")).and("text", texts(["x y"; 3]));
    let (plan, rows) = read_table(table(), |c| c.text = Some("items[].model".to_owned()));
    assert_eq!(plan.columns.text, "items[].model");
    assert_eq!(rows[0].text.as_deref(), Some("m"));
    for near in ["items[0].story", "items.story", "Items[].Story", "items"] {
        let (plan, _) = read_table(table(), |c| c.text = Some(near.to_owned()));
        assert_eq!(plan.columns.text, "items[].story", "{near}");
    }
    let dotted = table().and("items[].story", texts(["real"; 3]));
    let (_, rows) = read_table(dotted, |c| c.text = Some("items[].story".to_owned()));
    assert_eq!(rows[0].text.as_deref(), Some("real"));
    let refused = refusal(table(), |c| c.text = Some("items[].stori".to_owned()));
    assert!(refused.contains("is missing, did you mean `items[].story`?"), "{refused}");
}

#[test]
fn scores_and_keys_can_be_paths_too() {
    let graded = records(vec![("score", ints([3, 4])), ("id", texts(["a", "b"]))]);
    let table = Table::of("text", texts(["x y", "z w"])).and("graded", graded);
    let (_, rows) = read_table(table, |c| {
        c.score = vec!["graded.score".to_owned()];
        c.key = Some("graded.id".to_owned());
    });
    assert_eq!((rows[1].score, rows[1].key.as_deref()), (Some(4.0), Some("b")));
}

#[test]
fn several_texts_are_asked_about() {
    let pair = || records(vec![("left", texts(["a b"])), ("right", texts(["c d"]))]);
    let refused = refusal(Table::of("outputs", lists(pair(), &[Some(1)])).and("state", texts(["x"])), |_| {});
    assert!(refused.contains("column `outputs` holds List"), "{refused}");
    assert!(refused.contains("`columns.text` (`outputs[].left`, `outputs[].right`)"), "{refused}");
}

#[test]
fn text_as_bytes_is_read_and_other_bytes_are_named_by_row() {
    let column = |last: &'static [u8]| bytes(vec![b"one text", "zwei \u{fc}".as_bytes(), last]);
    let (plan, rows) = read_table(Table::of("text", column(b"three")), |_| {});
    assert_eq!(plan.columns.text, "text");
    assert_eq!(
        documents(&rows),
        [(0, 0, Some("one text")), (1, 0, Some("zwei \u{fc}")), (2, 0, Some("three"))]
    );
    let nested = |last| records(vec![("text", column(last)), ("id", ints([1, 2, 3]))]);
    let (_, rows) = read_table(Table::of("outputs", lists(nested(b"x y"), &[Some(2), Some(1)])), |_| {});
    assert_eq!(rows[2].text.as_deref(), Some("x y"));
    let folder = tempfile::tempdir().unwrap();
    for table in [
        Table::of("text", column(&[0xff, 0xfe])),
        Table::of("outputs", lists(nested(&[0xff]), &[Some(2), Some(0), Some(1)])),
    ] {
        let plan = super::plan(&super::twice(folder.path(), table)).unwrap();
        let error = super::read(&plan).unwrap_err();
        let said = error.to_string();
        let expected =
            "twice.parquet: row 2 of row group 0 (both from 0) holds bytes that are not UTF-8 text; mend";
        assert!(said.contains(expected), "{said}");
    }
}
