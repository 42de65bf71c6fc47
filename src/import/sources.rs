//! Which files a cluster was read from, and in which order, for whoever asks.

use super::facts::Facts;
use crate::words::few;

/// A line for each cluster: its layers of values, the last over the others, and what else says something of
/// it.
pub fn sources(facts: &[Facts]) -> Vec<String> {
    facts.iter().map(of_cluster).collect()
}

/// A line for each file that was taken for what is below the values of clusters, because of what it is called
/// or because it names none.
pub fn shared(facts: &[Facts]) -> Vec<String> {
    let mut files: Vec<&String> = facts.iter().flat_map(|facts| &facts.common).collect();
    files.sort();
    files.dedup();
    let line = |file: &String| {
        let of = facts.iter().filter(|facts| facts.common.contains(file));
        let names: Vec<&str> = of.filter_map(|facts| facts.name.text()).collect();
        format!("read {file} below the values of {}, since it names no cluster", few(&names))
    };
    files.into_iter().map(line).collect()
}

fn of_cluster(facts: &Facts) -> String {
    let name = facts.name.text().unwrap_or("cluster");
    let mut values: Vec<&str> = Vec::new();
    for layer in &facts.layers {
        // Several values of one object are one layer to a reader.
        if values.last() != Some(&layer.source.as_str()) {
            values.push(&layer.source);
        }
    }
    let mut others: Vec<&str> = Vec::new();
    for file in facts.files.iter().map(String::as_str).filter(|file| !values.contains(file)) {
        if !others.contains(&file) {
            others.push(file);
        }
    }
    let values = if values.is_empty() { "no values".to_string() } else { format!("values {}", values.join(", then ")) };
    let others = if others.is_empty() { String::new() } else { format!("; beside them {}", others.join(", ")) };
    format!("{name}: {values}{others}")
}
