//! What the values of a file hold, as it turns out while all of them are read: the type of every field, and where it is two.

use super::json::{Cursor, Fault, Next, Number};
use crate::read::names::PART_FIELD;
use crate::read::shape::{DEEPEST, Shape};

/// Fields of one record; with more, its names are data: a dictionary by token or by user.
const MOST_FIELDS: usize = 1000;

/// Fields of all records of a file.
const MOST_OF_ALL: usize = 100_000;

/// No value of this kind yet.
const NEVER: u64 = u64::MAX;

/// Kinds of values, by their place in [`Seen::first`].
const TEXT: usize = 0;
const WHOLE: usize = 1;
const WIDE: usize = 2;
const REAL: usize = 3;
const TRUTH: usize = 4;
const LIST: usize = 5;
const RECORD: usize = 6;

const WORDS: [&str; 7] =
    ["text", "whole numbers", "long whole numbers", "numbers", "booleans", "lists", "records"];

/// What was seen of the values in one place.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Where the first value of each kind stands: its line, or its number among the records.
    first: First,
    /// The items of lists.
    item: Option<Box<Seen>>,
    /// The fields of records, in the order of their first appearance.
    fields: Vec<Field>,
    /// Records so far, which tells a field that comes twice.
    n_records: u64,
    /// Where the next field is looked for first.
    next: usize,
    /// Whether the names of its fields are data.
    is_dictionary: bool,
}

#[derive(Debug)]
struct First([u64; 7]);

impl Default for First {
    fn default() -> Self {
        Self([NEVER; 7])
    }
}

#[derive(Debug)]
struct Field {
    name: String,
    seen: Seen,
    /// The last record that had it.
    last: u64,
}

impl Seen {
    fn note(&mut self, kind: usize, place: u64) {
        self.first.0[kind] = self.first.0[kind].min(place);
    }

    fn has(&self, kind: usize) -> bool {
        self.first.0[kind] != NEVER
    }

    /// Takes the next value, which belongs to the record at `place`.
    pub(super) fn observe(&mut self, cursor: &mut Cursor<'_>, place: u64) -> Result<(), Fault> {
        match cursor.next()? {
            Next::Null => cursor.null(),
            Next::Text => {
                self.note(TEXT, place);
                cursor.skip_text()
            }
            Next::Truth => {
                self.note(TRUTH, place);
                cursor.truth().map(|_| ())
            }
            Next::Number => {
                let kind = match cursor.number()? {
                    Number::Whole(_) => WHOLE,
                    Number::Wide(_) => WIDE,
                    Number::Real(_) => REAL,
                };
                self.note(kind, place);
                Ok(())
            }
            Next::List => {
                self.note(LIST, place);
                let item = self.item.get_or_insert_default();
                cursor.list(|cursor| item.observe(cursor, place))
            }
            Next::Record => {
                self.note(RECORD, place);
                self.record(cursor, place)
            }
        }
    }

    fn record(&mut self, cursor: &mut Cursor<'_>, place: u64) -> Result<(), Fault> {
        self.n_records += 1;
        self.next = 0;
        let taken = cursor.record(|name, cursor| {
            if self.is_dictionary {
                return cursor.skip();
            }
            let at = self.find(name);
            let now = self.n_records;
            let field = &mut self.fields[at];
            if field.last == now {
                return cursor.fault("stands there twice, so which one is meant cannot be told");
            }
            field.last = now;
            field.seen.observe(cursor, place)?;
            self.is_dictionary = self.fields.len() > MOST_FIELDS;
            Ok(())
        });
        if self.is_dictionary {
            self.fields = Vec::new();
        }
        taken
    }

    /// The position of a field, which mostly is that behind the one before.
    fn find(&mut self, name: &str) -> usize {
        let is_it = |field: &Field| field.name == name;
        let at = match self.fields.get(self.next) {
            Some(field) if is_it(field) => self.next,
            _ => self.fields.iter().position(is_it).unwrap_or_else(|| {
                self.fields.push(Field { name: name.to_owned(), seen: Seen::default(), last: 0 });
                self.fields.len() - 1
            }),
        };
        self.next = at + 1;
        at
    }

    /// Adds what was seen in a later part.
    pub(super) fn merge(&mut self, later: Seen) {
        for kind in 0..WORDS.len() {
            self.note(kind, later.first.0[kind]);
        }
        if let Some(item) = later.item {
            self.item.get_or_insert_default().merge(*item);
        }
        self.is_dictionary |= later.is_dictionary;
        for field in later.fields {
            let at = self.find(&field.name);
            self.fields[at].seen.merge(field.seen);
        }
        self.is_dictionary |= self.fields.len() > MOST_FIELDS;
        if self.is_dictionary {
            self.fields = Vec::new();
        }
    }

    /// Whether there are more fields than anybody reads, over all records.
    pub(super) fn is_boundless(&self) -> bool {
        fn count(seen: &Seen) -> usize {
            let inside = seen.fields.iter().map(|field| 1 + count(&field.seen)).sum::<usize>();
            inside + seen.item.as_deref().map_or(0, count)
        }
        self.is_dictionary || count(self) > MOST_OF_ALL
    }

    /// The fields of the records, in order of their first appearance.
    pub(super) fn columns(&self, place: &str) -> Vec<(String, Shape)> {
        self.fields.iter().map(|field| (field.name.clone(), field.seen.shape(place, 1))).collect()
    }

    /// The type that holds every value; `place` is what places count: lines, records.
    fn shape(&self, place: &str, depth: usize) -> Shape {
        let item = || self.item.as_ref().map_or(Shape::Null, |item| item.shape(place, depth + 1));
        let is_number = |kind| matches!(kind, WHOLE | WIDE | REAL);
        let kinds: Vec<usize> = (0..WORDS.len()).filter(|&kind| self.has(kind)).collect();
        match kinds.as_slice() {
            [] => Shape::Null,
            _ if depth >= DEEPEST && (self.has(LIST) || self.has(RECORD)) => Shape::Other(1),
            [TEXT] => Shape::Text,
            [TRUTH] => Shape::Bool,
            [WHOLE] => Shape::Integer,
            [WIDE] | [WHOLE, WIDE] => Shape::Decimal,
            numbers if numbers.iter().all(|&kind| is_number(kind)) => Shape::Float,
            [LIST] => Shape::list(item()),
            [RECORD] if self.is_dictionary => Shape::Other(1),
            [RECORD] => Shape::Record(
                self.fields
                    .iter()
                    .map(|field| (field.name.clone(), field.seen.shape(place, depth + 1)))
                    .collect(),
            ),
            // A text where others list several, or parts of a message: a list of one.
            [TEXT, LIST] if holds_text(&item()) => match item() {
                Shape::Null => Shape::list(Shape::Text),
                other => Shape::list(other),
            },
            _ => Shape::Mixed(self.mixture(&kinds, place)),
        }
    }

    /// "text in line 1 and whole numbers in line 7".
    fn mixture(&self, kinds: &[usize], place: &str) -> String {
        let mut found: Vec<(u64, &str)> =
            kinds.iter().map(|&kind| (self.first.0[kind], WORDS[kind])).collect();
        found.sort_unstable();
        let said: Vec<String> =
            found.iter().take(2).map(|(at, what)| format!("{what} in {place} {at}")).collect();
        said.join(" and ")
    }
}

/// Whether a text can be an item among these.
fn holds_text(item: &Shape) -> bool {
    match item {
        Shape::Text | Shape::Null => true,
        Shape::Record(fields) => {
            fields.iter().any(|(name, shape)| name == PART_FIELD && *shape == Shape::Text)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(lines: &[&str]) -> Result<Seen, Fault> {
        let mut seen = Seen::default();
        for (line, at) in lines.iter().zip(1..) {
            seen.observe(&mut Cursor::new(line), at)?;
        }
        Ok(seen)
    }

    fn shape(values: &[&str]) -> Shape {
        seen(values).unwrap().shape("line", 0)
    }

    #[test]
    fn the_narrowest_type_that_holds_all_values_is_taken() {
        assert_eq!(shape(&["null", "null"]), Shape::Null);
        assert_eq!(shape(&["1", "null", "2"]), Shape::Integer);
        assert_eq!(shape(&["1", "2.5", "NaN"]), Shape::Float);
        assert_eq!(shape(&["1", "12345678901234567890"]), Shape::Decimal);
        assert_eq!(shape(&["true", "null"]), Shape::Bool);
        assert_eq!(shape(&["[]", "[1]", "[2.5]"]), Shape::list(Shape::Float));
        assert_eq!(shape(&["[]", "[null]"]), Shape::list(Shape::Null));
    }

    #[test]
    fn a_text_may_be_a_list_of_one() {
        assert_eq!(shape(&["\"a\"", "[\"b\", \"c\"]"]), Shape::list(Shape::Text));
        let Shape::List(part) = shape(&["\"a\"", r#"[{"type": "text", "text": "b"}]"#]) else {
            panic!("a list of parts")
        };
        assert!(matches!(*part, Shape::Record(_)));
    }

    #[test]
    fn two_types_are_told_with_their_places() {
        let mixed = |values: &[&str]| match shape(values) {
            Shape::Mixed(what) => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(mixed(&["null", "7", "\"a\"", "8"]), "whole numbers in line 2 and text in line 3");
        assert_eq!(mixed(&["[1]", "[]", "{}"]), "lists in line 1 and records in line 3");
        assert_eq!(mixed(&["\"a\"", "[1]"]), "text in line 1 and lists in line 2");
        assert_eq!(mixed(&["true", "0.5"]), "booleans in line 1 and numbers in line 2");
    }

    #[test]
    fn parts_say_what_the_whole_says() {
        let lines =
            [r#"{"a": 1}"#, r#"{"b": "x", "a": 2.5}"#, r#"{"c": [{"d": 1}], "b": null}"#, r#"{"b": 3}"#];
        let whole = seen(&lines).unwrap().columns("line");
        for at in 0..lines.len() {
            let mut first = seen(&lines[..at]).unwrap();
            let mut rest = Seen::default();
            for (line, place) in lines[at..].iter().zip(at as u64 + 1..) {
                rest.observe(&mut Cursor::new(line), place).unwrap();
            }
            first.merge(rest);
            assert_eq!(first.columns("line"), whole);
        }
        let names: Vec<&str> = whole.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c"]);
    }

    #[test]
    fn a_field_that_comes_twice_is_refused() {
        let fault = seen(&[r#"{"a": {"b": 1, "c": 2, "b": 3}}"#]).unwrap_err();
        assert_eq!((fault.path.as_str(), fault.what.starts_with("stands there twice")), ("a.b", true));
        assert!(seen(&[r#"{"b": 1}"#, r#"{"b": 1}"#]).is_ok());
    }

    #[test]
    fn a_dictionary_is_one_value() {
        let of = |from: usize| {
            let fields: Vec<String> = (from..from + 600).map(|i| format!("\"k{i}\": {i}")).collect();
            format!("{{\"logprobs\": {{{}}}}}", fields.join(", "))
        };
        let (one, two) = (of(0), of(600));
        let whole = seen(&[&one, &two, &one]).unwrap();
        assert_eq!(whole.columns("line"), [("logprobs".to_owned(), Shape::Other(1))]);
        let mut first = seen(&[&one]).unwrap();
        first.merge(seen(&[&two]).unwrap());
        assert_eq!(first.columns("line"), whole.columns("line"));
        assert!(!whole.is_boundless() && seen(&[&one]).unwrap().columns("line") != whole.columns("line"));
    }
}
