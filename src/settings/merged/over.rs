//! What lies over `cilium-config`: arguments of the agent, its variables, and the user's patches of both and
//! of the ConfigMap. Arguments go over variables, and these over the ConfigMap (`InitConfig` in
//! `pkg/option/config.go`, through viper).

use super::Merged;
use super::settled::{Origin, Settled};
use crate::manifest::find as find_object;
use crate::manifest::pod::named;
use crate::model::{Operation, Patch};
use crate::release::CONFIG;
use crate::yaml::{Value, text};

/// A way to set a flag that lies over `cilium-config`.
struct Way {
    /// The list of the chart's values.
    value: &'static str,
    /// The list of a container.
    field: &'static str,
    /// Whether an item of a list is one of such a list.
    has: fn(&Value) -> bool,
}

const WAYS: &[Way] = &[
    Way { value: "extraArgs", field: "args", has: Value::is_string },
    Way { value: "extraEnv", field: "env", has: Value::is_object },
];

/// What is set for a flag, over `cilium-config`.
pub fn find<'m>(merged: &Merged<'m>, name: &str) -> Option<Settled<'m>> {
    let cluster = merged.cluster;
    if cluster.patches.is_empty() && cluster.values.tree.is_empty() && merged.plan.base().is_none() {
        return None;
    }
    let by_way = |way: &Way| patched(merged, way, name).or_else(|| listed(merged, way, name));
    WAYS.iter().find_map(by_way).or_else(|| in_config(merged, name))
}

/// The lists of the chart's values in which users set flags of Cilium's programs.
const LISTS: &[&str] = &[
    "extraArgs",
    "extraEnv",
    "operator.extraArgs",
    "operator.extraEnv",
    "clustermesh.apiserver.extraArgs",
    "clustermesh.apiserver.extraEnv",
    "clustermesh.apiserver.kvstoremesh.extraArgs",
    "clustermesh.apiserver.kvstoremesh.extraEnv",
];

/// The flags that users set by arguments and variables, of those items of lists.
pub fn named_flags<'m>(merged: &Merged<'m>, is_asked: fn(&Value) -> bool) -> Vec<(String, Settled<'m>)> {
    if merged.cluster.patches.is_empty() && merged.cluster.values.tree.is_empty() {
        return Vec::new();
    }
    let place = |path: &&str| Some((merged.raw(path)?, merged.cluster.values.place(path)?));
    let lists = LISTS.iter().filter_map(place);
    let patches = operations(merged, "DaemonSet", "cilium");
    let patches = patches.filter_map(|operation| Some((operation.json.get("value")?, operation.span)));
    let all = lists.chain(patches).flat_map(|(value, span)| items(value).iter().map(move |item| (item, span)));
    all.filter(|(item, _)| is_asked(item))
        .filter_map(|(item, span)| {
            let (name, text) = flag(item)?;
            Some((name, Settled { text: text.unwrap_or_default(), origin: Origin::User(span) }))
        })
        .collect()
}

/// A flag as an item of a list sets it, `--name=value` or a variable `CILIUM_NAME`, and to what; nothing
/// where that comes from elsewhere. An argument without a value switches it on.
fn flag(item: &Value) -> Option<(String, Option<String>)> {
    if let Some(argument) = item.as_str() {
        let flag = argument.strip_prefix("--")?;
        let (name, text) = flag.split_once('=').unwrap_or((flag, "true"));
        return Some((name.to_string(), Some(text.to_string())));
    }
    let name = text(item, "name").strip_prefix("CILIUM_")?.replace('_', "-").to_lowercase();
    Some((name, item.get("value").and_then(Value::as_str).map(str::to_string)))
}

/// The last item of a list that sets a flag in a way: where it is, and to what.
fn last(way: &Way, items: &[Value], name: &str) -> Option<(usize, String)> {
    let read = |(index, item): (usize, &Value)| {
        let (_, text) = flag(item).filter(|(other, _)| (way.has)(item) && other == name)?;
        Some((index, text?))
    };
    items.iter().enumerate().rev().find_map(read)
}

/// The names of a list of variables in the chart's values, and the place of the list.
pub fn variables<'m>(merged: &Merged<'m>, path: &str) -> Vec<Settled<'m>> {
    let Some(place) = merged.cluster.values.place(path) else { return Vec::new() };
    let items = merged.raw(path).map(items).unwrap_or_default();
    let named = |item: &Value| Settled { text: text(item, "name").to_string(), origin: Origin::User(place) };
    items.iter().map(named).collect()
}

/// What patches of the agents' DaemonSet set.
fn patched<'m>(merged: &Merged<'m>, way: &Way, name: &str) -> Option<Settled<'m>> {
    operations(merged, "DaemonSet", "cilium").find_map(|operation| {
        let (_, text) = last(way, items(operation.json.get("value")?), name)?;
        Some(Settled { text, origin: Origin::User(operation.span) })
    })
}

/// What the chart's values, or the agent's container in a base, have.
fn listed<'m>(merged: &Merged<'m>, way: &Way, name: &str) -> Option<Settled<'m>> {
    if let Some(value) = merged.raw(way.value) {
        let (_, text) = last(way, items(value), name)?;
        return Some(Settled { text, origin: Origin::User(merged.cluster.values.place(way.value)?) });
    }
    let base = merged.plan.base()?;
    let agents = find_object(&base.objects, "DaemonSet", "cilium", merged.mesh.namespace())?;
    let (pointer, container) = named(agents, "containers", "cilium-agent")?;
    let (index, text) = last(way, items(container.get(way.field)?), name)?;
    Some(Settled { text, origin: Origin::Base(base, agents, format!("{pointer}/{}/{index}", way.field)) })
}

/// What patches of `cilium-config` set.
fn in_config<'m>(merged: &Merged<'m>, name: &str) -> Option<Settled<'m>> {
    let pointer = format!("/data/{name}");
    let operation = operations(merged, "ConfigMap", CONFIG);
    let operation = operation.into_iter().find(|operation| text(&operation.json, "path") == pointer)?;
    let text = operation.json.get("value")?.as_str()?.to_string();
    Some(Settled { text, origin: Origin::User(operation.span) })
}

/// The operations of the user's patches of an object that set something, the last first.
fn operations<'m>(merged: &Merged<'m>, kind: &str, name: &str) -> impl Iterator<Item = &'m Operation> {
    let is_of = |patch: &&Patch| patch.kind.value == kind && patch.name.value == name;
    let sets = |operation: &&Operation| ["add", "replace"].contains(&text(&operation.json, "op"));
    let patches: Vec<&'m Patch> = merged.cluster.patches.iter().filter(is_of).collect();
    patches.into_iter().rev().flat_map(|patch| patch.operations.iter().rev()).filter(sets)
}

/// The items of a list, or one item alone.
fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}
