//! What must not change while a cluster lives: which cluster of one output is which of another, and what of
//! that differs.

use super::Record;
use crate::release::without_setting;
use std::collections::{BTreeMap, BTreeSet};

/// Clusters by name, each with what it was made with, where that is known.
pub type Records = BTreeMap<String, Option<Record>>;

/// What is set once, while a cluster is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Lasting {
    Name,
    Id,
    MaxConnectedClusters,
    Ipam,
    Mask,
    Mask6,
    PodCidr,
}

impl Lasting {
    /// Those of which any other value is a difference.
    const FIXED: &[Lasting] =
        &[Lasting::Id, Lasting::MaxConnectedClusters, Lasting::Ipam, Lasting::Mask, Lasting::Mask6];

    /// Its word in records, and in mesh.kdl.
    pub const fn word(self) -> &'static str {
        match self {
            Lasting::Name => "name",
            Lasting::Id => "id",
            Lasting::MaxConnectedClusters => "max-connected-clusters",
            Lasting::Ipam => "ipam",
            Lasting::Mask => "mask",
            Lasting::Mask6 => "mask6",
            Lasting::PodCidr => "pod-cidr",
        }
    }
}

/// Something that must not change, and does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What changes.
    pub what: Lasting,
    /// Its value in the old output.
    pub before: String,
    /// Its value in the new one; empty where it has none any more.
    pub after: String,
}

impl Difference {
    fn new(what: Lasting, before: &str, after: &str) -> Difference {
        Difference { what, before: before.to_string(), after: after.to_string() }
    }
}

/// A cluster before and after; one side is missing when it comes or goes.
#[derive(Debug, Default)]
pub struct Pair {
    /// Its name and record in the old output.
    pub old: Option<(String, Option<Record>)>,
    /// The same in the new one.
    pub new: Option<(String, Option<Record>)>,
}

impl Pair {
    /// What must not change and does, its name first; nothing of a cluster that comes or goes.
    pub fn differences(&self) -> Vec<Difference> {
        let Some(((old, before), (new, after))) = self.old.as_ref().zip(self.new.as_ref()) else { return Vec::new() };
        let name = (old != new).then(|| Difference::new(Lasting::Name, old, new));
        name.into_iter().chain(differences(before.as_ref(), after.as_ref())).collect()
    }
}

/// The clusters of both outputs in pairs. One that goes while another comes with its id, or else with its pod
/// CIDRs, is the same cluster under another name.
pub fn pairs(old: &Records, new: &Records) -> Vec<Pair> {
    let entry = |(name, record): (&String, &Option<Record>)| (name.clone(), record.clone());
    let mut gone: Vec<_> = old.iter().filter(|(name, _)| !new.contains_key(*name)).map(entry).collect();
    let mut pairs = Vec::new();
    for (name, record) in new {
        let before = old.get(name).map(|before| (name.clone(), before.clone()));
        let same = || ["id", "pod-cidr"].iter().find_map(|word| take_same(&mut gone, record.as_ref(), word));
        pairs.push(Pair { old: before.or_else(same), new: Some((name.clone(), record.clone())) });
    }
    pairs.extend(gone.into_iter().map(|old| Pair { old: Some(old), new: None }));
    pairs
}

/// Takes out the cluster whose record has the same value of a word.
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

/// What must not change and does, from one record to another; nothing where one of them is not known. Where
/// the old one is of two sides of a merge, either may be what runs.
pub fn differences(old: Option<&Record>, new: Option<&Record>) -> Vec<Difference> {
    let Some((old, new)) = old.zip(new) else { return Vec::new() };
    let mut found = of_side(old, new);
    let others = old.other().map(|other| of_side(other, new)).unwrap_or_default();
    found.extend(others.into_iter().filter(|other| !found.contains(other)).collect::<Vec<_>>());
    found
}

fn of_side(old: &Record, new: &Record) -> Vec<Difference> {
    let differs = |what: &Lasting| {
        let (before, after) = (effective(old, what.word())?, effective(new, what.word())?);
        (before != after).then(|| Difference::new(*what, before, after))
    };
    Lasting::FIXED.iter().filter_map(differs).chain(lost_ranges(old, new)).collect()
}

/// Pod CIDRs may be added; those that exist must stay as they are.
fn lost_ranges(old: &Record, new: &Record) -> Option<Difference> {
    let (before, after) = (old.get("pod-cidr").unwrap_or_default(), new.get("pod-cidr").unwrap_or_default());
    let ranges = |text: &str| text.split(',').map(str::to_string).collect::<BTreeSet<_>>();
    let is_kept = before.is_empty() || ranges(before).is_subset(&ranges(after));
    (!is_kept).then(|| Difference::new(Lasting::PodCidr, before, after))
}

/// The value of a word in a record, or else what is true where the release has no such setting.
pub fn effective<'r>(record: &'r Record, word: &str) -> Option<&'r str> {
    record.get(word).or_else(|| without_setting(word).filter(|_| !record.is_derived()))
}
