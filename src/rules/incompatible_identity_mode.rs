#![doc = include_str!("incompatible_identity_mode.md")]

mod kvstore;

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::at_places;
use crate::facts::said::{Said, in_config, in_values};
use crate::model::{Cluster, Mesh};
use crate::release::{self, Release};

/// The rule.
pub static RULE: Rule = Rule {
    name: "incompatible-identity-mode",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("incompatible_identity_mode.md"),
};

/// Looks for clusters that keep identities, or endpoints, where their peers do not look for them.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    found.0.extend(at_places(case.mesh, |cluster| {
        look(case.mesh, cluster).or(kvstore::look(&RULE, case.mesh, cluster)).into_iter().collect()
    }));
}

fn look(mesh: &Mesh, cluster: &Cluster) -> Option<Diagnostic> {
    let (release, modern) = (cluster.release()?, cluster.modern()?);
    if cluster.etcd.endpoints.is_broken() || cluster.apiserver.is_broken() {
        return None;
    }
    let stated = in_config(cluster, "identity-allocation-mode").or(in_values(cluster, "identityAllocationMode"));
    let mode = stated.as_ref().map_or(if cluster.is_kvstore() { "kvstore" } else { "crd" }, |said| said.text.as_str());
    let etcd = cluster.etcd.endpoints.first().map(|endpoint| endpoint.span);
    let place = stated.as_ref().map(|said| said.span);
    let Some(apiserver) = cluster.apiserver.get() else {
        let is_unread = etcd.is_some() && mode == "crd";
        let message = "peers read an etcd in which no identities are: agents keep them as objects of Kubernetes";
        let diagnostic = RULE.at(place.filter(|_| is_unread)?, "not in the etcd", message);
        return Some(
            diagnostic.label(etcd?, "what peers read").help("write \"kvstore\", or say `apiserver` instead of `etcd`"),
        );
    };
    if !modern.identity_modes.contains(&mode) {
        let message =
            format!("clustermesh-apiserver of Cilium {} does not show identities of the mode `{mode}`", release.name());
        let later = release::first_modern(|modern| modern.identity_modes.contains(&mode));
        let run = later.map_or(String::new(), |later| format!(", or run Cilium {} or later", Release::name(later)));
        return Some(match (place, etcd) {
            (Some(place), _) => RULE.at(place, "not seen by peers", message).help(format!("write \"crd\"{run}")),
            (None, etcd) => RULE
                .at(apiserver.span, "shows objects of Kubernetes", message)
                .label(etcd?, "where agents keep identities")
                .help(format!("keep either `etcd` or `apiserver`{run}")),
        });
    }
    if mode != "crd" && !mesh.caches(cluster) {
        let off = mesh.kvstoremesh.value()?.span;
        let message = format!(
            "with identities of the mode `{mode}` clustermesh-apiserver is there for KVStoreMesh, which is off"
        );
        let because = place.or(etcd).unwrap_or(apiserver.span);
        return Some(
            RULE.at(off, "switched off", message)
                .label(because, "identities in an etcd")
                .help("write `kvstoremesh #true`, or remove `apiserver`"),
        );
    }
    let store = in_values(cluster, "clustermesh.apiserver.kvstoremesh.kvstoreMode");
    let refuses = modern.takes_kvstore() && mode == "crd";
    if let Some(Said { span, .. }) = store.filter(|said| refuses && said.text == "external") {
        let message =
            "KVStoreMesh cannot write into the agents' etcd: with identities of the mode `crd` they have none";
        return Some(RULE.at(span, "refused by the chart", message).help("write \"internal\", or remove it"));
    }
    let gone = in_config(cluster, "disable-endpoint-crd").or(in_values(cluster, "disableEndpointCRD"));
    let Said { span, .. } = gone.filter(|said| said.text == "true" && (mode == "crd" || !modern.takes_kvstore()))?;
    let message = "clustermesh-apiserver shows endpoints to peers, but agents keep none as objects of Kubernetes";
    Some(
        RULE.at(span, "no endpoints", message)
            .label(apiserver.span, "what peers read")
            .help("write #false, or remove it"),
    )
}
