//! What each release's chart is told, as far as releases differ.

use crate::common::releases::{is_from, modern};

/// What a release's chart is told. Read in the charts' `values.yaml` and templates:
/// `clustermesh.config.clusters` (`clustermesh-config/_helpers.tpl`), `clustermesh.apiserver.tls`,
/// `clustermesh.maxConnectedClusters` (`validate.yaml`).
pub struct Expected {
    pub version: String,
    pub has_size: bool,
    /// Peers are a map by name, no list.
    pub has_map: bool,
    /// KVStoreMesh is on by default.
    pub kvstoremesh: bool,
    /// The default.
    pub auth_mode: &'static str,
    /// The certificate file with which agents read KVStoreMesh begins with this.
    pub agent_certificates: &'static str,
    /// The default of `clustermesh.policyDefaultLocalCluster`, where it is there.
    pub local_policies: Option<bool>,
    /// `clustermesh.enableEndpointSliceSynchronization` is there.
    pub has_sync: bool,
    /// Where the server's certificate takes more names.
    pub names: &'static str,
    /// What switches the Multi-Cluster Services API on, where the operator is given what it needs for it.
    pub mcs: Option<&'static str>,
}

/// Each line with clustermesh-apiserver.
pub fn lines() -> Vec<Expected> {
    modern().into_iter().map(expected).collect()
}

fn expected(version: String) -> Expected {
    let from = |line: &str| is_from(&version, line);
    Expected {
        has_size: from("1.15"),
        has_map: from("1.19"),
        kvstoremesh: from("1.16"),
        auth_mode: if from("1.19") { "migration" } else { "legacy" },
        agent_certificates: if from("1.17") { "local" } else { "common" },
        local_policies: from("1.18").then(|| from("1.19")),
        has_sync: from("1.16"),
        names: if from("1.20") {
            "/clustermesh/apiserver/tls/auto/server"
        } else {
            "/clustermesh/apiserver/tls/server"
        },
        mcs: match (from("1.17"), from("1.19")) {
            (_, true) => Some("/clustermesh/mcsapi/enabled"),
            (true, _) => Some("/clustermesh/enableMCSAPISupport"),
            _ => None,
        },
        version,
    }
}
