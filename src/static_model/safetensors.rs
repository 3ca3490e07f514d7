//! The `safetensors` format: a length, a JSON header that says where each table lies, and little-endian numbers.
//!
//! Read by hand, since it is so little: every number that the header claims is checked against the file before it is used.

use std::collections::BTreeMap;

use half::{bf16, f16};
use serde::Deserialize;

/// The tables of a file, by name.
pub(super) struct Tensors<'a>(BTreeMap<String, Tensor<'a>>);

/// One table: its shape, and its numbers as bytes.
pub(super) struct Tensor<'a> {
    dtype: String,
    pub(super) shape: Vec<usize>,
    bytes: &'a [u8],
}

/// What a header says of one table.
#[derive(Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

/// Kinds of numbers that are read, with their bytes.
const FLOATS: [(&str, usize); 5] = [("F64", 8), ("F32", 4), ("F16", 2), ("BF16", 2), ("I8", 1)];

/// Kinds of positions that are read, with their bytes.
const POSITIONS: [(&str, usize); 2] = [("I64", 8), ("I32", 4)];

impl<'a> Tensors<'a> {
    /// Reads the header; no number is looked at yet. Cost: the header.
    ///
    /// # Errors
    /// What is wrong with the file, as a sentence.
    pub(super) fn read(file: &'a [u8]) -> Result<Self, String> {
        let Some((length, rest)) = file.split_first_chunk::<8>() else {
            return Err(format!("found {} bytes, expected a safetensors file", file.len()));
        };
        let length = u64::from_le_bytes(*length);
        let header = usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length));
        let Some((header, data)) = header else {
            let left = rest.len();
            return Err(format!(
                "its header claims {length} bytes where {left} are left, so it is cut off or no safetensors file"
            ));
        };
        let mut all: BTreeMap<String, serde_json::Value> = serde_json::from_slice(header)
            .map_err(|e| format!("its header is not JSON, so it is no safetensors file: {e}"))?;
        all.remove("__metadata__");
        let tensors = all.into_iter().map(|(name, entry)| {
            let tensor = Tensor::of(entry, data).map_err(|problem| format!("table `{name}`: {problem}"))?;
            Ok((name, tensor))
        });
        tensors.collect::<Result<_, String>>().map(Self)
    }

    /// The table of this name.
    pub(super) fn get(&self, name: &str) -> Option<&Tensor<'a>> {
        self.0.get(name)
    }

    /// What there is, for messages: at most ten names.
    pub(super) fn names(&self) -> String {
        let names: Vec<String> = self.0.keys().take(10).map(|name| format!("`{name}`")).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    }
}

impl<'a> Tensor<'a> {
    fn of(entry: serde_json::Value, data: &'a [u8]) -> Result<Self, String> {
        let Entry { dtype, shape, data_offsets: [from, to] } = serde_json::from_value(entry)
            .map_err(|e| format!("cannot read what the header says of it: {e}"))?;
        let bytes = data.get(from..to).ok_or_else(|| {
            let there = data.len();
            format!("the header puts it at bytes {from} to {to}, but there are {there}; the file is cut off or damaged")
        })?;
        let tensor = Self { dtype, shape, bytes };
        let known = FLOATS.iter().chain(&POSITIONS).find(|(name, _)| *name == tensor.dtype);
        // Of other kinds only the place is known; they are refused where they are asked for.
        if let Some((_, size)) = known {
            let expected = tensor.shape.iter().try_fold(*size, |bytes, &n| bytes.checked_mul(n));
            if expected != Some(bytes.len()) {
                let (shape, found) = (&tensor.shape, bytes.len());
                return Err(format!("shape {shape:?} of {} does not fit its {found} bytes", tensor.dtype));
            }
        }
        Ok(tensor)
    }

    /// Its numbers, row by row. Cost: one pass.
    ///
    /// # Errors
    /// Where it holds no numbers of a kind that is read.
    pub(super) fn floats(&self) -> Result<Vec<f32>, String> {
        Ok(match self.dtype.as_str() {
            "F64" => self.values(|b| f64::from_le_bytes(b) as f32),
            "F32" => self.values(f32::from_le_bytes),
            "F16" => self.values(|b| f16::from_le_bytes(b).to_f32()),
            "BF16" => self.values(|b| bf16::from_le_bytes(b).to_f32()),
            // Quantized by one factor for the whole table, which a vector of length 1 does not see.
            "I8" => self.values(|[b]: [u8; 1]| f32::from(b as i8)),
            other => return Err(unread(other, &FLOATS)),
        })
    }

    /// Its positions; a negative one is none at all.
    ///
    /// # Errors
    /// Where it holds no positions of a kind that is read.
    pub(super) fn positions(&self) -> Result<Vec<Option<usize>>, String> {
        Ok(match self.dtype.as_str() {
            "I64" => self.values(|b| usize::try_from(i64::from_le_bytes(b)).ok()),
            "I32" => self.values(|b| usize::try_from(i32::from_le_bytes(b)).ok()),
            other => return Err(unread(other, &POSITIONS)),
        })
    }

    fn values<const N: usize, T>(&self, value: impl Fn([u8; N]) -> T) -> Vec<T> {
        self.bytes.as_chunks::<N>().0.iter().map(|bytes| value(*bytes)).collect()
    }
}

fn unread(found: &str, read: &[(&str, usize)]) -> String {
    let read: Vec<&str> = read.iter().map(|(name, _)| *name).collect();
    format!("found numbers of kind `{found}`, expected one of {}", read.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
    }

    #[test]
    fn numbers_of_every_kind_come_as_they_were_written() {
        let header = r#"{"__metadata__":{"format":"pt"},
            "a":{"dtype":"F16","shape":[1,2],"data_offsets":[0,4]},
            "b":{"dtype":"BF16","shape":[1],"data_offsets":[4,6]},
            "c":{"dtype":"I8","shape":[2],"data_offsets":[6,8]},
            "d":{"dtype":"F64","shape":[1],"data_offsets":[8,16]},
            "e":{"dtype":"I64","shape":[2],"data_offsets":[16,32]},
            "f":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#;
        let data = [
            &[0x00u8, 0x3c, 0x00, 0xc0][..],
            &[0x80, 0x3f],
            &[0xff, 0x7f],
            &2.5f64.to_le_bytes(),
            &7i64.to_le_bytes(),
            &(-1i64).to_le_bytes(),
        ]
        .concat();
        let file = file(header, &data);
        let read = Tensors::read(&file).unwrap();
        let floats = |name: &str| read.get(name).unwrap().floats().unwrap();
        assert_eq!(floats("a"), [1.0, -2.0]);
        assert_eq!((floats("b"), floats("c"), floats("d")), (vec![1.0], vec![-1.0, 127.0], vec![2.5]));
        assert_eq!(read.get("e").unwrap().positions().unwrap(), [Some(7), None]);
        assert!(read.get("f").unwrap().floats().unwrap_err().contains("kind `U8`"));
        assert!(read.get("a").unwrap().positions().unwrap_err().contains("I64"));
        assert!(read.get("g").is_none());
        assert_eq!(read.names(), "`a`, `b`, `c`, `d`, `e`, `f`");
    }

    #[test]
    fn nothing_that_a_header_claims_is_believed() {
        let table = |shape: &str, offsets: &str| {
            file(&format!(r#"{{"t":{{"dtype":"F32","shape":{shape},"data_offsets":{offsets}}}}}"#), &[0; 8])
        };
        let cases: [(Vec<u8>, &str); 9] = [
            (vec![], "0 bytes"),
            (vec![255; 20], "claims 18446744073709551615 bytes where 12 are left"),
            (file("{", &[]), "not JSON"),
            (file("[]", &[]), "not JSON"),
            (file(r#"{"t":3}"#, &[]), "table `t`: cannot read"),
            (table("[2]", "[0,12]"), "bytes 0 to 12, but there are 8"),
            (table("[2]", "[8,0]"), "bytes 8 to 0"),
            (table("[3]", "[0,8]"), "shape [3] of F32 does not fit its 8 bytes"),
            (table("[4294967296,4294967296,2]", "[0,8]"), "does not fit"),
        ];
        for (bytes, expected) in cases {
            let said = Tensors::read(&bytes).err().unwrap();
            assert!(said.contains(expected), "{said}");
        }
    }
}
