//! Clusters whose address becomes known: no peer has connected to them, so none loses them by what changes
//! where they are reached.

use super::peers;
use super::{Change, Cluster, Fate, PeerChange, Setting};
use crate::impact::read::{Output, Reader};
use std::collections::BTreeSet;

/// Marks what changes of the way to clusters that peers add, where nobody had an entry of them.
pub fn mark(clusters: &mut [Cluster], old: &Output, before: &mut Reader<'_>) {
    let staying: BTreeSet<String> =
        clusters.iter().filter(|it| it.fate == Fate::Stays).map(|it| it.name.clone()).collect();
    let mut arriving: BTreeSet<String> = clusters.iter().flat_map(|it| &it.changes).filter_map(added).collect();
    arriving.retain(|name| staying.contains(name));
    if arriving.is_empty() {
        return;
    }
    let reached: BTreeSet<String> =
        old.clusters().into_iter().flat_map(|name| peers::names(&before.deployed(name))).collect();
    arriving.retain(|name| !reached.contains(name));
    for cluster in clusters.iter_mut().filter(|cluster| arriving.contains(&cluster.name)) {
        for change in cluster.changes.iter_mut().filter(|change| is_of_the_way(change)) {
            *change = Change::Unreached(Box::new(change.clone()));
        }
    }
}

fn added(change: &Change) -> Option<String> {
    match change {
        Change::Peer(PeerChange::Added { name, .. }) => Some(name.clone()),
        _ => None,
    }
}

/// Whether a change is of the Service at which peers reach a cluster, or of the certificate that it shows
/// them.
fn is_of_the_way(change: &Change) -> bool {
    let is_path = |path: &str| {
        let rest = path.strip_prefix("clustermesh.apiserver.").unwrap_or_default();
        ["service.", "tls.server.", "tls.auto.server."].iter().any(|part| rest.starts_with(part))
    };
    match change {
        Change::Setting(change) => matches!(&change.setting, Setting::Value(path) if is_path(path)),
        Change::Object(change) => {
            let kind = change.target.kind.as_str();
            (kind == "Service" && change.target.name == "clustermesh-apiserver") || kind == "Certificate"
        }
        Change::Workload(change) => change.target.name.contains("generate-certs"),
        _ => false,
    }
}
