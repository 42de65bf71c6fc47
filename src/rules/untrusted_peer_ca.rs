#![doc = include_str!("untrusted_peer_ca.md")]

use super::clusters::{about, by_place, names};
use super::connected::{Circle, units};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh};
use crate::release::{self, AuthMode, Release};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub static RULE: Rule = Rule {
    name: "untrusted-peer-ca",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("untrusted_peer_ca.md"),
};

/// Looks for peers that do not trust each other's certificates: with several CAs every side needs all of them.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for circle in units(mesh).into_iter().flatten() {
        let circle: Circle<'_> = circle.into_iter().filter(|cluster| has_certificates(cluster)).collect();
        let mut owners: BTreeMap<Option<&str>, Vec<&Cluster>> = BTreeMap::new();
        for cluster in &circle {
            owners.entry(cluster.ca.as_ref().map(|ca| ca.value.as_str())).or_default().push(cluster);
        }
        if owners.len() > 1 && seen.insert(owners.keys().copied().collect::<Vec<_>>()) {
            found.0.extend(distrust(mesh, &owners).map(|diagnostic| about(diagnostic, &circle)));
        }
    }
    let Some(bundle) = &mesh.trust_bundle else { return };
    for (span, clusters) in by_place(mesh, |cluster| {
        cluster.version.as_ref().filter(|_| ignores(mesh, cluster)).map(|version| version.span)
    }) {
        let message = format!("KVStoreMesh does not read the trust bundle in {}", names(&clusters));
        let later = release::first_modern(|modern| modern.bundle_reaches_kvstoremesh_from.is_some());
        let patch = later.and_then(Release::modern).and_then(|modern| modern.bundle_reaches_kvstoremesh_from);
        let release = format!("{}.{}", later.map(Release::name).unwrap_or_default(), patch.unwrap_or_default());
        let diagnostic = RULE.at(span, "trusts the CA of its own cluster only", message);
        let help = format!("run Cilium {release} or later, or write `kvstoremesh #false` in `mesh`");
        found.push(about(diagnostic.label(bundle.span, "the trust bundle").help(help), &clusters));
    }
}

fn has_certificates(cluster: &Cluster) -> bool {
    cluster.modern().is_some() && cluster.apiserver.is_some()
}

fn ignores(mesh: &Mesh, cluster: &Cluster) -> bool {
    let caches = has_certificates(cluster) && cluster.modern().is_some_and(|modern| mesh.kvstoremesh(modern));
    let reads = cluster.release().zip(cluster.version.as_ref());
    caches && reads.is_some_and(|(release, version)| !release.bundle_reaches_kvstoremesh(version.value))
}

fn distrust(mesh: &Mesh, owners: &BTreeMap<Option<&str>, Vec<&Cluster>>) -> Option<Diagnostic> {
    let by_user =
        |cluster: &&&Cluster| cluster.modern().is_some_and(|modern| mesh.auth_mode(modern) == AuthMode::Cluster);
    let needs_one = owners.values().flatten().find(by_user).and(mesh.certificates.auth_mode.as_ref());
    let mut places: Vec<_> =
        owners.values().filter_map(|clusters| Some((clusters, clusters.first()?.ca.as_ref()?))).collect();
    places.sort_by_key(|(_, ca)| ca.span);
    let (_, last) = places.last()?;
    let label = |clusters: &[&Cluster]| format!("the CA of {}", names(clusters));
    let diagnostic = match (&mesh.trust_bundle, needs_one) {
        (_, Some(mode)) => {
            let help = "write `auth-mode=\"legacy\"`, or give all clusters one CA and remove `ca`";
            RULE.at(
                mode.span,
                "takes every CA's word for a name",
                "one user for each peer needs one CA, but peers have several",
            )
            .help(help)
        }
        (None, None) => {
            let help = "name a ConfigMap that holds all CAs: `trust-bundle \"cilium-root-ca.crt\"` in `mesh`; or give all clusters one CA";
            let others = owners.len() - 1;
            let others = if others == 1 { "another CA".to_string() } else { format!("{others} other CAs") };
            RULE.at(
                last.span,
                "another CA than the peers'",
                format!("clusters connect to peers with {others}, which they do not trust"),
            )
            .help(help)
        }
        (Some(_), None) => return None,
    };
    let primary = diagnostic.primary().map(|label| label.span);
    let others = places.iter().filter(|(_, ca)| Some(ca.span) != primary).take(3);
    Some(others.fold(diagnostic, |diagnostic, (clusters, ca)| diagnostic.label(ca.span, label(clusters))))
}
