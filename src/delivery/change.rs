//! Objects and changes that are given more fields by what applies them.

use crate::plan::{Author, Change, Object, Patch, Target};
use crate::yaml::{Map, Value, json, overlay};
use std::rc::Rc;

/// The fields by which an object has those annotations.
pub fn annotations(annotations: Value) -> Map<String, Value> {
    Map::from_iter([("metadata".to_string(), json!({ "annotations": annotations }))])
}

/// Adds fields to an object.
pub fn annotate(object: &mut Rc<Object>, fields: &Map<String, Value>) {
    if let Some(own) = Rc::make_mut(object).value.as_object_mut() {
        overlay(own, fields);
    }
}

/// A change that merges those fields into an object.
pub fn merge(name: String, target: &Target, fields: &Map<String, Value>) -> Change {
    Change { name, patch: target.merge(fields), author: Author::Delivery }
}

/// Adds fields to what a change merges.
pub fn extend(change: &mut Change, fields: &Map<String, Value>) {
    if let Patch::Merge(Value::Object(patch)) = &mut change.patch {
        overlay(patch, fields);
    }
}
