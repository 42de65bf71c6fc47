#![doc = include_str!("invalid_cluster_name.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{free_name, shown, taken_names};
use crate::release::{MODERN_NAME_LENGTH, is_label_value, is_modern_name};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-cluster-name",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("invalid_cluster_name.md"),
};

/// Looks for names that Kubernetes or some release of Cilium does not take.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut taken = taken_names(case.mesh);
    for cluster in case.mesh.clusters.iter().filter(|cluster| !cluster.name.value.is_empty()) {
        let (name, release) = (&cluster.name.value, cluster.release());
        let applied = case.mesh.delivery().filter(|_| !is_part_of_object_name(name));
        if is_modern_name(name) || (is_label_value(name) && release.is_none() && applied.is_none()) {
            continue;
        }
        let shown = shown(name);
        let refused = release.filter(|release| release.refuses_odd_names);
        let message = match refused {
            _ if !is_label_value(name) => format!("{shown} is not a valid cluster name"),
            Some(release) => format!("Cilium {} refuses {shown} as a cluster name", release.name()),
            None if let Some((who, _)) = applied => format!("{shown} cannot be part of object names of {who}"),
            None => format!("later releases of Cilium refuse {shown} as a cluster name"),
        };
        // Its own name is free once it has another.
        taken.remove(name);
        let free = free_name(name, &taken);
        let help = format!("name it `{free}`, for example");
        taken.insert(free);
        let mut diagnostic = RULE.at(cluster.name.span, flaw(name), message).help(help).about(name);
        if let (None, Some((_, place))) = (refused, applied) {
            diagnostic = diagnostic.label(place, "creates objects with this name").unsilenceable();
        } else if !is_label_value(name) {
            diagnostic = diagnostic.unsilenceable();
        } else if refused.is_none() {
            diagnostic = diagnostic.severity(Severity::Warning);
        }
        found.push(diagnostic);
    }
}

/// Whether `cilium-<name>` is the name of an object, and short enough for the labels that Flux puts on what
/// it applies (`kustomize.toolkit.fluxcd.io/name`).
fn is_part_of_object_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_part = |part: &str| part.ends_with(plain) && part.chars().all(|c| plain(c) || c == '-');
    name.len() + "cilium-".len() <= 63 && name.split('.').all(|part| part.starts_with(plain) && is_part(part))
}

/// What is wrong with a name, the first thing that is.
fn flaw(name: &str) -> String {
    let plain = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-';
    match name.chars().find(|c| !plain(c)) {
        Some(c) if c.is_ascii_uppercase() => format!("`{c}` is a capital letter"),
        Some(' ') => "has a space".to_string(),
        Some(c) if c.is_control() => format!("has a control character, U+{:04X}", u32::from(c)),
        Some(c) if c.is_alphabetic() => format!("`{c}` is not a letter from a to z"),
        Some(c) => format!("`{c}` is not a letter, a digit or `-`"),
        None if name.len() > MODERN_NAME_LENGTH => {
            format!("{} characters, {} too many", name.len(), name.len() - MODERN_NAME_LENGTH)
        }
        None => "begins or ends with `-`".to_string(),
    }
}
