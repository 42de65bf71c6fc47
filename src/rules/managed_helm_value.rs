#![doc = include_str!("managed_helm_value.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::at_places;
use crate::model::Cluster;
use crate::source::Spanned;
use crate::yaml::Value;

/// The rule.
pub static RULE: Rule = Rule {
    name: "managed-helm-value",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("managed_helm_value.md"),
};

/// Looks for values that other nodes of the mesh file set. What the chart does not read, and ztunnel, are other rules'
/// business.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    found.0.extend(at_places(case.mesh, |cluster| {
        let is_ztunnel = cluster.values.get("encryption.type").and_then(Value::as_str) == Some("ztunnel");
        let is_of_ztunnel = |path: &str| is_ztunnel && ["encryption.type", "encryption.enabled"].contains(&path);
        let written = cluster.values.places.iter().filter(|_| cluster.base.is_none());
        written
            .filter(|written| !is_of_ztunnel(&written.value))
            .filter_map(|written| managed(cluster, written))
            .collect()
    }));
}

fn managed(cluster: &Cluster, written: &Spanned<String>) -> Option<Diagnostic> {
    let (release, path) = (cluster.release()?, written.value.as_str());
    let is_below = |path: &str, above: &str| path.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'));
    // A map that is empty changes nothing below it; anything else takes all of it away.
    let is_map = cluster.values.get(path).is_some_and(Value::is_object);
    let is_meant = |managed: &str| path == managed || is_below(path, managed) || (!is_map && is_below(managed, path));
    let (managed, owner) = release.managed_values().iter().find(|(managed, _)| is_meant(managed))?;
    if is_free(cluster, managed) {
        return None;
    }
    if release.retired_value(path).is_some() {
        return None;
    }
    let message = if is_below(managed, path) {
        format!("`values` replaces all of `{path}`, and `{managed}` in it the mesh file says elsewhere")
    } else {
        format!("`values` sets `{path}`, which the mesh file says elsewhere")
    };
    Some(RULE.at(written.span, format!("set by {owner}"), message).help(format!("remove it, and say it with {owner}")))
}

/// Whether the mesh file leaves a value to the user: an address beside the Service's DNS name, and an etcd that is no kvstore.
fn is_free(cluster: &Cluster, managed: &str) -> bool {
    match managed {
        "clustermesh.apiserver.service.loadBalancerIP" => cluster.load_balancer_ip().is_none(),
        "etcd.enabled" | "etcd.endpoints" | "etcd.ssl" => !cluster.is_kvstore(),
        _ => false,
    }
}
