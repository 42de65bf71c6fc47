#![doc = include_str!("certificates_change_on_render.md")]

use super::clusters::{about, names};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh, Method};

/// The rule.
pub static RULE: Rule = Rule {
    name: "certificates-change-on-render",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("certificates_change_on_render.md"),
};

/// Looks for clusters on the chart whose CA Helm makes anew: all of them, but for those whose values hold the CA.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let (Method::Helm, Some(span)) = (mesh.certificates.method, mesh.certificates.span) else { return };
    let has_ca =
        |cluster: &Cluster| ["tls.ca.cert", "tls.ca.key"].iter().all(|path| cluster.values.get(path).is_some());
    let of_chart =
        |cluster: &Cluster| cluster.modern().is_some() && cluster.base.is_none() && cluster.apiserver.is_some();
    let clusters: Vec<&Cluster> =
        mesh.clusters.iter().filter(|cluster| of_chart(cluster) && !has_ca(cluster)).collect();
    if !clusters.is_empty() {
        let message = format!("every render of the chart makes another CA for {}", names(&clusters));
        let help = "write `certificates \"cron-job\"`, and give every cluster the Secret with the CA beforehand";
        found.push(about(RULE.at(span, "made by Helm", message).help(help), &clusters));
    }
}
