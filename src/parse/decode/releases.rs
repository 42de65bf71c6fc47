//! Every cluster needs a release, its own, the default one or the mesh's.

use crate::diagnostic::Diagnostics;
use crate::facts::clusters::names;
use crate::model::Cluster;
use crate::release;
use crate::rules::missing_node;

/// Reports clusters without a release. The newest one is proposed: which one runs there, nobody knows here.
pub fn missing(clusters: &[Cluster], found: &mut Diagnostics) {
    let bare: Vec<_> = clusters.iter().filter(|cluster| cluster.version.is_nothing()).collect();
    let [first, more @ ..] = bare.as_slice() else { return };
    let verb = if more.is_empty() { "has" } else { "have" };
    let message = format!("{} {verb} no Cilium release", names(&bare));
    let diagnostic = missing_node::RULE.at(first.head, "its release is not set", message);
    let diagnostic = diagnostic.also(more.iter().map(|cluster| cluster.head), "nor is this one's");
    let newest = release::newest();
    let help = format!("write `cilium \"{newest}\"` in the braces of `mesh`, with the release that these clusters run");
    found.push(diagnostic.help(help).lacks("`cilium`"));
}
