//! Files of Helm values, and what `helm get values` prints.

use super::{Source, umbrella};
use crate::import::facts::{Facts, Form, Installer, Layer};
use crate::import::files::Origin;
use crate::import::places::folder_of;
use crate::yaml::Value;

/// Whether a document is made of values of Cilium's chart: most of what is at its top is known.
pub fn is(document: &Value) -> bool {
    umbrella::of(document).is_some()
}

/// Adds a layer.
pub fn read(source: Source<'_>, facts: &mut Facts) {
    let Some((values, is_whole)) = umbrella::of(source.document) else { return };
    if !is_whole {
        umbrella::dependency(source, folder_of(source.path()), facts);
    }
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
