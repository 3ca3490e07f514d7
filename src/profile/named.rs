//! Words that were met and not understood: a few by name, all by number.

use std::collections::BTreeMap;

/// Names kept: the smallest, so that the order in which they come does not matter.
const KEPT: usize = 8;

/// Counts of words by name, in bounded memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// How many of all names.
    pub total: u64,
    /// The first few names, with their counts.
    pub names: BTreeMap<Box<str>, u64>,
}

impl Named {
    /// Counts a name.
    pub fn add(&mut self, name: &str, n: u64) {
        self.total += n;
        if let Some(count) = self.names.get_mut(name) {
            *count += n;
            return;
        }
        // A name that was dropped for smaller ones stays dropped, so a count is whole or absent.
        let has_room = self.names.len() < KEPT;
        if has_room || self.names.last_key_value().is_some_and(|(last, _)| name < &**last) {
            self.names.insert(name.into(), n);
            while self.names.len() > KEPT {
                self.names.pop_last();
            }
        }
    }

    /// Adds the counts of another part.
    pub fn merge(&mut self, other: &Self) {
        let total = self.total + other.total;
        other.names.iter().for_each(|(name, &n)| self.add(name, n));
        self.total = total;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_names_does_not_matter() {
        let names: Vec<String> = (0..30).map(|i| format!("{:02}", (i * 7) % 20)).collect();
        let count = |names: &[String]| {
            let mut named = Named::default();
            names.iter().for_each(|name| named.add(name, 1));
            named
        };
        let whole = count(&names);
        for at in 0..names.len() {
            let mut left = count(&names[..at]);
            left.merge(&count(&names[at..]));
            assert_eq!(left, whole);
        }
        assert_eq!((whole.total, whole.names.len()), (30, KEPT));
        assert_eq!(
            whole.names.keys().map(|k| &**k).collect::<Vec<_>>(),
            ["00", "01", "02", "03", "04", "05", "06", "07"]
        );
    }
}
