//! A cluster to its record: what must not change while it lives, whatever kind of base it has.

use crate::model::{Cluster, Mesh};
use crate::plan::{Change, Config, Record};
use crate::settings::{self, Input};
use crate::yaml::Value;

/// The words, in the order in which records have them.
const WORDS: &[&str] =
    &["id", "cilium", "max-connected-clusters", "ipam", "mask", "mask6", "auth-mode", "ca", "pod-cidr"];

/// The record of a cluster that makes those changes to that base.
pub fn record(mesh: &Mesh, cluster: &Cluster, base: &[Value], changes: &[Change]) -> Record {
    let config = Config::of(base, changes, mesh.namespace());
    let input = Input { mesh, cluster, config: &|key| config.get(key) };
    let mut record = Record::default();
    for word in WORDS {
        record.set(word, settings::of_word(word).and_then(|row| row.recorded(&input)).unwrap_or_default());
    }
    record
}
