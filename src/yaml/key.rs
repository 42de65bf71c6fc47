//! The key of a mapping to the name of a field, as Kubernetes' conversion to JSON makes it.
//!
//! Booleans and whole numbers become text, as in sigs.k8s.io/yaml (yaml.go, v1.6.0). Fractions would too, but
//! `1.10` would become `1.1`: they are refused, like everything else that is not a string.

use super::reader::{Doubt, Reader, Scalar};
use super::trail::Extent;
use super::{Map, Value};
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A key as Kubernetes' conversion to JSON reads it.
pub enum Name {
    /// The name of a field.
    Field(String),
    /// A plain `<<`.
    Merge,
}

/// The key of a mapping that already has the `taken` ones. A duplicate is an error of the key, and so gets
/// its place.
#[derive(Clone, Copy)]
pub struct Key<'r, 't> {
    /// The reader of the text.
    pub reader: &'r Reader<'t>,
    /// The fields that the mapping already has.
    pub taken: &'r Map<String, Value>,
}

impl Key<'_, '_> {
    /// Settles the doubt that the visitor of this key failed with, and tells where the key is; any other
    /// error passes through.
    pub fn resolve<E: de::Error>(self, error: E) -> Result<(Name, Option<Extent>), E> {
        let Scalar { value, is_merge, offset, span } = self.reader.resolve(error)?;
        if is_merge {
            return Ok((Name::Merge, None));
        }
        let span = span.or(Some((offset, offset)));
        let name = match value {
            Value::Bool(value) if !self.reader.wants_string_keys() => value.to_string(),
            Value::Number(value) if !value.is_f64() && !self.reader.wants_string_keys() => value.to_string(),
            Value::String(value) => value,
            _ => return Err(self.reader.fail_at(offset, "this key must be a string; quote it")),
        };
        if self.taken.contains_key(&name) {
            Err(self.reader.fail_at(offset, twice(&name)))
        } else {
            Ok((Name::Field(name), span))
        }
    }

    fn name<E: de::Error>(&self, name: String) -> Result<Name, E> {
        self.reader.spend(name.len())?;
        if self.taken.contains_key(&name) { Err(self.reader.fail(twice(&name))) } else { Ok(Name::Field(name)) }
    }

    /// A key that is not a string, as it would be written in JSON.
    fn scalar<E: de::Error>(&self, value: Value) -> Result<Name, E> {
        match value {
            _ if self.reader.wants_string_keys() => self.refuse(),
            value if self.reader.trail.is_kept() => Err(self.reader.doubt(Doubt::Known(value))),
            value => self.name(value.to_string()),
        }
    }

    fn refuse<E: de::Error>(&self) -> Result<Name, E> {
        Err(self.reader.fail("this key must be a string; quote it"))
    }
}

impl<'de> DeserializeSeed<'de> for Key<'_, '_> {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, node: D) -> Result<Name, D::Error> {
        node.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Key<'_, '_> {
    type Value = Name;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a key")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Name, E> {
        self.refuse()
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Name, E> {
        self.scalar(value.into())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Name, E> {
        self.scalar(value.into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Name, E> {
        self.scalar(value.into())
    }

    fn visit_i128<E: de::Error>(self, _: i128) -> Result<Name, E> {
        self.refuse()
    }

    fn visit_u128<E: de::Error>(self, _: u128) -> Result<Name, E> {
        self.refuse()
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Name, E> {
        self.refuse()
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Name, E> {
        if self.reader.is_doubtful(text) {
            self.reader.spend(text.len())?;
            return Err(self.reader.doubt(Doubt::Text(text.to_string())));
        }
        self.name(text.to_string())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Name, A::Error> {
        self.refuse()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Name, A::Error> {
        self.refuse()
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Name, A::Error> {
        self.refuse()
    }
}

/// What is wrong with a second key of one name.
pub fn twice(name: &str) -> String {
    format!("the key `{name}` appears twice in one mapping")
}
