//! n-gram models against a recount from the definition.

use genloss::simulate::{Document, FittedKneserNey, KneserNey, Model, Sampling};
use serde_json::Value;

use super::{CLOSED_FORM, close, number, read};

fn words(list: &Value) -> Vec<u32> {
    list.as_array().unwrap().iter().map(|word| word.as_u64().unwrap() as u32).collect()
}

fn fitted(case: &Value) -> FittedKneserNey {
    let documents = case["documents"].as_array().unwrap().iter();
    let documents: Vec<Document> =
        documents.map(|list| Document { words: words(list).into(), cut: false }).collect();
    let order = case["order"].as_u64().unwrap() as usize;
    let model = KneserNey { order, sampling: Sampling::default(), longest: 100 };
    model.fit(&documents.iter().collect::<Vec<_>>(), 0).unwrap()
}

#[test]
fn probabilities_agree_with_a_recount_from_the_definition() {
    let file = read("kneser_ney.json");
    let mut n_rows = 0;
    for case in file["cases"].as_array().unwrap() {
        let fitted = fitted(case);
        for row in case["rows"].as_array().unwrap() {
            let word = row["word"].as_u64().map(|word| word as u32);
            let found = fitted.probability(&words(&row["context"]), row["opening"] == true, word);
            close(
                found,
                number(&row["p"]),
                CLOSED_FORM,
                &format!("{} {} {row}", case["name"], case["order"]),
            );
            n_rows += 1;
        }
    }
    assert!(n_rows > 500, "{n_rows} rows");
}
