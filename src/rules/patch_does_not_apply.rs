#![doc = include_str!("patch_does_not_apply.md")]

mod operations;
mod pointers;

use super::{Case, input_too_big};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::shown;
use crate::limits::COPIES;
use crate::model::{Operation, Patch};
use crate::yaml::Value;
use operations::{Refusal, apply, no_pointer, no_text};
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "patch-does-not-apply",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("patch_does_not_apply.md"),
};

/// Applies the user's patches in their order; one that fails does not hide what is wrong with later ones.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (cluster, settled) in case.clusters().filter(|(cluster, _)| !cluster.patches.is_empty()) {
        let about = |finding: Diagnostic| finding.about(&cluster.name.value).in_clusters();
        if settled.base().is_none() {
            for patch in &cluster.patches {
                found.0.extend(of_chart(patch).into_iter().map(about));
            }
            continue;
        }
        let mut patched: BTreeMap<usize, Value> = BTreeMap::new();
        let objects: Vec<&Value> = case.plan.objects(settled).collect();
        for patch in &cluster.patches {
            if patch.operations.is_nothing() {
                found.push(about(empty(patch)));
            }
            let [index] = patch.targets(objects.iter().copied(), case.mesh.namespace())[..] else { continue };
            let Some(object) = objects.get(index) else { continue };
            let object = patched.entry(index).or_insert_with(|| settled.before_patches(object));
            // What stands behind an operation that cannot be read may build on it.
            let broken = patch.operations.broken();
            let is_before = |operation: &&Operation| broken.is_none_or(|span| operation.span < span);
            for operation in patch.operations.iter().take_while(is_before) {
                match apply(object, &operation.json) {
                    Ok(()) => {}
                    Err(Refusal::TooBig) => {
                        found.push(about(input_too_big::past(&COPIES, operation.span)));
                        break;
                    }
                    Err(Refusal::Failure((label, message, help))) => {
                        found.push(about(RULE.at(operation.span, label, message).help(help)));
                    }
                }
            }
        }
    }
}

/// What is wrong with a patch of an object that a chart renders, and that is not known here.
fn of_chart(patch: &Patch) -> Vec<Diagnostic> {
    if patch.operations.is_nothing() {
        return vec![empty(patch)];
    }
    let failure = |json: &Value| no_pointer(json).or_else(|| no_text(&patch.kind.value, json));
    let failures = patch.operations.iter().filter_map(|operation| Some((operation.span, failure(&operation.json)?)));
    failures.map(|(span, (label, message, help))| RULE.at(span, label, message).help(help)).collect()
}

fn empty(patch: &Patch) -> Diagnostic {
    let message = format!("the patch of {} {} is empty", patch.kind.value, shown(&patch.name.value));
    RULE.at(patch.span, "no operations", message).help("add an operation, such as `replace`, or remove the patch")
}
