//! Peers of a cluster on the chart that are behind one address, each with a port of its own.
//!
//! The chart writes one of the pods' `hostAliases` for each address of each peer
//! (`clustermesh-apiserver/deployment.yaml` and `cilium-agent/daemonset.yaml`, 1.14 to 1.20), and Kubernetes
//! knows that list as a map by `ip` (`listMapKey` of `HostAliases` in `k8s.io/api/core/v1/types.go`): a
//! server-side apply refuses the second one, and a client-side one loses a peer once a name in it changes. A
//! peer that has a DNS name needs no alias.

use super::{Case, RULE};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::facts::apiservers::{apiserver, reaches};
use crate::facts::clusters::{about, names};
use crate::model::{Cluster, Mesh};
use crate::plan;
use crate::settings::merged::Merged;
use crate::source::Span;
use crate::words::shown;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// A peer behind an address that others are behind too.
type Sharer<'m> = (&'m Cluster, Span);

/// Looks for peers of one cluster that share an address, but no port.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mesh = case.mesh;
    let mut behind: BTreeMap<IpAddr, Vec<Sharer<'_>>> = BTreeMap::new();
    for cluster in &mesh.clusters {
        for (ip, reach) in reaches(cluster).into_iter().filter_map(|reach| Some((reach.ip()?, reach))) {
            let sharers = behind.entry(ip).or_default();
            // Those with the same port have a worse problem.
            let is_other =
                |(other, _): &Sharer<'_>| port(other) != port(cluster) && other.name.value != cluster.name.value;
            if sharers.iter().all(is_other) {
                sharers.push((cluster, reach.span));
            }
        }
    }
    behind.retain(|_, sharers| sharers.len() > 1);
    let mut reported = BTreeSet::new();
    let readers = case.clusters().filter(|_| !behind.is_empty());
    for (reader, _) in readers.filter(|(cluster, settled)| has_aliases(mesh, cluster, settled)) {
        let peers: BTreeSet<&str> = mesh.peers(reader).into_iter().map(|peer| peer.name.value.as_str()).collect();
        for (ip, sharers) in &behind {
            let seen: Vec<Sharer<'_>> =
                sharers.iter().copied().filter(|(peer, _)| peers.contains(peer.name.value.as_str())).collect();
            if seen.len() > 1 && reported.insert(seen.iter().map(|(peer, _)| peer.name.span).collect::<Vec<_>>()) {
                found.0.extend(report(*ip, &seen));
            }
        }
    }
}

fn port(cluster: &Cluster) -> Option<u16> {
    apiserver(cluster).map(|apiserver| apiserver.peer_port())
}

/// Whether the chart gives pods of a cluster an alias for each address of its peers. From 1.20 on entries
/// carry their hosts, and the aliases can be turned off.
fn has_aliases(mesh: &Mesh, cluster: &Cluster, settled: &plan::Cluster) -> bool {
    let Some(modern) = cluster.modern().filter(|_| settled.chart().is_some()) else { return false };
    let Some(merged) = Merged::of(mesh, cluster, settled) else { return false };
    let is_off = || merged.value("clustermesh.disableKubernetesHostAliases").is_on();
    merged.value("clustermesh.config.enabled").is_on() && !(modern.entries_carry_hosts && is_off())
}

fn report(ip: IpAddr, sharers: &[Sharer<'_>]) -> Option<Diagnostic> {
    let [(_, first), .., (last, again)] = sharers else { return None };
    let clusters: Vec<&Cluster> = sharers.iter().map(|(cluster, _)| *cluster).collect();
    let message = format!("the chart's `hostAliases` cannot have {} behind one address, `{ip}`", names(&clusters));
    let mut diagnostic = RULE.at(*again, "used again here", message);
    for (_, span) in sharers.iter().take(3).filter(|(_, span)| span != again) {
        diagnostic = diagnostic.label(*span, if span == first { "first used here" } else { "used here too" });
    }
    let help = format!(
        "write `address` with a DNS name of {ip} instead of `ip` in all of them but one, such as in {}",
        shown(&last.name.value)
    );
    Some(about(diagnostic.help(help), &clusters))
}
