//! Values that Kubernetes takes as texts only: the chart writes them as they are, and the API server refuses
//! the object. Schemas of charts leave these maps and lists open.

use crate::model::Written;
use crate::release::dictionary::{Dictionary, Found};
use crate::yaml::{Value, json};

/// A value that must be a text, and is none.
pub struct NoText<'v> {
    /// The value.
    pub value: &'v Value,
    /// What it is, as the subject of a sentence.
    pub what: String,
    /// Whether it is the value of its node.
    pub is_whole: bool,
}

/// What in a value must be a text and is none.
pub fn missing<'v>(dictionary: Dictionary, written: &Written, value: &'v Value) -> Option<NoText<'v>> {
    let path = written.path();
    let of_list = |what: String| move |value| NoText { value, what, is_whole: false };
    let items = || value.as_array().into_iter().flatten();
    match written.name() {
        _ if path == "hubble.metrics.enabled" => {
            items().find(|item| !item.is_string()).map(of_list(format!("each item of `{path}`")))
        }
        "extraArgs" => items().find(|item| !item.is_string()).map(of_list(format!("each item of `{path}`"))),
        name if FIELDS.iter().any(|(list, _)| *list == name) => {
            let fields = FIELDS.iter().filter(|(list, _)| *list == name).flat_map(|(_, fields)| fields.iter());
            let values = fields.flat_map(|field| items().filter_map(move |item| Some((field, item.get(field)?))));
            let (field, value) = values.into_iter().find(|(_, value)| !is_text(value))?;
            Some(of_list(format!("each `{field}` in `{path}`"))(value))
        }
        _ => (holds_texts(dictionary, &written.keys) && !is_text(value)).then(|| NoText {
            value,
            what: format!("`{path}`"),
            is_whole: true,
        }),
    }
}

/// Lists of maps by their own names, and the fields of an item that are texts (`EnvVar`, `Toleration` and
/// others of `core/v1`).
const FIELDS: &[(&str, &[&str])] = &[
    ("extraEnv", &["name", "value"]),
    ("extraHostPathMounts", &["hostPath", "mountPath", "name"]),
    ("extraVolumeMounts", &["mountPath", "name"]),
    ("extraVolumes", &["name"]),
    ("imagePullSecrets", &["name"]),
    ("tolerations", &["effect", "key", "operator", "value"]),
    ("topologySpreadConstraints", &["topologyKey", "whenUnsatisfiable"]),
];

/// With null there is no value.
fn is_text(value: &Value) -> bool {
    value.is_string() || value.is_null()
}

/// Whether the map that a value is in holds texts: keys of `cilium-config`, labels and annotations (toYaml of
/// these in all templates of the charts, 1.14 to 1.20; `certgen.annotations` has a map for each kind of
/// object).
fn holds_texts(dictionary: Dictionary, keys: &[String]) -> bool {
    let [above @ .., _] = keys else { return false };
    let [before @ .., name] = above else { return false };
    let is_by_name = |name: &str| {
        let ends = ["annotations", "Annotations", "labels", "Labels", "nodeSelector", "NodeSelector"];
        name == "extraConfig" || ends.iter().any(|end| name.ends_with(end))
    };
    let is_kind = before.last().is_some_and(|name| name == "annotations");
    let is_map = || dictionary.at(above.iter().map(String::as_str)).is_some_and(|entry| entry.types.take(&json!({})));
    (is_by_name(name) || is_kind) && is_map() && matches!(dictionary.find(keys), Found::Free)
}
