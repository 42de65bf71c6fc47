//! The user's keys of `cilium-config`: through the chart's own value where it writes the key by itself, through `extraConfig`
//! where it does not. Never both: a key that stands twice in the ConfigMap is refused.

use super::Values;
use crate::model::{Cluster, Setting};
use crate::release::chart::{Kind, Row, When};
use crate::yaml::{Map, Value};

/// Sets the user's keys: those that follow a feature last, for another of the keys may turn it on.
pub fn set(values: &mut Values, cluster: &Cluster) {
    let row = |setting: &Setting| cluster.release().and_then(|release| release.chart_key(&setting.key.value));
    let follows = |setting: &&Setting| matches!(row(setting), Some((Row { when: When::With(_), .. }, _)));
    let (last, first): (Vec<&Setting>, Vec<&Setting>) = cluster.config.iter().partition(follows);
    let mut extra = Map::new();
    for setting in first.into_iter().chain(last) {
        let text = setting.value.as_str();
        match row(setting) {
            // A rule has refused it.
            Some((row, Kind::Derived)) if is_written(row, text, values, cluster) => continue,
            Some((row, kind)) if is_written(row, text, values, cluster) => {
                values.set(row.value, typed(kind, text));
                continue;
            }
            // The chart is silent when it is off, and Cilium's own default may be another.
            Some((row, Kind::Switch)) if row.when == When::Asked => values.set(row.value, false),
            _ => {}
        }
        extra.insert(setting.key.value.clone(), text.into());
    }
    if !extra.is_empty() {
        values.set("extraConfig", Value::Object(extra));
    }
}

/// Whether the chart writes the key, once its value is this text.
fn is_written(row: &Row, text: &str, values: &Values, cluster: &Cluster) -> bool {
    let value = |path: &str| cluster.values.get(path).or_else(|| values.get(path));
    match row.when {
        When::Always | When::Stated => true,
        When::Asked => !["", "0", "false"].contains(&text),
        When::With(paths) => paths.split('|').filter_map(value).any(is_on),
    }
}

/// Whether Helm takes a value for true.
fn is_on(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(value) => value.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    }
}

/// A text as the chart wants the value. One that does not fit stays a text, which the chart's schema refuses.
fn typed(kind: Kind, text: &str) -> Value {
    let list = |between: char| text.split(between).filter(|item| !item.is_empty()).collect::<Value>();
    let parsed = match kind {
        Kind::Switch => text.parse().ok().map(Value::Bool),
        Kind::Number => text.parse::<i64>().ok().map(Value::from).or_else(|| text.parse::<f64>().ok().map(Value::from)),
        Kind::Words => Some(list(' ')),
        Kind::List => Some(list(',')),
        Kind::Text | Kind::Derived => None,
    };
    parsed.filter(|value| !value.is_null()).unwrap_or_else(|| text.into())
}
