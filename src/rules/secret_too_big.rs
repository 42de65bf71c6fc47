#![doc = include_str!("secret_too_big.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, shown};
use crate::model::{Apiserver, Cluster, Mesh, Tls};
use crate::release::{ETCD_CREDENTIALS_FOLDER, MESH_FOLDER};
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "secret-too-big",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("secret_too_big.md"),
};

/// What the values of a Secret may take together, decoded (`MaxSecretSize` in Kubernetes' `pkg/apis/core/types.go`).
const LARGEST: usize = 1_048_576;

/// Looks for a cluster whose peers' entries do not go into one Secret: one finding, for the largest.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let sizes: Vec<usize> = case.mesh.clusters.iter().map(|cluster| entry(case.mesh, cluster)).collect();
    // No Secret holds more than the entries of all.
    let all: usize = sizes.iter().sum();
    if all <= LARGEST {
        return;
    }
    let names = case.mesh.clusters.iter().map(|cluster| cluster.name.value.as_str());
    let by_name: BTreeMap<&str, usize> = names.zip(sizes.iter().copied()).collect();
    let of_peers = |cluster: &Cluster| {
        case.mesh.peers(cluster).iter().filter_map(|peer| by_name.get(peer.name.value.as_str())).sum()
    };
    let is_full = case.mesh.is_full();
    let secrets = case.mesh.clusters.iter().map(|cluster| if is_full { all } else { of_peers(cluster) });
    let Some((size, reader)) = secrets.zip(&case.mesh.clusters).max_by_key(|(size, _)| *size) else { return };
    let Some((_, largest)) = sizes.iter().zip(&case.mesh.clusters).max_by_key(|(size, _)| **size) else { return };
    if size <= LARGEST {
        return;
    }
    let whose = if is_full { "every cluster".to_string() } else { format!("cluster {}", shown(&reader.name.value)) };
    let message =
        format!("the Secret with the peers of {whose} takes {size} bytes, but Kubernetes takes {LARGEST} at most");
    let (span, label, help) = match (largest.apiserver.get(), largest.etcd.endpoints.first()) {
        (None, Some(endpoint)) => (
            endpoint.span,
            format!("{} endpoints, the longest entry of all", largest.etcd.endpoints.len()),
            "name one endpoint for each etcd, a DNS name of all its members",
        ),
        (Some(apiserver), _) => (
            apiserver.span,
            format!("{} addresses, the longest entry of all", apiserver.ips.len()),
            "name fewer addresses for each cluster, or a load balancer's",
        ),
        (None, None) => {
            (largest.name.span, "the longest entry of all".to_string(), "connect fewer clusters, with `peering`")
        }
    };
    found.push(about(RULE.at(span, label, message).help(help), &[reader, largest]));
}

/// How many bytes the entry of a cluster takes: endpoints, three files, and addresses where entries carry them.
fn entry(mesh: &Mesh, cluster: &Cluster) -> usize {
    const HEAD: usize = "endpoints:\n".len();
    const FILES: usize = 3 * (MESH_FOLDER.len() + "trusted-ca-file: common-etcd-client.crt\n".len());
    let lines: usize = cluster.etcd.endpoints.iter().map(|endpoint| "- \n".len() + endpoint.value.len()).sum();
    let folder = match cluster.modern() {
        Some(_) => ETCD_CREDENTIALS_FOLDER.len() + cluster.etcd.credentials.secret.len() + 1,
        None => MESH_FOLDER.len(),
    };
    let keys = |tls: &Tls| tls.keys().map(|key| folder + "trusted-ca-file: \n".len() + key.len()).sum();
    let carries = mesh.clusters.iter().filter_map(Cluster::modern).any(|modern| modern.entries_carry_hosts);
    let hosts = |apiserver: &Apiserver| -> usize {
        let name = cluster.name.value.len() + mesh.domain().len();
        let ips = apiserver.ips.iter().map(|ip| "    - \n".len() + ip.value.to_string().len());
        FILES + "- https://.:32379\n".len() + name + if carries { ips.sum() } else { 0 }
    };
    match cluster.apiserver.get() {
        Some(apiserver) if cluster.etcd.endpoints.is_empty() => HEAD + hosts(apiserver),
        _ => HEAD + lines + cluster.etcd.tls.get().map_or(0, keys),
    }
}
