//! The ConfigMap `cilium-config`, which agents read.

use super::{Source, text_at};
use crate::import::facts::{Facts, Seen};
use crate::manifest::kind;
use crate::release::CONFIG;
use crate::yaml::{Value, plain_text};

/// Whether a document is that ConfigMap.
pub fn is(document: &Value) -> bool {
    kind(document) == "ConfigMap" && text_at(document, "/metadata/name") == Some(CONFIG)
}

/// Its keys.
pub fn read(source: Source<'_>, facts: &mut Facts) {
    let data = source.document.get("data").and_then(Value::as_object);
    for (key, value) in data.into_iter().flatten() {
        facts.config.push(Seen::new((key.clone(), plain_text(value)), source.path()));
    }
    let namespace = text_at(source.document, "/metadata/namespace");
    facts.namespace.extend(namespace.map(|name| Seen::new(name.to_string(), source.path())));
}
