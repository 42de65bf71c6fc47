#![doc = include_str!("self_peering.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::shown;
use crate::source::Span;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "self-peering",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("self_peering.md"),
};

/// Looks for clusters that are named twice in one `group` or `link`.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let Some(peering) = case.mesh.peering.get() else { return };
    for (what, names) in peering
        .groups
        .iter()
        .map(|group| ("group", &group.members))
        .chain(peering.links.iter().map(|link| ("link", &link.ends)))
    {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for name in names {
            let Some(earlier) = first.insert(&name.value, name.span) else { continue };
            let shown = shown(&name.value);
            let (message, help) = if what == "link" {
                (
                    format!("cluster {shown} is linked to itself"),
                    "name another cluster as its second end, or remove the `link`",
                )
            } else {
                (format!("cluster {shown} is in one group twice"), "remove it here, or name the intended cluster")
            };
            let diagnostic = RULE.at(name.span, "named again here", message).label(earlier, "first named here");
            found.push(diagnostic.help(help).about(&name.value));
        }
    }
}
