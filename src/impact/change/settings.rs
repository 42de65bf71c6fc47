//! Keys of `cilium-config` and values of the chart that differ.

use crate::impact::effects::{self, Known, Single, of_key, of_key_change, of_value, of_value_change};
use crate::impact::read::Deployed;
use crate::plan::lasting::effective;
use crate::release::dictionary::{Dictionary, Reach};
use crate::release::{self, CONFIG, Version, in_new_words};
use crate::settings::merged::PEERS;
use crate::yaml::{self, Value, plain_text};
use std::collections::{BTreeMap, BTreeSet};

/// A change of a setting.
#[derive(Debug, Clone)]
pub struct SettingChange {
    /// Which.
    pub setting: Setting,
    /// What it was; none where it was not set.
    pub before: Option<String>,
    /// What it becomes.
    pub after: Option<String>,
    /// What of a chart reads it, for a value that its dictionary knows.
    pub reach: Option<Reach>,
    /// Whether agents restart by themselves when what they read at their start has changed.
    pub restarts_agents: bool,
}

impl SettingChange {
    /// What is known of the setting itself; nothing where only what reads it decides.
    pub fn known(&self) -> Option<Known> {
        let text = |side: &Option<String>| side.clone().unwrap_or_default();
        let (before, after) = (text(&self.before), text(&self.after));
        let single = match name(&self.setting) {
            Name::Key(key) => of_key_change(key, (&before, &after)),
            Name::Path(path) => of_value_change(path, (&before, &after)),
        };
        match single {
            Some(Single::Does(effect)) => Some((effect, None)),
            Some(Single::ByReach) => None,
            None => known(&self.setting),
        }
    }

    /// Whether agents read it, and nothing else is known of it.
    pub fn is_read_at_start(&self) -> bool {
        self.known().is_none() && self.reach.is_none_or(|reach| reach != Reach::OTHERS)
    }
}

/// Where a setting is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// A key of `cilium-config`.
    Key(String),
    /// The key of the agents' own etcd, of which only the names of keys and certificates differ.
    EtcdFiles,
    /// A value of the chart, by its path.
    Value(String),
}

/// What differs, but for what records report, and for peers.
pub fn changes(old: &Deployed, new: &Deployed) -> Vec<SettingChange> {
    let dictionary = dictionary(new);
    let change = |setting, before: Option<&str>, after: Option<&str>| {
        let (before, after) = (before.map(str::to_string), after.map(str::to_string));
        let reach = match (&setting, dictionary, &new.values) {
            (Setting::Value(path), Some(dictionary), Some(values)) => effects::reach(dictionary, values, path),
            _ => None,
        };
        SettingChange { setting, before, after, reach, restarts_agents: new.restarts_agents() }
    };
    let mut changes = Vec::new();
    let (before, after) = (config(old), config(new));
    for (key, from, to) in differences(&before, &after) {
        let setting = if is_same_etcd(key, from, to) { Setting::EtcdFiles } else { Setting::Key(key.to_string()) };
        changes.push(change(setting, from, to));
    }
    if let Some((before, after)) = old.values.as_ref().zip(new.values.as_ref()) {
        let (before, after) = (in_new_words(flat(before)), in_new_words(flat(after)));
        let differences = differences(&before, &after).into_iter();
        let differences = differences.filter(|(path, ..)| !path.starts_with(PEERS));
        changes.extend(differences.map(|(path, from, to)| change(Setting::Value(path.to_string()), from, to)));
    }
    changes.retain(|change| !is_recorded(&change.setting, old, new));
    changes
}

/// The dictionary of the chart that a cluster runs.
fn dictionary(deployed: &Deployed) -> Option<Dictionary> {
    let version: Version = deployed.release()?.parse().ok()?;
    release::find(version)?.dictionary(version)
}

fn known(setting: &Setting) -> Option<Known> {
    match name(setting) {
        Name::Key(key) => of_key(key),
        Name::Path(path) => of_value(path),
    }
}

/// The name of a setting.
enum Name<'s> {
    /// A key of `cilium-config`, also where a value of the chart writes it.
    Key(&'s str),
    /// The path of another value.
    Path(&'s str),
}

fn name(setting: &Setting) -> Name<'_> {
    match setting {
        Setting::Key(key) => Name::Key(key),
        // No row has the name of this key.
        Setting::EtcdFiles => Name::Key(""),
        Setting::Value(path) => path.strip_prefix("extraConfig.").map_or(Name::Path(path), Name::Key),
    }
}

/// Whether the records of both sides hold the setting.
fn is_recorded(setting: &Setting, old: &Deployed, new: &Deployed) -> bool {
    let holds =
        |deployed: &Deployed, word| deployed.record.as_ref().is_some_and(|record| effective(record, word).is_some());
    // A cluster of another name is reported as such.
    let is_name = matches!(setting, Setting::Key(key) if key == "cluster-name")
        || matches!(setting, Setting::Value(path) if path == "cluster.name");
    is_name || known(setting).and_then(|(_, word)| word).is_some_and(|word| holds(old, word) && holds(new, word))
}

/// The ConfigMap of the agents.
fn config(deployed: &Deployed) -> BTreeMap<String, String> {
    let data = deployed.object("ConfigMap", CONFIG).and_then(|object| object.get("data")?.as_object());
    data.into_iter().flatten().map(|(key, value)| (key.clone(), plain_text(value))).collect()
}

/// Whether the agents' own etcd stays, and only the names of its keys differ.
fn is_same_etcd(key: &str, from: Option<&str>, to: Option<&str>) -> bool {
    let endpoints = |text: Option<&str>| yaml::read(text?).ok()?.first()?.get("endpoints").cloned();
    key == "etcd-config" && endpoints(from).is_some() && endpoints(from) == endpoints(to)
}

/// Values by their paths. The depth is bounded by the readers of KDL and YAML.
fn flat(value: &Value) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut waiting = vec![(String::new(), value)];
    while let Some((path, value)) = waiting.pop() {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                let below = |key: &String| if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                waiting.extend(fields.iter().map(|(key, value)| (below(key), value)));
            }
            value => drop(out.insert(path, plain_text(value))),
        }
    }
    out
}

/// What differs, or is in one of them only.
fn differences<'t>(
    before: &'t BTreeMap<String, String>,
    after: &'t BTreeMap<String, String>,
) -> Vec<(&'t str, Option<&'t str>, Option<&'t str>)> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let text = |side: &'t BTreeMap<String, String>, name: &String| side.get(name).map(String::as_str);
    let pairs = names.into_iter().map(|name| (name.as_str(), text(before, name), text(after, name)));
    pairs.filter(|(_, from, to)| from != to).collect()
}
