//! Who a cluster is in the mesh, and what all clusters of a mesh do alike.

use super::build::{in_cluster, in_mesh, key, key_by, managed, mesh_switch, other, related, value, value_by};
use super::effect::Effect;
use super::lines::Lines;
use super::make::{ChartValue, Entry, Input, Key, Make};
use super::row::Setting;
use crate::plan::lasting::Lasting;
use crate::release::Feature;
use crate::yaml::Value;

/// The rows, in the order in which their values are written.
pub const MESH: &[Setting] = &[
    Setting {
        own: |of| Some(of.cluster.name.value.as_str().into()),
        place: |_, cluster| Some(cluster.name.span),
        since: Lines::All,
        keys: &[Key { lines: Lines::All, ..key("cluster-name") }],
        values: &[value("cluster.name")],
        word: Some(Lasting::Name.word()),
        ..other("the name of the cluster")
    },
    Setting {
        // Plain decimal: agents read `010` as 8 (`pkg/option/config.go` of v1.2.2, through viper and
        // `strconv.ParseInt` with base 0).
        own: |of| Some(of.cluster.id.get()?.number().into()),
        place: |_, cluster| cluster.id.span(),
        since: Lines::All,
        keys: &[Key { lines: Lines::All, ..key("cluster-id") }],
        values: &[value("cluster.id")],
        effect: Effect::LASTING,
        word: Some(Lasting::Id.word()),
        recorded: Make::Own,
        ..other("`id=` of the cluster")
    },
    Setting {
        own: |of| Some(of.cluster.version.value()?.value.to_string().into()),
        place: |_, cluster| cluster.version.value().map(|version| version.span),
        since: Lines::All,
        word: Some("cilium"),
        recorded: Make::Own,
        ..in_cluster("cilium")
    },
    Setting { values: &[managed("namespaceOverride")], since: Lines::All, ..in_mesh("namespace") },
    Setting {
        own: |of| of.cluster.apiserver.get().is_some().then(|| true.into()),
        place: |_, cluster| cluster.apiserver.get().map(|apiserver| apiserver.span),
        instead: "set `etcd` instead: peers of these releases read an etcd",
        values: &[value("clustermesh.useAPIServer"), related("clustermesh.config.enabled")],
        effect: Effect::ELSEWHERE,
        ..in_cluster("apiserver")
    },
    Setting {
        own: |of| (of.modern()?.mesh_sizes.len() > 1).then(|| of.mesh.size().into()),
        place: |mesh, _| mesh.max_connected_clusters.value().map(|size| size.span),
        // The size that a release has without the setting.
        is_moot: |mesh, cluster| {
            let stated = mesh.max_connected_clusters.value().map(|size| size.value);
            stated == cluster.release().map(|release| release.max_cluster_id)
        },
        keys: &[key("max-connected-clusters")],
        values: &[value("clustermesh.maxConnectedClusters")],
        effect: Effect::LASTING,
        word: Some(Lasting::MaxConnectedClusters.word()),
        recorded: Make::Own,
        ..in_mesh("max-connected-clusters")
    },
    Setting {
        since: Lines::With(|modern| modern.policy_default_local_cluster.is_some()),
        // Explicit, for what a release takes it for changes from 1.18 to 1.19.
        keys: &[key_by("policy-default-local-cluster", policy)],
        values: &[value_by("clustermesh.policyDefaultLocalCluster", |of| {
            of.mesh.policy_default_local_cluster(of.modern()?).map(Value::from)
        })],
        effect: Effect::disruptive("policies that name no cluster start or stop selecting pods of peers"),
        ..mesh_switch("policy-default-local-cluster", |mesh, _| &mesh.policy_default_local_cluster)
    },
    Setting {
        since: Lines::With(|modern| modern.endpoint_slice_sync),
        keys: &[key("clustermesh-enable-endpoint-sync")],
        values: &[ChartValue { make: Make::OwnIfTrue, ..value("clustermesh.enableEndpointSliceSynchronization") }],
        rights: Some(Feature::EndpointSliceSync),
        ..mesh_switch("endpoint-slice-sync", |mesh, _| &mesh.endpoint_slice_sync)
    },
    Setting {
        since: Lines::With(|modern| modern.mcs.is_some()),
        keys: &[key("clustermesh-enable-mcs-api")],
        values: &[
            value_by("clustermesh.enableMCSAPISupport", |of| mcs(of, "clustermesh.enableMCSAPISupport")),
            value_by("clustermesh.mcsapi.enabled", |of| mcs(of, "clustermesh.mcsapi.enabled")),
        ],
        rights: Some(Feature::Mcs),
        ..mesh_switch("mcs-api", |mesh, _| &mesh.mcs_api)
    },
];

fn policy(of: &Input<'_>) -> Option<Entry> {
    let own = of.modern()?.policy_default_local_cluster?;
    let settled = of.mesh.policy_default_local_cluster(of.modern()?)?;
    let is_decided = of.mesh.policy_default_local_cluster.value().is_some() || settled != own;
    Some(if is_decided { Entry::Set(settled.to_string()) } else { Entry::Default(own.to_string()) })
}

/// The value that switches the Multi-Cluster Services API on, if it is that one in the cluster's release.
fn mcs(of: &Input<'_>, path: &str) -> Option<Value> {
    let is_on = of.mesh.mcs_api.value().is_some_and(|stated| stated.value);
    (is_on && of.modern()?.mcs?.value == path).then(|| true.into())
}
