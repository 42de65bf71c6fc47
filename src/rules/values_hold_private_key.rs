#![doc = include_str!("values_hold_private_key.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::manifest::key_material::{Found, Kind, in_object, in_values, of_text};
use crate::model::{Cluster, Setting};
use crate::source::Span;
use crate::words::cut;
use crate::yaml::{self, Value};

/// The rule.
pub static RULE: Rule = Rule {
    name: "values-hold-private-key",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("values_hold_private_key.md"),
};

/// Looks for key material in what the user adds: it is in the mesh file, and would be in the output.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for cluster in &case.mesh.clusters {
        found.0.extend(in_values(&cluster.values.tree).iter().filter_map(|material| of_value(cluster, material)));
        found.0.extend(cluster.config.iter().filter_map(|setting| of_setting(cluster, setting)));
        found.0.extend(elsewhere(cluster));
    }
}

fn of_value(cluster: &Cluster, material: &Found) -> Option<Diagnostic> {
    let span = cluster.values.place(&material.written)?;
    let noun = material.kind.noun();
    let message = format!("`values` contains {noun}, in `{}`", cut(&material.path, LONGEST));
    let diagnostic = RULE.at(span, format!("contains {noun}"), message).help(help(&material.path, material.kind));
    Some(diagnostic.conceals(std::iter::once(material.text.clone())).about(&cluster.name.value).in_clusters())
}

fn of_setting(cluster: &Cluster, setting: &Setting) -> Option<Diagnostic> {
    let kind = of_text(&setting.value)?;
    let noun = kind.noun();
    let message = format!("`config` contains {noun}, in `{}`", cut(&setting.key.value, LONGEST));
    let diagnostic = RULE.at(setting.key.span, format!("contains {noun}"), message);
    let help = "remove it, and mount a Secret of the cluster that contains it";
    let diagnostic = diagnostic.help(help).conceals(std::iter::once(setting.value.clone()));
    Some(diagnostic.about(&cluster.name.value).in_clusters())
}

/// In what else goes into the output: patches, annotations, kops specs.
fn elsewhere(cluster: &Cluster) -> Vec<Diagnostic> {
    let operations = cluster.patches.iter().flat_map(|patch| patch.operations.iter().map(move |it| (patch, it)));
    let patches = operations.flat_map(|(patch, operation)| {
        let path = operation.json.get("path").and_then(Value::as_str).unwrap_or_default();
        let what = format!("a `patch` contains {{}}, in `{}`", cut(path, LONGEST));
        let value = operation.json.get("value").unwrap_or(&Value::Null);
        in_patch(&patch.kind.value, path, value)
            .into_iter()
            .map(move |(kind, text)| material(cluster, operation.span, (&what, kind), &text))
    });
    let annotations = cluster.apiserver.get().into_iter().flat_map(|apiserver| &apiserver.annotations);
    let annotations = annotations.filter_map(|annotation| {
        let what = format!("an annotation contains {{}}, in `{}`", cut(&annotation.key, LONGEST));
        let text = &annotation.value.value;
        Some(material(cluster, annotation.value.span, (&what, of_text(text)?), text))
    });
    let spec = cluster.kops.get().and_then(|kops| kops.spec.value());
    let specs = spec.into_iter().flat_map(|spec| {
        let found = spec.value.documents.iter().flat_map(|(_, document)| in_object(document));
        found.map(|(kind, text)| material(cluster, spec.span, ("the kops spec contains {}", kind), text))
    });
    patches.chain(annotations).chain(specs).collect()
}

fn material(cluster: &Cluster, span: Span, (what, kind): (&str, Kind), text: &str) -> Diagnostic {
    let noun = kind.noun();
    let finding = RULE.at(span, format!("contains {noun}"), what.replacen("{}", noun, 1));
    let finding = finding.help("remove it, and create a Secret with it in each cluster");
    finding.conceals(std::iter::once(text.to_string())).about(&cluster.name.value).in_clusters()
}

/// The key material in what a patch sets: by what it looks like, and in a Secret by the name that it gets.
fn in_patch(kind: &str, path: &str, value: &Value) -> Vec<(Kind, String)> {
    let steps: Vec<String> = path.split('/').skip(1).map(yaml::unescaped).collect();
    let object = match steps.as_slice() {
        [field, name] => yaml::json!({ "kind": kind, field.as_str(): { name.as_str(): value } }),
        [field] => yaml::json!({ "kind": kind, field.as_str(): value }),
        _ => Value::Null,
    };
    let named = in_object(&object).into_iter().map(|(kind, text)| (kind, text.to_string()));
    let mut found: Vec<(Kind, String)> = named.collect();
    let inside = yaml::Map::from_iter([("value".to_string(), value.clone())]);
    found.extend(in_values(&inside).into_iter().map(|found| (found.kind, found.text)));
    found.sort();
    found.dedup();
    found
}

/// The longest path that a sentence holds.
const LONGEST: usize = 96;

fn help(path: &str, kind: Kind) -> &'static str {
    match kind {
        _ if path == "tls.ca.key" => {
            "remove it and `tls.ca.cert`, and create in each cluster the CA Secret that `certificates ca-secret=` names"
        }
        Kind::IpsecKey => "remove it, and create in each cluster the Secret that `encryption \"ipsec\" secret=` names",
        _ => "remove it, and create a Secret with it in each cluster",
    }
}
