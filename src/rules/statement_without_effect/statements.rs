//! Nodes of mesh.kdl that a cluster's release, or its base, has no setting for: nothing is read and then
//! silently left out.
//!
//! What is switched off by a node is off in releases without the switch too; such nodes are fine everywhere.

use crate::model::{Cluster, Foundation, Mesh, Method, PeerValues};
use crate::release::certificates::CA;
use crate::release::{self, Modern, Provided, Release};
use crate::settings::{self, Setting};
use crate::source::{Said, Span};
use crate::words::few;

/// A statement that has no effect.
#[derive(Debug)]
pub struct Idle {
    /// Its place.
    pub span: Span,
    /// What is wrong, up to the clusters' names.
    pub what: String,
    /// Why it has none.
    pub label: String,
    /// What to do.
    pub help: String,
}

/// The statements about a cluster that have no effect.
pub fn of(mesh: &Mesh, cluster: &Cluster) -> Vec<Idle> {
    match (cluster.release(), cluster.modern()) {
        (Some(release), None) => lacking(mesh, cluster, release),
        (Some(release), Some(modern)) => {
            let mut all = lacking(mesh, cluster, release);
            all.extend(certificates(mesh, cluster, modern));
            all.extend(of_cluster(cluster));
            all
        }
        (None, _) => Vec::new(),
    }
}

/// Statements about the mesh that have no effect in any cluster.
pub fn of_mesh(mesh: &Mesh) -> Option<Idle> {
    let shared = mesh.peer_values.value().filter(|peers| peers.value == PeerValues::Shared)?;
    let is_config = |cluster: &Cluster| matches!(cluster.base, Foundation::HelmChartConfig(_));
    let configs = mesh.clusters.iter().filter(|cluster| is_config(cluster));
    let configs: Vec<String> = configs.map(|cluster| format!("`{}`", cluster.name.value)).collect();
    let is_idle = mesh.clusters.iter().all(|cluster| cluster.manifests().is_some() || is_config(cluster));
    let (label, help) = match configs.first() {
        None if !is_idle => return None,
        None => (
            "no cluster builds on the chart",
            "remove it: with manifests, the Secrets with the peers are in `mesh/` anyway",
        ),
        Some(_) => (
            "a HelmChartConfig holds all of its values, including the peers",
            "write `peers \"inline\"`, or `allow` this",
        ),
    };
    let what = "`peers \"shared\"` has no effect".to_string();
    let what = if is_idle { what } else { format!("{what} in {}", few(&configs)) };
    Some(Idle { span: shared.span, what, label: label.to_string(), help: help.to_string() })
}

fn place<T>(stated: &Said<T>) -> Option<Span> {
    stated.value().map(|stated| stated.span)
}

/// What the release does not have: most of it came with clustermesh-apiserver or after it.
fn lacking(mesh: &Mesh, cluster: &Cluster, release: &Release) -> Vec<Idle> {
    let name = release.name();
    let idle = |row: &Setting| {
        let span = row.asked(mesh, cluster).filter(|_| !row.since.have(release))?;
        let what = format!("`{}` has no effect", row.node.name());
        let first = row.since.first().map(Release::name).unwrap_or_default();
        let (label, help) = match release.modern() {
            None => (format!("not available in Cilium {name}"), row.instead.to_string()),
            Some(_) => {
                (format!("not available in Cilium {name}"), format!("remove it, or run Cilium {first} or later"))
            }
        };
        Some(Idle { span, what, label, help })
    };
    settings::rows().filter_map(idle).collect()
}

/// Nodes about certificates that do not reach the cluster.
fn certificates(mesh: &Mesh, cluster: &Cluster, modern: &Modern) -> Vec<Idle> {
    let (stated, on_chart) = (&mesh.certificates, cluster.is_on_chart());
    let mut all = Vec::new();
    let mut push = |span: Option<Span>, what: &str, label: &str, help: String| {
        let (what, label) = (what.to_string(), label.to_string());
        all.extend(span.map(|span| Idle { span, what, label, help }));
    };
    if mesh.clusters.iter().all(|cluster| cluster.is_kvstore() && cluster.apiserver.is_nothing()) {
        let label = "no cluster has a clustermesh-apiserver";
        for node in ["certificates", "trust-bundle", "domain", "kvstoremesh"] {
            let span = settings::of_node(node).and_then(|row| row.asked(mesh, cluster));
            push(span, &format!("`{node}` has no effect"), label, "remove it: peers read an etcd".to_string());
        }
        return all;
    }
    if stated.method() == Method::Provided && on_chart && modern.provided_certificates == Provided::InValues {
        let first = release::first_modern(|modern| modern.provided_certificates != Provided::InValues);
        let help = format!(
            "write `certificates \"cron-job\"`, or run Cilium {} or later",
            first.map(Release::name).unwrap_or_default()
        );
        push(
            stated.span,
            "the chart does not accept provided certificates",
            "only as values, with their private keys",
            help,
        );
    }
    let secret = stated.ca_secret.value().filter(|secret| secret.value != CA);
    match stated.method() {
        Method::CertManager | Method::Provided => {
            let help = "remove it: the issuer of the certificates has the CA".to_string();
            push(
                secret.map(|secret| secret.span),
                "`ca-secret=` has no effect",
                "certificates come from elsewhere",
                help,
            );
        }
        Method::Helm | Method::CronJob if on_chart && !stated.method.is_broken() => {
            let help = format!("create the CA as the Secret `{CA}` in every cluster, and remove `ca-secret=`");
            let label = format!("the chart uses `{CA}`");
            push(secret.map(|secret| secret.span), "`ca-secret=` has no effect", &label, help);
        }
        Method::Helm | Method::CronJob => {}
    }
    all
}

/// Nodes of one cluster that do not reach it.
fn of_cluster(cluster: &Cluster) -> Vec<Idle> {
    let idle = |what: &str, span: Option<Span>, label: &str, help: &str| {
        let what = format!("`{what}` has no effect");
        Some(Idle { span: span?, what, label: label.to_string(), help: help.to_string() })
    };
    let ipam = cluster.ipam.value().filter(|ipam| ipam.value.mode.takes_node_addresses());
    let ca = place(&cluster.ca).filter(|_| cluster.is_kvstore() && cluster.apiserver.is_nothing());
    let (label, help) = ("pods get addresses from the nodes' network", "remove it");
    let values = cluster.values.mention().filter(|_| cluster.manifests().is_some());
    let on_manifests = "render the manifests with these values, or remove `base path=` to build on the chart";
    [
        idle("ipam mask=", ipam.and_then(|ipam| place(&ipam.value.mask)), label, help),
        idle("ipam mask6=", ipam.and_then(|ipam| place(&ipam.value.mask6)), label, help),
        idle("ca", ca, "no certificates of this cluster", "remove it: peers read its etcd"),
        idle("values", values, "these clusters build on plain manifests", on_manifests),
    ]
    .into_iter()
    .flatten()
    .collect()
}
