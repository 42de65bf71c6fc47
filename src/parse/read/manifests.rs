//! Manifests that the mesh file names, read strictly: what meshc reads wrongly it would write wrongly.

use super::files::Files;
use super::text;
use crate::limits::VALUES;
use crate::manifest::{identity, kind};
use crate::rules::{invalid_manifest, manifest_not_found};
use crate::source::{FileId, Span, value_end};
use crate::world::{Real, WorldError};
use crate::yaml::{self, Value, YamlError};

/// Reads the documents of a text: the way of those who will read it besides meshc.
pub type Read = fn(&str) -> Result<Vec<Value>, YamlError>;

/// The file of a manifest and its documents; what is not one is reported when it is first read.
pub fn manifest(files: &mut Files<'_>, path: &str, mention: Span, way: Read) -> Option<(FileId, Vec<Value>)> {
    let real = files.world.locate(path);
    if let Some(known) = files.manifests.get(&real.path) {
        let known = known.as_ref()?;
        // Each that names it gets its own.
        return match files.spent.take(&VALUES, known.1.iter().map(size).sum()) {
            Ok(()) => Some(known.clone()),
            Err(limit) => {
                files.too_big(limit, mention);
                None
            }
        };
    }
    let read = read(files, (path, &real), mention, way);
    files.manifests.insert(real.path.clone(), read.clone());
    read
}

/// How many values a document has.
fn size(document: &Value) -> usize {
    let (mut count, mut rest) = (0, vec![document]);
    while let Some(value) = rest.pop() {
        count += 1;
        match value {
            Value::Object(fields) => rest.extend(fields.values()),
            Value::Array(items) => rest.extend(items),
            _ => {}
        }
    }
    count
}

fn read(files: &mut Files<'_>, (path, real): (&str, &Real), mention: Span, way: Read) -> Option<(FileId, Vec<Value>)> {
    let bytes = match files.read(path, real) {
        Ok(bytes) => bytes,
        Err(error) => {
            missing(files, path, mention, &error);
            return None;
        }
    };
    let file = text::yaml(files, path, bytes, mention)?;
    let source = files.sources.get(file)?;
    let documents = match way(&source.text) {
        Ok(documents) => documents,
        Err(error) => {
            let span = to_line_end(files, file, source.offset(error.line, error.column));
            let message = format!("`{path}` is not a manifest: {}", error.message);
            let diagnostic = invalid_manifest::RULE.at(span, "here", message).label(mention, "named here");
            files
                .found
                .push(diagnostic.help("fix the YAML: kubectl, kustomize and kops must all read it the same way"));
            return None;
        }
    };
    for (number, document) in documents.iter().enumerate() {
        if let Some((what, help)) = no_object(document) {
            let message = format!("a document of `{path}` is {what}");
            let span = locate(files, file, number, "");
            let diagnostic = invalid_manifest::RULE.at(span, "this document", message);
            files.found.push(diagnostic.label(mention, "named here").help(help));
            return None;
        }
    }
    Some((file, documents))
}

/// What a document is when it is not one Kubernetes object, and what to do.
fn no_object(document: &Value) -> Option<(&'static str, &'static str)> {
    let give = "give it `apiVersion`, `kind` and `metadata.name`, or keep the file elsewhere";
    match document {
        Value::Null => None,
        Value::Object(_) if kind(document) == "List" || document.get("items").is_some_and(Value::is_array) => {
            Some(("a List, not one object", "write its items as separate documents, divided by `---`"))
        }
        Value::Object(_) if document.get("apiVersion").and_then(Value::as_str).is_none() => {
            Some(("not a Kubernetes object: it has no `apiVersion`", give))
        }
        Value::Object(_) if kind(document).is_empty() => Some(("not a Kubernetes object: it has no `kind`", give)),
        Value::Object(_) if identity(document).is_none() => {
            Some(("not a Kubernetes object: it has no `metadata.name`", give))
        }
        Value::Object(_) => None,
        Value::Array(_) => Some(("a list, not one object", "write its items as separate documents, divided by `---`")),
        _ => Some(("a single value, not a Kubernetes object", give)),
    }
}

/// Reports a file or a folder that cannot be read.
pub fn missing(files: &mut Files<'_>, path: &str, mention: Span, error: &WorldError) {
    match error {
        WorldError::Barred(barrier) => return files.barred(path, *barrier, mention),
        WorldError::TooBig(limit) => return files.too_big(limit, mention),
        WorldError::NotFound | WorldError::Unreadable(_) => {}
    }
    let (why, is_folder) = files.why_unreadable(path, error);
    let help = match files.near(path) {
        _ if is_folder => "name a file in it".to_string(),
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the path relative to the file that names it".to_string(),
    };
    files.found.push(manifest_not_found::RULE.at(mention, "named here", why).help(help));
}

/// The place of a value in a manifest, or of what should hold it.
pub fn locate(files: &Files<'_>, file: FileId, document: usize, pointer: &str) -> Span {
    let Some(source) = files.sources.get(file) else { return Span::default() };
    let mut pointer = pointer;
    loop {
        match (yaml::locate(&source.text, document, pointer), pointer.rsplit_once('/')) {
            (Some((line, column)), _) => return to_line_end(files, file, source.offset(line, column)),
            (None, Some((holder, _))) => pointer = holder,
            (None, None) => return to_line_end(files, file, 0),
        }
    }
}

/// From a value to its end, or to that of its line.
fn to_line_end(files: &Files<'_>, file: FileId, start: usize) -> Span {
    Span { file, start, end: files.sources.get(file).map_or(start, |source| value_end(&source.text, start)) }
}
