//! Circles of a graph, and those of the files within a room.

use super::house::{Found, House};
use super::names::Target;
use std::collections::{BTreeMap, BTreeSet};

/// The sets of two nodes or more that reach each other, each sorted (Tarjan's strongly connected components).
pub fn circles(edges: &BTreeSet<(String, String)>) -> Vec<Vec<String>> {
    let mut search = Search::default();
    for (from, to) in edges {
        search.next.entry(from).or_default().push(to);
    }
    for (from, _) in edges {
        if !search.found.contains_key(from.as_str()) {
            search.visit(from);
        }
    }
    search.circles.sort();
    search.circles
}

#[derive(Default)]
struct Search<'e> {
    next: BTreeMap<&'e str, Vec<&'e str>>,
    /// The order in which nodes were found.
    found: BTreeMap<&'e str, usize>,
    /// The earliest node that each one reaches.
    low: BTreeMap<&'e str, usize>,
    stack: Vec<&'e str>,
    circles: Vec<Vec<String>>,
}

impl<'e> Search<'e> {
    fn visit(&mut self, node: &'e str) {
        let order = self.found.len();
        self.found.insert(node, order);
        self.low.insert(node, order);
        self.stack.push(node);
        for next in self.next.get(node).cloned().unwrap_or_default() {
            if !self.found.contains_key(next) {
                self.visit(next);
                self.low.insert(node, self.low[node].min(self.low[next]));
            } else if self.stack.contains(&next) {
                self.low.insert(node, self.low[node].min(self.found[next]));
            }
        }
        if self.low[node] == order {
            let at = self.stack.iter().position(|other| *other == node).unwrap();
            let mut circle: Vec<String> = self.stack.split_off(at).into_iter().map(str::to_string).collect();
            circle.sort();
            self.circles.extend((circle.len() > 1).then_some(circle));
        }
    }
}

/// The circles of files in a module. What the head of a folder defines is for all files in it: that they use
/// it is no arrow.
pub fn of_files(house: &House) -> Found {
    let mut edges = BTreeSet::new();
    for (path, module) in &house.0 {
        for target in module.parts.iter().flat_map(|part| house.targets(path, &part.tokens)) {
            let Target::Ours(target) = target else { continue };
            let home = house.home(&target);
            if home.first() == path.first() && !path.starts_with(&home) {
                edges.insert((path.join("::"), home.join("::")));
            }
        }
    }
    circles(&edges).into_iter().map(|circle| (circle.join(" "), circle.into_iter().collect())).collect()
}

#[test]
fn no_files_of_a_module_use_each_other() {
    assert_eq!(of_files(House::of_project()), Found::new());
}
