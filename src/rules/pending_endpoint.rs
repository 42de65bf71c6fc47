#![doc = include_str!("pending_endpoint.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::{apiserver, free_addresses, service_address};
use crate::facts::clusters::{about, by_place, names};
use crate::model::{Cluster, ServiceType};
use crate::source::Span;
use std::net::IpAddr;

/// The rule.
pub static RULE: Rule = Rule {
    name: "pending-endpoint",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("pending_endpoint.md"),
};

/// Looks for clusters whose peers leave them out, since their address is not known yet.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let place = |cluster: &Cluster| pending(cluster).filter(|_| !case.mesh.peers(cluster).is_empty());
    let mut free = free_addresses(case.mesh);
    for (span, clusters) in by_place(case.mesh, place) {
        let free = free.next().unwrap_or(IpAddr::from([192, 0, 2, 1]));
        let Some(cluster) = clusters.first() else { continue };
        let message = match clusters.len() {
            1 => format!("the address of {} is not known yet, so its peers leave it out", names(&clusters)),
            _ => format!("the addresses of {} are not known yet, so their peers leave them out", names(&clusters)),
        };
        let help = match clusters.len() {
            1 => help(cluster, free, case.mesh.namespace()),
            _ => to_each(free),
        };
        let diagnostic = RULE.at(span, "no peer connects to it yet", message).help(help);
        found.push(
            about(diagnostic, &clusters)
                .or_together("peers leave out clusters whose address is not known yet", to_each(free)),
        );
    }
}

/// Where it is written that the address of a cluster is not known yet, when nothing else is written of it.
fn pending(cluster: &Cluster) -> Option<Span> {
    let apiserver = apiserver(cluster).filter(|it| it.ips.is_nothing() && it.address.is_nothing())?;
    apiserver.pending.span().filter(|_| cluster.is_pending())
}

/// What to do once the address is known, and how to learn it. One node's address would be too little.
fn help(cluster: &Cluster, free: IpAddr, namespace: &str) -> String {
    let service = apiserver(cluster).map(|apiserver| apiserver.service.value);
    if service == Some(ServiceType::NodePort) {
        let shown = "once `kubectl get nodes -o wide` shows its nodes";
        return format!("{shown}, write several in place of `pending`, such as `ip \"{free}\" …`, or `address`");
    }
    let ip = match service {
        Some(ServiceType::ClusterIp) => service_address(cluster).unwrap_or(free),
        _ => free,
    };
    let shown = format!("once `kubectl -n {namespace} get service clustermesh-apiserver` shows it");
    format!("{shown}, write it in place of `pending`, such as `ip \"{ip}\"`, or `address`")
}

fn to_each(ip: IpAddr) -> String {
    format!("once each has one, write it there in place of `pending`, such as `ip \"{ip}\"`, or `address` with a name")
}
