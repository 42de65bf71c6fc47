//! What the chart of a distribution takes besides the values of Cilium's own.

use super::Values;
use crate::address::Family;
use crate::model::Cluster;

/// Sets the pods' ranges. The chart of RKE2 turns a family off for which it is not given one
/// (rke2-charts, `packages/rke2-cilium/generated-changes/patch/templates/cilium-configmap.yaml.patch`). RKE2
/// gives it those of its own `cluster-cidr`, which win over these.
pub fn set(values: &mut Values, cluster: &Cluster) {
    if cluster.platform.get().is_some_and(|platform| !platform.brings_cilium) {
        return;
    }
    for (family, path) in [(Family::Ipv4, "global.clusterCIDRv4"), (Family::Ipv6, "global.clusterCIDRv6")] {
        if let Some(net) = cluster.pod_cidrs.iter().find(|net| Family::of(&net.value) == family) {
            values.set(path, net.value.trunc().to_string());
        }
    }
}
