//! All charts in one table: a line for each value and each key, which says what it is from which release on.

use super::Chart;
use std::collections::{BTreeMap, BTreeSet};

/// What the file begins with.
const HEAD: &str = "\
# What Cilium's charts have of values and keys of cilium-config. Generated from the charts by
# `cargo run --example chart-dictionary`, which says how lines are read; not edited.
";

/// The dictionary.
pub fn table(mut charts: Vec<Chart>) -> String {
    charts.sort_by_key(|chart| chart.version);
    let versions: Vec<String> = charts.iter().map(|chart| version(chart.version)).collect();
    let mut text = format!("{HEAD}charts {}\nvalues\n", versions.join(" "));
    for (path, line) in lines(&charts, |chart| &chart.values) {
        let (depth, name) = (path.matches('.').count(), path.rsplit('.').next().unwrap());
        text += &format!("{}{name} {line}\n", " ".repeat(depth));
    }
    text += "keys\n";
    for (key, line) in lines(&charts, |chart| &chart.keys) {
        text += &format!("{key} {line}\n");
    }
    text
}

fn version([major, minor, patch]: [u16; 3]) -> String {
    format!("{major}.{minor}.{patch}")
}

/// A line for each name: what it is from the first chart on, and from each on that has it differently.
fn lines(charts: &[Chart], of: impl Fn(&Chart) -> &BTreeMap<String, String>) -> Vec<(String, String)> {
    // Keys sort by parts, so that what is below a value follows it.
    let names: BTreeSet<Vec<&str>> =
        charts.iter().flat_map(|chart| of(chart).keys()).map(|name| name.split('.').collect()).collect();
    let line = |name: Vec<&str>| {
        let (name, mut parts, mut before) = (name.join("."), Vec::new(), "-");
        for (index, chart) in charts.iter().enumerate() {
            let now = of(chart).get(&name).map_or("-", String::as_str);
            assert!(!now.contains(" | "), "{name} cannot be written");
            if now != before {
                parts.push(if index == 0 { now.to_string() } else { format!("{} {now}", version(chart.version)) });
            }
            before = now;
        }
        (name, parts.join(" | "))
    };
    names.into_iter().map(line).collect()
}
