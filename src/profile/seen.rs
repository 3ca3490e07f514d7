//! What one document has had so far.

/// An open table of hashes, as large as the document asks for.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// 0 is a free slot.
    slots: Vec<u64>,
    zero: bool,
}

impl Seen {
    /// Forgets the last document; the next one has at most `n` hashes.
    pub(super) fn begin(&mut self, n: usize) {
        self.zero = false;
        self.slots.clear();
        self.slots.resize((2 * n).next_power_of_two(), 0);
    }

    /// Whether this hash was there, which it is from now on.
    pub(super) fn again(&mut self, hash: u64) -> bool {
        if hash == 0 {
            return std::mem::replace(&mut self.zero, true);
        }
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at] != 0 {
            if self.slots[at] == hash {
                return true;
            }
            at = (at + 1) & mask;
        }
        self.slots[at] = hash;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_document_begins_anew() {
        let mut seen = Seen::default();
        for n in [5, 2, 0, 300] {
            seen.begin(n);
            for hash in (0..n as u64).map(|hash| (hash << 32) | (hash % 2)) {
                assert!(!seen.again(hash) && seen.again(hash), "{hash} of {n}");
            }
        }
    }
}
