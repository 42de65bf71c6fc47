//! A cluster to its record: what must not change while it lives, whatever kind of base it has.

use crate::manifest::find;
use crate::model::{Cluster, Mesh};
use crate::plan::{CONFIG, Change, Patch, Record};
use crate::settings::{self, Input};
use crate::yaml::Value;

/// The words, in the order in which records have them.
const WORDS: &[&str] =
    &["id", "cilium", "max-connected-clusters", "ipam", "mask", "mask6", "auth-mode", "ca", "pod-cidr"];

/// The record of a cluster that makes those changes to that base.
pub fn record(mesh: &Mesh, cluster: &Cluster, base: &[Value], changes: &[Change]) -> Record {
    let config = Config { of_base: find(base, "ConfigMap", CONFIG, &mesh.namespace), changes };
    let input = Input { mesh, cluster, config: &|key| config.get(key) };
    let mut record = Record::default();
    for word in WORDS {
        record.set(word, settings::of_word(word).and_then(|row| row.recorded(&input)).unwrap_or_default());
    }
    record
}

/// `cilium-config` of a base, with the changes of it; empty on a chart.
struct Config<'c> {
    of_base: Option<&'c Value>,
    changes: &'c [Change],
}

impl Config<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        let merge = |change: &&Change| change.name == CONFIG;
        let changed = self.changes.iter().find(merge).and_then(|change| match &change.patch {
            Patch::Merge(value) => value.get("data")?.get(key),
            Patch::Json(..) => None,
        });
        changed.or_else(|| self.of_base?.get("data")?.get(key)).and_then(Value::as_str)
    }
}
