#![doc = include_str!("untrusted_peer_ca.md")]

mod trust;

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names};
use crate::facts::connected::{Circle, units};
use crate::model::Mesh;
use crate::release::AuthMode;
use std::collections::BTreeSet;
use trust::{Owners, first_with_bundle, has_certificates, ignores_bundle, owners, place};

/// The rule.
pub static RULE: Rule = Rule {
    name: "untrusted-peer-ca",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("untrusted_peer_ca.md"),
};

/// Looks for peers that do not trust each other's certificates: with several CAs every side needs all of
/// them.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for circle in units(case.mesh).into_iter().flatten() {
        let circle: Circle<'_> = circle.into_iter().filter(|cluster| has_certificates(cluster)).collect();
        let owners = owners(case.mesh, &circle);
        if owners.len() > 1 && seen.insert(owners.keys().copied().collect::<Vec<_>>()) {
            found.0.extend(distrust(case.mesh, &owners).map(|diagnostic| about(diagnostic, &circle)));
        }
    }
    let Some(bundle) = case.mesh.trust_bundle.value() else { return };
    for (span, clusters) in by_place(case.mesh, |cluster| {
        cluster.version.value().filter(|_| ignores_bundle(case.mesh, cluster)).map(|version| version.span)
    }) {
        let message = format!("KVStoreMesh does not read the trust bundle in {}", names(&clusters));
        let diagnostic = RULE.at(span, "trusts the CA of its own cluster only", message);
        let help = format!("run Cilium {} or later, or write `kvstoremesh #false` in `mesh`", first_with_bundle());
        found.push(about(diagnostic.label(bundle.span, "the trust bundle").help(help), &clusters));
    }
}

fn distrust(mesh: &Mesh, owners: &Owners<'_>) -> Option<Diagnostic> {
    let mut clusters = owners.values().flatten().filter_map(|cluster| cluster.modern());
    let by_user = clusters.any(|modern| mesh.auth_mode(modern) == AuthMode::Cluster);
    let mut places: Vec<_> = owners.values().filter_map(|all| Some((all, place(all.first()?)?))).collect();
    places.sort_by_key(|(_, span)| *span);
    let diagnostic = match (mesh.trust_bundle.value(), mesh.certificates.auth_mode.value().filter(|_| by_user)) {
        (_, Some(mode)) => {
            let message = "one user for each peer requires one CA, but peers have several";
            let help = "write `auth-mode=\"legacy\"`, or give all clusters one CA and remove `ca`";
            RULE.at(mode.span, "any of the CAs can certify any name", message).help(help)
        }
        (None, None) if mesh.trust_bundle.is_broken() => return None,
        (None, None) => {
            let (_, last) = places.pop()?;
            let message = format!("connected clusters have {} CAs, and each trusts its own only", owners.len());
            let help = "name a ConfigMap with all CAs: `trust-bundle \"cilium-root-ca.crt\"` in `mesh`; or give \
                        all clusters one CA";
            RULE.at(last, "a different CA from its peers'", message).help(help)
        }
        (Some(_), None) => return None,
    };
    let others = places.into_iter().take(3);
    Some(others.fold(diagnostic, |finding, (all, span)| finding.label(span, format!("the CA of {}", names(all)))))
}
