//! What a cluster is made with, then and now: its name, its id, the size of the mesh, its pools and its release.

use super::derived::DERIVED;
use super::{Fate, Impact, Records, Risk};
use crate::plan::Record;
use crate::release::{self, Version};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// A cluster before and after; one side is missing when it comes or goes.
#[derive(Debug, Default)]
pub struct Pair {
    /// Its name and record in the old output.
    pub old: Option<(String, Option<Record>)>,
    /// The same in the new one.
    pub new: Option<(String, Option<Record>)>,
}

/// The clusters of both outputs in pairs. One that goes while another comes with its id, or else with its pod CIDRs, is the same
/// cluster under another name.
pub fn pairs(old: &Records, new: &Records) -> Vec<Pair> {
    let entry = |(name, record): (&String, &Option<Record>)| (name.clone(), record.clone());
    let mut gone: Vec<_> = old.iter().filter(|(name, _)| !new.contains_key(*name)).map(entry).collect();
    let mut pairs = Vec::new();
    for (name, record) in new {
        let before = old.get(name).map(|before| (name.clone(), before.clone()));
        let before =
            before.or_else(|| ["id", "pod-cidr"].iter().find_map(|word| take_same(&mut gone, record.as_ref(), word)));
        pairs.push(Pair { old: before, new: Some((name.clone(), record.clone())) });
    }
    pairs.extend(gone.into_iter().map(|old| Pair { old: Some(old), new: None }));
    pairs
}

/// Takes the cluster out whose record says the same of a word.
fn take_same(
    gone: &mut Vec<(String, Option<Record>)>,
    record: Option<&Record>,
    word: &str,
) -> Option<(String, Option<Record>)> {
    let wanted = record?.get(word)?;
    let is_same =
        |(_, other): &(String, Option<Record>)| other.as_ref().and_then(|other| other.get(word)) == Some(wanted);
    gone.iter().position(is_same).map(|index| gone.remove(index))
}

/// What becomes of a cluster that does not simply stay.
pub fn fate(pair: &Pair) -> Option<(Fate, Vec<Impact>)> {
    match (&pair.old, &pair.new) {
        (Some((old, _)), Some((new, _))) if old == new => None,
        (Some((old, before)), Some((new, after))) => {
            let name = Impact::new(Risk::Destructive, "name", NAME).with(Some(old), Some(new));
            let impacts = std::iter::once(name).chain(changes(before, after)).collect();
            Some((Fate::Renamed(old.clone()), impacts))
        }
        (None, _) => Some((Fate::Added, vec![Impact::new(Risk::None, "cluster added", "nothing of it runs yet")])),
        (Some(_), None) => Some((Fate::Removed, vec![Impact::new(Risk::Disruptive, "cluster removed", GONE)])),
    }
}

/// What changes of what a cluster is made with; nothing where that is not known.
pub fn changes(old: &Option<Record>, new: &Option<Record>) -> Vec<Impact> {
    let Some((old, new)) = old.as_ref().zip(new.as_ref()) else { return Vec::new() };
    let forever = FOREVER.iter().filter_map(|(word, reason)| differs(old, new, word, (Risk::Destructive, reason)));
    let mut impacts: Vec<Impact> = forever.collect();
    let trust = TRUST.iter().filter_map(|(word, reason)| differs(old, new, word, (Risk::Disruptive, reason)));
    impacts.extend(trust);
    impacts.extend(release(old, new));
    impacts.extend(pods(old, new));
    impacts
}

/// What is set once, while the cluster is made (`Documentation/network/clustermesh/setup.rst` of Cilium 1.18 on ids and the size
/// of the mesh, with issues 36338 and 48801; `network/concepts/ipam/cluster-pool.rst` on masks and ranges).
const FOREVER: &[(&str, &str)] = &[
    (
        "id",
        "identities carry the id in their high bits, and those that are there keep the old one, even when workloads restart: policies of peers meet the wrong pods",
    ),
    (
        "max-connected-clusters",
        "it moves the id within every identity: connections break and policies meet the wrong pods, in all clusters of the mesh",
    ),
    ("ipam", "no way leads from one to the other: running pods lose their connections for good"),
    (
        "mask",
        "nodes keep ranges of the old size, which the operator cannot place among those of the new: it fails, or hands out what is taken",
    ),
    (
        "mask6",
        "nodes keep ranges of the old size, which the operator cannot place among those of the new: it fails, or hands out what is taken",
    ),
];

/// By what peers know each other.
const TRUST: &[(&str, &str)] = &[
    ("ca", "peers trust no certificate of another CA until they are given it: connections break"),
    (
        "auth-mode",
        "which client certificates peers show and this cluster takes changes: connections break where one side is ahead, but for a way by `migration`",
    ),
];

const NAME: &str = "identities, the state that peers keep and the entries of their Secrets go by the name: to them this is another cluster, \
                    and pods that run keep identities of the old one";
const GONE: &str = "what runs there stays as it is: uninstall Cilium there, and where Flux holds a HelmRelease of it, suspend and \
                    delete that first, or it comes back";

fn differs(old: &Record, new: &Record, word: &str, effect: (Risk, &str)) -> Option<Impact> {
    let (before, after) = (says(old, word)?, says(new, word)?);
    (before != after).then(|| Impact::new(effect.0, word, effect.1).with(Some(before), Some(after)))
}

/// What a record says by a word; of a release that cannot be told, what is so there.
pub fn says<'r>(record: &'r Record, word: &str) -> Option<&'r str> {
    let fixed = FIXED.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
    record.get(word).or(fixed.filter(|_| record.get(DERIVED).is_none()))
}

/// What is so where the release cannot be told: meshes of 255 clusters up to 1.14, and addresses handed out by
/// Kubernetes, of each
/// node's own range, up to 1.4.
const FIXED: &[(&str, &str)] = &[("max-connected-clusters", "255"), ("ipam", "kubernetes")];

/// The release: one minor release up at a time is what Cilium supports and tests.
fn release(old: &Record, new: &Record) -> Option<Impact> {
    let (before, after) = old.get("cilium").zip(new.get("cilium")).filter(|(before, after)| before != after)?;
    let line = |text: &str| release::find(text.parse::<Version>().ok()?);
    let (from, to) = (line(before), line(after));
    let steps = from.zip(to).map(|(from, to)| (from.line.cmp(&to.line), from.distance(to)));
    let (risk, reason) = match steps {
        Some((Ordering::Equal, _)) => (Risk::Restart, "agents restart with the image of another patch release"),
        Some((Ordering::Less, 1)) => {
            (Risk::Restart, "agents restart with the next minor release: read its upgrade notes")
        }
        Some((Ordering::Greater, _)) => {
            (Risk::Disruptive, "Cilium supports steps back by one minor release at most, and not of every change")
        }
        _ => (
            Risk::Disruptive,
            "Cilium supports one minor release at a time: on the way agents may not understand what stands there",
        ),
    };
    Some(Impact::new(risk, "cilium", reason).with(Some(before), Some(after)))
}

/// The pod CIDRs: those that are there stay, as they are; more may come.
fn pods(old: &Record, new: &Record) -> Option<Impact> {
    let (before, after) = (old.get("pod-cidr").unwrap_or(""), new.get("pod-cidr").unwrap_or(""));
    if before == after || before.is_empty() {
        return None;
    }
    let ranges = |text: &'_ str| text.split(',').map(str::to_string).collect::<BTreeSet<_>>();
    let is_pool = new.get("ipam").is_some_and(|mode| mode.ends_with("-pool"));
    let (risk, reason) = match (ranges(before).is_subset(&ranges(after)), is_pool) {
        (false, _) => (
            Risk::Destructive,
            "running pods keep addresses of the old ranges, which nodes and peers no longer take for this cluster's",
        ),
        (true, true) => (Risk::Restart, "the operator and the agents restart to read it; ranges that are in use stay"),
        (true, false) => (Risk::None, "who hands out addresses here reads it elsewhere"),
    };
    Some(Impact::new(risk, "pod-cidr", reason).with(Some(before), Some(after)))
}
