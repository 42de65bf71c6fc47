//! A JSON pointer and a text to the place of the value that it names.
//!
//! The text is read once more by a visitor that follows the pointer and fails on purpose at its end:
//! `serde_yaml` adds the mark of the failing node to the error, and that is the place.

use super::Map;
use super::key::{Key, Name};
use super::reader::{Consumers, Reader};
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::fmt;

/// The line and column, both from 1, of the value at a JSON pointer in the document of that index.
///
/// An alias leads to the value that it names. There is no place for what a `<<` merged in.
pub fn locate(text: &str, document: usize, pointer: &str) -> Option<(usize, usize)> {
    let reader = Reader::new(text, Consumers::Kubectl);
    let steps = steps(pointer)?;
    let found = Cell::new(false);
    let document = serde_yaml::Deserializer::from_str(reader.text.as_str()).nth(document)?;
    let error = Find { reader: &reader, steps: &steps, found: &found }.deserialize(document).err()?;
    let mark = error.location().filter(|_| found.get())?;
    Some(reader.text.position(reader.text.offset(mark.line(), mark.column())))
}

/// The unescaped parts of a pointer (RFC 6901).
fn steps(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    let steps = pointer.strip_prefix('/')?.split('/');
    Some(steps.map(|step| step.replace("~1", "/").replace("~0", "~")).collect())
}

#[derive(Clone, Copy)]
struct Find<'r, 't> {
    reader: &'r Reader<'t>,
    steps: &'r [String],
    found: &'r Cell<bool>,
}

impl Find<'_, '_> {
    /// Fails when this node is the one.
    fn scalar<E: de::Error>(self) -> Result<(), E> {
        if !self.steps.is_empty() {
            return Ok(());
        }
        self.found.set(true);
        Err(E::custom("found"))
    }
}

impl<'de> DeserializeSeed<'de> for Find<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, node: D) -> Result<(), D::Error> {
        node.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Find<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.scalar()
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.scalar()
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<(), E> {
        self.scalar()
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<(), E> {
        self.scalar()
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<(), E> {
        self.scalar()
    }

    fn visit_i128<E: de::Error>(self, _: i128) -> Result<(), E> {
        self.scalar()
    }

    fn visit_u128<E: de::Error>(self, _: u128) -> Result<(), E> {
        self.scalar()
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<(), E> {
        self.scalar()
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<(), E> {
        self.scalar()
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        // After a tagged node that was not read, reading must not go on.
        self.scalar()?;
        Err(de::Error::custom("a tag"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut nodes: A) -> Result<(), A::Error> {
        let Some((step, steps)) = self.steps.split_first() else { return self.scalar() };
        let Ok(index) = step.parse::<usize>() else { return Ok(()) };
        for _ in 0..index {
            if nodes.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        nodes.next_element_seed(Find { steps, ..self }).map(drop)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut nodes: A) -> Result<(), A::Error> {
        let Some((step, steps)) = self.steps.split_first() else { return self.scalar() };
        let taken = Map::new();
        let key = Key { reader: self.reader, taken: &taken };
        loop {
            let name = match nodes.next_key_seed(key) {
                Ok(Some(name)) => name,
                Ok(None) => return Ok(()),
                Err(error) => key.resolve(error)?.0,
            };
            if matches!(&name, Name::Field(name) if name == step) {
                return nodes.next_value_seed(Find { steps, ..self });
            }
            nodes.next_value::<IgnoredAny>()?;
        }
    }
}
