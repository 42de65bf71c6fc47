//! A file in another language in the place of a mesh file: what it is, and where what it sets is written.

use crate::diagnostic::Diagnostic;
use crate::kdl::{self, arguments};
use crate::limits::VALUES;
use crate::release::dictionary;
use crate::rules::syntax_error;
use crate::source::{FileId, Span};
use crate::yaml::{self, Value};

/// What is wrong with such a file; nothing for one that may be meant as KDL.
pub fn finding(file: FileId, path: &str, text: &str) -> Option<Diagnostic> {
    let (language, first) = kdl::foreign(text)?;
    let span = Span { file, start: first.start, end: first.end };
    let language = language.name();
    let is_small = yaml::weight(text) <= VALUES.most;
    let documents = if is_small { yaml::read(text).unwrap_or_default() } else { Vec::new() };
    let (what, help) = match documents.first() {
        Some(first) if is_manifest(first) => manifest(first),
        Some(first) if is_values(first) => ("Helm values".to_string(), values(first)),
        _ => (language.to_string(), "write it in KDL; `meshc schema` prints all nodes of a mesh file".to_string()),
    };
    let of = if what == language { String::new() } else { format!(" in {language}") };
    let message = format!("`{path}` holds {what}{of}, but a mesh file is KDL");
    Some(syntax_error::RULE.at(span, format!("{language} begins here"), message).help(help))
}

fn is_manifest(value: &Value) -> bool {
    value.get("apiVersion").is_some() && value.get("kind").is_some()
}

fn manifest(value: &Value) -> (String, String) {
    let kind = value.get("kind").and_then(Value::as_str).unwrap_or_default();
    let help = match kind {
        "HelmRelease" | "HelmChartConfig" | "Application" => {
            "write its values in `values` of a cluster or of `defaults`"
        }
        "Cluster" | "InstanceGroup" => "name the file in the cluster: `kops \"<DNS name>\" spec=\"<file>\"`",
        _ => "name the folder that holds it with `base path=` in `mesh`",
    };
    (format!("a Kubernetes {kind}"), help.to_string())
}

/// Whether most of what is at the top is a value of Cilium's chart.
fn is_values(value: &Value) -> bool {
    let keys = value.as_object().map(|fields| fields.keys().collect::<Vec<_>>()).unwrap_or_default();
    let known = keys.iter().filter(|key| dictionary::has_value(key)).count();
    known > 0 && known * 2 > keys.len()
}

/// Where Helm values are written, with the first of them as it is written there.
fn values(value: &Value) -> String {
    let written = first(value).map_or_else(
        || "…".to_string(),
        |(keys, value)| {
            let (open, close) = (keys.join(" { "), " }".repeat(keys.len().saturating_sub(1)));
            format!("{open} {value}{close}")
        },
    );
    format!("write them in `values` of a cluster or of `defaults`: `values {{ {written} }}`")
}

/// The first value that is no map, by its keys, as the arguments of a node. The depth is bounded by the
/// reader of YAML.
fn first(value: &Value) -> Option<(Vec<String>, String)> {
    let mut open: Vec<(Vec<String>, &Value)> = vec![(Vec::new(), value)];
    while let Some((keys, value)) = open.pop() {
        let Some(fields) = value.as_object() else {
            match arguments(value) {
                Some(text) => return Some((keys, text)),
                None => continue,
            }
        };
        let below = |key: &String| keys.iter().chain([key]).cloned().collect();
        open.extend(fields.iter().rev().filter(|(key, _)| is_name(key)).map(|(key, value)| (below(key), value)));
    }
    None
}

/// Whether a key is the name of a node without quotes.
fn is_name(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}
