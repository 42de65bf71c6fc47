//! YAML text to JSON values, through `serde_yaml` and visitors of our own.
//!
//! A visitor sees values, not how they were written. Where that matters, the visitor of a scalar fails with a
//! doubt, and that of the collection above lets the [`Reader`] settle it and goes on.

use super::key::{Key, Name, twice};
use super::reader::{Consumers, Doubt, Reader};
use super::trail::{Extent, Placed};
use super::{Map, Value, YamlError};
use crate::source::{FileId, conflicts};
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// All documents of a text, in order; one that is empty is null, so that indices keep their meaning.
///
/// # Errors
/// When the text is not YAML, or has what Kubernetes' readers would refuse or silently change.
pub fn read(text: &str) -> Result<Vec<Value>, YamlError> {
    read_for(text, Consumers::Kubectl)
}

/// The same for a text that kustomize will read too.
///
/// # Errors
/// Also when kustomize reads something in it differently from kubectl.
pub fn read_for_kustomize(text: &str) -> Result<Vec<Value>, YamlError> {
    read_for(text, Consumers::Kustomize)
}

/// All documents of a text, as Helm reads its values, with the places of their keys.
///
/// # Errors
/// As of [`read`].
pub fn read_placed(text: &str) -> Result<Vec<Placed>, YamlError> {
    let reader = Reader::new(text, Consumers::Kubectl);
    reader.trail.keep();
    documents(&reader, |value| Placed { value, places: reader.places() })
}

fn read_for(text: &str, consumers: Consumers) -> Result<Vec<Value>, YamlError> {
    documents(&Reader::new(text, consumers), |value| value)
}

fn documents<T>(reader: &Reader<'_>, make: impl Fn(Value) -> T) -> Result<Vec<T>, YamlError> {
    // Everything else that is wrong in the text may follow from a merge that is not finished.
    all(reader, make).map_err(|error| conflict(reader).unwrap_or(error))
}

fn conflict(reader: &Reader<'_>) -> Option<YamlError> {
    let [begin, ..] = *conflicts(FileId::default(), reader.text.as_str()).first()?;
    let (line, column) = reader.text.position(begin.start);
    Some(YamlError { line, column, message: "it holds an unresolved merge conflict".to_string() })
}

fn all<T>(reader: &Reader<'_>, make: impl Fn(Value) -> T) -> Result<Vec<T>, YamlError> {
    reader.check_brackets()?;
    let mut values = Vec::new();
    for document in serde_yaml::Deserializer::from_str(reader.text.as_str()) {
        let value = match Node(reader).deserialize(document) {
            Err(error) => reader.resolve(error).map(|scalar| scalar.value),
            value => value,
        };
        values.push(make(value.map_err(|error| reader.error(&error))?));
    }
    Ok(values)
}

/// Any node.
struct Node<'r, 't>(&'r Reader<'t>);

impl<'de> DeserializeSeed<'de> for Node<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, node: D) -> Result<Value, D::Error> {
        node.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        self.known(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        self.known(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        self.known(Value::from(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        self.known(Value::from(value))
    }

    fn visit_i128<E: de::Error>(self, _: i128) -> Result<Value, E> {
        Err(self.0.fail("this number is too large; quote it"))
    }

    fn visit_u128<E: de::Error>(self, _: u128) -> Result<Value, E> {
        Err(self.0.fail("this number is too large; quote it"))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        if !value.is_finite() {
            return Err(self.0.fail("JSON has no infinity and no NaN; quote it"));
        }
        // Of whole numbers too long even for 128 bits serde_yaml makes floats.
        if value.abs() >= 1e19 { Err(self.0.doubt(Doubt::Number(value))) } else { self.known(Value::from(value)) }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        self.0.spend(text.len())?;
        if self.0.is_doubtful(text) {
            return Err(self.0.doubt(Doubt::Text(text.to_string())));
        }
        Ok(Value::String(text.to_string()))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, node: A) -> Result<Value, A::Error> {
        let (tag, _) = node.variant::<String>()?;
        Err(self.0.fail(format!("the tag `!{tag}` is not supported")))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut nodes: A) -> Result<Value, A::Error> {
        self.0.spend(0)?;
        let mut values = Vec::new();
        self.0.trail.enter_list();
        loop {
            match nodes.next_element_seed(Node(self.0)) {
                Ok(Some(value)) => values.push(value),
                Ok(None) => break,
                Err(error) => values.push(self.0.resolve(error)?.value),
            }
        }
        self.0.trail.leave_list();
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut nodes: A) -> Result<Value, A::Error> {
        self.0.spend(0)?;
        let mut fields = Map::new();
        let mut merged = None;
        loop {
            let key = Key { reader: self.0, taken: &fields };
            let (name, place) = match nodes.next_key_seed(key) {
                Ok(Some(name)) => (name, None),
                Ok(None) => break,
                Err(error) => key.resolve(error)?,
            };
            match name {
                Name::Field(name) => {
                    self.0.trail.enter(&name, place);
                    let (value, place) = self.beside(&mut nodes)?;
                    self.0.trail.leave(place);
                    fields.insert(name, value);
                }
                Name::Merge if merged.is_some() => return Err(self.0.fail(twice("<<"))),
                Name::Merge => merged = Some(self.beside(&mut nodes)?.0),
            }
        }
        for (name, value) in self.parents(merged)?.into_iter().flatten() {
            fields.entry(name).or_insert(value);
        }
        Ok(Value::Object(fields))
    }
}

impl Node<'_, '_> {
    /// A scalar that is no string.
    fn known<E: de::Error>(&self, value: Value) -> Result<Value, E> {
        self.0.spend(0)?;
        if self.0.trail.is_kept() { Err(self.0.doubt(Doubt::Known(value))) } else { Ok(value) }
    }

    /// The value of a key that was read, and where it is if it is a scalar whose place was looked up.
    fn beside<'de, A: MapAccess<'de>>(&self, nodes: &mut A) -> Result<(Value, Option<Extent>), A::Error> {
        match nodes.next_value_seed(Node(self.0)) {
            Ok(value) => Ok((value, None)),
            Err(error) => self.0.resolve(error).map(|scalar| (scalar.value, scalar.span)),
        }
    }

    /// The mappings that a `<<` brings in, the strongest first; a field in the mapping itself is stronger
    /// still.
    fn parents<E: de::Error>(&self, merged: Option<Value>) -> Result<Vec<Map<String, Value>>, E> {
        let values = match merged {
            None => return Ok(Vec::new()),
            Some(Value::Array(values)) => values,
            Some(value) => vec![value],
        };
        let wrong = || self.0.fail("`<<` takes a mapping or a list of mappings");
        values.into_iter().map(|value| if let Value::Object(map) = value { Ok(map) } else { Err(wrong()) }).collect()
    }
}
