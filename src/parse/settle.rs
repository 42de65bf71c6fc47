//! Fills in what follows from other values: addresses from pools and kops specs, endpoints from etcd members,
//! names of clusters from patterns.

mod etcd;
mod peering;

use crate::address::{self, Family};
use crate::model::{Cluster, KopsSpec, Mesh, NodeCidr, Pool, SharedNetwork};

use crate::source::{Listed, Said, Span, Spanned};
use crate::yaml::Value;
use etcd::spec;
use ipnet::IpNet;

/// Fills in every cluster.
pub fn settle(mesh: &mut Mesh) {
    let pools = std::mem::take(&mut mesh.pools);
    for cluster in &mut mesh.clusters {
        etcd::of_kops(cluster);
        nodes_of_kops(cluster);
        addresses(cluster, &pools);
    }
    mesh.pools = pools;
    peering::settle(mesh);
}

/// The subnets of the spec, or its whole network when they name no range.
fn nodes_of_kops(cluster: &mut Cluster) {
    if !cluster.node_cidrs.is_nothing() || !cluster.unknown_networks.is_empty() {
        return;
    }
    let (spec, path) = match spec(&cluster.kops) {
        Said::Nothing => return,
        Said::Broken(span) => return cluster.node_cidrs.break_at(span),
        Said::Value(Spanned { value: (_, spec), span }) => (spec, span),
    };
    let network = text(spec, "networkID").map(|id| SharedNetwork::Vpc(id.to_string()));
    let subnets = spec.network_field("subnets").and_then(Value::as_array).into_iter().flatten();
    let mut ranges: Vec<IpNet> = subnets.filter_map(|subnet| address::parse(subnet.get("cidr")?.as_str()?)).collect();
    if ranges.is_empty() {
        ranges.extend(range(spec, "networkCIDR"));
    }
    let node = |net: IpNet| NodeCidr { net: Spanned::new(net.trunc(), path), network: network.clone() };
    let ranges: Vec<NodeCidr> = ranges.into_iter().map(node).collect();
    cluster.node_cidrs.extend(ranges);
}

fn addresses(cluster: &mut Cluster, pools: &Listed<Pool>) {
    let id = cluster.id.value().cloned();
    let stated = cluster.pod_cidrs.clone();
    // There pods have addresses of the nodes' network, whatever the mesh's pool.
    let is_of_nodes = cluster.ipam_mode().takes_node_addresses();
    // What decides over pods and cannot be read: then nobody knows which addresses they have.
    let of_pools = pools.broken().filter(|_| !is_of_nodes);
    let unknown = cluster.pod_cidrs.broken().or(of_pools).or(broken(&cluster.ipam)).or(broken(&cluster.kops));
    let unknown = unknown.or(broken(&cluster.id).filter(|_| !pools.is_empty() && stated.is_empty() && !is_of_nodes));
    for pool in pools {
        let family = Family::of(&pool.net.value);
        let explicit = stated.iter().any(|net| Family::of(&net.value) == family);
        let block = id.as_ref().and_then(|id| {
            let block = address::block(&pool.net.value, pool.prefix, id.value.number().into())?;
            Some(Spanned::new(block, id.span))
        });
        let Some(block) = block else { continue };
        let holds =
            stated.iter().all(|net| Family::of(&net.value) != family || address::contains(&block.value, &net.value));
        match &mut cluster.kops {
            // An explicit pod CIDR outside of the block wins over it.
            Said::Value(_) if family == Family::Ipv4 && !holds => {}
            Said::Value(kops) if family == Family::Ipv4 => kops.value.non_masquerade_cidr = Some(block),
            _ if explicit || is_of_nodes => {}
            _ if unknown.is_none() => cluster.pod_cidrs.push(block),
            _ => {}
        }
    }
    unknown.into_iter().for_each(|span| cluster.pod_cidrs.break_at(span));
    if unknown.is_none() {
        kops_addresses(cluster, pools.iter().find(|pool| Family::of(&pool.net.value) == Family::Ipv4));
    }
}

fn broken<T>(said: &Said<T>) -> Option<Span> {
    said.span().filter(|_| said.is_broken())
}

/// Pods and Services of a kops cluster: what the mesh file sets, what the spec sets, or kops' own arithmetic
/// on `nonMasqueradeCIDR`: pods in the upper half, Services in the lowest eighth (kops 1.10
/// `upup/pkg/fi/cloudup/populate_cluster_spec.go`, `assignSubnets`).
fn kops_addresses(cluster: &mut Cluster, pool: Option<&Pool>) {
    let Some(kops) = cluster.kops.get_mut() else { return };
    let is_v4 = |net: &&Spanned<IpNet>| Family::of(&net.value) == Family::Ipv4;
    let pods = cluster.pod_cidrs.iter().find(is_v4).cloned();
    let services = cluster.service_cidrs.iter().find(is_v4).cloned();
    if let Some(span) = broken(&kops.spec).filter(|_| pods.is_none()) {
        cluster.pod_cidrs.break_at(span);
    }
    let spec = kops.spec.value().map(|spec| (&spec.value, spec.span));
    if kops.non_masquerade_cidr.is_none() && (pool.is_none() || pods.is_some()) {
        kops.non_masquerade_cidr = whole_range(spec, pods.as_ref(), services.as_ref());
    }
    let Some(whole) = kops.non_masquerade_cidr.clone() else { return };
    let own = |names: [&str; 2]| {
        let (spec, span) = spec?;
        let net = names.iter().find_map(|name| range(spec, name).or_else(|| manager_range(spec, name)))?;
        Some(Spanned::new(net, span))
    };
    // With a pool the cluster's range is a new one, and what the spec has of the old one no longer counts.
    let of_spec = |names| if pool.is_some() { None } else { own(names) };
    if pods.is_none() {
        let half = || Some(Spanned::new(address::upper_half(&whole.value)?, whole.span));
        cluster.pod_cidrs.extend(of_spec(["podCIDR", "clusterCIDR"]).or_else(half));
    }
    if services.is_none() {
        let eighth = || Some(Spanned::new(address::lowest_eighth(&whole.value)?, whole.span));
        cluster.service_cidrs.extend(of_spec(["serviceClusterIPRange", ""]).or_else(eighth));
    }
}

/// The range of pods and Services when no pool gives it: the spec's own while it contains what the mesh file
/// sets, or else the smallest one that does; kops' default without any of them (kops 1.10
/// `pkg/apis/kops/v1alpha2/defaults.go`).
fn whole_range(
    spec: Option<(&KopsSpec, Span)>,
    pods: Option<&Spanned<IpNet>>,
    services: Option<&Spanned<IpNet>>,
) -> Option<Spanned<IpNet>> {
    let stated: Vec<IpNet> = [pods, services].into_iter().flatten().map(|net| net.value).collect();
    let of_spec = spec.map(|(spec, span)| {
        let net = range(spec, "nonMasqueradeCIDR").or_else(|| address::parse("100.64.0.0/10"));
        net.map(|net| Spanned::new(net, span))
    });
    let holds = |whole: &Spanned<IpNet>| stated.iter().all(|net| address::contains(&whole.value, net));
    if let Some(whole) = of_spec.flatten().filter(holds) {
        return Some(whole);
    }
    let (pods, services) = (pods?, services?);
    let networks = spec.map_or(Vec::new(), |(spec, _)| spec.networks());
    // kops would refuse one that overlaps the nodes' network.
    let is_free = |net: &IpNet| !networks.iter().any(|network| address::overlap(network, net));
    address::cover(&[pods.value, services.value]).filter(is_free).map(|net| Spanned::new(net, pods.span))
}

fn text<'s>(spec: &'s KopsSpec, name: &str) -> Option<&'s str> {
    spec.network_field(name)?.as_str().filter(|text| !text.is_empty())
}

fn range(spec: &KopsSpec, name: &str) -> Option<IpNet> {
    Some(address::parse(text(spec, name)?)?.trunc())
}

fn manager_range(spec: &KopsSpec, name: &str) -> Option<IpNet> {
    let (_, fields) = spec.cluster()?;
    address::parse(fields.get("kubeControllerManager")?.get(name)?.as_str()?)
}
