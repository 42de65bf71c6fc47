//! What a cluster was made with, read off what it runs: for overlays that an earlier meshc wrote without a record.

use super::deployed::Deployed;
use super::output::Output;
use crate::plan::Record;
use crate::yaml::{self, Value};

/// The record that `cilium-config`, or the values of the chart, come to; none when neither says an id. Where the overlay does
/// not hold them together any more, the files that it should name count.
pub fn record(output: &Output, deployed: &Deployed) -> Option<Record> {
    let file = |name: &str| {
        let text = output.get(&format!("clusters/{}/{name}", deployed.name))?;
        yaml::read(text).ok()?.into_iter().next()
    };
    let config = deployed.object("ConfigMap", "cilium-config").cloned().or_else(|| file("cilium-config.yaml"));
    let values = deployed.values.clone().or_else(|| file("values.yaml"));
    let text = |key: &str, path: &str| {
        let found = config.as_ref().and_then(|config| config.get("data")?.get(key));
        let found = found.or_else(|| values.as_ref()?.pointer(path));
        found.map(plain).unwrap_or_default()
    };
    let mut record = Record::default();
    record.set("id", text("cluster-id", "/cluster/id"));
    record.set("max-connected-clusters", text("max-connected-clusters", "/clustermesh/maxConnectedClusters"));
    record.set("ipam", text("ipam", "/ipam/mode"));
    record.set("mask", text("cluster-pool-ipv4-mask-size", "/ipam/operator/clusterPoolIPv4MaskSize"));
    record.set("mask6", text("cluster-pool-ipv6-mask-size", "/ipam/operator/clusterPoolIPv6MaskSize"));
    let pools = [
        text("cluster-pool-ipv4-cidr", "/ipam/operator/clusterPoolIPv4PodCIDRList"),
        text("cluster-pool-ipv6-cidr", "/ipam/operator/clusterPoolIPv6PodCIDRList"),
    ];
    record.set("pod-cidr", pools.into_iter().filter(|pool| !pool.is_empty()).collect::<Vec<_>>().join(","));
    record.get("id").is_some().then_some(record)
}

/// A value as records hold it: lists with commas between.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(","),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
