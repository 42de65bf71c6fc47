//! `cilium-config` of a cluster on a base: what the base has, with what is merged into it. What the user's
//! JSON patches make of it is not asked here.

use super::{Change, Patch};
use crate::manifest::find;
use crate::release::CONFIG;
use crate::yaml::Value;

/// The ConfigMap of the agents, before and after.
#[derive(Debug, Clone, Copy)]
pub struct Config<'p> {
    /// The object of the base.
    pub of_base: Option<&'p Value>,
    changes: &'p [Change],
}

impl<'p> Config<'p> {
    /// That of a base with those changes.
    pub fn of(base: &'p [Value], changes: &'p [Change], namespace: &str) -> Config<'p> {
        Config { of_base: find(base, "ConfigMap", CONFIG, namespace), changes }
    }

    /// What a key comes to.
    pub fn get(self, key: &str) -> Option<&'p str> {
        let of_base = || self.of_base?.get("data")?.get(key);
        self.merged(key).or_else(of_base).and_then(Value::as_str)
    }

    /// What is merged into a key; null removes it.
    pub fn merged(self, key: &str) -> Option<&'p Value> {
        let mut merges =
            self.changes.iter().filter(|change| is_of_config(change)).filter_map(|change| match &change.patch {
                Patch::Merge(value) => value.get("data")?.get(key),
                Patch::Json(..) => None,
            });
        merges.next_back()
    }
}

/// Whether a change is of `cilium-config`.
pub fn is_of_config(change: &Change) -> bool {
    let target = change.patch.target();
    (target.kind.as_str(), target.name.as_str()) == ("ConfigMap", CONFIG)
}
