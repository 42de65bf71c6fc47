//! One cluster: its own nodes over the default ones.

use super::{apiserver, boolean, cidr, datapath, operation, reach, values, version};
use crate::kdl::{Entry, Item, KdlValue};
use crate::model::{Cluster, ClusterId, Foundation, Mesh, PLATFORMS, Patch, Setting, Stated};
use crate::parse::settle;
use crate::release;
use crate::source::{Said, Spanned};
use ipnet::IpNet;

/// A cluster's own nodes over the default ones.
#[derive(Clone, Copy)]
pub struct Layers<'k> {
    /// Its own.
    pub own: Item<'k>,
    /// What every cluster is by default.
    pub defaults: Option<Item<'k>>,
    /// What is equal on every cluster, below both.
    pub mesh: Option<Item<'k>>,
}

impl<'k> Layers<'k> {
    /// The nodes of that name: the cluster's own, or else the default ones.
    fn all(self, name: &'static str) -> Vec<Item<'k>> {
        let own: Vec<_> = self.own.all(name).collect();
        match self.defaults {
            Some(defaults) if own.is_empty() => defaults.all(name).collect(),
            _ => own,
        }
    }

    fn one(self, name: &'static str) -> Option<Item<'k>> {
        self.all(name).into_iter().next()
    }

    /// The nodes of that name, the default ones first.
    fn both(self, name: &'static str) -> Vec<Item<'k>> {
        self.defaults.into_iter().chain([self.own]).flat_map(|item| item.all(name)).collect()
    }

    fn cilium(self) -> Option<Item<'k>> {
        self.one("cilium").or(self.mesh?.child("cilium"))
    }

    fn cidrs(self, name: &'static str) -> Vec<Spanned<IpNet>> {
        self.all(name).into_iter().flat_map(Item::arguments).filter_map(cidr).collect()
    }
}

/// One cluster; `mesh` has its pools and its networks already.
pub fn cluster(layers: Layers<'_>, name: Spanned<String>, mesh: &Mesh) -> Cluster {
    let has_broken_pool = layers.mesh.is_none_or(|item| item.all("address-pool").count() > mesh.pools.len());
    let (node_cidrs, unknown_networks) = settle::node_cidrs(&layers.all("node-cidr"), mesh);
    let platform = layers.one("platform").and_then(Item::text).and_then(|text| {
        let platform = PLATFORMS.iter().find(|platform| platform.name == text.value)?;
        Some(Spanned::new(*platform, text.span))
    });
    let version = layers.cilium().and_then(version);
    let text = |name| layers.one(name).and_then(Item::text).filter(|text| !text.value.is_empty());
    let mut cluster = Cluster {
        head: layers.own.head(),
        stated: Stated {
            pod_cidr: layers.one("pod-cidr").is_some() || has_broken_pool,
            endpoint: layers.one("etcd").is_some_and(|etcd| etcd.child("endpoint").is_some())
                || layers.one("apiserver").is_some_and(apiserver::is_reached),
            version: layers.mesh.is_none() || layers.cilium().is_some(),
        },
        id: Said::Nothing,
        refused_id: None,
        row: version.as_ref().and_then(|version| release::find(version.value)),
        version,
        platform,
        pod_cidrs: layers.cidrs("pod-cidr"),
        service_cidrs: layers.cidrs("service-cidr"),
        node_cidrs,
        unknown_networks,
        max_nodes: layers.one("max-nodes").and_then(|item| {
            let number = item.arguments().next()?.integer()?;
            Some(Spanned::new(u64::try_from(number.value).ok()?, number.span))
        }),
        ca: text("ca"),
        host_firewall: layers.one("host-firewall").and_then(boolean),
        ipam: layers.one("ipam").and_then(datapath::ipam),
        chaining: text("chaining"),
        kube_proxy_replacement: layers.one("kube-proxy-replacement").and_then(boolean),
        etcd: layers.one("etcd").map(|item| reach::etcd(item, &name.value)).unwrap_or_default(),
        apiserver: layers.one("apiserver").and_then(apiserver::apiserver),
        kops: layers.one("kops").and_then(reach::kops),
        config: config(&layers.both("config")),
        values: values::values(&layers.both("values")),
        context: text("context"),
        patches: layers.both("patch").into_iter().filter_map(patch).collect(),
        base: Foundation::Broken,
        name,
    };
    id(layers.own, mesh, &mut cluster);
    cluster
}

/// The id of a cluster whose release is known.
fn id(item: Item<'_>, mesh: &Mesh, cluster: &mut Cluster) {
    let Some(entry) = item.property("id") else { return };
    let number = entry.integer().map(|number| number.value);
    let id = number.and_then(|number| ClusterId::new(number, mesh.highest_id(cluster)));
    cluster.id = Said::read(id, entry.span());
    cluster.refused_id = number.filter(|_| id.is_none()).map(|number| number.to_string());
}

/// The settings of all `config` nodes, a later one winning over an earlier one of the same key.
fn config(items: &[Item<'_>]) -> Vec<Setting> {
    let mut settings: Vec<Setting> = Vec::new();
    for child in items.iter().flat_map(|item| item.children()) {
        let Some(value) = child.arguments().next().and_then(scalar) else { continue };
        let setting = Setting { key: Spanned::new(child.name().to_string(), child.span()), value };
        match settings.iter_mut().find(|earlier| earlier.key.value == setting.key.value) {
            Some(earlier) => *earlier = setting,
            None => settings.push(setting),
        }
    }
    settings
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
    Some(Patch {
        span: item.span(),
        kind: item.property("kind")?.text()?,
        name: item.property("name")?.text()?,
        stated: item.children().count(),
        operations: item.children().filter_map(operation::operation).collect(),
    })
}
