//! Changes of what a cluster is made with.

use super::kind::{Impact, Kind};
use crate::impact::change::{Read, RecordChange, Step};
use crate::plan::lasting::{Difference, Lasting};
use crate::settings::Risk;

const DESTRUCTIVE: &[Risk] = &[Risk::Destructive];

pub static CLUSTER_RENAMED: Kind =
    Kind { name: "cluster-renamed", risks: DESTRUCTIVE, page: include_str!("cluster_renamed.md") };

pub static ID_CHANGED: Kind = Kind { name: "id-changed", risks: DESTRUCTIVE, page: include_str!("id_changed.md") };

pub static MAX_CONNECTED_CLUSTERS_CHANGED: Kind = Kind {
    name: "max-connected-clusters-changed",
    risks: DESTRUCTIVE,
    page: include_str!("max_connected_clusters_changed.md"),
};

pub static IPAM_MODE_CHANGED: Kind =
    Kind { name: "ipam-mode-changed", risks: DESTRUCTIVE, page: include_str!("ipam_mode_changed.md") };

pub static MASK_CHANGED: Kind =
    Kind { name: "mask-changed", risks: DESTRUCTIVE, page: include_str!("mask_changed.md") };

pub static POD_CIDR_REMOVED: Kind =
    Kind { name: "pod-cidr-removed", risks: DESTRUCTIVE, page: include_str!("pod_cidr_removed.md") };

pub static POD_CIDR_ADDED: Kind =
    Kind { name: "pod-cidr-added", risks: &[Risk::None, Risk::Restart], page: include_str!("pod_cidr_added.md") };

pub static CA_CHANGED: Kind =
    Kind { name: "ca-changed", risks: &[Risk::Disruptive], page: include_str!("ca_changed.md") };

pub static AUTH_MODE_CHANGED: Kind = Kind {
    name: "auth-mode-changed",
    risks: &[Risk::Reload, Risk::Disruptive],
    page: include_str!("auth_mode_changed.md"),
};

pub static RELEASE_CHANGED: Kind = Kind {
    name: "release-changed",
    risks: &[Risk::Restart, Risk::Disruptive],
    page: include_str!("release_changed.md"),
};

/// Judges what must not change while a cluster lives (`Documentation/network/clustermesh/setup.rst` of Cilium
/// 1.18 on ids and the size of the mesh, with issues 36338 and 48801;
/// `network/concepts/ipam/cluster-pool.rst` on masks and ranges).
pub fn judge_lasting(difference: &Difference) -> Impact {
    let (kind, reason) = match difference.what {
        Lasting::Name => (
            &CLUSTER_RENAMED,
            "peers know a cluster by its name: to them this is another cluster, and running pods keep the identities of \
             the old one",
        ),
        Lasting::Id => (
            &ID_CHANGED,
            "identities carry the id in their high bits, and existing ones keep the old id even when workloads restart: \
             policies of peers match the wrong pods",
        ),
        Lasting::MaxConnectedClusters => (
            &MAX_CONNECTED_CLUSTERS_CHANGED,
            "it moves the id within every identity: connections break and policies match the wrong pods, in all clusters \
             of the mesh",
        ),
        Lasting::Ipam => {
            (&IPAM_MODE_CHANGED, "the IPAM mode cannot be migrated in place; running pods lose connectivity")
        }
        Lasting::Mask | Lasting::Mask6 => (
            &MASK_CHANGED,
            "nodes keep ranges of the old size, which the operator cannot place among those of the new size: it fails, or \
             allocates ranges that are in use",
        ),
        Lasting::PodCidr => (
            &POD_CIDR_REMOVED,
            "running pods keep addresses of the old ranges, which nodes and peers no longer route to this cluster",
        ),
    };
    let (before, after) = (&difference.before, &difference.after);
    let reason = match (difference.what, before.as_str()) {
        // What the chart calls a cluster that is in no mesh yet.
        (Lasting::Name, "default") => JOINS_BY_NAME,
        (Lasting::Id, "0") => JOINS_BY_ID,
        _ => reason,
    };
    kind.impact(Risk::Destructive, difference.what.word(), reason).with(Some(before), Some(after))
}

/// `Documentation/network/clustermesh/setup.rst` of Cilium 1.18: whoever changes them in a cluster with
/// running workloads restarts all of these.
const JOINS_BY_NAME: &str = "expected once, when a cluster joins a mesh: pods keep the identities of the old name, which \
                             no policy of a peer matches, until you have restarted all workloads after the agents";
const JOINS_BY_ID: &str = "expected once, when a cluster joins a mesh: pods keep identities without the id, which peers may \
                           take for another cluster's, until you have restarted all workloads after the agents";

/// Judges the others.
pub fn judge(change: &RecordChange) -> Impact {
    let (impact, before, after) = match change {
        RecordChange::Ca { before, after } => {
            let reason = "peers do not trust certificates of another CA until they have that CA: connections break";
            (CA_CHANGED.impact(Risk::Disruptive, "ca", reason), before, after)
        }
        RecordChange::AuthMode { before, after } => {
            let (risk, reason) = auth_mode(before, after);
            (AUTH_MODE_CHANGED.impact(risk, "auth-mode", reason), before, after)
        }
        RecordChange::Release { before, after, step } => {
            let (risk, reason) = upgrade(*step);
            (RELEASE_CHANGED.impact(risk, "cilium", reason), before, after)
        }
        RecordChange::PodCidrsAdded { before, after, read } => {
            let (risk, reason) = match read {
                Read::ByItself => (Risk::Restart, "the operator and the agents restart to read it; ranges in use stay"),
                Read::ByHand => (
                    Risk::Restart,
                    "the operator and the agents read it when they start: restart them by hand; ranges in use stay",
                ),
                Read::Never => (Risk::None, "not read by Cilium in this IPAM mode"),
            };
            (POD_CIDR_ADDED.impact(risk, "pod-cidr", reason), before, after)
        }
    };
    impact.with(Some(before), Some(after))
}

/// `clustermesh.apiserver.tls.authMode` in `values.yaml` of the charts: `migration` makes the users of peers,
/// while peers go on with the common one.
fn auth_mode(before: &str, after: &str) -> (Risk, &'static str) {
    match (before, after) {
        ("legacy", "migration") => {
            (Risk::Reload, "each peer gets its own user, and all keep using the common one: nothing breaks")
        }
        ("migration", "legacy") => {
            (Risk::Reload, "the users of single peers are removed, and all keep using the common one: nothing breaks")
        }
        (_, "cluster") => (
            Risk::Disruptive,
            "this cluster now connects with its own user: peers that are not yet in mode `migration` or `cluster` refuse it",
        ),
        _ => (
            Risk::Disruptive,
            "this cluster now connects with the common user: peers that are not yet in mode `migration` or `legacy` refuse it",
        ),
    }
}

/// One minor release up at a time is what Cilium supports and tests.
fn upgrade(step: Step) -> (Risk, &'static str) {
    match step {
        Step::Patch => (Risk::Restart, "agents restart with the image of another patch release"),
        Step::Next => (Risk::Restart, "agents restart with the next minor release: read its upgrade notes"),
        Step::Back => {
            (Risk::Disruptive, "Cilium supports downgrades by one minor release at most, and not after every change")
        }
        Step::Far => (
            Risk::Disruptive,
            "Cilium supports upgrades by one minor release at a time: agents may not understand the state that they find",
        ),
    }
}
