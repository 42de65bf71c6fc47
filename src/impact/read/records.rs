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

/// What the overlays of an output say that its clusters are made with; nothing else of it is read. It is for
/// those who propose what to write: an output that is not there, that cannot be read, or that is behind a
/// link has nothing to propose.
pub fn stated_records(world: &dyn World, dir: &str) -> Records {
    let is_behind_a_link = world.is_link(dir) || world.is_link(&format!("{dir}/clusters"));
    let output = Some(()).filter(|()| !is_behind_a_link).and_then(|()| overlays(world, dir).ok());
    let stated =
        |output: &Output, name: &str| output.get(&format!("clusters/{name}/kustomization.yaml")).and_then(Record::read);
    let of =
        |output: Output| output.clusters().into_iter().map(|name| (name.to_string(), stated(&output, name))).collect();
    output.map(of).unwrap_or_default()
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
