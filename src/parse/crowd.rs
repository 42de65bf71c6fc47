//! Nodes of which there are too many: what clusters and networks have, counted before anything is compared.

use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::limits::{CIDRS, Limit, MERGED, OPERATIONS, PATCHES, RANGES};
use crate::parse::read::Spent;
use crate::rules::input_too_big;
use crate::source::Span;

/// What is counted, in one node and what it has of `defaults`.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    cidrs: usize,
    patches: usize,
    operations: usize,
    nodes: usize,
}

/// Reports the first node that has too much of something; whether there is one. A mesh has none of the rules
/// then: what they compare is too much.
pub fn check(items: &[Item<'_>], spent: &mut Spent, found: &mut Diagnostics) -> bool {
    let defaults = items.iter().filter(|item| item.name() == "defaults");
    let common = defaults.map(|item| count(*item)).fold(Count::default(), Count::and);
    for item in items {
        let own = match item.name() {
            "cluster" => count(*item).and(common),
            "network" => Count { cidrs: item.arguments().count().saturating_sub(1), ..Count::default() },
            _ => continue,
        };
        let of_all = spent.take(&RANGES, own.cidrs).and(spent.take(&MERGED, own.nodes)).err();
        if let Some(limit) = own.exceeded().or(of_all) {
            found.push(input_too_big::past(limit, place(*item, limit)));
            return true;
        }
    }
    false
}

impl Count {
    fn and(self, other: Count) -> Count {
        Count {
            cidrs: self.cidrs + other.cidrs,
            patches: self.patches + other.patches,
            operations: self.operations + other.operations,
            nodes: self.nodes + other.nodes,
        }
    }

    fn exceeded(self) -> Option<&'static Limit> {
        let counts = [(self.cidrs, &CIDRS), (self.patches, &PATCHES), (self.operations, &OPERATIONS)];
        counts.into_iter().find(|(count, limit)| *count > limit.most).map(|(_, limit)| limit)
    }
}

/// What is in the braces of a cluster, or of `defaults`.
fn count(item: Item<'_>) -> Count {
    let mut count = Count { nodes: nodes(item), ..Count::default() };
    for child in item.children() {
        match child.name() {
            "pod-cidr" | "service-cidr" | "node-cidr" => count.cidrs += child.arguments().count(),
            "patch" => {
                count.patches += 1;
                count.operations += child.children().count();
            }
            _ => {}
        }
    }
    count
}

/// How many nodes are in the braces of one. The depth is bounded by the reader of KDL.
fn nodes(item: Item<'_>) -> usize {
    item.children().map(|child| 1 + child.arguments().count() / 4 + nodes(child)).sum()
}

/// The last child that adds to what is too much; of a network the node itself.
fn place(item: Item<'_>, limit: &Limit) -> Span {
    let adds = |child: &Item<'_>| match child.name() {
        "patch" => !std::ptr::eq(limit, &CIDRS) && !std::ptr::eq(limit, &RANGES),
        "pod-cidr" | "service-cidr" | "node-cidr" => {
            !std::ptr::eq(limit, &PATCHES) && !std::ptr::eq(limit, &OPERATIONS)
        }
        _ => false,
    };
    item.children().filter(adds).last().map_or(item.span(), Item::span)
}
