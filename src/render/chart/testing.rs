//! Test support: small figures, and a PNG decoder, because genloss itself never reads images.

use crate::report::{Figure, FigureKind, Mark, Series};
use crate::terms::Status;

/// A figure of a kind with so many categories and two series, every value and status present.
pub(super) fn figure(kind: FigureKind, n: usize) -> Figure {
    let series = |name: &str, fall: f64| Series {
        name: name.to_owned(),
        x: (0..n).map(|i| if kind == FigureKind::LogLog { i as f64 + 1.0 } else { i as f64 }).collect(),
        y: (0..n).map(|i| Some(0.9 / (1.0 + fall * i as f64))).collect(),
        low: (0..n).map(|i| Some(0.85 / (1.0 + fall * i as f64))).collect(),
        high: (0..n).map(|i| Some(0.95 / (1.0 + fall * i as f64))).collect(),
        status: vec![Some(Status::Fail); n],
    };
    Figure {
        id: "figure".to_owned(),
        sheet: "sheet".to_owned(),
        kind,
        title: "A title".to_owned(),
        x: "generation".to_owned(),
        y: "share".to_owned(),
        categories: if kind == FigureKind::LogLog {
            Vec::new()
        } else {
            (0..n).map(|i| format!("g{i}")).collect()
        },
        series: vec![series("one", 0.1), series("two", 0.5)],
        marks: vec![
            Mark { y: 1.0, label: "all kept".to_owned() },
            Mark { y: 0.9, label: "fail margin".to_owned() },
        ],
    }
}

/// Decodes a PNG of eight-bit RGB as this crate writes it, checking every checksum; panics on anything else.
pub(super) fn decode(png: &[u8]) -> (u32, u32, Vec<u8>) {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let (mut at, mut packed, mut size) = (8, Vec::new(), (0, 0));
    loop {
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        let (length, end) = (number(at) as usize, at + 8 + number(at) as usize);
        assert_eq!(crc32(&png[at + 4..end]), number(end));
        match &png[at + 4..at + 8] {
            b"IHDR" => {
                size = (number(at + 8), number(at + 12));
                assert_eq!(&png[at + 16..at + 21], [8, 2, 0, 0, 0]);
            }
            b"IDAT" => packed.extend_from_slice(&png[at + 8..end]),
            b"IEND" => break,
            _ => {}
        }
        at += 12 + length;
    }
    assert_eq!(at + 12, png.len());
    (size.0, size.1, unfilter(&Inflater::new(&packed[2..]).run(), 3 * size.0 as usize))
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |c, _| if c & 1 == 1 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 })
    })
}

fn unfilter(filtered: &[u8], row_len: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(filtered.len());
    for row in filtered.chunks_exact(row_len + 1) {
        let start = out.len();
        for (i, &value) in row[1..].iter().enumerate() {
            let a = if i >= 3 { i16::from(out[start + i - 3]) } else { 0 };
            let b = if start > 0 { i16::from(out[start + i - row_len]) } else { 0 };
            let c = if i >= 3 && start > 0 { i16::from(out[start + i - row_len - 3]) } else { 0 };
            let p = a + b - c;
            let guess = match row[0] {
                0 => 0,
                1 => a,
                2 => b,
                3 => (a + b) / 2,
                _ if (p - a).abs() <= (p - b).abs() && (p - a).abs() <= (p - c).abs() => a,
                _ if (p - b).abs() <= (p - c).abs() => b,
                _ => c,
            };
            out.push(value.wrapping_add(guess as u8));
        }
    }
    out
}

/// Deflate, decoded the way of zlib's `puff.c`.
struct Inflater<'a> {
    bytes: &'a [u8],
    bit: usize,
    out: Vec<u8>,
}

/// Number of codes of each length, and the symbols in order of their codes.
type Codes = ([usize; 16], Vec<usize>);

impl<'a> Inflater<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, bit: 0, out: Vec::new() }
    }

    fn run(mut self) -> Vec<u8> {
        loop {
            let is_last = self.bits(1) == 1;
            match self.bits(2) {
                0 => self.stored(),
                1 => {
                    let literals = [[8; 144].as_slice(), &[9; 112], &[7; 24], &[8; 8]].concat();
                    self.block(&codes(&literals), &codes(&[5; 30]));
                }
                2 => {
                    let (literals, distances) = self.dynamic();
                    self.block(&literals, &distances);
                }
                kind => panic!("deflate block of kind {kind}"),
            }
            if is_last {
                return self.out;
            }
        }
    }

    fn bits(&mut self, n: usize) -> usize {
        let value = (0..n)
            .map(|i| usize::from(self.bytes[(self.bit + i) / 8] >> ((self.bit + i) % 8) & 1) << i)
            .sum();
        self.bit += n;
        value
    }

    fn symbol(&mut self, (counts, symbols): &Codes) -> usize {
        let (mut code, mut first, mut index) = (0, 0, 0);
        for count in &counts[1..] {
            code |= self.bits(1);
            if code < first + count {
                return symbols[index + code - first];
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        panic!("no such code")
    }

    fn stored(&mut self) {
        let at = self.bit.div_ceil(8);
        let length = usize::from(u16::from_le_bytes([self.bytes[at], self.bytes[at + 1]]));
        self.out.extend_from_slice(&self.bytes[at + 4..at + 4 + length]);
        self.bit = 8 * (at + 4 + length);
    }

    fn dynamic(&mut self) -> (Codes, Codes) {
        const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
        let (n_literals, n_distances, n_lengths) = (self.bits(5) + 257, self.bits(5) + 1, self.bits(4) + 4);
        let mut lengths = vec![0; 19];
        for &i in &ORDER[..n_lengths] {
            lengths[i] = self.bits(3);
        }
        let table = codes(&lengths);
        let mut all: Vec<usize> = Vec::new();
        while all.len() < n_literals + n_distances {
            let (value, times) = match self.symbol(&table) {
                16 => (all[all.len() - 1], 3 + self.bits(2)),
                17 => (0, 3 + self.bits(3)),
                18 => (0, 11 + self.bits(7)),
                length => (length, 1),
            };
            all.extend(vec![value; times]);
        }
        (codes(&all[..n_literals]), codes(&all[n_literals..]))
    }

    fn block(&mut self, literals: &Codes, distances: &Codes) {
        loop {
            let length = match self.symbol(literals) {
                256 => return,
                byte @ 0..256 => {
                    self.out.push(byte as u8);
                    continue;
                }
                285 => 258,
                code if code < 265 => code - 254,
                code => {
                    let extra = (code - 261) / 4;
                    ((4 + (code - 265) % 4) << extra) + 3 + self.bits(extra)
                }
            };
            let distance = match self.symbol(distances) {
                code if code < 4 => code + 1,
                code => {
                    let extra = code / 2 - 1;
                    ((2 + code % 2) << extra) + 1 + self.bits(extra)
                }
            };
            for _ in 0..length {
                self.out.push(self.out[self.out.len() - distance]);
            }
        }
    }
}

fn codes(lengths: &[usize]) -> Codes {
    let mut counts = [0; 16];
    for &length in lengths {
        counts[length] += 1;
    }
    counts[0] = 0;
    let of_length =
        |n| lengths.iter().enumerate().filter(move |(_, length)| **length == n).map(|(symbol, _)| symbol);
    (counts, (1..16).flat_map(of_length).collect())
}
