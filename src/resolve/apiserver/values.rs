//! The Helm values of a cluster: what the mesh needs, in the spelling of its release's chart, and the user's
//! over it.
//!
//! Most of them follow from SETTINGS. `peers` and `service` are the two ends of one connection,
//! `certificates` what both trust, `config` the user's keys of `cilium-config`. Nothing is written that the
//! chart does by itself, but for what charts of different releases do differently: that is always set.

mod certificates;
mod config;
mod distribution;
mod peers;
mod service;

pub use peers::All;

use super::kvstore;
use crate::model::{Cluster, Mesh, Method, Restart, variable};
use crate::release::Modern;
use crate::release::certificates::covers;
use crate::settings::{self, Input, Setting};
use crate::yaml::{self, Map, Value};

/// The values of a cluster without its peers, in the order in which they are read best; and, where users have
/// values of their own, what the mesh sets by itself.
pub fn values(mesh: &Mesh, cluster: &Cluster, modern: &Modern) -> (Value, Value) {
    let input = Input::without_config(mesh, cluster);
    let mut values = Values::default();
    values.settle(settings::MESH, &input);
    values.settle(settings::APISERVER, &input);
    if let Some(apiserver) = cluster.apiserver.get() {
        service::set(&mut values, apiserver);
        certificates::set(&mut values, mesh, cluster, modern);
    }
    let reads_etcds = mesh.reads_etcds(cluster);
    // Without a clustermesh-apiserver of its own the Secret is beside the chart.
    let by_chart = !reads_etcds || cluster.apiserver.get().is_some();
    values.set("clustermesh.config.enabled", by_chart);
    if by_chart {
        values.set("clustermesh.config.domain", mesh.domain());
        values.set(settings::merged::PEERS, peers::place(modern));
    }
    values.settle(settings::ETCD, &input);
    if reads_etcds {
        yaml::overlay(&mut values.0, &kvstore::values(mesh, cluster));
    }
    certificates::set_trust(&mut values, mesh);
    for rows in [settings::ROUTING, settings::ADDRESSES, settings::DATAPATH, settings::ENCRYPTION] {
        values.settle(rows, &input);
    }
    if cluster.helm_chart_config().is_some() {
        distribution::set(&mut values, cluster);
    }
    if mesh.restart() == Restart::Rolling {
        values.set("rollOutCiliumPods", true);
        values.set("operator.rollOutPods", true);
    }
    if by_hook(mesh, modern) {
        values.set("certgen.annotations.job", Value::Object(Map::new()));
    }
    config::set(&mut values, mesh, cluster);
    if cluster.values.tree.is_empty() {
        return (Value::Object(values.0), Value::Null);
    }
    let ours = values.0.clone();
    let mut own = cluster.values.tree.clone();
    for (_, value) in settings::decided(&input) {
        leave(&mut own, &ours, value.path);
    }
    join(&mut own, &ours);
    yaml::overlay(&mut values.0, &own);
    (Value::Object(values.0), Value::Object(ours))
}

/// Whether the chart runs the Job that makes certificates as a hook of Helm.
pub fn by_hook(mesh: &Mesh, modern: &Modern) -> bool {
    modern.certificates_by_hook && mesh.certificates.method() == Method::CronJob
}

/// Removes from the user's values what the mesh file decides: there they say the same, in another type maybe,
/// or have a variable in its place.
fn leave(own: &mut Map<String, Value>, ours: &Map<String, Value>, path: &str) {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let Some(stated) = own.get_mut(first) else { return };
    match (stated, ours.get(first)) {
        (Value::Object(stated), _) if stated.is_empty() => return,
        (Value::Object(stated), ours) if !rest.is_empty() => {
            leave(stated, ours.and_then(Value::as_object).unwrap_or(&Map::new()), rest);
            if !stated.is_empty() {
                return;
            }
        }
        (stated, None) if variable(stated).is_none() => return,
        (stated, Some(_)) if !rest.is_empty() && variable(stated).is_none() => return,
        _ => {}
    }
    own.shift_remove(first);
}

/// Adds to the user's lists what ours hold, such as names of the server and volumes: what lies over a list
/// replaces all of it.
fn join(own: &mut Map<String, Value>, ours: &Map<String, Value>) {
    for (key, stated) in own {
        match (stated, ours.get(key)) {
            (Value::Object(stated), Some(Value::Object(ours))) => join(stated, ours),
            (Value::Array(stated), Some(Value::Array(ours))) => {
                let is_there = |item: &Value| stated.iter().any(|own| own == item || is_covered(own, item));
                let lacking: Vec<Value> = ours.iter().filter(|item| !is_there(item)).cloned().collect();
                stated.extend(lacking);
            }
            _ => {}
        }
    }
}

/// Whether a name of a certificate is one of those that another stands for.
fn is_covered(own: &Value, name: &Value) -> bool {
    own.as_str().zip(name.as_str()).is_some_and(|(own, name)| own.starts_with("*.") && covers(own, name))
}

/// Values in the making.
#[derive(Debug, Default)]
struct Values(Map<String, Value>);

impl Values {
    /// Sets what rows of SETTINGS make of a cluster.
    fn settle(&mut self, rows: &[Setting], input: &Input<'_>) {
        for row in rows {
            for value in row.values {
                self.set(value.path, row.value(value, input));
            }
        }
    }

    /// Sets the value at a path with dots between its keys. What is not a value is not set.
    fn set(&mut self, path: &str, value: impl Into<Value>) {
        let value = value.into();
        if !value.is_null() {
            self.insert(path, value);
        }
    }

    /// Removes the chart's own value at a path: Helm removes what is null.
    fn unset(&mut self, path: &str) {
        self.insert(path, Value::Null);
    }

    fn insert(&mut self, path: &str, value: Value) {
        let mut fields = &mut self.0;
        let mut path = path;
        while let Some((first, rest)) = path.split_once('.') {
            let inner = fields.entry(first).or_insert_with(|| Map::new().into());
            let Some(inner) = inner.as_object_mut() else { return };
            (fields, path) = (inner, rest);
        }
        fields.insert(path.to_string(), value);
    }
}
