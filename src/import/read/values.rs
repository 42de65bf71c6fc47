//! Files of Helm values, and what `helm get values` prints.

use super::Source;
use crate::import::facts::{Facts, Form, Installer, Layer};
use crate::import::files::Origin;
use crate::release::dictionary::has_value;
use crate::yaml::Value;

/// The key below which a chart of charts has the values of Cilium's.
const SUBCHART: &str = "cilium";

/// Whether a document is made of values of Cilium's chart: most of what is at its top is known.
pub fn is(document: &Value) -> bool {
    of(document).is_some()
}

/// The values, and whether they are the whole document.
fn of(document: &Value) -> Option<(&Value, bool)> {
    if looks_like(document) {
        return Some((document, true));
    }
    let below = document.get(SUBCHART).filter(|below| looks_like(below))?;
    Some((below, false))
}

fn looks_like(document: &Value) -> bool {
    let Some(fields) = document.as_object().filter(|_| document.get("apiVersion").is_none()) else { return false };
    if fields.is_empty() {
        return true;
    }
    let known = fields.keys().filter(|key| has_value(key)).count();
    known > 0 && known * 2 >= fields.len()
}

/// Adds a layer.
pub fn read(source: Source<'_>, facts: &mut Facts) {
    let Some((values, is_whole)) = of(source.document) else { return };
    let is_alone = source.file.documents.len() == 1;
    let form = match source.file.origin {
        Origin::Computed => Form::Computed,
        Origin::Written if is_whole && is_alone && source.path() != "-" => Form::Whole,
        Origin::Written | Origin::Printed => Form::Part,
    };
    if source.file.origin != Origin::Written {
        facts.installer = Some(Installer::Helm);
    }
    match values.as_object().filter(|fields| fields.is_empty()) {
        // The chart runs with its defaults.
        Some(fields) => facts.layers.push(Layer { source: source.path().to_string(), form, values: fields.clone() }),
        None => facts.layer(source.path(), form, values),
    }
}
