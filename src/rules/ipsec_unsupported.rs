#![doc = include_str!("ipsec_unsupported.md")]

use super::Case;
use crate::address::Family;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names};
use crate::model::{Cluster, EncryptionKind, Mesh};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "ipsec-unsupported",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("ipsec_unsupported.md"),
};

/// Looks for what IPsec does not support: chaining, the host firewall, IPv6 alone, and too many nodes.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let (EncryptionKind::Ipsec, Some(encryption)) = (case.mesh.encryption.kind(), case.mesh.encryption.span) else {
        return;
    };
    for (what, place) in OBSTACLES {
        for (span, clusters) in
            by_place(case.mesh, |cluster| place(case.mesh, cluster).filter(|_| cluster.modern().is_some()))
        {
            let message = format!("IPsec encryption does not work with {what}, as in {}", names(&clusters));
            let diagnostic = RULE.at(span, *what, message).label(encryption, "set here");
            found.push(about(diagnostic.help("write `encryption \"wireguard\"`, or remove one of the two"), &clusters));
        }
    }
    let sized: Vec<&Cluster> = case
        .mesh
        .clusters
        .iter()
        .filter(|cluster| cluster.modern().is_some() && cluster.max_nodes.value().is_some())
        .collect();
    let nodes = sized.iter().filter_map(|cluster| Some(cluster.max_nodes.value()?.value));
    let nodes = nodes.fold(0_u64, u64::saturating_add);
    if let Some(largest) = sized.iter().filter_map(|cluster| cluster.max_nodes.value()).max_by_key(|most| most.value)
        && nodes > MOST_NODES
    {
        let message =
            format!("IPsec encryption supports up to {MOST_NODES} nodes in all clusters together, not {nodes}");
        let diagnostic = RULE.at(largest.span, "the largest share of them", message).label(encryption, "set here");
        found.push(about(diagnostic.help("write `encryption \"wireguard\"`, or plan for fewer nodes"), &sized));
    }
}

/// How many nodes IPsec can distinguish: their ids have 16 bits (`encryption-ipsec.rst`, limitations).
const MOST_NODES: u64 = 65_535;

/// What IPsec does not work with, and where a cluster sets it.
type Obstacle = (&'static str, fn(&Mesh, &Cluster) -> Option<Span>);

const OBSTACLES: &[Obstacle] = &[
    ("chaining", |_, cluster| {
        cluster.chaining.value().filter(|plugin| plugin.value != "none").map(|plugin| plugin.span)
    }),
    ("the host firewall", |_, cluster| cluster.host_firewall.value().filter(|on| on.value).map(|on| on.span)),
    ("IPv6-only pods", |mesh, cluster| {
        let is_alone = cluster.pod_cidrs.iter().all(|net| Family::of(&net.value) == Family::Ipv6);
        let net = cluster.pod_cidrs.first().filter(|_| is_alone)?;
        // What follows from the pool is the pool's defect, in all clusters at once.
        let pool = mesh.pools.first().filter(|_| Some(net.span) == cluster.id.span());
        Some(pool.map_or(net.span, |pool| pool.net.span))
    }),
];
