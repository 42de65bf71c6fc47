//! Clusters in kvstore mode beside clusters with clustermesh-apiserver.

use crate::diagnostic::{Diagnostic, Rule};
use crate::model::{Cluster, Mesh};
use crate::release::Modern;
use crate::source::{Said, Spanned};

/// What a cluster in kvstore mode reads and has no certificates for, as a finding of `rule`; `stated` is the
/// mode that the user has set.
pub fn look(
    rule: &'static Rule,
    mesh: &Mesh,
    cluster: &Cluster,
    stated: Option<Spanned<String>>,
) -> Option<Diagnostic> {
    if let Some(finding) = without_etcd(rule, cluster, stated) {
        return Some(finding);
    }
    let etcd = cluster.etcd.endpoints.first().filter(|_| cluster.is_kvstore())?.span;
    let peers = mesh.peers(cluster);
    let shown = peers.iter().find(|peer| !peer.is_kvstore() && peer.apiserver.get().is_some());
    let name = &cluster.name.value;
    if let (Some(peer), Said::Nothing) = (shown, &cluster.apiserver) {
        let other = &peer.name.value;
        let theirs = peer.apiserver.get().map_or(peer.name.span, |apiserver| apiserver.span);
        let message =
            format!("cluster `{name}` reads the clustermesh-apiserver of `{other}` but has no certificates for it");
        let modes = cluster.modern().is_some_and(Modern::takes_kvstore);
        let help = match modes {
            true => format!("set `apiserver` in `{name}` too, or `etcd` in `{other}`"),
            false => format!("set `apiserver` in `{name}` instead, or `etcd` in `{other}`"),
        };
        return Some(rule.at(etcd, "only an etcd", message).label(theirs, "it reads this").help(help));
    }
    None
}

/// A cluster whose agents keep identities in an etcd that the mesh file does not know.
fn without_etcd(rule: &'static Rule, cluster: &Cluster, stated: Option<Spanned<String>>) -> Option<Diagnostic> {
    let has_no_etcd = cluster.etcd.endpoints.is_nothing();
    let apiserver = cluster.apiserver.get().filter(|_| cluster.modern().is_some() && has_no_etcd)?;
    let place = stated.filter(|own| own.value == "kvstore")?.span;
    let message =
        "agents store identities in an etcd that peers do not read, and clustermesh-apiserver shows none of them";
    let diagnostic = rule.at(place, "in an etcd", message).label(apiserver.span, "peers read this");
    Some(diagnostic.help("write \"crd\", or set `etcd` in the cluster"))
}
