//! The Helm values of a cluster: what the mesh needs, in the spelling of its release's chart, and the user's over it.
//!
//! `peers` and `service` are the two ends of one connection, `certificates` what both trust; `datapath` is how pods' packets
//! travel, `config` the user's keys of `cilium-config`. Nothing is written that the chart does by itself, but for what charts
//! of different releases do differently: that is always said.

mod certificates;
mod config;
mod datapath;
mod peers;
mod service;

pub use peers::Peers;

use super::super::delivery;
use super::features::{features, has_mcs};
use super::kvstore;
use crate::model::{Cluster, Mesh, Method, Restart};
use crate::release::{Feature, Modern};
use crate::yaml::{self, Map, Value};

/// The values of a cluster, in the order in which they are read best.
pub fn values(mesh: &Mesh, cluster: &Cluster, modern: &Modern, peers: &Peers) -> Value {
    let mut values = Values::default();
    values.set("cluster.name", cluster.name.value.as_str());
    values.set("cluster.id", cluster.id.get().map(|id| id.number()));
    if cluster.apiserver.is_some() {
        values.set("clustermesh.useAPIServer", true);
    }
    settings(&mut values, mesh, modern);
    if let Some(apiserver) = &cluster.apiserver {
        service::set(&mut values, cluster, apiserver);
        values.set("clustermesh.apiserver.kvstoremesh.enabled", mesh.kvstoremesh(modern));
        certificates::set(&mut values, mesh, cluster, modern);
    }
    let reads_etcds = mesh.reads_etcds(cluster);
    // Without a clustermesh-apiserver of its own the Secret stands beside the chart.
    let by_chart = !reads_etcds || cluster.apiserver.is_some();
    values.set("clustermesh.config.enabled", by_chart);
    if by_chart {
        values.set("clustermesh.config.domain", mesh.domain());
        values.set("clustermesh.config.clusters", peers.of(mesh, cluster, modern));
    }
    if reads_etcds {
        yaml::overlay(&mut values.0, &kvstore::values(mesh, cluster));
    }
    certificates::set_trust(&mut values, mesh);
    datapath::set(&mut values, mesh, cluster, modern);
    if mesh.restart == Restart::Rolling {
        values.set("rollOutCiliumPods", true);
        values.set("operator.rollOutPods", true);
    }
    if mesh.argocd.is_some() && modern.certificates_by_hook && mesh.certificates.method == Method::CronJob {
        values.set("certgen.annotations.job", delivery::hook());
    }
    config::set(&mut values, mesh, cluster);
    let mut own = cluster.values.tree.clone();
    join(&mut own, &values.0);
    yaml::overlay(&mut values.0, &own);
    Value::Object(values.0)
}

/// Adds to the user's lists what ours hold, such as names of the server and volumes: what lies over a list replaces all of it.
fn join(own: &mut Map<String, Value>, ours: &Map<String, Value>) {
    for (key, stated) in own {
        match (stated, ours.get(key)) {
            (Value::Object(stated), Some(Value::Object(ours))) => join(stated, ours),
            (Value::Array(stated), Some(Value::Array(ours))) => {
                let lacking: Vec<Value> = ours.iter().filter(|item| !stated.contains(item)).cloned().collect();
                stated.extend(lacking);
            }
            _ => {}
        }
    }
}

/// What all clusters of a mesh do alike, where their releases can.
fn settings(values: &mut Values, mesh: &Mesh, modern: &Modern) {
    if modern.mesh_sizes.len() > 1 {
        values.set("clustermesh.maxConnectedClusters", mesh.size());
    }
    if let Some(default) = modern.policy_default_local_cluster {
        values.set("clustermesh.policyDefaultLocalCluster", mesh.policy_default_local_cluster(default));
    }
    if features(mesh, modern).contains(&Feature::EndpointSliceSync) {
        values.set("clustermesh.enableEndpointSliceSynchronization", true);
    }
    if let Some(mcs) = modern.mcs.filter(|_| has_mcs(mesh, modern)) {
        values.set(mcs.value, true);
    }
}

/// Values in the making.
#[derive(Debug, Default)]
struct Values(Map<String, Value>);

impl Values {
    /// Sets the value at a path with dots between its keys. What is no value is not set.
    fn set(&mut self, path: &str, value: impl Into<Value>) {
        let value = value.into();
        if !value.is_null() {
            self.insert(path, value);
        }
    }

    /// Takes the chart's own value at a path away: Helm removes what is null.
    fn unset(&mut self, path: &str) {
        self.insert(path, Value::Null);
    }

    fn insert(&mut self, path: &str, value: Value) {
        let mut fields = &mut self.0;
        let mut path = path;
        while let Some((first, rest)) = path.split_once('.') {
            let inner = fields.entry(first).or_insert_with(|| Value::Object(Map::new()));
            let Value::Object(inner) = inner else { return };
            (fields, path) = (inner, rest);
        }
        fields.insert(path.to_string(), value);
    }
}
