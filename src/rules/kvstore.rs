//! Clusters in kvstore mode beside clusters with clustermesh-apiserver, and beside the Helm chart.

use crate::diagnostic::{Diagnostic, Rule};
use crate::model::{Cluster, DEFAULT_ETCD_SECRET, Mesh};

/// What of a cluster's etcd the chart, or its peers, cannot do with, as a finding of `rule`.
pub fn look(rule: &'static Rule, mesh: &Mesh, cluster: &Cluster) -> Option<Diagnostic> {
    let etcd = cluster.etcd.endpoints.first().filter(|_| cluster.is_kvstore())?.span;
    let peers = mesh.peers(cluster);
    let shown = peers.iter().find(|peer| !peer.is_kvstore() && peer.apiserver.is_some());
    let name = &cluster.name.value;
    if let Some(peer) = shown {
        let theirs = peer.apiserver.as_ref().map_or(peer.name.span, |apiserver| apiserver.span);
        if cluster.apiserver.is_none() {
            let message = format!(
                "cluster `{name}` reads the clustermesh-apiserver of `{}` and has no certificates for it",
                peer.name.value
            );
            let other = &peer.name.value;
            let help = match cluster.base {
                Some(_) => format!("say `apiserver` in `{name}` too, or `etcd` in `{other}`"),
                None => format!("say `apiserver` in `{name}` instead, or `etcd` in `{other}`"),
            };
            return Some(rule.at(etcd, "an etcd alone", message).label(theirs, "what it reads").help(help));
        }
        if [cluster, peer].iter().any(|cluster| cluster.base.is_none()) {
            let message = format!(
                "the chart cannot name the etcd of `{name}` beside the clustermesh-apiserver of `{}`",
                peer.name.value
            );
            let help = "render the chart and build on that, `base path=`, or give all clusters the same";
            return Some(rule.at(etcd, "an etcd", message).label(theirs, "clustermesh-apiserver").help(help));
        }
    }
    keys_of_chart(rule, cluster)
}

/// The names under which the chart looks for the key material of a cluster's own etcd (`cilium-configmap.yaml`).
const KEYS: [&str; 3] = ["etcd-client-ca.crt", "etcd-client.crt", "etcd-client.key"];

fn keys_of_chart(rule: &'static Rule, cluster: &Cluster) -> Option<Diagnostic> {
    let tls = cluster.etcd.tls.as_ref().filter(|_| cluster.base.is_none())?;
    let [ca, cert, key] = KEYS;
    let stated = [&tls.ca, &tls.cert, &tls.key].map(|key| key.as_deref());
    let secret = &cluster.etcd.credentials.secret;
    if stated == [Some(ca), Some(cert), Some(key)] && secret == DEFAULT_ETCD_SECRET {
        return None;
    }
    let message = format!("the chart looks for the keys of the etcd of `{}` under other names", cluster.name.value);
    let help = format!(
        "put them into the Secret `{DEFAULT_ETCD_SECRET}`, and write `tls ca=\"{ca}\" cert=\"{cert}\" key=\"{key}\"`"
    );
    Some(rule.at(tls.span, "not read by the chart", message).help(help))
}
