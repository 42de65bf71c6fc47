//! Clusters in kvstore mode beside clusters with clustermesh-apiserver, and on the Helm chart.

use crate::diagnostic::{Diagnostic, Rule};
use crate::model::{Cluster, DEFAULT_ETCD_SECRET, Mesh};

/// What of a cluster's etcd the chart, or its peers, cannot do with, as a finding of `rule`.
pub fn look(rule: &'static Rule, mesh: &Mesh, cluster: &Cluster) -> Option<Diagnostic> {
    let etcd = cluster.etcd.endpoints.first().filter(|_| cluster.is_kvstore())?.span;
    let peers = mesh.peers(cluster);
    let shown = peers.iter().find(|peer| !peer.is_kvstore() && peer.apiserver.is_some());
    let name = &cluster.name.value;
    if let (Some(peer), None) = (shown, &cluster.apiserver) {
        let other = &peer.name.value;
        let theirs = peer.apiserver.as_ref().map_or(peer.name.span, |apiserver| apiserver.span);
        let message =
            format!("cluster `{name}` reads the clustermesh-apiserver of `{other}` and has no certificates for it");
        let modes = cluster.modern().is_some_and(|modern| modern.identity_modes.contains(&"kvstore"));
        let help = match modes {
            true => format!("say `apiserver` in `{name}` too, or `etcd` in `{other}`"),
            false => format!("say `apiserver` in `{name}` instead, or `etcd` in `{other}`"),
        };
        return Some(rule.at(etcd, "an etcd alone", message).label(theirs, "what it reads").help(help));
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
