#![doc = include_str!("certificates_change_on_render.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names};
use crate::model::{Cluster, Method};

/// The rule.
pub static RULE: Rule = Rule {
    name: "certificates-change-on-render",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("certificates_change_on_render.md"),
};

/// Looks for clusters on the chart whose CA Helm makes again: all but those whose values contain the CA.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let of_chart =
        |cluster: &&Cluster| cluster.modern().is_some() && cluster.is_on_chart() && cluster.apiserver.get().is_some();
    let clusters: Vec<&Cluster> =
        case.mesh.clusters.iter().filter(of_chart).filter(|cluster| !has_ca(cluster)).collect();
    match (case.mesh.certificates.method(), case.mesh.certificates.span) {
        (Method::Helm, Some(span)) if !clusters.is_empty() => {
            let message = format!("every render of the chart makes another CA for {}", names(&clusters));
            let help = "write `certificates \"cron-job\"`, and give every cluster the Secret with the CA beforehand";
            found.push(about(RULE.at(span, "made by Helm", message).help(help), &clusters));
        }
        (Method::Helm, _) => {}
        _ => found.0.extend(case.mesh.clusters.iter().filter_map(of_hubble)),
    }
}

fn has_ca(cluster: &Cluster) -> bool {
    ["tls.ca.cert", "tls.ca.key"].iter().all(|path| cluster.values.get(path).is_some())
}

/// Hubble's certificates depend on the same CA, which the chart writes with them (`cilium-ca-secret.yaml`).
fn of_hubble(cluster: &Cluster) -> Option<Diagnostic> {
    const PATH: &str = "hubble.tls.auto.method";
    let is_helm = cluster.values.get(PATH).and_then(crate::yaml::Value::as_str) == Some("helm");
    let span = cluster.values.place(PATH).filter(|_| is_helm && cluster.is_on_chart() && !has_ca(cluster))?;
    let message = "every render of the chart makes another CA, for Hubble's certificates";
    Some(
        RULE.at(span, "made by Helm", message)
            .help("write \"cronJob\", or remove it: Hubble's certificates are made as the others")
            .about(&cluster.name.value),
    )
}
