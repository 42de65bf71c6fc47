//! Turns nodes into the model. It reads what `validate` has accepted and leaves out what it has refused: a
//! value of the wrong type is simply not there.

mod apiserver;
mod cluster;
mod credentials;
mod datapath;
mod delivery;
mod operation;
mod peering;
mod pools;
mod reach;
mod values;

use crate::address;
use crate::diagnostic::Diagnostics;
use crate::kdl::{Entry, Item};
use crate::model::{Allow, Cluster, Deliveries, Level, LintSeverity, Mesh, Network, Restart, Stated};
use crate::release::{RELEASES, Version};
use crate::rules::{missing_node, repeated_node};
use crate::source::{Said, Spanned};
use cluster::{Layers, cluster};
use ipnet::IpNet;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Turns the top-level nodes of all files into a mesh, without manifests and without what follows from other
/// values. What is `meant` somewhere, but misspelt or in the wrong place, counts as set in every cluster.
pub fn decode(items: &[Item<'_>], meant: &BTreeSet<&str>, found: &mut Diagnostics) -> Mesh {
    let top = |name: &'static str| items.iter().copied().filter(move |item| item.name() == name);
    let mut mesh = Mesh { namespace: "kube-system".to_string(), ..Mesh::default() };
    if let Some(item) = top("mesh").next() {
        settings(item, &mut mesh, found);
    }
    mesh.networks = networks(top("network"), found);
    mesh.peering = top("peering").next().map(|item| peering::peering(item, found));
    let is_wanted = meant.contains("credentials") || credentials::is_wanted(items);
    mesh.sops = top("sops").next().map(|item| credentials::sops(item, is_wanted));
    mesh.deliveries = Rc::new(Deliveries {
        flux: top("flux").next().and_then(|item| delivery::flux(item, found)),
        argocd: top("argocd").next().and_then(delivery::argocd),
    });
    for lint in top("lint") {
        mesh.levels.extend(lint.children().filter_map(level));
    }
    let defaults = top("defaults").next();
    if let Some(defaults) = defaults {
        mesh.allows.extend(defaults.all("allow").filter_map(|item| allow(item, None)));
    }
    let common = top("mesh").next();
    for item in top("cluster") {
        let Some(name) = item.text().filter(|name| !name.value.is_empty()) else { continue };
        mesh.allows.extend(item.all("allow").filter_map(|allowed| allow(allowed, Some(&name.value))));
        let mut cluster = cluster(Layers { own: item, defaults, mesh: common }, name, &mesh);
        cluster.stated = or_meant(cluster.stated, meant);
        if cluster.id.is_nothing() && meant.contains("id") {
            cluster.id = Said::Broken(cluster.name.span);
        }
        if ["tls", "kops", "spec"].iter().any(|name| meant.contains(name)) {
            cluster.etcd.credentials_span = None;
        }
        mesh.clusters.push(cluster);
    }
    let layers = defaults.into_iter().chain(top("cluster"));
    layers.filter_map(|item| item.child("apiserver")).for_each(|item| apiserver::annotations(item, found));
    releases(&mesh.clusters, found);
    credentials::recipients(&mesh, meant, found);
    mesh
}

fn or_meant(stated: Stated, meant: &BTreeSet<&str>) -> Stated {
    let means = |names: &[&str]| names.iter().any(|name| meant.contains(name));
    Stated {
        pod_cidr: stated.pod_cidr || means(&["mesh", "address-pool", "pod-cidr", "ipam", "kops"]),
        endpoint: stated.endpoint || means(&["etcd", "endpoint", "apiserver", "ip", "address", "kops", "spec"]),
        version: stated.version || means(&["mesh", "cilium"]),
    }
}

/// Every cluster needs a release, its own, the default one or the mesh's.
fn releases(clusters: &[Cluster], found: &mut Diagnostics) {
    let bare: Vec<_> = clusters.iter().filter(|cluster| !cluster.stated.version).collect();
    let [first, more @ ..] = bare.as_slice() else { return };
    let name = &first.name.value;
    let message = match more {
        [] => format!("cluster `{name}` has no Cilium release"),
        [one] => format!("clusters `{name}` and `{}` have no Cilium release", one.name.value),
        more => format!("cluster `{name}` and {} more have no Cilium release", more.len()),
    };
    let mut diagnostic = missing_node::RULE.at(first.head, "runs an unknown release", message);
    for cluster in more.iter().take(2) {
        diagnostic = diagnostic.label(cluster.head, "so does this one");
    }
    let has_apiserver = bare.iter().any(|cluster| cluster.apiserver.is_some());
    let row = RELEASES.iter().rfind(|row| row.modern().is_some() == has_apiserver);
    let example = row.map(|row| row.first_working().to_string()).unwrap_or_default();
    let help = format!("write `cilium \"{example}\"`, with the release that runs there, in the braces of `mesh`");
    found.push(diagnostic.help(help).lacks("`cilium`"));
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
    datapath::settings(item, mesh, found);
    apiserver::settings(item, mesh);
    mesh.pools = pools::pools(item, found);
    mesh.allows.extend(item.all("allow").filter_map(|item| allow(item, None)));
}

/// The networks; a second one of a name is refused, as `node-cidr network=` could mean either.
fn networks<'k>(items: impl Iterator<Item = Item<'k>>, found: &mut Diagnostics) -> Vec<Network> {
    let mut networks: Vec<Network> = Vec::new();
    for item in items {
        let Some(name) = item.text().filter(|name| !name.value.is_empty()) else { continue };
        if let Some(earlier) = networks.iter().find(|network| network.name.value == name.value) {
            let message = format!("there are two networks `{}`", name.value);
            let diagnostic = repeated_node::RULE.at(name.span, "given again here", message);
            let help = "write all ranges of a network in one node, or give the second another name";
            found.push(diagnostic.label(earlier.name.span, "first given here").help(help));
            continue;
        }
        networks.push(Network { name, cidrs: item.arguments().skip(1).filter_map(cidr).collect() });
    }
    networks
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
    let reason = word(item, "reason").map(|reason| reason.value).filter(|reason| !reason.trim().is_empty());
    Some(Allow { rule: item.text()?, cluster: cluster.map(str::to_string), reason })
}

fn cidr(entry: Entry<'_>) -> Option<Spanned<IpNet>> {
    let text = entry.text()?;
    Some(Spanned::new(address::parse(&text.value)?, text.span))
}

/// The only argument of a node, when that is a boolean.
fn boolean(item: Item<'_>) -> Option<Spanned<bool>> {
    let entry = item.arguments().next()?;
    Some(Spanned::new(entry.value().as_bool()?, entry.value_span()))
}

/// A property of a node, when that is text.
fn word(item: Item<'_>, name: &str) -> Option<Spanned<String>> {
    item.property(name)?.text()
}

/// A number that fits where it is to go; `validate` has refused what does not.
fn number<N: TryFrom<i128>>(entry: Entry<'_>) -> Option<Spanned<N>> {
    let number = entry.integer()?;
    Some(Spanned::new(N::try_from(number.value).ok()?, number.span))
}

fn version(item: Item<'_>) -> Option<Spanned<Version>> {
    let text = item.text()?;
    Some(Spanned::new(text.value.parse().ok()?, text.span))
}
