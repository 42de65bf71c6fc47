//! Strict mode of encryption: packets to its range leave a node encrypted or not at all, others pass in plain
//! text.

use crate::address::{self, Family};
use crate::diagnostic::{Diagnostics, Rule};
use crate::facts::clusters::{about, names};
use crate::facts::native::pods;
use crate::model::{Cluster, Mesh};
use crate::settings::merged::{Merged, Settled};
use crate::source::Span;
use ipnet::IpNet;
use std::collections::BTreeMap;

/// The switch and the range, in one release or another (`pkg/option/config.go`).
const FLAGS: &[(&str, &str)] = &[
    ("enable-encryption-strict-mode", "encryption-strict-mode-cidr"),
    ("enable-encryption-strict-mode-egress", "encryption-strict-egress-cidr"),
];

/// Looks for pods outside of the range of a cluster to which they are connected.
pub fn check(rule: &'static Rule, mesh: &Mesh, all: &[Merged<'_>], found: &mut Diagnostics) {
    let mut places: BTreeMap<Span, (IpNet, &str, Vec<&Cluster>)> = BTreeMap::new();
    for merged in all {
        let Some((flag, settled, net)) = range(merged) else { continue };
        let Some(span) = settled.span() else { continue };
        let (.., clusters) = places.entry(span).or_insert((net, flag, Vec::new()));
        let met = mesh.peers(merged.cluster()).into_iter().chain([merged.cluster()]);
        for other in met.filter(|met| is_left_out(met, &net)) {
            if !clusters.iter().any(|known| std::ptr::eq(*known, other)) {
                clusters.push(other);
            }
        }
    }
    for (span, (net, flag, clusters)) in places.into_iter().filter(|(_, (.., clusters))| !clusters.is_empty()) {
        let message =
            format!("the range of strict mode encryption, {}, leaves out pods of {}", net.trunc(), names(&clusters));
        let mut diagnostic = rule.at(span, format!("`{flag}` is `{net}`"), message);
        for cluster in clusters.iter().take(2) {
            if let Some(pods) = pods(cluster, Family::Ipv4).first() {
                diagnostic = diagnostic.label(pods.span, format!("pods of `{}`: {}", cluster.name.value, pods.value));
            }
        }
        let all: Vec<IpNet> =
            mesh.clusters.iter().flat_map(|cluster| pods(cluster, Family::Ipv4)).map(|net| net.value).collect();
        let help = match address::cover(&all) {
            Some(cover) => {
                format!("use \"{}\", the smallest range that contains the pods of every cluster", cover.trunc())
            }
            None => "use a range that contains the pods of every cluster".to_string(),
        };
        found.push(about(diagnostic.help(help), &clusters));
    }
}

/// The range in which a cluster demands encryption.
fn range<'m>(merged: &Merged<'m>) -> Option<(&'static str, Settled<'m>, IpNet)> {
    let (_, flag) = FLAGS.iter().find(|(switch, _)| merged.is_on(switch))?;
    let settled = merged.flag(flag);
    let net = address::parse(&settled.text).filter(|net| Family::of(net) == Family::Ipv4)?;
    Some((flag, settled, net))
}

fn is_left_out(cluster: &Cluster, net: &IpNet) -> bool {
    pods(cluster, Family::Ipv4).iter().any(|pods| !address::contains(net, &pods.value))
}
