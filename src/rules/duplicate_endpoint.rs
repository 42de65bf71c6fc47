#![doc = include_str!("duplicate_endpoint.md")]

mod aliases;

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::{reaches, repeated};
use crate::facts::clusters::{about, by_place, names};
use crate::facts::endpoints::{endpoints, is_known_to_docker, is_of_kops, only_local};
use crate::model::Cluster;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// A cluster, what is reached at an address of it, and the place of that address.
type Place<'m> = (&'m Cluster, &'static str, Span);

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-endpoint",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("duplicate_endpoint.md"),
};

/// Looks for addresses that several clusters call their own, whatever the scheme and the spelling: one
/// finding for clusters that share one etcd, however many endpoints it has. A clustermesh-apiserver has each
/// address once.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut owners: BTreeMap<String, BTreeMap<&str, Place>> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for cluster in &case.mesh.clusters {
        let etcd = endpoints(cluster).map(|it| (it.host, it.port.to_string(), "etcd", it.span));
        let of_apiserver = reaches(cluster).into_iter();
        let of_apiserver =
            of_apiserver.map(|it| (it.host, it.apiserver.peer_port().to_string(), "clustermesh-apiserver", it.span));
        // A name that means another host in each cluster is one rule's business, two clusters of one name
        // another's.
        let is_one = |host: &str| only_local(host).is_none() || is_known_to_docker(cluster, host);
        for (host, port, what, span) in etcd.chain(of_apiserver).filter(|(host, ..)| is_one(host)) {
            let host = if host.contains(':') { format!("[{host}]") } else { host };
            let key = format!("{host}:{port}");
            let places = owners.entry(key.clone()).or_default();
            if places.is_empty() {
                order.push(key.clone());
            }
            places.entry(&cluster.name.value).or_insert((cluster, what, span));
        }
    }
    let mut reported: BTreeSet<Vec<&str>> = BTreeSet::new();
    for key in order {
        let Some(places) = owners.remove(&key) else { continue };
        if places.len() > 1 && reported.insert(places.keys().copied().collect()) {
            report(places.into_values().collect(), &key, found);
        }
    }
    for (span, clusters) in by_place(case.mesh, |cluster| Some(repeated(cluster)?.1)) {
        let Some((first, _, host)) = clusters.first().and_then(|cluster| repeated(cluster)) else { continue };
        let message = format!("the `apiserver` of {} has `{host}` more than once", names(&clusters));
        let diagnostic = RULE.at(span, "repeated here", message).label(first, "first written here");
        found.push(about(diagnostic.help("remove one, or write the intended address"), &clusters));
    }
    aliases::check(case, found);
}

fn report(mut places: Vec<Place<'_>>, address: &str, found: &mut Diagnostics) {
    places.sort_by_key(|(cluster, _, span)| (cluster.name.span, *span));
    let clusters: Vec<&Cluster> = places.iter().map(|(cluster, ..)| *cluster).collect();
    let [(_, what, first), .., (last, _, again)] = places.as_slice() else { return };
    let message = format!("{} have the same {what}, `{address}`", names(&clusters));
    let text = |cluster: &Cluster, span: Span, text: &str| {
        if is_of_kops(cluster, span) { format!("{text}, by this spec") } else { text.to_string() }
    };
    let all_at_once = first == again;
    let label = if all_at_once { format!("one {what} for all of them") } else { text(last, *again, "used again here") };
    let mut diagnostic = RULE.at(*again, label, message);
    for (index, (cluster, _, span)) in places.iter().take(3).enumerate().filter(|(_, (.., span))| span != again) {
        let words = if index == 0 { "first used here" } else { "used here too" };
        diagnostic = diagnostic.label(*span, text(cluster, *span, words));
    }
    let node = if *what == "etcd" { "etcd" } else { "apiserver" };
    let help = match last.kops.get() {
        Some(_) if is_of_kops(last, *again) => "give each cluster its own kops name and spec".to_string(),
        _ if all_at_once => format!("write `{node}` in each cluster: each needs its own {what}"),
        _ => format!("write the address of each cluster's own {what}"),
    };
    found.push(about(diagnostic.help(help), &clusters));
}
