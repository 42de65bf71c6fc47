//! Peers in the user's values, held against those that the mesh file has.

use super::is_on;
use super::settled::text;
use crate::plan::Chart;
use crate::yaml::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Where the chart has them, with dots between the keys.
pub const PATH: &str = "clustermesh.config.clusters";

/// How a peer is reached: its DNS name, its addresses and its port.
type Reach = (String, BTreeSet<String>, String);

/// Whether values name the same peers as the mesh file, reached in the same way. The cluster itself may be
/// among them, which agents ignore; so may be those that are switched off.
pub fn are_the_same(chart: &Chart, stated: &Value) -> bool {
    let ours: BTreeMap<&str, Reach> =
        chart.peers.iter().map(|peer| (peer.name.as_str(), reach(&peer.fields))).collect();
    let Some(theirs) = entries(stated) else { return false };
    let is_off = |fields: &Map<String, Value>| fields.get("enabled") == Some(&Value::Bool(false));
    // A certificate for one peer is more than the mesh file says.
    let is_more = |fields: &Map<String, Value>| {
        let own = fields.get("tls").and_then(Value::as_object).into_iter().flatten();
        own.into_iter().any(|(_, value)| is_on(value) == Some(true))
    };
    let theirs = theirs.into_iter().filter(|(name, fields)| *name != chart.peers.itself && !is_off(fields));
    let theirs: Vec<_> = theirs.collect();
    let known: BTreeMap<&str, Reach> = theirs.iter().map(|(name, fields)| (*name, reach(fields))).collect();
    known == ours && !theirs.iter().any(|(_, fields)| is_more(fields))
}

/// The entries by name, of a list or of a map.
fn entries(stated: &Value) -> Option<Vec<(&str, &Map<String, Value>)>> {
    match stated {
        Value::Array(items) => {
            items.iter().map(|item| Some((item.get("name")?.as_str()?, item.as_object()?))).collect()
        }
        Value::Object(fields) => fields.iter().map(|(name, field)| Some((name.as_str(), field.as_object()?))).collect(),
        Value::Null => Some(Vec::new()),
        _ => None,
    }
}

fn reach(fields: &Map<String, Value>) -> Reach {
    let word = |name: &str| fields.get(name).and_then(text).unwrap_or_default();
    let ips = fields.get("ips").and_then(Value::as_array).into_iter().flatten();
    (word("address"), ips.filter_map(text).collect(), word("port"))
}
