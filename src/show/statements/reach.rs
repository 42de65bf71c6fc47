//! How peers reach the cluster, and which clusters it connects to.

use super::super::case::{Case, Origin, Setting};
use crate::facts::endpoints::is_of_kops;
use crate::model::Apiserver;
use crate::words::many;

pub fn settings(case: &Case<'_>) -> Vec<Setting> {
    let etcd = &case.cluster.etcd;
    let endpoint = |it: &crate::source::Spanned<String>| match is_of_kops(case.cluster, it.span) {
        true => case.setting("etcd endpoint", &it.value, (Origin::Spec, Some(it.span))),
        false => case.written("etcd endpoint", &it.value, it.span),
    };
    let mut all: Vec<Setting> = etcd.endpoints.iter().map(endpoint).collect();
    all.extend(case.stated("etcd version", &etcd.version));
    let keys = etcd.tls.get().map(|tls| tls.keys().map(str::to_string).collect::<Vec<_>>());
    all.extend(keys.zip(etcd.tls.span()).map(|(keys, span)| case.written("etcd tls", many(&keys), span)));
    if let Some(span) = etcd.credentials.origin.span() {
        all.push(case.written("etcd credentials secret=", &etcd.credentials.secret, span));
    }
    all.extend(case.cluster.apiserver.get().into_iter().flat_map(|apiserver| of_apiserver(case, apiserver)));
    all.push(peers(case));
    all
}

fn of_apiserver(case: &Case<'_>, apiserver: &Apiserver) -> Vec<Setting> {
    let service = &apiserver.service;
    let mut all = vec![case.written("apiserver", service.value.name(), service.span)];
    all.push(case.stated_or("apiserver port=", &apiserver.port, (apiserver.peer_port(), Origin::Chart)));
    all.extend(apiserver.ips.iter().map(|ip| case.written("apiserver ip", ip.value, ip.span)));
    all.extend(case.stated("apiserver address", &apiserver.address));
    all.extend(case.stated("apiserver pending", &apiserver.pending));
    let annotation = |it: &crate::model::Annotation| {
        case.written(&format!("apiserver annotation {}", it.key), &it.value.value, it.value.span)
    };
    all.extend(apiserver.annotations.iter().map(annotation));
    all.extend(apiserver.sans.iter().map(|san| case.written("apiserver san", &san.value, san.span)));
    all
}

/// Without `peering`, all others are peers.
fn peers(case: &Case<'_>) -> Setting {
    let peers: Vec<&str> = case.mesh.peers(case.cluster).iter().map(|peer| peer.name.value.as_str()).collect();
    let text = match peers.len() {
        0 => "none".to_string(),
        count => format!("{count}: {}", many(&peers)),
    };
    match case.mesh.peering.value() {
        Some(peering) => case.written("peering", text, peering.value.span),
        None => case.setting("peering", text, (Origin::Meshc, None)),
    }
}
