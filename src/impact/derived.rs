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
    let mut record = Record::derived();
    record.set("id", text("cluster-id", "/cluster/id"));
    record.set("max-connected-clusters", text("max-connected-clusters", "/clustermesh/maxConnectedClusters"));
    record.set("ipam", text("ipam", "/ipam/mode"));
    let mut pools = Vec::new();
    for (word, family, name) in [("mask", "ipv4", "IPv4"), ("mask6", "ipv6", "IPv6")] {
        let created = |field: &str| {
            let path = format!("/ipam/operator/autoCreateCiliumPodIPPools/default/{family}/{field}");
            values.as_ref().and_then(|values| values.pointer(&path)).map(plain).unwrap_or_default()
        };
        let either = |one: String, other: String| if one.is_empty() { other } else { one };
        let pool = format!("/ipam/operator/clusterPool{name}PodCIDRList");
        let pool = either(text(&format!("cluster-pool-{family}-cidr"), &pool), created("cidrs"));
        let size = format!("/ipam/operator/clusterPool{name}MaskSize");
        let size = either(text(&format!("cluster-pool-{family}-mask-size"), &size), created("maskSize"));
        // The charts' own, which values do not repeat.
        let own = if pool.is_empty() || values.is_none() {
            ""
        } else if family == "ipv4" {
            "24"
        } else {
            "120"
        };
        record.set(word, either(size, own.to_string()));
        pools.extend((!pool.is_empty()).then_some(pool));
    }
    record.set("pod-cidr", pools.join(","));
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
