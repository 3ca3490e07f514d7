//! The name that somebody may have meant.

/// "unknown variant `x` (known: …)", with the nearest name when one is near.
pub(crate) fn unknown(name: &str, known: &[&str]) -> String {
    let hint = nearest(name, known).map_or(String::new(), |n| format!(", did you mean `{n}`?"));
    format!("unknown variant `{name}`{hint} (known: {})", known.join(", "))
}

/// The known name fewest edits away, if that is at most a third of its length: farther is a guess, not a typo.
pub(crate) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let name = name.to_lowercase().replace('_', "-");
    let near = known.iter().map(|k| (edits(&name, k), *k)).min()?;
    (near.0 <= (near.1.len() / 3).max(1)).then_some(near.1)
}

/// Levenshtein distance, one row at a time.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let swap = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = swap.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_only_when_near() {
        let keys: Vec<&str> = crate::settings::keys().collect();
        assert_eq!(nearest("Text_Column", &keys), Some("text-column"));
        assert_eq!(nearest("margin", &keys), Some("margins"));
        assert_eq!(nearest("temperature", &keys), None);
        assert_eq!((edits("", "abc"), edits("kitten", "sitting")), (3, 3));
    }
}
