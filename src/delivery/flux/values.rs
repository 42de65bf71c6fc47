//! The values of a cluster for a HelmRelease of the user's own: a ConfigMap that it names in `valuesFrom`.

use crate::delivery::substitution::guarded;
use crate::plan::{Chart, Cluster, Flux};
use crate::yaml::{self, Value, json};

/// The ConfigMap of a cluster on a chart. It is where the HelmRelease is, which reads no other namespace. The
/// label makes helm-controller see a change at once (`docs/spec/v2/helmreleases.md`, values references).
pub fn config_map(flux: &Flux, cluster: &Cluster, chart: &Chart) -> Value {
    guarded(json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": name(flux, &cluster.name),
            "namespace": flux.namespace,
            "labels": { "reconcile.fluxcd.io/watch": "Enabled" },
        },
        "data": { "values.yaml": yaml::write(&chart.values()) },
    }))
}

/// Its name: where one Flux serves all clusters they are side by side.
fn name(flux: &Flux, cluster: &str) -> String {
    if flux.per_cluster { NAME.to_string() } else { format!("{NAME}-{cluster}") }
}

const NAME: &str = "cilium-mesh-values";
