//! `hostAliases`: how pods find peers by names that no DNS knows.
//!
//! They are on the pods that reach peers themselves: those of clustermesh-apiserver where KVStoreMesh runs,
//! else the agents and, with a feature that needs it, the operator (`hostAliases` in the charts'
//! `cilium-agent/daemonset.yaml`, `clustermesh-apiserver/deployment.yaml` and
//! `cilium-operator/deployment.yaml`).

use super::super::targets::{remove, replace};
use super::super::workload::Workload;
use crate::model::{Cluster, Mesh};
use crate::release::DEFAULT_DOMAIN;
use crate::yaml::{Value, items, json, text};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Makes a workload know the cluster's peers, if it reaches them itself, and forget those that the base
/// knows.
pub fn alias(mesh: &Mesh, cluster: &Cluster, workload: &mut Workload<'_>, reaches: Reaches) {
    let mut wanted: Vec<Value> = match reaches {
        Reaches::Peers => aliases(mesh, cluster),
        Reaches::Nobody => Vec::new(),
    };
    let current = workload.items("hostAliases");
    if current.is_empty() {
        workload.merge("hostAliases", wanted);
        return;
    }
    wanted = join(current.iter().filter_map(|alias| without_peers(mesh, alias)).collect(), wanted);
    let (path, old) = (workload.path("hostAliases"), Value::from(current.to_vec()));
    if wanted.is_empty() {
        let [test, _] = replace(&path, &old, Value::Null);
        workload.change([test, remove(&path)]);
    } else if wanted != current {
        workload.change(replace(&path, &old, wanted.into()));
    }
}

/// Whether pods reach peers themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaches {
    /// They do.
    Peers,
    /// Something else does it for them.
    Nobody,
}

/// One entry for each address, for Kubernetes merges the list by it.
fn aliases(mesh: &Mesh, cluster: &Cluster) -> Vec<Value> {
    let mut hosts: BTreeMap<IpAddr, Vec<String>> = BTreeMap::new();
    for peer in mesh.peers(cluster) {
        for ip in peer.apiserver.get().into_iter().flat_map(|apiserver| &apiserver.ips) {
            let names = hosts.entry(ip.value).or_default();
            let name = mesh.host(peer);
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    hosts.into_iter().map(|(ip, names)| json!({ "ip": ip.to_string(), "hostnames": names })).collect()
}

/// An alias of the base without the names that only a mesh gives, in this one's domain or the charts' own;
/// none when it has no others.
fn without_peers(mesh: &Mesh, alias: &Value) -> Option<Value> {
    let ends = [mesh.domain(), DEFAULT_DOMAIN].map(|domain| format!(".{domain}"));
    let is_peer = |name: &Value| name.as_str().is_some_and(|name| ends.iter().any(|end| name.ends_with(end)));
    let names: Vec<&Value> = items(alias, "/hostnames").iter().filter(|name| !is_peer(name)).collect();
    (!names.is_empty()).then(|| json!({ "ip": text(alias, "ip"), "hostnames": names }))
}

/// Both lists; an address that is in both has the names of both.
fn join(mut kept: Vec<Value>, added: Vec<Value>) -> Vec<Value> {
    for alias in added {
        match kept.iter_mut().find(|other| other.get("ip") == alias.get("ip")) {
            Some(other) => {
                let names = other.get_mut("hostnames").and_then(Value::as_array_mut);
                names.into_iter().for_each(|names| names.extend(items(&alias, "/hostnames").iter().cloned()));
            }
            None => kept.push(alias),
        }
    }
    kept
}
