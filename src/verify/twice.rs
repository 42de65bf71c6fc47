//! Pod ranges and node addresses that more than one node has.

use super::place::Place;
use super::roll::{Member, Roll, fold};
use crate::address;
use crate::diagnostic::{Diagnostics, Rule};
use crate::rules::{shared_node_address, shared_pod_range};
use crate::words::{count, few};
use ipnet::IpNet;

/// Looks at all nodes at once, whatever their clusters; folds what is shared by the clusters that share it.
pub fn check(roll: &Roll, found: &mut Diagnostics) {
    let ranges = roll.members.iter().flat_map(|member| {
        member.node.ranges.iter().map(move |range| Held { member, net: range.value, place: &range.place })
    });
    shared(roll, &ranges.collect::<Vec<_>>(), &RANGES, found);
    let addresses = roll.members.iter().flat_map(|member| {
        let held = |net, place| Held { member, net, place };
        member.node.addresses.iter().map(move |address| held(IpNet::from(address.value), &address.place))
    });
    shared(roll, &addresses.collect::<Vec<_>>(), &ADDRESSES, found);
}

/// The rule about something that is shared, and its words.
struct Words {
    rule: &'static Rule,
    one: &'static str,
    many: &'static str,
    /// What to do when the nodes are of one cluster.
    within: &'static str,
    /// What to do when they are not.
    across: &'static str,
}

/// Of one address in two places the ipcache keeps the place that was written last, without an error
/// (`pkg/ipcache`).
const RANGES: Words = Words {
    rule: &shared_pod_range::RULE,
    one: "pod range belongs to more than one node",
    many: "pod ranges belong to more than one node",
    within: "remove the node that is gone, or recreate the newer one, so that it gets its own range",
    across: "make each cluster allocate from its own pod CIDR (`--cluster-cidr`, or the operator's pool): packets go to \
             whichever node was announced last",
};

const ADDRESSES: Words = Words {
    rule: &shared_node_address::RULE,
    one: "node address belongs to more than one node",
    many: "node addresses belong to more than one node",
    within: "remove the node that is gone (`kubectl delete node`)",
    across: "remove the node that is gone, or give the clusters networks that do not overlap: a mesh reaches every node \
             by its address",
};

/// A range or an address of a node.
struct Held<'r, 'a> {
    member: &'r Member<'a>,
    net: IpNet,
    place: &'a Place,
}

fn shared(roll: &Roll, held: &[Held], words: &Words, found: &mut Diagnostics) {
    let nets: Vec<IpNet> = held.iter().map(|held| held.net).collect();
    let differ = |a: usize, b: usize| match (held.get(a), held.get(b)) {
        (Some(a), Some(b)) => a.member.full_name() != b.member.full_name(),
        _ => false,
    };
    let groups = address::overlaps(&nets, differ).into_iter().map(|indices| {
        let group: Vec<&Held> = indices.iter().filter_map(|index| held.get(*index)).collect();
        let mut clusters: Vec<_> = group.iter().map(|held| cluster(held.member)).collect();
        clusters.sort();
        clusters.dedup();
        (clusters, group)
    });
    for (clusters, groups) in fold(groups) {
        let items: Vec<String> = groups.iter().map(|group| item(group)).collect();
        let message = format!("{}: {}", count(groups.len(), (words.one, words.many)), few(&items));
        let help = if clusters.len() > 1 { words.across } else { words.within };
        let mut places: Vec<_> = groups.first().into_iter().flatten().map(|held| (held.place, label(held))).collect();
        // The later place is the one to change.
        if places.len() > 1 {
            places.swap(0, 1);
        }
        found.push(roll.at(words.rule, &places, message).help(help));
    }
}

fn label(held: &Held) -> String {
    format!("of {}", held.member.full_name())
}

fn cluster<'a>(member: &'a Member) -> Option<&'a str> {
    let known = member.cluster.map(|cluster| cluster.name.value.as_str());
    known.or(member.node.cluster.as_deref())
}

/// The widest range and who has it or a part of it.
fn item(group: &[&Held]) -> String {
    let Some(widest) = group.iter().map(|held| held.net).min_by_key(IpNet::prefix_len) else {
        return String::new();
    };
    let name = |held: &&Held| match held.net.prefix_len() == widest.prefix_len() {
        true => held.member.full_name(),
        false => format!("{} with {}", held.member.full_name(), held.net),
    };
    let names: Vec<String> = group.iter().map(name).collect();
    let shown =
        if widest.prefix_len() == widest.max_prefix_len() { widest.addr().to_string() } else { widest.to_string() };
    format!("{shown} ({})", few(&names))
}
