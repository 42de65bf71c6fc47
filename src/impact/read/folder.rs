//! A folder of an output to what it holds: the resources, patches and charts of its kustomization, with those
//! of the folders that it names.

use super::output::Output;
use crate::limits::OBJECTS;
use crate::plan::{Author, Change, Patch, Target};
use crate::tree::ENCRYPTED;
use crate::yaml::{self, Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Folder {
    /// Its objects, before its patches are applied.
    pub objects: Vec<Value>,
    /// Its patches, in the order in which they apply.
    pub patches: Vec<Change>,
    /// The values of its chart.
    pub values: Option<Value>,
    /// The repository of its chart, and the namespace into which it is installed.
    pub chart: Option<(String, String)>,
    /// The HelmChartConfig that holds the values, where the cluster's distribution installs the chart.
    pub helm_chart_config: Option<String>,
    /// Encrypted Secrets, by their files.
    pub encrypted: BTreeSet<String>,
    /// Files that cannot be read.
    pub unreadable: Vec<String>,
    /// The files and folders that it names, and those that these do.
    places: BTreeSet<String>,
}

/// The folders of an output; what several folders name is read once.
pub struct Folders<'o> {
    output: &'o Output,
    /// How many objects may still be put together.
    left: usize,
    shared: BTreeMap<String, Rc<Folder>>,
    /// Values that charts of several folders take, by their files; none where a file cannot be read.
    values: BTreeMap<String, Option<Rc<Value>>>,
}

/// How deep folders may name folders: an overlay names a base, and there it ends.
const DEPTH: usize = 4;

impl<'o> Folders<'o> {
    /// The folders of an output.
    pub fn of(output: &'o Output) -> Folders<'o> {
        Folders { output, left: OBJECTS.most, shared: BTreeMap::new(), values: BTreeMap::new() }
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&'o str> {
        self.output.get(path)
    }

    /// The documents of a file; of one that cannot be read none, and it is added to the unreadable ones.
    pub fn documents(&self, path: &str, unreadable: &mut Vec<String>) -> Vec<Value> {
        let Some(text) = self.output.get(path) else { return Vec::new() };
        yaml::read(text).unwrap_or_else(|_| {
            unreadable.push(path.to_string());
            Vec::new()
        })
    }

    /// What a folder holds, with the folders that it names.
    pub fn folder(&mut self, path: &str) -> Folder {
        self.folder_within(path, DEPTH)
    }

    fn folder_within(&mut self, path: &str, depth: usize) -> Folder {
        let mut folder = Folder::default();
        let documents = self.documents(&format!("{path}/kustomization.yaml"), &mut folder.unreadable);
        let Some(kustomization) = documents.first() else { return folder };
        for resource in texts(kustomization, "resources") {
            let place = join(path, resource);
            // What is named twice, by whatever way, kustomize refuses: "may not add resource with an already
            // registered id" (`api/resmap/reswrangler.go`, v4.5 to v5.8).
            if !folder.places.insert(place.clone()) {
                folder.refuse(path);
            } else if resource.ends_with(ENCRYPTED) {
                folder.encrypted.insert(resource.to_string());
            } else if self.output.get(&place).is_some() {
                let objects = self.documents(&place, &mut folder.unreadable);
                self.add(&mut folder, objects, path);
            } else if depth > 0 {
                let inner = self.shared(&place, depth - 1);
                if !folder.places.is_disjoint(&inner.places) {
                    folder.refuse(path);
                    continue;
                }
                folder.places.extend(inner.places.iter().cloned());
                self.add(&mut folder, inner.objects.iter().cloned(), path);
                folder.patches.extend(inner.patches.iter().cloned());
                folder.encrypted.extend(inner.encrypted.iter().cloned());
                folder.unreadable.extend(inner.unreadable.iter().cloned());
            }
        }
        for patch in kustomization.get("patches").and_then(Value::as_array).into_iter().flatten() {
            let change = self.patch(path, patch, &mut folder);
            folder.patches.extend(change);
        }
        if let Some(chart) = kustomization.pointer("/helmCharts/0") {
            self.chart(path, chart, &mut folder);
        }
        take_configuration(&mut folder);
        folder
    }

    /// Adds objects, as long as all clusters together have room for them.
    fn add(&mut self, folder: &mut Folder, objects: impl IntoIterator<Item = Value>, path: &str) {
        let before = folder.objects.len();
        folder.objects.extend(objects.into_iter().take(self.left));
        self.left -= folder.objects.len() - before;
        if self.left == 0 {
            folder.refuse(path);
        }
    }

    fn shared(&mut self, path: &str, depth: usize) -> Rc<Folder> {
        if let Some(known) = self.shared.get(path) {
            return Rc::clone(known);
        }
        let read = Rc::new(self.folder_within(path, depth));
        self.shared.insert(path.to_string(), Rc::clone(&read));
        read
    }

    /// A patch of the kustomization: a merge names its object itself, a JSON patch in its target.
    fn patch(&self, path: &str, patch: &Value, folder: &mut Folder) -> Option<Change> {
        let file = patch.get("path")?.as_str()?;
        let name = file.trim_end_matches(".yaml").to_string();
        let file = join(path, file);
        let document = self.documents(&file, &mut folder.unreadable).into_iter().next()?;
        let change = match (document, patch.get("target")) {
            (Value::Array(operations), Some(target)) => Patch::Json(selected(target, &folder.objects), operations),
            (value, _) if value.is_object() => Patch::Merge(value),
            _ => {
                folder.unreadable.push(file);
                return None;
            }
        };
        Some(Change { name, patch: change, author: Author::Mesh })
    }

    /// The values of a chart, of which later files lie over earlier ones.
    fn chart(&mut self, path: &str, chart: &Value, folder: &mut Folder) {
        let text = |field: &str| chart.get(field).and_then(Value::as_str).unwrap_or("").to_string();
        let files = std::iter::once(text("valuesFile"));
        let files = files.chain(texts(chart, "additionalValuesFiles").map(str::to_string));
        let (mut merged, mut is_whole) = (Map::new(), true);
        for file in files.map(|file| join(path, &file)) {
            match self.values(path, &file, folder).as_deref().and_then(Value::as_object) {
                Some(values) => yaml::overlay(&mut merged, values),
                None => {
                    is_whole = false;
                    if !folder.unreadable.contains(&file) {
                        folder.unreadable.push(file);
                    }
                }
            }
        }
        folder.values = is_whole.then_some(Value::Object(merged));
        folder.chart = Some((text("repo"), text("namespace")));
    }

    /// The values in a file; of one outside of the folder, which several have, they are read once.
    fn values(&mut self, path: &str, file: &str, folder: &mut Folder) -> Option<Rc<Value>> {
        let is_own = file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        if let Some(known) = self.values.get(file).filter(|_| !is_own) {
            return known.clone();
        }
        let documents = self.documents(file, &mut folder.unreadable);
        let values = documents.into_iter().find(Value::is_object).map(Rc::new);
        if !is_own {
            self.values.insert(file.to_string(), values.clone());
        }
        values
    }
}

impl Folder {
    /// Counts its kustomization among the files that cannot be read.
    fn refuse(&mut self, path: &str) {
        let file = format!("{path}/kustomization.yaml");
        if !self.unreadable.contains(&file) {
            self.unreadable.push(file);
        }
    }
}

/// Takes the values of a chart that the cluster's distribution installs from the object that holds them.
fn take_configuration(folder: &mut Folder) {
    let is_configuration = |object: &Value| object.get("kind").and_then(Value::as_str) == Some("HelmChartConfig");
    let Some(place) = folder.objects.iter().position(is_configuration) else { return };
    let object = folder.objects.remove(place);
    let values = yaml::read(yaml::text_at(&object, "/spec/valuesContent"))
        .unwrap_or_default()
        .into_iter()
        .find(Value::is_object);
    if values.is_none() {
        folder.unreadable.push("helm-chart-config.yaml".to_string());
    }
    folder.values = values;
    folder.helm_chart_config = Some(yaml::text_at(&object, "/metadata/name").to_string());
}

/// The object that a target selects, as meshc writes targets: by group, kind, name and namespace.
fn selected(target: &Value, objects: &[Value]) -> Target {
    let text = |field: &str| target.get(field).and_then(Value::as_str).unwrap_or("").replace("\\.", ".");
    let (group, kind, name, namespace) = (text("group"), text("kind"), text("name"), text("namespace"));
    let is_selected = |found: &Target| {
        found.group() == group && found.kind == kind && found.name == name && found.namespace == namespace
    };
    let found = objects.iter().map(Target::of).find(is_selected);
    found.unwrap_or(Target {
        api_version: if group.is_empty() { "v1".to_string() } else { format!("{group}/v1") },
        kind,
        namespace,
        name,
    })
}

fn texts<'v>(value: &'v Value, field: &str) -> impl Iterator<Item = &'v str> {
    value.get(field).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// A path relative to a folder, without `.` and `..`.
fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
