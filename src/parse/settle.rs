//! Fills in what follows from other values: addresses from pools and kops specs, endpoints from etcd members.

use crate::address::{self, Family};
use crate::kdl::Item;
use crate::model::{Cluster, KopsSpec, Mesh, NodeCidr, Pool, SharedNetwork, Tls};
use crate::release::{ETCD_OF_OLD_KOPS, Version};
use crate::source::{Span, Spanned};
use crate::yaml::Value;
use ipnet::IpNet;

/// Fills in every cluster.
pub fn settle(mesh: &mut Mesh) {
    let pools = std::mem::take(&mut mesh.pools);
    for cluster in &mut mesh.clusters {
        etcd_of_kops(cluster);
        nodes_of_kops(cluster);
        addresses(cluster, &pools);
    }
    mesh.pools = pools;
}

/// The node addresses of `node-cidr` nodes, and the names of networks that do not exist.
pub fn node_cidrs(items: &[Item<'_>], mesh: &Mesh) -> (Vec<NodeCidr>, Vec<Spanned<String>>) {
    let (mut nets, mut unknown) = (Vec::new(), Vec::new());
    for item in items {
        let name = item.property("network").and_then(|entry| entry.text());
        let network =
            name.as_ref().and_then(|name| mesh.networks.iter().find(|network| network.name.value == name.value));
        let shared = network.map(|network| SharedNetwork::Declared(network.name.value.clone()));
        if let (Some(name), None) = (&name, network) {
            unknown.push(name.clone());
        }
        let own = item.arguments().filter_map(|entry| entry.text());
        let own: Vec<_> = own.filter_map(|text| Some(Spanned::new(address::parse(&text.value)?, text.span))).collect();
        let of_network =
            network.into_iter().flat_map(|network| &network.cidrs).map(|net| Spanned::new(net.value, item.head()));
        let ranges: Vec<Spanned<IpNet>> = if own.is_empty() { of_network.collect() } else { own };
        nets.extend(ranges.into_iter().map(|net| NodeCidr { net, network: shared.clone() }));
    }
    (nets, unknown)
}

/// What kops runs for `spec.etcdClusters[0]`: members at `etcd-<member>.internal.<cluster>`, client port 4001
/// (kops 1.10 `protokube/pkg/protokube/etcd_cluster.go` and the addon `networking.cilium.io`).
fn etcd_of_kops(cluster: &mut Cluster) {
    let Some(kops) = &cluster.kops else { return };
    let (Some(spec), Some(path)) = (&kops.spec, &kops.spec_path) else { return };
    let Some((_, fields)) = spec.cluster() else { return };
    let clusters: Vec<&Value> = fields.get("etcdClusters").and_then(Value::as_array).into_iter().flatten().collect();
    let tls = clusters.iter().any(|etcd| etcd.get("enableEtcdTLS").and_then(Value::as_bool) == Some(true));
    let scheme = if tls { "https" } else { "http" };
    if cluster.etcd.endpoints.is_empty() && !cluster.stated.endpoint {
        let members = clusters.first().and_then(|etcd| etcd.get("etcdMembers")?.as_array()).into_iter().flatten();
        let names = members.filter_map(|member| member.get("name")?.as_str());
        let url = |name: &str| format!("{scheme}://etcd-{name}.internal.{}:4001", kops.name.value);
        cluster.etcd.endpoints = names.map(|name| Spanned::new(url(name), path.span)).collect();
    }
    if tls && cluster.etcd.tls.is_none() {
        let key = |suffix: &str| Some(format!("{}.etcd-client{suffix}", cluster.name.value));
        cluster.etcd.tls = Some(Tls { span: path.span, ca: key("-ca.crt"), cert: key(".crt"), key: key(".key") });
    }
    // The oldest one counts: kops has no way from etcd 2 to 3, and Cilium needs all of them new enough.
    let stated = clusters.iter().filter_map(|etcd| etcd.get("version")?.as_str()?.parse().ok()).min();
    cluster.etcd.version = kops.etcd_version.clone().or(cluster.etcd.version.take()).or_else(|| {
        let version = stated.or_else(|| default_etcd(spec))?;
        Some(Spanned::new(version, path.span))
    });
}

/// The etcd that kops runs when the spec names none, where that matters.
fn default_etcd(spec: &KopsSpec) -> Option<Version> {
    spec.kubernetes_minor().is_none_or(|minor| minor < 11).then_some(ETCD_OF_OLD_KOPS)
}

/// The subnets of the spec, or its whole network when they name no range.
fn nodes_of_kops(cluster: &mut Cluster) {
    let Some(kops) = &cluster.kops else { return };
    let (Some(spec), Some(path)) = (&kops.spec, &kops.spec_path) else { return };
    if !cluster.node_cidrs.is_empty() || !cluster.unknown_networks.is_empty() {
        return;
    }
    let network = text(spec, "networkID").map(|id| SharedNetwork::Vpc(id.to_string()));
    let subnets = spec.network_field("subnets").and_then(Value::as_array).into_iter().flatten();
    let mut ranges: Vec<IpNet> = subnets.filter_map(|subnet| address::parse(subnet.get("cidr")?.as_str()?)).collect();
    if ranges.is_empty() {
        ranges.extend(range(spec, "networkCIDR"));
    }
    let node = |net: IpNet| NodeCidr { net: Spanned::new(net.trunc(), path.span), network: network.clone() };
    cluster.node_cidrs = ranges.into_iter().map(node).collect();
}

fn addresses(cluster: &mut Cluster, pools: &[Pool]) {
    let id = cluster.id.value().cloned();
    let stated = cluster.pod_cidrs.clone();
    // There pods have addresses of the nodes' network, whatever the mesh's pool.
    let is_of_nodes = cluster.ipam_mode().takes_node_addresses();
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
            Some(_) if family == Family::Ipv4 && !holds => {}
            Some(kops) if family == Family::Ipv4 => kops.non_masquerade_cidr = Some(block),
            _ if explicit || is_of_nodes => {}
            _ => cluster.pod_cidrs.push(block),
        }
    }
    let has_pool = pools.iter().any(|pool| Family::of(&pool.net.value) == Family::Ipv4);
    if cluster.kops.is_some() {
        kops_addresses(cluster, has_pool);
    }
}

/// Pods and Services of a kops cluster: what the mesh file has, what the spec has, or kops' own arithmetic on
/// `nonMasqueradeCIDR`: pods in the upper half, Services in the lowest eighth (kops 1.10
/// `upup/pkg/fi/cloudup/populate_cluster_spec.go`, `assignSubnets`).
fn kops_addresses(cluster: &mut Cluster, has_pool: bool) {
    let Some(kops) = &mut cluster.kops else { return };
    let is_v4 = |net: &&Spanned<IpNet>| Family::of(&net.value) == Family::Ipv4;
    let pods = cluster.pod_cidrs.iter().find(is_v4).cloned();
    let services = cluster.service_cidrs.iter().find(is_v4).cloned();
    let spec = kops.spec.as_ref().zip(kops.spec_path.as_ref().map(|path| path.span));
    if kops.non_masquerade_cidr.is_none() && !(has_pool && pods.is_none()) {
        kops.non_masquerade_cidr = whole_range(spec, pods.as_ref(), services.as_ref());
    }
    let Some(whole) = kops.non_masquerade_cidr.clone() else { return };
    let own = |names: [&str; 2]| {
        let (spec, span) = spec?;
        let net = names.iter().find_map(|name| range(spec, name).or_else(|| manager_range(spec, name)))?;
        Some(Spanned::new(net, span))
    };
    // With a pool the cluster's range is a new one, and what the spec has of the old one no longer counts.
    let of_spec = |names| if has_pool { None } else { own(names) };
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
