//! Changes to what they do to a live cluster: each [`Change`] to an [`Impact`], by its kind.
//!
//! A file judges the changes of one subject, and holds the [`Kind`]s that these are of; [`KINDS`] lists all
//! of them. The page of a kind is beside its code, `peer_moved.md` for `peer-moved`; `meshc explain` prints
//! it and a test holds it true.

mod chart;
mod cluster;
mod delivery;
mod kind;
mod objects;
mod peers;
mod record;
mod secrets;
mod settings;
mod takeover;
mod workloads;

pub use kind::{Impact, Kind};

use super::change::Change;

/// All kinds of changes, sorted by name.
pub static KINDS: &[&Kind] = &[
    &takeover::APPLICATION_LEFT,
    &record::AUTH_MODE_CHANGED,
    &cluster::BASE_CHANGED,
    &record::CA_CHANGED,
    &objects::CERTIFICATE_CHANGED,
    &chart::CHART_PATCH_CHANGED,
    &chart::CHART_REPOSITORY_CHANGED,
    &cluster::CLUSTER_ADDED,
    &cluster::CLUSTER_REMOVED,
    &record::CLUSTER_RENAMED,
    &delivery::DELIVERY_ADDED,
    &delivery::DELIVERY_CHANGED,
    &delivery::DELIVERY_MOVED,
    &delivery::DELIVERY_REMOVED,
    &takeover::DELIVERY_RENAMED,
    &takeover::FIELDS_LEFT,
    &cluster::FILES_CHANGED,
    &takeover::HELM_RELEASE_LEFT,
    &peers::HOST_ALIASES_CHANGED,
    &record::ID_CHANGED,
    &record::IPAM_MODE_CHANGED,
    &objects::KEY_MATERIAL_CHANGED,
    &objects::KEY_MATERIAL_REMOVED,
    &chart::KOPS_CHANGED,
    &peers::KVSTOREMESH_CHANGED,
    &record::MASK_CHANGED,
    &record::MAX_CONNECTED_CLUSTERS_CHANGED,
    &chart::NAMESPACE_CHANGED,
    &objects::OBJECT_APPLIED,
    &objects::OBJECT_REMOVED,
    &peers::PEER_ADDED,
    &peers::PEER_ENTRY_CHANGED,
    &peers::PEER_MOVED,
    &peers::PEER_REMOVED,
    &peers::PEERS_UNNOTICED,
    &record::POD_CIDR_ADDED,
    &record::POD_CIDR_REMOVED,
    &workloads::POD_TEMPLATE_CHANGED,
    &record::RELEASE_CHANGED,
    &secrets::SECRET_DELETED,
    &secrets::SECRET_TAKEN_OVER,
    &workloads::SELECTOR_CHANGED,
    &objects::SERVICE_CHANGED,
    &settings::SETTING_CHANGED,
    &cluster::UNREADABLE_FILE,
    &workloads::WORKLOAD_ADDED,
    &workloads::WORKLOAD_CHANGED,
    &workloads::WORKLOAD_REMOVED,
];

/// What a change does.
pub fn judge(change: Change) -> Impact {
    match change {
        Change::ClusterAdded => cluster::added(),
        Change::ClusterUnknown => cluster::unknown(),
        Change::ClusterRemoved => cluster::removed(),
        Change::PeersLost(peers) => cluster::peers_lost(&peers),
        Change::UnreadableFile(path) => cluster::unreadable(&path),
        Change::OtherBase => cluster::other_base(),
        Change::FilesOnly => cluster::files_only(),
        Change::Lasting(difference) => record::judge_lasting(&difference),
        Change::Record(change) => record::judge(&change),
        Change::Peer(change) => peers::judge(&change),
        Change::Setting(change) => settings::judge(&change),
        Change::Chart(change) => chart::judge(&change),
        Change::Secret(change) => secrets::judge(&change),
        Change::Object(change) => objects::judge(&change),
        Change::Workload(change) => workloads::judge(&change),
        Change::Delivery(change) => delivery::judge(change),
        Change::Unreached(change) => cluster::unreached(judge(*change)),
        Change::Takeover(change) => takeover::judge(&change),
    }
}
