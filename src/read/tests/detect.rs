//! Column detection over bare schemas.

use std::path::Path;

use crate::config::Columns;
use crate::error::{Error, Warning};
use crate::read::Chosen;
use crate::read::detect::choose;
use crate::read::schema::{Column, Kind, Schema};
use crate::terms::ColumnRole;

fn column(name: &str, kind: Kind) -> Column {
    let type_name = format!("{kind:?}");
    Column { name: name.to_owned(), kind, type_name, root: 0 }
}

/// Columns of text, or of what follows a colon: `score:Float`.
fn columns(names: &[&str]) -> Vec<Column> {
    let kinds = [
        Kind::TextList,
        Kind::Chat,
        Kind::Integer,
        Kind::Float,
        Kind::Bool,
        Kind::Null,
        Kind::Binary,
        Kind::Other,
    ];
    let parse = |name: &&str| match name.split_once(':') {
        None => column(name, Kind::Text),
        Some((name, wanted)) => {
            column(name, *kinds.iter().find(|kind| format!("{kind:?}") == wanted).unwrap())
        }
    };
    names.iter().map(parse).collect()
}

fn choose_from(files: &[&[&str]], wanted: &Columns) -> Result<(Chosen, Vec<Warning>), Error> {
    let files: Vec<Vec<Column>> = files.iter().map(|names| columns(names)).collect();
    let paths = ["a.parquet", "b.parquet"].map(Path::new);
    let schemas = files.iter().zip(paths).map(|(columns, path)| Schema { path, columns });
    choose(&schemas.collect::<Vec<_>>(), wanted, &[])
}

fn text(names: &[&str]) -> Result<String, String> {
    let chosen = choose_from(&[names], &Columns::default());
    chosen.map(|(chosen, _)| chosen.text).map_err(|error| error.to_string())
}

fn key(names: &[&str]) -> Option<String> {
    choose_from(&[names], &Columns::default()).unwrap().0.key
}

#[test]
fn better_text_names_win() {
    assert_eq!(text(&["messages:Chat", "response", "text"]).unwrap(), "text");
    assert_eq!(text(&["messages:Chat", "response", "prompt"]).unwrap(), "response");
    assert_eq!(text(&["messages:Chat", "outputs:TextList"]).unwrap(), "outputs");
    assert_eq!(text(&["chosen:Chat", "conversations:Chat"]).unwrap(), "conversations");
    assert_eq!(text(&["prompt", "chosen", "rejected"]).unwrap(), "chosen");
    assert_eq!(text(&["completion:Chat", "prompt:Chat"]).unwrap(), "completion");
}

#[test]
fn equal_text_names_are_a_tie() {
    assert_eq!(
        text(&["output", "x", "response"]).unwrap_err(),
        "a.parquet: several columns could be the text: response, output; choose one with --text-column"
    );
    assert_eq!(text(&["output:Integer", "response"]).unwrap(), "response");
}

#[test]
fn generation_is_text_only_when_it_holds_text_and_splits_nothing() {
    assert_eq!(text(&["generation"]).unwrap(), "generation");
    assert_eq!(text(&["generation:Integer", "answer"]).unwrap(), "answer");
    let wanted = Columns { generation: Some("generation".to_owned()), ..Columns::default() };
    let (chosen, _) = choose_from(&[&["generation", "answer"]], &wanted).unwrap();
    assert_eq!((chosen.text.as_str(), chosen.generation.as_deref()), ("answer", Some("generation")));
}

#[test]
fn messages_are_chats_only_as_turns() {
    assert!(text(&["messages:TextList", "prompt"]).unwrap_err().contains("no text column"));
}

#[test]
fn the_only_unknown_text_column_is_taken() {
    assert_eq!(text(&["prompt", "story", "model", "doc_id", "n:Integer"]).unwrap(), "story");
    assert_eq!(
        text(&["story", "poem"]).unwrap_err(),
        "a.parquet: several columns could be the text: story, poem; choose one with --text-column"
    );
    assert_eq!(
        text(&["prompt", "model"]).unwrap_err(),
        "a.parquet: no text column (columns: prompt, model); name it with --text-column"
    );
    assert!(text(&[]).unwrap_err().contains("(columns: none)"));
}

#[test]
fn columns_with_another_role_are_not_the_text() {
    let wanted = Columns { key: Some("content".to_owned()), ..Columns::default() };
    assert_eq!(choose_from(&[&["content", "answer"]], &wanted).unwrap().0.text, "answer");
}

#[test]
fn a_known_name_without_values_is_refused_rather_than_passed_over() {
    assert_eq!(
        text(&["text:Null", "story"]).unwrap_err(),
        "a.parquet: column `text` holds nothing but nulls, expected text, a list of texts or chat messages \
         (columns: text, story); choose another with --text-column"
    );
}

#[test]
fn a_choice_holds_for_all_files() {
    let chosen = choose_from(&[&["text", "response"], &["response"]], &Columns::default()).unwrap().0;
    assert_eq!(chosen.text, "response");
    let error = choose_from(&[&["answer"], &["reply"]], &Columns::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "b.parquet: no text column `answer`, which a.parquet has (columns: reply); name it with --text-column"
    );
    let wanted = Columns { text: Some("story".to_owned()), ..Columns::default() };
    let error = choose_from(&[&["story"], &["reply"]], &wanted).unwrap_err();
    assert!(error.to_string().starts_with("b.parquet: column `story` is missing"));
    let files: [&[&str]; 2] = [&["text", "prompt", "key", "score:Float"], &["text", "prompt"]];
    let (chosen, _) = choose_from(&files, &Columns::default()).unwrap();
    assert_eq!((chosen.key.as_deref(), chosen.data), (Some("prompt"), vec![]));
}

#[test]
fn keys_are_prompts_and_never_row_numbers() {
    assert_eq!(key(&["text", "prompt", "prompt_id:Integer"]).as_deref(), Some("prompt_id"));
    assert_eq!(key(&["text", "prompt:Chat", "question"]).as_deref(), Some("question"));
    assert_eq!(key(&["text", "prompt_id:Null", "prompt"]).as_deref(), Some("prompt"));
    let (chosen, warnings) = choose_from(&[&["text", "doc_id", "id"]], &Columns::default()).unwrap();
    assert_eq!(chosen.key, None);
    assert_eq!(warnings[0].code, "no-key");
    assert!(warnings[0].message.contains("`doc_id`") && warnings[0].hint.contains("--key-column"));
}

#[test]
fn scores_are_numbers_with_a_known_name() {
    let score = |names: &[&str]| {
        choose_from(&[names], &Columns::default())
            .unwrap()
            .0
            .names(ColumnRole::Score)
            .next()
            .map(str::to_owned)
    };
    assert_eq!(score(&["text", "reward:Float", "rating:Integer"]).as_deref(), Some("reward"));
    assert_eq!(score(&["text", "score", "judge_score:Bool"]).as_deref(), Some("judge_score"));
    assert_eq!(score(&["text", "score:Null", "toxicity:Float"]), None);
}

#[test]
fn slices_and_generations_are_never_guessed() {
    let names = ["text", "prompt", "dataset", "slice", "round:Integer", "generation:Integer"];
    let (chosen, warnings) = choose_from(&[&names], &Columns::default()).unwrap();
    assert_eq!((chosen.slice, chosen.generation, warnings), (None, None, vec![]));
}

#[test]
fn long_lists_of_columns_are_cut() {
    let names: Vec<String> = (0..40).map(|i| format!("n{i}:Integer")).collect();
    let error = text(&names.iter().map(String::as_str).collect::<Vec<_>>()).unwrap_err();
    assert!(error.contains("n29, and 10 more)"), "{error}");
}
