#![doc = include_str!("certificate_missing_san.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, shown};
use crate::model::{Cluster, Mesh, Method};
use crate::release::Provided;
use crate::release::certificates::covers;
use crate::words::choices;

/// The rule.
pub static RULE: Rule = Rule {
    name: "certificate-missing-san",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("certificate_missing_san.md"),
};

/// Looks for `provided` certificates without the names by which peers, and agents behind KVStoreMesh, reach
/// them.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    if case.mesh.certificates.method() == Method::Provided {
        let place = |cluster: &Cluster| missing(case.mesh, cluster)?.primary().map(|label| label.span);
        for (_, clusters) in by_place(case.mesh, place) {
            let first = clusters.first().and_then(|cluster| missing(case.mesh, cluster));
            found.0.extend(first.map(|finding| about(finding, &clusters)));
        }
    }
}

fn missing(mesh: &Mesh, cluster: &Cluster) -> Option<Diagnostic> {
    let (modern, apiserver) = (cluster.modern()?, cluster.apiserver.get()?);
    // Where the chart does not take them, that is the defect.
    if cluster.is_on_chart() && modern.provided_certificates == Provided::InValues {
        return None;
    }
    // A name that cannot be read may be the one.
    let is_broken = mesh.domain.is_broken() || mesh.kvstoremesh.is_broken() || apiserver.address.is_broken();
    if is_broken || apiserver.sans.is_broken() || apiserver.ips.is_broken() {
        return None;
    }
    let local = mesh.caches(cluster).then(|| mesh.local_host());
    // By which name peers will reach it is not known yet.
    let host = (!cluster.is_pending()).then(|| mesh.host(cluster));
    let needed: Vec<String> = [host, local].into_iter().flatten().collect();
    let lacks = |name: &&String| !apiserver.sans.iter().any(|san| covers(&san.value, name));
    let lacking: Vec<&str> = needed.iter().filter(lacks).map(String::as_str).collect();
    if lacking.is_empty() {
        return None;
    }
    let message =
        format!("the certificate of cluster {} lacks {}", shown(&cluster.name.value), choices(lacking.iter().copied()));
    let (span, label) = match apiserver.sans.last() {
        Some(last) => (last.span, "not among these names"),
        None => (apiserver.span, "no `san`"),
    };
    let wanted: Vec<String> = lacking.iter().map(|name| format!("\"{name}\"")).collect();
    let help =
        format!("issue the certificate with these names too, and add to `apiserver`: `san {}`", wanted.join(" "));
    Some(RULE.at(span, label, message).help(help))
}
