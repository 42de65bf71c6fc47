//! Changes of a DaemonSet, a Deployment, a Job or a CronJob of a base, gathered: JSON patches of lists that
//! have no merge key, by their places in the base, and after them one strategic merge of all the rest.

use super::targets;
use crate::manifest::pod;
use crate::plan::{Change, RESTART_MARK, Target};
use crate::yaml::{self, Map, Value, json, text};

/// A workload and what becomes of it.
pub struct Workload<'b> {
    target: Target,
    /// Where its pod template is.
    at: &'static str,
    template: &'b Value,
    operations: Vec<Value>,
    metadata: Map<String, Value>,
    pod: Map<String, Value>,
}

impl<'b> Workload<'b> {
    /// The workload that an object is; none without a pod template.
    pub fn of(object: &'b Value) -> Option<Workload<'b>> {
        let target = Target::of(object);
        let at = pod::template(object);
        let template = object.pointer(at).filter(|_| !at.is_empty())?;
        let (operations, metadata, pod) = (Vec::new(), Map::new(), Map::new());
        Some(Workload { target, at, template, operations, metadata, pod })
    }

    /// The items of a list of its pods.
    pub fn items(&self, field: &str) -> &'b [Value] {
        yaml::items(self.template, &format!("/spec/{field}"))
    }

    /// Where something of its pods is.
    pub fn path(&self, rest: &str) -> String {
        format!("{}/spec/{rest}", self.at)
    }

    /// Makes changes in lists.
    pub fn change(&mut self, operations: impl IntoIterator<Item = Value>) {
        self.operations.extend(operations);
    }

    /// Merges items into a list of its pods. One item that is merged several times is one item.
    pub fn merge(&mut self, field: &str, items: Vec<Value>) {
        if items.is_empty() {
            return;
        }
        let list = self.pod.entry(field).or_insert_with(|| Value::Array(Vec::new()));
        let Value::Array(list) = list else { return };
        for item in items {
            let name = text(&item, "name");
            match list.iter_mut().find(|known| !name.is_empty() && text(known, "name") == name) {
                Some(known) => yaml::merge(known, &item),
                None => list.push(item),
            }
        }
    }

    /// Mounts volumes in one of its containers.
    pub fn mount(&mut self, container: &str, volumes: Vec<Value>, mounts: Vec<Value>) {
        let is_there = self.items("containers").iter().any(|item| text(item, "name") == container);
        if is_there && !mounts.is_empty() {
            self.merge("volumes", volumes);
            self.merge("containers", vec![json!({ "name": container, "volumeMounts": mounts })]);
        }
    }

    /// Marks its pods with a checksum, so that they are recreated when it changes.
    pub fn mark(&mut self, checksum: Option<String>) {
        if let Some(checksum) = checksum {
            self.metadata.insert("annotations".to_string(), json!({ RESTART_MARK: checksum }));
        }
    }

    /// The changes under that name.
    pub fn changes(self, name: &str) -> Vec<Change> {
        let mut template = Map::new();
        for (field, values) in [("metadata", self.metadata), ("spec", self.pod)] {
            if !values.is_empty() {
                template.insert(field.to_string(), Value::Object(values));
            }
        }
        let nest = |inner: Map<String, Value>, field: &str| Map::from_iter([(field.to_string(), Value::Object(inner))]);
        let fields = if template.is_empty() {
            template
        } else {
            self.at.split('/').skip(1).collect::<Vec<_>>().into_iter().rev().fold(template, nest)
        };
        let lists = targets::json_patch(&format!("{name}-lists"), &self.target, self.operations);
        lists.into_iter().chain(targets::merge(name, &self.target, fields)).collect()
    }
}
