//! Changes of objects, and the objects that they name.

use crate::manifest::{Scope, group, kind, known_kind};
use crate::yaml::{Map, Value, overlay, text};

/// A patch.
#[derive(Debug, Clone)]
pub enum Patch {
    /// A strategic merge patch: a part of the object that it names.
    Merge(Value),
    /// A JSON patch (RFC 6902).
    Json(Target, Vec<Value>),
}

/// The object that a patch changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// `apiVersion`: kustomize matches merge patches by all of it.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// `metadata.namespace`; empty for objects of no namespace.
    pub namespace: String,
    /// `metadata.name`.
    pub name: String,
}

impl Target {
    /// How a merge patch names it: its first fields.
    pub fn head(&self) -> Map<String, Value> {
        let mut metadata = Map::from_iter([("name".to_string(), self.name.as_str().into())]);
        if !self.namespace.is_empty() {
            metadata.insert("namespace".to_string(), self.namespace.as_str().into());
        }
        Map::from_iter([
            ("apiVersion".to_string(), self.api_version.as_str().into()),
            ("kind".to_string(), self.kind.as_str().into()),
            ("metadata".to_string(), Value::Object(metadata)),
        ])
    }

    /// A strategic merge of fields into it; `metadata` among them joins its name.
    pub fn merge(&self, fields: &Map<String, Value>) -> Patch {
        let mut patch = self.head();
        overlay(&mut patch, fields);
        Patch::Merge(Value::Object(patch))
    }

    /// Its kind as a part of a file's name.
    pub fn plain_kind(&self) -> String {
        self.kind.chars().filter(char::is_ascii_alphanumeric).take(40).map(|c| c.to_ascii_lowercase()).collect()
    }

    /// The target that an object is.
    pub fn of(object: &Value) -> Target {
        let of_metadata = |field: &str| object.get("metadata").map_or("", |metadata| text(metadata, field)).to_string();
        Target {
            api_version: text(object, "apiVersion").to_string(),
            kind: kind(object).to_string(),
            namespace: of_metadata("namespace"),
            name: of_metadata("name"),
        }
    }

    /// An object of that kind and name that is not known yet: of kinds that Kubernetes itself has, with their
    /// API version and, where they have one, that namespace.
    pub fn unseen(kind: &str, name: &str, namespace: &str) -> Target {
        let known = known_kind(kind);
        let namespace = if known.is_some_and(|known| known.scope == Scope::Namespaced) { namespace } else { "" };
        Target {
            api_version: known.map_or("", |known| known.api_version).to_string(),
            kind: kind.to_string(),
            namespace: namespace.to_string(),
            name: name.to_string(),
        }
    }

    /// The API group; empty for the core group.
    pub fn group(&self) -> &str {
        group(&self.api_version)
    }
}

impl Patch {
    /// The object that it changes.
    pub fn target(&self) -> Target {
        match self {
            Patch::Merge(value) => Target::of(value),
            Patch::Json(target, _) => target.clone(),
        }
    }
}
