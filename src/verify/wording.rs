//! Words that findings share, and the folding of many nodes with one defect into one finding.

use std::collections::BTreeMap;

/// Items under their keys, the keys in the order of their first items.
pub fn fold<K: Ord, T>(items: impl Iterator<Item = (K, T)>) -> Vec<(K, Vec<T>)> {
    let mut groups: BTreeMap<K, (usize, Vec<T>)> = BTreeMap::new();
    for (index, (key, item)) in items.enumerate() {
        groups.entry(key).or_insert_with(|| (index, Vec::new())).1.push(item);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, (first, _))| *first);
    groups.into_iter().map(|(key, (_, items))| (key, items)).collect()
}

/// The first three of a list, and how many more there are.
pub fn few(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, three, more @ ..] => format!("{one}, {two}, {three} and {} more", more.len()),
    }
}

/// `a pod range is`, `3 pod ranges are`: how many of what is said for one and for many.
pub fn count(number: usize, (one, many): (&str, &str)) -> String {
    if number == 1 { format!("a {one}") } else { format!("{number} {many}") }
}

/// All of a list of ranges.
pub fn all<T: ToString>(items: impl Iterator<Item = T>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}
