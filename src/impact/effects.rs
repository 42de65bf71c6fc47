//! What a key of `cilium-config` or a value of the chart does to a live cluster when it changes: as SETTINGS
//! has it, as a row here has it, and for all other values as the dictionary of the chart has it, which knows
//! what a value reaches.

mod single;

pub use single::Single;

use crate::release::dictionary::{Dictionary, Reach};
use crate::settings::{self, Effect, Setting};
use crate::yaml::Value;

/// An effect, with the word of a record that reports the same change, where there is one.
pub type Known = (Effect, Option<&'static str>);

/// The effect of a key; none for what agents read when they start, and nothing else that matters does.
pub fn of_key(key: &str) -> Option<Known> {
    let own = KEYS.iter().find(|(name, _)| *name == key).map(|(_, effect)| (*effect, None));
    own.or_else(|| settings::of_key(key).and_then(of_row))
}

/// The effect of a value, as for a key.
pub fn of_value(path: &str) -> Option<Known> {
    let own = VALUES.iter().find(|(name, _)| *name == path).map(|(_, effect)| (*effect, None));
    own.or_else(|| settings::of_value(path).and_then(|(row, _)| of_row(row)))
}

/// What is known of a change from one text to another of a key, beyond [`of_key`].
pub fn of_key_change(key: &str, texts: (&str, &str)) -> Option<Single> {
    single::of_key(key, texts)
}

/// The same of a value.
pub fn of_value_change(path: &str, texts: (&str, &str)) -> Option<Single> {
    single::of_value(path, texts)
}

/// What a value reaches in a chart that is given these values; nothing where the chart does not have it.
pub fn reach(dictionary: Dictionary, values: &Value, path: &str) -> Option<Reach> {
    let is_of_envoy = settings::is_within(path, "envoy.prometheus") && has_envoy_apart(dictionary, values);
    if is_of_envoy { Some(Reach::OTHERS) } else { dictionary.reach(path) }
}

/// Whether Envoy runs in pods of its own, and not in those of the agents: then its metrics are no business of
/// theirs (`cilium-configmap.yaml` and `cilium-agent/daemonset.yaml` of the charts; from 1.16 on a value that
/// nobody sets is true).
fn has_envoy_apart(dictionary: Dictionary, values: &Value) -> bool {
    let stated = values.get("envoy").and_then(|envoy| envoy.get("enabled")?.as_bool());
    stated.unwrap_or_else(|| dictionary.default("envoy.enabled") != Some(false.into()))
}

fn of_row(row: &'static Setting) -> Option<Known> {
    (row.effect != Effect::AT_START).then_some((row.effect, row.word))
}

/// Peers that build tunnels over the other protocol are not reached (`underlay-protocol` of the agent, 1.18
/// to 1.20).
const UNDERLAY: Effect = Effect::disruptive(
    "nodes build tunnels over another protocol: they lose their peers and each other until all have changed",
);

/// Keys that nothing in mesh.kdl sets.
static KEYS: &[(&str, Effect)] = &[("underlay-protocol", UNDERLAY)];

/// The same as values of the chart.
static VALUES: &[(&str, Effect)] = &[("underlayProtocol", UNDERLAY)];
