//! Where Flux finds charts: one index for all of its versions, or an artifact of each version in a registry.
//!
//! What clusters have that state nothing of their own is named after the mesh, so that it keeps its name when
//! the mesh moves to another release; a cluster with another release or repository has one of its own.

use crate::delivery::names;
use crate::delivery::substitution::guarded;
use crate::plan::{Chart, ChartSource, Cluster, Flux, Plan};
use crate::yaml::{Value, json};
use std::collections::BTreeMap;

/// The sources of the charts of those clusters.
pub fn sources<'p>(plan: &'p Plan, flux: &Flux, clusters: impl Iterator<Item = &'p Cluster>) -> Vec<Value> {
    let charts = clusters.filter_map(|cluster| Some((name(plan, cluster)?, cluster.applied_chart()?)));
    let sources: BTreeMap<String, Value> =
        charts.map(|(name, chart)| (name.clone(), source(flux, &name, chart))).collect();
    sources.into_values().collect()
}

/// How a HelmRelease names the source of its chart.
pub fn reference(plan: &Plan, cluster: &Cluster, chart: &Chart) -> (&'static str, Value) {
    let name = name(plan, cluster);
    if is_registry(chart) {
        return ("chartRef", json!({ "kind": "OCIRepository", "name": name }));
    }
    let source = json!({ "kind": "HelmRepository", "name": name });
    ("chart", json!({ "spec": { "chart": "cilium", "version": chart.version, "sourceRef": source } }))
}

fn name(plan: &Plan, cluster: &Cluster) -> Option<String> {
    let ChartSource::Repository { is_usual, is_usual_version, .. } = cluster.chart()?.source else { return None };
    let is_own = !is_usual || (!is_usual_version && cluster.chart().is_some_and(is_registry));
    Some(if is_own { names::of_cluster(plan, &cluster.name) } else { names::of_mesh(plan) })
}

fn is_registry(chart: &Chart) -> bool {
    chart.repository().is_some_and(|address| address.starts_with("oci://"))
}

/// `source.toolkit.fluxcd.io/v1`. The layer is the one in which Helm keeps a chart
/// (`docs/spec/v1/ocirepositories.md`).
fn source(flux: &Flux, name: &str, chart: &Chart) -> Value {
    let address = chart.repository().unwrap_or_default();
    let (kind, spec) = if is_registry(chart) {
        let layer = json!({ "mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip", "operation": "copy" });
        let spec = json!({
            "interval": flux.interval,
            "url": format!("{}/cilium", address.trim_end_matches('/')),
            "ref": { "tag": chart.version },
            "layerSelector": layer,
        });
        ("OCIRepository", spec)
    } else {
        ("HelmRepository", json!({ "interval": flux.interval, "url": address }))
    };
    guarded(json!({
        "apiVersion": "source.toolkit.fluxcd.io/v1",
        "kind": kind,
        "metadata": { "name": name, "namespace": flux.namespace },
        "spec": spec,
    }))
}
