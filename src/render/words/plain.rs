//! Plain names: what symptoms, metrics and families are called in sentences, beside the keys of `report.json`.

use crate::metric;
use crate::render::escape::terminal;
use crate::terms::Family;

/// Columns of a key that no plain name is known for.
const KEY: usize = 60;

/// Persons whose names begin a metric's.
const PERSONS: [&str; 6] = ["Frechet", "Heaps", "Hellinger", "Vendi", "Wasserstein", "Yule"];

/// A metric's plain name in the middle of a sentence, with its column where it has one; of a metric that this version does not
/// know, its key.
pub(in crate::render) fn metric(key: &str) -> String {
    match key.split_once(':') {
        Some((metric, column)) if metric::find(metric).is_some() => {
            format!("{} of column {}", self::metric(metric), terminal(column, KEY))
        }
        _ => plain(key),
    }
}

fn plain(key: &str) -> String {
    if let Some(metric) = key.strip_suffix(metric::OVER_GENERATIONS).filter(|k| metric::find(k).is_some()) {
        return format!("{} over all generations", plain(metric));
    }
    let Some(label) = metric::find(key).map(|m| m.label) else { return terminal(key, KEY) };
    let mut chars = label.chars();
    let first = chars.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    // A name that begins with a person's, or with an abbreviation, keeps its capital.
    let is_persons = PERSONS.iter().any(|person| label.starts_with(person)) || label.contains('\u{2013}');
    let is_common = chars.clone().next().is_some_and(char::is_lowercase) && !is_persons;
    if is_common { first + chars.as_str() } else { label.to_owned() }
}

/// A kind of evidence.
pub(in crate::render) fn family(family: Family) -> &'static str {
    match family {
        Family::Words => "words",
        Family::NGrams => "phrases",
        Family::Documents => "whole documents",
        Family::Embeddings => "meanings",
        Family::Numeric => "numbers",
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(in crate::render) fn list(items: &[impl AsRef<str>]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A capital first and a period last.
pub(in crate::render) fn sentence(text: &str) -> String {
    let text = capital(text.trim());
    let end = if text.is_empty() || text.ends_with(['.', '?', '!']) { "" } else { "." };
    text + end
}

/// A capital first.
pub(in crate::render) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), chars.as_str()))
}

/// A sentence in its parts, and which of them stood between backticks: names, which pages show as code. A lone backtick is
/// one of the text itself.
pub(in crate::render) fn parts(sentence: &str) -> Vec<(bool, &str)> {
    if !sentence.matches('`').count().is_multiple_of(2) {
        return vec![(false, sentence)];
    }
    let parts = sentence.split('`').enumerate().map(|(i, part)| (i % 2 == 1, part));
    parts.filter(|(_, part)| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_the_middle_of_a_sentence() {
        assert_eq!(metric("reference-tail-retention"), "tail mass kept");
        assert_eq!(metric("vendi-retention"), "Vendi score kept");
        assert!(metric("jensen-shannon-distance").starts_with("Jensen"));
        assert_eq!(metric("not-known\u{1b}"), "not-known\\u{1b}");
    }

    #[test]
    fn lists_end_with_and() {
        assert_eq!(list(&[] as &[&str]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn names_between_backticks_are_parts_of_their_own() {
        assert_eq!(parts("by `key`, x"), [(false, "by "), (true, "key"), (false, ", x")]);
        assert_eq!(parts("a ` b"), [(false, "a ` b")]);
        assert_eq!(parts("plain"), [(false, "plain")]);
    }
}
