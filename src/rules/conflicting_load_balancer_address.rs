#![doc = include_str!("conflicting_load_balancer_address.md")]

mod service;

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::apiserver;
use crate::facts::clusters::{about, names};
use crate::model::{Cluster, Request, requests};
use crate::source::Span;
use crate::words::few;
use service::{Service, service};
use std::collections::BTreeMap;
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
    let services = case.clusters().filter_map(|(cluster, settled)| service(case.mesh, cluster, settled));
    let services: Vec<Service<'_>> = services.collect();
    for (span, asking) in at_one_place(&services, |service| conflict(service).map(|(_, span)| span)) {
        let asks_there = |service: &&Service<'_>| service.annotations.iter().any(|asked| asked.span == span);
        found.0.extend(elsewhere(span, &asking, services.iter().filter(asks_there).count()));
    }
    for (span, asking) in at_one_place(&services, twice) {
        let clusters: Vec<&Cluster> = asking.iter().map(|service| service.cluster).collect();
        let message = format!("the load balancer of {} is asked for an address in two ways", names(&clusters));
        let diagnostic = RULE.at(span, "MetalLB rejects it together with its annotation", message);
        found.push(about(diagnostic.help("remove it: the annotation already asks for the address"), &clusters));
    }
}

/// Services by the place where a defect of theirs was written.
fn at_one_place<'s, 'm>(
    services: &'s [Service<'m>],
    place: impl Fn(&Service<'_>) -> Option<Span>,
) -> BTreeMap<Span, Vec<&'s Service<'m>>> {
    let mut places: BTreeMap<Span, Vec<&Service<'_>>> = BTreeMap::new();
    for service in services {
        if let Some(span) = place(service) {
            places.entry(span).or_default().push(service);
        }
    }
    places
}

fn elsewhere(span: Span, services: &[&Service<'_>], sharers: usize) -> Option<Diagnostic> {
    let first = services.first()?;
    let clusters: Vec<&Cluster> = services.iter().map(|service| service.cluster).collect();
    let (request, _) = conflict(first)?;
    let asked = shown(&request.addresses);
    let ips = &apiserver(first.cluster)?.ips;
    let (theirs, dialled) = match &clusters[..] {
        [_] => ("its load balancer", shown(&ips.iter().map(|ip| ip.value).collect::<Vec<_>>())),
        _ => ("their load balancers", "other addresses".to_string()),
    };
    let verb = if clusters.len() == 1 { "asks" } else { "ask" };
    let message = format!("{} {verb} {theirs} for {asked}, but peers connect to {dialled}", names(&clusters));
    let mut diagnostic = RULE.at(span, "asks for another address", message);
    for cluster in clusters.iter().take(2) {
        let place = apiserver(cluster).and_then(|apiserver| apiserver.ips.first());
        diagnostic = place.into_iter().fold(diagnostic, |it, ip| it.label(ip.span, "peers connect to this"));
    }
    let help = match (sharers, &clusters[..]) {
        (1, [_]) => {
            let address = request.addresses.first()?;
            format!("ask for {dialled} there, or write `ip \"{address}\"` if that is the address it gets")
        }
        _ => "in each cluster, ask for its own `ip`, instead of one address for all".to_string(),
    };
    Some(about(diagnostic.help(help), &clusters))
}

/// What a cluster asks its load balancer for where that is none of the addresses that peers connect to, and
/// where it asks.
fn conflict(service: &Service<'_>) -> Option<(Request, Span)> {
    let apiserver = apiserver(service.cluster)?;
    let dialled: Vec<IpAddr> = apiserver.ips.iter().map(|ip| ip.value.to_canonical()).collect();
    let is_elsewhere = |request: &Request| {
        !request.addresses.is_empty() && !request.addresses.iter().any(|address| dialled.contains(address))
    };
    let is_known = !dialled.is_empty() && !apiserver.ips.is_broken();
    let request = requests(&service.annotations).into_iter().find(is_elsewhere).filter(|_| is_known)?;
    let span = request.annotations.first()?.span;
    Some((request, span))
}

/// Where the user asks by `loadBalancerIP` too: MetalLB takes no Service with both (`getDesiredLbIPs` of
/// `controller/service.go`, v0.15).
fn twice(service: &Service<'_>) -> Option<Span> {
    let is_metallb = |request: &Request| request.annotations.iter().any(|asked| asked.key.starts_with("metallb."));
    requests(&service.annotations).iter().find(|request| is_metallb(request))?;
    let (cluster, path) = (service.cluster, "clustermesh.apiserver.service.loadBalancerIP");
    cluster.values.get(path).filter(|_| cluster.is_on_chart())?.as_str().filter(|text| !text.is_empty())?;
    cluster.values.place(path)
}

fn shown(addresses: &[IpAddr]) -> String {
    few(&addresses.iter().map(IpAddr::to_string).collect::<Vec<_>>())
}
