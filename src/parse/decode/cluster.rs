//! One cluster: its own nodes over the default ones.

use super::statement::{self, Statement, boolean, number, text};
use super::{apiserver, cidr, datapath, nodes, operation, reach, values, version};
use crate::kdl::{Entry, Item, KdlValue};
use crate::model::{Cluster, ClusterId, Mesh, PLATFORMS, Patch, Setting};
use crate::release;
use crate::source::{Listed, Said, Span, Spanned};
use ipnet::IpNet;
use std::collections::BTreeMap;

/// A cluster's own nodes over the default ones.
#[derive(Debug, Clone, Copy)]
pub struct Layers<'k> {
    /// Its own.
    pub own: Statement<'k>,
    /// What every cluster is unless it says otherwise.
    pub defaults: Statement<'k>,
    /// What is equal on every cluster, below both.
    pub mesh: Statement<'k>,
}

impl<'k> Layers<'k> {
    /// The node of that name: the cluster's own, or else the default one.
    fn one(self, name: &'static str) -> Statement<'k> {
        self.own.child_over(self.defaults, name)
    }

    /// The nodes of that name, and one that cannot be recognised: the cluster's own, or else the default
    /// ones.
    fn all(self, name: &'static str) -> (Vec<Item<'k>>, Option<Span>) {
        let (own, broken) = (self.own.all(name), self.own.broken_here(name));
        if own.is_empty() && broken.is_none() { self.defaults_of(name) } else { (own, broken) }
    }

    fn defaults_of(self, name: &'static str) -> (Vec<Item<'k>>, Option<Span>) {
        (self.defaults.all(name), self.defaults.broken(name))
    }

    /// The nodes of that name, the default ones first.
    fn both(self, name: &'static str) -> (Vec<Item<'k>>, Option<Span>) {
        let (mut all, broken) = self.defaults_of(name);
        all.extend(self.own.all(name));
        (all, broken.or(self.own.broken_here(name)))
    }

    fn cidrs(self, name: &'static str) -> Listed<Spanned<IpNet>> {
        let (items, broken) = self.all(name);
        statement::arguments(&items, broken, cidr)
    }
}

/// One cluster; `mesh` has its pools and its networks already.
pub fn cluster(layers: Layers<'_>, name: Spanned<String>, mesh: &Mesh) -> Cluster {
    let (node_cidrs, broken) = layers.all("node-cidr");
    let broken = broken.or(layers.one("node-cidr").broken("network"));
    let (node_cidrs, unknown_networks) = nodes::node_cidrs((&node_cidrs, broken), mesh);
    let (settings, broken_config) = layers.both("config");
    let (all_values, broken_values) = layers.both("values");
    let broken_values = broken_values.or(layers.one("values").broken("path"));
    let (patches, broken_patch) = layers.both("patch");
    let platform = |entry: Entry<'_>| {
        let name = text(entry)?;
        PLATFORMS.iter().find(|platform| platform.name == name).copied()
    };
    let version = layers.one("cilium").or(layers.mesh.child("cilium")).argument(version);
    let row = version.get().and_then(|version| release::find(*version));
    let dictionary = version.get().and_then(|version| row?.dictionary(*version));
    let mut cluster = Cluster {
        row,
        version,
        platform: layers.one("platform").argument(platform),
        pod_cidrs: layers.cidrs("pod-cidr"),
        service_cidrs: layers.cidrs("service-cidr"),
        node_cidrs,
        unknown_networks,
        max_nodes: layers.one("max-nodes").argument(number),
        ca: layers.one("ca").argument(text),
        host_firewall: layers.one("host-firewall").argument(boolean),
        ipam: datapath::ipam(layers.one("ipam")),
        chaining: layers.one("chaining").argument(text),
        kube_proxy_replacement: layers.one("kube-proxy-replacement").argument(boolean),
        etcd: reach::etcd(layers.one("etcd"), &name.value),
        apiserver: apiserver::apiserver(layers.own.child_here("apiserver"), layers.defaults.child("apiserver")),
        kops: reach::kops(layers.one("kops")),
        config: config(&settings, broken_config),
        values: values::values(&all_values, broken_values, dictionary),
        context: layers.one("context").argument(text),
        patches: Listed::new(patches.iter().filter_map(|item| patch(*item)).collect(), broken_patch),
        ..Cluster::new(name, layers.own.item().map(Item::head).unwrap_or_default())
    };
    cluster.id = id(layers.own, mesh, &mut cluster);
    cluster
}

/// The id of a cluster whose release is known.
fn id(own: Statement<'_>, mesh: &Mesh, cluster: &mut Cluster) -> Said<ClusterId> {
    let Some(entry) = own.item().and_then(|item| item.property("id")) else { return own.property("id", |_| None) };
    let number = entry.integer().map(|number| number.value);
    let id = number.and_then(|number| ClusterId::new(number, mesh.highest_id(cluster)));
    cluster.refused_id = number.filter(|_| id.is_none()).map(|number| number.to_string());
    Said::read(id, entry.span())
}

/// The settings of all `config` nodes, a later one winning over an earlier one of the same key.
fn config(items: &[Item<'_>], broken: Option<Span>) -> Listed<Setting> {
    let mut settings: Vec<Setting> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut broken = broken;
    for child in items.iter().flat_map(|item| item.children()) {
        let argument = child.arguments().next();
        let Some((value, place)) = argument.and_then(|entry| Some((scalar(entry)?, entry.span()))) else {
            broken = broken.or(Some(child.span()));
            continue;
        };
        let setting = Setting { key: Spanned::new(child.name().to_string(), child.span()), value, place };
        let at = *known.entry(setting.key.value.clone()).or_insert(settings.len());
        match settings.get_mut(at) {
            Some(earlier) => *earlier = setting,
            None => settings.push(setting),
        }
    }
    Listed::new(settings, broken)
}

/// A scalar as the text that a ConfigMap holds.
fn scalar(entry: Entry<'_>) -> Option<String> {
    match entry.value() {
        KdlValue::String(text) => Some(text.clone()),
        KdlValue::Integer(number) => Some(number.to_string()),
        // As it was written: 1.0 is not to become 1, nor 1e21 a row of zeros.
        KdlValue::Float(number) if number.is_finite() => Some(entry.written().replace('_', "")),
        KdlValue::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

fn patch(item: Item<'_>) -> Option<Patch> {
    let mut operations = Listed::default();
    for child in item.children() {
        match operation::operation(child) {
            Some(operation) => operations.push(operation),
            None => operations.break_at(child.head()),
        }
    }
    Some(Patch {
        span: item.span(),
        kind: item.property("kind")?.text()?,
        name: item.property("name")?.text()?,
        operations,
    })
}
