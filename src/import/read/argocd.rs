//! Applications of Argo CD, and ApplicationSets with a list of clusters.

use super::{Source, text_at};
use crate::import::facts::{Applier, Facts, Form, Installer, Name, Seen};
use crate::import::files::File;
use crate::import::paths::at_path;
use crate::manifest::kind;
use crate::yaml::{self, Value, items};

/// The most elements of a generator.
const MOST: usize = 1_000;

/// An Application that installs Cilium's chart; others say nothing.
pub fn application(source: Source<'_>, facts: &mut Facts) {
    let document = source.document;
    let single = document.pointer("/spec/source").into_iter();
    let all: Vec<&Value> = single.chain(items(document, "/spec/sources")).collect();
    let is_chart = |source: &&&Value| {
        let chart = text_at(source, "/chart");
        chart.is_some_and(|chart| chart.rsplit('/').next() == Some("cilium")) || (chart.is_none() && has_values(source))
    };
    let name = text_at(document, "/metadata/name").unwrap_or_default();
    let chart = all.iter().find(is_chart);
    if !name.contains("cilium") && chart.is_none_or(|chart| text_at(chart, "/chart").is_none()) {
        return;
    }
    facts.installer = Some(Installer::ArgoCd);
    let seen = |text: &str| Seen::new(text.to_string(), source.path());
    facts.namespace.extend(text_at(document, "/spec/destination/namespace").map(seen));
    facts.applier = Some(applier(document, &all));
    // What makes the values is not known where it is neither a chart nor Helm.
    let Some(chart) = chart else { return };
    if text_at(chart, "/chart").is_some() {
        facts.release.extend(text_at(chart, "/targetRevision").map(seen));
        facts.repository.extend(text_at(chart, "/repoURL").map(seen));
    }
    if let Some(name) = text_at(document, "/spec/destination/name").filter(|name| *name != "in-cluster") {
        facts.call(Name::OfMachines(name.to_string()));
    }
    helm(source, chart, facts);
}

/// The Application itself. Its repository is the one with files, not that of the chart.
fn applier(document: &Value, sources: &[&Value]) -> Applier {
    let at = |pointer: &str| text_at(document, pointer).map(str::to_string);
    let repository = sources.iter().find(|source| text_at(source, "/chart").is_none()).and_then(|source| {
        let revision = text_at(source, "/targetRevision").map(str::to_string);
        Some((text_at(source, "/repoURL")?.to_string(), revision))
    });
    let server = text_at(document, "/spec/destination/server");
    Applier::ArgoCd {
        application: at("/metadata/name").unwrap_or_default(),
        namespace: at("/metadata/namespace"),
        project: at("/spec/project"),
        repository,
        is_beside: server == Some("https://kubernetes.default.svc"),
    }
}

fn has_values(source: &Value) -> bool {
    source.pointer("/helm").and_then(Value::as_object).is_some_and(|helm| !helm.is_empty())
}

/// The values, in Argo CD's own order: files, `values` or `valuesObject`, parameters
/// (`docs/user-guide/helm.md`, v3.1).
fn helm(source: Source<'_>, chart: &Value, facts: &mut Facts) {
    for path in items(chart, "/helm/valueFiles").iter().filter_map(Value::as_str) {
        match file(source.all, path) {
            Some(file) => {
                let values = file.documents.first().unwrap_or(&Value::Null);
                facts.layer(&file.path, Form::Whole, values);
            }
            None => facts.missing.push(path.to_string()),
        }
    }
    let text = text_at(chart, "/helm/values").and_then(|text| yaml::read(text).ok()?.into_iter().next());
    let object = chart.pointer("/helm/valuesObject").cloned();
    if let Some(values) = object.or(text) {
        facts.layer(source.path(), Form::Part, &values);
    }
    for parameter in items(chart, "/helm/parameters") {
        if let (Some(name), Some(value)) = (text_at(parameter, "/name"), text_at(parameter, "/value")) {
            let value = yaml::read(value).ok().and_then(|all| all.into_iter().next()).unwrap_or_else(|| value.into());
            facts.layer(source.path(), Form::Part, &at_path(name, value));
        }
    }
}

/// The file that a path of a repository names, among the given ones: the one whose path ends like it.
fn file<'f>(all: &[&'f File], path: &str) -> Option<&'f File> {
    let path = path.strip_prefix('$').and_then(|rest| rest.split_once('/')).map_or(path, |(_, rest)| rest);
    let wanted: Vec<&str> = path.split('/').filter(|part| !["", ".", ".."].contains(part)).collect();
    let common = |file: &File| {
        let parts: Vec<&str> = file.path.split('/').collect();
        parts.iter().rev().zip(wanted.iter().rev()).take_while(|(one, other)| one == other).count()
    };
    all.iter().copied().filter(|file| common(file) > 0).max_by_key(|file| common(file))
}

/// The Applications of an ApplicationSet that lists its clusters; nothing for another document.
pub fn of_set(document: &Value) -> Option<Vec<Value>> {
    let template = document.pointer("/spec/template").filter(|_| kind(document) == "ApplicationSet")?;
    let elements = items(document, "/spec/generators").iter().flat_map(|one| items(one, "/list/elements"));
    let mut all: Vec<Value> = elements.take(MOST).map(|element| filled(template, element)).collect();
    if all.is_empty() {
        all.push(template.clone());
    }
    all.iter_mut().filter_map(Value::as_object_mut).for_each(|fields| {
        fields.insert("kind".to_string(), "Application".into());
        fields.insert("apiVersion".to_string(), "argoproj.io/v1alpha1".into());
    });
    Some(all)
}

/// A template with what an element has for `{{name}}` and `{{.name}}`. The depth is bounded by the reader.
fn filled(template: &Value, element: &Value) -> Value {
    match template {
        Value::String(text) => text_of(text, element).into(),
        Value::Array(items) => items.iter().map(|item| filled(item, element)).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| (text_of(key, element), filled(value, element)));
            Value::Object(fields.collect())
        }
        other => other.clone(),
    }
}

fn text_of(text: &str, element: &Value) -> String {
    let (mut done, mut rest) = (String::new(), text);
    while let Some((before, behind)) = rest.split_once("{{") {
        let Some((inside, after)) = behind.split_once("}}") else { break };
        let path = inside.trim().trim_matches('-').trim().trim_start_matches('.');
        let value = yaml::at(element, path).filter(|_| !path.is_empty());
        done.push_str(before);
        match value {
            Some(Value::String(text)) => done.push_str(text),
            Some(other) => done.push_str(&other.to_string()),
            None => done.push_str(&format!("{{{{{inside}}}}}")),
        }
        rest = after;
    }
    done + rest
}
