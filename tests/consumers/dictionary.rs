//! The dictionary of the charts is what its generator makes of the real ones.
//!
//! Which ones: `CILIUM_CHARTS`, as for Helm; the charts of further patch releases are in its folder
//! `patches`, the flags of each release's programs in `cmdref` beside the chart. Without them the test says
//! so and passes, unless `CONSUMERS=required`.

#[path = "../../examples/chart-dictionary/generator/mod.rs"]
mod generator;

use generator::Chart;
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

/// The chart of a release.
fn folder(release: &str) -> Option<PathBuf> {
    let charts = std::env::var_os("CILIUM_CHARTS")?;
    let folders = [Path::new(&charts).to_path_buf(), Path::new(&charts).join("patches")];
    let release = format!("v{release}");
    let has_it = |folder: &&PathBuf| folder.join("cmdref").join(&release).is_dir();
    folders.iter().find(has_it).map(|folder| folder.join(&release))
}
