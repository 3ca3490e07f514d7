//! What a symptom's status means, without a number: numbers stand beside it.

use crate::terms::{Loss, Status, Symptom, Undefined};

/// One sentence for a symptom.
pub(crate) fn symptom_message(
    symptom: Symptom,
    status: Status,
    loss: Option<&Loss>,
    undefined: Option<Undefined>,
) -> String {
    match (status, loss) {
        (Status::NotRun, _) => undefined.map_or("not run".to_owned(), |reason| format!("not run: {reason}")),
        (Status::Inconclusive, _) => "too little data to tell; see the minimum detectable effect".to_owned(),
        (Status::Warn | Status::Fail, Some(loss)) => lost(loss),
        _ => symptom.record().kept.to_owned(),
    }
}

fn lost(loss: &Loss) -> String {
    match loss.told {
        Some(lead) => {
            format!("{}: {lead}{}; {}", loss.meaning, loss.cause.words(), loss.advice.words())
        }
        None => loss.meaning.to_owned(),
    }
}
