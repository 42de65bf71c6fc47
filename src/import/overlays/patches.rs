//! Patches of a kustomization, in the files that it names or in itself: strategic merges, and JSON patches.

use super::Index;
use crate::import::files::{Build, File};
use crate::import::places::{folder_of, joined};
use crate::manifest::kind;
use crate::yaml::{self, Value, items, text, text_at};

/// Applies all patches. One that fits nothing stays a document of its own: what it changes is among no given
/// file.
pub fn all(index: &mut Index<'_>, from: (&str, &Value), made: &mut Vec<File>, build: &mut Build) {
    let (path, kustomization) = from;
    for list in ["/patches", "/patchesStrategicMerge", "/patchesJson6902"] {
        for entry in items(kustomization, list) {
            one(index, (path, entry), made, build);
        }
    }
    made.iter_mut().for_each(|file| file.documents.retain(|document| !document.is_null()));
}

fn one(index: &mut Index<'_>, (path, entry): (&str, &Value), made: &mut Vec<File>, build: &mut Build) {
    let named = entry.as_str().filter(|text| !text.contains('\n')).or_else(|| entry.get("path")?.as_str());
    let place = named.map(|named| joined(folder_of(path), named));
    let documents = match &place {
        Some(place) => match index.files.get(place) {
            Some(file) => file.documents.clone(),
            None => return build.missing.push(place.clone()),
        },
        None => {
            let text = entry.as_str().unwrap_or_else(|| text(entry, "patch"));
            yaml::read(text).unwrap_or_default()
        }
    };
    let target = entry.get("target");
    let (mut is_used, mut is_open, mut rest) = (false, false, Vec::new());
    for patch in documents.into_iter().filter(|patch| !patch.is_null()) {
        let known = made.iter_mut().flat_map(|file| &mut file.documents);
        let fitting: Vec<&mut Value> = known.filter(|known| fits(target, &patch, known)).collect();
        match (fitting.is_empty(), patch.is_object()) {
            (false, _) => {
                is_used = true;
                is_open |= fitting.into_iter().map(|known| apply(&patch, known)).filter(|applies| !applies).count() > 0;
            }
            (true, true) => rest.push(patch),
            (true, false) => is_open = true,
        }
    }
    // What import does not read at all is nobody's loss.
    let is_read = ["", "ConfigMap", "HelmRelease"].contains(&target.map_or("", |target| text(target, "kind")));
    if is_open && is_read {
        build.missing.push(format!("what a patch in {} changes", place.as_deref().unwrap_or(path)));
    }
    match place {
        Some(place) if is_used => {
            index.used.insert(place.clone());
            build.beside.push(place);
        }
        // A file of which nothing fits stays a file.
        Some(_) => {}
        None if rest.is_empty() => {}
        None => made.push(File::made(path.to_string(), rest)),
    }
}

/// Applies those of several patches that are of a document.
pub fn over(document: &mut Value, entries: &[Value]) {
    for entry in entries {
        for patch in yaml::read(text(entry, "patch")).unwrap_or_default() {
            if fits(entry.get("target"), &patch, document) {
                apply(&patch, document);
            }
        }
    }
}

/// Whether a patch is one of a document: by its target, or else by its own kind and name.
fn fits(target: Option<&Value>, patch: &Value, document: &Value) -> bool {
    let name = text_at(document, "/metadata/name");
    match target {
        Some(target) => {
            let is_it = |field: &str, own: &str| {
                let wanted = text(target, field);
                wanted.is_empty() || wanted.split('|').any(|wanted| is_like(wanted, own))
            };
            is_it("kind", kind(document)) && is_it("name", name)
        }
        None => patch.is_object() && kind(patch) == kind(document) && text_at(patch, "/metadata/name") == name,
    }
}

/// Whether a name is what a selector of kustomize names: a regular expression of the whole name, of which
/// `.*` at its ends is in use.
fn is_like(wanted: &str, own: &str) -> bool {
    let wanted = wanted.trim_start_matches('^').trim_end_matches('$').trim_matches(['(', ')']);
    match (wanted.strip_prefix(".*"), wanted.strip_suffix(".*")) {
        (Some(end), None) => own.ends_with(end),
        (None, Some(start)) => own.starts_with(start),
        (Some(_), Some(_)) => own.contains(wanted.trim_matches(['.', '*'])),
        (None, None) => own == wanted,
    }
}

/// Applies a patch. Whether it can be.
fn apply(patch: &Value, document: &mut Value) -> bool {
    match patch {
        Value::Array(operations) => return yaml::patch(document, operations).is_ok(),
        _ if text(patch, "$patch") == "delete" => *document = Value::Null,
        _ => {
            let name = text_at(document, "/metadata/name").to_string();
            yaml::merge(document, patch);
            if let Some(own) = document.pointer_mut("/metadata/name") {
                *own = name.into();
            }
        }
    }
    true
}

/// Puts all objects into a namespace.
pub fn set_namespace(made: &mut [File], namespace: &str) {
    for document in made.iter_mut().flat_map(|file| &mut file.documents) {
        if let Some(metadata) = document.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.insert("namespace".to_string(), namespace.into());
        }
    }
}
