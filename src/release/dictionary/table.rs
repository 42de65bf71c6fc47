//! The file of the dictionary: a line for each value, below the one that it is in, and one for each key. A
//! line is a name and its parts with ` | ` between them: what is so from which release on, `-` where there is
//! nothing. A part without a release begins with the first chart.

use crate::release::Version;
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Lines;
use std::sync::LazyLock;

/// The table.
pub static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("charts.txt")));

/// The lines of the file.
#[derive(Debug, Default)]
pub struct Table {
    /// The releases whose charts were read, in order.
    pub charts: Vec<Version>,
    /// What holds the values.
    pub root: Node,
    /// The parts of each key of `cilium-config`.
    pub keys: BTreeMap<&'static str, &'static str>,
}

/// A value.
#[derive(Debug, Default)]
pub struct Node {
    /// Its parts.
    pub parts: &'static str,
    /// The values in it.
    pub children: BTreeMap<&'static str, Node>,
}

impl Table {
    fn read(text: &'static str) -> Table {
        let (mut table, mut lines) = (Table::default(), text.lines().peekable());
        while let Some(line) = lines.next() {
            match line.split_once(' ').unwrap_or((line, "")) {
                ("charts", charts) => table.charts = charts.split(' ').filter_map(|chart| chart.parse().ok()).collect(),
                ("values", "") => table.root.children = children(&mut lines, 0),
                ("keys", "") => table.keys = lines.by_ref().filter_map(|line| line.split_once(' ')).collect(),
                _ => {}
            }
        }
        table
    }
}

/// The values at a depth, which is that of the first line. What holds them all ends with a line of one word.
fn children(lines: &mut Peekable<Lines<'static>>, depth: usize) -> BTreeMap<&'static str, Node> {
    let mut found = BTreeMap::new();
    let depth_of = |line: &str| line.len() - line.trim_start_matches(' ').len();
    while let Some(line) = lines.next_if(|line| depth_of(line) == depth && line.trim_start().contains(' ')) {
        let (name, parts) = line.trim_start().split_once(' ').unwrap_or_default();
        let is_filled = lines.peek().is_some_and(|next| depth_of(next) > depth);
        let children = if is_filled { children(lines, depth + 1) } else { BTreeMap::new() };
        found.insert(name, Node { parts, children });
    }
    found
}

/// What a line has of a release.
pub fn part(parts: &'static str, version: Version) -> Option<&'static str> {
    let so_far = dated(parts).take_while(|(from, _)| from.is_none_or(|from| from <= version));
    so_far.last().map(|(_, part)| part).filter(|part| *part != "-")
}

/// Releases that have what another one has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elsewhere {
    /// Those before this one.
    Until(Version),
    /// Those from this one on.
    From(Version),
}

/// Which releases have what a release has not, before it or else after it.
pub fn elsewhere(parts: &'static str, version: Version) -> Option<Elsewhere> {
    let is_so_far = |(from, _): &(Option<Version>, &str)| from.is_none_or(|from| from <= version);
    match dated(parts).take_while(is_so_far).last() {
        Some((Some(from), "-")) => Some(Elsewhere::Until(from)),
        Some(_) => None,
        None => dated(parts).find_map(|(from, _)| from).map(Elsewhere::From),
    }
}

/// The parts of a line, with the release from which on each is so.
fn dated(parts: &'static str) -> impl Iterator<Item = (Option<Version>, &'static str)> {
    parts.split(" | ").map(|part| {
        let dated = part.split_once(' ').and_then(|(from, part)| Some((Some(from.parse().ok()?), part)));
        dated.unwrap_or((None, part))
    })
}
