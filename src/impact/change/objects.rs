//! Objects that differ, but for what settings and peers report already: those that run pods are in
//! `workloads`.

use super::known::Known;
use super::workloads::runs_pods;
use crate::impact::read::Deployed;
use crate::plan::Target;
use crate::release::CONFIG;
use crate::yaml::Value;

/// A change of an object that runs no pods.
#[derive(Debug, Clone)]
pub struct ObjectChange {
    /// The object.
    pub target: Target,
    /// On which side it is.
    pub side: Side,
}

/// Whether an object comes, goes or changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is in both, and differs.
    Changed,
}

/// What differs.
pub fn changes(old: &Deployed, new: &Deployed, known: Known) -> Vec<ObjectChange> {
    let differences = old.differences(new).into_iter().filter(|(target, ..)| !runs_pods(target));
    let peers = |object: Option<&Value>, own: &str| {
        let mut data = object.and_then(|object| object.get("data")).cloned();
        // Agents pass over the entry of their own cluster.
        data.as_mut().and_then(Value::as_object_mut).map(|entries| entries.shift_remove(own));
        data
    };
    let is_own_alone = |(target, before, after): &(&Target, Option<&Value>, Option<&Value>)| {
        is_of_peers(target) && peers(*before, &old.name) == peers(*after, &new.name)
    };
    let differences = differences.filter(|difference| !is_own_alone(difference));
    let news = differences.filter(|(target, before, after)| is_news(target, (*before, *after), known));
    let change = |(target, before, after): (&Target, Option<&Value>, Option<&Value>)| {
        let side = match (before, after) {
            (None, _) => Side::Added,
            (_, None) => Side::Removed,
            _ => Side::Changed,
        };
        ObjectChange { target: target.clone(), side }
    };
    news.map(change).collect()
}

/// Whether a difference is not reported already, and more than labels and annotations.
fn is_news(target: &Target, (before, after): (Option<&Value>, Option<&Value>), known: Known) -> bool {
    let differs = |name: &str| before.and_then(|object| object.get(name)) != after.and_then(|object| object.get(name));
    match (target.kind.as_str(), target.name.as_str()) {
        // Its `data` are settings.
        ("ConfigMap", CONFIG) => differs("binaryData"),
        _ if is_of_peers(target) => !known.peers && differs("data"),
        ("ConfigMap", "clustermesh-remote-users") => !known.peers,
        ("Service", "clustermesh-apiserver") => true,
        _ => !before.zip(after).is_some_and(|(before, after)| without_metadata(before) == without_metadata(after)),
    }
}

/// Whether an object holds the entries of peers.
fn is_of_peers(target: &Target) -> bool {
    target.kind == "Secret" && ["cilium-clustermesh", "cilium-kvstoremesh"].contains(&target.name.as_str())
}

fn without_metadata(object: &Value) -> Value {
    let mut object = object.clone();
    object.as_object_mut().map(|fields| fields.shift_remove("metadata"));
    object
}
