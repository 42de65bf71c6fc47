//! What the mesh itself changes in a base, and whether the base has it.

use crate::diagnostic::{Diagnostic, Rule};
use crate::facts::objects::{place, title};
use crate::manifest::{Base, Identity, group, identity, kind, known_kind, pod};
use crate::model::Mesh;
use crate::plan::{Author, Change, Cluster, Patch};
use crate::words::few;
use crate::yaml::Value;

/// What the mesh changes and the base lacks: a merge patch would do nothing, or add half a container.
pub fn lacking(mesh: &Mesh, base: &Base, settled: &Cluster, rule: &'static Rule) -> Option<Diagnostic> {
    let namespace = mesh.namespace();
    let mut lacking: Vec<String> = Vec::new();
    let mut astray = None;
    for wanted in settled.changes.iter().filter_map(merged) {
        let Some(id) = identity(wanted) else { continue };
        // The change takes its API version from an object of that name, whatever its group.
        let id = Identity { group: known_kind(id.kind).map_or("", |known| group(known.api_version)), ..id };
        let mut of_kind = base.objects.iter().filter(|object| kind(object) == id.kind);
        match of_kind.find(|object| identity(object).as_ref() == Some(&id)) {
            Some(object) => lacking.extend(lacking_parts(&id, wanted, object)),
            None => {
                lacking.push(format!("{} in `{namespace}`", title(&id)));
                let alike =
                    |object: &&Value| identity(object).is_some_and(|it| (it.kind, it.name) == (id.kind, id.name));
                astray = astray.or_else(|| base.objects.iter().find(alike).map(|object| (object, id)));
            }
        }
    }
    if lacking.is_empty() {
        return None;
    }
    let message = format!("the base lacks {}", few(&lacking));
    let mut diagnostic = rule.at(base.span, "this base", message);
    let help = match astray.and_then(|(object, id)| Some((object, id, identity(object)?))) {
        Some((object, wanted, id)) => {
            let at = place(base, object, "/metadata/name").unwrap_or(base.span);
            diagnostic = diagnostic.label(at, "not this one");
            match id.namespace {
                "" => format!("write `namespace: {namespace}` into {}", title(&id)),
                _ if id.group != wanted.group => format!("write `apiVersion: {}/v1` into {}", wanted.group, title(&id)),
                other => format!("write `namespace \"{other}\"` in `mesh`, or move {} to `{namespace}`", title(&id)),
            }
        }
        None => format!("render the base with Cilium's own names, for the namespace `{namespace}`"),
    };
    Some(diagnostic.help(help))
}

/// What the mesh itself merges into an object.
fn merged(change: &Change) -> Option<&Value> {
    match (&change.author, &change.patch) {
        (Author::Mesh, Patch::Merge(value)) => Some(value),
        _ => None,
    }
}

/// The containers and volumes that a change merges into an object that has none of that name.
fn lacking_parts(id: &Identity<'_>, wanted: &Value, object: &Value) -> Vec<String> {
    let mut lacking = Vec::new();
    for (field, what) in [("containers", "container"), ("volumes", "volume")] {
        let is_there = |name: &str| pod::names(object, field).any(|known| known == name);
        let is_brought = |name: &str| field == "volumes" && name.starts_with("cilium-mesh-");
        let missing = pod::names(wanted, field).filter(|name| !is_there(name) && !is_brought(name));
        lacking.extend(missing.map(|name| format!("{what} `{name}` in {}", title(id))));
    }
    lacking
}
