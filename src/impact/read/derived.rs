//! What a cluster was made with, worked out from what it runs: for overlays that an earlier meshc wrote without a record.

use crate::plan::Record;
use crate::yaml::Value;

/// The record that `cilium-config` or the values of the chart come to; none when neither has an id.
pub fn record(config: Option<&Value>, values: Option<&Value>) -> Option<Record> {
    let text = |key: &str, path: &str| {
        let found = config.and_then(|config| config.get("data")?.get(key));
        found.or_else(|| values?.pointer(path)).map(plain).unwrap_or_default()
    };
    let mut record = Record::derived();
    record.set("id", text("cluster-id", "/cluster/id"));
    record.set("max-connected-clusters", text("max-connected-clusters", "/clustermesh/maxConnectedClusters"));
    record.set("ipam", text("ipam", "/ipam/mode"));
    let mut pools = Vec::new();
    // The masks are the charts' own, which values do not repeat.
    for (word, family, name, own) in [("mask", "ipv4", "IPv4", "24"), ("mask6", "ipv6", "IPv6", "120")] {
        let created = |field: &str| {
            let path = format!("/ipam/operator/autoCreateCiliumPodIPPools/default/{family}/{field}");
            values.and_then(|values| values.pointer(&path)).map(plain).unwrap_or_default()
        };
        let either = |one: String, other: String| if one.is_empty() { other } else { one };
        let pool = format!("/ipam/operator/clusterPool{name}PodCIDRList");
        let pool = either(text(&format!("cluster-pool-{family}-cidr"), &pool), created("cidrs"));
        let size = format!("/ipam/operator/clusterPool{name}MaskSize");
        let size = either(text(&format!("cluster-pool-{family}-mask-size"), &size), created("maskSize"));
        let own = if pool.is_empty() || values.is_none() { "" } else { own };
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
