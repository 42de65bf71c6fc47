//! The user's own changes: keys of `cilium-config`, and JSON patches.

use crate::manifest::identity;
use crate::source::{Listed, Span, Spanned};
use crate::yaml::Value;

/// A key of `cilium-config`.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The key.
    pub key: Spanned<String>,
    /// Its value as text.
    pub value: String,
    /// The place of its value.
    pub place: Span,
}

/// A JSON patch of the user's.
#[derive(Debug, Clone)]
pub struct Patch {
    /// The place of the `patch` node.
    pub span: Span,
    /// The kind of the object.
    pub kind: Spanned<String>,
    /// Its name.
    pub name: Spanned<String>,
    /// The operations.
    pub operations: Listed<Operation>,
}

impl Patch {
    /// Which of the objects it may select; with some in `namespace` among them, those alone.
    pub fn targets<'v>(&self, objects: impl Iterator<Item = &'v Value>, namespace: &str) -> Vec<usize> {
        let named = |(index, object): (usize, &'v Value)| {
            let id = identity(object)?;
            (id.kind == self.kind.value && id.name == self.name.value).then_some((index, id.namespace == namespace))
        };
        let all: Vec<(usize, bool)> = objects.enumerate().filter_map(named).collect();
        let is_ours = all.iter().any(|(_, is_ours)| *is_ours);
        all.into_iter().filter(|(_, ours)| *ours || !is_ours).map(|(index, _)| index).collect()
    }

    /// The operations as JSON.
    pub fn json(&self) -> Vec<Value> {
        self.operations.iter().map(|operation| operation.json.clone()).collect()
    }
}

/// One operation of RFC 6902.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its place.
    pub span: Span,
    /// The operation as JSON.
    pub json: Value,
}
