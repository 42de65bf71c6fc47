//! The dictionary of the charts is what its generator makes of the real ones.
//!
//! Which ones: `CILIUM_CHARTS`, as for Helm; the charts of further patch releases are in its folder
//! `patches`, the flags of each release's programs in `cmdref` beside the chart. Without them the test says
//! so and passes, unless `CONSUMERS=required`.

#[path = "../../examples/chart-dictionary/generator/mod.rs"]
mod generator;

use generator::Chart;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The dictionary.
const FILE: &str = "src/release/dictionary/charts.txt";

#[test]
fn the_dictionary_is_what_the_charts_hold() {
    let written = std::fs::read_to_string(FILE).unwrap();
    let releases = written.lines().find_map(|line| line.strip_prefix("charts ")).unwrap();
    let mut charts = Vec::new();
    for release in releases.split(' ') {
        match folder(release) {
            Some(folder) => charts.push(Chart::read(&folder)),
            None => {
                assert!(
                    !crate::common::are_consumers_required(),
                    "CILIUM_CHARTS has no chart {release} with its flags"
                );
                eprintln!("skipped: CILIUM_CHARTS has no chart {release} with its flags");
                return;
            }
        }
    }
    crate::common::expect_file(FILE, &generator::table(charts));
}

/// New flags belong into the table too.
#[test]
fn flags_have_the_types_of_their_pages() {
    let Some(charts) = std::env::var_os("CILIUM_CHARTS") else {
        assert!(!crate::common::are_consumers_required(), "CILIUM_CHARTS is not set");
        return;
    };
    let table = std::fs::read_to_string("src/release/flags.txt").unwrap();
    let types: BTreeMap<&str, &str> = table.lines().filter_map(|line| line.split_once(' ')).collect();
    for release in std::fs::read_dir(Path::new(&charts).join("cmdref")).unwrap() {
        let page = release.unwrap().path().join("cilium-agent.md");
        let text = std::fs::read_to_string(&page).unwrap();
        for (flag, kind) in text.lines().filter_map(flag).filter(|(flag, _)| !["help", "version"].contains(flag)) {
            let words: &[&str] = match kind {
                "" => &["switch"],
                "int" | "int32" | "int64" => &["integer"],
                "uint" | "uint8" | "uint16" | "uint32" | "uint64" => &["integer", "unsigned"],
                "float" | "float32" | "float64" => &["number"],
                "duration" => &["duration"],
                _ => &[],
            };
            // Up to 1.18 it is a text.
            if flag == "kube-proxy-replacement" {
                continue;
            }
            let known = types.get(flag);
            let is_right = known.map_or(words.is_empty(), |word| words.contains(word));
            assert!(is_right, "{flag} is {kind:?} in {} and {known:?} in the table", page.display());
        }
    }
}

/// A flag of a page and its type, which a switch has none of.
fn flag(line: &str) -> Option<(&str, &str)> {
    let (_, rest) = line.split_once("--").filter(|(before, _)| before.trim().len() <= 3)?;
    let (name, after) = rest.split_once(' ').filter(|_| line.starts_with("  "))?;
    Some((name.split('[').next()?, after.split(' ').next()?))
}

/// The chart of a release.
fn folder(release: &str) -> Option<PathBuf> {
    let charts = std::env::var_os("CILIUM_CHARTS")?;
    let folders = [Path::new(&charts).to_path_buf(), Path::new(&charts).join("patches")];
    let release = format!("v{release}");
    let has_it = |folder: &&PathBuf| folder.join("cmdref").join(&release).is_dir();
    folders.iter().find(has_it).map(|folder| folder.join(&release))
}
