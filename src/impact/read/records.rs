//! What the clusters of an output were made with.

use super::deployed::Reader;
use super::output::{Output, output, overlays};
use crate::plan::Record;
use crate::plan::lasting::Records;
use crate::world::{World, WorldError};

/// Reads what the clusters of the output in a directory are made with: from their overlays alone, or from all
/// those folders of it where one of them has no record.
///
/// # Errors
/// As [`output`] has them.
pub fn records(world: &dyn World, dir: &str, folders: &[&str]) -> Result<Records, (String, WorldError)> {
    let records = made_with(&overlays(world, dir)?);
    if records.values().all(Option::is_some) { Ok(records) } else { Ok(made_with(&output(world, dir, folders)?)) }
}

/// The clusters of an output, each with what it was made with, as far as the output tells.
pub fn made_with(output: &Output) -> Records {
    let mut reader = Reader::of(output);
    let mut record = |name: &str| {
        let stated = output.get(&format!("clusters/{name}/kustomization.yaml")).and_then(Record::read);
        stated.or_else(|| reader.deployed(name).record)
    };
    output.clusters().into_iter().map(|name| (name.to_string(), record(name))).collect()
}
