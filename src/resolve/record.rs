//! A cluster to its record: what must not change while it lives, whatever kind of base it has.

use super::agents::{self, CONFIG};
use super::apiserver::pool_keys;
use super::targets::find;
use crate::address::Family;
use crate::model::{Cluster, IpamMode, Mesh};
use crate::plan::{Change, Patch, Record};
use crate::yaml::Value;

/// The record of a cluster that makes those changes to that base.
pub fn record(mesh: &Mesh, cluster: &Cluster, base: &[Value], changes: &[Change]) -> Record {
    let mut record = Record::default();
    record.set("id", cluster.id.get().map(ToString::to_string).unwrap_or_default());
    record.set("cilium", cluster.version.as_ref().map(|version| version.value.to_string()).unwrap_or_default());
    if cluster.modern().is_some_and(|modern| modern.mesh_sizes.len() > 1) {
        record.set("max-connected-clusters", mesh.size());
    }
    if cluster.modern().is_some() {
        let config = Config { of_base: find(base, "ConfigMap", CONFIG, &mesh.namespace), changes };
        let stated = cluster.ipam.as_ref().map(|ipam| ipam.mode.value.name());
        let mode = stated.or(config.get("ipam")).unwrap_or(IpamMode::ClusterPool.name());
        record.set("ipam", mode);
        for (word, family) in [("mask", Family::Ipv4), ("mask6", Family::Ipv6)] {
            record.set(word, mask(cluster, family, mode, &config).unwrap_or_default());
        }
    }
    if let Some(modern) = cluster.modern().filter(|_| cluster.apiserver.is_some()) {
        record.set("auth-mode", mesh.auth_mode(modern).name());
        record.set("ca", cluster.ca.as_ref().map_or_else(|| mesh.certificates.ca(), |ca| ca.value.as_str()));
    }
    let pods: Vec<String> = cluster.pod_cidrs.iter().map(|net| net.value.trunc().to_string()).collect();
    record.set("pod-cidr", pods.join(","));
    record
}

/// The prefix length of a node's range, where Cilium's operator cuts the cluster's pools.
fn mask(cluster: &Cluster, family: Family, mode: &str, config: &Config<'_>) -> Option<String> {
    let has_pool = cluster.pod_cidrs.iter().any(|net| Family::of(&net.value) == family);
    let is_cut = [IpamMode::ClusterPool, IpamMode::MultiPool].iter().any(|cut| cut.name() == mode);
    let of_base = || config.get(pool_keys(family).mask_size).map(str::to_string);
    (has_pool && is_cut).then(|| of_base().unwrap_or_else(|| cluster.node_mask(family).to_string()))
}

/// `cilium-config` of a base, with the changes of it; empty on a chart.
struct Config<'c> {
    of_base: Option<&'c Value>,
    changes: &'c [Change],
}

impl Config<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        let merge = |change: &&Change| change.name == agents::CONFIG;
        let changed = self.changes.iter().find(merge).and_then(|change| match &change.patch {
            Patch::Merge(value) => value.get("data")?.get(key),
            Patch::Json(..) => None,
        });
        changed.or_else(|| self.of_base?.get("data")?.get(key)).and_then(Value::as_str)
    }
}
