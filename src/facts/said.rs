//! What the user's own `config` and `values` set, and where. Values reach the chart only: on manifests they
//! are not read.

use crate::model::Cluster;
use crate::source::Span;
use crate::yaml::Value;

/// A value as text, and its place.
#[derive(Debug)]
pub struct Said {
    /// The text.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// What `config`, or `extraConfig` of the chart, sets for a key that the cluster's release reads.
pub fn in_config(cluster: &Cluster, key: &str) -> Option<Said> {
    let setting = cluster.config.iter().find(|setting| setting.key.value == key);
    let said = setting.map(|setting| Said { text: setting.value.clone(), span: setting.key.span });
    let said = said.or_else(|| in_values(cluster, &format!("extraConfig.{key}")))?;
    cluster.release().filter(|release| release.retired_config(key).is_none()).map(|_| said)
}

/// What `values` sets at a path that the chart of the cluster's release reads.
pub fn in_values(cluster: &Cluster, path: &str) -> Option<Said> {
    let value = cluster.values.get(path)?;
    let is_read = cluster.is_on_chart() && cluster.release().is_some() && cluster.retired_value(path).is_none();
    let text = match Some(value).filter(|_| is_read)? {
        Value::String(text) => text.clone(),
        Value::Bool(on) => on.to_string(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(Said { text, span: cluster.values.place(path)? })
}
