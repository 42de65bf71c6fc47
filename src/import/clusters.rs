//! Files to clusters: which file is whose.
//!
//! What Cilium is given makes a cluster, named on the command line, by `cluster.name`, or by its file. What
//! is around it (the ranges of kubeadm or Talos, nodes, Secrets) is another cluster's only if nothing says
//! whose it is: by a name, by its path, or by the folder.

use super::common::{Unit, below_common};
use super::facts::{Facts, Name};
use super::files::File;
use super::instances::{fill, instances};
use super::naming::{called, tell_apart};
use super::overlays::patched;
use super::owners::owner;
use super::read::{Source, files_of_others, holds_values, is_of_another, of_set, read};
use super::substitution::{Variables, variables};
use crate::manifest::kind;
use crate::yaml::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The clusters of all files, in their order.
///
/// # Errors
/// What cannot be told of one cluster, a sentence each.
pub fn clusters(files: &[File]) -> Result<Vec<Facts>, Vec<String>> {
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
    let others = others(files, &all);
    let is_ours = |file: &&File| !others.contains(&file.path);
    let units = files.iter().filter(|file| file.cluster.is_none()).filter(is_ours).flat_map(|file| units(file, &all));
    let units = below_common(without_named(units.collect()));
    let (mut of_cilium, around): (Vec<Facts>, Vec<Facts>) = units.into_iter().partition(Facts::is_of_cilium);
    tell_apart(&mut of_cilium);
    let mut wrong = Vec::new();
    of_cilium.into_iter().for_each(|facts| wrong.extend(add(&mut clusters, facts)));
    let (of_all, around): (Vec<Facts>, Vec<Facts>) = around.into_iter().partition(|facts| facts.is_of_all);
    let known = |facts: &Facts| Facts { name: Name::Unknown, is_of_all: false, ..facts.clone() };
    of_all.iter().for_each(|facts| clusters.iter_mut().for_each(|cluster| cluster.join(known(facts))));
    for facts in around {
        match owner(&clusters, &facts) {
            Some(owner) => owner_of(&mut clusters, owner, facts),
            None if facts.is_of_cluster() => wrong.extend(add(&mut clusters, facts)),
            None => {}
        }
    }
    wrong.extend(clusters.iter().flat_map(|facts| facts.ambiguous.iter().cloned()));
    wrong.sort();
    wrong.dedup();
    if wrong.is_empty() { Ok(clusters) } else { Err(wrong) }
}

/// Files with values of other charts, as far as what is around them tells.
fn others(files: &[File], all: &[&File]) -> BTreeSet<String> {
    let charts: Vec<&File> = all.iter().copied().filter(|file| file.path.ends_with("Chart.yaml")).collect();
    let has_applications = |file: &&File| file.documents.iter().any(|one| kind(one).starts_with("Application"));
    let in_folders = || files.iter().filter(|file| file.folder.is_some());
    let mut others: BTreeSet<String> =
        in_folders().filter(|file| is_of_another(&charts, &file.path)).map(|file| file.path.clone()).collect();
    for file in in_folders().filter(has_applications) {
        for document in documents(file, all) {
            others.extend(files_of_others(Source { document: &document, file, all }));
        }
    }
    others
}

/// Without files that others name as a part of their values.
fn without_named(units: Vec<Unit>) -> Vec<Unit> {
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
    let mut facts = Facts::default();
    for file in files {
        facts.files.push(file.path.clone());
        for document in documents(file, all) {
            read(Source { document: &document, file, all }, &mut facts);
        }
        beside(file, &mut facts);
    }
    facts.name = Name::OfUser(name.to_string());
    let variables: Vec<Variables> = files.iter().flat_map(|file| variables(file)).collect();
    fill(&mut facts, &variables.iter().collect::<Vec<_>>());
    Some(facts)
}

/// What one file comes to: one cluster, or several where it holds values of several or variables for several.
fn units(file: &File, all: &[&File]) -> Vec<Unit> {
    let documents = documents(file, all);
    let several = documents.iter().filter(|document| holds_values(document)).count() > 1;
    let mut own = of_file(file);
    let mut found = Vec::new();
    for document in &documents {
        let source = Source { document, file, all };
        if several && holds_values(document) {
            let mut facts = of_file(file);
            read(source, &mut facts);
            found.push(facts);
        } else {
            read(source, &mut own);
        }
    }
    found.push(own);
    let found = found.into_iter().filter(|facts| !facts.is_empty()).map(|mut facts| {
        if facts.object.is_some() {
            beside(file, &mut facts);
        }
        facts
    });
    found.flat_map(|facts| instances(facts, file, all)).map(|facts| (file.folder, called(facts))).collect()
}

/// Facts of a file, where it counts first.
fn of_file(file: &File) -> Facts {
    let mut facts = Facts::of_file(file.place());
    if file.place() != file.path {
        facts.files.push(file.path.clone());
    }
    facts
}

/// What a kustomization puts beside a file.
fn beside(file: &File, facts: &mut Facts) {
    let Some(build) = &file.build else { return };
    facts.files.extend(build.beside.iter().cloned());
    facts.missing.extend(build.missing.iter().map(|what| format!("{what} is not among the given files")));
}

/// The documents of a file, with the Applications of an ApplicationSet in its place, and what Flux patches.
fn documents(file: &File, all: &[&File]) -> Vec<Value> {
    let of = |document: &Value| of_set(document).unwrap_or_else(|| patched(document, file, all));
    file.documents.iter().flat_map(of).collect()
}

/// Adds a cluster, or what another source says of one that is there; a sentence where both cannot be.
fn add(clusters: &mut Vec<Facts>, facts: Facts) -> Option<String> {
    let Some(at) = clusters.iter().position(|cluster| cluster.name.text() == facts.name.text()) else {
        clusters.push(facts);
        return None;
    };
    let known = clusters.get(at)?;
    let objects = known.object.as_ref().zip(facts.object.as_ref()).filter(|(one, other)| one != other);
    let wrong = objects.filter(|_| known.values() != facts.values()).map(|(one, other)| {
        let name = facts.name.text().unwrap_or_default();
        format!("{one} and {other} both install Cilium in cluster {name}: give one of them, or name them apart, as in NAME={other}")
    });
    owner_of(clusters, at, facts);
    wrong
}

fn owner_of(clusters: &mut [Facts], at: usize, facts: Facts) {
    if let Some(cluster) = clusters.get_mut(at) {
        cluster.join(facts);
    }
}
