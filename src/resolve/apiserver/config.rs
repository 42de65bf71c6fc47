//! `cilium-config` of a cluster: what the mesh file says, in the keys of its release. What it does not say
//! stays as the base has it, and what is there for something that this cluster does not do is removed.

use super::kvstore;
use crate::model::{Cluster, Mesh};
use crate::settings::{self, Entry, Input};
use crate::yaml::{Map, Value};

/// The keys that change in a base with `current` in its ConfigMap: null removes.
pub fn data(mesh: &Mesh, cluster: &Cluster, current: &Value) -> Map<String, Value> {
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
    data.extend(kvstore::etcd_config(cluster).map(|text| ("etcd-config".to_string(), text.into())));
    data.extend(cluster.config.iter().map(|setting| (setting.key.value.clone(), setting.value.as_str().into())));
    data.sort_keys();
    data
}
