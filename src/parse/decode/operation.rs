//! Operations of JSON patches.

use crate::kdl::{Item, data};
use crate::model::Operation;
use crate::yaml::{Map, Value};

/// An operation of a JSON patch, such as `add "/spec/replicas" 2`.
pub fn operation(item: Item<'_>) -> Option<Operation> {
    let mut json = Map::new();
    json.insert("op".to_string(), item.name().into());
    json.insert("path".to_string(), item.text()?.value.into());
    match item.name() {
        "remove" => {}
        "move" | "copy" => {
            json.insert("from".to_string(), item.property("from")?.text()?.value.into());
        }
        "add" | "replace" | "test" => {
            json.insert("value".to_string(), data(item, 1));
        }
        _ => return None,
    }
    Some(Operation { span: item.head(), json: Value::Object(json) })
}
