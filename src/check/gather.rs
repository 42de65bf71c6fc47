//! What several clusters have in common is one finding.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::facts::clusters::names;
use crate::model::{Cluster, Mesh};
use crate::source::Span;
use std::collections::BTreeMap;

/// Joins findings with the same words at the same place into one, which names its clusters unless it is about
/// all of the mesh.
pub fn gather(mesh: &Mesh, found: &mut Diagnostics) {
    let mut gathered: Vec<Diagnostic> = Vec::new();
    let mut known: BTreeMap<(&str, Option<Span>, String), usize> = BTreeMap::new();
    for finding in std::mem::take(&mut found.0) {
        if finding.ends_in_clusters {
            let key = (finding.rule.name, finding.primary().map(|label| label.span), finding.message.clone());
            if let Some(earlier) = known.get(&key).and_then(|index| gathered.get_mut(*index)) {
                earlier.clusters.extend(finding.clusters);
                continue;
            }
            known.insert(key, gathered.len());
        }
        gathered.push(finding);
    }
    for finding in gathered.iter_mut().filter(|finding| finding.ends_in_clusters) {
        let is_involved = |cluster: &&Cluster| finding.clusters.contains(&cluster.name.value);
        let clusters: Vec<&Cluster> = mesh.clusters.iter().filter(is_involved).collect();
        if clusters.len() < mesh.clusters.len() && !clusters.is_empty() {
            finding.message = format!("{} in {}", finding.message, names(&clusters));
        }
    }
    found.0 = gathered;
}
