//! The user's keys of `cilium-config`: through the chart's own value where it writes the key by itself,
//! through `extraConfig` where it does not. Never both: a key that appears twice in the ConfigMap is refused.

use super::Values;
use crate::model::{Cluster, Mesh};
use crate::release::chart::{Kind, When};
use crate::settings;
use crate::settings::merged::{chart_writes, typed};
use crate::yaml::{Map, Value};

/// Sets the user's keys. What the chart makes from something else, rules have refused.
pub fn set(values: &mut Values, mesh: &Mesh, cluster: &Cluster) {
    let mut extra = Map::new();
    let is_ours = |key: &str| cluster.release().is_some_and(|release| settings::owner_of_key(release, key).is_some());
    // What says the same as the mesh file is written once.
    for setting in cluster.config.iter().filter(|setting| !is_ours(&setting.key.value)) {
        let text = setting.value.as_str();
        match cluster.chart_key(&setting.key.value) {
            Some((row, kind)) if kind != Kind::Derived && chart_writes(mesh, cluster, row) => {
                values.set(row.value, typed(kind, text));
                continue;
            }
            // The chart is silent when it is off, and its own default may be another, as Cilium's own may.
            Some((row, kind)) if kind != Kind::Derived && row.when == When::Asked => {
                values.set(row.value, typed(kind, text))
            }
            _ => {}
        }
        extra.insert(setting.key.value.clone(), text.into());
    }
    if !extra.is_empty() {
        values.set("extraConfig", Value::Object(extra));
    }
}
