//! Manifests that the mesh file names: bases to build on, and kops specs to change. They are read strictly, for what
//! meshc reads wrongly it would write wrongly.

use super::Files;
use super::node::Item;
use crate::model::Mesh;
use crate::model::manifest::{Base, BaseFile, KopsSpec, identity, kind};
use crate::release::Release;
use crate::rules::{invalid_manifest, link_leaves_base, manifest_not_found, not_yet_supported, unexpected_value};
use crate::source::{FileId, Span, Spanned};
use crate::world::{Depth, Place, WorldError};
use crate::yaml::{self, Value};

/// Reads the bases and the kops specs of a mesh into it.
pub fn load(files: &mut Files<'_>, items: &[Item<'_>], mesh: &mut Mesh) {
    for cluster in &mut mesh.clusters {
        let Some(kops) = &mut cluster.kops else { continue };
        if let Some(path) = &kops.spec_path {
            kops.spec = spec(files, path, &kops.name.value);
            if kops.spec.is_none() {
                // What a broken spec would have said is not missing.
                cluster.stated.endpoint = true;
                cluster.stated.pod_cidr = true;
            }
        }
    }
    let base = items.iter().find(|item| item.name() == "mesh").and_then(|mesh| mesh.child("base"));
    let path = base.and_then(|base| base.property("path")).and_then(|entry| entry.text());
    if let (Some(base), Some(path)) = (base, &path)
        && base.arguments().next().is_some()
    {
        let message = "`base` is builtin and a path at once";
        files.found.push(unexpected_value::RULE.at(path.span, "a path", message).help("keep one of them"));
    }
    for index in 0..mesh.clusters.len() {
        let Some(cluster) = mesh.clusters.get(index) else { continue };
        let title = match (&path, cluster.release()) {
            (Some(path), _) => path.value.replace("{cluster}", &cluster.name.value),
            (None, Some(release)) => release.name(),
            (None, None) => continue,
        };
        let known = mesh.bases.iter().position(|base| base.title == title);
        let base = match (known, &path, cluster.release()) {
            (Some(_), _, _) => None,
            (None, Some(path), _) => Some(from_folder(files, mesh, title, path)),
            (None, None, Some(release)) => Some(builtin(release, &mesh.namespace, mesh.span)),
            (None, None, None) => None,
        };
        mesh.bases.extend(base);
        let last = mesh.bases.len().checked_sub(1);
        if let Some(cluster) = mesh.clusters.get_mut(index) {
            cluster.base = known.or(last);
        }
    }
}

/// The manifests that meshc ships, in the mesh's namespace.
fn builtin(release: &Release, namespace: &str, span: Span) -> Base {
    let file = |(path, text): &(&str, &str)| {
        let mut objects = yaml::read(text).unwrap_or_default();
        let mut text = (*text).to_string();
        if namespace != "kube-system" {
            objects.iter_mut().for_each(|object| move_to(object, namespace));
            text = yaml::write_all(&objects);
        }
        BaseFile { path: (*path).to_string(), text, file: None, objects }
    };
    let name = release.name();
    Base { title: name.clone(), name, span, files: release.builtin.iter().map(file).collect() }
}

/// Puts an object of the builtin base, and the subjects of a binding, into another namespace.
fn move_to(object: &mut Value, namespace: &str) {
    if let Some(stated) = object.pointer_mut("/metadata/namespace") {
        *stated = namespace.into();
    }
    let subjects = object.get_mut("subjects").and_then(Value::as_array_mut).into_iter().flatten();
    for stated in subjects.filter_map(|subject| subject.get_mut("namespace")) {
        *stated = namespace.into();
    }
}

fn from_folder(files: &mut Files<'_>, mesh: &Mesh, title: String, path: &Spanned<String>) -> Base {
    let folder = files.beside(path.span.file, &title);
    let mut base = Base { name: folder_name(&title, mesh), title, span: path.span, files: Vec::new() };
    let entries = match files.world.list(&folder, Depth::All) {
        Ok(entries) => entries,
        Err(error) => {
            missing(files, &folder, path.span, &error);
            return base;
        }
    };
    for entry in entries {
        let place = format!("{folder}/{}", entry.path);
        let name = entry.path.rsplit('/').next().unwrap_or(&entry.path);
        if entry.path.split('/').any(|part| part.starts_with('.')) {
            continue;
        }
        match &entry.place {
            Place::Outside => {
                let message = format!("`{place}` is a symbolic link that leaves the base");
                let help = "copy the file that it leads to into the base";
                files.found.push(link_leaves_base::RULE.at(path.span, "in this base", message).help(help));
            }
            Place::Unreadable(why) => missing(files, &place, path.span, &WorldError::Unreadable(why.clone())),
            Place::Inside if ["kustomization.yaml", "kustomization.yml", "Kustomization"].contains(&name) => {
                later(files, path.span, &format!("`{place}`: a base that is a kustomization"));
            }
            Place::Inside if name.ends_with(".json") => {
                later(files, path.span, &format!("`{place}`: a base with manifests in JSON"));
            }
            Place::Inside if name.ends_with(".yaml") || name.ends_with(".yml") => {
                if let Some(file) = manifest(files, &place, path.span) {
                    let objects = documents(files, &place).to_vec();
                    let text = files.sources.get(file).map(|source| source.text.clone()).unwrap_or_default();
                    base.files.push(BaseFile { path: entry.path, text, file: Some(file), objects });
                }
            }
            Place::Inside => {}
        }
    }
    if base.objects().next().is_none() && !files.found.has_errors() {
        let message = format!("`{folder}` holds no manifests");
        let help = "put the manifests there as .yaml files, for example with `helm template`";
        files.found.push(manifest_not_found::RULE.at(path.span, "this base", message).help(help));
    }
    base
}

/// The folder's own name, or one with its parent's when that is taken.
fn folder_name(path: &str, mesh: &Mesh) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
    let parts: Vec<String> = parts.map(|part| part.chars().map(plain).collect()).collect();
    let mut names = (0..parts.len()).rev().map(|from| parts.get(from..).unwrap_or_default().join("-"));
    let taken = |name: &String| mesh.bases.iter().any(|base| base.name == *name);
    names.find(|name| !taken(name)).unwrap_or_else(|| {
        let mut numbered = (1..).map(|number| if number == 1 { "base".to_string() } else { format!("base-{number}") });
        numbered.find(|name| !taken(name)).unwrap_or_default()
    })
}

fn spec(files: &mut Files<'_>, path: &Spanned<String>, cluster: &str) -> Option<KopsSpec> {
    let place = files.beside(path.span.file, &path.value);
    let file = manifest(files, &place, path.span)?;
    let documents = documents(files, &place);
    let name = |document: &Value| document.pointer("/metadata/name").and_then(Value::as_str).map(str::to_string);
    let clusters: Vec<_> = documents.iter().filter(|document| kind(document) == "Cluster").filter_map(name).collect();
    // A file of one cluster is that cluster's, whatever its name; the name is a rule's business.
    let owner = if clusters.len() == 1 { None } else { Some(cluster) };
    let is_mine = |document: &Value| match owner {
        None => true,
        Some(owner) if kind(document) == "Cluster" => name(document).as_deref() == Some(owner),
        Some(owner) => document.pointer("/metadata/labels/kops.k8s.io~1cluster").and_then(Value::as_str) == Some(owner),
    };
    let mine = documents.iter().enumerate().filter(|(_, document)| !document.is_null() && is_mine(document));
    let spec = KopsSpec { file, documents: mine.map(|(number, document)| (number, document.clone())).collect() };
    match spec.cluster() {
        Some((number, fields)) if fields.is_object() => shape(files, &spec, number, &place).then_some(spec),
        Some((number, _)) => {
            let message = format!("the `spec` of `{cluster}` is not a mapping");
            broken(files, file, (number, "/spec"), &message);
            None
        }
        None => {
            let message = format!("`{place}` holds no kops Cluster `{cluster}` with a `spec`");
            let help = format!("write it there: kops get cluster {cluster} -o yaml, and its instance groups");
            files.found.push(invalid_manifest::RULE.at(path.span, "this file", message).help(help));
            None
        }
    }
}

/// Whether the parts of a kops spec that meshc changes have the shape that kops gives them.
fn shape(files: &mut Files<'_>, spec: &KopsSpec, cluster: usize, place: &str) -> bool {
    let mut wrong: Vec<(usize, String, &str)> = Vec::new();
    let fields = spec.cluster().map(|(_, fields)| fields.clone()).unwrap_or_default();
    for (name, is_right, wanted) in [
        ("networking", fields.get("networking").is_none_or(Value::is_object), "a mapping"),
        ("kubeControllerManager", fields.get("kubeControllerManager").is_none_or(Value::is_object), "a mapping"),
        (
            "etcdClusters",
            fields
                .get("etcdClusters")
                .is_none_or(|list| list.as_array().is_some_and(|list| list.iter().all(Value::is_object))),
            "a list of mappings",
        ),
    ] {
        if !is_right {
            wrong.push((cluster, format!("/spec/{name}"), wanted));
        }
    }
    if fields.pointer("/networking/cilium").is_some_and(|cilium| !cilium.is_object() && !cilium.is_null()) {
        wrong.push((cluster, "/spec/networking/cilium".to_string(), "a mapping"));
    }
    for (number, document) in spec.documents.iter().filter(|(_, document)| kind(document) == "InstanceGroup") {
        if !document.get("spec").is_some_and(Value::is_object) {
            wrong.push((*number, "/spec".to_string(), "a mapping"));
        }
    }
    for (number, pointer, wanted) in &wrong {
        broken(
            files,
            spec.file,
            (*number, pointer),
            &format!("`{}` in `{place}` is not {wanted}", pointer.trim_start_matches('/').replace('/', ".")),
        );
    }
    wrong.is_empty()
}

fn broken(files: &mut Files<'_>, file: FileId, (document, pointer): (usize, &str), message: &str) {
    let span = locate(files, file, document, pointer);
    let help = "write it as kops does: kops get cluster -o yaml";
    files.found.push(invalid_manifest::RULE.at(span, "here", message).help(help));
}

/// The place of a value in a manifest.
fn locate(files: &Files<'_>, file: FileId, document: usize, pointer: &str) -> Span {
    let Some(source) = files.sources.get(file) else { return Span::default() };
    let place = yaml::locate(&source.text, document, pointer);
    let start = place.map_or(0, |(line, column)| source.offset(line, column));
    let rest = source.text.get(start..).unwrap_or("");
    let length = rest.lines().next().map_or(0, |line| line.trim_end().len());
    Span { file, start, end: start + length }
}

/// The documents of a manifest; what is not one is reported when it is first read.
fn manifest(files: &mut Files<'_>, path: &str, mention: Span) -> Option<FileId> {
    if !files.manifests.contains_key(path) {
        let read = read_manifest(files, path, mention);
        files.manifests.insert(path.to_string(), read);
    }
    files.manifests.get(path)?.as_ref().map(|(file, _)| *file)
}

fn read_manifest(files: &mut Files<'_>, path: &str, mention: Span) -> Option<(FileId, Vec<Value>)> {
    let bytes = match files.world.read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            missing(files, path, mention, &error);
            return None;
        }
    };
    let Ok(text) = String::from_utf8(bytes) else {
        let message = format!("`{path}` is not UTF-8");
        let diagnostic = invalid_manifest::RULE.at(mention, "named here", message);
        files.found.push(diagnostic.help("save the file as UTF-8"));
        return None;
    };
    let file = files.sources.add(path, text);
    let source = files.sources.get(file)?;
    let documents = match yaml::read(&source.text) {
        Ok(documents) => documents,
        Err(error) => {
            let start = source.offset(error.line, error.column);
            let span = Span { file, start, end: start };
            let message = format!("`{path}` is not a manifest: {}", error.message);
            let diagnostic = invalid_manifest::RULE.at(span, "here", message).label(mention, "named here");
            files.found.push(diagnostic.help("mend the YAML; kubectl and kustomize would refuse it too"));
            return None;
        }
    };
    let bare = documents.iter().position(|document| {
        let is_list = kind(document) == "List" || document.get("items").is_some_and(Value::is_array);
        !document.is_null() && (identity(document).is_none() || is_list)
    });
    if let Some(number) = bare {
        let message = format!("a document of `{path}` is not one Kubernetes object");
        let diagnostic = invalid_manifest::RULE.at(locate(files, file, number, ""), "this document", message);
        let help = "give it `apiVersion`, `kind` and `metadata.name`, and write the items of a List as documents";
        files.found.push(diagnostic.label(mention, "named here").help(help));
        return None;
    }
    Some((file, documents))
}

/// The documents of a manifest that was read.
fn documents<'f>(files: &'f Files<'_>, path: &str) -> &'f [Value] {
    files.manifests.get(path).and_then(Option::as_ref).map_or(&[], |(_, documents)| documents.as_slice())
}

fn missing(files: &mut Files<'_>, path: &str, mention: Span, error: &WorldError) {
    let message = match error {
        WorldError::NotFound => format!("there is no `{path}`"),
        WorldError::Unreadable(why) => format!("`{path}` cannot be read: {why}"),
    };
    let help = "name it relative to the mesh file";
    files.found.push(manifest_not_found::RULE.at(mention, "named here", message).help(help));
}

fn later(files: &mut Files<'_>, mention: Span, what: &str) {
    let message = format!("{what} is not supported yet");
    let help = "give a folder of finished manifests in YAML: kustomize build … > vendor/cilium/cilium.yaml";
    files.found.push(not_yet_supported::RULE.at(mention, "this base", message).help(help));
}
