//! Files with what several clusters have in common, which are below the values of each.

use super::facts::{Facts, Form};
use super::naming::is_called_common;
use super::places::{folder_of, is_below, is_common};
use crate::yaml::{self, Value};

/// What one file comes to, and the number of the argument of the command line, where that is a folder.
pub type Unit = (Option<usize>, Facts);

/// In a folder with clusters a file of values that names none is what they have in common; so is one called
/// so (`common.yaml`, `values.yaml`) beside files that are called otherwise.
pub fn below_common(units: Vec<Unit>) -> Vec<Facts> {
    let is_common: Vec<bool> = units.iter().map(|unit| is_of_all(unit, &units)).collect();
    let common: Vec<&Unit> = units.iter().zip(&is_common).filter(|(_, is)| **is).map(|(unit, _)| unit).collect();
    let mut common: Vec<(&Unit, usize)> = common
        .into_iter()
        .map(|unit| (unit, units.iter().zip(&is_common).filter(|(other, is)| !**is && is_above(unit, other)).count()))
        .collect();
    // What is nearer to a cluster is over what is farther above.
    common.sort_by_key(|((_, facts), _)| place(facts).split('/').filter(|part| !part.is_empty()).count());
    let mut all = Vec::new();
    for (unit, is) in units.iter().zip(&is_common) {
        let is_alone = *is && common.iter().any(|(other, below)| std::ptr::eq(*other, unit) && *below == 0);
        if *is && !is_alone {
            continue;
        }
        let mut below = Facts { name: unit.1.name.clone(), ..Facts::default() };
        for ((_, facts), _) in common.iter().filter(|(other, _)| !is_alone && is_above(other, unit)) {
            let is_expected = units.iter().any(|(_, facts)| facts.name.is_certain());
            let path = facts.files.first().cloned().unwrap_or_default();
            below.common.extend(Some(path.clone()).filter(|_| !(is_expected && is_called_common(&path))));
            below.join(facts.clone());
        }
        below.join(unit.1.clone());
        all.push(below);
    }
    all
}

/// Whether a file has values for several clusters.
fn is_of_all((folder, facts): &Unit, units: &[Unit]) -> bool {
    let has_values = facts.layers.iter().any(|layer| !layer.values.is_empty());
    let is_values = has_values && facts.layers.iter().all(|layer| layer.form == Form::Whole) && facts.object.is_none();
    let values = Value::Object(facts.values());
    let has_id = yaml::at(&values, "cluster.id").and_then(Value::as_u64).is_some_and(|id| id > 0);
    if !is_values || has_id || facts.name.is_certain() {
        return false;
    }
    let others = || units.iter().filter(|(other, one)| other == folder && one.is_of_cilium());
    if facts.files.first().is_some_and(|path| is_called_common(path)) {
        return others().any(|(_, one)| one.name.is_certain() || is_beside(facts, one));
    }
    let has_pods = yaml::at(&values, "ipam.operator.clusterPoolIPv4PodCIDRList").is_some();
    folder.is_some() && !has_pods && others().any(|(_, one)| one.name.is_certain())
}

/// Whether a file is one of a cluster beside what is called common: it is called otherwise, or farther down.
fn is_beside(common: &Facts, other: &Facts) -> bool {
    let path = other.files.first().map(String::as_str).unwrap_or_default();
    let is_lower = folder_of(path) != place(common) && is_below(folder_of(path), place(common));
    is_lower || !is_called_common(path)
}

/// Whether a file with what several have in common is above another.
fn is_above((folder, common): &Unit, (other, facts): &Unit) -> bool {
    let own = facts.files.first().map(|file| folder_of(file)).unwrap_or_default();
    folder == other && facts.is_of_cilium() && is_below(own, place(common))
}

/// The folder for which a file counts: of one in a folder for what is common, that above it.
fn place(common: &Facts) -> &str {
    let folder = common.files.first().map(|file| folder_of(file)).unwrap_or_default();
    match folder.rsplit_once('/') {
        Some((above, name)) if is_common(name) => above,
        None if is_common(folder) => "",
        _ => folder,
    }
}
