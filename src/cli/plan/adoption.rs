//! `--against-values`: the values of clusters that meshc is to take over, one file for each.

use crate::cli::{Ending, print};
use meshc::impact::{Output, live};
use meshc::model::CLUSTER;
use meshc::words::few;
use meshc::world::{Disk, World, WorldError};

/// Reads the file of each cluster of an output. A cluster without one is new.
///
/// # Errors
/// When the pattern names no file of any cluster, or a file cannot be read: how the command ends.
pub fn read(pattern: &str, new: &Output) -> Result<live::Live, Ending> {
    let names = new.clusters();
    if names.len() > 1 && !pattern.contains(CLUSTER) {
        let why = format!("--against-values names one file for {} clusters: write {CLUSTER} in it", names.len());
        return Err(print::failure(&why));
    }
    let (mut found, mut missing) = (live::Live::new(), Vec::new());
    for name in names {
        let path = pattern.replace(CLUSTER, name);
        match Disk.read(&path) {
            Ok(bytes) => {
                if bytes.trim_ascii().is_empty() {
                    let why = "compared with the chart's defaults; if the command that wrote it failed, run it again";
                    print::say(&format!("meshc: warning: {path} is empty, so {name} is {why}"));
                }
                let values = live::values(&String::from_utf8_lossy(&bytes));
                let values =
                    values.map_err(|error| print::failure(&format!("{path} holds no Helm values: {error}")))?;
                found.insert(name.to_string(), values);
            }
            Err(WorldError::NotFound) => missing.push((name, path)),
            Err(error) => return Err(print::unreadable(&path, &error)),
        }
    }
    if let (true, Some((_, path))) = (found.is_empty(), missing.first()) {
        let why = format!("there is no file {path}, nor one of another cluster; write it: {}", saved(path));
        return Err(print::failure(&why));
    }
    if let Some((_, first)) = missing.first() {
        let names = few(&missing.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        let paths = few(&missing.iter().map(|(_, path)| path.as_str()).collect::<Vec<_>>());
        let (are, counts) =
            if missing.len() == 1 { ("is", "counts as a new cluster") } else { ("are", "count as new clusters") };
        print::say(&format!(
            "meshc: warning: there {are} no {paths}, so {names} {counts}; if Cilium runs there, save its values: {}",
            saved(first)
        ));
    }
    Ok(found)
}

/// What writes the values of a cluster to a file.
fn saved(path: &str) -> String {
    format!("helm -n kube-system get values cilium > {path}")
}
