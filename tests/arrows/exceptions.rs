//! What is found against what is known: everything new is refused, and so is an exception that is no longer
//! needed.

use std::collections::{BTreeMap, BTreeSet};

/// What is wrong, each with the files in which it is.
pub type Found = BTreeMap<String, BTreeSet<String>>;

/// Holds what was found against the exceptions in the constant of that name.
pub fn hold(found: &Found, exceptions: &[&str], constant: &str) {
    let new = found.iter().filter(|(what, _)| !exceptions.contains(&what.as_str()));
    let new: Vec<String> = new.map(|(what, files)| format!("{what}: {files:?}")).collect();
    assert!(new.is_empty(), "\n{}\n", new.join("\n"));
    let gone: Vec<_> = exceptions.iter().filter(|what| !found.contains_key(**what)).collect();
    assert!(gone.is_empty(), "mended, so take it from {constant}: {gone:?}");
}
