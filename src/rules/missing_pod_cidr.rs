#![doc = include_str!("missing_pod_cidr.md")]

use super::ranges::{Kind, collect, free_near};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-pod-cidr",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("missing_pod_cidr.md"),
};

/// Looks for clusters without pod addresses; those that a pool could not serve are left to the rules for ids and pools.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    // A kops spec gives them, unless a rule says why it cannot.
    let has_spec = |cluster: &Cluster| cluster.kops.as_ref().is_some_and(|kops| kops.spec.is_some());
    let lacks = |cluster: &&Cluster| cluster.pod_cidrs.is_empty() && !cluster.stated.pod_cidr && !has_spec(cluster);
    let lacking: Vec<&Cluster> = mesh.clusters.iter().filter(lacks).collect();
    if lacking.is_empty() || !mesh.pools.is_empty() {
        return;
    }
    if lacking.len() <= FEW {
        found.0.extend(lacking.iter().map(|cluster| finding(mesh, std::slice::from_ref(cluster))).flatten());
    } else {
        found.0.extend(finding(mesh, &lacking));
    }
}

/// So many clusters get a finding each; more have their reason in common.
const FEW: usize = 3;

fn finding(mesh: &Mesh, clusters: &[&Cluster]) -> Option<Diagnostic> {
    let (last, rest) = clusters.split_last()?;
    let (verb, missing) = if rest.is_empty() { ("has", "no `pod-cidr`") } else { ("have", "no `pod-cidr` either") };
    let message = format!("{} {verb} no pod CIDR", super::clusters::names(clusters));
    let mut diagnostic = RULE.at(last.name.span, missing, message);
    for cluster in rest.iter().take(2) {
        diagnostic = diagnostic.label(cluster.name.span, "no `pod-cidr`");
    }
    diagnostic.clusters = clusters.iter().map(|cluster| cluster.name.value.clone()).collect();
    Some(diagnostic.help(help(mesh, last, rest.len() + 1)))
}

fn help(mesh: &Mesh, cluster: &Cluster, count: usize) -> String {
    let like = collect(mesh, &[Kind::Pods]).into_iter().map(|range| range.net).rfind(|net| net.addr().is_ipv4());
    let near = like.or_else(|| "10.0.0.0/16".parse().ok());
    let free = near.and_then(|near| free_near(mesh, &near, near.prefix_len()));
    let free = free.map_or_else(|| "a free `pod-cidr`".to_string(), |free| format!("`pod-cidr \"{free}\"`"));
    if count > 1 {
        return format!("give each cluster its own range, from {free} on, or `mesh` an `address-pool`");
    }
    let default =
        cluster.platform.as_ref().and_then(|platform| Some((platform.value.name, platform.value.default_pod_cidr?)));
    match default {
        Some((platform, range)) => format!(
            "write the range that the cluster was made with: {platform} gives {range} to every cluster unless told \
             otherwise, and two of those cannot mesh; for a new cluster, {free} is free"
        ),
        None if cluster.kops.is_some() => {
            format!("name the kops spec, spec=\"kops/{}.yaml\", or write {free}", cluster.name.value)
        }
        None => format!("write the range that the cluster was made with; for a new one, {free} is free"),
    }
}
