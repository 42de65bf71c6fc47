//! Maps laid over maps, as Helm lays one file of values over another.

use super::{Map, Value};

/// Lays maps over maps key by key; what is not a map replaces the former value. The depth is bounded by the
/// readers of KDL and YAML.
pub fn overlay(values: &mut Map<String, Value>, over: &Map<String, Value>) {
    for (key, value) in over {
        match (values.get_mut(key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => overlay(old, new),
            _ => {
                values.insert(key.clone(), value.clone());
            }
        }
    }
}
