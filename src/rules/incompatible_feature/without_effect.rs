//! Nodes of mesh.kdl that a cluster's release, or its base, has nothing for: nothing is read and then left out in silence.
//!
//! What is switched off by a node is off in releases without the switch too; such nodes are fine everywhere.

use super::features::Unfit;
use crate::address::Family;
use crate::model::{CA_SECRET, Cluster, EncryptionKind, IpamMode, Mesh, Method};
use crate::release::{self, Modern, Release};
use crate::source::{Span, Spanned};

/// What a cluster cannot do of what is said of it.
pub fn of(mesh: &Mesh, cluster: &Cluster) -> Vec<Unfit> {
    match (cluster.release(), cluster.modern()) {
        (Some(release), None) => classic(mesh, cluster, release),
        (Some(release), Some(modern)) => {
            let mut all = settings(mesh, release, modern);
            all.extend(certificates(mesh, cluster, modern));
            all.extend(of_cluster(cluster));
            all
        }
        (None, _) => Vec::new(),
    }
}

fn on(stated: &Option<Spanned<bool>>) -> Option<Span> {
    stated.as_ref().filter(|stated| stated.value).map(|stated| stated.span)
}

fn place<T>(stated: &Option<Spanned<T>>) -> Option<Span> {
    stated.as_ref().map(|stated| stated.span)
}

/// Releases without clustermesh-apiserver have none of what came with it or after it.
fn classic(mesh: &Mesh, cluster: &Cluster, release: &Release) -> Vec<Unfit> {
    let size = mesh.max_connected_clusters.as_ref().filter(|size| size.value != release.max_cluster_id);
    let ipam = cluster
        .ipam
        .as_ref()
        .filter(|ipam| ipam.mode.value != IpamMode::Kubernetes || ipam.mask.is_some() || ipam.mask6.is_some());
    let nodes = [
        ("encryption", mesh.encryption.span.filter(|_| mesh.encryption.kind != EncryptionKind::None)),
        ("max-connected-clusters", size.map(|size| size.span)),
        ("kvstoremesh", on(&mesh.kvstoremesh)),
        ("domain", place(&mesh.domain)),
        ("certificates", mesh.certificates.span),
        ("trust-bundle", place(&mesh.trust_bundle)),
        ("policy-default-local-cluster", on(&mesh.policy_default_local_cluster)),
        ("endpoint-slice-sync", on(&mesh.endpoint_slice_sync)),
        ("mcs-api", on(&mesh.mcs_api)),
        ("routing port=", place(&mesh.routing.port)),
        ("routing cidr=", mesh.routing.cidr(Family::Ipv4).map(|net| net.span)),
        ("routing cidr6=", mesh.routing.cidr(Family::Ipv6).map(|net| net.span)),
        ("apiserver", cluster.apiserver.as_ref().map(|apiserver| apiserver.span)),
        ("ca", place(&cluster.ca)),
        ("chaining", place(&cluster.chaining)),
        ("host-firewall", on(&cluster.host_firewall)),
        ("ipam", ipam.map(|ipam| ipam.mode.span)),
        ("kube-proxy-replacement", on(&cluster.kube_proxy_replacement)),
        ("values", cluster.values.places.first().map(|first| first.span)),
    ];
    let label = format!("Cilium {} has no such thing", release.name());
    let unfit = |(node, span): (&str, Option<Span>)| {
        let help = match node {
            "apiserver" => "say `etcd` instead: peers of these releases read an etcd".to_string(),
            "encryption" => "remove it, and encrypt outside of Cilium".to_string(),
            _ => "remove it, or run a release that has it".to_string(),
        };
        Some(Unfit { span: span?, what: format!("`{node}` has no effect"), label: label.clone(), help })
    };
    nodes.into_iter().filter_map(unfit).collect()
}

/// What `mesh` switches on, and a release with clustermesh-apiserver cannot do yet.
fn settings(mesh: &Mesh, release: &Release, modern: &Modern) -> Vec<Unfit> {
    type Has = fn(&Modern) -> bool;
    let nodes: [(&str, &Option<Spanned<bool>>, Has); 3] = [
        ("endpoint-slice-sync", &mesh.endpoint_slice_sync, |modern| modern.endpoint_slice_sync),
        ("mcs-api", &mesh.mcs_api, |modern| modern.mcs.is_some()),
        ("policy-default-local-cluster", &mesh.policy_default_local_cluster, |modern| {
            modern.policy_default_local_cluster.is_some()
        }),
    ];
    let unfit = |(node, stated, has): (&str, &Option<Spanned<bool>>, Has)| {
        let first = release::first_modern(has).map(Release::name).unwrap_or_default();
        Some(Unfit {
            span: on(stated).filter(|_| !has(modern))?,
            what: format!("`{node}` has no effect"),
            label: format!("Cilium {} cannot do it", release.name()),
            help: format!("remove it, or run Cilium {first} or later"),
        })
    };
    nodes.into_iter().filter_map(unfit).collect()
}

/// What is said of certificates and does not reach the cluster.
fn certificates(mesh: &Mesh, cluster: &Cluster, modern: &Modern) -> Vec<Unfit> {
    let (stated, on_chart) = (&mesh.certificates, cluster.base.is_none());
    let mut all = Vec::new();
    let mut push = |span: Option<Span>, what: &str, label: &str, help: String| {
        let (what, label) = (what.to_string(), label.to_string());
        all.extend(span.map(|span| Unfit { span, what, label, help }));
    };
    if mesh.clusters.iter().all(|cluster| cluster.is_kvstore() && cluster.apiserver.is_none()) {
        let label = "no cluster has a clustermesh-apiserver";
        let nodes = [
            ("certificates", stated.span),
            ("trust-bundle", place(&mesh.trust_bundle)),
            ("domain", place(&mesh.domain)),
            ("kvstoremesh", on(&mesh.kvstoremesh)),
        ];
        for (node, span) in nodes {
            push(span, &format!("`{node}` has no effect"), label, "remove it: peers read an etcd".to_string());
        }
        return all;
    }
    if stated.method == Method::Provided && on_chart && modern.provided_certificates.is_none() {
        let first = release::first_modern(|modern| modern.provided_certificates.is_some());
        let help = format!(
            "write `certificates \"cron-job\"`, or run Cilium {} or later",
            first.map(Release::name).unwrap_or_default()
        );
        push(stated.span, "the chart takes no provided certificates", "only as values, with their private keys", help);
    }
    let secret = stated.ca_secret.as_ref().filter(|secret| secret.value != CA_SECRET);
    match stated.method {
        Method::CertManager | Method::Provided => {
            let help = "remove it: whoever issues the certificates has the CA".to_string();
            push(
                secret.map(|secret| secret.span),
                "`ca-secret=` has no effect",
                "not where certificates come from",
                help,
            );
        }
        Method::Helm | Method::CronJob if on_chart => {
            let help = format!("give every cluster its CA as the Secret `{CA_SECRET}`, and remove `ca-secret=`");
            let label = format!("the chart takes `{CA_SECRET}`");
            push(secret.map(|secret| secret.span), "`ca-secret=` has no effect", &label, help);
        }
        Method::Helm | Method::CronJob => {}
    }
    all
}

/// What is said of one cluster and does not reach it.
fn of_cluster(cluster: &Cluster) -> Vec<Unfit> {
    let unfit = |what: &str, span: Option<Span>, label: &str, help: &str| {
        let what = format!("`{what}` has no effect");
        Some(Unfit { span: span?, what, label: label.to_string(), help: help.to_string() })
    };
    let ipam = cluster.ipam.as_ref().filter(|ipam| ipam.mode.value.takes_node_addresses());
    let ca = place(&cluster.ca).filter(|_| cluster.is_kvstore() && cluster.apiserver.is_none());
    let (label, help) = ("pods get addresses of the nodes' network", "remove it");
    let values = cluster.values.places.first().filter(|_| cluster.base.is_some()).map(|first| first.span);
    let on_manifests = "render the manifests with these values, or remove `base path=` to build on the chart";
    [
        unfit("ipam mask=", ipam.and_then(|ipam| place(&ipam.mask)), label, help),
        unfit("ipam mask6=", ipam.and_then(|ipam| place(&ipam.mask6)), label, help),
        unfit("ca", ca, "no certificates of its own", "remove it: peers read its etcd"),
        unfit("values", values, "these clusters build on plain manifests", on_manifests),
    ]
    .into_iter()
    .flatten()
    .collect()
}
