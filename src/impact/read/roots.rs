//! The folders of an output from which a tool applies something: those that it may have been given to apply.

use crate::tree::{Owner, owner};
use crate::world::{Depth, Place, World};

/// The folder of a tool at the top of an output, and names that no cluster has there.
pub type Folder = (&'static str, &'static [&'static str]);

const FILE: &str = "kustomization.yaml";

/// The kustomizations at the top of each tool's folder, and at the top of each cluster's in it, that meshc
/// has written into a directory.
pub fn roots(world: &dyn World, dir: &str, folders: impl Iterator<Item = Folder>) -> Vec<String> {
    let mut roots = Vec::new();
    for (folder, reserved) in folders {
        let place = format!("{dir}/{folder}");
        let Ok(entries) = world.list(&place, Depth::All) else { continue };
        let is_root = |path: &str| match path.split('/').collect::<Vec<_>>().as_slice() {
            [file] => *file == FILE,
            [cluster, file] => *file == FILE && !reserved.contains(cluster),
            _ => false,
        };
        for entry in entries.into_iter().filter(|entry| is_root(&entry.path) && entry.place == Place::Inside) {
            let text = world.read(&format!("{place}/{}", entry.path)).unwrap_or_default();
            if owner(&String::from_utf8_lossy(&text)) != Owner::Foreign {
                roots.push(format!("{folder}/{}", entry.path));
            }
        }
    }
    roots
}
