//! A public leaderboard: a table with a name and a score a model.

use std::path::PathBuf;

use super::result::{BoardPlace, Candidate, Contradiction, Out, Why};
use super::ties::{Pair, is_shown_above};
use crate::error::Error;
use crate::nearest;
use crate::read;

/// Columns that hold names, where nobody says which does; a column without a name, as pandas writes its index, is another.
const NAMES: [&str; 4] = ["model", "name", "model_name", "generator"];

/// A leaderboard as it was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardAsked {
    /// The file: fields with commas or tabs between.
    pub path: PathBuf,
    /// The column of scores.
    pub score: String,
}

/// A leaderboard: more is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    /// The column of scores.
    pub name: String,
    rows: Vec<(String, f64)>,
}

impl Board {
    /// Reads the file.
    ///
    /// # Errors
    /// A file that cannot be read, without such a column, or without a model that has a score; a model that comes twice.
    pub fn read(asked: &BoardAsked) -> Result<Self, Error> {
        let table = read::table_of(&asked.path)?;
        Self::of(&table, &asked.score)
            .map_err(|problem| Error::BadRecord { path: asked.path.clone(), problem })
    }

    fn of(table: &[Vec<Option<String>>], score: &str) -> Result<Self, String> {
        let Some((head, body)) = table.split_first() else {
            return Err(
                "no row, expected a leaderboard with the names of its columns in the first row".to_owned()
            );
        };
        let head: Vec<&str> = head.iter().map(|cell| cell.as_deref().unwrap_or_default().trim()).collect();
        let names = NAMES.iter().find_map(|name| head.iter().position(|h| h.eq_ignore_ascii_case(name)));
        let names = names.or_else(|| head.iter().position(|h| h.is_empty()));
        let Some(names) = names else {
            return Err(format!(
                "no column of names (columns: {}), expected one called model or name",
                head.join(", ")
            ));
        };
        let Some(at) = head.iter().position(|h| *h == score) else {
            return Err(format!("column of --leaderboard-score: {}", nearest::unknown(score, &head)));
        };
        let mut rows: Vec<(String, f64)> = Vec::new();
        for (line, row) in body.iter().enumerate() {
            let cell = |at: usize| {
                row.get(at).and_then(|cell| cell.as_deref()).map(str::trim).filter(|c| !c.is_empty())
            };
            let (Some(name), Some(text)) = (cell(names), cell(at)) else { continue };
            let number = text.parse::<f64>().ok().filter(|n| n.is_finite());
            let score = number
                .ok_or_else(|| format!("row {}: `{score}` is `{text}`, expected a number", line + 2))?;
            if rows.iter().any(|(known, _)| known == name) {
                return Err(format!("row {}: `{name}` comes twice, expected each model once", line + 2));
            }
            rows.push((name.to_owned(), score));
        }
        match rows.is_empty() {
            true => Err(format!("no model has a `{score}`")),
            false => Ok(Self { name: score.to_owned(), rows }),
        }
    }

    /// The score of a candidate: by its name, or else by the only name that differs in case alone.
    fn score(&self, name: &str) -> Option<f64> {
        let exact = self.rows.iter().find(|(known, _)| known == name);
        let mut close = self.rows.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        exact.or_else(|| close.next().filter(|_| close.next().is_none())).map(|(_, score)| *score)
    }

    /// Gives every candidate that is on the board its place there.
    pub(super) fn place(&self, candidates: &mut [Candidate]) {
        let scores: Vec<Option<f64>> = candidates.iter().map(|c| self.score(&c.name)).collect();
        for (candidate, score) in candidates.iter_mut().zip(&scores) {
            candidate.board = score.map(|score| BoardPlace {
                score,
                place: 1 + scores.iter().flatten().filter(|other| **other > score).count() as u32,
                overall: 1 + self.rows.iter().filter(|(_, other)| *other > score).count() as u32,
            });
        }
    }
}

/// Pairs that the board puts the other way round than what is shown here.
pub(super) fn contradictions(candidates: &[Candidate], pairs: &[Pair]) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for (a, ahead) in candidates.iter().enumerate() {
        for (b, behind) in candidates.iter().enumerate() {
            let (Some(x), Some(y)) = (ahead.board, behind.board) else { continue };
            if x.score <= y.score || !behind.is_in() {
                continue;
            }
            let why = match ahead.is_in() {
                // Whoever has no score here is not shown to be worse.
                false => ahead.out.iter().any(|out| *out != Out::NoScore).then_some(Why::Out),
                true => is_shown_above(pairs, b, a).then_some(Why::Score),
            };
            found.extend(why.map(|why| Contradiction {
                ahead: ahead.name.clone(),
                behind: behind.name.clone(),
                why,
            }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Vec<Vec<Option<String>>> {
        let cell = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
        text.lines().map(|line| line.split(',').map(cell).collect()).collect()
    }

    #[test]
    fn names_and_scores_are_found() {
        let board = Board::of(&table(",win,lc\nA,1,2.5\nb,3,\nB,4,5"), "lc").unwrap();
        assert_eq!(board.rows, [("A".to_owned(), 2.5), ("B".to_owned(), 5.0)]);
        assert_eq!((board.score("a"), board.score("B"), board.score("c")), (Some(2.5), Some(5.0), None));
        let board = Board::of(&table("rank,Model,win\n1,x,9"), "win").unwrap();
        assert_eq!(board.rows, [("x".to_owned(), 9.0)]);
        let both = Board::of(&table("name,s\nab,1\naB,2"), "s").unwrap();
        assert_eq!(both.score("AB"), None, "which of the two is meant is not clear");
    }

    #[test]
    fn what_is_no_board_is_refused() {
        for (text, expected) in [
            ("", "no row"),
            ("a,b\n1,2", "no column of names"),
            ("name,wim\nx,1", "wim"),
            ("name,win\nx,high", "row 2: `win` is `high`"),
            ("name,win\nx,1\nx,2", "row 3: `x` comes twice"),
            ("name,win\nx,", "no model has a `win`"),
            ("name,win\nx,NaN", "expected a number"),
        ] {
            let said = Board::of(&table(text), "win").unwrap_err();
            assert!(said.contains(expected), "{said}");
        }
    }
}
