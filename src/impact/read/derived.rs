//! What a cluster was made with, worked out from what it runs: for overlays that an earlier meshc wrote
//! without a record.

use crate::address::Family;
use crate::plan::Record;
use crate::plan::lasting::Lasting;
use crate::release::default_node_mask;
use crate::settings::{self, Setting};
use crate::yaml::{self, Value};

/// The record that `cilium-config` or the values of the chart come to; none when neither has an id.
pub fn record(config: Option<&Value>, values: Option<&Value>) -> Option<Record> {
    let at = |path: &str| values?.pointer(&format!("/{}", path.replace('.', "/")));
    let text = |row: &Setting| {
        let key = row.keys.first().and_then(|key| config?.get("data")?.get(key.name));
        key.or_else(|| at(row.values.first()?.path)).map(plain).unwrap_or_default()
    };
    let rows = |word: Lasting| settings::rows().filter(move |row| row.word == Some(word.word()));
    let mut record = Record::derived();
    for word in [Lasting::Id, Lasting::MaxConnectedClusters, Lasting::Ipam] {
        rows(word).for_each(|row| record.set(word.word(), text(row)));
    }
    let mut pools = Vec::new();
    // The masks are the charts' own, which values do not repeat.
    for (mask, name, family) in [(Lasting::Mask, "ipv4", Family::Ipv4), (Lasting::Mask6, "ipv6", Family::Ipv6)] {
        let created = |field: &str| {
            let path = format!("ipam.operator.autoCreateCiliumPodIPPools.default.{name}.{field}");
            at(&path).map(plain).unwrap_or_default()
        };
        let either = |one: String, other: String| if one.is_empty() { other } else { one };
        let is_pool = |row: &&Setting| row.keys.iter().any(|key| key.name.contains(name));
        let pool = rows(Lasting::PodCidr).find(is_pool).map(text).unwrap_or_default();
        let pool = either(pool, created("cidrs"));
        let size = either(rows(mask).map(text).collect(), created("maskSize"));
        let has_own = !pool.is_empty() && values.is_some();
        let own = if has_own { default_node_mask(family).to_string() } else { String::new() };
        record.set(mask.word(), either(size, own));
        pools.extend((!pool.is_empty()).then_some(pool));
    }
    record.set(Lasting::PodCidr.word(), pools.join(","));
    record.get("id").is_some().then_some(record)
}

/// A value as records hold it: lists with commas between.
fn plain(value: &Value) -> String {
    yaml::joined(value).split_whitespace().collect::<Vec<_>>().join(",")
}
