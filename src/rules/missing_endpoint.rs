#![doc = include_str!("missing_endpoint.md")]

use super::clusters::{about, by_place, names};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-endpoint",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("missing_endpoint.md"),
};

/// Looks for clusters whose state nobody can reach. A release without a row may be reached otherwise.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let is_unreachable = |cluster: &Cluster| {
        let is_known = cluster.version.is_none() || cluster.release().is_some();
        is_known && cluster.etcd.endpoints.is_empty() && !cluster.stated.endpoint
    };
    for (span, clusters) in by_place(mesh, |cluster| is_unreachable(cluster).then(|| cause(cluster).0)) {
        let Some((_, label, help)) = clusters.first().map(|cluster| cause(cluster)) else { continue };
        let message = format!("nothing says how peers reach the etcd of {}", names(&clusters));
        found.push(about(RULE.at(span, label, message).help(help), &clusters));
    }
}

/// Where an endpoint is missed, and what to do about it.
fn cause(cluster: &Cluster) -> (Span, &'static str, String) {
    let Some(kops) = &cluster.kops else {
        let help = "add `etcd { endpoint \"https://etcd.example.com:2379\"; }` with the etcd's own name";
        return (cluster.name.span, "no `endpoint`", help.to_string());
    };
    match &kops.spec_path {
        Some(path) => {
            let help = "name the members in the spec, under `etcdClusters`, or say `etcd { endpoint … }` here";
            (path.span, "no `etcdMembers` in its first etcd cluster", help.to_string())
        }
        None => {
            let help = "name the manifests of the kops cluster, which list its etcd members: `spec=\"kops/…yaml\"`";
            (kops.name.span, "no `spec=`", help.replace('…', "cluster."))
        }
    }
}
