//! `kops/<cluster>.yaml`: the user's Cluster and instance groups with the mesh's changes, for `kops replace
//! -f`.

use super::insert;
use crate::plan::Plan;
use crate::tree::Tree;
use crate::yaml;

/// Writes one file for each cluster that kops makes.
pub fn emit(plan: &Plan, tree: &mut Tree) {
    for cluster in plan.clusters.iter().filter(|cluster| !cluster.kops.is_empty()) {
        insert(tree, &format!("kops/{}.yaml", cluster.name), &yaml::write_all(&cluster.kops));
    }
}
