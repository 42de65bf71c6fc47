//! Who hands out the addresses of pods, and in which portions.

use super::Cluster;
use crate::address::Family;
use crate::manifest;
use crate::release::{CONFIG, default_node_mask};
use crate::source::Said;
use ipnet::IpNet;

/// Who hands out pod addresses, and in which portions.
#[derive(Debug, Clone)]
pub struct Ipam {
    /// The mode, as Cilium calls it.
    pub mode: IpamMode,
    /// The prefix length of a node's IPv4 range.
    pub mask: Said<u8>,
    /// The prefix length of a node's IPv6 range.
    pub mask6: Said<u8>,
}

impl Ipam {
    /// The prefix length of a node's range of that family, when it is stated.
    pub fn mask(&self, family: Family) -> &Said<u8> {
        match family {
            Family::Ipv4 => &self.mask,
            Family::Ipv6 => &self.mask6,
        }
    }
}

impl Cluster {
    /// Whether Cilium runs beside another plugin, which hands out addresses; `portmap` alone leaves that to
    /// Cilium (`cni.chainingMode` of the charts).
    pub fn is_chained(&self) -> bool {
        let plugin = self.chaining.value().map(|chaining| chaining.value.as_str());
        self.chaining.is_broken() || plugin.is_some_and(|plugin| !["none", "portmap"].contains(&plugin))
    }

    /// Whether the plugin beside Cilium hands out addresses of the network that the nodes are in: that of AWS
    /// does, and Azure's (`Documentation/installation/cni-chaining-aws-cni.rst` and
    /// `cni-chaining-azure-cni.rst`, v1.18).
    pub fn is_chained_to_vpc(&self) -> bool {
        let plugin = self.chaining.value().map(|chaining| chaining.value.as_str());
        let is_on_azure = || self.platform.value().is_some_and(|it| it.value.name == "aks");
        plugin == Some("aws-cni") || (plugin == Some("generic-veth") && is_on_azure())
    }

    /// The prefix length of a node's range of that family where Cilium's operator cuts the cluster's pools:
    /// what is set, or the base's own where that fits every pool, or else one that does, near the charts'
    /// default.
    pub fn node_mask(&self, family: Family) -> u8 {
        let fits =
            |mask: &u8| self.stated_mask(family).is_some() || self.pools(family).all(|pool| can_be_cut(&pool, *mask));
        self.set_mask(family).filter(fits).unwrap_or_else(|| self.fitting_mask(family))
    }

    /// The same of pools that any mask fits.
    pub fn usual_node_mask(&self, family: Family) -> u8 {
        self.set_mask(family).unwrap_or(default_node_mask(family))
    }

    /// What the mesh file sets, or else the base.
    fn set_mask(&self, family: Family) -> Option<u8> {
        self.stated_mask(family).or_else(|| self.mask_of_base(family))
    }

    fn stated_mask(&self, family: Family) -> Option<u8> {
        self.ipam.get().and_then(|ipam| ipam.mask(family).get()).copied()
    }

    /// The charts' default, or what comes closest to it and fits every pool, if anything does.
    fn fitting_mask(&self, family: Family) -> u8 {
        let prefixes = || self.pools(family).map(|pool| pool.prefix_len());
        let longest = prefixes().max().unwrap_or_default();
        let fitting = default_node_mask(family).max(longest);
        match (family, prefixes().min()) {
            (Family::Ipv6, Some(shortest)) => fitting.min(shortest.saturating_add(MOST_BITS)).max(longest),
            _ => fitting,
        }
    }

    /// What the base of the cluster sets for it.
    fn mask_of_base(&self, family: Family) -> Option<u8> {
        let key = match family {
            Family::Ipv4 => "cluster-pool-ipv4-mask-size",
            Family::Ipv6 => "cluster-pool-ipv6-mask-size",
        };
        let config = manifest::find_in_any(&self.manifests()?.objects, "ConfigMap", CONFIG)?;
        config.get("data")?.get(key)?.as_str()?.parse().ok()
    }

    fn pools(&self, family: Family) -> impl Iterator<Item = IpNet> {
        self.pod_cidrs.iter().map(|net| net.value).filter(move |net| Family::of(net) == family)
    }
}

/// The most bits by which Cilium's operator cuts an IPv6 pool (`pkg/ipam/cidrset/cidr_set.go`, v1.18).
pub const MOST_BITS: u8 = 16;

/// Whether Cilium's operator cuts a pool into ranges of that prefix length: none that is shorter than the
/// pool's own, and of IPv6 none that is much longer.
pub fn can_be_cut(pool: &IpNet, mask: u8) -> bool {
    let is_too_fine = Family::of(pool) == Family::Ipv6 && mask > pool.prefix_len().saturating_add(MOST_BITS);
    mask >= pool.prefix_len() && !is_too_fine
}

/// Who hands out pod addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IpamMode {
    /// Cilium's operator, out of the cluster's own pool.
    ClusterPool,
    /// Kubernetes, by `node.spec.podCIDR`.
    Kubernetes,
    /// AWS, out of the VPC.
    Eni,
    /// Azure, out of the virtual network.
    Azure,
    /// Alibaba Cloud, out of the VPC.
    AlibabaCloud,
    /// Cilium's operator, out of several pools.
    MultiPool,
    /// Another CNI plugin.
    DelegatedPlugin,
}

impl IpamMode {
    /// All modes.
    pub const ALL: &[IpamMode] = &[
        IpamMode::ClusterPool,
        IpamMode::Kubernetes,
        IpamMode::Eni,
        IpamMode::Azure,
        IpamMode::AlibabaCloud,
        IpamMode::MultiPool,
        IpamMode::DelegatedPlugin,
    ];

    /// Its name in mesh.kdl and in `cilium-config`.
    pub const fn name(self) -> &'static str {
        match self {
            IpamMode::ClusterPool => "cluster-pool",
            IpamMode::Kubernetes => "kubernetes",
            IpamMode::Eni => "eni",
            IpamMode::Azure => "azure",
            IpamMode::AlibabaCloud => "alibabacloud",
            IpamMode::MultiPool => "multi-pool",
            IpamMode::DelegatedPlugin => "delegated-plugin",
        }
    }

    /// The mode of that name.
    pub fn find(name: &str) -> Option<IpamMode> {
        IpamMode::ALL.iter().copied().find(|mode| mode.name() == name)
    }

    /// Whether pods get addresses of the network that the nodes are in.
    pub fn takes_node_addresses(self) -> bool {
        matches!(self, IpamMode::Eni | IpamMode::Azure | IpamMode::AlibabaCloud | IpamMode::DelegatedPlugin)
    }
}
