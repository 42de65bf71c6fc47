#![doc = include_str!("kops_name_differs.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names, shown};
use crate::manifest::kind;
use crate::model::Cluster;
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "kops-name-differs",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("kops_name_differs.md"),
};

/// Looks for specs of another kops cluster than the one that the mesh file names.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (span, clusters) in by_place(case.mesh, place) {
        let Some(cluster) = clusters.first() else { continue };
        let (Some(kops), Some(name)) = (cluster.kops.get(), differing(cluster)) else { continue };
        let message = format!("the spec of {} describes another kops cluster", names(&clusters));
        let mut diagnostic = RULE.at(span, "named here", message);
        if let Some(path) = kops.spec_path.value() {
            diagnostic = diagnostic.label(path.span, format!("the spec of {}", shown(name)));
        }
        let help =
            format!("write {}, or name the spec of {}", shown(&format!("kops \"{name}\"")), shown(&kops.name.value));
        found.push(about(diagnostic.help(help), &clusters));
    }
}

fn place(cluster: &Cluster) -> Option<Span> {
    differing(cluster)?;
    Some(cluster.kops.get()?.name.span)
}

/// The name that the spec gives its Cluster, when the mesh file gives it another.
fn differing(cluster: &Cluster) -> Option<&str> {
    let kops = cluster.kops.get()?;
    let mut documents = kops.spec.get()?.documents.iter().map(|(_, document)| document);
    let name = documents.find(|document| kind(document) == "Cluster")?.pointer("/metadata/name")?.as_str()?;
    (name != kops.name.value).then_some(name)
}
