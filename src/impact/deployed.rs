//! Files to what a cluster runs by them: the resources of its overlay with its patches made, as kustomize builds them, and
//! the values of its chart.
//!
//! The files are meshc's own or were once, so only what meshc writes is understood; what cannot be read is told, not guessed.

use super::derived;
use super::output::Output;
use crate::plan::{self, Change, Patch, RESTART_MARK, Record, Target};
use crate::tree::ENCRYPTED;
use crate::yaml::{self, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What a cluster runs.
#[derive(Debug, Default)]
pub struct Deployed {
    /// Its name.
    pub name: String,
    /// What it is made with.
    pub record: Option<Record>,
    /// Its objects, without those of a chart, by kind, namespace and name.
    pub objects: BTreeMap<Target, Value>,
    /// Changes of objects that are not among them: those of the chart.
    pub patches: BTreeMap<(Target, String), Value>,
    /// The values of its chart.
    pub values: Option<Value>,
    /// The chart: where it comes from, and into which namespace it goes.
    pub chart: Option<(String, String)>,
    /// Secrets that the user keeps encrypted, by their files.
    pub encrypted: BTreeSet<String>,
    /// Its kops manifests.
    pub kops: Vec<Value>,
    /// Files that could not be read.
    pub unreadable: Vec<String>,
}

impl Deployed {
    /// Whether a change of what agents read when they start restarts them.
    pub fn restarts_agents(&self) -> bool {
        let by_chart = self.values.as_ref().and_then(|values| values.get("rollOutCiliumPods")?.as_bool());
        let agents = self.object("DaemonSet", "cilium");
        let marks = agents.and_then(|agents| agents.pointer("/spec/template/metadata/annotations"));
        by_chart == Some(true) || marks.is_some_and(|marks| marks.get(RESTART_MARK).is_some())
    }

    /// The object of that kind and name.
    pub fn object(&self, kind: &str, name: &str) -> Option<&Value> {
        self.objects.iter().find(|(target, _)| target.kind == kind && target.name == name).map(|(_, object)| object)
    }
}

/// Reads clusters of one output; what several of them share is read once.
pub struct Reader<'o> {
    output: &'o Output,
    shared: BTreeMap<String, Rc<Folder>>,
}

/// What a folder holds.
#[derive(Debug, Default)]
struct Folder {
    objects: Vec<Value>,
    patches: Vec<Change>,
    values: Option<Value>,
    chart: Option<(String, String)>,
    encrypted: BTreeSet<String>,
    unreadable: Vec<String>,
}

/// How deep folders may name folders: an overlay names a base, and there it ends.
const DEPTH: usize = 4;

impl<'o> Reader<'o> {
    /// A reader of an output.
    pub fn of(output: &'o Output) -> Reader<'o> {
        Reader { output, shared: BTreeMap::new() }
    }

    /// What a cluster runs; nothing when the output does not have it.
    pub fn deployed(&mut self, name: &str) -> Deployed {
        let folder = format!("clusters/{name}");
        let text = self.output.get(&format!("{folder}/kustomization.yaml"));
        let mut read = self.folder(&folder, DEPTH);
        let mut deployed = Deployed {
            name: name.to_string(),
            record: text.and_then(Record::read),
            values: read.values.take(),
            chart: read.chart.take(),
            encrypted: std::mem::take(&mut read.encrypted),
            ..Deployed::default()
        };
        plan::apply(&mut read.objects, &read.patches);
        for object in read.objects {
            deployed.objects.insert(plain(&Target::of(&object)), object);
        }
        for change in read.patches {
            let target = plain(&change.patch.target());
            if !deployed.objects.contains_key(&target) {
                let value = match change.patch {
                    Patch::Merge(value) => value,
                    Patch::Json(_, operations) => Value::Array(operations),
                };
                deployed.patches.insert((target, change.name), value);
            }
        }
        if deployed.record.is_none() {
            deployed.record = derived::record(self.output, &deployed);
        }
        deployed.kops = self.documents(&format!("kops/{name}.yaml"), &mut read.unreadable);
        deployed.unreadable = read.unreadable;
        deployed
    }

    /// What a folder holds with the folders that it names.
    fn folder(&mut self, path: &str, depth: usize) -> Folder {
        let mut folder = Folder::default();
        let documents = self.documents(&format!("{path}/kustomization.yaml"), &mut folder.unreadable);
        let Some(kustomization) = documents.first() else { return folder };
        for resource in texts(kustomization, "resources") {
            let place = join(path, resource);
            if resource.ends_with(ENCRYPTED) {
                folder.encrypted.insert(resource.to_string());
            } else if self.output.get(&place).is_some() {
                let objects = self.documents(&place, &mut folder.unreadable);
                folder.objects.extend(objects);
            } else if depth > 0 {
                let inner = self.shared(&place, depth - 1);
                folder.objects.extend(inner.objects.iter().cloned());
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
            let text = |field: &str| chart.get(field).and_then(Value::as_str).unwrap_or("").to_string();
            let file = join(path, &text("valuesFile"));
            folder.values = self.documents(&file, &mut folder.unreadable).into_iter().find(Value::is_object);
            if folder.values.is_none() && !folder.unreadable.contains(&file) {
                folder.unreadable.push(file);
            }
            folder.chart = Some((text("repo"), text("namespace")));
        }
        folder
    }

    fn shared(&mut self, path: &str, depth: usize) -> Rc<Folder> {
        if let Some(known) = self.shared.get(path) {
            return Rc::clone(known);
        }
        let read = Rc::new(self.folder(path, depth));
        self.shared.insert(path.to_string(), Rc::clone(&read));
        read
    }

    fn documents(&self, path: &str, unreadable: &mut Vec<String>) -> Vec<Value> {
        let Some(text) = self.output.get(path) else { return Vec::new() };
        yaml::read(text).unwrap_or_else(|_| {
            unreadable.push(path.to_string());
            Vec::new()
        })
    }

    /// A patch of the kustomization: a merge names its object itself, a JSON patch in its target.
    fn patch(&self, path: &str, patch: &Value, folder: &mut Folder) -> Option<Change> {
        let file = patch.get("path")?.as_str()?;
        let documents = self.documents(&join(path, file), &mut folder.unreadable);
        let name = file.trim_end_matches(".yaml").to_string();
        let change = match (documents.into_iter().next()?, patch.get("target")) {
            (Value::Array(operations), Some(target)) => Patch::Json(selected(target, &folder.objects), operations),
            (value, _) => Patch::Merge(value),
        };
        Some(Change { name, patch: change })
    }
}

/// The object that a target selects, as meshc writes targets: by group, kind, name and namespace.
fn selected(target: &Value, objects: &[Value]) -> Target {
    let text = |field: &str| target.get(field).and_then(Value::as_str).unwrap_or("").replace("\\.", ".");
    let (group, kind, name, namespace) = (text("group"), text("kind"), text("name"), text("namespace"));
    let is_meant = |found: &Target| {
        found.group() == group && found.kind == kind && found.name == name && found.namespace == namespace
    };
    let found = objects.iter().map(Target::of).find(is_meant);
    found.unwrap_or(Target {
        api_version: if group.is_empty() { "v1".to_string() } else { format!("{group}/v1") },
        kind,
        namespace,
        name,
    })
}

/// A target by which objects of two outputs are held against each other: another version of its API is no other object.
fn plain(target: &Target) -> Target {
    Target { api_version: target.group().to_string(), ..target.clone() }
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
