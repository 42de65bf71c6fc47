//! Null in the place of a map: Helm takes the map away with all its defaults, and templates that read
//! something in it fail.

use crate::model::Written;
use crate::release::dictionary::{Dictionary, Entry};
use crate::yaml::{Value, json};

/// Whether templates fail because a map is null.
pub fn breaks(dictionary: Dictionary, entry: &Entry, written: &Written, value: &Value) -> bool {
    let is_map = !entry.is_open && entry.types.take(&json!({})) && !entry.types.are_nullable();
    let path = written.path();
    let is_read = match written.keys.as_slice() {
        [name] => !WHOLE.contains(&name.as_str()),
        _ => READ.contains(&path.as_str()),
    };
    value.is_null() && is_map && is_read && dictionary.children(&path).next().is_some()
}

/// Maps at the top that a template writes as they are, or asks for before it reads something in them. All
/// others make Helm fail. Every map of the charts 1.15.19 and 1.20.2 was tried as null.
const WHOLE: &[&str] = &[
    "affinity",
    "bandwidthManager",
    "configDriftDetection",
    "customCalls",
    "dnsProxy",
    "endpointRoutes",
    "externalIPs",
    "hostFirewall",
    "hostPort",
    "k8sNetworkPolicy",
    "l2NeighDiscovery",
    "nodePort",
    "nodeSelector",
    "podSecurityContext",
    "rbac",
    "socketLB",
    "updateStrategy",
    "vtep",
];

/// Maps in others that make Helm fail, whatever else is on; sorted.
const READ: &[&str] = &[
    "authentication.mutual",
    "authentication.mutual.spire",
    "bpf.autoMount",
    "cgroup.autoMount",
    "clustermesh.apiserver",
    "clustermesh.apiserver.kvstoremesh",
    "clustermesh.apiserver.metrics",
    "clustermesh.apiserver.service",
    "clustermesh.apiserver.tls",
    "clustermesh.config",
    "encryption.strictMode",
    "envoy.prometheus",
    "hubble.export",
    "hubble.metrics",
    "hubble.relay",
    "hubble.tls",
    "hubble.tls.auto",
    "hubble.ui",
    "ipam.operator",
    "loadBalancer.l7",
    "operator.image",
    "operator.prometheus",
];
