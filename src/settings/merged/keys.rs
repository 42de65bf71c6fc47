//! What the Helm chart makes of a cluster's `cilium-config`: the values that the mesh file and the user's own
//! come to, and the keys that follow.
//!
//! Rules and `resolve` both ask here, so that no key is neither refused nor written.

use super::super::{Input, is_within, values};
use crate::model::{Cluster, Mesh, Setting};
use crate::release::chart::{Kind, Row, When};
use crate::release::flags;
use crate::yaml::Value;

/// Whether the chart writes a key of `cilium-config` by itself.
pub fn chart_writes(mesh: &Mesh, cluster: &Cluster, row: &Row) -> bool {
    let input = Input::without_config(mesh, cluster);
    row.is_written(|path| value(&input, path, |path| value(&input, path, |_| None)).as_ref().and_then(is_on))
}

/// The chart's value that a key in `config` becomes, and to what it is set.
pub fn behind(mesh: &Mesh, cluster: &Cluster, setting: &Setting) -> Option<(&'static Row, Value)> {
    let (row, kind) = cluster.chart_key(&setting.key.value).filter(|(_, kind)| *kind != Kind::Derived)?;
    // The chart is silent when it is off, and its own default may be another, as Cilium's own may.
    let is_set = row.when == When::Asked || chart_writes(mesh, cluster, row);
    is_set.then(|| (row, typed(kind, &setting.value)))
}

/// What else than its own value makes the chart switch a key on.
pub fn switched_on_by(mesh: &Mesh, cluster: &Cluster, row: &Row) -> Option<&'static str> {
    let When::With(paths) = row.when else { return None };
    let input = Input::without_config(mesh, cluster);
    let is_set = |path: &str| value(&input, path, |_| None).as_ref().and_then(is_on) == Some(true);
    let is_switch = row.key.starts_with("enable-");
    paths.iter().copied().find(|path| is_switch && *path != row.value && is_set(path))
}

/// The value of the chart at a path, as far as it decides about keys: the user's, or what a key of `config`
/// or a node becomes. A key that follows another value counts when `follows` says that the value is there.
fn value(input: &Input<'_>, path: &str, follows: impl Fn(&str) -> Option<Value>) -> Option<Value> {
    let by_key = |setting: &Setting| {
        let (row, kind) = input.cluster.chart_key(&setting.key.value).filter(|(row, _)| row.value == path)?;
        let is_set =
            !matches!(row.when, When::With(_)) || row.is_written(|path| follows(path).as_ref().and_then(is_on));
        (kind != Kind::Derived && is_set).then(|| typed(kind, &setting.value))
    };
    let stated = input.cluster.values.get(path).cloned();
    stated
        .or_else(|| input.cluster.config.iter().find_map(by_key))
        .or_else(|| by_mesh(input, path).then_some(true.into()))
}

/// Whether the mesh file turns a value of the chart on, or something below it.
fn by_mesh(input: &Input<'_>, path: &str) -> bool {
    let below = values().filter(|(_, value)| is_within(value.path, path));
    below.filter_map(|(row, value)| row.value(value, input)).any(|value| is_on(&value) == Some(true))
}

/// Whether Helm takes a value as true; nothing for null, with which Helm removes a value.
pub fn is_on(value: &Value) -> Option<bool> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(value) => *value,
        Value::Number(value) => value.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    })
}

/// A text as the chart wants the value, read as agents read it. One that does not fit stays a text, which
/// `wrong-helm-type` reports.
pub fn typed(kind: Kind, text: &str) -> Value {
    let list = |between: char| text.split(between).filter(|item| !item.is_empty()).collect::<Value>();
    let parsed = match kind {
        Kind::Switch => flags::switch(text).map(Value::Bool),
        Kind::Number => flags::integer(text).map(Value::from).or_else(|| flags::number(text).map(Value::from)),
        Kind::Words => Some(list(' ')),
        Kind::List => Some(list(',')),
        Kind::Text | Kind::Derived => None,
    };
    parsed.filter(|value| !value.is_null()).unwrap_or_else(|| text.into())
}
