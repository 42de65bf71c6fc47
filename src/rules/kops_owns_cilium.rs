#![doc = include_str!("kops_owns_cilium.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names, shown};
use crate::model::{Cluster, Mesh};
use crate::source::Span;
use crate::words::few;
use crate::yaml::Value;

/// The rule.
pub static RULE: Rule = Rule {
    name: "kops-owns-cilium",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("kops_owns_cilium.md"),
};

/// Looks for clusters in which kops installs a Cilium beside the chart's, or another one than the mesh wants.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (span, clusters) in by_place(case.mesh, |cluster| cilium(cluster).map(|(span, _)| span)) {
        let (on_chart, others): (Vec<_>, Vec<_>) = clusters.into_iter().partition(|cluster| cluster.is_on_chart());
        found.0.extend(beside_chart(span, &on_chart));
        found.0.extend(others.into_iter().filter_map(|cluster| differing(case.mesh, cluster)));
    }
}

/// What the spec of a cluster has kops install, with the place where the mesh file names the spec.
fn cilium(cluster: &Cluster) -> Option<(Span, &Value)> {
    let spec = cluster.kops.get()?.spec.value()?;
    Some((spec.span, spec.value.cilium()?))
}

fn beside_chart(span: Span, clusters: &[&Cluster]) -> Option<Diagnostic> {
    if clusters.is_empty() {
        return None;
    }
    let message = format!("kops installs Cilium in {}, and so does the chart", names(clusters));
    let diagnostic = RULE.at(span, "this spec has `networking.cilium`", message);
    let help = "replace `cilium` with `cni: {}` there, so that kops leaves the network plugin to the chart";
    Some(about(diagnostic.help(help), clusters))
}

/// What a spec says of Cilium that the mesh file says otherwise.
fn differing(mesh: &Mesh, cluster: &Cluster) -> Option<Diagnostic> {
    let (span, cilium) = cilium(cluster)?;
    let text = |field: &str| cilium.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
    // What kops takes for unset: its own default, and no id.
    let name = text("clusterName").filter(|name| *name != "default" && *name != cluster.name.value);
    let id = cilium.get("clusterID").and_then(Value::as_u64).filter(|id| *id != 0);
    let id = id.zip(cluster.id.get()).filter(|(id, own)| *id != u64::from(own.number()));
    let tunnel = text("tunnel").filter(|_| !mesh.routing.mode.is_broken());
    let tunnel = tunnel.filter(|tunnel| *tunnel != mesh.routing.mode().tunnel());
    let differing: Vec<(&str, String, String)> = [
        name.map(|name| ("clusterName", name.to_string(), cluster.name.value.clone())),
        id.map(|(id, own)| ("clusterID", id.to_string(), own.to_string())),
        tunnel.map(|tunnel| ("tunnel", tunnel.to_string(), mesh.routing.mode().tunnel().to_string())),
    ]
    .into_iter()
    .flatten()
    .collect();
    let list = |text: fn(&(&str, String, String)) -> String| few(&differing.iter().map(text).collect::<Vec<_>>());
    let (fields, theirs, ours) = (
        list(|(field, ..)| format!("`{field}`")),
        list(|(field, theirs, _)| shown(&format!("{field}: {theirs}"))),
        list(|(field, _, ours)| shown(&format!("{field}: {ours}"))),
    );
    if differing.is_empty() {
        return None;
    }
    let message = format!("kops installs Cilium in {} with a different {fields} from the mesh file", names(&[cluster]));
    let diagnostic = RULE.at(span, format!("this spec has {theirs}"), message);
    let help = format!(
        "write {ours} under `spec.networking.cilium` of the spec; if the cluster already runs with what is there, \
         change the mesh file instead"
    );
    Some(about(diagnostic.help(help), &[cluster]))
}
