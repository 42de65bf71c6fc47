//! Patterns in groups and links, such as `eu-*`, become the names of the clusters that they match.

use crate::model::{Cluster, Group, Link, Mesh, Peering, Unmatched};
use crate::source::{Listed, Said, Spanned};
use glob::Pattern;
use std::collections::BTreeSet;

/// How many names patterns may come to: two of the largest groups of the largest mesh are far below, and no
/// file is large enough to describe a mesh with more by hand.
const MOST: usize = 1 << 18;

/// Replaces the patterns of `peering`. One that matches nothing is kept apart, for a rule.
pub fn settle(mesh: &mut Mesh) {
    let Said::Value(Spanned { value: peering, .. }) = &mut mesh.peering else { return };
    let has_pattern = |names: &[Spanned<String>]| names.iter().any(|name| is_pattern(&name.value));
    if !peering.circles().any(has_pattern) {
        return;
    }
    let mut names = Names { clusters: &mesh.clusters, left: MOST, unmatched: Vec::new() };
    let groups = peering.groups.iter().map(|group| names.group(group)).collect();
    let links = peering.links.iter().flat_map(|link| names.links(link)).collect();
    let unmatched = names.unmatched;
    let (broken_groups, broken_links) = (peering.groups.broken(), peering.links.broken());
    *peering = Peering::new(peering.span, Listed::new(groups, broken_groups), Listed::new(links, broken_links));
    peering.unmatched = unmatched;
}

/// Whether a name in a group or a link is a pattern. No cluster has such a name.
fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?', '['])
}

/// The names that patterns can stand for.
struct Names<'m> {
    clusters: &'m [Cluster],
    /// How many names there is room for.
    left: usize,
    unmatched: Vec<Unmatched>,
}

impl Names<'_> {
    /// A group with the members that its patterns match. One that is named besides is a member once.
    fn group(&mut self, group: &Group) -> Group {
        let named = group.members.iter().filter(|name| !is_pattern(&name.value));
        let mut known: BTreeSet<String> = named.map(|name| name.value.clone()).collect();
        let mut members = Vec::new();
        for member in &group.members {
            if !is_pattern(&member.value) {
                members.push(member.clone());
                continue;
            }
            let found = self.matched(member);
            members.extend(found.into_iter().filter(|name| known.insert(name.value.clone())));
        }
        Group { name: group.name.clone(), members }
    }

    /// A link for each pair of clusters that the two ends name.
    fn links(&mut self, link: &Link) -> Vec<Link> {
        let [one, other] = link.ends.as_slice() else { return vec![link.clone()] };
        if !is_pattern(&one.value) && !is_pattern(&other.value) {
            return vec![link.clone()];
        }
        let (ones, others) = (self.end(one), self.end(other));
        if ones.len().saturating_mul(others.len()) > self.left {
            self.reject(one.clone());
            return Vec::new();
        }
        let mut known = BTreeSet::new();
        let mut links = Vec::new();
        for one in &ones {
            for other in others.iter().filter(|other| other.value != one.value) {
                let (first, second) = if one.value < other.value { (one, other) } else { (other, one) };
                if known.insert((&first.value, &second.value)) {
                    links.push(Link { span: link.span, ends: vec![one.clone(), other.clone()] });
                }
            }
        }
        self.left = self.left.saturating_sub(links.len());
        // `link "a" "a*"` where no other cluster has such a name.
        if links.is_empty() && !ones.is_empty() && !others.is_empty() {
            let pattern = if is_pattern(&other.value) { other } else { one };
            self.unmatched.push(Unmatched::Pattern(pattern.clone()));
        }
        links
    }

    fn end(&mut self, name: &Spanned<String>) -> Vec<Spanned<String>> {
        if is_pattern(&name.value) { self.matched(name) } else { vec![name.clone()] }
    }

    /// The names that a pattern matches, each at the place of the pattern.
    fn matched(&mut self, pattern: &Spanned<String>) -> Vec<Spanned<String>> {
        let found: Vec<Spanned<String>> = match Pattern::new(&pattern.value) {
            Ok(matcher) => {
                let names = self.clusters.iter().map(|cluster| &cluster.name.value);
                let matched = names.filter(|name| matcher.matches(name));
                matched.map(|name| Spanned::new(name.clone(), pattern.span)).collect()
            }
            Err(_) => Vec::new(),
        };
        if found.is_empty() {
            self.unmatched.push(Unmatched::Pattern(pattern.clone()));
        }
        if found.len() > self.left {
            self.reject(pattern.clone());
            return Vec::new();
        }
        self.left -= found.len();
        found
    }

    /// Keeps one finding where there is no more room.
    fn reject(&mut self, pattern: Spanned<String>) {
        self.left = 0;
        if !self.unmatched.iter().any(|one| matches!(one, Unmatched::TooMany(_))) {
            self.unmatched.push(Unmatched::TooMany(pattern));
        }
    }
}
