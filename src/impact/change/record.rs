//! What a cluster is made with, then and now, but for what must not change: its release, new pod CIDRs, and
//! by what peers trust it.

use crate::impact::read::Deployed;
use crate::plan::Record;
use crate::plan::lasting::{self, Lasting, effective};
use crate::release::{self, Version};
use std::cmp::Ordering;

/// A change of what a cluster is made with.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum RecordChange {
    /// The Secret of its CA.
    Ca { before: String, after: String },
    /// Which client certificates it accepts.
    AuthMode { before: String, after: String },
    /// Its release.
    Release { before: String, after: String, step: Step },
    /// Pod CIDRs that are added.
    PodCidrsAdded { before: String, after: String, read: Read },
}

/// Who makes Cilium read new pod CIDRs, if it hands out addresses from them at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// The operator and the agents restart by themselves.
    ByItself,
    /// Somebody restarts them.
    ByHand,
    /// Nobody: it does not read them.
    Never,
}

/// From one release to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Another patch release of the same line.
    Patch,
    /// The next minor release.
    Next,
    /// An older release line.
    Back,
    /// Any other.
    Far,
}

/// What changes; nothing where one of the records is not known.
pub fn changes(before: &Deployed, after: &Deployed) -> Vec<RecordChange> {
    let Some((old, new)) = before.record.as_ref().zip(after.record.as_ref()) else { return Vec::new() };
    let read = if after.restarts_agents() { Read::ByItself } else { Read::ByHand };
    let both = |word: &str| {
        let (before, after) = (effective(old, word)?, effective(new, word)?);
        (before != after).then(|| (before.to_string(), after.to_string()))
    };
    let ca = both("ca").map(|(before, after)| RecordChange::Ca { before, after });
    let mode = both("auth-mode").map(|(before, after)| RecordChange::AuthMode { before, after });
    ca.into_iter().chain(mode).chain(release(old, new)).chain(pods(old, new, read)).collect()
}

fn release(old: &Record, new: &Record) -> Option<RecordChange> {
    let (before, after) = old.get("cilium").zip(new.get("cilium")).filter(|(before, after)| before != after)?;
    let line = |text: &str| release::find(text.parse::<Version>().ok()?);
    let lines = line(before).zip(line(after));
    let step = match lines.map(|(from, to)| (from.cmp(to), from.distance(to))) {
        Some((Ordering::Equal, _)) => Step::Patch,
        Some((Ordering::Less, 1)) => Step::Next,
        Some((Ordering::Greater, _)) => Step::Back,
        _ => Step::Far,
    };
    Some(RecordChange::Release { before: before.to_string(), after: after.to_string(), step })
}

/// Pod CIDRs that are added, where those that exist stay.
fn pods(old: &Record, new: &Record, read: Read) -> Option<RecordChange> {
    let (before, after) = (old.get("pod-cidr").unwrap_or_default(), new.get("pod-cidr").unwrap_or_default());
    let differences = lasting::differences(Some(old), Some(new));
    let is_lost = differences.iter().any(|difference| difference.what == Lasting::PodCidr);
    let is_pool = new.get("ipam").is_some_and(|mode| mode.ends_with("-pool"));
    let read = if is_pool { read } else { Read::Never };
    let added = RecordChange::PodCidrsAdded { before: before.to_string(), after: after.to_string(), read };
    (before != after && !before.is_empty() && !is_lost).then_some(added)
}
