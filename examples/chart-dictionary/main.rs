//! `cargo run --example chart-dictionary -- CHART…` reads charts of Cilium and writes what
//! `release/dictionary` has of them: every value and every key of `cilium-config`, with the releases that
//! have it.
//!
//! `--diff OLD NEW` prints what differs between two charts instead. A chart is a folder with `Chart.yaml`,
//! named for its release; the programs' flags are read in `cmdref/<that name>` beside it, or where a source
//! tree of Cilium has them.
// A tool of the house: what it cannot read ends it.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod generator;

use generator::Chart;
use std::collections::BTreeSet;
use std::path::Path;

/// Where the dictionary is.
const FILE: &str = "src/release/dictionary/charts.txt";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--diff", old, new] => print!("{}", difference(&Chart::read(Path::new(old)), &Chart::read(Path::new(new)))),
        [first, ..] if !first.starts_with('-') => {
            let charts = arguments.iter().map(|folder| Chart::read(Path::new(folder)));
            std::fs::write(FILE, generator::table(charts.collect())).unwrap();
        }
        _ => panic!("usage: chart-dictionary CHART…, or chart-dictionary --diff OLD NEW"),
    }
}

/// What differs between two charts, a line each.
fn difference(old: &Chart, new: &Chart) -> String {
    let mut text = String::new();
    for (what, old, new) in [("value", &old.values, &new.values), ("key", &old.keys, &new.keys)] {
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for name in names {
            text += &match (old.get(name), new.get(name)) {
                (Some(was), None) => format!("- {what} {name} {was}\n"),
                (None, Some(is)) => format!("+ {what} {name} {is}\n"),
                (Some(was), Some(is)) if was != is => format!("~ {what} {name} {was} -> {is}\n"),
                _ => String::new(),
            };
        }
    }
    text
}
