//! Helm values of the user's, with the place of each.

use crate::source::{Span, Spanned};
use crate::yaml::{self, Map, Value};

/// Helm values of a cluster: the default ones with the cluster's own over them, key by key.
#[derive(Debug, Clone, Default)]
pub struct Values {
    /// The values.
    pub tree: Map<String, Value>,
    /// The path of every value that is not a map, with dots between the keys, and its place; later places
    /// win.
    pub places: Vec<Spanned<String>>,
    /// Every value, a map's own as well, as it was written, in order: a later one wins.
    pub nodes: Vec<Written>,
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
    /// The value that these keys lead to.
    pub fn at(&self, keys: &[String]) -> Option<&Value> {
        let (first, rest) = keys.split_first()?;
        rest.iter().try_fold(self.tree.get(first)?, |value, key| value.get(key))
    }

    /// The value at a path with dots between its keys.
    pub fn get(&self, path: &str) -> Option<&Value> {
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
