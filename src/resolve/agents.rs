//! What agents read only when they start: `cilium-config`, as the mesh and the user's patches leave it, and a checksum by
//! which a change of it restarts them.

use super::targets::find;
use crate::model::{Cluster, Mesh, Restart};
use crate::plan::{Author, Change, Patch, RESTART_MARK};
use crate::yaml::{self, Map, Value, json};
use sha2::{Digest, Sha256};

/// The ConfigMap of the agents.
pub const CONFIG: &str = "cilium-config";

/// The change of `cilium-config`.
pub fn config_change(mesh: &Mesh, data: Map<String, Value>) -> Change {
    let patch = json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": { "name": CONFIG, "namespace": mesh.namespace },
        "data": data,
    });
    Change { name: CONFIG.to_string(), patch: Patch::Merge(patch), author: Author::Mesh }
}

/// All that agents will find in `cilium-config`, with the user's patches.
pub fn config(mesh: &Mesh, cluster: &Cluster, base: &[Value], change: &Change) -> Value {
    let mut object = find(base, "ConfigMap", CONFIG, &mesh.namespace).cloned().unwrap_or_default();
    if let Patch::Merge(patch) = &change.patch {
        yaml::merge(&mut object, patch);
    }
    for patch in &cluster.patches {
        if patch.kind.value == "ConfigMap" && patch.name.value == CONFIG {
            // One that does not apply is refused by a rule.
            let _ = yaml::patch(&mut object, &patch.json());
        }
    }
    let mut data = object.get("data").cloned().unwrap_or_default();
    data.sort_all_objects();
    data
}

/// Marks pods of a chart with a checksum of what patches change in `cilium-config`: the chart's own is of what it renders, and
/// patches come after it (`rollOutCiliumPods` in `cilium-agent/daemonset.yaml` of the charts).
pub fn mark_patches(mesh: &Mesh, changes: &[Change], values: &mut Value) {
    let of_config = changes.iter().filter(|change| {
        let target = change.patch.target();
        target.kind == "ConfigMap" && target.name == CONFIG
    });
    let text: String = of_config
        .map(|change| match &change.patch {
            Patch::Merge(value) => value.to_string(),
            Patch::Json(_, operations) => Value::from(operations.clone()).to_string(),
        })
        .collect();
    if let Some(checksum) = restart_mark(mesh, &text).filter(|_| !text.is_empty()) {
        let mark = json!({ RESTART_MARK: checksum });
        yaml::merge(values, &json!({ "podAnnotations": mark, "operator": { "podAnnotations": mark } }));
    }
}

/// A checksum of what pods read only when they start; none where the user restarts them.
pub fn restart_mark(mesh: &Mesh, text: &str) -> Option<String> {
    (mesh.restart == Restart::Rolling).then(|| checksum(text))
}

/// Eight bytes of a SHA-256.
pub fn checksum(text: &str) -> String {
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
