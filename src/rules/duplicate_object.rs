#![doc = include_str!("duplicate_object.md")]

use super::Overlay;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::about;
use crate::facts::key_material::holds_key;
use crate::facts::objects::{place, title};
use crate::model::Origin;
use crate::model::manifest::identity;
use crate::yaml::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-object",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("duplicate_object.md"),
};

/// Looks for objects that stand twice in a base, and for those that the mesh adds to a base that has them.
pub fn check(overlay: &Overlay<'_>, found: &mut Diagnostics) {
    if overlay.first_of.is_empty() {
        return;
    }
    let base = overlay.base;
    let mut owners: BTreeMap<_, Vec<&Value>> = BTreeMap::new();
    for object in base.objects() {
        owners.entry(identity(object)).or_default().push(object);
    }
    let added = overlay.objects.get(base.objects().count()..).unwrap_or_default();
    let brought = overlay.mesh.brings(overlay.cluster);
    for (id, objects) in &owners {
        let (Some(id), [first, others @ ..]) = (id, objects.as_slice()) else { continue };
        let is_added = added.iter().any(|object| identity(object).as_ref() == Some(id));
        let is_here = id.kind == "Secret" && id.group.is_empty() && id.namespace == overlay.mesh.namespace;
        let origin = brought.get(id.name).filter(|_| is_here);
        let at = |object| place(base, object, "/metadata/name").unwrap_or(base.span);
        let what = if id.namespace.is_empty() { title(id) } else { format!("{} in `{}`", title(id), id.namespace) };
        let diagnostic = match others.last() {
            Some(last) => {
                let message = format!("the base defines {what} {} times", objects.len());
                let label = if objects.len() == 2 { "defined again here" } else { "defined here last" };
                let diagnostic = RULE.at(at(last), label, message.replace("2 times", "twice"));
                diagnostic.label(at(first), "first defined here").help(help(objects))
            }
            None if is_added => {
                let diagnostic =
                    RULE.at(at(first), "defined here", format!("the base defines {what}, as the mesh does"));
                diagnostic.help("remove it from the base: the mesh file says what it holds")
            }
            // An empty one is no obstacle for External Secrets, which fills it; one with a key is another rule's business.
            None if origin.is_some_and(|origin| **origin == Origin::Sops || has_data(first)) && !holds_key(first) => {
                let message = format!("the base defines {what}, which `credentials` of the mesh file brings");
                let diagnostic = RULE.at(at(first), "defined here", message);
                diagnostic.help("remove it from the base, or say `credentials \"existing\"`")
            }
            None => continue,
        };
        found.push(about(diagnostic.label(base.span, "this base"), &overlay.first_of));
    }
}

fn has_data(secret: &Value) -> bool {
    let fields = ["data", "stringData"].into_iter().filter_map(|field| secret.get(field)?.as_object());
    fields.into_iter().any(|fields| !fields.is_empty())
}

/// kustomize holds objects apart by their `apiVersion`, and the API server by the group in it alone.
fn help(objects: &[&Value]) -> &'static str {
    let versions: BTreeSet<_> = objects.iter().map(|object| object.get("apiVersion").and_then(Value::as_str)).collect();
    if versions.len() < objects.len() {
        "keep one of them: kustomize refuses an object that is there already"
    } else {
        "keep one of them: a cluster holds one object of them all, the one that is applied last"
    }
}
