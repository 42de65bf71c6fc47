//! What the user's own `config` and `values` set, and where. Values reach the chart only: on manifests they
//! are not read.

use crate::model::Cluster;
use crate::source::Spanned;
use crate::yaml::Value;

/// What `config`, or `extraConfig` of the chart, sets for a key that the cluster's release reads.
pub fn in_config(cluster: &Cluster, key: &str) -> Option<Spanned<String>> {
    let setting = cluster.config.iter().find(|setting| setting.key.value == key);
    let own = setting.map(|setting| Spanned::new(setting.value.clone(), setting.key.span));
    let has_values = !cluster.values.tree.is_empty();
    let own = own.or_else(|| has_values.then(|| in_values(cluster, &format!("extraConfig.{key}"))).flatten())?;
    cluster.release().filter(|release| release.retired_config(key).is_none()).map(|_| own)
}

/// What `values` sets at a path that the chart of the cluster's release reads.
pub fn in_values(cluster: &Cluster, path: &str) -> Option<Spanned<String>> {
    let value = cluster.values.get(path)?;
    let is_read = cluster.is_on_chart() && cluster.release().is_some() && cluster.retired_value(path).is_none();
    let text = match Some(value).filter(|_| is_read)? {
        Value::String(text) => text.clone(),
        Value::Bool(on) => on.to_string(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(Spanned::new(text, cluster.values.place(path)?))
}
