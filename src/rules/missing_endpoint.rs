#![doc = include_str!("missing_endpoint.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::{free_addresses, reaches, service_address};
use crate::facts::clusters::{about, by_place, names};
use crate::model::{Cluster, ServiceType};
use crate::source::Span;
use std::net::IpAddr;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-endpoint",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("missing_endpoint.md"),
};

/// Looks for clusters whose state nobody can reach. Of a release that is missing,
/// or that has no row, nobody knows how.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let is_unreachable =
        |cluster: &Cluster| cluster.release().is_some() && cluster.etcd.endpoints.is_nothing() && !cluster.is_reached();
    let is_classic = |cluster: &Cluster| cluster.modern().is_none() && cluster.apiserver.is_nothing();
    let classic = |cluster: &Cluster| (is_unreachable(cluster) && is_classic(cluster)).then(|| cause(cluster).0);
    for (span, clusters) in by_place(case.mesh, classic) {
        let Some((_, label, help)) = clusters.first().map(|cluster| cause(cluster)) else { continue };
        let message = format!("no etcd endpoint for {}", names(&clusters));
        found.push(about(RULE.at(span, label, message).help(help), &clusters));
    }
    let is_lonely = |cluster: &Cluster| case.mesh.peers(cluster).is_empty();
    let lacks = |cluster: &Cluster| is_unreachable(cluster) && reaches(cluster).is_empty() && !is_lonely(cluster);
    let modern = |cluster: &Cluster| (cluster.modern().is_some() && lacks(cluster)).then(|| place(cluster));
    // Each finding proposes something else: two proposals must not clash.
    let mut free = free_addresses(case.mesh);
    for (span, clusters) in by_place(case.mesh, modern) {
        let free = free.next().unwrap_or(IpAddr::from([192, 0, 2, 1]));
        let Some(cluster) = clusters.first() else { continue };
        let label = if cluster.apiserver.get().is_some() { "no `ip` and no `address`" } else { "no `apiserver`" };
        let message = format!("no endpoint for {}", names(&clusters));
        let diagnostic = RULE.at(span, label, message).help(help(&clusters, free));
        found.push(about(diagnostic, &clusters).or_together("no endpoint", to_each(free)));
    }
}

/// Where an endpoint of an etcd is missing, and what to do about it.
fn cause(cluster: &Cluster) -> (Span, &'static str, String) {
    let Some(kops) = cluster.kops.get() else {
        let help = "add `etcd { endpoint \"https://etcd.example.com:2379\" }` with the name of your etcd";
        return (cluster.name.span, "no `endpoint`", help.to_string());
    };
    match kops.spec_path.value() {
        Some(path) => {
            let help = "name the members in the spec, under `etcdClusters`, or write `etcd { endpoint … }` here";
            (path.span, "no `etcdMembers` in its first etcd cluster", help.to_string())
        }
        None => {
            let help = "name the manifests of the kops cluster, which list its etcd members: `spec=\"kops/…yaml\"`";
            (kops.name.span, "no `spec=`", help.replace('…', "cluster."))
        }
    }
}

fn place(cluster: &Cluster) -> Span {
    cluster.apiserver.get().map_or(cluster.name.span, |apiserver| apiserver.span)
}

fn help(clusters: &[&Cluster], free: IpAddr) -> String {
    let own = clusters.first().and_then(|cluster| Some((cluster, cluster.apiserver.get()?.service.value)));
    let ip = own.filter(|(_, service)| *service == ServiceType::ClusterIp).and_then(|(it, _)| service_address(it));
    let ip = ip.unwrap_or(free);
    match (clusters.len(), own) {
        (1, None) => format!("add `apiserver \"LoadBalancer\" {{ ip \"{ip}\" }}` with its own address"),
        (1, Some((_, ServiceType::NodePort))) => {
            format!(
                "add `ip \"{ip}\" …` with the addresses of several nodes, or `address`, or `pending #true` until they are known"
            )
        }
        (1, Some((_, service))) => {
            format!("add `ip \"{ip}\"` with the address of its {}, or `pending #true` until it has one", service.name())
        }
        _ => to_each(ip),
    }
}

fn to_each(ip: IpAddr) -> String {
    format!("add `apiserver \"LoadBalancer\" {{ ip \"{ip}\" }}` to each, with its own address")
}
