//! The bases that overlays build on: the manifests that meshc ships, or a folder of the user's.

use super::files::Files;
use super::folder::from_folder;
use crate::kdl::Item;
use crate::manifest::{Base, BaseFile};
use crate::model::{CLUSTER, Cluster, Foundation, Mesh};
use crate::parse::unread::Unread;
use crate::release::{self, Release};
use crate::rules::unexpected_value;
use crate::source::{Span, Spanned};
use crate::yaml::{self, Value};
use std::rc::Rc;

/// Reads the bases of a mesh into it.
pub fn load(files: &mut Files<'_>, (items, unread): (&[Item<'_>], &Unread), mesh: &mut Mesh) {
    let stated = stated(files, items, unread);
    let mut bases: Vec<Rc<Base>> = Vec::new();
    for cluster in &mut mesh.clusters {
        unfit(files, cluster, &stated);
        cluster.base = match source(cluster, &stated) {
            Source::Unknown => Foundation::Broken,
            Source::Chart => Foundation::Chart,
            Source::Folder(path) => {
                let title = path.value.replace(CLUSTER, &cluster.name.value);
                of_title(&mut bases, &title, |bases| from_folder(files, bases, &title, path))
            }
            Source::Builtin(release) => {
                of_title(&mut bases, &release.name(), |_| builtin(release, &mesh.namespace, mesh.span))
            }
        };
    }
    let official = || stated.path.is_none().then(|| Spanned::new(CHART.to_string(), mesh.span));
    mesh.chart = stated.chart.clone().or_else(official);
}

/// What `base` names; one of them, unless the mesh file is wrong.
#[derive(Default)]
struct Stated {
    /// The manifests that meshc ships.
    kind: Option<Spanned<String>>,
    /// A folder of manifests.
    path: Option<Spanned<String>>,
    /// A repository of charts.
    chart: Option<Spanned<String>>,
    /// Whether it, or part of it, cannot be read.
    is_broken: bool,
}

impl Stated {
    fn all(&self) -> Vec<&Spanned<String>> {
        [&self.kind, &self.path, &self.chart].into_iter().flatten().collect()
    }
}

/// Where the manifests of a cluster come from.
enum Source<'s> {
    Folder(&'s Spanned<String>),
    Builtin(&'static Release),
    Chart,
    Unknown,
}

/// What `base` names; more than one thing is reported.
fn stated(files: &mut Files<'_>, items: &[Item<'_>], unread: &Unread) -> Stated {
    // In another namespace all objects are others.
    let keys = [("mesh", "namespace"), ("mesh", "base"), ("base", "path"), ("base", "chart")];
    let is_broken = keys.into_iter().any(|key| unread.in_common(key).is_some());
    let base = items.iter().find(|item| item.name() == "mesh").and_then(|mesh| mesh.child("base"));
    let Some(base) = base else { return Stated { is_broken, ..Stated::default() } };
    let property = |name: &str| base.property(name)?.text().filter(|text| !text.value.is_empty());
    let (kind, path, chart) = (base.text(), property("path"), property("chart"));
    let is_unknown = kind.as_ref().is_some_and(|kind| kind.value != "builtin");
    let is_broken = is_broken || is_unknown || (kind.is_none() && path.is_none() && chart.is_none());
    let stated = Stated { kind, path, chart, is_broken };
    if let [first, .., last] = stated.all().as_slice() {
        let message = "`base` names more than one base";
        let diagnostic = unexpected_value::RULE.at(last.span, "and this", message);
        files.found.push(diagnostic.label(first.span, "this").help("keep one of them: a mesh has one base"));
    }
    stated
}

fn source<'s>(cluster: &Cluster, stated: &'s Stated) -> Source<'s> {
    match (&stated.path, cluster.release()) {
        _ if stated.is_broken || stated.all().len() > 1 => Source::Unknown,
        (Some(path), _) => Source::Folder(path),
        (None, Some(release)) if release.modern().is_none() => Source::Builtin(release),
        (None, Some(_)) => Source::Chart,
        (None, None) => Source::Unknown,
    }
}

/// The base of that title, made where there is none yet. What could not be read has no objects.
fn of_title(bases: &mut Vec<Rc<Base>>, title: &str, make: impl FnOnce(&[Rc<Base>]) -> Base) -> Foundation {
    let known = bases.iter().find(|base| base.title == title).cloned();
    let base = known.unwrap_or_else(|| {
        let made = Rc::new(make(bases));
        bases.push(Rc::clone(&made));
        made
    });
    if base.objects.is_empty() { Foundation::Broken } else { Foundation::Manifests(base) }
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
        format!("this base exists for releases {only} only, but `{}` runs {}", cluster.name.value, version.value);
    let help =
        "remove `base`, for the release's own, or name a directory of plain manifests: `base path=\"vendor/cilium\"`";
    let diagnostic = unexpected_value::RULE.at(wrong.span, "not for this release", message);
    files.found.push(diagnostic.label(version.span, "the release").help(help));
}

/// The manifests that meshc ships, in the mesh's namespace.
fn builtin(release: &Release, namespace: &str, span: Span) -> Base {
    let mut base = Base::new(release.name(), release.name(), span);
    for (path, text) in release.classic().map(|classic| classic.builtin).unwrap_or_default() {
        let mut objects = yaml::read(text).unwrap_or_default();
        let mut text = (*text).to_string();
        if namespace != "kube-system" {
            objects.iter_mut().for_each(|object| move_to(object, namespace));
            text = yaml::write_all(&objects);
        }
        base.push(BaseFile { path: (*path).to_string(), text, file: None }, objects);
    }
    base
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
