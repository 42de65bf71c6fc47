//! Keys of clusters on the builtin base: its DaemonSet hands each key to the agent by its name, so that no
//! other key is read.

use crate::diagnostic::{Diagnostic, Fix, Rule, is_close, nearest};
use crate::manifest::Base;
use crate::manifest::key_material::of_text;
use crate::model::Cluster;
use crate::plan;
use crate::settings::owner_of_key;
use crate::words::shown;
use crate::yaml::{Value, text};
use std::collections::BTreeSet;

/// Keys in `config` that the builtin base hands to nobody. With patches of the user's it may hand on others.
pub fn unread(rule: &'static Rule, cluster: &Cluster, settled: &plan::Cluster) -> Vec<Diagnostic> {
    if cluster.config.is_empty() || !cluster.patches.is_empty() {
        return Vec::new();
    }
    let base = settled.base().filter(|base| !base.is_of_user());
    let Some((base, release)) = base.zip(cluster.release()) else { return Vec::new() };
    let read = read(base);
    let is_read = |key: &str| read.contains(key) || owner_of_key(release, key).is_some();
    // A key of another kind must go for a graver reason.
    let settings = cluster.config.iter().filter(|setting| of_text(&setting.value).is_none());
    let unread = settings.filter(|setting| !is_read(&setting.key.value));
    let finding = |key: &str, span| {
        let message = format!("nothing in Cilium {} reads the key {}", release.name(), shown(key));
        let finding = rule.at(span, "unknown key", message);
        let Some(near) = nearest(key, read.iter().copied()) else {
            return finding.help("remove it: the builtin manifests hand it to no program");
        };
        if let Some(owner) = owner_of_key(release, near) {
            return finding.help(format!("use {owner}, which sets `{near}`"));
        }
        let finding = finding.help(format!("did you mean `{near}`?"));
        if cluster.config.iter().any(|other| other.key.value == near) {
            return finding;
        }
        finding.fix(Fix { safe: is_close(key, near), ..Fix::safe(format!("write `{near}`"), span, near) })
    };
    unread.map(|setting| finding(&setting.key.value, setting.key.span)).collect()
}

/// The keys that objects of a base name, as variables of containers and as files of volumes, and those that
/// its ConfigMap has.
fn read(base: &Base) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&Value> = base.objects.iter().collect();
    while let Some(value) = open.pop() {
        let fields = value.as_object().into_iter().flatten();
        for (name, field) in fields {
            match name.as_str() {
                "configMapKeyRef" => found.extend(field.get("key").and_then(Value::as_str)),
                "configMap" => {
                    let items = field.get("items").and_then(Value::as_array).into_iter().flatten();
                    found.extend(items.map(|item| text(item, "key")));
                }
                "data" => found.extend(field.as_object().into_iter().flatten().map(|(key, _)| key.as_str())),
                _ => {}
            }
            open.push(field);
        }
        open.extend(value.as_array().into_iter().flatten());
    }
    found
}
