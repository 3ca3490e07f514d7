//! What was lost and what is overused, side by side, each with a document that shows it.

use super::markup::Html;
use super::{Place, charts, section};
use crate::render::escape::{MESSAGE, terminal};
use crate::render::format::count;
use crate::render::{certainty, story};
use crate::report::{Comparison, Report};

/// Columns of a word or phrase.
const WORD: usize = 80;
/// Examples shown at once; the rest is folded.
const OPEN: usize = 6;

/// A word with its documents before and after, and an example.
pub(super) type Entry<'a> = (&'a str, u64, u64, Option<&'a str>);

pub(super) fn put(h: &mut Html, report: &Report) {
    let Some(c) = story::worst(report) else { return };
    section(h, "words", "What was lost, and what is overused", |h| {
        h.leaf("p", &[("class", "lead")], &story::lost_by_chance(c));
        h.el("div", &[("class", "duo")], |h| {
            h.el("div", &[], |h| {
                charts(h, report, Place::Lost);
                let lost: Vec<Entry<'_>> = story::lost(c)
                    .map(|w| (w.text.as_str(), w.documents_before, w.documents_after, w.example.as_deref()))
                    .collect();
                examples(h, c, &format!("How {} used what was lost", story::name(&c.reference)), &lost);
            });
            h.el("div", &[], |h| {
                charts(h, report, Place::Overused);
                let over: Vec<Entry<'_>> = story::overused(c)
                    .map(|w| (w.text.as_str(), w.documents_before, w.documents_after, w.example.as_deref()))
                    .collect();
                examples(h, c, &format!("How {} uses what it overuses", story::name(&c.current)), &over);
            });
        });
    });
}

fn examples(h: &mut Html, c: &Comparison, heading: &str, entries: &[Entry<'_>]) {
    h.leaf("h3", &[], heading);
    if entries.is_empty() {
        h.leaf("p", &[("class", "empty")], "Nothing found.");
    }
    let (open, folded) = entries.split_at(entries.len().min(OPEN));
    let of = certainty::documents_counted(c);
    open.iter().for_each(|entry| example(h, c, of, entry));
    if !folded.is_empty() {
        h.el("details", &[("class", "print")], |h| {
            h.leaf("summary", &[], &format!("{} more", count(folded.len() as u64)));
            folded.iter().for_each(|entry| example(h, c, of, entry));
        });
    }
    h.line();
}

/// A word, phrase or opening with what shows it; `of` counts the documents of either side.
pub(super) fn example(
    h: &mut Html,
    c: &Comparison,
    of: Option<u64>,
    (text, before, after, excerpt): &Entry<'_>,
) {
    h.el("div", &[("class", "example")], |h| {
        h.el("p", &[], |h| {
            h.leaf("strong", &[("dir", "auto")], &terminal(text, WORD));
            let of = of.map_or(String::new(), |n| format!(" of {}", count(n)));
            h.text(&format!(
                " in {}{of} documents of {}, {}{of} of {}",
                count(*before),
                story::name(&c.reference),
                count(*after),
                story::name(&c.current)
            ));
        });
        match excerpt {
            Some(excerpt) => {
                h.el("blockquote", &[("dir", "auto")], |h| marked(h, &terminal(excerpt, MESSAGE), text))
            }
            None => h.leaf("p", &[("class", "key")], "no document of the sample shows it"),
        }
    });
    h.line();
}

/// The excerpt, with the words of the entry marked where they follow each other.
fn marked(h: &mut Html, excerpt: &str, entry: &str) {
    let wanted: Vec<String> = entry.split_whitespace().map(str::to_lowercase).collect();
    let pieces = pieces(excerpt);
    let is_word = |piece: &str| piece.chars().next().is_some_and(char::is_alphanumeric);
    let words: Vec<usize> = (0..pieces.len()).filter(|&i| is_word(pieces[i])).collect();
    let hit = words
        .windows(wanted.len().max(1))
        .find(|window| window.iter().zip(&wanted).all(|(&i, w)| pieces[i].to_lowercase() == *w));
    let Some((first, last)) =
        hit.filter(|_| !wanted.is_empty()).and_then(|w| Some((*w.first()?, *w.last()?)))
    else {
        return h.text(excerpt);
    };
    h.text(&pieces[..first].concat());
    h.leaf("mark", &[], &pieces[first..=last].concat());
    h.text(&pieces[last + 1..].concat());
}

/// Runs of letters and digits (with apostrophes inside), and what is between them.
fn pieces(text: &str) -> Vec<&str> {
    use unicode_segmentation::UnicodeSegmentation;
    text.split_word_bounds().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(excerpt: &str, entry: &str) -> String {
        let mut h = Html::default();
        marked(&mut h, excerpt, entry);
        h.finish()
    }

    #[test]
    fn the_entry_is_marked_across_punctuation() {
        assert_eq!(mark("So: Stea, pu <b>", "stea pu"), "So: <mark>Stea, pu</mark> &lt;b&gt;");
        assert_eq!(mark("don't stop", "don't"), "<mark>don&#39;t</mark> stop");
        assert_eq!(mark("nothing here", "else"), "nothing here");
        assert_eq!(mark("", ""), "");
    }
}
