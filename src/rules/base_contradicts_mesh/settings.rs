//! Keys of a base's `cilium-config` that the mesh's changes leave as they are.

use crate::facts::bases::{Used, at, object};
use crate::facts::contradictions::{Contradiction, fitting, shown};
use crate::model::{Cluster, IpamMode, Mesh};
use crate::release::CONFIG;
use crate::yaml::{Value, text};

/// The settings of a base that the mesh file contradicts.
pub fn contradictions<'m>(mesh: &'m Mesh, used: &Used<'m>) -> Vec<Contradiction<'m>> {
    let Some(config) = object(mesh, used.base, "ConfigMap", CONFIG) else { return Vec::new() };
    let (clusters, shown) = (fitting(used), shown(used));
    let all =
        [identities(used, config, &shown), encryption(mesh, used, config, &clusters), ipam(used, config, &clusters)];
    all.into_iter().flatten().collect()
}

/// Agents that keep identities in an etcd need one; what clustermesh-apiserver shows are identities in CRDs.
fn identities<'m>(used: &Used<'m>, config: &Value, shown: &[&'m Cluster]) -> Option<Contradiction<'m>> {
    const KEY: &str = "identity-allocation-mode";
    config.get("data").filter(|data| text(data, KEY) == "kvstore")?;
    let is_own = |cluster: &&Cluster| !cluster.config.iter().any(|setting| setting.key.value == KEY);
    let clusters: Vec<&Cluster> = shown.iter().copied().filter(is_own).collect();
    let first = clusters.first()?;
    Some(Contradiction {
        message: format!("`{KEY}` of the base is `kvstore`, but no `etcd` holds identities"),
        label: "set in the base",
        place: at(used.base, config, &format!("/data/{KEY}")),
        stated: first.apiserver.get().map(|apiserver| apiserver.span),
        help: "render the base with `--set identityAllocationMode=crd`, or set `etcd` in the cluster".to_string(),
        clusters,
    })
}

/// What is not set stays as it is in the base: pods of clusters on other bases, or on the chart, are not
/// encrypted.
fn encryption<'m>(
    mesh: &'m Mesh,
    used: &Used<'m>,
    config: &Value,
    clusters: &[&'m Cluster],
) -> Option<Contradiction<'m>> {
    let is_on = |key: &str| config.get("data").is_some_and(|data| text(data, key) == "true");
    let kinds = [("enable-wireguard", "wireguard"), ("enable-ipsec", "ipsec")];
    let (key, kind) = kinds.into_iter().find(|(key, _)| mesh.encryption.span.is_none() && is_on(key))?;
    Some(Contradiction {
        message: format!("`{key}` of the base is \"true\", but the mesh has no `encryption`"),
        place: at(used.base, config, &format!("/data/{key}")),
        label: "set in the base",
        stated: None,
        help: format!("write `encryption \"{kind}\"` in `mesh`, or `encryption \"none\"` to switch it off"),
        clusters: clusters.first().map(|_| clusters.to_vec())?,
    })
}

/// What is not set stays as it is in the base, but addresses and routing are checked as Cilium's own pool
/// needs them.
fn ipam<'m>(used: &Used<'m>, config: &Value, clusters: &[&'m Cluster]) -> Option<Contradiction<'m>> {
    let of_base = text(config.get("data")?, "ipam");
    IpamMode::find(of_base).filter(|mode| mode.takes_node_addresses())?;
    let clusters: Vec<&Cluster> = clusters.iter().copied().filter(|cluster| cluster.ipam.is_nothing()).collect();
    let own = IpamMode::ClusterPool.name();
    clusters.first()?;
    Some(Contradiction {
        message: format!("`ipam` of the base is `{of_base}`, but no `ipam` is set, which means `{own}`"),
        place: at(used.base, config, "/data/ipam"),
        label: "set in the base",
        stated: None,
        help: format!("write `ipam \"{of_base}\"`, in the cluster or in `defaults`"),
        clusters,
    })
}
