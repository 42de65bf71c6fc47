//! `--allow-destructive`: clusters that may change in a way that breaks a running one.

use clap::Args;
use meshc::diagnostic::nearest;
use meshc::plan::lasting::Records;
use std::collections::BTreeSet;
use std::convert::Infallible;

/// The word for every cluster, which none can have for its name.
const ALL: &str = "all";

#[derive(Args)]
pub struct AllowDestructive {
    /// Allow destructive changes to CLUSTER; separate several by commas, `all` is every cluster
    #[arg(
        long = "allow-destructive",
        env = "MESHC_ALLOW_DESTRUCTIVE",
        value_name = "CLUSTER",
        value_delimiter = ',',
        value_parser = trimmed
    )]
    names: Vec<String>,
}

/// A name in a list, which may have blanks after its commas.
fn trimmed(name: &str) -> Result<String, Infallible> {
    Ok(name.trim().to_string())
}

impl AllowDestructive {
    /// Whether it names a cluster.
    pub fn has(&self, cluster: &str) -> bool {
        self.names.iter().any(|name| name == cluster || name == ALL)
    }

    /// The names of those clusters of an output that it allows, and all others that it has.
    pub fn among(&self, records: &Records) -> Vec<String> {
        if self.has(ALL) { records.keys().cloned().collect() } else { self.names.clone() }
    }

    /// What is wrong where it names a cluster that is not known.
    pub fn unknown(&self, known: &BTreeSet<&str>) -> Option<String> {
        let is_unknown = |name: &&String| !name.is_empty() && *name != ALL && !known.contains(name.as_str());
        let name = self.names.iter().find(is_unknown)?;
        Some(match nearest(name, known.iter().copied()) {
            Some(near) => format!("--allow-destructive: there is no cluster {name}; did you mean {near}?"),
            None => format!("--allow-destructive: there is no cluster {name}, neither in the mesh nor in the output"),
        })
    }
}
