#![doc = include_str!("unroutable_endpoint.md")]

use super::Case;
use crate::address::{self, Family};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::{Reach, reaches, service_address, special};
use crate::facts::clusters::{about, by_place, names, shown};
use crate::facts::ranges::{Kind, Range, collect};
use crate::model::{Cluster, ServiceType};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unroutable-endpoint",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("unroutable_endpoint.md"),
};

/// Looks for clustermesh-apiservers at addresses that lead peers nowhere, or to something else.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let ranges = collect(case.mesh, &[Kind::Pods, Kind::Services]);
    for (span, clusters) in by_place(case.mesh, |cluster| Some(wrong(cluster, &ranges).first()?.1.span)) {
        let Some(cluster) = clusters.first() else { continue };
        let mut all = wrong(cluster, &ranges).into_iter();
        let Some((why, reach)) = all.next() else { continue };
        let message = format!("peers cannot reach {} at {}", names(&clusters), shown(&reach.host));
        let (label, other) = why;
        let diagnostic = RULE.at(span, label, message);
        let diagnostic = other.iter().fold(diagnostic, |diagnostic, range| {
            let kind = if range.kind == Kind::Pods { "pods" } else { "Services" };
            diagnostic.label(range.span, format!("{kind} of `{}`: {}", range.name(), range.net))
        });
        let diagnostic = all.fold(diagnostic, |diagnostic, ((label, _), more)| diagnostic.label(more.span, label));
        let is_inside = reach.apiserver.service.value == ServiceType::ClusterIp;
        let help = match service_address(cluster).filter(|_| is_inside) {
            Some(ip) => format!("write the Service's own address, in the cluster's service CIDR, such as {ip}"),
            None => "write an address that nodes of every other cluster can route to".to_string(),
        };
        found.push(about(diagnostic.help(help), &clusters));
    }
}

/// Why, and the range that shows it.
type Why<'r, 'm> = (String, Option<&'r Range<'m>>);

/// Such addresses of a cluster, in their order.
fn wrong<'c, 'r, 'm>(cluster: &'c Cluster, ranges: &'r [Range<'m>]) -> Vec<(Why<'r, 'm>, Reach<'c>)> {
    reaches(cluster).into_iter().filter_map(|it| Some((why(&it, cluster, ranges)?, it))).collect()
}

/// Why nobody reaches a clustermesh-apiserver there.
fn why<'r, 'm>(it: &Reach<'_>, cluster: &Cluster, ranges: &'r [Range<'m>]) -> Option<Why<'r, 'm>> {
    if it.host == "localhost" {
        return Some(("each host's own name".to_string(), None));
    }
    if let Some(what) = special(it.ip()?) {
        return Some((what.to_string(), None));
    }
    let net = it.net()?;
    let (is_service, is_own) = (it.apiserver.service.value == ServiceType::ClusterIp, |range: &Range<'_>| {
        range.cluster().is_some_and(|owner| std::ptr::eq(owner, cluster))
    });
    let own = || ranges.iter().filter(|range| range.kind == Kind::Services && is_own(range));
    if is_service && own().any(|range| address::contains(&range.net, &net)) {
        return None;
    }
    let takes = |range: &&Range<'_>| {
        // In a VPC pods, nodes and load balancers may have addresses of one range.
        let is_vpc = || range.cluster().is_some_and(Cluster::may_take_node_addresses);
        address::contains(&range.net, &net) && !(range.kind == Kind::Pods && is_vpc())
    };
    let of_family = |range: &&Range<'_>| Family::of(&range.net) == Family::of(&net);
    match (ranges.iter().find(takes), own().find(of_family).filter(|_| is_service)) {
        (Some(range), _) if range.kind == Kind::Pods => Some(("a pod address".to_string(), Some(range))),
        (Some(range), _) => Some(("a Service address".to_string(), Some(range))),
        (None, Some(range)) => Some((format!("not in {}, where Services are", range.net), Some(range))),
        (None, None) => None,
    }
}
