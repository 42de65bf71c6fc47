//! Who uses whom: every path of the code is held against the table of arrows.

use super::circles::circles;
use super::house::{Found, House};
use super::names::Target;
use super::table::arrows;
use std::collections::{BTreeMap, BTreeSet};

/// What may use everything, and what nothing may use: the head of the library, and the command.
const HEADS: &[&str] = &["lib", "main", "cli"];

/// Arrows of the code that the table does not have.
pub fn wrong(house: &House) -> Found {
    let arrows = arrows();
    let is_wrong = |(from, to): &(String, String)| {
        let allowed = arrows.get(from.as_str());
        !HEADS.contains(&from.as_str()) && !allowed.is_some_and(|allowed| allowed.contains(&to.as_str()))
    };
    let wrong = uses(house).into_iter().filter(|(arrow, _)| is_wrong(arrow));
    wrong.map(|((from, to), files)| (format!("{from} -> {to}"), files)).collect()
}

/// Which module uses which, and the files that do it.
fn uses(house: &House) -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut uses: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for (path, module) in &house.0 {
        let from = path.first().map_or("lib", String::as_str);
        for target in module.parts.iter().flat_map(|part| house.targets(path, &part.tokens)) {
            let Target::Ours(target) = target else { continue };
            let is_module = target.first().is_some_and(|first| house.0.keys().any(|path| path.first() == Some(first)));
            let to = target.first().filter(|_| is_module).map_or("lib", String::as_str);
            if from != to {
                uses.entry((from.to_string(), to.to_string())).or_default().insert(module.file.clone());
            }
        }
    }
    uses
}

#[test]
fn arrows_point_one_way() {
    assert_eq!(wrong(House::of_project()), Found::new());
}

#[test]
fn every_module_is_in_the_table() {
    let arrows = arrows();
    let house = House::of_project();
    let modules: BTreeSet<&str> = house.0.keys().filter_map(|path| path.first()).map(String::as_str).collect();
    let unknown = modules.iter().filter(|module| !HEADS.contains(module) && !arrows.contains_key(*module));
    assert_eq!(unknown.collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn no_modules_use_each_other() {
    let edges: BTreeSet<(String, String)> = uses(House::of_project()).into_keys().collect();
    assert_eq!(circles(&edges), Vec::<Vec<String>>::new());
}
