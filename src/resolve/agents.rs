//! What agents read only when they start: the change of `cilium-config`, and the mark by which it restarts
//! them.

use crate::model::{Mesh, Restart};
use crate::plan::{Author, CONFIG, Change, PENDING, Patch, RESTART_MARK, checksum};
use crate::yaml::{self, Map, Value, json};

/// The change of `cilium-config`.
pub fn config_change(mesh: &Mesh, data: Map<String, Value>) -> Change {
    let mut patch = json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": { "name": CONFIG, "namespace": mesh.namespace },
        "data": null,
    });
    if let Some(place) = patch.get_mut("data") {
        *place = Value::Object(data);
    }
    Change { name: CONFIG.to_string(), patch: Patch::Merge(patch), author: Author::Mesh }
}

/// Marks pods of a chart with a checksum of what patches change in `cilium-config`: the chart's own is of
/// what it renders, and patches come after it (`rollOutCiliumPods` in `cilium-agent/daemonset.yaml` of the
/// charts).
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
    if text.is_empty() {
        return;
    }
    if let Some(checksum) = restart_mark(mesh, &text) {
        let mark = json!({ RESTART_MARK: checksum });
        yaml::merge(values, &json!({ "podAnnotations": mark, "operator": { "podAnnotations": mark } }));
    }
}

/// The mark of pods that read `cilium-config` only when they start; none where the user restarts them.
pub fn pending_mark(mesh: &Mesh) -> Option<String> {
    (mesh.restart == Restart::Rolling).then(|| PENDING.to_string())
}

/// A checksum of what pods read only when they start; none where the user restarts them.
pub fn restart_mark(mesh: &Mesh, text: &str) -> Option<String> {
    (mesh.restart == Restart::Rolling).then(|| checksum(text))
}
