//! The pods that an object makes: where their template is, their containers and volumes, and what these are
//! called.

use super::kind;
use crate::yaml::{Value, text};

/// The pointer to the pod template of an object: the object itself is the template of a Pod.
pub fn template(object: &Value) -> &'static str {
    match kind(object) {
        "CronJob" => "/spec/jobTemplate/spec/template",
        "Pod" => "",
        _ => "/spec/template",
    }
}

/// The items of a list in the pod that an object makes, such as `containers`, each with the pointer to it.
pub fn listed<'v>(object: &'v Value, list: &str) -> impl Iterator<Item = (String, &'v Value)> {
    let pointer = format!("{}/spec/{list}", template(object));
    items(object, list).iter().enumerate().map(move |(index, item)| (format!("{pointer}/{index}"), item))
}

/// The names of the items of a list in the pod that an object makes.
pub fn names<'v>(object: &'v Value, list: &str) -> impl Iterator<Item = &'v str> {
    items(object, list).iter().map(|item| text(item, "name"))
}

/// The items of a list in the pod that an object makes.
pub fn items<'v>(object: &'v Value, list: &str) -> &'v [Value] {
    let mut steps = template(object).split('/').skip(1).chain(["spec", list]);
    let found = steps.try_fold(object, |value, step| value.get(step));
    found.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The containers of the pod that an object makes, each with the pointer to it, those that run first in
/// front.
pub fn containers(object: &Value) -> impl Iterator<Item = (String, &Value)> {
    listed(object, "initContainers").chain(listed(object, "containers"))
}

/// The container or volume of that name in the pod that an object makes, with the pointer to it.
pub fn named<'v>(object: &'v Value, list: &str, name: &str) -> Option<(String, &'v Value)> {
    listed(object, list).find(|(_, item)| text(item, "name") == name)
}
