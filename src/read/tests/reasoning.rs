//! Reasoning that stands beside the answer, and files with a row a message.

use std::path::Path;

use super::{documents, plan, read_table, rows};
use crate::config::{Config, Reasoning, Source};
use crate::read::content::Trait;
use crate::read::fixture::{Table, Values, ints, lists, records, texts};

/// A turn of the user and one of the model a row, with these further fields.
fn chat(fields: Vec<(&'static str, Values)>) -> Values {
    let roles = texts(["user", "assistant", "user", "assistant"]);
    let all = [vec![("role", roles)], fields].concat();
    lists(records(all), &[Some(2), Some(2)])
}

fn said() -> Values {
    texts([Some("why?"), Some("yes"), Some("and?"), None])
}

fn thought() -> Values {
    texts([None, Some("hm"), None, Some("well")])
}

/// Texts under this rule, and how many rows reason, and of these never come to an answer.
fn judged(path: &Path, rule: Reasoning) -> (Vec<String>, [usize; 2]) {
    let source = |name: &str| Source { name: Some(name.to_owned()), paths: vec![path.to_owned()] };
    let generations = vec![source("a"), source("b")];
    let plan = plan(&Config { generations, reasoning: rule, ..Config::default() }).unwrap();
    let (mut found, mut n) = (Vec::new(), [0; 2]);
    rows(&plan, &plan.tasks[0], &mut |row| {
        found.push(row.text.unwrap_or("(null)").to_owned());
        n[0] += usize::from(row.found.has(Trait::Reasoning));
        n[1] += usize::from(row.found.has(Trait::Unfinished));
    })
    .unwrap();
    (found, n)
}

/// Parts of the content of four messages.
fn parts() -> Values {
    let kinds = texts(["text", "thinking", "text", "text", "thinking"]);
    let said = texts([Some("why?"), None, Some("yes"), Some("and?"), None]);
    let thoughts = texts([None, Some("hm"), None, None, Some("well")]);
    let all = records(vec![("type", kinds), ("text", said), ("thinking", thoughts)]);
    lists(all, &[Some(1), Some(2), Some(1), Some(1)])
}

#[test]
fn reasoning_is_split_off_wherever_it_stands() {
    let within = |name| Table::of("messages", chat(vec![("content", said()), (name, thought())]));
    let answers = || texts([Some("yes"), None]);
    let thoughts = || texts(["hm", "well"]);
    let message = |content, name| records(vec![("content", content), (name, thoughts())]);
    let choice = lists(records(vec![("message", message(answers(), "reasoning"))]), &[Some(1), Some(1)]);
    let one = lists(
        records(vec![
            ("type", texts(["thinking", "text", "thinking"])),
            ("thinking", texts([Some("hm"), None, Some("well")])),
            ("text", texts([None, Some("yes"), None])),
        ]),
        &[Some(2), Some(1)],
    );
    let tables = [
        within("reasoning_content"),
        within("thinking"),
        Table::of("messages", chat(vec![("content", parts())])),
        Table::of("choices", choice),
        Table::of("response", message(answers(), "reasoning_content")),
        Table::of("answer", answers()).and("reasoning", thoughts()),
        Table::of("text", answers()).and("Thinking", thoughts()),
        Table::of("content", one),
    ];
    for (number, table) in tables.into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let path = table.write(folder.path(), "x.parquet");
        let of = |rule| judged(&path, rule);
        assert_eq!(of(Reasoning::Drop), (vec!["yes".to_owned(), String::new()], [2, 1]), "table {number}");
        assert_eq!(of(Reasoning::Only).0, ["hm", "well"], "table {number}");
        assert_eq!(of(Reasoning::Keep).0, ["hm\n\nyes", "well"], "table {number}");
    }
}

#[test]
fn a_column_of_reasoning_that_was_named_is_the_text() {
    let table = Table::of("answer", texts(["yes"; 2])).and("reasoning", texts(["hm", "well"]));
    let (plan, rows) = read_table(table, |c| c.text = Some("reasoning".to_owned()));
    assert_eq!(plan.columns.reasoning, None);
    assert_eq!(documents(&rows), [(0, 0, Some("hm")), (1, 0, Some("well"))]);
}

/// Two conversations of two turns each, in this order of rows.
fn messages(order: [usize; 8], voice: &str, model: &str) -> Table {
    let of = |values: [&'static str; 8]| texts(order.map(|at| values[at]));
    let roles = ["user", "M", "user", "M", "user", "M", "user", "M"];
    let roles: Vec<&str> = order.iter().map(|&at| if roles[at] == "M" { model } else { roles[at] }).collect();
    let turns: Vec<i64> = order.iter().map(|&at| (at % 4) as i64).collect();
    Table::of("content", of(["a b", "one two", "c d", "three four", "e f", "five six", "g h", "seven eight"]))
        .and(voice, texts(roles))
        .and("conversation_id", of(["x", "x", "x", "x", "y", "y", "y", "y"]))
        .and("turn", ints(turns))
}

#[test]
fn the_last_turn_of_the_model_is_the_answer() {
    for (order, voice, model) in [
        ([0, 1, 2, 3, 4, 5, 6, 7], "role", "assistant"),
        ([0, 4, 1, 5, 2, 6, 3, 7], "role", "gpt-5.1"),
        ([7, 6, 5, 4, 3, 2, 1, 0], "speaker", "bot"),
    ] {
        let (plan, rows) = read_table(messages(order, voice, model).row_groups_of(3), |_| {});
        assert_eq!(plan.columns.conversation.as_deref(), Some("conversation_id"));
        let mut answers: Vec<&str> = rows.iter().filter_map(|row| row.text.as_deref()).collect();
        answers.sort_unstable();
        assert_eq!(answers, ["seven eight", "three four"], "{voice}");
    }
}

#[test]
fn a_group_of_prompts_is_no_conversation() {
    let roles = (0..40).map(|row| if row % 2 == 0 { "user" } else { "assistant" });
    let said: Vec<String> = (0..40).map(|row| format!("text {row}")).collect();
    let table = Table::of("content", texts(said.iter().map(String::as_str)))
        .and("role", texts(roles))
        .and("prompt_id", texts(["all"; 40]));
    let (plan, rows) = read_table(table, |_| {});
    assert_eq!(plan.columns.conversation.as_deref(), Some("prompt_id"));
    assert_eq!(rows.iter().filter(|row| row.text.is_some()).count(), 20);
}

#[test]
fn a_column_of_names_is_no_column_of_roles() {
    let table = Table::of("content", texts(["one two", "three four"])).and("from", texts(["Rome", "user"]));
    let (plan, rows) = read_table(table, |_| {});
    assert_eq!((plan.columns.role, plan.columns.conversation, rows.len()), (None, None, 2));
}
