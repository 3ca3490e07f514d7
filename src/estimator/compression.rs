//! How well a compressor can say the text with less: repetition of any kind and length.

use super::shuffle;
use crate::terms::{Measured, Undefined};

/// Level of zstd. One codec at one level; another would read other numbers.
pub const LEVEL: i32 = 3;

/// Bytes of text per compressed byte, zstd at level 3, the frame's header left out.
///
/// *Formula*: bytes / (compressed bytes - header), header = magic number, descriptor, window and size fields (RFC 8878,
/// 3.1.1.1). *Range*: just below 1 (no pattern) and up. *Undefined*: no bytes. Grows with the number of bytes and moves
/// with their order: compare at a fixed budget, averaged over orders, as [`ratio`] does. *Cost*: one compression.
/// *Source*: Shaib et al. (2024), arXiv:2403.00553, with zstd for gzip, whose window of 32 kB forgets.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn ratio_of(bytes: &[u8]) -> Measured {
    if bytes.is_empty() {
        return Err(Undefined::NothingCounted);
    }
    // Compressing from and to memory cannot fail; were it to, there would be no number.
    let frame = zstd::bulk::compress(bytes, LEVEL).map_err(|_| Undefined::NothingCounted)?;
    Ok(bytes.len() as f64 / frame.len().saturating_sub(header(&frame)).max(1) as f64)
}

/// Length of a zstd frame's header in bytes.
fn header(frame: &[u8]) -> usize {
    let Some(descriptor) = frame.get(4) else {
        return frame.len();
    };
    let single_segment = descriptor >> 5 & 1 == 1;
    let window = usize::from(!single_segment);
    let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let size = match descriptor >> 6 {
        0 => usize::from(single_segment),
        flag => 1 << flag,
    };
    4 + 1 + window + dictionary + size
}

/// The mean of [`ratio_of`] over random orders of the texts, each joined by line feeds and cut to `budget` bytes.
///
/// *Range*: just below 1 and up. *Undefined*: fewer bytes than the budget, no budget, no orders. *Cost*: one
/// compression of the budget an order. The same seed gives the same orders.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn ratio(texts: &[&str], budget: usize, seed: u64, orders: u64) -> Measured {
    if orders == 0 {
        return Err(Undefined::NothingCounted);
    }
    let mut sum = 0.0;
    for round in 0..orders {
        let stream = seed.wrapping_mul(orders).wrapping_add(round);
        let order = shuffle::order(texts.len(), stream);
        sum += ratio_of(
            &within(order.into_iter().map(|at| texts[at]), budget).ok_or(Undefined::NothingCounted)?,
        )?;
    }
    Ok(sum / orders as f64)
}

/// The first `budget` bytes of texts joined by line feeds; `None` where there are not so many.
pub fn within<'a>(texts: impl Iterator<Item = &'a str>, budget: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(budget);
    for text in texts {
        if !bytes.is_empty() {
            bytes.push(b'\n');
        }
        let rest = budget.saturating_sub(bytes.len()).min(text.len());
        bytes.extend_from_slice(&text.as_bytes()[..rest]);
        if bytes.len() >= budget {
            bytes.truncate(budget);
            return Some(bytes);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetition_compresses_and_noise_does_not() {
        let noise: Vec<u8> = (0..5000u64).map(|i| shuffle::split_mix(i) as u8).collect();
        let r = ratio_of(&noise).unwrap();
        assert!((0.99..1.0).contains(&r), "{r}");
        assert!(ratio_of(&[b'a'; 100_000]).unwrap() > 1000.0);
    }

    #[test]
    fn headers_of_all_sizes_are_left_out() {
        // What follows the header is a block: three bytes that say how long it is, and its content.
        for n in [1usize, 200, 300, 70_000, 300_000] {
            let bytes: Vec<u8> = (0..n as u64).map(|i| shuffle::split_mix(i) as u8).collect();
            let frame = zstd::bulk::compress(&bytes, LEVEL).unwrap();
            let at = header(&frame);
            let block = u32::from_le_bytes([frame[at], frame[at + 1], frame[at + 2], 0]);
            let (raw, size) = (block >> 1 & 3 == 0, (block >> 3) as usize);
            assert!(raw && size == n.min(1 << 17), "{n}: {block:b}");
        }
        assert_eq!(header(&[0; 3]), 3);
    }

    #[test]
    fn a_budget_is_met_exactly_or_not_at_all() {
        let texts = ["one two three", "four five", "six"];
        assert_eq!(within(texts.into_iter(), 16).unwrap(), b"one two three\nfo");
        assert_eq!(within(texts.into_iter(), 27).unwrap().len(), 27);
        assert_eq!(within(texts.into_iter(), 28), None);
        assert_eq!(ratio(&texts, 28, 0, 4), Err(Undefined::NothingCounted));
        assert_eq!(ratio(&texts, 0, 0, 4), Err(Undefined::NothingCounted));
        assert_eq!(ratio(&texts, 20, 0, 0), Err(Undefined::NothingCounted));
        assert_eq!(ratio(&texts, 20, 0, 4), ratio(&texts, 20, 0, 4));
    }
}
