//! Lists that Kubernetes has, which charts write as they are or go through one by one: each item is a map, or
//! a range. Schemas of charts leave them open.

use crate::address;
use crate::model::{Written, variable};
use crate::release::dictionary::{Dictionary, Entry, Found};
use crate::words::shown;
use crate::yaml::Value;

/// An item of another kind: what is wrong, and what to do.
pub fn wrong(dictionary: Dictionary, written: &Written, value: &Value) -> Option<(String, String)> {
    let (name, path) = (written.name(), written.path());
    let is_list = || matches!(dictionary.find(&written.keys), Found::Value(entry) if entry.types.take(value));
    let items = value.as_array()?.iter().filter(|item| !item.is_null() && variable(item).is_none());
    let mut items = items.filter(|_| is_list());
    if let Some((_, example)) = MAPS.iter().find(|(list, _)| *list == name) {
        let item = items.find(|item| !item.is_object())?;
        let what = format!("each item of {} is a map, and `values` has {}", shown(&path), Entry::type_of(item));
        return Some((what, format!("write a map for each, with {example}")));
    }
    let item = items.filter(|_| name == RANGES).find(|item| item.as_str().is_none_or(|text| !is_range(text)))?;
    let text = item.as_str().map_or_else(|| Entry::type_of(item).to_string(), shown);
    let what = format!("each item of {} is a range, and `values` has {text}", shown(&path));
    Some((what, "write each with its prefix length, such as \"192.0.2.0/24\"".to_string()))
}

/// Kubernetes takes spaces around it (`validateServicePorts` and its like in `pkg/apis/core/validation`, and
/// `GetLoadBalancerSourceRanges` in `pkg/api/v1/service`, of 1.31).
fn is_range(text: &str) -> bool {
    address::parse(text.trim()).is_some()
}

/// The ranges from which a load balancer is reached.
const RANGES: &str = "loadBalancerSourceRanges";

/// Lists by their own names, and what an item has: fields of pods (`PodSpec` and `Container` in
/// `core/v1`), of `ServiceMonitor`, and what templates of the charts read in `extraHostPathMounts` and
/// `rateLimits`, of 1.14 to 1.20.
const MAPS: &[(&str, &str)] = &[
    ("extraContainers", "`name` and `image`"),
    ("extraEnv", "`name` and `value`"),
    ("extraHostPathMounts", "`name`, `mountPath` and `hostPath`"),
    ("extraInitContainers", "`name` and `image`"),
    ("extraVolumeMounts", "`name` and `mountPath`"),
    ("extraVolumes", "`name` and what it is made of"),
    ("imagePullSecrets", "`name`"),
    ("initContainers", "`name` and `image`"),
    ("metricRelabelings", "`action` and `sourceLabels`"),
    ("nodeSelectorTerms", "`matchExpressions`"),
    ("rateLimits", "`nodes`, `limit` and `burst`"),
    ("relabelings", "`action` and `sourceLabels`"),
    ("tolerations", "`key` and `operator`"),
    ("topologySpreadConstraints", "`maxSkew`, `topologyKey` and `whenUnsatisfiable`"),
];
