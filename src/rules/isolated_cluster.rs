#![doc = include_str!("isolated_cluster.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names, shown, taken_names};
use crate::model::Cluster;
use crate::source::Spanned;
use std::collections::BTreeSet;

/// The rule.
pub static RULE: Rule = Rule {
    name: "isolated-cluster",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("isolated_cluster.md"),
};

/// Looks for clusters that `peering` connects to no other. With a wrong name in it, the intended cluster is
/// unknown.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let Some(peering) = case.mesh.peering.get().filter(|_| case.mesh.clusters.len() > 1) else { return };
    let known = taken_names(case.mesh);
    let is_wrong = |names: &[Spanned<String>]| {
        let distinct: BTreeSet<&String> = names.iter().map(|name| &name.value).collect();
        distinct.len() < names.len() || !distinct.into_iter().all(|name| known.contains(name))
    };
    let is_broken = peering.groups.is_broken() || peering.links.is_broken();
    if is_broken || !peering.unmatched.is_empty() || peering.circles().any(is_wrong) {
        return;
    }
    let circles = peering.circles().filter(|names| names.len() > 1);
    let connected: BTreeSet<&str> = circles.flatten().map(|name| name.value.as_str()).collect();
    let alone: Vec<&Cluster> =
        case.mesh.clusters.iter().filter(|cluster| !connected.contains(cluster.name.value.as_str())).collect();
    let Some((first, more)) = alone.split_first() else { return };
    let connects = if more.is_empty() { "connects" } else { "connect" };
    let message = format!("{} {connects} to no other cluster", names(&alone));
    let diagnostic = RULE.at(first.name.span, "in no group and no link", message);
    let diagnostic = diagnostic.also(more.iter().map(|cluster| cluster.name.span), "nor is this one");
    let other = case.mesh.clusters.iter().find(|other| connected.contains(other.name.value.as_str()));
    let other = other.or(more.first().copied()).unwrap_or(first);
    let (one, two) = (shown(&first.name.value), shown(&other.name.value));
    let (one, two) = (one.trim_matches('`'), two.trim_matches('`'));
    // A group begins with a name of its own, which is easily forgotten.
    let nameless = peering.groups.iter().find(|group| known.contains(&group.name.value));
    let help = match nameless {
        Some(group) => {
            let members = group.members.iter().map(|name| format!(" \"{}\"", name.value)).take(3).collect::<String>();
            format!("give the group a name first: `group \"all\" \"{}\"{members}`", group.name.value)
        }
        None => format!("connect it in `peering`, for example with `link \"{one}\" \"{two}\"`"),
    };
    found.push(about(diagnostic.label(peering.span, "who connects to whom").help(help), &alone));
}
