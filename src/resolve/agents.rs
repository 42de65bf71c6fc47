//! What agents read only when they start: `cilium-config`, as the mesh and the user's patches leave it, and a
//! checksum by which a change of it restarts them.

use crate::manifest::find;
use crate::model::{self, Cluster, Mesh, Restart};
use crate::plan::{Author, Change, Patch, RESTART_MARK};
use crate::yaml::{self, Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The ConfigMap of the agents.
pub const CONFIG: &str = "cilium-config";

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

/// All that agents will find in `cilium-config`, with the user's patches, as one line of JSON whose keys are
/// sorted.
pub fn config(mesh: &Mesh, cluster: &Cluster, base: &[Value], change: &Change) -> String {
    let of_base = find(base, "ConfigMap", CONFIG, &mesh.namespace);
    let is_of_config = |patch: &&model::Patch| patch.kind.value == "ConfigMap" && patch.name.value == CONFIG;
    let patches: Vec<&model::Patch> = cluster.patches.iter().filter(is_of_config).collect();
    let changed = if let Patch::Merge(patch) = &change.patch { Some(patch) } else { None };
    if patches.is_empty() {
        let mut data: BTreeMap<&str, &Value> = BTreeMap::new();
        let objects = of_base.into_iter().chain(changed);
        for (key, value) in objects.filter_map(|object| object.get("data")?.as_object()).flatten() {
            if value.is_null() {
                data.remove(key.as_str())
            } else {
                data.insert(key, value)
            };
        }
        return serde_json::to_string(&data).unwrap_or_default();
    }
    let mut object = of_base.cloned().unwrap_or_default();
    changed.into_iter().for_each(|patch| yaml::merge(&mut object, patch));
    // One that does not apply is refused by a rule.
    patches.into_iter().for_each(|patch| _ = yaml::patch(&mut object, &patch.json()));
    let mut data = object.get_mut("data").map(Value::take).unwrap_or_default();
    data.sort_all_objects();
    data.to_string()
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
