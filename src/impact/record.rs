//! What a cluster is made with, then and now: its name, its id, the size of the mesh, its pools and its release.

use super::{Fate, Impact, Risk};
use crate::plan::Record;
use crate::plan::lasting::{self, Lasting, Pair, effective};
use crate::release::{self, Version};
use std::cmp::Ordering;

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
    let lasting = lasting::differences(Some(old), Some(new)).into_iter().map(|difference| {
        let (before, after) = (&difference.before, &difference.after);
        Impact::new(Risk::Destructive, difference.what.word(), reason(difference.what)).with(Some(before), Some(after))
    });
    let mut impacts: Vec<Impact> = lasting.collect();
    let trust = TRUST.iter().filter_map(|(word, reason)| differs(old, new, word, (Risk::Disruptive, reason)));
    impacts.extend(trust);
    impacts.extend(release(old, new));
    impacts.extend(pods(old, new));
    impacts
}

/// Why it must not change (`Documentation/network/clustermesh/setup.rst` of Cilium 1.18 on ids and the size of the mesh, with
/// issues 36338 and 48801; `network/concepts/ipam/cluster-pool.rst` on masks and ranges).
fn reason(what: Lasting) -> &'static str {
    match what {
        Lasting::Name => NAME,
        Lasting::Id => {
            "identities carry the id in their high bits, and those that are there keep the old one, even when workloads restart: policies of peers meet the wrong pods"
        }
        Lasting::MaxConnectedClusters => {
            "it moves the id within every identity: connections break and policies meet the wrong pods, in all clusters of the mesh"
        }
        Lasting::Ipam => "no way leads from one to the other: running pods lose their connections for good",
        Lasting::Mask | Lasting::Mask6 => {
            "nodes keep ranges of the old size, which the operator cannot place among those of the new: it fails, or hands out what is taken"
        }
        Lasting::PodCidr => {
            "running pods keep addresses of the old ranges, which nodes and peers no longer take for this cluster's"
        }
    }
}

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
    let (before, after) = (effective(old, word)?, effective(new, word)?);
    (before != after).then(|| Impact::new(effect.0, word, effect.1).with(Some(before), Some(after)))
}

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

/// Pod CIDRs that are added: those that exist stay.
fn pods(old: &Record, new: &Record) -> Option<Impact> {
    let (before, after) = (old.get("pod-cidr").unwrap_or(""), new.get("pod-cidr").unwrap_or(""));
    let is_lost =
        lasting::differences(Some(old), Some(new)).iter().any(|difference| difference.what == Lasting::PodCidr);
    if before == after || before.is_empty() || is_lost {
        return None;
    }
    let is_pool = new.get("ipam").is_some_and(|mode| mode.ends_with("-pool"));
    let (risk, reason) = if is_pool {
        (Risk::Restart, "the operator and the agents restart to read it; ranges that are in use stay")
    } else {
        (Risk::None, "who hands out addresses here reads it elsewhere")
    };
    Some(Impact::new(risk, "pod-cidr", reason).with(Some(before), Some(after)))
}
