//! The files of an output: of a tree that is to be written, or of a directory that was.

use super::Records;
use crate::plan::Record;
use crate::tree::{ENCRYPTED, FOLDERS, Tree};
use crate::world::{Depth, World, WorldError};
use std::collections::BTreeMap;

/// Files of an output by their paths. What is no text is not among them.
#[derive(Debug, Clone, Default)]
pub struct Output(BTreeMap<String, String>);

impl Output {
    /// The output that a tree is.
    pub fn of(tree: &Tree) -> Output {
        Output(tree.files().map(|(path, text)| (path.to_string(), text.to_string())).collect())
    }

    /// The text at a path.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The folder of a cluster: its files, with their texts.
    pub fn of_cluster(&self, name: &str) -> impl Iterator<Item = (&str, &str)> {
        self.below(format!("clusters/{name}/"))
    }

    /// All that stands outside the clusters' folders, and may be part of any cluster.
    pub fn shared(&self) -> impl Iterator<Item = (&str, &str)> {
        self.below("base/".to_string()).chain(self.below("mesh/".to_string()))
    }

    /// The files below a folder, in their order.
    fn below(&self, folder: String) -> impl Iterator<Item = (&str, &str)> {
        let from = self.0.range(folder.clone()..);
        from.take_while(move |(path, _)| path.starts_with(&folder)).map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The names of the clusters, sorted.
    fn clusters(&self) -> impl Iterator<Item = &str> {
        let folder = |path: &'_ str| -> Option<usize> {
            path.strip_prefix("clusters/")?.strip_suffix("/kustomization.yaml").map(str::len)
        };
        self.0.keys().filter_map(move |path| {
            let length = folder(path)?;
            let name = path.get("clusters/".len().."clusters/".len() + length)?;
            (!name.contains('/')).then_some(name)
        })
    }
}

/// Which files of an output are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All that says what clusters run.
    Whole,
    /// What clusters are made with, and no more.
    Records,
}

/// Reads the output in a directory; empty when there is none.
///
/// # Errors
/// When something in it cannot be read: its path, and why.
pub fn output(world: &dyn World, dir: &str, part: Part) -> Result<Output, (String, WorldError)> {
    let mut files = BTreeMap::new();
    for folder in FOLDERS.iter().filter(|folder| part == Part::Whole || **folder == "clusters") {
        let place = format!("{dir}/{folder}");
        let entries = match world.list(&place, Depth::All) {
            Ok(entries) => entries,
            Err(WorldError::NotFound) => continue,
            Err(error) => return Err((place, error)),
        };
        let is_wanted = |path: &str| match part {
            Part::Whole => path.ends_with(".yaml") && !path.ends_with(ENCRYPTED),
            Part::Records => path.split('/').count() == 2 && path.ends_with("/kustomization.yaml"),
        };
        for entry in entries.into_iter().filter(|entry| is_wanted(&entry.path)) {
            let path = format!("{place}/{}", entry.path);
            let bytes = world.read(&path).map_err(|error| (path, error))?;
            if let Ok(text) = String::from_utf8(bytes) {
                files.insert(format!("{folder}/{}", entry.path), text);
            }
        }
    }
    Ok(Output(files))
}

/// The clusters of an output, each with what it was made with.
pub fn made_with(output: &Output) -> Records {
    let record = |name: &str| output.get(&format!("clusters/{name}/kustomization.yaml")).and_then(Record::read);
    output.clusters().map(|name| (name.to_string(), record(name))).collect()
}
