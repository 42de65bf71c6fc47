//! What agents read only when they start: the change of `cilium-config`, and the mark by which it restarts
//! them.

use crate::manifest::find;
use crate::model::{Cluster, Mesh, Restart};
use crate::plan::{Author, Change, PENDING, Patch, RESTART_MARK, Target, checksum, is_of_config};
use crate::release::CONFIG;
use crate::settings::{self, Entry, Input};
use crate::yaml::{self, Map, Value, json};

/// The keys of `cilium-config` that change in a base with `current` in its ConfigMap, null for those that are
/// removed: what the mesh file sets, in the keys of the cluster's release, and the user's own over it. What
/// it does not set stays as the base has it, and what is there for something that this cluster does not do
/// goes. `etcd` is how agents reach an etcd, where they do.
pub fn config_data(mesh: &Mesh, cluster: &Cluster, current: &Value, etcd: Option<String>) -> Map<String, Value> {
    let config = |key: &str| current.get(key).and_then(Value::as_str);
    let mut data = Map::new();
    for (key, entry) in settings::entries(&Input { mesh, cluster, config: &config }) {
        let value = match entry {
            Entry::Set(text) => text.into(),
            Entry::Default(text) if config(key).is_none() => text.into(),
            Entry::Removed if current.get(key).is_some() => Value::Null,
            Entry::Default(_) | Entry::Removed => continue,
        };
        data.insert(key.to_string(), value);
    }
    data.extend(etcd.map(|text| ("etcd-config".to_string(), text.into())));
    data.extend(cluster.config.iter().map(|setting| (setting.key.value.clone(), setting.value.as_str().into())));
    data.sort_keys();
    data
}

/// What the `cilium-config` of a base holds; null where there is none.
pub fn config_of<'b>(mesh: &Mesh, base: &'b [Value]) -> &'b Value {
    let config = find(base, "ConfigMap", CONFIG, mesh.namespace());
    config.and_then(|config| config.get("data")).unwrap_or(&Value::Null)
}

/// The change of `cilium-config`.
pub fn config_change(mesh: &Mesh, data: Map<String, Value>) -> Change {
    let mut patch = Target::unseen("ConfigMap", CONFIG, mesh.namespace()).head();
    patch.insert("data".to_string(), data.into());
    Change { name: CONFIG.to_string(), patch: Patch::Merge(patch.into()), author: Author::Mesh }
}

/// Marks pods of a chart with a checksum of what patches change in `cilium-config`: the chart's own is of
/// what it renders, and patches come after it (`rollOutCiliumPods` in `cilium-agent/daemonset.yaml` of the
/// charts).
pub fn mark_patches(mesh: &Mesh, changes: &[Change], values: &mut Value) {
    let text: String = changes
        .iter()
        .filter(|change| is_of_config(change))
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
    (mesh.restart() == Restart::Rolling).then(|| PENDING.to_string())
}

/// A checksum of what pods read only when they start; none where the user restarts them.
pub fn restart_mark(mesh: &Mesh, text: &str) -> Option<String> {
    (mesh.restart() == Restart::Rolling).then(|| checksum(text))
}
