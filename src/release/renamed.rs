//! Values of older charts in the words of newer ones, so that a release alone changes none.

use super::RELEASES;
use std::collections::BTreeMap;

/// Values by their paths, in the words of the newest chart.
pub fn in_new_words(mut values: BTreeMap<String, String>) -> BTreeMap<String, String> {
    // The chart of 1.14 has one value for both parts of routing (`cilium-configmap.yaml`).
    if let Some(tunnel) = values.remove("tunnel") {
        let is_native = tunnel == "disabled";
        values.insert("routingMode".to_string(), if is_native { "native" } else { "tunnel" }.to_string());
        values.extend((!is_native).then(|| ("tunnelProtocol".to_string(), tunnel)));
    }
    move_server_names(&mut values);
    // The chart of 1.19 takes either (`clustermesh-apiserver/clusterrole.yaml`).
    if let Some(former) = values.remove("clustermesh.enableMCSAPISupport") {
        let new = values.entry("clustermesh.mcsapi.enabled".to_string()).or_default();
        if former == "true" || new.is_empty() {
            *new = former;
        }
    }
    // Up to 1.17 policies select pods of all clusters.
    values.entry("clustermesh.policyDefaultLocalCluster".to_string()).or_insert_with(|| "false".to_string());
    values
}

/// From 1.20 on the names of the server's certificate are beside what makes it.
fn move_server_names(values: &mut BTreeMap<String, String>) {
    let rows = || RELEASES.iter().filter_map(|release| release.modern()).map(|modern| modern.server_names);
    let (Some(old), Some(new)) = (rows().next(), rows().next_back()) else { return };
    let (old, new) = (format!("{old}.extra"), format!("{new}.extra"));
    let moved: Vec<String> = values.keys().filter(|path| path.starts_with(&old)).cloned().collect();
    for path in moved {
        let to = path.replacen(&old, &new, 1);
        values.remove(&path).map(|value| values.insert(to, value));
    }
}
