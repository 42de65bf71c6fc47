//! Data the way JSON-in-KDL writes it: one argument is a scalar, several are a list, children are a map,
//! children named `-` are a list.

use super::node::{Entry, Item};
use ::kdl::KdlValue;
use serde_json::Value;

/// The data after the first `skip` arguments of a node; null when there is none.
pub fn data(item: Item<'_>, skip: usize) -> Value {
    let mut values: Vec<_> = item.arguments().skip(skip).map(scalar).collect();
    if values.len() > 1 {
        return Value::Array(values);
    }
    if let Some(value) = values.pop() {
        return value;
    }
    if !item.has_braces() {
        return Value::Null;
    }
    if item.children().next().is_some_and(|child| child.name() == "-") {
        return item.children().map(|child| data(child, 0)).collect();
    }
    Value::Object(item.children().map(|child| (child.name().to_string(), data(child, 0))).collect())
}

/// A scalar, or a list of some, as the arguments of a node.
pub fn arguments(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("#null".to_string()),
        Value::Bool(value) => Some(format!("#{value}")),
        Value::Number(number) => Some(number.to_string()),
        // What JSON escapes KDL escapes in the same way.
        Value::String(text) => serde_json::to_string(text).ok(),
        Value::Array(items) if items.len() > 1 => {
            let items: Option<Vec<String>> =
                items.iter().map(|item| arguments(item).filter(|_| !item.is_array())).collect();
            items.map(|texts| texts.join(" "))
        }
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn scalar(entry: Entry<'_>) -> Value {
    match entry.value() {
        KdlValue::String(text) => text.clone().into(),
        KdlValue::Bool(value) => (*value).into(),
        KdlValue::Float(number) => (*number).into(),
        KdlValue::Integer(number) => match (i64::try_from(*number), u64::try_from(*number)) {
            (Ok(number), _) => number.into(),
            (_, Ok(number)) => number.into(),
            // More than readers of JSON hold: callers refuse it before.
            _ => Value::Null,
        },
        KdlValue::Null => Value::Null,
    }
}
