//! HelmReleases of Flux: their values, and those of ConfigMaps that they name.

use super::{Search, Source, is_of, text_at};
use crate::import::facts::{Applier, Facts, Form, Installer, Seen};
use crate::import::overlays::applying;
use crate::import::paths::at_path;
use crate::import::substitution::is_template;
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
    facts.object = Some(source.file.place().to_string());
    let seen = |text: &str| Seen::new(text.to_string(), source.path());
    facts.release.extend(text_at(document, "/spec/chart/spec/version").map(seen));
    let repository = (text_at(document, "/spec/chartRef/kind"), text_at(document, "/spec/chartRef/name"));
    if let (Some(kind), Some(name)) = repository
        && let Some(object) = found(source, (kind, name), facts)
    {
        facts.release.extend(text_at(object, "/spec/ref/tag").map(seen));
        facts.repository.extend(text_at(object, "/spec/url").map(seen));
    }
    if let Some(name) = text_at(document, "/spec/chart/spec/sourceRef/name")
        && let Some(object) = found(source, ("HelmRepository", name), facts)
    {
        facts.repository.extend(text_at(object, "/spec/url").map(seen));
    }
    let applying = applying(source.file, source.all);
    let mut of_flux = applying.iter().map(|one| text_at(one, "/spec/targetNamespace"));
    let of_flux = of_flux.next().flatten().filter(|first| of_flux.all(|other| other == Some(*first)));
    let own = of_flux.or_else(|| text_at(document, "/metadata/namespace"));
    let namespace = text_at(document, "/spec/targetNamespace").or(own);
    facts.namespace.extend(namespace.filter(|name| *name != "flux-system").map(seen));
    facts.applier = text_at(document, "/metadata/name").map(|release| Applier::Flux {
        release: release.to_string(),
        namespace: own.map(str::to_string),
        source: applied(source, applying.first().copied()),
        kubeconfig: text_at(document, "/spec/kubeConfig/secretRef/name").map(str::to_string),
    });
    if applying.len() > 1 && applying.iter().any(|one| !items(one, "/spec/patches").is_empty()) && is_template(document)
    {
        facts.missing.push("what Kustomizations of Flux patch in it is not known of each cluster".to_string());
    }
    for reference in items(document, "/spec/valuesFrom") {
        from(source, reference, facts);
    }
    facts.layer(source.path(), Form::Part, document.pointer("/spec/values").unwrap_or(&Value::Null));
}

/// The kind and the name of the source from which Flux applies the files: that of the Kustomization that
/// applies this one, of one of Cilium, or else of any.
fn applied(source: Source<'_>, applying: Option<&Value>) -> Option<(String, String)> {
    let all = || source.all.iter().flat_map(|file| &file.documents);
    let all = || all().filter(|document| is_of(document, "kustomize.toolkit.fluxcd.io", "Kustomization"));
    let is_ours = |document: &&Value| text_at(document, "/metadata/name").is_some_and(|name| name.contains("cilium"));
    let chosen = applying.or_else(|| all().find(is_ours)).or_else(|| all().next());
    let reference = chosen?.pointer("/spec/sourceRef")?;
    let kind = text_at(reference, "/kind").unwrap_or("GitRepository");
    Some((kind.to_string(), text_at(reference, "/name")?.to_string()))
}

/// An object that a release names.
fn found<'f>(source: Source<'f>, (kind, name): (&str, &str), facts: &mut Facts) -> Option<&'f Value> {
    match source.find(kind, name) {
        Search::One(_, object) => Some(object),
        Search::Nothing | Search::Anothers(_) => None,
        Search::Several(paths) => {
            facts.ambiguous.push(source.ambiguous(&format!("the {kind} {name}"), &paths));
            None
        }
    }
}

/// The values of a ConfigMap. Those of a Secret stay there.
fn from(source: Source<'_>, reference: &Value, facts: &mut Facts) {
    let (kind, name) =
        (text_at(reference, "/kind").unwrap_or_default(), text_at(reference, "/name").unwrap_or_default());
    let key = text_at(reference, "/valuesKey").unwrap_or("values.yaml");
    let what = format!("{kind} {name} ({key})");
    let (file, object) = match source.values_of(kind, name) {
        Search::One(file, _) if kind == "Secret" => {
            return facts.missing.push(format!("{what} is in {}, and Secrets are not copied", file.path));
        }
        Search::One(file, object) => (file, object),
        Search::Nothing => return facts.missing.push(format!("{what} is not among the given files")),
        Search::Anothers(path) => {
            return facts.missing.push(format!("{what} is only in {path}, which is another cluster's"));
        }
        Search::Several(paths) => {
            return facts.ambiguous.push(source.ambiguous(&format!("the {kind} {name}"), &paths));
        }
    };
    let text = object.get("data").and_then(|data| data.get(key)?.as_str());
    let values = text.map(|text| match text_at(reference, "/targetPath") {
        Some(path) => Ok(at_path(path, text.into())),
        None => yaml::read(text).map(|all| all.into_iter().next().unwrap_or(Value::Null)),
    });
    match values {
        Some(Ok(values)) => {
            facts.files.push(file.path.clone());
            facts.layer(&file.path, Form::Part, &values);
        }
        Some(Err(error)) => facts.ambiguous.push(format!("{what} in {} cannot be read: {error}", file.path)),
        None => facts.missing.push(format!("{what} is not in {}, where that object is", file.path)),
    }
}
