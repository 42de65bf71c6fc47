#![doc = include_str!("patch_target_missing.md")]

mod lacking;

use super::Overlay;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence, nearest};
use crate::facts::clusters::shown;
use crate::facts::objects::{list, title};
use crate::model::Patch;
use crate::model::manifest::{Identity, identity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "patch-target-missing",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("patch_target_missing.md"),
};

/// Looks for patches, the mesh's own and the user's, that select no object or several.
pub fn check(overlay: &Overlay<'_>, found: &mut Diagnostics) {
    // What a base for later releases lacks, `base-lacks-object` says.
    if overlay.first_of.iter().any(|cluster| cluster.modern().is_none()) {
        found.0.extend(lacking::lacking(overlay, &RULE));
    }
    for patch in &overlay.cluster.patches {
        match patch.targets(overlay.objects.iter(), &overlay.mesh.namespace).as_slice() {
            [] => missing(overlay, patch, found),
            [_] => {}
            many => ambiguous(overlay, patch, many, found),
        }
    }
}

fn missing(overlay: &Overlay<'_>, patch: &Patch, found: &mut Diagnostics) {
    let (kind, name) = (patch.kind.value.as_str(), patch.name.value.as_str());
    let ids: Vec<_> = overlay.objects.iter().filter_map(identity).collect();
    let of_kind: Vec<&str> = ids.iter().filter(|id| id.kind == kind).map(|id| id.name).collect();
    let kinds = ids.iter().filter(|id| id.name == name).map(|id| id.kind);
    let (span, help) = match (nearest(kind, kinds), nearest(name, of_kind.iter().copied())) {
        (Some(kind), _) if of_kind.is_empty() => (patch.kind.span, format!("did you mean `{kind}`?")),
        (_, Some(name)) => (patch.name.span, format!("did you mean `{name}`?")),
        _ if of_kind.is_empty() => {
            let mut kinds: Vec<&str> = ids.iter().map(|id| id.kind).collect();
            kinds.sort_unstable();
            kinds.dedup();
            (patch.kind.span, format!("choose a kind that is there: {}", list(kinds.into_iter())))
        }
        _ => (patch.name.span, format!("choose a name that is there: {}", list(of_kind.into_iter()))),
    };
    let message = format!("there is no {} {} to patch", shown(kind).trim_matches('`'), shown(name));
    found.push(RULE.at(span, "no such object", message).help(help).about(&overlay.cluster.name.value));
}

fn ambiguous(overlay: &Overlay<'_>, patch: &Patch, many: &[usize], found: &mut Diagnostics) {
    let ids: Vec<_> = many.iter().filter_map(|index| identity(overlay.objects.get(*index)?)).collect();
    let Some(first) = ids.first() else { return };
    let spread = |id: &Identity<'_>| id.namespace == first.namespace;
    let kind = |id: &Identity<'_>| if id.group.is_empty() { "v1".to_string() } else { id.group.to_string() };
    let namespace = |id: &Identity<'_>| if id.namespace.is_empty() { "no namespace" } else { id.namespace }.to_string();
    let places: Vec<String> =
        if ids.iter().all(spread) { ids.iter().map(kind).collect() } else { ids.iter().map(namespace).collect() };
    let namespaces = list(places.iter().map(String::as_str));
    let message = format!("there are {} objects that are {}, in {namespaces}", ids.len(), title(first));
    let help = format!("keep one of them in the base, or one of them in `{}`", overlay.mesh.namespace);
    let diagnostic = RULE.at(patch.name.span, "several objects", message).help(help);
    found.push(diagnostic.about(&overlay.cluster.name.value));
}
