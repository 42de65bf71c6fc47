//! What is left of a user's values once nodes of the mesh file say what they can: what stays, and what is
//! left out and why.

use super::backwards::{Place, is_of_mesh};
use super::config::is_same;
use super::paths::insert;
use super::settle::Settled;
use super::withheld;
use super::words::moved;
use crate::manifest::key_material;
use crate::release::dictionary::Found;
use crate::settings::is_within;
use crate::settings::merged::PEERS;
use crate::yaml::{self, Map, Value, is_nothing, is_off, leaves, plain_text};

/// The values that stay, and what was left out.
#[derive(Debug, Default)]
pub struct Leftovers {
    /// What stays.
    pub values: Map<String, Value>,
    /// What was left out: a sentence each.
    pub left_out: Vec<String>,
}

/// Values that nodes say, or that meshc makes.
const SAID: &[&str] = &[
    "cluster.name",
    "cluster.id",
    "clustermesh.useAPIServer",
    "clustermesh.config.enabled",
    "clustermesh.config.domain",
    PEERS,
    "clustermesh.apiserver.service.type",
    "clustermesh.apiserver.service.nodePort",
    "clustermesh.apiserver.service.annotations",
    "clustermesh.apiserver.tls.auto.certManagerIssuerRef",
    "clustermesh.apiserver.tls.auto.method",
    "clustermesh.apiserver.tls.auto.enabled",
    "tls.caBundle",
    "rollOutCiliumPods",
    "operator.rollOutPods",
    "kubeProxyReplacement",
    "tunnel",
    "eni.enabled",
    "azure.enabled",
    "alibabacloud.enabled",
];

/// What is left of the values of a cluster, of which meshc sets `ours`.
pub fn leftovers(cluster: &Settled, ours: &Value) -> Leftovers {
    let mut left = Leftovers::default();
    let Value::Object(values) = &cluster.values else { return left };
    let (values, withheld) = withheld::without_secrets(values);
    left.left_out = withheld;
    for (keys, value) in leaves(&values) {
        let path = keys.join(".");
        if value.as_str().is_some_and(|text| key_material::is_certificate(&keys, text)) {
            left.left_out.push(format!("{path}: a certificate"));
        } else {
            one(cluster, ours, (keys, path, value), &mut left);
        }
    }
    left
}

fn one(cluster: &Settled, ours: &Value, (keys, path, value): (Vec<String>, String, Value), left: &mut Leftovers) {
    let set = yaml::at(ours, &path);
    if set.is_some_and(|set| is_same(set, &value)) {
        return;
    }
    if let (Some(Value::Array(ours)), Value::Array(own)) = (set, &value) {
        // Both lists are joined by meshc.
        let more: Vec<Value> = own.iter().filter(|item| !ours.contains(item)).cloned().collect();
        if more.is_empty() {
            return;
        }
    }
    if is_of_mesh(&path, set) || SAID.iter().any(|said| is_within(&path, said)) {
        left.left_out.extend(contradiction(cluster, (&path, &value), set));
        return;
    }
    let retired = cluster.release.retired_value(cluster.read_as, &path);
    if let Some(retired) = retired {
        match moved(&retired, &path).filter(|path| knows(cluster, path)) {
            Some(new) => {
                let keys: Vec<String> = new.split('.').map(str::to_string).collect();
                insert(&mut left.values, &keys, value);
            }
            None => left.left_out.push(format!("{path}: Cilium does not read it since {}", retired.since)),
        }
        return;
    }
    let dictionary = cluster.dictionary();
    if dictionary.is_some_and(|dictionary| !dictionary.reads(&keys)) {
        left.left_out.push(format!("{path}: the chart has no such value"));
        return;
    }
    if has_empty_list(&value) {
        left.left_out
            .push(format!("{path}: an empty list inside it, which only a file of values can have (`values path=`)"));
        return;
    }
    match dictionary.map(|dictionary| dictionary.find(&keys)) {
        Some(Found::Value(entry)) if is_nothing(&value) => {
            // Without a value the chart has none either.
            let is_set = entry.default().is_some_and(|default| !is_nothing(&default));
            if is_set {
                insert(&mut left.values, &keys, value);
            }
        }
        Some(Found::Value(entry)) if !entry.types.take(&value) => {
            left.left_out.push(format!("{path}: the chart takes {} there", entry.types.name()));
        }
        _ if is_nothing(&value) => {}
        _ => insert(&mut left.values, &keys, value),
    }
}

/// Whether an empty list is in what is a list itself: there the dictionary, which tells one from null, has no
/// place.
fn has_empty_list(value: &Value) -> bool {
    let mut open: Vec<&Value> = value.as_array().into_iter().flatten().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) if items.is_empty() => return true,
            Value::Array(items) => open.extend(items),
            Value::Object(fields) => open.extend(fields.values()),
            _ => {}
        }
    }
    false
}

fn knows(cluster: &Settled, path: &str) -> bool {
    cluster.dictionary().is_some_and(|dictionary| dictionary.value(path).is_some())
}

/// What to say of a value that the mesh file decides about and that comes to something else.
fn contradiction(cluster: &Settled, (path, value): (&str, &Value), set: Option<&Value>) -> Option<String> {
    let read = cluster.statements.iter().find(|one| one.from == path);
    let is_read = read.is_some();
    // Where clusters differ in what `mesh` sets, a comment there says so.
    if read.is_some_and(|one| one.place == Place::Mesh) {
        return None;
    }
    let is_said = SAID.iter().any(|said| is_within(path, said));
    let default = cluster.dictionary().and_then(|dictionary| dictionary.default(path));
    let is_default = default.is_some_and(|default| is_same(&default, value));
    if (is_said || is_read || is_off(value) || is_default) && (set.is_none() || is_said) {
        return None;
    }
    match set {
        Some(set) => Some(format!("{path}: it was {}, and is {} now", cut(&plain_text(value)), cut(&plain_text(set)))),
        None => Some(format!("{path}: the mesh file has no node for {}", cut(&plain_text(value)))),
    }
}

fn cut(text: &str) -> String {
    crate::words::cut(text, 60)
}
