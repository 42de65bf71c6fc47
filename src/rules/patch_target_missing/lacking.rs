//! What the mesh itself changes in a base, and whether the base has it.

use crate::diagnostic::{Diagnostic, Rule};
use crate::facts::clusters::about;
use crate::facts::objects::{place, title};
use crate::model::manifest::{Identity, identity};
use crate::rules::Overlay;
use crate::yaml::Value;

/// What the mesh changes in every base.
const CONFIG: Identity<'static> = Identity { group: "", kind: "ConfigMap", namespace: "", name: "cilium-config" };
const AGENT: Identity<'static> = Identity { group: "apps", kind: "DaemonSet", namespace: "", name: "cilium" };

/// What the mesh changes and the base lacks: a merge patch would do nothing, or add half a container.
pub fn lacking(overlay: &Overlay<'_>, rule: &'static Rule) -> Option<Diagnostic> {
    let namespace = overlay.mesh.namespace.as_str();
    let by_id = |id: Identity<'_>| overlay.base.objects().find(|object| identity(object).as_ref() == Some(&id));
    let mut lacking: Vec<String> = Vec::new();
    let mut astray = None;
    for id in [CONFIG, AGENT] {
        if by_id(Identity { namespace, ..id }).is_none() {
            lacking.push(format!("{} in `{namespace}`", title(&id)));
            let alike = |object: &&Value| identity(object).is_some_and(|it| (it.kind, it.name) == (id.kind, id.name));
            astray = astray.or_else(|| overlay.base.objects().find(alike).map(|object| (object, id)));
        }
    }
    let id = Identity { namespace, ..AGENT };
    let changed = overlay.objects.iter().find(|object| identity(object).as_ref() == Some(&id));
    if let Some((stands, changed)) = by_id(id).zip(changed) {
        for (field, what) in [("containers", "container"), ("volumes", "volume")] {
            let of = |object| names(object, &format!("/spec/template/spec/{field}"));
            let missing = of(changed).into_iter().filter(|name| !of(stands).contains(name));
            lacking.extend(missing.map(|name| format!("{what} `{name}` in {}", title(&AGENT))));
        }
    }
    if lacking.is_empty() {
        return None;
    }
    let message = format!("the base lacks {}", lacking.join(" and "));
    let mut diagnostic = rule.at(overlay.base.span, "this base", message);
    let help = match astray.and_then(|(object, id)| Some((object, id, identity(object)?))) {
        Some((object, wanted, id)) => {
            let at = place(overlay.base, object, "/metadata/name").unwrap_or(overlay.base.span);
            diagnostic = diagnostic.label(at, "not this one");
            match id.namespace {
                "" => format!("write `namespace: {namespace}` into {}", title(&id)),
                _ if id.group != wanted.group => format!("write `apiVersion: {}/v1` into {}", wanted.group, title(&id)),
                other => format!("write `namespace \"{other}\"` in `mesh`, or move {} to `{namespace}`", title(&id)),
            }
        }
        None => format!("render the base with Cilium's own names, for the namespace `{namespace}`"),
    };
    Some(about(diagnostic.help(help), &overlay.first_of))
}

/// The names of the items of a list.
fn names<'v>(object: &'v Value, pointer: &str) -> Vec<&'v str> {
    let items = object.pointer(pointer).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| item.get("name")?.as_str()).collect()
}
