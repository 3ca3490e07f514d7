//! What was taken off the texts before anything was counted.

use crate::error::{Warning, WarningCode};
use crate::profile::Profile;
use crate::read::Chosen;
use crate::read::content::Trait;

/// What each trait means, its code and what to do, in the order in which they are told.
const TOLD: [(Trait, WarningCode, &str, &str); Trait::COUNT] = [
    (
        Trait::Echo,
        WarningCode::EchoedPrompts,
        "texts begin with their prompt, which was taken off",
        "let the generator return the answer alone (return_full_text=False)",
    ),
    (
        Trait::Template,
        WarningCode::ChatTemplate,
        "texts hold a chat template; only the turns of the model are judged",
        "store the turns, or the answer alone",
    ),
    (
        Trait::Serialized,
        WarningCode::SerializedTurns,
        "texts are turns as JSON or as Python prints them; only those of the model are judged",
        "store turns as a list of records",
    ),
    (
        Trait::Unparsed,
        WarningCode::UnparsedTurns,
        "texts begin like turns in JSON and cannot be read so: names of roles, braces and prompts count as words",
        "look at the first of them; store turns as a list of records, or the answer alone",
    ),
    (
        Trait::Reasoning,
        WarningCode::Reasoning,
        "texts come with reasoning beside the answer (<think> and its kin, or a field or column of its own)",
        "the answer is judged without it; --reasoning keep or only changes that",
    ),
    (
        Trait::Unfinished,
        WarningCode::UnfinishedReasoning,
        "texts reason and never come to an answer: they count as empty answers",
        "sample with a higher token limit",
    ),
    (
        Trait::Special,
        WarningCode::SpecialTokens,
        "texts held special tokens or padding (<pad>, <|endoftext|> and their kin), which were taken off",
        "decode with skip_special_tokens=True",
    ),
    (
        Trait::ToolCall,
        WarningCode::ToolCalls,
        "conversations only call tools and say nothing; they are left out, and are no empty answers",
        "what is called with which arguments is not looked at",
    ),
    (
        Trait::OtherRole,
        WarningCode::OtherRoles,
        "rows were written by other roles than the model (column of roles) and left out",
        "give the rows of the model alone to be sure",
    ),
    (
        Trait::EarlierTurn,
        WarningCode::EarlierTurns,
        "rows are earlier turns of the model in a conversation and left out; its last turn is the answer",
        "to judge all turns, store a conversation as a list of records: the turns of the model are one document then",
    ),
    (
        Trait::Joined,
        WarningCode::JoinedTurns,
        "conversations have several turns of the model, which count as one document",
        "earlier turns are no further answers to one prompt",
    ),
    (
        Trait::Guessed,
        WarningCode::GuessedRole,
        "conversations name no known role of a model; the only unknown one was taken for it",
        "call the model's role `assistant`",
    ),
];

/// Everything that was taken off the texts of one generation, or found about them.
pub(super) fn warnings(name: &str, profile: &Profile) -> Vec<Warning> {
    let read = profile.n_documents() + profile.null_texts + profile.empty_texts;
    let mut found = Vec::new();
    for (what, code, said, hint) in TOLD {
        let n = profile.found[what as usize];
        // What was left out is no part of what was read.
        let all = match what {
            Trait::ToolCall | Trait::OtherRole | Trait::EarlierTurn => profile.rows.max(n),
            _ => read.max(n),
        };
        if n > 0 {
            let share = 100.0 * n as f64 / all as f64;
            found.push(Warning::new(code, format!("{name}: {n} of {all} ({share:.1}%) {said}"), hint));
        }
    }
    let unknown = &profile.unknown_roles;
    if unknown.total > 0 {
        let roles: Vec<String> = unknown.names.iter().map(|(role, n)| format!("{role:?} ({n})")).collect();
        found.push(Warning::new(
            WarningCode::UnknownRoles,
            format!("{name}: {} rows or conversations have a role that is not known: {}", unknown.total, roles.join(", ")),
            "turns of unknown roles beside a known model are left out; rows of unknown roles count as the model's",
        ));
    }
    found
}

/// Why a generation has no document, and what to do about it.
pub(super) fn why_no_text(columns: &Chosen, profile: &Profile) -> String {
    let column = &columns.text;
    let n = |what: Trait| profile.found[what as usize];
    if let (Some(role), 1..) = (&columns.role, n(Trait::OtherRole)) {
        return format!(
            "column `{role}` says of {} that somebody else than the model wrote them; if one of its roles is the model's, call it `assistant`, \
             or give the rows of the model alone",
            n(Trait::OtherRole)
        );
    }
    match (n(Trait::ToolCall), n(Trait::Unfinished)) {
        (calls @ 1.., _) => format!(
            "in column `{column}` {calls} conversations only call tools; choose another in `columns.text`"
        ),
        (0, open @ 1..) => format!(
            "in column `{column}` {open} reason and never come to an answer; sample with a higher token limit, or judge the reasoning by \
             `reasoning` alone"
        ),
        (0, 0) => format!("column `{column}` is null, empty or white space; check `columns.text`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trait_is_told_once_and_says_how_many() {
        let mut seen: Vec<Trait> = TOLD.iter().map(|told| told.0).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), Trait::COUNT);
        let mut profile = Profile::default();
        (profile.rows, profile.empty_texts) = (10, 10);
        assert!(warnings("gen1", &profile).is_empty());
        profile.found[Trait::Echo as usize] = 4;
        let told = warnings("gen1", &profile);
        assert!(
            told.len() == 1
                && told[0].message.starts_with("gen1: 4 of 10 (40.0%) texts begin with their prompt")
        );
    }
}
