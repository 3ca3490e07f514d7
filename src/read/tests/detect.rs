//! Column detection over bare schemas.

use std::path::Path;

use crate::config::Columns;
use crate::error::{Error, Warning};
use crate::read::Chosen;
use crate::read::detect::{Scene, choose};
use crate::read::schema::{Column, Schema};
use crate::read::shape::{Shape, paths as shape_paths};
use crate::terms::ColumnRole;

fn record(fields: &[&str]) -> Shape {
    Shape::Record(fields.iter().map(|name| ((*name).to_owned(), Shape::Text)).collect())
}

fn shape(kind: &str) -> Shape {
    match kind {
        "Text" => Shape::Text,
        "TextList" => Shape::list(Shape::Text),
        "Chat" => Shape::list(record(&["role", "content"])),
        "Pairs" => Shape::list(record(&["first", "second"])),
        "Answers" => Shape::list(record(&["answer", "model"])),
        "Vector" => Shape::list(Shape::Float),
        "Integer" => Shape::Integer,
        "Float" => Shape::Float,
        "Bool" => Shape::Bool,
        "Null" => Shape::Null,
        "Binary" => Shape::Bytes,
        "Other" => Shape::Other(1),
        other => panic!("no kind {other}"),
    }
}

/// Columns of text, or of what follows a colon: `score:Float`.
fn columns(names: &[&str]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for (root, name) in names.iter().enumerate() {
        let (name, kind) = name.split_once(':').unwrap_or((name, "Text"));
        let leaf = columns.last().map_or(0, |column| column.leaves.end);
        columns.push(Column::new(name, shape(kind), root, leaf));
    }
    columns
}

fn choose_from(files: &[&[&str]], wanted: &Columns) -> Result<(Chosen, Vec<Warning>), Error> {
    let files: Vec<Vec<Column>> = files.iter().map(|names| columns(names)).collect();
    let paths = ["a.parquet", "b.parquet"].map(Path::new);
    let nested: Vec<Vec<Column>> =
        files.iter().map(|columns| columns.iter().flat_map(shape_paths).collect()).collect();
    let schemas = files.iter().zip(&nested).zip(paths);
    let schemas: Vec<_> = schemas.map(|((columns, nested), path)| Schema { path, columns, nested }).collect();
    let decision = choose(Scene { schemas: &schemas, peek: None }, wanted, &[])?;
    Ok((decision.chosen, decision.warnings))
}

fn text(names: &[&str]) -> Result<String, String> {
    let chosen = choose_from(&[names], &Columns::default());
    chosen.map(|(chosen, _)| chosen.text).map_err(|error| error.to_string())
}

fn key(names: &[&str]) -> Option<String> {
    choose_from(&[names], &Columns::default()).unwrap().0.key
}

#[test]
fn names_that_only_outputs_have_win() {
    assert_eq!(text(&["messages:Chat", "response", "text"]).unwrap(), "response");
    assert_eq!(text(&["messages:Chat", "response", "prompt"]).unwrap(), "response");
    assert_eq!(text(&["messages:Chat", "outputs:TextList"]).unwrap(), "outputs");
    assert_eq!(text(&["prompt", "chosen", "rejected"]).unwrap(), "chosen");
    assert_eq!(text(&["completion:Chat", "prompt:Chat"]).unwrap(), "completion");
    assert_eq!(text(&["answer", "llm_response", "expected_answer"]).unwrap(), "llm_response");
    assert_eq!(text(&["text", "title", "story"]).unwrap(), "text");
}

#[test]
fn a_name_that_loses_is_told() {
    let (_, warnings) = choose_from(&[&["text", "response", "prompt"]], &Columns::default()).unwrap();
    assert_eq!(warnings[0].code, "text-column");
    assert!(
        warnings[0].message.contains("`response` was taken for the text: by its name; `text` could be it")
    );
    let (_, warnings) = choose_from(&[&["prompt", "completion", "model"]], &Columns::default()).unwrap();
    assert_eq!(warnings, []);
}

#[test]
fn equal_text_names_are_a_tie() {
    assert_eq!(
        text(&["output", "x", "response"]).unwrap_err(),
        "a.parquet: several columns could be the text: response, output; choose one in `columns.text`"
    );
    assert!(text(&["chosen:Chat", "conversations:Chat"]).unwrap_err().contains("conversations, chosen"));
    assert!(text(&["text", "answer"]).unwrap_err().contains("text, answer"));
    assert_eq!(text(&["output:Integer", "response"]).unwrap(), "response");
}

#[test]
fn names_match_in_any_spelling_and_are_told_as_they_are() {
    assert_eq!(text(&["PROMPT", "RESPONSE", "MODEL"]).unwrap(), "RESPONSE");
    assert_eq!(text(&["Question", "User_Answer", "Model_Output"]).unwrap(), "Model_Output");
    assert_eq!(text(&["Prompt", "Generated Text"]).unwrap(), "Generated Text");
    assert_eq!(key(&["Response", "prompt-id", "Prompt"]).as_deref(), Some("prompt-id"));
    assert_eq!(key(&["Response", "promptId:Integer"]).as_deref(), Some("promptId"));
    let wanted = Columns { text: Some("model output".to_owned()), ..Columns::default() };
    let (chosen, _) = choose_from(&[&["Model_Output", "x"]], &wanted).unwrap();
    assert_eq!(chosen.text, "Model_Output");
    assert_eq!(key(&["text", "PROMPT_ID", "prompt_id"]).as_deref(), Some("prompt_id"), "exact wins");
    let twins = choose_from(&[&["text", "PROMPT_ID", "Prompt_Id"]], &Columns::default()).unwrap_err();
    assert!(twins.to_string().contains("could be the key: PROMPT_ID, Prompt_Id"), "{twins}");
}

#[test]
fn two_columns_of_one_name_are_refused_where_they_matter() {
    for doubled in ["response", "prompt_id", "score:Float"] {
        let error = choose_from(&[&["prompt_id", "response", "score:Float", doubled]], &Columns::default());
        let error = error.unwrap_err().to_string();
        let name = doubled.split(':').next().unwrap();
        assert!(error.contains(&format!("2 columns are called `{name}`")), "{error}");
    }
    let error = choose_from(&[&["text", "answer", "answer"]], &Columns::default()).unwrap_err();
    assert!(error.to_string().contains("answer"), "a text that could be meant: {error}");
    let (_, warnings) =
        choose_from(&[&["response", "prompt", "x:Float", "x:Float"]], &Columns::default()).unwrap();
    assert_eq!((warnings.len(), warnings[0].code.name()), (1, "doubled-column"));
}

#[test]
fn nested_columns_are_read_by_the_part_that_can_only_be_it() {
    assert_eq!(text(&["object", "choices:Answers"]).unwrap(), "choices[].answer");
    assert_eq!(text(&["filter", "state", "results:Answers"]).unwrap(), "results[].answer");
    let error = text(&["filter", "outputs:Pairs"]).unwrap_err();
    assert!(
        error.contains("`outputs`") && error.contains("`outputs[].first`, `outputs[].second`"),
        "{error}"
    );
    // No name speaks for the odd one, so what could be in the pairs is asked for.
    assert!(text(&["story", "items:Pairs"]).unwrap_err().contains("`items[].first`"));
    assert_eq!(text(&["response", "items:Pairs"]).unwrap(), "response");
    let wanted = |name: &str| Columns { text: Some(name.to_owned()), ..Columns::default() };
    let (chosen, _) = choose_from(&[&["response", "items:Pairs"]], &wanted("items[].second")).unwrap();
    assert_eq!(chosen.text, "items[].second");
    let (chosen, _) = choose_from(&[&["items[].second", "items:Pairs"]], &wanted("items[].second")).unwrap();
    assert_eq!(chosen.text, "items[].second", "a real name with brackets");
    let error = choose_from(&[&["response", "items:Pairs"]], &wanted("items")).unwrap_err().to_string();
    assert!(error.contains("`items[].first`, `items[].second`"), "{error}");
}

#[test]
fn labels_are_never_the_only_text_left() {
    for label in ["filter", "object", "state", "stop_reason", "persona", "interaction_type"] {
        assert!(text(&[label, "prompt"]).unwrap_err().contains("no text column"), "{label}");
    }
}

#[test]
fn columns_of_a_role_that_do_not_serve_are_told() {
    let told = |names: &[&str]| {
        let (_, warnings) = choose_from(&[names], &Columns::default()).unwrap();
        warnings.iter().map(|w| format!("{}: {}", w.code, w.message)).collect::<Vec<_>>().join("\n")
    };
    assert!(
        told(&["text", "prompt_id:Other", "prompt"])
            .contains("column-not-used: not read as the key: `prompt_id` holds another type; `prompt` is")
    );
    assert!(told(&["text", "prompt", "score:TextList"]).contains("not read as the score: `score` holds"));
    assert!(
        told(&["text", "prompt", "embedding:Other"]).contains("not read as the embedding: `embedding` holds")
    );
    assert!(
        told(&["text", "prompt", "score:Float", "rating:Integer"]).contains("`rating` could be read, too")
    );
    let files: [&[&str]; 2] = [&["text", "prompt", "score:Float"], &["text", "prompt"]];
    let (_, warnings) = choose_from(&files, &Columns::default()).unwrap();
    assert!(warnings[0].message.contains("`score` is not in every file, b.parquet has not"), "{warnings:?}");
    let files: [&[&str]; 2] = [&["text", "response"], &["text", "response:Integer"]];
    let (chosen, warnings) = choose_from(&files, &Columns::default()).unwrap();
    assert!(
        chosen.text == "text"
            && warnings
                .iter()
                .any(|w| w.message.contains("`response` is not text in every file: b.parquet holds"))
    );
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
    for beside in ["prompt", "story"] {
        let error = text(&["messages:TextList", beside]).unwrap_err();
        assert!(error.contains("`messages` holds lists of text, which do not say who wrote them"), "{error}");
    }
}

#[test]
fn the_only_unknown_text_column_is_taken() {
    assert_eq!(text(&["prompt", "story", "model", "doc_id", "n:Integer"]).unwrap(), "story");
    assert_eq!(
        text(&["story", "poem"]).unwrap_err(),
        "a.parquet: several columns could be the text: story, poem; choose one in `columns.text`"
    );
    assert_eq!(
        text(&["prompt", "model"]).unwrap_err(),
        "a.parquet: no text column (columns: prompt, model); name it in `columns.text`"
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
         (columns: text, story); choose another in `columns.text`"
    );
}

#[test]
fn a_choice_holds_for_all_files() {
    let chosen = choose_from(&[&["text", "response"], &["response"]], &Columns::default()).unwrap().0;
    assert_eq!(chosen.text, "response");
    let error = choose_from(&[&["answer"], &["reply"]], &Columns::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "b.parquet: no text column `answer`, which a.parquet has (columns: reply); name it in `columns.text`"
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
