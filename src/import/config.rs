//! Keys of `cilium-config` to values of the chart: those that say something else than the chart does by
//! itself, through the value behind each; and to `config` what the chart never writes.

use super::facts::{Facts, Seen};
use super::paths::insert;
use crate::release::chart::{Kind, When};
use crate::release::dictionary::Dictionary;
use crate::release::{Release, Version};
use crate::settings;
use crate::settings::merged::typed;
use crate::yaml::{Map, Value, is_nothing, is_off, joined};

/// What keys come to.
#[derive(Debug, Default)]
pub struct Keys {
    /// Values of the chart.
    pub values: Map<String, Value>,
    /// Keys of `config`.
    pub config: Vec<(String, String)>,
}

/// The keys of a cluster, besides those on which the mesh file decides.
pub fn keys(facts: &Facts, release: &Release, version: Version) -> Keys {
    let mut keys = Keys::default();
    let Some(dictionary) = release.dictionary(version) else { return keys };
    for Seen { value: (key, text), .. } in &facts.config {
        let is_of_mesh = settings::of_key(key).is_some() || ["cluster-name", "cluster-id"].contains(&key.as_str());
        if is_of_mesh || release.retired_config(key).is_some() || text.is_empty() {
            continue;
        }
        match release.chart_key(key) {
            Some((row, kind)) if kind != Kind::Derived => {
                let value = typed(kind, text);
                let by_template = MADE.iter().find(|(made, _)| made == key).map(|(_, text)| typed(kind, text));
                let is_own = match by_template.or_else(|| dictionary.default(row.value)) {
                    Some(default) if !is_nothing(&default) => !is_same(&default, &value),
                    _ => row.when != When::Always && !matches!(row.when, When::With(_)) && !is_off(&value),
                };
                if is_own && dictionary.value(row.value).is_some() {
                    let path: Vec<String> = row.value.split('.').map(str::to_string).collect();
                    insert(&mut keys.values, &path, value);
                }
            }
            Some(_) => {}
            None if is_extra(dictionary, key) => keys.config.push((key.clone(), text.clone())),
            None => {}
        }
    }
    keys
}

/// What the charts write for a value that is not set and has no default in `values.yaml`
/// (`cilium-configmap.yaml`, 1.14 to 1.20).
const MADE: &[(&str, &str)] = &[("bpf-map-dynamic-size-ratio", "0.0025")];

fn is_extra(dictionary: Dictionary, key: &str) -> bool {
    dictionary.knows_key(key) && !dictionary.writes_key(key)
}

/// Whether two values come to the same: a text for a number, or for a list of one.
pub fn is_same(one: &Value, other: &Value) -> bool {
    one == other || joined(one) == joined(other)
}
