//! Changes of peers. Agents and KVStoreMesh watch the folder of the Secret, and reconnect when the
//! checksum of an entry changes (`pkg/clustermesh/common/config.go` of Cilium 1.14 to 1.20).

use super::kind::{Impact, Kind};
use crate::impact::change::{Holder, PeerChange};
use crate::settings::{Effect, Risk};

pub static PEER_ADDED: Kind = Kind { name: "peer-added", risks: &[Risk::Reload], page: include_str!("peer_added.md") };

pub static PEER_REMOVED: Kind =
    Kind { name: "peer-removed", risks: &[Risk::Reload, Risk::Disruptive], page: include_str!("peer_removed.md") };

pub static PEER_MOVED: Kind =
    Kind { name: "peer-moved", risks: &[Risk::Disruptive], page: include_str!("peer_moved.md") };

pub static PEER_ENTRY_CHANGED: Kind =
    Kind { name: "peer-entry-changed", risks: &[Risk::Disruptive], page: include_str!("peer_entry_changed.md") };

pub static PEERS_UNNOTICED: Kind =
    Kind { name: "peers-unnoticed", risks: &[Risk::Restart], page: include_str!("peers_unnoticed.md") };

pub static HOST_ALIASES_CHANGED: Kind = Kind {
    name: "host-aliases-changed",
    risks: &[Risk::Reload, Risk::Restart],
    page: include_str!("host_aliases_changed.md"),
};

pub static KVSTOREMESH_CHANGED: Kind =
    Kind { name: "kvstoremesh-changed", risks: &[Risk::Disruptive], page: include_str!("kvstoremesh_changed.md") };

pub fn judge(change: &PeerChange) -> Impact {
    let subject = |name: &str| format!("peer `{name}`");
    match change {
        PeerChange::Added { name, at } => {
            let reason = "the Secret is watched: the connection is made as soon as the entry is there";
            PEER_ADDED.impact(Risk::Reload, subject(name), reason).with(None, at.as_deref())
        }
        PeerChange::Removed { name, at } => {
            let reason =
                "the Secret is watched: the peer's endpoints leave global Services, and its identities are dropped";
            PEER_REMOVED.impact(Risk::Reload, subject(name), reason).with(at.as_deref(), None)
        }
        PeerChange::Parted { name, at } => {
            // `Remove` in `pkg/clustermesh/remote_cluster.go` of 1.18.3: only what is removed is drained.
            let reason = "both clusters stay, but neither knows the other's pods any more: their endpoints leave global \
                          Services, and their identities and addresses are dropped";
            PEER_REMOVED.impact(Risk::Disruptive, subject(name), reason).with(at.as_deref(), None)
        }
        PeerChange::Moved { name, before, after } => {
            let reason = "the connection breaks, and updates from it are missed until this cluster reconnects at the new address";
            PEER_MOVED.impact(Risk::Disruptive, subject(name), reason).with(before.as_deref(), after.as_deref())
        }
        PeerChange::EntryChanged { name } => {
            let reason = "the connection is re-established with other certificates";
            PEER_ENTRY_CHANGED.impact(Risk::Disruptive, subject(name), reason)
        }
        PeerChange::Itself(name) => {
            // `add` in `pkg/clustermesh/common/clustermesh.go` of Cilium 1.15 to 1.20.
            let reason = "this is the cluster itself: everything that reads peers ignores a cluster's own entry";
            PEER_REMOVED.impact(Risk::Reload, subject(name), reason)
        }
        PeerChange::Unnoticed => {
            let reason = "they do not notice when an entry changes, and nothing restarts them: restart them by hand";
            PEERS_UNNOTICED.impact(Risk::Restart, "agents", reason)
        }
        PeerChange::HostAliases(Holder::Server) => {
            let reason = "addresses of peers are in the pods of clustermesh-apiserver (`hostAliases`), which restart; \
                          agents keep running";
            HOST_ALIASES_CHANGED.impact(Risk::Reload, "hostAliases", reason)
        }
        PeerChange::HostAliases(Holder::Agents) => {
            let reason = "addresses of peers are in the agents' own pods (`hostAliases`), so the agents restart";
            HOST_ALIASES_CHANGED.impact(Risk::Restart, "hostAliases", reason)
        }
        PeerChange::KvStoreMesh => {
            KVSTOREMESH_CHANGED.impact(Risk::Disruptive, "KVStoreMesh", Effect::ELSEWHERE.reason)
        }
    }
}
