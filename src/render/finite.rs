//! Looks for NaN and infinities in anything serializable, because `serde_json` writes them as `null` in silence.
//!
//! It is a serializer that produces nothing, so a field added to the report is checked without being listed here.

use std::fmt;

use serde::ser::{self, Serialize};

use crate::error::Error;

/// Passes if every number is finite.
///
/// # Errors
/// [`Error::NotFinite`] with the path of the first offender.
pub(super) fn check(value: &impl Serialize) -> Result<(), Error> {
    let mut walk = Walk::default();
    value.serialize(&mut walk).map_err(|stop| match stop {
        Stop::NotFinite(value) => {
            Error::NotFinite { field: walk.path.concat().trim_start_matches('.').to_owned(), value }
        }
        Stop::Other(reason) => Error::Format { format: "json", reason },
    })
}

/// The place reached: one step a level.
#[derive(Default)]
struct Walk {
    path: Vec<String>,
}

#[derive(Debug)]
enum Stop {
    NotFinite(f64),
    Other(String),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::NotFinite(value) => write!(f, "{value}"),
            Stop::Other(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Stop {}

impl ser::Error for Stop {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Stop::Other(message.to_string())
    }
}

impl Walk {
    /// Visits what lies below `step`. On an error the path stays, to be reported.
    fn below<T: Serialize + ?Sized>(&mut self, step: String, value: &T) -> Result<(), Stop> {
        self.path.push(step);
        value.serialize(&mut *self)?;
        self.path.pop();
        Ok(())
    }
}

/// The items of one level: counts positions, remembers the key of a map.
struct Level<'a> {
    walk: &'a mut Walk,
    position: usize,
    key: String,
}

impl<'a> Level<'a> {
    fn of(walk: &'a mut Walk) -> Result<Self, Stop> {
        Ok(Level { walk, position: 0, key: String::new() })
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        let step = format!("[{}]", self.position);
        self.position += 1;
        self.walk.below(step, value)
    }
}

/// Values that hold no number.
macro_rules! harmless {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, _: $type) -> Result<(), Stop> { Ok(()) })*
    };
}

impl<'a> ser::Serializer for &'a mut Walk {
    type Ok = ();
    type Error = Stop;
    type SerializeSeq = Level<'a>;
    type SerializeTuple = Level<'a>;
    type SerializeTupleStruct = Level<'a>;
    type SerializeTupleVariant = Level<'a>;
    type SerializeMap = Level<'a>;
    type SerializeStruct = Level<'a>;
    type SerializeStructVariant = Level<'a>;

    harmless! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_char: char,
        serialize_str: &str,
        serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }

    fn serialize_f32(self, value: f32) -> Result<(), Stop> {
        self.serialize_f64(value.into())
    }
    fn serialize_f64(self, value: f64) -> Result<(), Stop> {
        if value.is_finite() { Ok(()) } else { Err(Stop::NotFinite(value)) }
    }
    fn serialize_none(self) -> Result<(), Stop> {
        Ok(())
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), Stop> {
        Ok(())
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Stop> {
        Ok(())
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Stop> {
        self.below(format!(".{variant}"), value)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Level<'a>, Stop> {
        Level::of(self)
    }
    fn serialize_tuple(self, _: usize) -> Result<Level<'a>, Stop> {
        Level::of(self)
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Level<'a>, Stop> {
        Level::of(self)
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Level<'a>, Stop> {
        Level::of(self)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Level<'a>, Stop> {
        Level::of(self)
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Level<'a>, Stop> {
        Level::of(self)
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Level<'a>, Stop> {
        Level::of(self)
    }
}

/// Sequences of four kinds differ only in the name of the method.
macro_rules! sequence {
    ($($trait:ident: $method:ident),* $(,)?) => {$(
        impl ser::$trait for Level<'_> {
            type Ok = ();
            type Error = Stop;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
                self.item(value)
            }
            fn end(self) -> Result<(), Stop> {
                Ok(())
            }
        }
    )*};
}

/// So do the two kinds of structs.
macro_rules! fields {
    ($($trait:ident),* $(,)?) => {$(
        impl ser::$trait for Level<'_> {
            type Ok = ();
            type Error = Stop;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Stop> {
                self.walk.below(format!(".{key}"), value)
            }
            fn end(self) -> Result<(), Stop> {
                Ok(())
            }
        }
    )*};
}

sequence! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field,
}
fields! { SerializeStruct, SerializeStructVariant }

impl ser::SerializeMap for Level<'_> {
    type Ok = ();
    type Error = Stop;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Stop> {
        self.key = serde_json::to_string(key).map_err(ser::Error::custom)?;
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        let step = format!("[{}]", self.key);
        self.walk.below(step, value)
    }
    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_first_offender_is_named() {
        let fine = BTreeMap::from([("a", vec![Some(1.0), None])]);
        assert!(check(&fine).is_ok());
        let bad = BTreeMap::from([("a", vec![Some(1.0)]), ("b", vec![None, Some(f64::NAN)])]);
        let said = check(&bad).unwrap_err().to_string();
        assert!(said.contains(r#"["b"][1] is NaN"#), "{said}");
        assert!(check(&(1u8, f32::INFINITY)).is_err());
    }
}
