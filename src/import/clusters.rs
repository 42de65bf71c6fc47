//! Files to clusters: which file is whose.
//!
//! What Cilium is given makes a cluster, named on the command line, by `cluster.name`, or by its file. What
//! is around it (the ranges of kubeadm or Talos, nodes, Secrets) is another cluster's only if nothing says
//! whose it is: by a name, by its path, or by the folder.

use super::facts::{Facts, Form, Name};
use super::files::File;
use super::owners::{folder_of, owner};
use super::read::{Source, holds_values, of_set, read};
use super::substitution::{self, Variables, variables};
use crate::yaml::{self, Value};
use std::collections::BTreeMap;

/// The clusters of all files, in their order.
pub fn clusters(files: &[File]) -> Vec<Facts> {
    let mut named: BTreeMap<&str, Vec<&File>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for file in files {
        if let Some(name) = file.cluster.as_deref() {
            if !named.contains_key(name) {
                order.push(name);
            }
            named.entry(name).or_default().push(file);
        }
    }
    let all: Vec<&File> = files.iter().collect();
    let mut clusters: Vec<Facts> = order.iter().filter_map(|name| of_name(name, named.get(name)?, &all)).collect();
    let units = files.iter().filter(|file| file.cluster.is_none()).flat_map(|file| units(file, &all));
    let units: Vec<(Option<usize>, Facts)> = without_named(units.collect());
    let units = below_common(units);
    let (of_cilium, around): (Vec<Facts>, Vec<Facts>) = units.into_iter().partition(Facts::is_of_cilium);
    of_cilium.into_iter().for_each(|facts| add(&mut clusters, facts));
    for facts in around {
        match owner(&clusters, &facts) {
            Some(owner) => owner_of(&mut clusters, owner, facts),
            None if facts.is_of_cluster() => add(&mut clusters, facts),
            None => {}
        }
    }
    clusters
}

/// Without files that others name as a part of their values.
fn without_named(units: Vec<(Option<usize>, Facts)>) -> Vec<(Option<usize>, Facts)> {
    let named: Vec<String> = units
        .iter()
        .flat_map(|(_, facts)| facts.layers.iter().filter(|layer| !facts.files.contains(&layer.source)))
        .map(|layer| layer.source.clone())
        .collect();
    let is_part = |facts: &Facts| facts.files.first().is_some_and(|file| named.contains(file));
    units.into_iter().filter(|(_, facts)| !is_part(facts)).collect()
}

/// One cluster of the files that the command line names for it.
fn of_name(name: &str, files: &[&File], all: &[&File]) -> Option<Facts> {
    let others = all.iter().copied().filter(|file| !files.iter().any(|own| std::ptr::eq(*own, *file)));
    let around: Vec<&File> = files.iter().copied().chain(others).collect();
    let mut facts = Facts::default();
    for file in files {
        facts.files.push(file.path.clone());
        for document in documents(file) {
            read(Source { document: &document, file, all: &around }, &mut facts);
        }
    }
    facts.name = Name::OfUser(name.to_string());
    let variables: Vec<Variables> = files.iter().filter_map(|file| variables(file)).collect();
    fill(&mut facts, &variables.iter().collect::<Vec<_>>());
    Some(facts)
}

/// What one file comes to: one cluster, or several where it holds values of several or variables for several.
fn units(file: &File, all: &[&File]) -> Vec<(Option<usize>, Facts)> {
    let around: Vec<&File> = std::iter::once(file).chain(all.iter().copied()).collect();
    let documents = documents(file);
    let several = documents.iter().filter(|document| holds_values(document)).count() > 1;
    let mut own = Facts::of_file(&file.path);
    let mut found = Vec::new();
    for document in &documents {
        let source = Source { document, file, all: &around };
        if several && holds_values(document) {
            let mut facts = Facts::of_file(&file.path);
            read(source, &mut facts);
            found.push(facts);
        } else {
            read(source, &mut own);
        }
    }
    found.push(own);
    let found = found.into_iter().filter(|facts| !facts.is_empty()).flat_map(|facts| filled(facts, all));
    found.map(|facts| (file.folder, called(facts))).collect()
}

/// The documents of a file, with the Applications of an ApplicationSet in its place.
fn documents(file: &File) -> Vec<Value> {
    file.documents.iter().flat_map(|document| of_set(document).unwrap_or_else(|| vec![document.clone()])).collect()
}

/// A cluster for each file of variables, where its values are a template.
fn filled(facts: Facts, all: &[&File]) -> Vec<Facts> {
    let values = facts.values();
    let name = yaml::at(&Value::Object(values.clone()), "cluster.name").map(substitution::used).unwrap_or_default();
    let wanted = if name.is_empty() { substitution::used(&Value::Object(values)) } else { name };
    if wanted.is_empty() {
        return vec![facts];
    }
    let sets: Vec<Variables> = all.iter().filter_map(|file| variables(file)).filter(|set| set.have(&wanted)).collect();
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

fn fill(facts: &mut Facts, variables: &[&Variables]) {
    for layer in &mut facts.layers {
        let filled = substitution::filled(&layer.values, variables);
        if filled != layer.values {
            (layer.values, layer.form) = (filled, Form::Part);
        }
    }
}

/// A cluster with the name that Cilium has for it, or else its file's.
fn called(mut facts: Facts) -> Facts {
    let values = Value::Object(facts.values());
    let of_values = yaml::at(&values, "cluster.name").filter(|name| !substitution::is_template(name));
    let of_config = facts.config.iter().find(|seen| seen.value.0 == "cluster-name").map(|seen| seen.value.1.as_str());
    let name = of_values.and_then(Value::as_str).or(of_config).filter(|name| *name != "default");
    let name = name.map(str::to_string);
    facts.call(name.map_or(Name::Unknown, Name::OfCilium));
    let stem = facts.files.first().map(|file| stem(file)).unwrap_or_default();
    facts.call(Name::OfFile(stem));
    facts
}

/// The name of a file without its ends, or of its folder where that is but what kind of file it is.
fn stem(path: &str) -> String {
    const KINDS: &[&str] = &[
        "values",
        "cilium",
        "cilium-values",
        "helmrelease",
        "helm-release",
        "release",
        "application",
        "app",
        "config",
    ];
    let parts = path.split('/').rev().map(|part| part.split('.').next().unwrap_or(part));
    let mut parts = parts.filter(|part| !part.is_empty());
    let first = parts.next().unwrap_or("cluster");
    let name = if KINDS.contains(&first) { parts.find(|part| !KINDS.contains(part)).unwrap_or(first) } else { first };
    let plain = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    plain.collect::<String>().trim_matches('-').to_string()
}

/// In a folder with clusters, a file of values that names none is what they have in common.
fn below_common(units: Vec<(Option<usize>, Facts)>) -> Vec<Facts> {
    let is_common = |folder: &Option<usize>, facts: &Facts| {
        let has_values = facts.layers.iter().any(|layer| !layer.values.is_empty());
        let is_values = has_values && facts.layers.iter().all(|layer| layer.form == Form::Whole);
        let values = Value::Object(facts.values());
        let has_id = yaml::at(&values, "cluster.id").and_then(Value::as_u64).is_some_and(|id| id > 0);
        let is_other = |(other, facts): &(Option<usize>, Facts)| other == folder && facts.name.is_certain();
        folder.is_some() && is_values && !has_id && !facts.name.is_certain() && units.iter().any(is_other)
    };
    let common: Vec<(Option<usize>, Facts)> =
        units.iter().filter(|(folder, facts)| is_common(folder, facts)).cloned().collect();
    let rest = units.iter().filter(|(folder, facts)| !is_common(folder, facts)).cloned();
    let joined = rest.map(|(folder, facts)| {
        if !facts.is_of_cilium() {
            return facts;
        }
        let own_folder = facts.files.first().map(|file| folder_of(file)).unwrap_or_default().to_string();
        let mut below = Facts { name: facts.name.clone(), ..Facts::default() };
        for (_, one) in common.iter().filter(|(other, _)| *other == folder) {
            let place = one.files.first().map(|file| folder_of(file)).unwrap_or_default();
            let is_above = place.is_empty() || own_folder == place || own_folder.starts_with(&format!("{place}/"));
            if is_above {
                below.join(one.clone());
            }
        }
        below.join(facts);
        below
    });
    joined.collect()
}

/// Adds a cluster, or what another source says of one that is there.
fn add(clusters: &mut Vec<Facts>, facts: Facts) {
    match clusters.iter().position(|cluster| cluster.name.text() == facts.name.text()) {
        Some(at) => owner_of(clusters, at, facts),
        None => clusters.push(facts),
    }
}

fn owner_of(clusters: &mut [Facts], at: usize, facts: Facts) {
    if let Some(cluster) = clusters.get_mut(at) {
        cluster.join(facts);
    }
}
