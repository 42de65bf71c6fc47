#![doc = include_str!("kops_range_overlaps_network.md")]

use super::Case;
use crate::address::overlap;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names};
use crate::facts::ranges::{free_halves, of_pool};
use crate::model::{Cluster, Kops, Mesh};
use crate::source::Spanned;
use ipnet::IpNet;
use std::collections::BTreeMap;

type Place<'m> = (&'m Cluster, &'m Spanned<IpNet>, &'m Kops);

/// The rule.
pub static RULE: Rule = Rule {
    name: "kops-range-overlaps-network",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("kops_range_overlaps_network.md"),
};

/// Looks for kops clusters whose range for pods and Services overlaps the network of their nodes.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut groups: BTreeMap<(IpNet, IpNet), Vec<Place>> = BTreeMap::new();
    for cluster in &case.mesh.clusters {
        let Some(kops) = cluster.kops.get() else { continue };
        let (Some(spec), Some(whole)) = (kops.spec.get(), &kops.non_masquerade_cidr) else { continue };
        let network = spec.networks().into_iter().find(|network| overlap(network, &whole.value));
        if let Some(network) = network.filter(|network| !is_said(case.mesh, cluster, network)) {
            groups.entry((whole.value.trunc(), network)).or_default().push((cluster, whole, kops));
        }
    }
    for ((net, network), places) in groups {
        let clusters: Vec<&Cluster> = places.iter().map(|(cluster, ..)| *cluster).collect();
        let Some((cluster, whole, kops)) = places.last() else { continue };
        let message = format!("nonMasqueradeCIDR {net} of {} overlaps networkCIDR {network}", names(&clusters));
        let spec = kops.spec_path.value().map_or(whole.span, |path| path.span);
        let mut diagnostic = RULE.at(whole.span, format!("gives the nonMasqueradeCIDR {net}"), message);
        if spec == whole.span {
            diagnostic = RULE.at(spec, "this spec", diagnostic.message);
        } else {
            diagnostic = diagnostic.label(spec, format!("its network is {network}"));
        }
        for (_, whole, _) in places.iter().rev().skip(1).take(2).filter(|(_, other, _)| other.span != whole.span) {
            diagnostic = diagnostic.label(whole.span, "the same here");
        }
        diagnostic.help = help(case.mesh, (cluster, whole), places.len());
        found.push(about(diagnostic, &clusters));
    }
}

/// Whether pods or Services themselves are among the nodes, which other rules report.
fn is_said(mesh: &Mesh, cluster: &Cluster, network: &IpNet) -> bool {
    let among = |nets: &[Spanned<IpNet>], other: &IpNet| nets.iter().any(|net| overlap(&net.value, other));
    let declared = mesh.networks.iter().flat_map(|network| &network.cidrs).map(|net| &net.value);
    let mut nodes = cluster.node_cidrs.iter().map(|node| &node.net.value);
    nodes.any(|node| among(&cluster.pod_cidrs, node) || among(&cluster.service_cidrs, node))
        || declared.filter(|net| overlap(net, network)).any(|net| among(&cluster.pod_cidrs, net))
}

fn help(mesh: &Mesh, (cluster, whole): (&Cluster, &Spanned<IpNet>), clusters: usize) -> Option<String> {
    if cluster.id.span() == Some(whole.span) {
        return of_pool(mesh, clusters, &whole.value);
    }
    let (pods, services) = free_halves(mesh, &[whole.value], &whole.value, whole.value.prefix_len())?;
    Some(format!(
        "set `pod-cidr \"{pods}\"` and `service-cidr \"{services}\"`: meshc then sets a nonMasqueradeCIDR that contains both"
    ))
}
