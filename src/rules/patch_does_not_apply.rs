#![doc = include_str!("patch_does_not_apply.md")]

mod operations;
mod pointers;

use super::Overlay;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::shown;
use crate::model::{Operation, Patch};
use crate::yaml::Value;
use operations::apply;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "patch-does-not-apply",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("patch_does_not_apply.md"),
};

/// Applies the user's patches in their order; one that fails does not hide what is wrong with later ones.
pub fn check(overlay: &Overlay<'_>, found: &mut Diagnostics) {
    let mut patched: BTreeMap<usize, Value> = BTreeMap::new();
    let about = overlay.cluster.name.value.as_str();
    for patch in &overlay.cluster.patches {
        if patch.operations.is_nothing() {
            found.push(empty(patch).about(about));
        }
        let [index] = patch.targets(overlay.objects.iter(), &overlay.mesh.namespace)[..] else { continue };
        let Some(object) = overlay.objects.get(index) else { continue };
        let object = patched.entry(index).or_insert_with(|| object.clone());
        // What stands behind an operation that cannot be read may build on it.
        let is_before = |operation: &&Operation| patch.operations.broken().is_none_or(|span| operation.span < span);
        for operation in patch.operations.iter().take_while(is_before) {
            if let Err((label, message, help)) = apply(object, &operation.json) {
                found.push(RULE.at(operation.span, label, message).help(help).about(about));
            }
        }
    }
}

fn empty(patch: &Patch) -> Diagnostic {
    let message = format!("the patch of {} {} is empty", patch.kind.value, shown(&patch.name.value));
    RULE.at(patch.span, "no operations", message).help("add an operation, such as `replace`, or remove the patch")
}
