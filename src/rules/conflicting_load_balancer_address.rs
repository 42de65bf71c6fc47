#![doc = include_str!("conflicting_load_balancer_address.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::apiserver;
use crate::facts::clusters::{about, by_place, names};
use crate::model::{Cluster, Request, ServiceType};
use crate::source::Span;
use crate::words::few;
use std::net::IpAddr;

/// The rule.
pub static RULE: Rule = Rule {
    name: "conflicting-load-balancer-address",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("conflicting_load_balancer_address.md"),
};

/// Looks for load balancers that are asked for other addresses than peers connect to, and for those that are
/// asked in two ways of which MetalLB takes only one.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (span, clusters) in by_place(case.mesh, |cluster| conflict(cluster).map(|(_, span)| span)) {
        let sharers = case.mesh.clusters.iter().filter(|cluster| asks_at(cluster, span)).count();
        found.0.extend(elsewhere(span, &clusters, sharers));
    }
    for (span, clusters) in by_place(case.mesh, twice) {
        let message = format!("the load balancer of {} is asked for addresses in two ways", names(&clusters));
        let diagnostic = RULE.at(span, "MetalLB refuses it beside its annotation", message);
        found.push(about(diagnostic.help("remove it: the annotation says which address it gets"), &clusters));
    }
}

fn elsewhere(span: Span, clusters: &[&Cluster], sharers: usize) -> Option<Diagnostic> {
    let first = clusters.first()?;
    let (request, _) = conflict(first)?;
    let asked = shown(&request.addresses);
    let ips = &apiserver(first)?.ips;
    let (theirs, dialled) = match clusters {
        [_] => ("its load balancer", shown(&ips.iter().map(|ip| ip.value).collect::<Vec<_>>())),
        _ => ("their load balancers", "other addresses".to_string()),
    };
    let verb = if clusters.len() == 1 { "asks" } else { "ask" };
    let message = format!("{} {verb} {theirs} for {asked}, but peers connect to {dialled}", names(clusters));
    let mut diagnostic = RULE.at(span, "asks for another address", message);
    for cluster in clusters.iter().take(2) {
        let place = apiserver(cluster).and_then(|apiserver| apiserver.ips.first());
        diagnostic = place.into_iter().fold(diagnostic, |it, ip| it.label(ip.span, "what peers connect to"));
    }
    let help = match (sharers, clusters) {
        (1, [_]) => {
            let address = request.addresses.first()?;
            format!("ask for {dialled} there, or write `ip \"{address}\"` where that is what it gets")
        }
        _ => "ask for the address of `ip` in each cluster, instead of one for all".to_string(),
    };
    Some(about(diagnostic.help(help), clusters))
}

/// What a cluster asks its load balancer for where that is none of the addresses that peers connect to, and
/// where it asks.
fn conflict(cluster: &Cluster) -> Option<(Request, Span)> {
    let apiserver = apiserver(cluster).filter(|it| it.service.value == ServiceType::LoadBalancer)?;
    let dialled: Vec<IpAddr> = apiserver.ips.iter().map(|ip| ip.value.to_canonical()).collect();
    let is_elsewhere = |request: &Request| {
        !request.addresses.is_empty() && !request.addresses.iter().any(|address| dialled.contains(address))
    };
    let is_known = !dialled.is_empty() && !apiserver.ips.is_broken();
    let request = cluster.load_balancer_requests().into_iter().find(is_elsewhere).filter(|_| is_known)?;
    let span = request.annotations.first()?.span;
    Some((request, span))
}

fn asks_at(cluster: &Cluster, span: Span) -> bool {
    cluster.service_annotations().iter().any(|asked| asked.span == span)
}

/// Where the user's values have `loadBalancerIP` too: MetalLB takes no Service with both (`getDesiredLbIPs`
/// of `controller/service.go`, v0.15).
fn twice(cluster: &Cluster) -> Option<Span> {
    let path = "clustermesh.apiserver.service.loadBalancerIP";
    apiserver(cluster).filter(|it| it.service.value == ServiceType::LoadBalancer && cluster.is_on_chart())?;
    cluster.values.get(path)?.as_str().filter(|text| !text.is_empty())?;
    let requests = cluster.load_balancer_requests();
    let is_metallb = |request: &Request| request.annotations.iter().any(|asked| asked.key.starts_with("metallb."));
    requests.iter().any(is_metallb).then(|| cluster.values.place(path)).flatten()
}

fn shown(addresses: &[IpAddr]) -> String {
    few(&addresses.iter().map(IpAddr::to_string).collect::<Vec<_>>())
}
