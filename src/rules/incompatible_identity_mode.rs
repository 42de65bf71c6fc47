#![doc = include_str!("incompatible_identity_mode.md")]

mod kvstore;

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::model::{Apiserver, Cluster, Mesh};
use crate::release::{self, Modern, Release};
use crate::settings::merged::Merged;
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "incompatible-identity-mode",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("incompatible_identity_mode.md"),
};

/// Looks for clusters that keep identities, or endpoints, where their peers do not look for them.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (cluster, settled) in case.clusters() {
        let merged = Merged::as_written(case.mesh, cluster, settled);
        let identities = merged.and_then(|merged| Identities::of(case.mesh, merged));
        let finding = identities.and_then(|identities| identities.first_flaw());
        let stated = merged.and_then(|merged| merged.flag_of_user(MODE));
        let finding = finding.or_else(|| kvstore::look(&RULE, case.mesh, cluster, stated));
        found.0.extend(finding.map(|finding| finding.about(&cluster.name.value)));
    }
}

/// The flag that decides where agents keep identities.
const MODE: &str = "identity-allocation-mode";

/// Where the agents of a cluster keep identities, and what its peers read.
struct Identities<'m> {
    mesh: &'m Mesh,
    merged: Merged<'m>,
    cluster: &'m Cluster,
    modern: &'m Modern,
    /// The identity allocation mode.
    mode: String,
    /// Where the mode is set.
    place: Option<Span>,
    /// The etcd of the agents.
    etcd: Option<Span>,
}

impl<'m> Identities<'m> {
    fn of(mesh: &'m Mesh, merged: Merged<'m>) -> Option<Identities<'m>> {
        let cluster = merged.cluster();
        let is_broken = cluster.etcd.endpoints.is_broken() || cluster.apiserver.is_broken();
        let modern = cluster.modern().filter(|_| !is_broken)?;
        let stated = merged.flag_of_user(MODE);
        let place = stated.as_ref().map(|own| own.span);
        let default = if cluster.is_kvstore() { "kvstore" } else { "crd" };
        let mode = stated.map_or(default.to_string(), |own| own.value);
        let etcd = cluster.etcd.endpoints.first().map(|endpoint| endpoint.span);
        Some(Identities { mesh, merged, cluster, modern, mode, place, etcd })
    }

    /// The first thing that is wrong: what follows from it is not reported.
    fn first_flaw(&self) -> Option<Diagnostic> {
        let Some(apiserver) = self.cluster.apiserver.get() else { return self.etcd_without_identities() };
        self.unknown_mode(apiserver)
            .or_else(|| self.without_kvstoremesh(apiserver))
            .or_else(|| self.external_store())
            .or_else(|| self.without_endpoints(apiserver))
    }

    fn etcd_without_identities(&self) -> Option<Diagnostic> {
        let (etcd, place) = (self.etcd?, self.place.filter(|_| self.mode == "crd")?);
        let message = "peers read an etcd without identities: agents store them as Kubernetes objects";
        let diagnostic = RULE.at(place, "not in the etcd", message).label(etcd, "peers read this");
        Some(diagnostic.help("write \"kvstore\", or use `apiserver` instead of `etcd`"))
    }

    /// A mode that the release's clustermesh-apiserver does not serve.
    fn unknown_mode(&self, apiserver: &Apiserver) -> Option<Diagnostic> {
        let mode = self.mode.as_str();
        if self.modern.identity_modes.contains(&mode) {
            return None;
        }
        let name = self.cluster.release().map(Release::name).unwrap_or_default();
        let message = format!("clustermesh-apiserver of Cilium {name} does not show identities of mode `{mode}`");
        let later = release::first_modern(|modern| modern.identity_modes.contains(&mode));
        let run = later.map_or(String::new(), |later| format!(", or run Cilium {} or later", Release::name(later)));
        Some(match self.place {
            Some(place) => RULE.at(place, "not seen by peers", message).help(format!("write \"crd\"{run}")),
            None => RULE
                .at(apiserver.span, "shows Kubernetes objects", message)
                .label(self.etcd?, "agents store identities here")
                .help(format!("keep either `etcd` or `apiserver`{run}")),
        })
    }

    /// With identities in an etcd nothing but KVStoreMesh needs a clustermesh-apiserver.
    fn without_kvstoremesh(&self, apiserver: &Apiserver) -> Option<Diagnostic> {
        if self.mode == "crd" || self.mesh.caches(self.cluster) {
            return None;
        }
        let off = self.mesh.kvstoremesh.value()?.span;
        let mode = &self.mode;
        let message =
            format!("with identities of mode `{mode}` clustermesh-apiserver only runs KVStoreMesh, which is off");
        let because = self.place.or(self.etcd).unwrap_or(apiserver.span);
        let diagnostic = RULE.at(off, "turned off", message).label(because, "identities in an etcd");
        Some(diagnostic.help("write `kvstoremesh #true`, or remove `apiserver`"))
    }

    /// A store of KVStoreMesh that is the agents' etcd, which they do not have.
    fn external_store(&self) -> Option<Diagnostic> {
        let store = self.merged.value_of_user("clustermesh.apiserver.kvstoremesh.kvstoreMode");
        let refuses = self.modern.takes_kvstore() && self.mode == "crd";
        let span = store.filter(|own| refuses && own.value == "external")?.span;
        let message = "KVStoreMesh cannot write to the agents' etcd: with identities of mode `crd` they have none";
        Some(RULE.at(span, "refused by the chart", message).help("write \"internal\", or remove it"))
    }

    fn without_endpoints(&self, apiserver: &Apiserver) -> Option<Diagnostic> {
        let gone = self.merged.flag_of_user("disable-endpoint-crd");
        let shows_objects = self.mode == "crd" || !self.modern.takes_kvstore();
        let span = gone.filter(|own| own.value == "true" && shows_objects)?.span;
        let message = "clustermesh-apiserver shows endpoints to peers, but agents store none as Kubernetes objects";
        let diagnostic = RULE.at(span, "no endpoints", message).label(apiserver.span, "peers read this");
        Some(diagnostic.help("write #false, or remove it"))
    }
}
