//! The bases that overlays build on: the manifests that meshc ships, or a folder of the user's.

mod stated;

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
use stated::Stated;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Reads the bases of a mesh into it.
pub fn load(files: &mut Files<'_>, (items, unread): (&[Item<'_>], &Unread), mesh: &mut Mesh) {
    let of_all = stated::of_all(items, unread, &mut files.found);
    let items: BTreeMap<Span, Item<'_>> =
        items.iter().filter(|item| item.name() == "cluster").map(|item| (item.head(), *item)).collect();
    let mut bases: Vec<Rc<Base>> = Vec::new();
    let namespace = mesh.namespace().to_string();
    for cluster in &mut mesh.clusters {
        let item = items.get(&cluster.head);
        let own = item.and_then(|item| stated::of_cluster(*item, unread, &mut files.found));
        let stated = own.as_ref().unwrap_or(&of_all);
        unfit(files, cluster, stated);
        elsewhere(files, stated, &namespace);
        cluster.base = match source(cluster, stated) {
            Source::Unknown => Foundation::Broken,
            Source::Chart(address) => {
                Foundation::Chart(address.cloned().unwrap_or_else(|| Spanned::new(CHART.to_string(), mesh.span)))
            }
            Source::HelmChartConfig(name) => Foundation::HelmChartConfig(name.clone()),
            Source::Folder(path) => {
                let title = path.value.replace(CLUSTER, &cluster.name.value);
                of_title(&mut bases, &title, |bases| from_folder(files, bases, &title, path))
            }
            Source::Builtin(release) => {
                of_title(&mut bases, &release.name(), |_| builtin(release, &namespace, mesh.span))
            }
        };
    }
    mesh.usual.repository = of_all.chart.map_or(CHART.to_string(), |chart| chart.value);
}

/// Where the manifests of a cluster come from.
enum Source<'s> {
    Folder(&'s Spanned<String>),
    Builtin(&'static Release),
    Chart(Option<&'s Spanned<String>>),
    HelmChartConfig(&'s Spanned<String>),
    Unknown,
}

fn source<'s>(cluster: &Cluster, stated: &'s Stated) -> Source<'s> {
    match (&stated.path, cluster.release()) {
        _ if stated.is_broken => Source::Unknown,
        (Some(path), _) => Source::Folder(path),
        (None, Some(release)) if release.modern().is_none() => Source::Builtin(release),
        (None, Some(_)) => match &stated.helm_chart_config {
            Some(name) => Source::HelmChartConfig(name),
            None => Source::Chart(stated.chart.as_ref()),
        },
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
    let charts = stated.chart.as_ref().or(stated.helm_chart_config.as_ref());
    let Some(wrong) = (if modern { stated.kind.as_ref() } else { charts }) else { return };
    if is_reported(files, wrong.span) {
        return;
    }
    let only = release::lines(|row| row.modern().is_some() != modern);
    let message =
        format!("this base exists only for releases {only}, but `{}` runs {}", cluster.name.value, version.value);
    let help = "remove `base` to use the release's default, or name a folder of plain manifests: `base path=\"vendor/cilium\"`";
    let diagnostic = unexpected_value::RULE.at(wrong.span, "not for this release", message);
    files.found.push(diagnostic.label(version.span, "the release").help(help));
}

/// Reports a chart of a distribution in another namespace than the one into which that installs it.
fn elsewhere(files: &mut Files<'_>, stated: &Stated, namespace: &str) {
    let Some(name) = stated.helm_chart_config.as_ref().filter(|_| !stated.is_broken && namespace != KUBE_SYSTEM) else {
        return;
    };
    if !is_reported(files, name.span) {
        let message =
            format!("`{}` is a chart in {KUBE_SYSTEM}, but the mesh has the namespace `{namespace}`", name.value);
        let help = format!("remove `namespace`: the distribution installs Cilium into {KUBE_SYSTEM}");
        files.found.push(unexpected_value::RULE.at(name.span, "installed by the distribution", message).help(help));
    }
}

fn is_reported(files: &Files<'_>, span: Span) -> bool {
    files.found.0.iter().any(|known| known.primary().is_some_and(|label| label.span == span))
}

/// Where distributions install the charts that they bring (rke2, `pkg/bootstrap`; k3s, `manifests`).
const KUBE_SYSTEM: &str = "kube-system";

/// The manifests that meshc ships, in the mesh's namespace.
fn builtin(release: &Release, namespace: &str, span: Span) -> Base {
    let mut base = Base::new(release.name(), release.name(), span);
    for (path, text) in release.classic().map(|classic| classic.builtin).unwrap_or_default() {
        let mut objects = yaml::read(text).unwrap_or_default();
        let mut text = (*text).to_string();
        if namespace != KUBE_SYSTEM {
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
