//! The user's keys of `cilium-config`: through the chart's own value where it writes the key by itself,
//! through `extraConfig` where it does not. Never both: a key that appears twice in the ConfigMap is refused.

use super::Values;
use crate::model::{Cluster, Mesh};
use crate::settings;
use crate::settings::merged::{behind, chart_writes};
use crate::yaml::{Map, Value};

/// Sets the user's keys. What the chart makes from something else, rules have refused.
pub fn set(values: &mut Values, mesh: &Mesh, cluster: &Cluster) {
    let mut extra = Map::new();
    let is_ours = |key: &str| cluster.release().is_some_and(|release| settings::owner_of_key(release, key).is_some());
    // What says the same as the mesh file is written once.
    for setting in cluster.config.iter().filter(|setting| !is_ours(&setting.key.value)) {
        let text = setting.value.as_str();
        if let Some((row, value)) = behind(mesh, cluster, setting) {
            values.set(row.value, value);
            if chart_writes(mesh, cluster, row) {
                continue;
            }
        }
        extra.insert(setting.key.value.clone(), text.into());
    }
    if !extra.is_empty() {
        values.set("extraConfig", Value::Object(extra));
    }
}
