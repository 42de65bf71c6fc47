//! What each of TOOLS applies of a cluster: whether it starts or stops, or does it in another way.

use crate::impact::read::{Output, TOOLS, Tool};
use crate::yaml::{self, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A change of how a tool applies a cluster.
#[derive(Debug, Clone)]
pub enum DeliveryChange {
    /// It starts to.
    Added(&'static Tool),
    /// It starts to bring the values to what the user has it apply.
    ValuesAdded(&'static Tool),
    /// It stops.
    Removed(&'static Tool),
    /// It reaches the cluster in another way.
    Moved(&'static Tool),
    /// It applies it otherwise: the fields of its objects that differ.
    Changed(&'static Tool, Vec<String>),
}

/// What changes, by tool.
pub fn changes(old: &Output, new: &Output, cluster: &str) -> Vec<DeliveryChange> {
    let of = |tool: &'static Tool| {
        let files = (tool.files)(cluster);
        if old.has_equal(new, &files) {
            return None;
        }
        change(tool, &objects(old, &files), &objects(new, &files))
    };
    TOOLS.iter().filter_map(of).collect()
}

/// The tool that applies a cluster by an output, where there is one.
pub fn of_cluster(output: &Output, cluster: &str) -> Option<&'static Tool> {
    let applies = |tool: &&Tool| (tool.files)(cluster).iter().any(|path| output.get(path).is_some());
    TOOLS.iter().find(applies)
}

fn change(tool: &'static Tool, old: &[Value], new: &[Value]) -> Option<DeliveryChange> {
    let (from, to) = (ways(old), ways(new));
    let is_moved = from.iter().any(|(name, way)| to.get(name).is_some_and(|other| other != way));
    match (old.is_empty(), new.is_empty()) {
        _ if is_moved => Some(DeliveryChange::Moved(tool)),
        _ if old == new => None,
        _ if brings_values(new) && !brings_values(old) => Some(DeliveryChange::ValuesAdded(tool)),
        (false, false) if brings_values(old) && !brings_values(new) => Some(DeliveryChange::Added(tool)),
        (true, _) => Some(DeliveryChange::Added(tool)),
        (_, true) => Some(DeliveryChange::Removed(tool)),
        _ => Some(DeliveryChange::Changed(tool, fields(old, new))),
    }
}

/// The fields that differ, as paths, or the kinds of objects that are there on one side only.
fn fields(old: &[Value], new: &[Value]) -> Vec<String> {
    let (from, to) = (flat(old), flat(new));
    let differing = from.iter().filter(|(place, value)| to.get(*place) != Some(value)).map(|(place, _)| place);
    let added = to.keys().filter(|place| !from.contains_key(*place));
    let paths: BTreeSet<&String> = differing.chain(added).map(|(_, path)| path).collect();
    paths.into_iter().cloned().collect()
}

/// The values of objects, by the names of these and the paths in them.
fn flat(objects: &[Value]) -> BTreeMap<(String, String), Value> {
    let mut values = BTreeMap::new();
    for object in objects {
        for (keys, value) in object.as_object().map(yaml::leaves).unwrap_or_default() {
            values.insert((name(object), keys.join(".")), value);
        }
    }
    values
}

fn name(object: &Value) -> String {
    format!("{} {}", yaml::text_at(object, "/kind"), yaml::text_at(object, "/metadata/name"))
}

/// How each object reaches the cluster. An ApplicationSet has it in a template, which tells too little of one
/// cluster.
fn ways(objects: &[Value]) -> BTreeMap<String, Vec<Option<&Value>>> {
    let places = ["/spec/destination", "/spec/kubeConfig", "/metadata/namespace"];
    let way = |object| places.iter().map(|place| Value::pointer(object, place)).collect();
    objects.iter().map(|object| (name(object), way(object))).collect()
}

/// Whether objects hold the values for a HelmRelease of the user's.
fn brings_values(objects: &[Value]) -> bool {
    objects.iter().any(|object| yaml::text_at(object, "/kind") == "ConfigMap")
}

/// The objects in files, without what the cluster's own folder holds too: the values, the patches and the
/// version of a chart.
fn objects(output: &Output, files: &[String]) -> Vec<Value> {
    let mut objects: Vec<Value> = files.iter().flat_map(|path| output.documents(path).into_owned()).collect();
    for object in &mut objects {
        if let Some(values) = object.get_mut("data").filter(|values| values.is_object()) {
            *values = Value::Null;
        }
        if let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) {
            spec.retain(|field, _| !["values", "valuesFrom", "postRenderers"].contains(&field.as_str()));
        }
        if let Some(chart) = object.pointer_mut("/spec/chart/spec").and_then(Value::as_object_mut) {
            chart.shift_remove("version");
        }
    }
    objects
}
