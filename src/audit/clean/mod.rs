//! Which rows of a mix go, and why: what a cleaned copy lacks.

use super::gather::Gathered;
use super::leaks::Leaks;
use super::near::Repeats;
use super::overlap::Match;
use super::rows::Rows;

/// Why a row goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It reproduces a row of another corpus.
    Leaked,
    /// It says what an earlier row says, word for word.
    ExactDuplicate,
    /// It is a near copy of an earlier row.
    NearDuplicate,
}

impl Reason {
    /// Its name in files and on pages.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Leaked => "leaked",
            Reason::ExactDuplicate => "exact-duplicate",
            Reason::NearDuplicate => "near-duplicate",
        }
    }
}

/// A text that goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Going {
    /// Its number in the mix.
    pub text: usize,
    /// Why.
    pub reason: Reason,
    /// The earlier text of the mix that it repeats.
    pub of: Option<usize>,
    /// Position of the other corpus, and what it reproduces there.
    pub leak: Option<(usize, Match)>,
}

/// Which rows of a mix could go, with all that a list of them and a copy without them need.
#[derive(Debug)]
pub struct Removal {
    /// The mix.
    pub mix: Rows,
    /// The corpora that it was held against.
    pub others: Vec<Rows>,
    /// What each row of the mix reproduces of each of them.
    pub found: Vec<Vec<Option<Match>>>,
    /// What goes.
    pub going: Vec<Going>,
}

impl Removal {
    /// Takes the rows of the mix out of what was gathered.
    pub(super) fn of(gathered: &mut Gathered, repeats: &Repeats, leaks: Leaks) -> Self {
        let mix = Rows {
            name: gathered.mix.name.clone(),
            texts: std::mem::take(&mut gathered.mix.texts),
            addresses: std::mem::take(&mut gathered.mix.addresses),
            tokenizer: gathered.tokenizer,
            opened: std::sync::Arc::clone(&gathered.opened),
        };
        let going = going(repeats, &leaks.found);
        Self { mix, others: leaks.others, found: leaks.found, going }
    }
}

/// What goes, in the order of the mix. `leaks`: what [`overlap::find`](super::overlap::find) says of each other corpus.
///
/// A leaked text goes as leaked, by the first corpus that it reproduces; what repeats it goes as its copy. Of texts that repeat each other the first stays, unless it leaked.
pub fn going(repeats: &Repeats, leaks: &[Vec<Option<Match>>]) -> Vec<Going> {
    let of_text = |text: usize| {
        let leak = leaks.iter().enumerate().find_map(|(at, found)| Some((at, found[text]?)));
        let (reason, of) = match (leak, repeats.exact[text], repeats.near[text]) {
            (Some(_), ..) => (Reason::Leaked, None),
            (None, exact, _) if exact != text => (Reason::ExactDuplicate, Some(exact)),
            (None, _, near) if near != text => (Reason::NearDuplicate, Some(near)),
            _ => return None,
        };
        Some(Going { text, reason, of, leak })
    };
    (0..repeats.exact.len()).filter_map(of_text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::overlap::Kind;

    #[test]
    fn leaks_come_first_and_the_first_of_copies_stays() {
        let repeats = Repeats { exact: vec![0, 1, 0, 3], near: vec![0, 1, 0, 1], ..Repeats::default() };
        let leak = Match { kind: Kind::Verbatim, row: Some(7), share: 1.0, longest: 20, kept: Some(1.0) };
        let reasons = |leaks: &[Vec<Option<Match>>]| {
            going(&repeats, leaks).iter().map(|g| (g.text, g.reason, g.of)).collect::<Vec<_>>()
        };
        let copies = [(2, Reason::ExactDuplicate, Some(0)), (3, Reason::NearDuplicate, Some(1))];
        assert_eq!(reasons(&[]), copies);
        let leaks = [vec![None; 4], vec![Some(leak), None, Some(leak), None]];
        assert_eq!(reasons(&leaks), [(0, Reason::Leaked, None), (2, Reason::Leaked, None), copies[1]]);
        assert_eq!(going(&repeats, &leaks)[0].leak, Some((1, leak)));
    }
}
