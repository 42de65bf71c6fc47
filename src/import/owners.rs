//! Whose a source is that says nothing of Cilium.

use super::facts::{Facts, Name};
use super::places::folder_of;

/// Whose a source is that says nothing of Cilium: the cluster that has its file, or its name, or whose name
/// is in its path, or the only one with a file in its folder.
pub fn owner(clusters: &[Facts], facts: &Facts) -> Option<usize> {
    let name = facts.name.text().unwrap_or_default();
    let path = facts.files.first().map(String::as_str).unwrap_or_default();
    let is_named = |cluster: &Facts, within: &str| {
        cluster.name.text().is_some_and(|name| contains_words(within, name) || contains_words(name, within))
    };
    let by_file = || only(clusters, |cluster| cluster.files.iter().any(|file| file == path));
    let by_name = || only(clusters, |cluster| cluster.name.text() == Some(name));
    let by_likeness =
        || longest(clusters, |cluster| matches!(facts.name, Name::OfMachines(_)) && is_named(cluster, name));
    let by_path = || longest(clusters, |cluster| cluster.name.text().is_some_and(|name| contains_words(path, name)));
    let folder = folder_of(path);
    let by_folder = || {
        let is_beside = |cluster: &Facts| cluster.files.iter().any(|file| folder_of(file) == folder);
        only(clusters, |cluster| !folder.is_empty() && is_beside(cluster))
    };
    by_file().or_else(by_name).or_else(by_likeness).or_else(by_path).or_else(by_folder)
}

fn only(clusters: &[Facts], is_it: impl Fn(&Facts) -> bool) -> Option<usize> {
    let mut found = clusters.iter().enumerate().filter(|(_, cluster)| is_it(cluster)).map(|(at, _)| at);
    found.next().filter(|_| found.next().is_none())
}

/// The one with the longest name of those that fit.
fn longest(clusters: &[Facts], is_it: impl Fn(&Facts) -> bool) -> Option<usize> {
    let found = clusters.iter().enumerate().filter(|(_, cluster)| is_it(cluster));
    found.max_by_key(|(_, cluster)| cluster.name.text().map_or(0, str::len)).map(|(at, _)| at)
}

/// Whether a text has a name in it that no letter or digit goes on with.
fn contains_words(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric();
    !name.is_empty()
        && text.match_indices(name).any(|(at, _)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let behind = text.get(at + name.len()..).and_then(|behind| behind.chars().next());
            !before.is_some_and(is_part) && !behind.is_some_and(is_part)
        })
}
