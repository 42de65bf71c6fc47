#![doc = include_str!("conflicting_credentials.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, shown};
use crate::model::{Cluster, Mesh, Origin};
use crate::plan;
use crate::release::certificates::{CA, HUBBLE_METHOD, makes_ca};
use crate::source::Span;
use crate::words::few;
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub static RULE: Rule = Rule {
    name: "conflicting-credentials",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("conflicting_credentials.md"),
};

/// Who wants a Secret, and how it is to come.
struct Claim<'m> {
    node: &'static str,
    origin: &'m Origin,
    span: Option<Span>,
    /// The keys that an etcd needs in it.
    keys: Vec<&'m str>,
    cluster: &'m Cluster,
}

/// Looks for Secrets that are to come into a cluster in two ways.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut claims: BTreeMap<&str, Vec<Claim<'_>>> = BTreeMap::new();
    for cluster in &case.mesh.clusters {
        for material in case.mesh.key_material(cluster) {
            let of_secret = claims.entry(material.secret).or_default();
            if !of_secret.iter().any(|claim| claim.node == material.node) {
                let (node, origin, span) = (material.node, material.origin, material.span);
                of_secret.push(Claim { node, origin, span, keys: Vec::new(), cluster });
            }
        }
        let credentials = &cluster.etcd.credentials;
        if let Some(tls) = cluster.etcd.tls.get().filter(|_| !credentials.origin.is_broken()) {
            let (span, keys) = (credentials.origin.span().unwrap_or(tls.span), tls.keys().collect());
            let claim = Claim { node: "etcd", origin: credentials.origin(), span: Some(span), keys, cluster };
            claims.entry(&credentials.secret).or_default().push(claim);
        }
    }
    found.0.extend(case.clusters().filter_map(|(cluster, settled)| with_chart(case.mesh, cluster, settled)));
    for (secret, claims) in claims.iter().filter(|(_, claims)| conflict(claims)) {
        let nodes: BTreeSet<String> = claims.iter().map(|claim| format!("`{}`", claim.node)).collect();
        let who = if nodes.len() == 1 { "several `etcd`".to_string() } else { few(&Vec::from_iter(nodes)) };
        let message = format!("{who} provide the same Secret {} in different ways", shown(secret));
        // One of each way of each node, the first few.
        let ways = claims.iter().filter_map(|claim| Some(((way(claim.origin), claim.node), claim.span?))).rev();
        let mut places: Vec<_> = BTreeMap::from_iter(ways).into_iter().map(|((way, _), span)| (span, way)).collect();
        places.sort();
        places.truncate(3);
        let Some((last, label)) = places.pop() else { continue };
        let last = RULE.at(last, label, message).help(HELP);
        let diagnostic = places.into_iter().fold(last, |all, (span, label)| all.label(span, label));
        let mut clusters: Vec<&Cluster> = claims.iter().map(|claim| claim.cluster).collect();
        // Claims of one cluster are next to each other.
        clusters.dedup_by(|one, other| std::ptr::eq(*one, *other));
        found.push(about(diagnostic, &clusters));
    }
}

/// The chart renders the CA too, where a user's value has Helm make Hubble's certificates: Helm refuses to
/// install over a Secret that is not its own (`pkg/action/validate.go` of Helm v3.19), and what brings the CA
/// and Argo CD would undo each other's work.
fn with_chart(mesh: &Mesh, cluster: &Cluster, settled: &plan::Cluster) -> Option<Diagnostic> {
    let stated = mesh.certificates.credentials.value().filter(|_| mesh.brings_ca())?;
    cluster.release().zip(settled.chart()).filter(|(release, chart)| makes_ca(release, &chart.own))?;
    let span = cluster.values.place(HUBBLE_METHOD)?;
    let message = format!("`certificates` and `values` provide the same Secret `{CA}` in different ways");
    let help = "remove it: a Job then issues Hubble's certificates, from the CA that `credentials` provides";
    let finding = RULE.at(span, "Helm generates it", message).help(help).label(stated.span, way(&stated.value));
    Some(finding.about(&cluster.name.value))
}

const HELP: &str = "use another Secret in one of them, with `secret=`, or with `ca-secret=` of `certificates`";

/// Whether claims of one Secret go together: all expect it to exist, or all in one encrypted file. Etcds
/// share one that External Secrets fills in part. Another rule reports one key from different places.
fn conflict(claims: &[Claim<'_>]) -> bool {
    let are_all = |wanted: &Origin| claims.iter().all(|claim| claim.origin == wanted);
    let shares = |one: &Claim<'_>, two: &Claim<'_>| {
        one.origin != two.origin && one.keys.iter().any(|key| two.keys.contains(key))
    };
    if claims.len() < 2 || are_all(&Origin::Existing) || are_all(&Origin::Sops) {
        return false;
    }
    let is_of_one_node = claims.iter().all(|claim| Some(claim.node) == claims.first().map(|first| first.node));
    let first = claims.iter().find(|claim| *claim.origin == Origin::Sops);
    !is_of_one_node || first.is_some_and(|first| !claims.iter().any(|other| shares(first, other)))
}

fn way(origin: &Origin) -> String {
    match origin {
        Origin::Existing => "it exists already".to_string(),
        Origin::External(store) => format!("from {} in the store {}", shown(&store.key), shown(&store.name)),
        Origin::Sops => "encrypted by you with SOPS".to_string(),
    }
}
