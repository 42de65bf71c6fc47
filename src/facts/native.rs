//! Native routing: where pods have their addresses, which range covers them, and who hides them behind nodes.

use crate::address::{self, Family};
use crate::model::{Cluster, IpamMode, Mesh};
use crate::source::Spanned;
use crate::yaml::Value;
use ipnet::IpNet;

/// Where pods of a cluster get their addresses of a family: where nodes do, when its IPAM takes them from
/// there.
pub fn pods(cluster: &Cluster, family: Family) -> Vec<&Spanned<IpNet>> {
    let of_nodes = cluster.pod_cidrs.is_nothing() && cluster.ipam_mode().takes_node_addresses();
    let nodes = cluster.node_cidrs.iter().filter(|_| of_nodes).map(|node| &node.net);
    cluster.pod_cidrs.iter().chain(nodes).filter(|net| Family::of(&net.value) == family).collect()
}

/// The smallest range that covers the pods of a family in all clusters.
pub fn cover(mesh: &Mesh, family: Family) -> Option<IpNet> {
    let modern = mesh.clusters.iter().filter(|cluster| cluster.modern().is_some());
    let nets: Vec<IpNet> = modern.flat_map(|cluster| pods(cluster, family)).map(|net| net.value).collect();
    address::cover(&nets).map(|net| net.trunc())
}

/// The property of `routing` that takes the range of a family.
pub fn property(family: Family) -> &'static str {
    match family {
        Family::Ipv4 => "cidr",
        Family::Ipv6 => "cidr6",
    }
}

/// What to write as the range of a family, and why that. A range without 8 bits of its own is half of the
/// Internet.
pub fn proposal(mesh: &Mesh, family: Family) -> String {
    match cover(mesh, family).filter(|net| net.prefix_len() >= 8) {
        Some(net) => {
            format!("`{}=\"{net}\"`, the smallest range that contains the pods of every cluster", property(family))
        }
        None => {
            let property = property(family);
            format!("`{property}=` with a private range, and move the pods of every cluster into it")
        }
    }
}

/// Whether agents hide pods behind their node from everything outside the native routing CIDR.
pub fn masquerades(cluster: &Cluster, family: Family) -> bool {
    let key = match family {
        Family::Ipv4 => "enable-ipv4-masquerade",
        Family::Ipv6 => "enable-ipv6-masquerade",
    };
    let set = |key: &str, value: &str| cluster.config.iter().any(|it| it.key.value == key && it.value == value);
    let has_agent = set("enable-ip-masq-agent", "true");
    chart_masquerades(cluster, family) && !set(key, "false") && !has_agent
}

/// The same, by the values of the chart alone.
pub fn chart_masquerades(cluster: &Cluster, family: Family) -> bool {
    let value = format!("enable{}Masquerade", family.name());
    let set = |path: &str| cluster.values.get(path).and_then(Value::as_bool);
    set(&value) != Some(false) && set("ipMasqAgent.enabled") != Some(true)
}

/// Whether a cluster does not start with native routing and no range of that family (`pkg/option/config.go`;
/// from 1.18 on also `cilium-configmap.yaml` of the chart, which knows its own values only).
pub fn needs_range(cluster: &Cluster, family: Family) -> bool {
    let Some(modern) = cluster.modern() else { return false };
    // What cannot be read may say that nothing is masqueraded.
    if cluster.config.is_broken() || cluster.values.broken.is_some() || cluster.ipam.is_broken() {
        return false;
    }
    let knows_vpc = family == Family::Ipv4 && matches!(cluster.ipam_mode(), IpamMode::Eni | IpamMode::AlibabaCloud);
    let is_refused = cluster.is_on_chart() && modern.chart_wants_native_cidr && chart_masquerades(cluster, family);
    !knows_vpc && !pods(cluster, family).is_empty() && (is_refused || masquerades(cluster, family))
}
