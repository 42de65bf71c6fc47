#![doc = include_str!("duplicate_endpoint.md")]

use super::clusters::{about, names};
use super::endpoints::{Endpoint, endpoints, is_of_kops, only_local};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh};
use std::collections::{BTreeMap, BTreeSet};

type Place<'m> = (&'m Cluster, Endpoint<'m>);

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-endpoint",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("duplicate_endpoint.md"),
};

/// Looks for etcds that several clusters call their own, whatever the scheme and the spelling: one finding for clusters
/// that share one etcd, however many endpoints it has.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let mut owners: BTreeMap<(String, String), BTreeMap<&str, Place>> = BTreeMap::new();
    let mut order: Vec<(String, String)> = Vec::new();
    for cluster in &mesh.clusters {
        // A name that means another host in each cluster is one rule's business, two clusters of one name another's.
        for endpoint in endpoints(cluster).filter(|endpoint| only_local(&endpoint.host).is_none()) {
            let key = (endpoint.host.clone(), endpoint.port.to_string());
            let places = owners.entry(key.clone()).or_default();
            if places.is_empty() {
                order.push(key);
            }
            places.entry(&cluster.name.value).or_insert((cluster, endpoint));
        }
    }
    let mut reported: BTreeSet<Vec<&str>> = BTreeSet::new();
    for key in order {
        let Some(places) = owners.remove(&key) else { continue };
        if places.len() > 1 && reported.insert(places.keys().copied().collect()) {
            report(places.into_values().collect(), &key, found);
        }
    }
}

fn report(mut places: Vec<Place<'_>>, (host, port): &(String, String), found: &mut Diagnostics) {
    places.sort_by_key(|(cluster, endpoint)| (cluster.name.span, endpoint.span));
    let clusters: Vec<&Cluster> = places.iter().map(|(cluster, _)| *cluster).collect();
    let [(_, first), .., (last, again)] = places.as_slice() else { return };
    let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
    let message = format!("{} have one etcd, `{host}:{port}`", names(&clusters));
    let text = |cluster: &Cluster, endpoint: &Endpoint<'_>, text: &str| {
        if is_of_kops(cluster, endpoint.span) { format!("{text}, by this spec") } else { text.to_string() }
    };
    let all_at_once = first.span == again.span;
    let label = if all_at_once { "one etcd for all of them".to_string() } else { text(last, again, "used again here") };
    let mut diagnostic = RULE.at(again.span, label, message);
    for (index, (cluster, endpoint)) in places.iter().take(3).enumerate() {
        if endpoint.span != again.span {
            let what = if index == 0 { "first used here" } else { "used here too" };
            diagnostic = diagnostic.label(endpoint.span, text(cluster, endpoint, what));
        }
    }
    let help = match &last.kops {
        Some(_) if is_of_kops(last, again.span) => "give each cluster its own kops name and spec",
        _ if all_at_once => "say `etcd` in each cluster: each one needs an etcd of its own",
        _ => "name each cluster's own etcd",
    };
    found.push(about(diagnostic.help(help), &clusters));
}
