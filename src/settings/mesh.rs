//! Who a cluster is in the mesh, and what all clusters of a mesh do alike.

use super::build::{in_cluster, in_mesh, key, managed, other, related, switch, switch_key, value};
use super::effect::Effect;
use super::row::{ChartValue, Control, Entry, Input, Key, Lines, Make, Node, Setting, set};
use crate::plan::lasting::Lasting;
use crate::yaml::Value;

/// The rows, in the order in which their values are written.
pub const MESH: &[Setting] = &[
    Setting {
        keys: &[Key { lines: Lines::All, ..key("cluster-name", |of| set(&of.cluster.name.value)) }],
        values: &[value("cluster.name", |of| Some(of.cluster.name.value.as_str().into()))],
        word: Some(Lasting::Name.word()),
        ..other("the name of the cluster", |_, cluster| Some(cluster.name.span))
    },
    Setting {
        // Plain decimal: agents read `010` as 8 (`pkg/option/config.go` of v1.2.2, through viper and `strconv.ParseInt`
        // with base 0).
        keys: &[Key { lines: Lines::All, ..key("cluster-id", |of| set(of.cluster.id.get()?)) }],
        values: &[value("cluster.id", |of| Some(of.cluster.id.get()?.number().into()))],
        effect: Effect::LASTING,
        word: Some(Lasting::Id.word()),
        recorded: Some(|of| Some(of.cluster.id.get()?.to_string())),
        ..other("`id=` of the cluster", |_, cluster| cluster.id.span())
    },
    Setting {
        word: Some("cilium"),
        recorded: Some(|of| Some(of.cluster.version.value()?.value.to_string())),
        ..in_cluster("cilium", |_, cluster| cluster.version.value().map(|version| version.span))
    },
    Setting { values: &[managed("namespaceOverride")], ..in_mesh("namespace", |_, _| None) },
    Setting {
        since: Lines::Apiserver,
        instead: "say `etcd` instead: peers of these releases read an etcd",
        values: &[
            value("clustermesh.useAPIServer", |of| of.cluster.apiserver.get().is_some().then(|| true.into())),
            // Without a clustermesh-apiserver of its own the Secret of a cluster that reads etcds stands beside the chart.
            related("clustermesh.config.enabled"),
        ],
        effect: Effect::ELSEWHERE,
        ..in_cluster("apiserver", |_, cluster| cluster.apiserver.get().map(|apiserver| apiserver.span))
    },
    Setting {
        // The size that a release has without the setting.
        is_moot: |mesh, cluster| {
            let stated = mesh.max_connected_clusters.value().map(|size| size.value);
            stated == cluster.release().map(|release| release.max_cluster_id)
        },
        since: Lines::Apiserver,
        keys: &[key("max-connected-clusters", |of| set(size(of)?))],
        values: &[value("clustermesh.maxConnectedClusters", |of| Some(size(of)?.into()))],
        effect: Effect::LASTING,
        word: Some(Lasting::MaxConnectedClusters.word()),
        recorded: Some(|of| Some(size(of)?.to_string())),
        ..in_mesh("max-connected-clusters", |mesh, _| mesh.max_connected_clusters.value().map(|size| size.span))
    },
    Setting {
        since: Lines::With(|modern| modern.policy_default_local_cluster.is_some()),
        // Explicit, for what a release takes it for changes from 1.18 to 1.19.
        keys: &[key("policy-default-local-cluster", policy)],
        values: &[value("clustermesh.policyDefaultLocalCluster", |of| {
            let own = of.modern()?.policy_default_local_cluster?;
            Some(of.mesh.policy_default_local_cluster(own).into())
        })],
        effect: Effect::disruptive("policies that name no cluster begin or cease to select pods of peers"),
        ..switch(Node::Mesh("policy-default-local-cluster"), |mesh, _| mesh.policy_default_local_cluster.value())
    },
    Setting {
        since: Lines::With(|modern| modern.endpoint_slice_sync),
        keys: &[switch_key("clustermesh-enable-endpoint-sync")],
        values: &[ChartValue {
            path: "clustermesh.enableEndpointSliceSynchronization",
            control: Control::Mesh,
            make: Make::On,
        }],
        ..switch(Node::Mesh("endpoint-slice-sync"), |mesh, _| mesh.endpoint_slice_sync.value())
    },
    Setting {
        since: Lines::With(|modern| modern.mcs.is_some()),
        keys: &[switch_key("clustermesh-enable-mcs-api")],
        values: &[
            value("clustermesh.enableMCSAPISupport", |of| mcs(of, "clustermesh.enableMCSAPISupport")),
            value("clustermesh.mcsapi.enabled", |of| mcs(of, "clustermesh.mcsapi.enabled")),
        ],
        ..switch(Node::Mesh("mcs-api"), |mesh, _| mesh.mcs_api.value())
    },
];

/// How many clusters the mesh can hold, where the release can be told.
fn size(of: &Input<'_>) -> Option<u16> {
    (of.modern()?.mesh_sizes.len() > 1).then(|| of.mesh.size())
}

fn policy(of: &Input<'_>) -> Option<Entry> {
    let own = of.modern()?.policy_default_local_cluster?;
    let settled = of.mesh.policy_default_local_cluster(own);
    let is_decided = of.mesh.policy_default_local_cluster.value().is_some() || settled != own;
    Some(if is_decided { Entry::Set(settled.to_string()) } else { Entry::Default(own.to_string()) })
}

/// The value that switches the Multi-Cluster Services API on, if it is that one in the cluster's release.
fn mcs(of: &Input<'_>, path: &str) -> Option<Value> {
    let is_on = of.mesh.mcs_api.value().is_some_and(|stated| stated.value);
    (is_on && of.modern()?.mcs?.value == path).then(|| true.into())
}
