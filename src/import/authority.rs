//! The CA of a cluster where Helm has made it for Hubble's certificates: with the charts' defaults the Secret
//! `cilium-ca` is a part of the release, and an upgrade that no longer renders it deletes it
//! (`cilium-ca-secret.yaml`, 1.14 to 1.20).
//!
//! By itself meshc has a job make Hubble's certificates as well. Import leaves them to Helm, so that adopting
//! a mesh file deletes nothing.

use super::paths::insert;
use super::settle::Settled;
use super::sketch::Body;
use crate::release::certificates::HUBBLE_METHOD;
use crate::yaml::{Map, Value};

/// Whether Hubble's certificates alone make Helm render the CA.
pub fn is_of_hubble(cluster: &Settled, mesh: &Body) -> bool {
    let certificates = mesh.nodes.iter().find(|node| node.name == "certificates");
    let method = certificates.and_then(|node| node.arguments.first()?.as_str());
    let is_on = |path: &str| cluster.at(path) != Some(&Value::Bool(false));
    let is_made = ["hubble.enabled", "hubble.tls.enabled", "hubble.tls.auto.enabled"].into_iter().all(is_on);
    let by_helm = cluster.at(HUBBLE_METHOD).is_none_or(|method| method == "helm");
    matches!(method, Some("cron-job" | "provided")) && is_made && by_helm && !cluster.facts.layers.is_empty()
}

/// Says so in the values of a cluster, which then stay as they are.
pub fn keep(cluster: &Settled, mesh: &Body, values: &mut Map<String, Value>) {
    if is_of_hubble(cluster, mesh) {
        let keys: Vec<String> = HUBBLE_METHOD.split('.').map(str::to_string).collect();
        insert(values, &keys, "helm".into());
    }
}

/// What a comment says of it.
pub const COMMENT: &str = "hubble.tls.auto.method \"helm\" keeps the Secret cilium-ca, which Helm would delete otherwise; \
                           `meshc plan` says how to go on";
