//! Values that are a template to the clusters that Flux makes of it: one for each set of variables.

use super::facts::{Facts, Form};
use super::files::File;
use super::places::{Nearness, folder_of, is_common, nearness};
use super::substitution::{self, Variables, variables};
use crate::yaml::{self, Value};

/// A cluster for each set of variables that the values of a file ask for.
pub fn instances(facts: Facts, file: &File, all: &[&File]) -> Vec<Facts> {
    let values = facts.values();
    let name = yaml::at(&Value::Object(values.clone()), "cluster.name").map(substitution::used).unwrap_or_default();
    let wanted = if name.is_empty() { substitution::used(&Value::Object(values)) } else { name };
    if wanted.is_empty() {
        return vec![facts];
    }
    let sets: Vec<Variables> = all.iter().flat_map(|file| variables(file)).filter(|set| set.have(&wanted)).collect();
    let sets = nearest(file.place(), sets);
    if sets.is_empty() {
        return vec![facts];
    }
    let filled = sets.iter().map(|set| {
        let mut facts = facts.clone();
        facts.files.push(set.source.clone());
        fill(&mut facts, &[set]);
        facts
    });
    filled.collect()
}

/// The sets that are near a template; all of them where none is, or where it is one for several clusters.
fn nearest(place: &str, sets: Vec<Variables>) -> Vec<Variables> {
    let is_of_all = folder_of(place).split('/').any(is_common);
    let near = |set: &Variables| nearness(place, &set.place);
    let best = sets.iter().map(near).min().filter(|best| *best != Nearness::Elsewhere && !is_of_all);
    let is_in = |set: &Variables| match best {
        Some(Nearness::Below(_)) => matches!(near(set), Nearness::Below(_)),
        Some(best) => near(set) == best,
        None => true,
    };
    sets.into_iter().filter(is_in).collect()
}

/// Fills variables in.
pub fn fill(facts: &mut Facts, variables: &[&Variables]) {
    for layer in &mut facts.layers {
        let filled = substitution::filled(&layer.values, variables);
        if filled != layer.values {
            (layer.values, layer.form) = (filled, Form::Part);
        }
    }
}
