#![doc = include_str!("cluster_id_unsafe_with_ipam.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{FEW, about, highest_id, names, shown};
use crate::facts::ranges::free_ids_that;
use crate::model::{Cluster, ClusterId, IpamMode};
use crate::source::Span;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "cluster-id-unsafe-with-ipam",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("cluster_id_unsafe_with_ipam.md"),
};

/// The bit of an id that the routing marks of these modes overwrite (`ValidateBuggyClusterID` in
/// `pkg/clustermesh/types/option.go`; cilium/cilium#21330).
const BIT: u16 = 0x80;

/// Looks for ids with a bit that gets lost where nodes route by marks; one finding for all clusters of one
/// line.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut places: BTreeMap<Span, (String, Vec<&Cluster>)> = BTreeMap::new();
    for cluster in case.mesh.clusters.iter().filter(|cluster| cluster.modern().is_some() && !is_accepted(cluster)) {
        let is_unsafe = cluster.id.get().is_some_and(|id| !is_safe(*id));
        if let Some((span, why)) = marks(cluster).filter(|_| is_unsafe) {
            places.entry(span).or_insert((why, Vec::new())).1.push(cluster);
        }
    }
    let mut free = free_ids_that(case.mesh, is_safe);
    for (span, (why, clusters)) in places {
        let Some((last, others)) = clusters.split_last() else { continue };
        let ids = match last.id.get() {
            Some(id) if others.is_empty() => format!("id {id}"),
            _ => "the ids".to_string(),
        };
        let message = format!("{why} overwrites a bit of {ids} of {}", names(&clusters));
        let place = |cluster: &Cluster| cluster.id.span().unwrap_or(cluster.name.span);
        let diagnostic = RULE.at(place(last), "has bit 0x80 set", message);
        let diagnostic = diagnostic.also(others.iter().map(|cluster| place(cluster)), "has it too");
        let diagnostic = diagnostic.label(span, "overwrites that bit");
        let offers = clusters.iter().take(FEW).zip(&mut free).map(|(cluster, id)| match others {
            [] => format!("`id={id}`"),
            _ => format!("`id={id}` for {}", shown(&cluster.name.value)),
        });
        let offers = offers.collect::<Vec<_>>().join(", ");
        let free = if offers.is_empty() { offers } else { format!(", such as {offers}") };
        let high = if highest_id(case.mesh) > 255 { ", or from 256 to 383" } else { "" };
        let help = format!("use ids from 1 to 127{high}{free}");
        found.push(about(diagnostic.help(help), &clusters));
    }
}

fn is_safe(id: ClusterId) -> bool {
    id.number() & BIT == 0
}

/// What makes nodes route by marks.
fn marks(cluster: &Cluster) -> Option<(Span, String)> {
    let is_cloud = |mode| matches!(mode, IpamMode::Eni | IpamMode::AlibabaCloud);
    let ipam = cluster.ipam.value().filter(|ipam| is_cloud(ipam.value.mode));
    let ipam = ipam.map(|ipam| (ipam.span, format!("`ipam {:?}`", ipam.value.mode.name())));
    let chaining = cluster.chaining.value().filter(|chaining| chaining.value == "aws-cni");
    ipam.or_else(|| chaining.map(|chaining| (chaining.span, "`chaining \"aws-cni\"`".to_string())))
}

/// Whether the user has set Cilium to take the risk: in `config`, or in values as `validate.yaml` of the
/// charts reads it.
fn is_accepted(cluster: &Cluster) -> bool {
    let by_key = cluster.config.iter().any(|it| it.key.value == ACCEPTED && it.value == "true");
    let extra = cluster.values.get("extraConfig").and_then(|extra| extra.get(ACCEPTED));
    by_key || extra.is_some_and(|value| *value == "true")
}

const ACCEPTED: &str = "allow-unsafe-policy-skb-usage";
