//! Applications of Argo CD, and ApplicationSets with a list of clusters.

use super::{Search, Source, text_at, umbrella};
use crate::import::facts::{Applier, Facts, Form, Installer, Name, Seen};
use crate::import::paths::at_path;
use crate::import::places::joined;
use crate::manifest::kind;
use crate::yaml::{self, Value, items, json};

/// The most elements of a generator.
const MOST: usize = 1_000;

/// An Application that installs Cilium's chart; others say nothing.
pub fn application(source: Source<'_>, facts: &mut Facts) {
    let document = source.document;
    let all = sources(document);
    if !is_ours(source, &all) {
        return;
    }
    let is_chart = |one: &&&Value| is_cilium(one) || (text_at(one, "/chart").is_none() && has_values(one));
    let is_folder = |one: &&&Value| text_at(one, "/chart").is_none() && text_at(one, "/path").is_some();
    let chart = all.iter().find(is_chart).or_else(|| all.iter().find(is_folder));
    facts.installer = Some(Installer::ArgoCd);
    facts.object = Some(source.file.place().to_string());
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

fn sources(document: &Value) -> Vec<&Value> {
    document.pointer("/spec/source").into_iter().chain(items(document, "/spec/sources")).collect()
}

/// Whether an Application installs Cilium: by its name, its chart, or a chart in the repository.
fn is_ours(source: Source<'_>, sources: &[&Value]) -> bool {
    let is_named = text_at(source.document, "/metadata/name").is_some_and(|name| name.contains("cilium"));
    let has_cilium = |one: &&Value| {
        let folder = text_at(one, "/path").and_then(|path| umbrella::folder_at(source, path));
        is_cilium(one) || folder.is_some_and(|folder| umbrella::depends(source.all, &folder).is_some())
    };
    is_named || sources.iter().any(has_cilium)
}

/// Whether a source is Cilium's chart.
fn is_cilium(source: &Value) -> bool {
    text_at(source, "/chart").is_some_and(|chart| chart.rsplit('/').next() == Some("cilium"))
}

/// The files with values of other charts, which an Application names.
pub fn files_of_others(source: Source<'_>) -> Vec<String> {
    let all = sources(source.document);
    if kind(source.document) != "Application" || is_ours(source, &all) {
        return Vec::new();
    }
    let named = all.iter().flat_map(|chart| items(chart, "/helm/valueFiles").iter().map(move |path| (*chart, path)));
    let found = named.filter_map(|(chart, path)| match source.file_of(chart, path.as_str()?) {
        Search::One(file, _) => Some(file.path.clone()),
        _ => None,
    });
    found.collect()
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
        is_of_set: items(document, "/metadata/ownerReferences").iter().any(|owner| kind(owner) == "ApplicationSet"),
    }
}

fn has_values(source: &Value) -> bool {
    source.pointer("/helm").and_then(Value::as_object).is_some_and(|helm| !helm.is_empty())
}

/// The values, in Argo CD's own order: files, `values` or `valuesObject`, parameters
/// (`docs/user-guide/helm.md`, v3.1).
fn helm(source: Source<'_>, chart: &Value, facts: &mut Facts) {
    let named: Vec<&str> = items(chart, "/helm/valueFiles").iter().filter_map(Value::as_str).collect();
    // A chart in the repository has values of its own, below all.
    if let Some(folder) = text_at(chart, "/path").and_then(|path| umbrella::folder_at(source, path)) {
        umbrella::dependency(source, &folder, facts);
        let own = joined(&folder, "values.yaml");
        let own = source.all.iter().find(|file| joined("", &file.path) == own);
        if let Some(own) = own.filter(|_| !named.iter().any(|path| joined("", path) == "values.yaml")) {
            own.documents.iter().for_each(|values| umbrella::layer(facts, &own.path, (Form::Whole, values)));
        }
    }
    for path in named {
        match source.file_of(chart, path) {
            Search::One(file, values) => umbrella::layer(facts, &file.path, (Form::Whole, values)),
            Search::Nothing | Search::Anothers(_) => facts.missing.push(format!("{path} is not among the given files")),
            Search::Several(paths) => facts.ambiguous.push(source.ambiguous(path, &paths)),
        }
    }
    let text = text_at(chart, "/helm/values").and_then(|text| yaml::read(text).ok()?.into_iter().next());
    let object = chart.pointer("/helm/valuesObject").cloned();
    if let Some(values) = object.or(text) {
        umbrella::layer(facts, source.path(), (Form::Part, &values));
    }
    for parameter in items(chart, "/helm/parameters") {
        if let (Some(name), Some(value)) = (text_at(parameter, "/name"), text_at(parameter, "/value")) {
            let value = yaml::read(value).ok().and_then(|all| all.into_iter().next()).unwrap_or_else(|| value.into());
            umbrella::layer(facts, source.path(), (Form::Part, &at_path(name, value)));
        }
    }
}

/// The Applications of an ApplicationSet that lists its clusters; nothing for another document.
pub fn of_set(document: &Value) -> Option<Vec<Value>> {
    let template = document.pointer("/spec/template").filter(|_| kind(document) == "ApplicationSet")?;
    let elements = items(document, "/spec/generators").iter().flat_map(|one| items(one, "/list/elements"));
    let mut all: Vec<Value> = elements.take(MOST).map(|element| named(filled(template, element), element)).collect();
    if all.is_empty() {
        all.push(template.clone());
    }
    all.iter_mut().filter_map(Value::as_object_mut).for_each(|fields| {
        fields.insert("kind".to_string(), "Application".into());
        fields.insert("apiVersion".to_string(), "argoproj.io/v1alpha1".into());
        // As the controller marks them.
        if let Some(metadata) = fields.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.insert("ownerReferences".to_string(), json!([{ "kind": "ApplicationSet" }]));
        }
    });
    Some(all)
}

/// An Application that names its cluster by a name where it names only a server: what the element of the list
/// calls it, as the documentation of Argo CD has it, or else the Application's own name.
fn named(mut application: Value, element: &Value) -> Value {
    if text_at(&application, "/spec/destination/name").is_some() {
        return application;
    }
    let of_element = ["/cluster", "/clusterName", "/name"].into_iter().find_map(|pointer| text_at(element, pointer));
    let name = of_element.or_else(|| text_at(&application, "/metadata/name")).map(str::to_string);
    let destination = application.pointer_mut("/spec/destination").and_then(Value::as_object_mut);
    if let Some((name, destination)) = name.zip(destination) {
        destination.insert("name".to_string(), name.into());
    }
    application
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
