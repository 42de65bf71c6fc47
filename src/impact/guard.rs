//! What must not happen to live clusters, as findings with their places in the mesh file.

use crate::diagnostic::Diagnostics;
use crate::model::Mesh;
use crate::plan::lasting::{self, Records};
use crate::rules::destructive_change::{Change, refuse};

/// Reports every destructive change from one set of records to another, but of clusters that are `allowed`, by their old or
/// their new name.
pub fn guard(mesh: &Mesh, records: (&Records, &Records), allowed: &[String], found: &mut Diagnostics) {
    let mut changes = Vec::new();
    for pair in lasting::pairs(records.0, records.1) {
        let names: Vec<&String> = pair.old.iter().chain(&pair.new).map(|(name, _)| name).collect();
        let (Some((name, _)), false) = (&pair.new, names.iter().any(|name| allowed.contains(name))) else { continue };
        for difference in pair.differences() {
            let text = |side: String| if side.is_empty() { "none".to_string() } else { side };
            let (before, after) = (text(difference.before), text(difference.after));
            changes.push(Change { cluster: name.clone(), word: difference.what.word().to_string(), before, after });
        }
    }
    refuse(mesh, &changes, found);
}
