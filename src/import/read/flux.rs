//! HelmReleases of Flux: their values, and those of ConfigMaps that they name.

use super::{Source, is_of, text_at};
use crate::import::facts::{Applier, Facts, Form, Installer, Seen};
use crate::yaml::{self, Value, items};

/// A release of Cilium's chart; those of other charts say nothing.
pub fn release(source: Source<'_>, facts: &mut Facts) {
    let document = source.document;
    let named = text_at(document, "/spec/chart/spec/chart").or_else(|| text_at(document, "/spec/chartRef/name"));
    let is_ours =
        [named, text_at(document, "/metadata/name")].into_iter().flatten().any(|name| name.contains("cilium"));
    if !is_ours {
        return;
    }
    facts.installer = Some(Installer::Helm);
    let seen = |text: &str| Seen::new(text.to_string(), source.path());
    facts.release.extend(text_at(document, "/spec/chart/spec/version").map(seen));
    let repository = (text_at(document, "/spec/chartRef/kind"), text_at(document, "/spec/chartRef/name"));
    if let (Some(kind), Some(name)) = repository {
        let object = source.object(kind, name);
        facts.release.extend(object.and_then(|object| text_at(object, "/spec/ref/tag")).map(seen));
        facts.repository.extend(object.and_then(|object| text_at(object, "/spec/url")).map(seen));
    }
    if let Some(name) = text_at(document, "/spec/chart/spec/sourceRef/name") {
        let object = source.object("HelmRepository", name);
        facts.repository.extend(object.and_then(|object| text_at(object, "/spec/url")).map(seen));
    }
    let namespace = text_at(document, "/spec/targetNamespace").or_else(|| text_at(document, "/metadata/namespace"));
    facts.namespace.extend(namespace.filter(|name| *name != "flux-system").map(seen));
    facts.applier = text_at(document, "/metadata/name").map(|release| Applier::Flux {
        release: release.to_string(),
        source: applied(source),
        kubeconfig: text_at(document, "/spec/kubeConfig/secretRef/name").map(str::to_string),
    });
    for reference in items(document, "/spec/valuesFrom") {
        from(source, reference, facts);
    }
    facts.layer(source.path(), Form::Part, document.pointer("/spec/values").unwrap_or(&Value::Null));
}

/// The kind and the name of the source from which Flux applies the files: that of a Kustomization of Cilium,
/// or else of any.
fn applied(source: Source<'_>) -> Option<(String, String)> {
    let all = || source.all.iter().flat_map(|file| &file.documents);
    let all = || all().filter(|document| is_of(document, "kustomize.toolkit.fluxcd.io", "Kustomization"));
    let is_ours = |document: &&Value| text_at(document, "/metadata/name").is_some_and(|name| name.contains("cilium"));
    let reference = all().find(is_ours).or_else(|| all().next())?.pointer("/spec/sourceRef")?;
    let kind = text_at(reference, "/kind").unwrap_or("GitRepository");
    Some((kind.to_string(), text_at(reference, "/name")?.to_string()))
}

/// The values of a ConfigMap. Those of a Secret stay there.
fn from(source: Source<'_>, reference: &Value, facts: &mut Facts) {
    let (kind, name) =
        (text_at(reference, "/kind").unwrap_or_default(), text_at(reference, "/name").unwrap_or_default());
    let key = text_at(reference, "/valuesKey").unwrap_or("values.yaml");
    let object = source.object(kind, name).filter(|_| kind == "ConfigMap");
    let text = object.and_then(|object| object.get("data")?.get(key)?.as_str());
    let values = text.and_then(|text| match text_at(reference, "/targetPath") {
        Some(path) => Some(super::super::paths::at_path(path, text.into())),
        None => yaml::read(text).ok()?.into_iter().next(),
    });
    match values {
        Some(values) => facts.layer(source.path(), Form::Part, &values),
        None => facts.missing.push(format!("{kind} {name} ({key})")),
    }
}
