//! Clusters that come and go, and clusters about which nothing more is known.

use super::kind::{Impact, Kind};
use crate::settings::Risk;

pub static CLUSTER_ADDED: Kind =
    Kind { name: "cluster-added", risks: &[Risk::None], page: include_str!("cluster_added.md") };

pub static CLUSTER_REMOVED: Kind =
    Kind { name: "cluster-removed", risks: &[Risk::Disruptive], page: include_str!("cluster_removed.md") };

pub static BASE_CHANGED: Kind =
    Kind { name: "base-changed", risks: &[Risk::Disruptive], page: include_str!("base_changed.md") };

pub static FILES_CHANGED: Kind =
    Kind { name: "files-changed", risks: &[Risk::None], page: include_str!("files_changed.md") };

pub static UNREADABLE_FILE: Kind =
    Kind { name: "unreadable-file", risks: &[Risk::Disruptive], page: include_str!("unreadable_file.md") };

pub fn added() -> Impact {
    CLUSTER_ADDED.impact(Risk::None, "cluster added", "nothing runs there yet")
}

/// A cluster of which no values are given, beside others that are taken over.
pub fn unknown() -> Impact {
    let reason = "there are no values of it, so it counts as new; if Cilium runs there, save its values and plan again";
    CLUSTER_ADDED.impact(Risk::None, "cluster added", reason)
}

pub fn removed() -> Impact {
    let reason = "what runs there stays: uninstall Cilium there, once nothing applies it any more";
    CLUSTER_REMOVED.impact(Risk::Disruptive, "cluster removed", reason)
}

/// What changes where peers reach a cluster that none of them has reached.
pub fn unreached(impact: Impact) -> Impact {
    let reason = "peers did not connect to this cluster, so none loses it; only pods of clustermesh-apiserver restart where they change";
    Impact { risk: impact.risk.min(Risk::Reload), reason: reason.to_string(), ..impact }
}

pub fn peers_lost(peers: &[String]) -> Impact {
    let reason = "its agents stay connected to them until Cilium there is reconfigured, while they drop this cluster";
    CLUSTER_REMOVED.impact(Risk::Disruptive, "peers", reason).with(Some(&peers.join(", ")), None)
}

pub fn other_base() -> Impact {
    let reason = "other manifests take over, and how they differ is not known";
    BASE_CHANGED.impact(Risk::Disruptive, "base", reason)
}

pub fn files_only() -> Impact {
    FILES_CHANGED.impact(Risk::None, "files", "only files changed; nothing running is affected")
}

pub fn unreadable(path: &str) -> Impact {
    let reason = "the old file cannot be read, so what changes is not known";
    UNREADABLE_FILE.impact(Risk::Disruptive, format!("`{path}`"), reason)
}
