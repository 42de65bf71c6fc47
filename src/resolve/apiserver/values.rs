//! The Helm values of a cluster: what the mesh needs, in the spelling of its release's chart, and the user's over it.

use crate::model::{Cluster, Mesh};
use crate::release::Modern;
use crate::yaml::{Value, json};

/// The values of a cluster, sorted by nothing but the order in which they are read best.
pub fn values(_mesh: &Mesh, cluster: &Cluster, _modern: &Modern) -> Value {
    json!({ "cluster": { "name": cluster.name.value, "id": cluster.valid_id().and_then(|id| i64::try_from(id).ok()) } })
}
