//! Turns nodes into the model. It reads what `validate` has accepted; what that has refused is broken.

mod apiserver;
mod cluster;
mod credentials;
mod datapath;
mod delivery;
mod nodes;
mod operation;
mod peering;
mod pools;
mod reach;
mod releases;
mod statement;
mod values;

use super::grammar::GRAMMAR;
use super::guess::{self, Guess};
use super::unread::Unread;
use crate::address;
use crate::diagnostic::Diagnostics;
use crate::kdl::{Entry, Item};
use crate::model::{Allow, Cluster, Deliveries, Level, LintSeverity, Mesh, Network, Restart};
use crate::release::Version;
use crate::rules::repeated_node;
use crate::source::{Listed, Span, Spanned};
use cluster::{Layers, cluster};
use ipnet::IpNet;
use statement::Statement;
use statement::values;
use std::rc::Rc;

/// Turns the top-level nodes of all files into a mesh, without manifests and without what follows from other
/// values. What is `unread` is broken where it belongs.
pub fn decode(items: &[Item<'_>], unread: &Unread, found: &mut Diagnostics) -> Mesh {
    let top = |name: &'static str| items.iter().copied().filter(move |item| item.name() == name);
    let one = |name| Statement::top(name, top(name).next(), unread);
    let (common, defaults) = (one("mesh"), one("defaults"));
    let mut mesh = Mesh { unread: unread.words().clone(), ..Mesh::default() };
    settings(common, &mut mesh, found);
    let usual = Statement::top("defaults", defaults.item(), unread).child("cilium").or(common.child("cilium"));
    mesh.usual.version = usual.argument(version);
    mesh.networks = networks(items, found);
    mesh.peering = one("peering").read(|item| Some(peering::peering(item, one("peering"), found)));
    mesh.sops = credentials::sops(one("sops"));
    mesh.deliveries = Rc::new(Deliveries {
        flux: one("flux").read(|item| delivery::flux(item, found)),
        argocd: one("argocd").read(|item| delivery::argocd(item, found)),
    });
    mesh.levels = top("lint").flat_map(Item::children).filter_map(level).collect();
    mesh.allows.extend(defaults.all("allow").into_iter().filter_map(|item| allow(item, None)));
    for item in items {
        match (item.name() == "cluster", named(*item)) {
            (true, Some(name)) => {
                mesh.allows.extend(item.all("allow").filter_map(|allowed| allow(allowed, Some(&name.value))));
                let own = Statement::top("cluster", Some(*item), unread).of_cluster(item.span());
                let layers = Layers { own, defaults: defaults.of_cluster(item.span()), mesh: common };
                mesh.clusters.push(cluster(layers, name, &mesh));
            }
            (false, Some(name)) if is_misspelt(*item, "cluster") => {
                mesh.clusters.push(Cluster::broken(name, item.head()));
            }
            _ => {}
        }
    }
    let layers = defaults.item().into_iter().chain(top("cluster"));
    layers.filter_map(|item| item.child("apiserver")).for_each(|item| apiserver::annotations(item, found));
    if common.is_there() {
        releases::missing(&mesh.clusters, found);
    }
    credentials::recipients(&mesh, found);
    mesh
}

/// The name of a node.
fn named(item: Item<'_>) -> Option<Spanned<String>> {
    item.text().filter(|name| !name.value.is_empty())
}

/// Whether a node at the top of a file is most likely one of another name.
fn is_misspelt(item: Item<'_>, name: &str) -> bool {
    let is_unknown = GRAMMAR.iter().all(|node| node.name != item.name());
    is_unknown && matches!(guess::node(item.name(), GRAMMAR, None), Guess::Near(near) if near.name == name)
}

fn settings(statement: Statement<'_>, mesh: &mut Mesh, found: &mut Diagnostics) {
    mesh.span = statement.item().map(Item::head).unwrap_or_default();
    mesh.name = statement.argument(statement::text).get().cloned().unwrap_or_default();
    let word = |name| statement.child(name).argument(statement::text);
    mesh.namespace = word("namespace");
    let restart = |mode: String| if mode == "manual" { Restart::Manual } else { Restart::Rolling };
    mesh.restart = word("restart").map(restart);
    datapath::settings(statement, mesh, found);
    apiserver::settings(statement, mesh);
    mesh.pools = pools::pools(statement, found);
    if !statement.is_there() {
        // Without `mesh`, which is missed by itself, nobody knows what it would give.
        mesh.pools.break_at(Span::default());
    }
    mesh.allows.extend(statement.all("allow").into_iter().filter_map(|item| allow(item, None)));
}

/// The networks; a second one of a name is refused, as `node-cidr network=` could mean either.
fn networks(items: &[Item<'_>], found: &mut Diagnostics) -> Vec<Network> {
    let mut networks: Vec<Network> = Vec::new();
    for item in items {
        let cidrs = match item.name() == "network" {
            true => values(item.arguments().skip(1), cidr),
            false if is_misspelt(*item, "network") => Listed::new(Vec::new(), Some(item.head())),
            false => continue,
        };
        let Some(name) = named(*item) else { continue };
        if let Some(earlier) = networks.iter().find(|network| network.name.value == name.value) {
            let message = format!("there are two networks `{}`", name.value);
            let diagnostic = repeated_node::RULE.at(name.span, "given again here", message);
            let help = "write all ranges of a network in one node, or give the second another name";
            found.push(diagnostic.label(earlier.name.span, "first given here").help(help));
            continue;
        }
        networks.push(Network { name, cidrs });
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
    let reason = item.property("reason").and_then(|reason| reason.text());
    let reason = reason.map(|reason| reason.value).filter(|reason| !reason.trim().is_empty());
    Some(Allow { rule: item.text()?, cluster: cluster.map(str::to_string), reason })
}

fn cidr(entry: Entry<'_>) -> Option<IpNet> {
    address::parse(&entry.text()?.value)
}

fn version(entry: Entry<'_>) -> Option<Version> {
    entry.text()?.value.parse().ok()
}
