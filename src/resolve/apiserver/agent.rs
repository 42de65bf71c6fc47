//! The DaemonSet of the agents: the mark by which they restart, peers that they reach themselves, CAs and the
//! keys of IPsec. Peers are not part of what the mark is of: agents of these releases read them live.

use super::super::agents::pending_mark;
use super::super::workload::Workload;
use super::bundle;
use super::hosts::{self, Reaches};
use super::kvstore;
use crate::manifest::find;
use crate::model::{Cluster, EncryptionKind, IPSEC_SECRET, Mesh};
use crate::plan::Change;
use crate::yaml::{Value, items, json, text};

/// The changes.
pub fn changes(mesh: &Mesh, cluster: &Cluster, base: &[Value]) -> Vec<Change> {
    let current = find(base, "DaemonSet", "cilium", mesh.namespace());
    let Some(mut agents) = current.and_then(Workload::of) else { return Vec::new() };
    let reaches = if mesh.caches(cluster) { Reaches::Nobody } else { Reaches::Peers };
    agents.mark(pending_mark(mesh));
    bundle::trust(mesh, &mut agents);
    hosts::alias(mesh, cluster, &mut agents, reaches);
    let (volumes, mounts) = kvstore::mounts(mesh, cluster);
    agents.mount("cilium-agent", volumes, mounts);
    if mesh.encryption.kind() == EncryptionKind::Ipsec {
        ipsec(mesh, &mut agents);
    }
    agents.changes("cilium-ds")
}

/// The volume with the keys of IPsec, where the base has none or another Secret in it.
fn ipsec(mesh: &Mesh, agents: &mut Workload<'_>) {
    let volume = agents.items("volumes").iter().find(|volume| text(volume, "name") == VOLUME);
    let current = volume.and_then(|volume| volume.pointer("/secret/secretName")).and_then(Value::as_str);
    let secret = mesh.encryption.secret.get().map(String::as_str);
    if current.is_none() || secret.is_some_and(|secret| current != Some(secret)) {
        let secret = secret.unwrap_or(IPSEC_SECRET);
        agents.merge("volumes", vec![json!({ "name": VOLUME, "secret": { "secretName": secret } })]);
    }
    let agent = agents.items("containers").iter().find(|container| text(container, "name") == "cilium-agent");
    let mounts = agent.map(|agent| items(agent, "/volumeMounts")).unwrap_or_default();
    if !mounts.iter().any(|mount| text(mount, "name") == VOLUME) {
        let mount = json!({ "mountPath": "/etc/ipsec", "name": VOLUME });
        agents.merge("containers", vec![json!({ "name": "cilium-agent", "volumeMounts": [mount] })]);
    }
}

/// The volume with the keys of IPsec (`cilium-agent/daemonset.yaml` of the charts).
const VOLUME: &str = "cilium-ipsec-secrets";
