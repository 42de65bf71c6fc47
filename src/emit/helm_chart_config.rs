//! The values of a cluster whose distribution installs the chart: a HelmChartConfig, which its
//! helm-controller merges over the values of the HelmChart of the same name.

use super::insert;
use crate::plan::{ChartSource, Cluster};
use crate::tree::Tree;
use crate::yaml::{self, Value, json};

/// The file in the folder of a cluster.
const FILE: &str = "helm-chart-config.yaml";

/// Writes the HelmChartConfig of a cluster that has one into its folder, and returns the file.
pub fn emit(folder: &str, cluster: &Cluster, tree: &mut Tree) -> Option<String> {
    insert(tree, &format!("{folder}/{FILE}"), &yaml::write(&object(cluster)?));
    Some(FILE.to_string())
}

/// The HelmChartConfig of a cluster that has one.
pub fn object(cluster: &Cluster) -> Option<Value> {
    let chart = cluster.chart()?;
    let ChartSource::Distribution { helm_chart_config } = &chart.source else { return None };
    // `pkg/apis/helm.cattle.io/v1/types.go` of k3s-io/helm-controller.
    Some(json!({
        "apiVersion": "helm.cattle.io/v1",
        "kind": "HelmChartConfig",
        "metadata": { "name": helm_chart_config, "namespace": chart.namespace },
        "spec": { "valuesContent": yaml::write(&chart.values()) },
    }))
}
