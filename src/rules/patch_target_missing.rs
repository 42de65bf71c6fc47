#![doc = include_str!("patch_target_missing.md")]

mod lacking;

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence, is_close, nearest};
use crate::facts::clusters::shown;
use crate::facts::objects::title;
use crate::manifest::{Identity, identity};
use crate::model::{Mesh, Patch};
use crate::release::objects;
use crate::words::choices;
use crate::yaml::Value;

/// The rule.
pub static RULE: Rule = Rule {
    name: "patch-target-missing",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("patch_target_missing.md"),
};

/// Looks for patches, the mesh's own and the user's, that select no object or several.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (cluster, settled) in case.clusters() {
        let base = settled.base();
        // `base-lacks-object` reports what a base for later releases lacks.
        let is_namespace_known = !case.mesh.namespace.is_broken();
        let is_classic = cluster.release().is_some() && cluster.modern().is_none();
        if let Some(base) = base.filter(|_| is_namespace_known && is_classic) {
            let finding = lacking::lacking(case.mesh, base, settled, &RULE);
            found.0.extend(finding.map(|finding| finding.about(&cluster.name.value).in_clusters()));
        }
        if cluster.patches.is_empty() {
            continue;
        }
        let objects: Vec<&Value> = case.plan.objects(settled).collect();
        for patch in &cluster.patches {
            let finding = match patch.targets(objects.iter().copied(), case.mesh.namespace()).as_slice() {
                [] if base.is_none() => misspelt(patch),
                [] => Some(missing(&objects, patch)),
                [_] => None,
                _ if base.is_none() || !is_namespace_known => None,
                many => ambiguous(case.mesh, &objects, patch, many),
            };
            found.0.extend(finding.map(|finding| finding.about(&cluster.name.value).in_clusters()));
        }
    }
}

/// What of a patch of a chart is almost the kind or the name of what charts make, and is neither. What a
/// chart renders is not known here, so that any other name is taken.
fn misspelt(patch: &Patch) -> Option<Diagnostic> {
    let (kind, name) = (patch.kind.value.as_str(), patch.name.value.as_str());
    let slip = |stated: &str, known: &[&'static str]| -> Option<&'static str> {
        let is_slip = |known: &&&'static str| is_close(stated, known);
        if known.contains(&stated) { None } else { known.iter().find(is_slip).copied() }
    };
    let kinds: Vec<&'static str> = objects::kinds().collect();
    let (span, known) = match slip(kind, &kinds) {
        Some(known) => (patch.kind.span, known),
        None => (patch.name.span, slip(name, objects::names(kind))?),
    };
    let message = format!("the chart makes no {} {} to patch", shown(kind).trim_matches('`'), shown(name));
    Some(RULE.at(span, "no such object", message).help(format!("did you mean `{known}`?")))
}

fn missing(objects: &[&Value], patch: &Patch) -> Diagnostic {
    let (kind, name) = (patch.kind.value.as_str(), patch.name.value.as_str());
    let ids: Vec<_> = objects.iter().filter_map(|object| identity(object)).collect();
    let of_kind: Vec<&str> = ids.iter().filter(|id| id.kind == kind).map(|id| id.name).collect();
    let kinds = ids.iter().filter(|id| id.name == name).map(|id| id.kind);
    let (span, help) = match (nearest(kind, kinds), nearest(name, of_kind.iter().copied())) {
        (Some(kind), _) if of_kind.is_empty() => (patch.kind.span, format!("did you mean `{kind}`?")),
        (_, Some(name)) => (patch.name.span, format!("did you mean `{name}`?")),
        _ if of_kind.is_empty() => {
            let mut kinds: Vec<&str> = ids.iter().map(|id| id.kind).collect();
            kinds.sort_unstable();
            kinds.dedup();
            (patch.kind.span, format!("choose a kind that exists: {}", choices(kinds.into_iter())))
        }
        _ => (patch.name.span, format!("choose a name that exists: {}", choices(of_kind.into_iter()))),
    };
    let message = format!("there is no {} {} to patch", shown(kind).trim_matches('`'), shown(name));
    RULE.at(span, "no such object", message).help(help)
}

fn ambiguous(mesh: &Mesh, objects: &[&Value], patch: &Patch, many: &[usize]) -> Option<Diagnostic> {
    let ids: Vec<_> = many.iter().filter_map(|index| identity(objects.get(*index)?)).collect();
    let first = ids.first()?;
    let spread = |id: &Identity<'_>| id.namespace == first.namespace;
    let kind = |id: &Identity<'_>| if id.group.is_empty() { "v1".to_string() } else { id.group.to_string() };
    let namespace = |id: &Identity<'_>| if id.namespace.is_empty() { "no namespace" } else { id.namespace }.to_string();
    let places: Vec<String> =
        if ids.iter().all(spread) { ids.iter().map(kind).collect() } else { ids.iter().map(namespace).collect() };
    let namespaces = choices(places.iter().map(String::as_str));
    let message = format!("{} objects match {}, in {namespaces}", ids.len(), title(first));
    let help = format!("keep only one of them in the base, or only one in `{}`", mesh.namespace());
    Some(RULE.at(patch.name.span, "several objects", message).help(help))
}
