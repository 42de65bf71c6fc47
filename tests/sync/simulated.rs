//! A file system that keeps apart what the disk has and what it was only asked for. When the power fails, any
//! part of the latter is lost: texts of files, and names in folders, each for itself.

use meshc::sync::Step;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is at a name: the number of a file or of a folder.
type Node = usize;

/// One state that may be seen, and the other that was asked for.
#[derive(Debug, Clone, Default)]
struct Both<T> {
    seen: T,
    kept: T,
}

#[derive(Debug, Clone)]
enum Thing {
    File(Both<String>),
    Folder(Both<BTreeMap<String, Node>>),
}

/// A directory on such a file system.
#[derive(Debug, Clone)]
pub struct Simulated(Vec<Thing>);

/// What is left after a power cut: the files with their texts, and the folders.
pub type Left = (BTreeMap<String, String>, BTreeSet<String>);

const ROOT: Node = 0;

impl Simulated {
    /// A directory of which the disk has everything.
    pub fn of((files, folders): &Left) -> Simulated {
        let mut disk = Simulated(vec![Thing::Folder(Both::default())]);
        for folder in folders {
            disk.make(folder);
        }
        for (path, text) in files {
            disk.make(path.rsplit_once('/').map_or("", |(folder, _)| folder));
            disk.write(path, text);
        }
        for thing in &mut disk.0 {
            match thing {
                Thing::File(text) => text.kept = text.seen.clone(),
                Thing::Folder(names) => names.kept = names.seen.clone(),
            }
        }
        disk
    }

    /// Takes a step of a run on `dir`.
    pub fn take(&mut self, step: &Step, dir: &Path) {
        let inside = |path: &Path| path.strip_prefix(dir).unwrap().to_str().unwrap().replace('\\', "/");
        match step {
            Step::MakeFolder(path) => drop(self.make(&inside(path))),
            Step::Write(path, text) => self.write(&inside(path), text),
            Step::Rename(from, to) => {
                let node = self.unlink(&inside(from)).unwrap();
                self.link(&inside(to), node);
            }
            Step::Remove(path) | Step::RemoveFolder(path) | Step::RemoveAll(path) => {
                self.unlink(&inside(path));
            }
            Step::WaitForFiles(paths) | Step::WaitForFolders(paths) => {
                for path in paths {
                    let node = self.find(&inside(path)).unwrap();
                    match &mut self.0[node] {
                        Thing::File(text) => text.kept = text.seen.clone(),
                        Thing::Folder(names) => names.kept = names.seen.clone(),
                    }
                }
            }
        }
    }

    /// The power fails. Of each thing that the disk does not have yet, `has_come` decides whether it has come
    /// there all the same.
    pub fn cut(&self, mut has_come: impl FnMut() -> bool) -> Left {
        let mut left = Left::default();
        self.survive(ROOT, "", &mut has_come, &mut left);
        left
    }

    fn survive(&self, node: Node, path: &str, has_come: &mut impl FnMut() -> bool, left: &mut Left) {
        match &self.0[node] {
            Thing::File(text) => {
                let survives = text.kept == text.seen || has_come();
                left.0.insert(path.to_string(), if survives { &text.seen } else { &text.kept }.clone());
            }
            Thing::Folder(names) => {
                left.1.extend((!path.is_empty()).then(|| path.to_string()));
                let all: BTreeSet<&String> = names.kept.keys().chain(names.seen.keys()).collect();
                for name in all {
                    let (kept, seen) = (names.kept.get(name), names.seen.get(name));
                    let found = if kept == seen || has_come() { seen } else { kept };
                    let place = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
                    if let Some(node) = found {
                        self.survive(*node, &place, has_come, left);
                    }
                }
            }
        }
    }

    fn make(&mut self, path: &str) -> Node {
        let mut at = ROOT;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            at = match self.names(at).get(part) {
                Some(node) => *node,
                None => {
                    let node = self.add(Thing::Folder(Both::default()));
                    self.names(at).insert(part.to_string(), node);
                    node
                }
            };
        }
        at
    }

    fn write(&mut self, path: &str, text: &str) {
        let node = self.add(Thing::File(Both { seen: text.to_string(), kept: String::new() }));
        self.link(path, node);
    }

    fn link(&mut self, path: &str, node: Node) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = self.find(folder).unwrap();
        self.names(folder).insert(name.to_string(), node);
    }

    fn unlink(&mut self, path: &str) -> Option<Node> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = self.find(folder)?;
        self.names(folder).remove(name)
    }

    fn find(&mut self, path: &str) -> Option<Node> {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        parts.try_fold(ROOT, |at, part| self.names(at).get(part).copied())
    }

    fn names(&mut self, node: Node) -> &mut BTreeMap<String, Node> {
        match &mut self.0[node] {
            Thing::Folder(names) => &mut names.seen,
            Thing::File(_) => panic!("a file holds no names"),
        }
    }

    fn add(&mut self, thing: Thing) -> Node {
        self.0.push(thing);
        self.0.len() - 1
    }
}
