//! Turns nodes into the model. It reads what `validate` has accepted and leaves out what it has refused: a value of the
//! wrong type is simply not there.

use super::node::Item;
use crate::diagnostic::Diagnostics;
use crate::model::{
    Allow, Cluster, Credentials, Etcd, Kops, Level, LintSeverity, Mesh, Network, PLATFORMS, Patch, Pool, Restart,
    Routing, Setting, Stated, Store, Tls,
};
use crate::release::Version;
use crate::rules::repeated_node;
use crate::source::Spanned;
use ipnet::IpNet;
use kdl::KdlValue;

/// Turns the top-level nodes of all files into a mesh, without manifests and without what follows from other values.
pub fn decode(items: &[Item<'_>], file: &str, found: &mut Diagnostics) -> Mesh {
    let top = |name: &'static str| items.iter().copied().filter(move |item| item.name() == name);
    let mut mesh = Mesh { file: file.to_string(), namespace: "kube-system".to_string(), ..Mesh::default() };
    if let Some(item) = top("mesh").next() {
        settings(item, &mut mesh, found);
    }
    mesh.networks = top("network").filter_map(network).collect();
    for lint in top("lint") {
        mesh.levels.extend(lint.children().filter_map(level));
    }
    let defaults = top("defaults").next();
    if let Some(defaults) = defaults {
        mesh.allows.extend(defaults.all("allow").filter_map(|item| allow(item, None)));
    }
    for item in top("cluster") {
        let Some(name) = item.text() else { continue };
        mesh.allows.extend(item.all("allow").filter_map(|allowed| allow(allowed, Some(&name.value))));
        let cilium = top("mesh").next().and_then(|mesh| mesh.child("cilium"));
        let cluster = cluster(Layers { own: item, defaults, cilium }, name, &mesh);
        mesh.clusters.push(cluster);
    }
    mesh
}

fn settings(item: Item<'_>, mesh: &mut Mesh, found: &mut Diagnostics) {
    mesh.span = item.head();
    let word = |name: &str| item.child(name).and_then(|child| child.text()).map(|text| text.value);
    if let Some(namespace) = word("namespace") {
        mesh.namespace = namespace;
    }
    if word("restart").as_deref() == Some("manual") {
        mesh.restart = Restart::Manual;
    }
    if let Some(routing) = item.child("routing") {
        let protocol = routing.property("protocol").and_then(|entry| entry.text()).map(|text| text.value);
        mesh.routing = match (routing.text().map(|text| text.value).as_deref(), protocol.as_deref()) {
            (Some("native"), _) => Routing::Native,
            (_, Some("geneve")) => Routing::Geneve,
            _ => Routing::Vxlan,
        };
    }
    for pool in item.all("address-pool") {
        let prefix = pool.property("prefix").and_then(|entry| entry.integer());
        let (Some(net), Some(prefix)) = (pool.arguments().next().and_then(cidr), prefix) else { continue };
        let same_family = |other: &&Pool| other.net.value.addr().is_ipv4() == net.value.addr().is_ipv4();
        if let Some(other) = mesh.pools.iter().find(same_family) {
            let message = "there are two address pools of one family";
            let diagnostic = repeated_node::RULE.at(net.span, "a second pool", message);
            found.push(
                diagnostic.label(other.net.span, "the first pool").help("keep one of them: a cluster owns one block"),
            );
            continue;
        }
        mesh.pools.push(Pool { net, prefix: u8::try_from(prefix.value).unwrap_or(128) });
    }
    mesh.allows.extend(item.all("allow").filter_map(|item| allow(item, None)));
}

fn network(item: Item<'_>) -> Option<Network> {
    Some(Network { name: item.text()?, cidrs: item.arguments().skip(1).filter_map(cidr).collect() })
}

fn level(item: Item<'_>) -> Option<Level> {
    let severity = match item.text()?.value.as_str() {
        "error" => Some(LintSeverity::Error),
        "warning" => Some(LintSeverity::Warning),
        "off" => None,
        _ => return None,
    };
    Some(Level { rule: Spanned::new(item.name().to_string(), item.span()), severity })
}

fn allow(item: Item<'_>, cluster: Option<&str>) -> Option<Allow> {
    Some(Allow { rule: item.text()?, cluster: cluster.map(str::to_string) })
}

/// A cluster's own nodes over the default ones.
#[derive(Clone, Copy)]
struct Layers<'k> {
    own: Item<'k>,
    defaults: Option<Item<'k>>,
    /// The mesh's release, below both.
    cilium: Option<Item<'k>>,
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
        self.one("cilium").or(self.cilium)
    }

    fn cidrs(self, name: &'static str) -> Vec<Spanned<IpNet>> {
        self.all(name).into_iter().flat_map(Item::arguments).filter_map(cidr).collect()
    }
}

fn cluster(layers: Layers<'_>, name: Spanned<String>, mesh: &Mesh) -> Cluster {
    let id = layers.own.property("id");
    let (node_cidrs, unknown_networks) = super::settle::node_cidrs(&layers.all("node-cidr"), mesh);
    let platform = layers.one("platform").and_then(Item::text).and_then(|text| {
        let platform = PLATFORMS.iter().find(|platform| platform.name == text.value)?;
        Some(Spanned::new(*platform, text.span))
    });
    Cluster {
        head: layers.own.head(),
        stated: Stated {
            id: id.is_some(),
            pod_cidr: layers.one("pod-cidr").or(layers.one("ipam")).is_some(),
            endpoint: layers.one("apiserver").or(layers.one("etcd").and_then(|etcd| etcd.child("endpoint"))).is_some(),
            version: layers.cilium().is_some(),
        },
        id: id.and_then(|entry| entry.integer()),
        id_entry: id.map(|entry| entry.span()),
        version: layers.cilium().and_then(version),
        platform,
        pod_cidrs: layers.cidrs("pod-cidr"),
        service_cidrs: layers.cidrs("service-cidr"),
        node_cidrs,
        unknown_networks,
        max_nodes: layers.one("max-nodes").and_then(|item| {
            let number = item.arguments().next()?.integer()?;
            Some(Spanned::new(u64::try_from(number.value).ok()?, number.span))
        }),
        etcd: layers.one("etcd").map(etcd).unwrap_or_default(),
        kops: layers.one("kops").and_then(kops),
        config: config(&layers.both("config")),
        patches: layers.both("patch").into_iter().filter_map(patch).collect(),
        base: None,
        name,
    }
}

fn etcd(item: Item<'_>) -> Etcd {
    let endpoints = item.all("endpoint").flat_map(Item::arguments);
    let word = |item: Item<'_>, name: &str| item.property(name).and_then(|entry| entry.text()).map(|text| text.value);
    let tls = item.child("tls").map(|tls| Tls {
        span: tls.head(),
        ca: word(tls, "ca"),
        cert: word(tls, "cert"),
        key: word(tls, "key"),
    });
    let mut credentials = Credentials::default();
    if let Some(item) = item.child("credentials") {
        if let Some(secret) = word(item, "secret") {
            credentials.secret = secret;
        }
        if item.text().is_some_and(|how| how.value == "external-secrets") {
            credentials.store = word(item, "store").zip(word(item, "key")).map(|(name, key)| Store {
                name,
                key,
                kind: word(item, "store-kind").unwrap_or_else(|| "ClusterSecretStore".to_string()),
            });
        }
    }
    Etcd {
        endpoints: endpoints
            .filter_map(|entry| entry.text().filter(|text| super::value::is_endpoint(&text.value)))
            .collect(),
        version: item.child("version").and_then(version),
        tls,
        credentials,
    }
}

fn kops(item: Item<'_>) -> Option<Kops> {
    Some(Kops {
        name: item.text()?,
        spec_path: item.property("spec").and_then(|entry| entry.text()),
        spec: None,
        etcd_version: item.child("etcd-version").and_then(version),
        image: item.child("image").and_then(Item::text),
        security_groups: item
            .all("security-group")
            .flat_map(Item::arguments)
            .filter_map(|entry| entry.text())
            .collect(),
        non_masquerade_cidr: None,
    })
}

/// The settings of all `config` nodes, a later one winning over an earlier one of the same key.
fn config(items: &[Item<'_>]) -> Vec<Setting> {
    let mut settings: Vec<Setting> = Vec::new();
    for child in items.iter().flat_map(|item| item.children()) {
        let Some(value) = child.arguments().next().and_then(|entry| scalar(entry.value())) else { continue };
        let setting = Setting { key: Spanned::new(child.name().to_string(), child.span()), value };
        match settings.iter_mut().find(|earlier| earlier.key.value == setting.key.value) {
            Some(earlier) => *earlier = setting,
            None => settings.push(setting),
        }
    }
    settings
}

/// A scalar as the text that a ConfigMap holds.
fn scalar(value: &KdlValue) -> Option<String> {
    match value {
        KdlValue::String(text) => Some(text.clone()),
        KdlValue::Integer(number) => Some(number.to_string()),
        KdlValue::Float(number) if number.is_finite() => Some(number.to_string()),
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
        operations: item.children().filter_map(super::data::operation).collect(),
    })
}

fn cidr(entry: super::node::Entry<'_>) -> Option<Spanned<IpNet>> {
    let text = entry.text()?;
    Some(Spanned::new(text.value.parse().ok()?, text.span))
}

fn version(item: Item<'_>) -> Option<Spanned<Version>> {
    let text = item.text()?;
    Some(Spanned::new(text.value.parse().ok()?, text.span))
}
