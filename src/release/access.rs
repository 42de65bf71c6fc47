//! What the operator and clustermesh-apiserver must be allowed to do in a cluster for features of the mesh,
//! beyond what they always may.
//!
//! Read in `cilium-operator/clusterrole.yaml` and `clustermesh-apiserver/clusterrole.yaml` of each line's
//! chart.

use super::Release;

/// A feature of the mesh that needs more rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// EndpointSlices of global Services are synchronised.
    EndpointSliceSync,
    /// The Multi-Cluster Services API.
    Mcs,
}

/// A rule of a role, about one resource.
#[derive(Debug, Clone, Copy)]
pub struct Access<'a> {
    /// The API group.
    pub group: &'a str,
    /// The resource.
    pub resource: &'a str,
    /// What is done with it.
    pub verbs: &'a [&'a str],
    /// The objects, when it is not all of them.
    pub names: &'a [&'a str],
}

/// A row: who needs a rule, for what and since when.
struct Need {
    role: &'static str,
    feature: Feature,
    since: (u16, u16),
    access: Access<'static>,
}

/// The rules, in the order of the charts.
const NEEDS: &[Need] = &[
    sync(16, "discovery.k8s.io", "endpointslices", WRITE_SLICES),
    sync(18, "", "services/finalizers", &["update"]),
    sync(16, "", "events", &["patch", "create"]),
    mcs(18, "discovery.k8s.io", "endpointslices", WRITE_SLICES),
    mcs(17, MULTICLUSTER, "serviceimports", &["get", "list", "watch", "create", "update", "patch", "delete"]),
    mcs(17, MULTICLUSTER, "serviceimports/status", &["update", "patch"]),
    mcs(19, MULTICLUSTER, "serviceimports/finalizers", &["update"]),
    mcs(17, MULTICLUSTER, "serviceexports", READ),
    mcs(17, MULTICLUSTER, "serviceexports/status", &["update", "patch"]),
    mcs(17, "", "services", &["create", "update", "patch", "delete"]),
    Need {
        access: Access {
            group: "apiextensions.k8s.io",
            resource: "customresourcedefinitions",
            verbs: &["update"],
            names: &["serviceimports.multicluster.x-k8s.io", "serviceexports.multicluster.x-k8s.io"],
        },
        ..mcs(19, "", "", &[])
    },
    Need { role: "clustermesh-apiserver", ..mcs(17, MULTICLUSTER, "serviceexports", READ) },
];

const READ: &[&str] = &["get", "list", "watch"];
const WRITE_SLICES: &[&str] = &["create", "update", "delete", "deletecollection"];
const MULTICLUSTER: &str = "multicluster.x-k8s.io";

const fn sync(minor: u16, group: &'static str, resource: &'static str, verbs: &'static [&'static str]) -> Need {
    let access = Access { group, resource, verbs, names: &[] };
    Need { role: "cilium-operator", feature: Feature::EndpointSliceSync, since: (1, minor), access }
}

const fn mcs(minor: u16, group: &'static str, resource: &'static str, verbs: &'static [&'static str]) -> Need {
    Need { feature: Feature::Mcs, ..sync(minor, group, resource, verbs) }
}

impl Release {
    /// What a ClusterRole must allow for some features.
    pub fn access(&self, role: &str, features: &[Feature]) -> Vec<Access<'static>> {
        let is_needed = |need: &&Need| need.role == role && features.contains(&need.feature) && need.since <= self.line;
        NEEDS.iter().filter(is_needed).map(|need| need.access).collect()
    }
}
