//! The bases that overlays build on: the manifests that meshc ships, or a folder of the user's.

use super::files::Files;
use super::manifests::{manifest, missing};
use crate::kdl::Item;
use crate::model::CLUSTER;
use crate::model::manifest::{Base, BaseFile};
use crate::model::{Cluster, Mesh};
use crate::release::{self, Release};
use crate::rules::{link_leaves_base, manifest_not_found, not_yet_supported, unexpected_value};
use crate::source::{Span, Spanned};
use crate::world::{Depth, Entry, Place, WorldError};
use crate::yaml::{self, Value};

/// Reads the bases of a mesh into it.
pub fn load(files: &mut Files<'_>, items: &[Item<'_>], mesh: &mut Mesh) {
    let stated = stated(files, items);
    let mut clusters = std::mem::take(&mut mesh.clusters);
    for cluster in &mut clusters {
        unfit(files, cluster, &stated);
        let Some(source) = source(cluster, &stated) else { continue };
        let title = match &source {
            Source::Folder(path) => path.value.replace(CLUSTER, &cluster.name.value),
            Source::Builtin(release) => release.name(),
        };
        let known = mesh.bases.iter().position(|base| base.title == title);
        let at = known.unwrap_or(mesh.bases.len());
        if known.is_none() {
            mesh.bases.push(match source {
                Source::Folder(path) => from_folder(files, mesh, title, path),
                Source::Builtin(release) => builtin(release, &mesh.namespace, mesh.span),
            });
        }
        cluster.base = Some(at);
    }
    mesh.clusters = clusters;
    let official = || stated.path.is_none().then(|| Spanned::new(CHART.to_string(), mesh.span));
    mesh.chart = stated.chart.clone().or_else(official);
}

/// What `base` names.
#[derive(Default)]
struct Stated {
    /// The manifests that meshc ships.
    kind: Option<Spanned<String>>,
    /// A folder of manifests.
    path: Option<Spanned<String>>,
    /// A repository of charts.
    chart: Option<Spanned<String>>,
}

/// Where the manifests of a cluster come from.
enum Source<'s> {
    Folder(&'s Spanned<String>),
    Builtin(&'static Release),
}

/// What `base` names; more than one thing is reported.
fn stated(files: &mut Files<'_>, items: &[Item<'_>]) -> Stated {
    let base = items.iter().find(|item| item.name() == "mesh").and_then(|mesh| mesh.child("base"));
    let Some(base) = base else { return Stated::default() };
    let property = |name: &str| base.property(name)?.text().filter(|text| !text.value.is_empty());
    let stated = Stated { kind: base.text(), path: property("path"), chart: property("chart") };
    let all: Vec<&Spanned<String>> = [&stated.kind, &stated.path, &stated.chart].into_iter().flatten().collect();
    if let [first, .., last] = all.as_slice() {
        let message = "`base` names more than one base";
        let diagnostic = unexpected_value::RULE.at(last.span, "and this", message);
        files.found.push(diagnostic.label(first.span, "this").help("keep one of them: a mesh has one base"));
    }
    stated
}

/// Nothing where a chart brings the manifests, or the release is not known.
fn source<'s>(cluster: &Cluster, stated: &'s Stated) -> Option<Source<'s>> {
    match (&stated.path, cluster.release()) {
        (Some(path), _) => Some(Source::Folder(path)),
        (None, Some(release)) if release.modern().is_none() => Some(Source::Builtin(release)),
        _ => None,
    }
}

/// The repository of the official chart (<https://docs.cilium.io>, installation with Helm).
const CHART: &str = "https://helm.cilium.io/";

/// Reports a base that does not exist for a cluster's release, once for each place.
fn unfit(files: &mut Files<'_>, cluster: &Cluster, stated: &Stated) {
    let (None, Some(release), Some(version)) = (&stated.path, cluster.release(), cluster.version.value()) else {
        return;
    };
    let modern = release.modern().is_some();
    let Some(wrong) = (if modern { &stated.kind } else { &stated.chart }) else { return };
    if files.found.0.iter().any(|known| known.primary().is_some_and(|label| label.span == wrong.span)) {
        return;
    }
    let only = release::lines(|row| row.modern().is_some() != modern);
    let message =
        format!("this base is there for releases {only}, but `{}` runs {}", cluster.name.value, version.value);
    let help =
        "remove `base`, for the release's own, or name a directory of plain manifests: `base path=\"vendor/cilium\"`";
    let diagnostic = unexpected_value::RULE.at(wrong.span, "not for this release", message);
    files.found.push(diagnostic.label(version.span, "the release").help(help));
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
    let builtin = release.classic().map(|classic| classic.builtin).unwrap_or_default();
    let name = release.name();
    Base { title: name.clone(), name, span, files: builtin.iter().map(file).collect() }
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

/// The manifests of a folder; none when one of them is not a manifest, as what it would hold is unknown.
fn from_folder(files: &mut Files<'_>, mesh: &Mesh, title: String, path: &Spanned<String>) -> Base {
    let folder = files.beside(path.span.file, title.trim_end_matches('/'));
    let mut base = Base { name: folder_name(&path.value, &title, mesh), title, span: path.span, files: Vec::new() };
    let entries = match files.world.list(&folder, Depth::All) {
        Ok(entries) => entries,
        Err(_) if files.world.read(&folder).is_ok() => {
            let message = format!("`{folder}` is a file, but a base is a folder of manifests");
            let help = "name the folder that holds it";
            files.found.push(manifest_not_found::RULE.at(path.span, "named here", message).help(help));
            return base;
        }
        Err(_) => {
            let message = format!("there is no folder `{folder}`");
            let help = "name it relative to the file that names it";
            files.found.push(manifest_not_found::RULE.at(path.span, "named here", message).help(help));
            return base;
        }
    };
    let before = files.found.0.len();
    for entry in entries.iter().filter(|entry| !entry.path.split('/').any(|part| part.starts_with('.'))) {
        let read = file(files, &folder, entry, path.span);
        base.files.extend(read);
    }
    if files.found.0.len() > before {
        base.files.clear();
    } else if base.objects().next().is_none() {
        let message = format!("`{folder}` holds no manifests");
        let help = "put the manifests there as .yaml files, for example with `helm template`";
        files.found.push(manifest_not_found::RULE.at(path.span, "this base", message).help(help));
    }
    base
}

fn file(files: &mut Files<'_>, folder: &str, entry: &Entry, mention: Span) -> Option<BaseFile> {
    let place = format!("{folder}/{}", entry.path);
    let name = entry.path.rsplit('/').next().unwrap_or(&entry.path);
    match &entry.place {
        Place::Outside => {
            let message = format!("`{place}` is a symbolic link that leaves the base");
            let help = "put a copy of the file in its place, or name the folder that holds both";
            files.found.push(link_leaves_base::RULE.at(mention, "in this base", message).help(help));
        }
        Place::Unreadable(why) => missing(files, &place, mention, &WorldError::Unreadable(why.clone())),
        Place::Inside if ["kustomization.yaml", "kustomization.yml", "Kustomization"].contains(&name) => {
            let message = format!("a base with a kustomization, `{place}`, is not supported yet");
            let help = "give a folder of finished manifests: kustomize build … > vendor/cilium/cilium.yaml";
            files.found.push(not_yet_supported::RULE.at(mention, "this base", message).help(help));
        }
        Place::Inside if name.ends_with(".json") => {
            let message = format!("a base with manifests in JSON, `{place}`, is not supported yet");
            files.found.push(not_yet_supported::RULE.at(mention, "this base", message).help("write it as YAML"));
        }
        Place::Inside if name.ends_with(".yaml") || name.ends_with(".yml") => {
            let (file, objects) = manifest(files, &place, mention, yaml::read_for_kustomize)?;
            let text = files.sources.get(file).map(|source| source.text.clone()).unwrap_or_default();
            return Some(BaseFile { path: entry.path.clone(), text, file: Some(file), objects });
        }
        Place::Inside => {}
    }
    None
}

/// The folder's own name; where each cluster has a folder, the name begins with the part that tells them apart.
fn folder_name(pattern: &str, path: &str, mesh: &Mesh) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let is_name = |part: &&str| !matches!(*part, "" | "." | "..");
    let of_cluster = pattern.split('/').filter(is_name).position(|part| part.contains(CLUSTER));
    let parts: Vec<String> = path.split('/').filter(is_name).map(|part| part.chars().map(plain).collect()).collect();
    let last = of_cluster.unwrap_or(parts.len().saturating_sub(1));
    let mut names = (0..=last).rev().map(|from| parts.get(from..).unwrap_or_default().join("-"));
    let taken = |name: &String| name.is_empty() || mesh.bases.iter().any(|base| base.name == *name);
    names.find(|name| !taken(name)).unwrap_or_else(|| {
        let mut numbered = (1..).map(|number| if number == 1 { "base".to_string() } else { format!("base-{number}") });
        numbered.find(|name| !taken(name)).unwrap_or_default()
    })
}
