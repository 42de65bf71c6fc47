#![doc = include_str!("conflicting_credentials.md")]

use super::clusters::{about, shown};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh, Origin};
use crate::source::Span;
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
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let mut claims: BTreeMap<&str, Vec<Claim<'_>>> = BTreeMap::new();
    for cluster in &mesh.clusters {
        for material in mesh.key_material(cluster) {
            let of_secret = claims.entry(material.secret).or_default();
            if !of_secret.iter().any(|claim| claim.node == material.node) {
                let (node, origin, span) = (material.node, material.origin, material.span);
                of_secret.push(Claim { node, origin, span, keys: Vec::new(), cluster });
            }
        }
        let (credentials, span) = (&cluster.etcd.credentials, cluster.etcd.credentials_span);
        if let Some(tls) = &cluster.etcd.tls {
            let (origin, keys) = (&credentials.origin, tls.keys().collect());
            let claim = Claim { node: "etcd", origin, span: span.or(Some(tls.span)), keys, cluster };
            claims.entry(&credentials.secret).or_default().push(claim);
        }
    }
    for (secret, claims) in claims.iter().filter(|(_, claims)| conflict(claims)) {
        let nodes: BTreeSet<&str> = claims.iter().map(|claim| claim.node).collect();
        let nodes: Vec<String> = nodes.into_iter().map(|node| format!("`{node}`")).collect();
        let who = if nodes.len() == 1 { "several `etcd`".to_string() } else { nodes.join(" and ") };
        let message = format!("{who} want one Secret {}, each in its own way", shown(secret));
        let mut seen = BTreeSet::new();
        let places = claims.iter().filter_map(|claim| Some((claim.span?, way(claim.origin), claim.node)));
        let mut places: Vec<_> = places.filter(|(_, way, node)| seen.insert((way.clone(), *node))).take(3).collect();
        places.sort();
        let Some((last, label, _)) = places.pop() else { continue };
        let mut diagnostic = RULE.at(last, label, message);
        for (span, label, _) in places {
            diagnostic = diagnostic.label(span, label);
        }
        let help = "name another Secret in one of them, with `secret=`, or with `ca-secret=` of `certificates`";
        let mut clusters: Vec<&Cluster> = claims.iter().map(|claim| claim.cluster).collect();
        // Claims of one cluster stand side by side.
        clusters.dedup_by(|one, other| std::ptr::eq(*one, *other));
        found.push(about(diagnostic.help(help), &clusters));
    }
}

/// Whether claims of one Secret go together: all find it there, or all in one encrypted file. Etcds share one that External
/// Secrets fills in part. Of one key from different places another rule speaks.
fn conflict(claims: &[Claim<'_>]) -> bool {
    let are_all = |wanted: &Origin| claims.iter().all(|claim| claim.origin == wanted);
    let is_sops = |claim: &Claim<'_>| *claim.origin == Origin::Sops;
    let shares = |one: &Claim<'_>, two: &Claim<'_>| {
        one.origin != two.origin && one.keys.iter().any(|key| two.keys.contains(key))
    };
    if claims.len() < 2 || are_all(&Origin::Existing) || are_all(&Origin::Sops) {
        return false;
    }
    let is_of_one_node = claims.iter().all(|claim| Some(claim.node) == claims.first().map(|first| first.node));
    let first = claims.iter().find(|claim| is_sops(claim));
    !is_of_one_node || first.is_some_and(|first| !claims.iter().any(|other| shares(first, other)))
}

fn way(origin: &Origin) -> String {
    match origin {
        Origin::Existing => "it is there already".to_string(),
        Origin::External(store) => format!("from {} in the store {}", shown(&store.key), shown(&store.name)),
        Origin::Sops => "the user keeps it encrypted".to_string(),
    }
}
