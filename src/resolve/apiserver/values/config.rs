//! The user's keys of `cilium-config`.

use super::Values;
use crate::model::Cluster;

/// Sets the user's keys.
pub fn set(values: &mut Values, cluster: &Cluster) {
    for setting in &cluster.config {
        values.set("extraConfig", crate::yaml::json!({ setting.key.value.as_str(): setting.value }));
    }
}
