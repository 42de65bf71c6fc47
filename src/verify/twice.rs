//! Pod ranges and node addresses that more than one node has.

use super::Finding;
use super::roll::{Member, Roll};
use super::wording::{count, few, fold};
use crate::address;
use ipnet::IpNet;

/// Looks at all nodes at once, whatever their clusters; folds what is shared by the clusters that share it.
pub fn check(roll: &Roll, findings: &mut Vec<Finding>) {
    let ranges = roll.members.iter().flat_map(|member| member.node.ranges.iter().map(move |range| (member, *range)));
    shared(&ranges.collect::<Vec<_>>(), &RANGES, findings);
    let addresses = roll
        .members
        .iter()
        .flat_map(|member| member.node.addresses.iter().map(move |address| (member, IpNet::from(*address))));
    shared(&addresses.collect::<Vec<_>>(), &ADDRESSES, findings);
}

/// What is said of something that is shared.
struct Words {
    one: &'static str,
    many: &'static str,
    /// What to do when the nodes are of one cluster.
    within: &'static str,
    /// What to do when they are not.
    across: &'static str,
}

/// Of one address in two places the ipcache keeps the place that was written last, without an error (`pkg/ipcache`).
const RANGES: Words = Words {
    one: "pod range is given to more than one node",
    many: "pod ranges are given to more than one node",
    within: "remove the node that is gone, or recreate the newer one, so that it gets a range of its own",
    across: "let each cluster allocate from its own pod CIDR (`--cluster-cidr`, or the operator's pool): packets go to \
             whichever node was announced last",
};

const ADDRESSES: Words = Words {
    one: "node address is given to more than one node",
    many: "node addresses are given to more than one node",
    within: "remove the node that is gone (`kubectl delete node`)",
    across: "remove the node that is gone, or give the clusters networks that do not overlap: a mesh reaches every node \
             by its address",
};

type Held<'a> = (&'a Member<'a>, IpNet);

fn shared(held: &[Held], words: &Words, findings: &mut Vec<Finding>) {
    let nets: Vec<IpNet> = held.iter().map(|(_, net)| *net).collect();
    let differ = |a: usize, b: usize| match (held.get(a), held.get(b)) {
        (Some((a, _)), Some((b, _))) => a.full_name() != b.full_name(),
        _ => false,
    };
    let groups = address::overlaps(&nets, differ).into_iter().map(|indices| {
        let group: Vec<&Held> = indices.iter().filter_map(|index| held.get(*index)).collect();
        let mut clusters: Vec<_> = group.iter().map(|(member, _)| cluster(member)).collect();
        clusters.sort();
        clusters.dedup();
        (clusters, group)
    });
    for (clusters, groups) in fold(groups) {
        let items: Vec<String> = groups.iter().map(|group| item(group)).collect();
        let line = groups.first().and_then(|group| group.get(1)).and_then(|(member, _)| member.node.line);
        let message = format!("{}: {}", count(groups.len(), (words.one, words.many)), few(&items));
        let help = if clusters.len() > 1 { words.across } else { words.within };
        findings.push(Finding { line, message, help: Some(help.to_string()) });
    }
}

fn cluster<'a>(member: &'a Member) -> Option<&'a str> {
    let known = member.cluster.map(|cluster| cluster.name.value.as_str());
    known.or(member.node.cluster.as_deref())
}

/// The widest range and who has it or a part of it.
fn item(group: &[&Held]) -> String {
    let Some(widest) = group.iter().map(|(_, net)| net).min_by_key(|net| net.prefix_len()) else {
        return String::new();
    };
    let name = |(member, net): &&Held| match net.prefix_len() == widest.prefix_len() {
        true => member.full_name(),
        false => format!("{} with {net}", member.full_name()),
    };
    let names: Vec<String> = group.iter().map(name).collect();
    let shown =
        if widest.prefix_len() == widest.max_prefix_len() { widest.addr().to_string() } else { widest.to_string() };
    format!("{shown} ({})", few(&names))
}
