//! Several columns that could be the text: decided by what the files hold, or refused with samples.

use std::path::Path;

use super::{config, plan, read};
use crate::config::{Columns, Config, Source};
use crate::error::Error;
use crate::read::Plan;
use crate::read::fixture::{Table, Values, ints, lists, records, texts};

const ROWS: usize = 30;

fn column(text: impl Fn(usize) -> String) -> Values {
    let values: Vec<String> = (0..ROWS).map(text).collect();
    texts(values.iter().map(String::as_str))
}

/// Texts that are the same in every generation, under a number.
fn gold(which: usize) -> Values {
    column(|i| format!("reference {which} of row {i}"))
}

/// Texts of one generation.
fn output(generation: usize) -> Values {
    column(|i| format!("what model {generation} says about {i}"))
}

fn plan_of(tables: [Table; 2]) -> Result<Plan, Error> {
    let folder = tempfile::tempdir().unwrap();
    let write = |(i, table): (usize, Table)| table.write(folder.path(), &format!("{i}.parquet"));
    plan(&config(&tables.into_iter().enumerate().map(write).collect::<Vec<_>>()))
}

fn told(plan: &Plan) -> &str {
    plan.warnings.iter().find(|w| w.code == "text-column").map_or("", |w| w.message.as_str())
}

#[test]
fn what_repeats_beside_what_differs_is_not_the_output() {
    let cases: [(&str, &str); 5] = [
        ("answer", "llm_response"),
        ("text", "generated_text"),
        ("completion", "gen_results"),
        ("response", "story"),
        ("response", "output"),
    ];
    for (repeats, differs) in cases {
        let table = |g| Table::of(repeats, gold(1)).and(differs, output(g)).and("prompt", gold(2));
        let plan = plan_of([table(0), table(1)]).unwrap();
        assert_eq!(plan.columns.text, differs);
        assert!(
            told(&plan).contains(&format!("`{repeats}` holds the same texts in every generation")),
            "{}",
            told(&plan)
        );
    }
}

#[test]
fn chats_and_lists_take_part() {
    let chat = |contents: Values| {
        let turn = records(vec![("role", texts(["assistant"; ROWS])), ("content", contents)]);
        lists(turn, &[Some(1); ROWS])
    };
    let table =
        |g| Table::of("messages", chat(gold(1))).and("all_generated", lists(output(g), &[Some(1); ROWS]));
    assert_eq!(plan_of([table(0), table(1)]).unwrap().columns.text, "all_generated");
    // What the trainer was given, twice: no question.
    let table = |g| Table::of("messages", chat(output(g))).and("chosen", chat(output(g)));
    let plan = plan_of([table(0), table(1)]).unwrap();
    assert_eq!(plan.columns.text, "messages");
    assert!(told(&plan).contains("`chosen` holds the same texts"), "{}", told(&plan));
}

#[test]
fn an_answer_behind_its_prompt_is_read_without_it() {
    let table = |g: usize| {
        let whole = column(move |i| format!("Question number {i}? what model {g} says about {i}"));
        Table::of("text", whole).and("output", output(g)).and("instruction", gold(1))
    };
    let plan = plan_of([table(0), table(1)]).unwrap();
    assert_eq!(plan.columns.text, "output");
    assert!(told(&plan).contains("behind others, probably the prompts"), "{}", told(&plan));
}

#[test]
fn raw_outputs_are_judged_and_not_what_was_taken_from_them() {
    let inner = |g| lists(output(g), &[Some(1); ROWS]);
    let table = |g: usize| {
        let extracted = column(move |i| format!("{g}{i}"));
        Table::of("resps", lists(inner(g), &[Some(1); ROWS]))
            .and("filtered_resps", lists(extracted, &[Some(1); ROWS]))
    };
    let plan = plan_of([table(0), table(1)]).unwrap();
    assert_eq!(plan.columns.text, "resps[][]");
    assert!(told(&plan).contains("`filtered_resps`"), "{}", told(&plan));
}

#[test]
fn two_outputs_are_refused_with_a_harmless_sample_of_each() {
    let table = |g: usize| {
        Table::of("response", output(g))
            .and("prediction", column(move |i| format!("\u{1b}[31mguess {g}\nof row {i}")))
    };
    let error = plan_of([table(0), table(1)]).unwrap_err().to_string();
    assert!(error.contains("`response` (\"what model 0 says about 0\")"), "{error}");
    assert!(error.contains("`prediction` (\"\\u{1b}[31mguess 0 of row 0\")"), "{error}");
    assert!(error.ends_with("choose one in `columns.text`"), "{error}");
}

#[test]
fn identical_files_work_where_one_name_is_better() {
    let table = || Table::of("text", gold(1)).and("response", output(0)).and("prompt", gold(2));
    assert_eq!(plan_of([table(), table()]).unwrap().columns.text, "response");
    let table = || Table::of("text", gold(1)).and("answer", output(0));
    let error = plan_of([table(), table()]).unwrap_err().to_string();
    assert!(error.contains("`text`") && error.contains("`answer`"), "{error}");
}

#[test]
fn the_only_text_left_must_look_like_one() {
    let few = |n: usize| column(move |i| format!("kind number {}", i % n));
    let error = plan_of([Table::of("mood", few(3)), Table::of("mood", few(3))]).unwrap_err().to_string();
    assert!(error.contains("`mood` holds 3 different value(s) of 3.0 words in the first 60 rows"), "{error}");
    let plan = plan_of([Table::of("story", output(0)), Table::of("story", few(3))]).unwrap();
    assert_eq!(plan.columns.text, "story", "an output that collapsed was varied once");
}

#[test]
fn labels_beside_an_output_make_no_noise() {
    let table = |g| {
        Table::of("output", output(g))
            .and("mood", column(|i| format!("mood {}", i % 2)))
            .and("code", column(|i| format!("x{i}")))
            .and("prompt", gold(1))
    };
    let plan = plan_of([table(0), table(1)]).unwrap();
    assert_eq!((plan.columns.text.as_str(), plan.warnings.len()), ("output", 0), "{:?}", plan.warnings);
}

/// One file of two labels, row by row or one behind the other.
fn labelled(folder: &Path, sorted: bool) -> Config {
    let label = |i: usize| if sorted { i / ROWS } else { i % 2 };
    let place = |i: usize| if sorted { i % ROWS } else { i / 2 };
    let all = |text: &dyn Fn(usize) -> String| {
        let values: Vec<String> = (0..2 * ROWS).map(text).collect();
        texts(values.iter().map(String::as_str))
    };
    let table = Table::of("answer", all(&|i| format!("reference of row {}", place(i))))
        .and("text", all(&|i| format!("what model {} says about {}", label(i), place(i))))
        .and("round", ints((0..2 * ROWS).map(|i| label(i) as i64)))
        .row_groups_of(17);
    let source = Source { name: None, paths: vec![table.write(folder, &format!("{sorted}.parquet"))] };
    let columns = Columns { generation: Some("round".to_owned()), ..Columns::default() };
    Config { generations: vec![source], columns, ..Config::default() }
}

#[test]
fn generations_of_one_file_are_compared_by_label() {
    let folder = tempfile::tempdir().unwrap();
    for sorted in [false, true] {
        let plan = plan(&labelled(folder.path(), sorted)).unwrap();
        assert_eq!(plan.columns.text, "text", "{sorted}");
        assert_eq!(read(&plan).unwrap().len(), 2 * ROWS);
    }
}

#[test]
fn what_was_asked_is_never_the_answer() {
    for asked in ["history", "passage", "context"] {
        let table = |g: usize| {
            Table::of(asked, column(|i| format!("what somebody asked in round {g} about {i}")))
                .and("human_ref_A", output(g))
                .and("human_ref_B", output(g + 2))
        };
        let refused = plan_of([table(0), table(1)]).unwrap_err().to_string();
        assert!(refused.contains("human_ref_A") && refused.contains("`columns.text`"), "{asked}: {refused}");
    }
}
