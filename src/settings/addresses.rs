//! Where pods get their addresses, and who hands them out.

use super::build::{in_cluster, key_by, managed, users_key_by, users_value_by, value_by};
use super::effect::Effect;
use super::lines::Lines;
use super::make::{Entry, Input, Make, set};
use super::row::Setting;
use crate::address::Family;
use crate::model::{Ipam, IpamMode};
use crate::plan::lasting::Lasting;
use crate::release::default_node_mask;
use crate::yaml::{Value, json};
use ipnet::IpNet;

/// The rows, in the order in which their values are written.
pub const ADDRESSES: &[Setting] = &[
    Setting {
        keys: &[
            key_by("enable-ipv4", |of| has_family(of, Family::Ipv4)),
            key_by("enable-ipv6", |of| has_family(of, Family::Ipv6)),
        ],
        values: &[
            value_by("ipv4.enabled", |of| {
                let is_off = pods(of, Family::Ipv4).is_empty() && !pods(of, Family::Ipv6).is_empty();
                is_off.then(|| false.into())
            }),
            value_by("ipv6.enabled", |of| (!pods(of, Family::Ipv6).is_empty()).then(|| true.into())),
        ],
        effect: Effect::disruptive("pods get or lose addresses of the family only when they are recreated"),
        ..in_cluster("pod-cidr")
    },
    Setting {
        place: |_, cluster| cluster.ipam.value().map(|ipam| ipam.span),
        // Releases without it leave addresses to Kubernetes.
        is_moot: |_, cluster| {
            let of_kubernetes = |ipam: &&Ipam| ipam.mode == IpamMode::Kubernetes;
            let is_bare = |ipam: &Ipam| ipam.mask.is_nothing() && ipam.mask6.is_nothing();
            cluster.ipam.get().filter(of_kubernetes).is_some_and(is_bare)
        },
        keys: &[key_by("ipam", |of| set(of.cluster.ipam.get()?.mode.name()))],
        values: &[
            value_by("ipam.mode", |of| Some(of.cluster.ipam_mode().name().into())),
            value_by("eni.enabled", |of| is_mode(of, IpamMode::Eni)),
            value_by("azure.enabled", |of| is_mode(of, IpamMode::Azure)),
            value_by("alibabacloud.enabled", |of| is_mode(of, IpamMode::AlibabaCloud)),
        ],
        effect: Effect::LASTING,
        word: Some(Lasting::Ipam.word()),
        recorded: Make::By(|of| of.modern().map(|_| mode(of).to_string())),
        ..in_cluster("ipam")
    },
    Setting {
        place: |_, cluster| cluster.pod_cidrs.first().map(|net| net.span),
        since: Lines::All,
        keys: &[key_by("cluster-pool-ipv4-cidr", |of| pool(of, Family::Ipv4, || joined(of, Family::Ipv4)))],
        values: &[
            value_by("ipam.operator.clusterPoolIPv4PodCIDRList", |of| list(of, Family::Ipv4)),
            users_value_by("ipam.operator.autoCreateCiliumPodIPPools.default.ipv4", |of| pool_object(of, Family::Ipv4)),
            // What is above them is compared with users' values.
            managed("ipam.operator.autoCreateCiliumPodIPPools.default"),
        ],
        effect: Effect::LASTING,
        word: Some(Lasting::PodCidr.word()),
        recorded: Make::By(|of| Some(texts(of.cluster.pod_cidrs.iter().map(|net| net.value)).join(","))),
        ..in_cluster("pod-cidr")
    },
    Setting {
        // Where a release does not have it, that is reported with `ipam`.
        since: Lines::All,
        place: |_, cluster| cluster.ipam.get()?.mask.span(),
        keys: &[key_by("cluster-pool-ipv4-mask-size", |of| mask_size(of, Family::Ipv4, "cluster-pool-ipv4-mask-size"))],
        values: &[value_by("ipam.operator.clusterPoolIPv4MaskSize", |of| mask(of, Family::Ipv4))],
        effect: Effect::LASTING,
        word: Some(Lasting::Mask.word()),
        recorded: Make::By(|of| recorded_mask(of, Family::Ipv4, "cluster-pool-ipv4-mask-size")),
        ..in_cluster("ipam mask=")
    },
    Setting {
        keys: &[key_by("cluster-pool-ipv6-cidr", |of| pool(of, Family::Ipv6, || joined(of, Family::Ipv6)))],
        values: &[
            value_by("ipam.operator.clusterPoolIPv6PodCIDRList", |of| list(of, Family::Ipv6)),
            users_value_by("ipam.operator.autoCreateCiliumPodIPPools.default.ipv6", |of| pool_object(of, Family::Ipv6)),
        ],
        effect: Effect::LASTING,
        word: Some(Lasting::PodCidr.word()),
        ..in_cluster("pod-cidr")
    },
    Setting {
        since: Lines::All,
        place: |_, cluster| cluster.ipam.get()?.mask6.span(),
        keys: &[key_by("cluster-pool-ipv6-mask-size", |of| mask_size(of, Family::Ipv6, "cluster-pool-ipv6-mask-size"))],
        values: &[value_by("ipam.operator.clusterPoolIPv6MaskSize", |of| mask(of, Family::Ipv6))],
        effect: Effect::LASTING,
        word: Some(Lasting::Mask6.word()),
        recorded: Make::By(|of| recorded_mask(of, Family::Ipv6, "cluster-pool-ipv6-mask-size")),
        ..in_cluster("ipam mask6=")
    },
    Setting {
        // Agents do not start with both: the endpoint for health checks would need an address of Cilium's own
        // (`checkIPAMDelegatedPlugin` in `pkg/option/config.go`).
        keys: &[users_key_by("enable-endpoint-health-checking", |of| {
            is_mode(of, IpamMode::DelegatedPlugin).and_then(|_| set(false))
        })],
        values: &[users_value_by("endpointHealthChecking.enabled", |of| {
            is_mode(of, IpamMode::DelegatedPlugin).map(|_| false.into())
        })],
        ..in_cluster("ipam")
    },
    Setting {
        // The address of the node's own router, which the mode needs, goes with a route to each endpoint only
        // (`initEnv` in `daemon/cmd/daemon_main.go`).
        keys: &[users_key_by("enable-endpoint-routes", |of| {
            is_mode(of, IpamMode::DelegatedPlugin).and_then(|_| set(true))
        })],
        values: &[users_value_by("endpointRoutes.enabled", |of| is_mode(of, IpamMode::DelegatedPlugin))],
        ..in_cluster("ipam")
    },
];

/// The pod CIDRs of a family.
fn pods(of: &Input<'_>, family: Family) -> Vec<IpNet> {
    let nets = of.cluster.pod_cidrs.iter().map(|net| net.value);
    nets.filter(|net| Family::of(net) == family).collect()
}

fn texts(nets: impl IntoIterator<Item = IpNet>) -> Vec<String> {
    nets.into_iter().map(|net| net.trunc().to_string()).collect()
}

fn has_family(of: &Input<'_>, family: Family) -> Option<Entry> {
    if of.cluster.pod_cidrs.is_empty() { None } else { set(!pods(of, family).is_empty()) }
}

/// `true`, where that is who hands out addresses.
fn is_mode(of: &Input<'_>, mode: IpamMode) -> Option<Value> {
    (of.cluster.ipam_mode() == mode).then(|| true.into())
}

/// Who hands out addresses: as set, or else as in the base, or in the chart.
fn mode<'m>(of: &Input<'m>) -> &'m str {
    let stated = of.cluster.ipam.get().map(|ipam| ipam.mode.name());
    stated.or_else(|| (of.config)("ipam")).unwrap_or(of.cluster.ipam_mode().name())
}

/// The ranges as agents read them: one text, with blanks between.
fn joined(of: &Input<'_>, family: Family) -> Entry {
    Entry::Set(texts(pods(of, family)).join(" "))
}

/// A key of the pool of a family: what it is where Cilium's operator cuts the pool. Where another mode is
/// stated, it goes.
fn pool(of: &Input<'_>, family: Family, entry: impl Fn() -> Entry) -> Option<Entry> {
    let is_cut = mode(of) == IpamMode::ClusterPool.name();
    match (is_cut, pods(of, family).is_empty()) {
        (true, false) => Some(entry()),
        (false, _) if of.cluster.ipam.is_nothing() => None,
        _ => Some(Entry::Removed),
    }
}

fn mask_size(of: &Input<'_>, family: Family, key: &str) -> Option<Entry> {
    let is_stated = of.cluster.ipam.get().is_some_and(|ipam| ipam.mask(family).get().is_some());
    let mask = of.cluster.node_mask(family).to_string();
    let is_of_base = (of.config)(key) == Some(mask.as_str());
    // What the base has stays where it fits.
    pool(of, family, || if is_of_base && !is_stated { Entry::Default(mask.clone()) } else { Entry::Set(mask.clone()) })
}

fn list(of: &Input<'_>, family: Family) -> Option<Value> {
    is_mode(of, IpamMode::ClusterPool)?;
    let nets = pods(of, family);
    (!nets.is_empty()).then(|| texts(nets).into())
}

fn mask(of: &Input<'_>, family: Family) -> Option<Value> {
    list(of, family)?;
    Some(of.cluster.node_mask(family)).filter(|mask| *mask != default_node_mask(family)).map(Value::from)
}

fn pool_object(of: &Input<'_>, family: Family) -> Option<Value> {
    is_mode(of, IpamMode::MultiPool)?;
    let nets = pods(of, family);
    (!nets.is_empty()).then(|| json!({ "cidrs": texts(nets), "maskSize": of.cluster.node_mask(family) }))
}

/// The prefix length of a node's range, where Cilium's operator cuts the cluster's pools.
fn recorded_mask(of: &Input<'_>, family: Family, key: &str) -> Option<String> {
    of.modern()?;
    let is_cut = [IpamMode::ClusterPool, IpamMode::MultiPool].iter().any(|cut| cut.name() == mode(of));
    let of_base = || (of.config)(key).map(str::to_string);
    (is_cut && !pods(of, family).is_empty())
        .then(|| of_base().unwrap_or_else(|| of.cluster.node_mask(family).to_string()))
}
