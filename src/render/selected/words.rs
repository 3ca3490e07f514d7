//! Sentences of a selection, from its facts.

use crate::render::escape::{NAME, terminal};
use crate::render::format::{self, plural};
use crate::render::story::name;
use crate::report::Requirement;
use crate::select::{Candidate, Out, Selection, Why};
use crate::terms::Status;

/// Contradictions that are told one by one.
const TOLD: usize = 3;

/// "choose X because …; it is Y on the public board".
pub(super) fn choice(s: &Selection) -> String {
    let n = s.candidates.len();
    let Some(choice) = &s.choice else {
        return format!("TAKE NONE of {n}: all candidates are out");
    };
    let because = match (choice.by_weights, choice.tied.len()) {
        (true, _) => {
            let weights = s.weights.map_or_else(String::new, |w| {
                format!(" (quality {}, diversity {})", format::bare(w.quality), format::bare(w.diversity))
            });
            format!("it has the largest sum by the weights given{weights}")
        }
        (false, 1) => "its score is shown to be above that of all others that are in".to_owned(),
        (false, tied) => format!("it keeps most of {tied} whose score is not shown to be below the best"),
    };
    let board = s.candidates.iter().find(|c| c.name == choice.name).map(|c| match (&s.board, c.board) {
        (None, _) => String::new(),
        (Some(_), None) => "; it is not on the public board".to_owned(),
        (Some(_), Some(place)) => {
            let listed = s.candidates.iter().filter(|c| c.board.is_some()).count();
            format!("; on the public board it is {} of these {listed}", ordinal(place.place))
        }
    });
    format!("TAKE {} of {n} candidates, because {because}{}", name(&choice.name), board.unwrap_or_default())
}

/// Why a candidate is out.
pub(super) fn out(c: &Candidate) -> String {
    let why = |out: &Out| match out {
        Out::Collapse => format!("collapsed ({})", c.verdict.map_or("", |verdict| verdict.name())),
        Out::Requirement => {
            let missed = c.requirements.iter().filter(|r| r.status == Status::Fail).map(missed);
            missed.collect::<Vec<_>>().join(", ")
        }
        Out::NoScore => "no score".to_owned(),
    };
    c.out.iter().map(why).collect::<Vec<_>>().join("; ")
}

fn missed(r: &Requirement) -> String {
    format!("misses {}: {}", format::required(r), format::reached(r))
}

/// Who wins with which weights.
pub(super) fn weights(s: &Selection) -> Option<String> {
    let mut wins: Vec<(&Candidate, f64)> =
        s.candidates.iter().filter_map(|c| c.wins.filter(|w| *w > 0.0).map(|w| (c, w))).collect();
    wins.sort_by(|a, b| b.1.total_cmp(&a.1));
    let share = |(c, wins): &(&Candidate, f64)| format!("{} {}", name(&c.name), format::percent(*wins));
    let all: Vec<String> = wins.iter().map(share).collect();
    let borders: Vec<String> = s.weights_decided.iter().map(|w| format::two(*w)).collect();
    let borders = match borders.is_empty() {
        true => String::new(),
        false => format!("; the winner changes where quality weighs {}", borders.join(", ")),
    };
    (!all.is_empty()).then(|| {
        format!(
            "share of all weights of quality against diversity with which each wins: {}{borders}",
            all.join(", ")
        )
    })
}

/// Where the board says otherwise.
pub(super) fn board(s: &Selection) -> Vec<String> {
    let Some(column) = &s.board else { return Vec::new() };
    let unlisted: Vec<String> =
        s.candidates.iter().filter(|c| c.board.is_none()).map(|c| name(&c.name)).collect();
    let mut lines = Vec::new();
    let outs = s.candidates.iter().filter(|c| !c.is_in() && c.board.is_some());
    for c in outs {
        let place = c.board.map_or(0, |board| board.place);
        let passed: usize =
            s.contradictions.iter().filter(|x| x.why == Why::Out && x.ahead == c.name).count();
        if passed > 0 {
            lines.push(format!(
                "{} is {} of these by {} and out here: {}; it stands above {} that {} in",
                name(&c.name),
                ordinal(place),
                terminal(column, 2 * NAME),
                out(c),
                passed,
                if passed == 1 { "is" } else { "are" },
            ));
        }
    }
    let scored: Vec<_> = s.contradictions.iter().filter(|x| x.why == Why::Score).collect();
    for x in scored.iter().take(TOLD) {
        lines.push(format!(
            "the board puts {} above {}, which is shown to score higher here",
            name(&x.ahead),
            name(&x.behind)
        ));
    }
    if scored.len() > TOLD {
        lines.push(format!(
            "and {} more (in selection.json)",
            plural((scored.len() - TOLD) as u64, "such pair", "such pairs")
        ));
    }
    if lines.is_empty() {
        lines.push("it puts no pair the other way round than what is shown here".to_owned());
    }
    if !unlisted.is_empty() {
        lines.push(format!("not on it: {}", unlisted.join(", ")));
    }
    lines
}

/// The pairs that answer most alike, each once.
pub(super) fn alike(s: &Selection) -> Vec<String> {
    let mut pairs: Vec<(f64, f64, [&str; 2])> = Vec::new();
    for c in &s.candidates {
        let Some(alike) = &c.closest else { continue };
        let mut both = [c.name.as_str(), alike.name.as_str()];
        both.sort_unstable();
        if !pairs.iter().any(|(_, _, other)| *other == both) {
            pairs.push((alike.words_shared, alike.usual, both));
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    // Only two candidates have no pair to be compared with.
    let told = pairs.iter().filter(|(shared, usual, _)| shared > usual || s.candidates.len() == 2).take(TOLD);
    told.map(|(shared, usual, [a, b])| {
        let usual = match s.candidates.len() {
            2 => String::new(),
            _ => format!(" ({} is usual here)", format::percent(*usual)),
        };
        format!(
            "{} and {}: {} of an answer's words in common{usual}",
            name(a),
            name(b),
            format::percent(*shared)
        )
    })
    .collect()
}

/// How the numbers were made.
pub(super) fn method(s: &Selection) -> String {
    let column = match &s.score_column {
        Some(column) => format!("score: mean of `{}`", name(column)),
        None => "score: none; name its column with --score-column".to_owned(),
    };
    let paired = match &s.key_column {
        Some(key) => format!("paired by `{}`", name(key)),
        None => "paired by row number, since nothing names the prompt".to_owned(),
    };
    let missing: u64 = s.candidates.iter().filter(|c| c.score.value.is_some()).map(|c| c.score.missing).sum();
    let missing = match missing {
        0 => String::new(),
        n => format!(", {} without a score left out pair by pair", plural(n, "answer", "answers")),
    };
    format!(
        "{column} (95% interval); ranks and ties: all pairs at once, {paired}{missing}; best: how often it is first when blocks of the {} that \
         all have a score for are drawn anew",
        plural(s.common_prompts, "prompt", "prompts")
    )
}

/// "1st", "2nd", …
fn ordinal(n: u32) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::selected::testing::selection;

    #[test]
    fn the_choice_says_why_and_what_the_board_says() {
        let mut s = selection();
        assert_eq!(
            choice(&s),
            "TAKE wide of 4 candidates, because it keeps most of 2 whose score is not shown to be below the best; on the public board it is \
             3rd of these 3"
        );
        s.board = None;
        assert!(choice(&s).ends_with("below the best"));
        s.choice = None;
        assert_eq!(choice(&s), "TAKE NONE of 4: all candidates are out");
    }

    #[test]
    fn who_is_out_says_why_and_the_board_is_contradicted() {
        let s = selection();
        assert_eq!(
            s.candidates.iter().map(out).collect::<Vec<_>>(),
            ["", "", "collapsed (late-collapse)", "no score"]
        );
        let lines = board(&s);
        assert_eq!(
            lines[0],
            "same is 1st of these by win and out here: collapsed (late-collapse); it stands above 2 that are in"
        );
        assert_eq!(lines[1], "not on it: silent");
    }

    #[test]
    fn ordinals_are_english() {
        let said = [1, 2, 3, 4, 11, 12, 13, 21, 112].map(ordinal);
        assert_eq!(said, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th"]);
    }
}
