#![doc = include_str!("missing_pod_cidr.md")]

use super::Case;
use crate::address::{self, Family};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{FEW, shown};
use crate::facts::ranges::{Kind, collect, taken};
use crate::model::{Cluster, Mesh, RoutingMode};

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
    let may_be_modern = |cluster: &Cluster| cluster.release().is_none() || cluster.modern().is_some();
    let of_nodes = |cluster: &Cluster| may_be_modern(cluster) && cluster.ipam_mode().takes_node_addresses();
    let lacks = |cluster: &&Cluster| cluster.pod_cidrs.is_nothing() && !cluster.ipam.is_broken() && !has_spec(cluster);
    let lacking = case.mesh.clusters.iter().filter(lacks);
    let (cloud, lacking): (Vec<_>, Vec<_>) = lacking.partition(|cluster| of_nodes(cluster));
    let is_unknown = |cluster: &&Cluster| cluster.node_cidrs.is_nothing() && cluster.unknown_networks.is_empty();
    for cluster in cloud.into_iter().filter(is_unknown) {
        found.push(finding(cluster, "no `node-cidr`", of_network(cluster)).or_together(TOGETHER, of_network(cluster)));
    }
    if !case.mesh.pools.is_empty() {
        return;
    }
    let like = collect(case.mesh, &[Kind::Pods])
        .into_iter()
        .map(|range| range.net)
        .rfind(|net| Family::of(net) == Family::Ipv4);
    let near = like.or_else(|| address::parse("10.0.0.0/16"));
    // Each finding proposes something else: two proposals must not clash. No more than a few are shown.
    let mut taken = near.map_or_else(Vec::new, |near| taken(case.mesh, &near));
    for (index, cluster) in lacking.into_iter().enumerate() {
        let near = near.filter(|_| index < FEW);
        let free = near.and_then(|near| address::next_free_near(&near, &taken, near.prefix_len()));
        taken.extend(free);
        let text = free.map_or_else(|| "a free `pod-cidr`".to_string(), |free| format!("`pod-cidr \"{free}\"`"));
        let diagnostic = finding(cluster, "no `pod-cidr`", own_range(case.mesh, cluster, &text));
        let to_each = format!("give each cluster its own range, from {text} on, or `mesh` an `address-pool`");
        found.push(diagnostic.or_together(TOGETHER, to_each));
    }
}

/// What many clusters without addresses have in common.
const TOGETHER: &str = "no pod CIDR";

fn finding(cluster: &Cluster, label: &str, help: String) -> Diagnostic {
    let message = format!("cluster {} has no pod CIDR", shown(&cluster.name.value));
    RULE.at(cluster.name.span, label, message).help(help).about(&cluster.name.value)
}

fn of_network(cluster: &Cluster) -> String {
    let mode = cluster.ipam_mode().name();
    format!(
        "write the range of the network that {mode} takes addresses from: `node-cidr \"172.31.0.0/16\"`, with your own"
    )
}

fn own_range(mesh: &Mesh, cluster: &Cluster, free: &str) -> String {
    if cluster.chaining.value().is_some_and(|chaining| chaining.value == "aws-cni") {
        return "write the range of the VPC, where that plugin takes addresses for pods: `pod-cidr \"172.31.0.0/16\"`, with your own"
            .to_string();
    }
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
