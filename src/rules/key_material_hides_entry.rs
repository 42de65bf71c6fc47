#![doc = include_str!("key_material_hides_entry.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names, shown};
use crate::model::Cluster;

/// The rule.
pub static RULE: Rule = Rule {
    name: "key-material-hides-entry",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("key_material_hides_entry.md"),
};

/// The Secret that meshc writes (`examples/kubernetes/1.10/cilium-ds.yaml` mounts it by this name).
const MESH_SECRET: &str = "cilium-clustermesh";

/// Looks for key material in the Secret of the mesh, and for keys that are a cluster's name.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let tls = |cluster: &Cluster| cluster.etcd.tls.get().map(|tls| tls.span);
    let in_mesh = |cluster: &Cluster| tls(cluster).filter(|_| cluster.etcd.credentials.secret == MESH_SECRET);
    for (span, clusters) in by_place(case.mesh, in_mesh) {
        let message =
            format!("key material of {} is in the Secret `{MESH_SECRET}`, which meshc writes", names(&clusters));
        let help = "use another Secret in `credentials`, such as `secret=\"cilium-etcd-secrets\"`";
        found.push(about(RULE.at(span, "key material", message).help(help), &clusters));
    }
    let is_name = |key: &&str| case.mesh.clusters.iter().any(|cluster| cluster.name.value == **key);
    let taken = |cluster: &Cluster| Some(cluster.etcd.tls.get()?.keys().find(|key| is_name(key))?.to_string());
    for (span, clusters) in by_place(case.mesh, |cluster| tls(cluster).filter(|_| taken(cluster).is_some())) {
        let Some(key) = clusters.first().and_then(|cluster| taken(cluster)) else { continue };
        let message = format!("{} has key material under {}, the name of a cluster", names(&clusters), shown(&key));
        let help = format!("name the key after what it holds, such as `{key}.ca.crt`");
        found.push(about(RULE.at(span, "key material", message).help(help), &clusters));
    }
}
