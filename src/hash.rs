//! The hashes a profile is made of: xxh3 (published, fixed definition) under fixed seeds.
//!
//! Profiles made on different machines and by different releases must agree, so neither the function nor a seed ever
//! changes without a new profile version.

use twox_hash::XxHash3_64;

/// Number of blocks a corpus is divided into.
pub const BLOCKS: usize = 32;

const BLOCK_SEED: u64 = 0x67_6c_62_6c_6f_63_6b_31; // "glblock1"
const SAMPLE_SEED: u64 = 0x67_6c_73_61_6d_70_6c_31; // "glsampl1"
const TYPE_SEED: u64 = 0;

/// The seeds of blocks, of the sample and of words, which a stored profile names.
pub(crate) const SEEDS: [u64; 3] = [BLOCK_SEED, SAMPLE_SEED, TYPE_SEED];

/// Identity of a row's key. Every use of the key starts from its bytes, so pairing never depends on file order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyHash {
    /// Position in the coordinated sample: rows with the smallest values are kept.
    pub order: u64,
    /// The block, 0..[`BLOCKS`].
    pub block: u8,
}

impl KeyHash {
    /// Hashes the canonical bytes of a key.
    pub fn of(key: &[u8]) -> Self {
        let block = XxHash3_64::oneshot_with_seed(BLOCK_SEED, key) % BLOCKS as u64;
        Self { order: XxHash3_64::oneshot_with_seed(SAMPLE_SEED, key), block: block as u8 }
    }
}

/// Identity of a word or a document.
pub fn of_text(text: &str) -> u64 {
    of_bytes(text.as_bytes())
}

/// Identity of a file's content.
pub fn of_bytes(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot_with_seed(TYPE_SEED, bytes)
}

/// Identity of a sequence of types (an n-gram).
pub fn of_gram<const N: usize>(types: [u64; N]) -> u64 {
    let mut bytes = [[0u8; 8]; N];
    for (slot, t) in bytes.iter_mut().zip(types) {
        *slot = t.to_le_bytes();
    }
    XxHash3_64::oneshot_with_seed(TYPE_SEED, bytes.as_flattened())
}

/// Passes an already mixed 64-bit hash through to a map, spread by one multiplication.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Passthrough(u64);

impl std::hash::Hasher for Passthrough {
    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(b);
        }
    }
    fn write_u8(&mut self, block: u8) {
        self.0 ^= u64::from(block).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 ^= hash;
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

/// Hash state for maps keyed by (type hash, block).
pub(crate) type BuildPassthrough = std::hash::BuildHasherDefault<Passthrough>;

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed by Python's xxhash 4.1.0 (libxxhash 0.8.4), `xxh3_64_intdigest`; lengths on both sides of each of the
    /// function's branches that keys and words reach.
    #[test]
    fn hashes_are_pinned_for_ever() {
        assert_eq!(of_text(""), 0x2d06_8005_38d3_94c2);
        assert_eq!(of_text("é"), 0xf794_0a00_6cf1_0cb3);
        assert_eq!(of_text("genloss"), 0x105a_55dd_7f12_df56);
        assert_eq!(of_text(&"a".repeat(300)), 0xc1d1_7581_d8eb_7e21);
        assert_eq!(of_gram([1, 2]), 0x07ee_86c2_8144_6bef);
        assert_eq!(of_gram([1, 2, 0]), 0x1b3f_ca32_b47a_3f0d);
        let key = |order, block| KeyHash { order, block };
        assert_eq!(KeyHash::of(b""), key(0xb077_1aa2_5657_13ee, 30));
        assert_eq!(KeyHash::of(b"1"), key(0xa0de_5a74_75be_57f1, 3));
        assert_eq!(KeyHash::of("prompt é".as_bytes()), key(0x74d1_0391_07ff_0036, 15));
        let long = b"the quick brown fox jumps over the lazy dog";
        assert_eq!(KeyHash::of(long), key(0x51c4_64a6_c301_dd96, 16));
    }

    #[test]
    fn grams_depend_on_order() {
        assert_ne!(of_gram([1, 2]), of_gram([2, 1]));
        assert_ne!(of_gram([1, 2]), of_gram([1, 2, 0]));
    }
}
