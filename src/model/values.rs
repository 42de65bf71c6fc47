//! Helm values of the user's, in the mesh file and in files of their own, with the place of each.

use super::variable;
use crate::kdl;
use crate::source::{Span, Spanned};
use crate::yaml::{self, Map, Value, json};
use std::collections::BTreeSet;

/// Helm values of a cluster: the layers in which they are written, each over the ones before it.
#[derive(Debug, Clone, Default)]
pub struct Values {
    /// The values.
    pub tree: Map<String, Value>,
    /// The path of every value that is not a map, with dots between the keys, and its place; later places
    /// win.
    pub places: Vec<Spanned<String>>,
    /// Every value, a map's own as well, as it was written, in order: a later one wins.
    pub nodes: Vec<Written>,
    /// The files that are named for them, in order.
    pub files: Vec<Spanned<String>>,
    /// The place of more values that cannot be read.
    pub broken: Option<Span>,
}

/// A value as it was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// The keys that lead to it, its own last. They may have dots in them.
    pub keys: Vec<String>,
    /// The place of its own key.
    pub span: Span,
    /// The place of its key and of what is beside it, without what is in its braces.
    pub head: Span,
    /// The place of its value, where it has a single one.
    pub value: Option<Span>,
    /// How it is written.
    pub language: Language,
}

/// A language in which values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// That of mesh files.
    Kdl,
    /// That of the user's own files.
    Yaml,
}

impl Language {
    /// A scalar, or a list of some.
    pub fn value(self, value: &Value) -> Option<String> {
        match self {
            Language::Kdl => kdl::arguments(value),
            Language::Yaml => self.pair("", value).map(|pair| pair.trim_start_matches("\"\": ").to_string()),
        }
    }

    /// A key with a scalar, or with a list of some.
    pub fn pair(self, name: &str, value: &Value) -> Option<String> {
        match (self, value) {
            (Language::Kdl, value) => Some(format!("{name} {}", kdl::arguments(value)?)),
            (Language::Yaml, Value::Object(_)) => None,
            (Language::Yaml, Value::Array(_)) => Some(format!("{name}: {value}")),
            (Language::Yaml, value) => Some(yaml::write(&json!({ name: value })).trim_end().to_string()),
        }
    }

    /// A key with a map that holds what is written.
    pub fn map(self, name: &str, inside: &str) -> String {
        match self {
            Language::Kdl => format!("{name} {{ {inside} }}"),
            Language::Yaml => format!("{name}: {{{inside}}}"),
        }
    }

    /// A key with a list of one item that is written.
    pub fn list(self, name: &str, item: &str) -> String {
        match self {
            Language::Kdl => format!("{name} {{ - {item} }}"),
            Language::Yaml => format!("{name}: [{item}]"),
        }
    }
}

impl Written {
    /// Its own key.
    pub fn name(&self) -> &str {
        self.keys.last().map_or("", String::as_str)
    }

    /// Its path with dots between the keys.
    pub fn path(&self) -> String {
        self.keys.join(".")
    }

    /// The path of the map that it is in.
    pub fn above(&self) -> String {
        self.keys.split_last().map_or(String::new(), |(_, above)| above.join("."))
    }
}

impl Values {
    /// Lays another layer over these, as Helm lays one file over another: maps are merged, and anything else
    /// takes the place of what was there.
    pub fn lay(&mut self, over: &Values) {
        yaml::overlay(&mut self.tree, &over.tree);
        self.nodes.extend(over.nodes.iter().cloned());
        self.places.extend(over.places.iter().cloned());
        self.broken = self.broken.or(over.broken);
    }

    /// Forgets what a later layer has taken the place of, so that no finding points at it.
    pub fn forget_replaced(&mut self) {
        let (nodes, places) = (std::mem::take(&mut self.nodes), std::mem::take(&mut self.places));
        let is_there = |written: &Written| match self.at(&written.keys) {
            Some(Value::Object(fields)) => written.value.is_none() || fields.is_empty(),
            Some(_) => true,
            None => false,
        };
        let (kept, gone): (Vec<Written>, Vec<Written>) = nodes.into_iter().partition(is_there);
        let gone: BTreeSet<Span> = gone.iter().map(|written| written.span).collect();
        let is_gone = |span: Span| gone.contains(&span);
        self.places = places.into_iter().filter(|place| !is_gone(place.span)).collect();
        self.nodes = kept;
    }

    /// Where the mesh file has the first of them.
    pub fn mention(&self) -> Option<Span> {
        let file = self.files.first().map(|file| file.span);
        file.or_else(|| self.places.first().map(|first| first.span))
    }

    /// The value that these keys lead to.
    pub fn at(&self, keys: &[String]) -> Option<&Value> {
        let (first, rest) = keys.split_first()?;
        rest.iter().try_fold(self.tree.get(first)?, |value, key| value.get(key))
    }

    /// Where the value is written to which these keys lead; the last of several.
    pub fn written(&self, keys: &[String]) -> Option<&Written> {
        self.nodes.iter().rfind(|written| written.keys == keys)
    }

    /// The value at a path with dots between its keys, where it is known: not one that something else puts in
    /// the place of a variable.
    pub fn get(&self, path: &str) -> Option<&Value> {
        self.stated(path).filter(|value| !value.is_string() || variable(value).is_none())
    }

    /// What is written at a path with dots between its keys.
    pub fn stated(&self, path: &str) -> Option<&Value> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        yaml::at(self.tree.get(first)?, rest)
    }

    /// The place of a path, or of the last that was written below it.
    pub fn place(&self, path: &str) -> Option<Span> {
        let is_at = |place: &&Spanned<String>| {
            place.value.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.places.iter().rfind(is_at).map(|place| place.span)
    }
}
