#![doc = include_str!("missing_pod_cidr.md")]

use super::Case;
use crate::address::{self, Family};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::ranges::{Kind, collect, taken};
use crate::model::{Cluster, Mesh, RoutingMode};
use ipnet::IpNet;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-pod-cidr",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("missing_pod_cidr.md"),
};

/// Looks for clusters without pod addresses; those that a pool could not serve are left to the rules for ids
/// and pools.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    // A kops spec gives them, unless a rule says why it cannot.
    let has_spec = |cluster: &Cluster| cluster.kops.get().is_some_and(|kops| kops.spec.get().is_some());
    let of_nodes = |cluster: &Cluster| cluster.modern().is_some() && cluster.ipam_mode().takes_node_addresses();
    let lacks = |cluster: &&Cluster| cluster.pod_cidrs.is_nothing() && !cluster.ipam.is_broken() && !has_spec(cluster);
    let lacking = case.mesh.clusters.iter().filter(lacks);
    let (cloud, lacking): (Vec<_>, Vec<_>) = lacking.partition(|cluster| of_nodes(cluster));
    let is_unknown = |cluster: &&Cluster| cluster.node_cidrs.is_nothing() && cluster.unknown_networks.is_empty();
    let cloud: Vec<&Cluster> = cloud.into_iter().filter(is_unknown).collect();
    found.0.extend(finding(case.mesh, &cloud, None));
    if lacking.is_empty() || !case.mesh.pools.is_empty() {
        return;
    }
    // Each finding proposes something else: two proposals must not clash.
    let (mut findings, mut offered) = (Vec::new(), Vec::new());
    let together = if lacking.len() > FEW { lacking.len() } else { 1 };
    for clusters in lacking.chunks(together) {
        let like = collect(case.mesh, &[Kind::Pods])
            .into_iter()
            .map(|range| range.net)
            .rfind(|net| Family::of(net) == Family::Ipv4);
        let near = like.or_else(|| address::parse("10.0.0.0/16"));
        let free = near.and_then(|near| {
            let taken: Vec<IpNet> = taken(case.mesh, &near).into_iter().chain(offered.iter().copied()).collect();
            address::next_free_near(&near, &taken, near.prefix_len())
        });
        findings.extend(finding(case.mesh, clusters, free));
        offered.extend(free);
    }
    found.0.extend(findings);
}

/// So many clusters get a finding each; more have their reason in common.
const FEW: usize = 3;

fn finding(mesh: &Mesh, clusters: &[&Cluster], free: Option<IpNet>) -> Option<Diagnostic> {
    let (first, rest) = clusters.split_first()?;
    let verb = if rest.is_empty() { "has" } else { "have" };
    let message = format!("{} {verb} no pod CIDR", crate::facts::clusters::names(clusters));
    let label = if first.ipam_mode().takes_node_addresses() { "no `node-cidr`" } else { "no `pod-cidr`" };
    let mut diagnostic = RULE.at(first.name.span, label, message);
    for cluster in rest.iter().take(2) {
        diagnostic = diagnostic.label(cluster.name.span, label);
    }
    diagnostic.clusters = clusters.iter().map(|cluster| cluster.name.value.clone()).collect();
    let text = free.map_or_else(|| "a free `pod-cidr`".to_string(), |free| format!("`pod-cidr \"{free}\"`"));
    Some(diagnostic.help(if let Some(ipam) = first.ipam.get().filter(|ipam| ipam.mode.takes_node_addresses()) {
        let mode = ipam.mode.name();
        format!("write the range of the network that {mode} takes addresses from: `node-cidr \"172.31.0.0/16\"`, with your own")
    } else if clusters.iter().all(|cluster| cluster.chaining.value().is_some_and(|it| it.value == "aws-cni")) {
        "write the range of the VPC, where that plugin takes addresses for pods: `pod-cidr \"172.31.0.0/16\"`, with your own"
            .to_string()
    } else if rest.is_empty() {
        help(mesh, first, &text)
    } else {
        format!("give each cluster its own range, from {text} on, or `mesh` an `address-pool`")
    }))
}

fn help(mesh: &Mesh, cluster: &Cluster, free: &str) -> String {
    let platform = cluster.platform.value().map(|platform| platform.value);
    let is_native = mesh.routing.mode() == RoutingMode::Native && cluster.modern().is_some();
    let of_nodes = platform.filter(|it| is_native && it.ipam.takes_node_addresses() && cluster.ipam.is_nothing());
    if let Some(platform) = of_nodes {
        let mode = platform.ipam.name();
        return format!(
            "where pods have addresses of the VPC, write `ipam \"{mode}\"`, and its range as `node-cidr`; for pods with \
             a range of their own, {free} is free"
        );
    }
    match platform.and_then(|platform| Some((platform.title, platform.default_pods().next()?))) {
        Some((platform, range)) => format!(
            "write the range that the cluster was made with: {platform} gives {range} to every cluster by default \
             otherwise, and two of those cannot mesh; for a new cluster, {free} is free"
        ),
        None if cluster.kops.get().is_some() => {
            format!("name the kops spec, `spec=\"kops/{}.yaml\"`, or write {free}", cluster.name.value)
        }
        None => format!("write the range that the cluster was made with; for a new one, {free} is free"),
    }
}
