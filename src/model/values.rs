//! Helm values of the user's, with the place of each.

use crate::source::{Span, Spanned};
use crate::yaml::{Map, Value};

/// Helm values of a cluster: the default ones with the cluster's own over them, key by key.
#[derive(Debug, Clone, Default)]
pub struct Values {
    /// The values.
    pub tree: Map<String, Value>,
    /// The path of every value that is not a map, with dots between the keys, and its place; later places
    /// win.
    pub places: Vec<Spanned<String>>,
    /// The place of more values that cannot be read.
    pub broken: Option<Span>,
}

impl Values {
    /// The value at a path with dots between its keys.
    pub fn get(&self, path: &str) -> Option<&Value> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let mut value = self.tree.get(first)?;
        for key in rest.split('.').filter(|key| !key.is_empty()) {
            value = value.get(key)?;
        }
        Some(value)
    }

    /// The place of a path, or of the last that was written below it.
    pub fn place(&self, path: &str) -> Option<Span> {
        let is_at = |place: &&Spanned<String>| {
            place.value.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.places.iter().rfind(is_at).map(|place| place.span)
    }
}
