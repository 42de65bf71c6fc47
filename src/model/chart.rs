//! What the Helm chart makes of a cluster's `cilium-config`: the values that the mesh file comes to, and the keys that follow.
//!
//! Rules and `resolve` both ask here, so that no key is neither refused nor written.

use super::{Cluster, EncryptionKind, IpamMode, Mesh, Setting};
use crate::release::chart::{Kind, Row, When};
use crate::yaml::Value;

impl Mesh {
    /// Whether the chart writes a key of `cilium-config` by itself.
    pub fn chart_writes(&self, cluster: &Cluster, row: &Row) -> bool {
        row.is_written(|path| {
            self.said(cluster, path, |path| self.said(cluster, path, |_| None)).as_ref().and_then(is_on)
        })
    }

    /// The value of the chart at a path, as far as it decides about keys: the user's, or what a key of `config` or a node
    /// becomes. A key that follows another value counts when `follows` says that the value is there.
    fn said(&self, cluster: &Cluster, path: &str, follows: impl Fn(&str) -> Option<Value>) -> Option<Value> {
        let by_key = |setting: &Setting| {
            let (row, kind) = cluster.chart_key(&setting.key.value).filter(|(row, _)| row.value == path)?;
            let is_set =
                !matches!(row.when, When::With(_)) || row.is_written(|path| follows(path).as_ref().and_then(is_on));
            (kind != Kind::Derived && is_set).then(|| typed(kind, &setting.value))
        };
        let stated = cluster.values.get(path).cloned();
        stated
            .or_else(|| cluster.config.iter().find_map(by_key))
            .or_else(|| by_node(self, cluster, path).then_some(true.into()))
    }
}

/// Whether a node of the mesh file turns a value of the chart on.
fn by_node(mesh: &Mesh, cluster: &Cluster, path: &str) -> bool {
    match path {
        "encryption.enabled" => mesh.encryption.kind != EncryptionKind::None,
        "cni.chainingMode" => cluster.chaining.is_some(),
        "eni.enabled" => cluster.ipam_mode() == IpamMode::Eni,
        "azure.enabled" => cluster.ipam_mode() == IpamMode::Azure,
        "alibabacloud.enabled" => cluster.ipam_mode() == IpamMode::AlibabaCloud,
        "ipam.operator.autoCreateCiliumPodIPPools" => {
            cluster.ipam_mode() == IpamMode::MultiPool && !cluster.pod_cidrs.is_empty()
        }
        _ => false,
    }
}

/// Whether Helm takes a value for true; nothing for null, with which Helm removes a value.
fn is_on(value: &Value) -> Option<bool> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(value) => *value,
        Value::Number(value) => value.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    })
}

/// A text as the chart wants the value. One that does not fit stays a text, which the chart's schema refuses.
pub fn typed(kind: Kind, text: &str) -> Value {
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
