//! Files of Helm values that the mesh file names: read as Helm reads them, and strictly, with the place of
//! every key.

use super::files::Files;
use super::manifests::{locate, missing};
use super::text;
use crate::diagnostic::Diagnostic;
use crate::limits::MERGED;
use crate::model::{CLUSTER, Language, Mesh, Values, Written};
use crate::rules::{invalid_manifest, manifest_not_found};
use crate::source::{FileId, Span, Spanned, value_end};
use crate::world::WorldError;
use crate::yaml::{self, Place, Placed, Value, YamlError};
use std::rc::Rc;

/// Reads the files of values of a mesh into it: they lie below what the mesh file has, in the order in which
/// they are named.
pub fn load(files: &mut Files<'_>, mesh: &mut Mesh) {
    for cluster in mesh.clusters.iter_mut().filter(|cluster| !cluster.values.files.is_empty()) {
        let inline = std::mem::take(&mut cluster.values);
        let mut values = Values { files: inline.files.clone(), ..Values::default() };
        for path in &inline.files {
            match file(files, path, &cluster.name.value) {
                Some(layer) => match files.spent.take(&MERGED, layer.nodes.len()) {
                    Ok(()) => values.lay(&layer),
                    Err(limit) => {
                        files.too_big(limit, path.span);
                        values.broken = values.broken.or(Some(path.span));
                    }
                },
                None => values.broken = values.broken.or(Some(path.span)),
            }
        }
        values.lay(&inline);
        values.forget_replaced();
        cluster.values = values;
    }
}

/// The values of one file, which is read once however many clusters name it.
fn file(files: &mut Files<'_>, path: &Spanned<String>, cluster: &str) -> Option<Rc<Values>> {
    let place = files.beside(path.span.file, &path.value.replace(CLUSTER, cluster));
    let identity = files.world.identity(&place);
    if !files.values.contains_key(&identity) {
        let read = read(files, &place, path).map(Rc::new);
        files.values.insert(identity.clone(), read);
    }
    files.values.get(&identity)?.clone()
}

fn read(files: &mut Files<'_>, path: &str, named: &Spanned<String>) -> Option<Values> {
    let (mention, is_of_each) = (named.span, named.value.contains(CLUSTER));
    let real = files.world.locate(path);
    let bytes = match files.read(path, &real) {
        Ok(bytes) => bytes,
        // Of a file for each cluster the one of another is not meant.
        Err(WorldError::NotFound) if is_of_each => {
            let message = format!("there is no file `{path}`");
            let finding = manifest_not_found::RULE.at(mention, "named here", message);
            files.found.push(finding.help("create it, with `{}` in it if there is nothing to set"));
            return None;
        }
        Err(error) => {
            missing(files, path, mention, &error);
            return None;
        }
    };
    let file = text::yaml(files, path, bytes, mention)?;
    let source = files.sources.get(file)?;
    if let (Some(_), below) = yaml::heading(&source.text) {
        let end = source.text.len() - below.len();
        let start = source.text.len() - source.text.trim_start_matches('\u{feff}').len();
        let message = format!("`{path}` begins with a heading of `helm get values`, which is not YAML");
        let span =
            Span { file, start, end: source.text.get(start..end).map_or(end, |line| start + line.trim_end().len()) };
        let finding = invalid_manifest::RULE.at(span, "this line", message);
        let help = "remove that line, or print the values with `helm get values -o yaml`";
        files.found.push(finding.help(help).label(mention, "named here"));
        return None;
    }
    let result = yaml::read_placed(&source.text);
    let finding = match result {
        Ok(documents) => match refused(files, file, &documents, path) {
            Some(finding) => finding,
            None => return documents.into_iter().next().map(|first| values(file, first)),
        },
        Err(error) => unreadable(files, file, &error, path),
    };
    files.found.push(finding.label(mention, "named here"));
    None
}

/// What is no YAML. Nobody knows which of its lines hold a key, so no report shows what might.
fn unreadable(files: &Files<'_>, file: FileId, error: &YamlError, path: &str) -> Diagnostic {
    let source = files.sources.get(file);
    let start = source.map_or(0, |source| source.offset(error.line, error.column));
    let span = Span { file, start, end: source.map_or(start, |source| value_end(&source.text, start)) };
    let message = format!("`{path}` is not a Helm values file: {}", error.message);
    let words = source.map_or("", |source| source.text.as_str()).split_whitespace();
    let doubtful = words.filter(|word| word.len() >= LONG).map(str::to_string);
    invalid_manifest::RULE.at(span, "here", message).help("fix the YAML, so that Helm reads it too").conceals(doubtful)
}

/// A word of so many characters may be a line of a key.
const LONG: usize = 24;

/// Why documents are no values of Helm.
fn refused(files: &Files<'_>, file: FileId, documents: &[Placed], path: &str) -> Option<Diagnostic> {
    let at = |number: usize, what: &str| {
        let message = format!("`{path}` {what}");
        invalid_manifest::RULE.at(locate(files, file, number, ""), "this document", message)
    };
    let is_more = |(number, document): &(usize, &Placed)| *number > 0 && !document.value.is_null();
    if let Some((number, _)) = documents.iter().enumerate().find(is_more) {
        let help = "keep one document per file: Helm reads only the first";
        return Some(at(number, "holds more than one document").help(help));
    }
    let first = documents.first()?;
    match &first.value {
        Value::Null => return None,
        Value::Object(_) => {}
        Value::Array(_) => return Some(at(0, "is a list, but Helm values are a map").help(AS_A_MAP)),
        _ => return Some(at(0, "is a single value, but Helm values are a map").help(AS_A_MAP)),
    }
    if !yaml::is_encrypted(&first.value) {
        return None;
    }
    let place = first.places.iter().find(|place| place.keys == ["sops"]);
    let span = place.map_or(locate(files, file, 0, ""), |place| span(file, place.key));
    let message = format!("`{path}` is encrypted by SOPS");
    let help = "name a file that is not encrypted, and keep secrets in Secrets of the cluster";
    Some(invalid_manifest::RULE.at(span, "encrypted", message).help(help))
}

const AS_A_MAP: &str = "write it as `helm get values` prints it: operator: {replicas: 2}";

fn span(file: FileId, (start, end): (usize, usize)) -> Span {
    Span { file, start, end }
}

/// A document as a layer of values.
fn values(file: FileId, document: Placed) -> Values {
    let Value::Object(tree) = document.value else { return Values::default() };
    let mut values = Values { tree, ..Values::default() };
    let nodes = document.places.into_iter().map(|place| written(file, place)).collect();
    values.nodes = nodes;
    // What a `<<` merges in may be hidden by what is beside it.
    values.forget_replaced();
    let below = |next: Option<&Written>, keys: &[String]| next.is_some_and(|next| next.keys.starts_with(keys));
    let places = values.nodes.iter().enumerate().filter(|(at, it)| !below(values.nodes.get(at + 1), &it.keys));
    values.places = places.map(|(_, written)| Spanned::new(written.path(), written.span)).collect();
    values
}

fn written(file: FileId, place: Place) -> Written {
    let (start, end) = place.key;
    let end = place.value.map_or(end, |(_, end)| end);
    Written {
        span: span(file, place.key),
        head: span(file, (start, end)),
        value: place.value.map(|value| span(file, value)),
        language: Language::Yaml,
        keys: place.keys,
    }
}
