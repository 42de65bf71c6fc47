//! What must not happen to live clusters, as findings with their places in the mesh file.

use super::{Records, Risk, lasting};
use crate::diagnostic::Diagnostics;
use crate::model::Mesh;
use crate::rules::destructive_change::{Change, refuse};

/// Reports every destructive change from one set of records to another, but of clusters that are `allowed`, by their old or
/// their new name.
pub fn guard(mesh: &Mesh, records: (&Records, &Records), allowed: &[String], found: &mut Diagnostics) {
    let mut changes = Vec::new();
    for pair in lasting::pairs(records.0, records.1) {
        let names: Vec<&String> = pair.old.iter().chain(&pair.new).map(|(name, _)| name).collect();
        let ((Some((_, before)), Some((name, after))), false) =
            ((&pair.old, &pair.new), names.iter().any(|name| allowed.contains(name)))
        else {
            continue;
        };
        let impacts = lasting::fate(&pair).map_or_else(|| lasting::changes(before, after), |(_, impacts)| impacts);
        for impact in impacts.into_iter().filter(|impact| impact.risk == Risk::Destructive) {
            let text =
                |side: Option<String>| side.filter(|text| !text.is_empty()).unwrap_or_else(|| "none".to_string());
            let (before, after) = (text(impact.before), text(impact.after));
            changes.push(Change { cluster: name.clone(), word: impact.subject, before, after });
        }
    }
    refuse(mesh, &changes, found);
}
